"""Which components hold a form, and of which kind."""

from __future__ import annotations

import pytest
from form_items import FORMS, form, forms, items

HOOK_FORM = "import { useForm, useFormContext, useController, useWatch, Controller } from 'react-hook-form';\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export const A = () => { useForm(); return null; };", False),
        ("export default function () { const form = useForm(); return <form />; }", False),
        ("export const A = memo(forwardRef((p, ref) => { useForm(); return <i ref={ref} />; }));", False),
        ("export const A = Object.assign(forwardRef((p, ref) => { useForm(); return <i />; }), { Item });", False),
        ("export const A = Object.assign(() => { useForm(); return <i />; }, { displayName: 'A' });", False),
        ("export const A = () => { useFormContext(); return <i />; };", True),
        ("export const A = ({ control }) => <i>{useWatch({ control, name: 'x', defaultValue: 1 })}</i>;", True),
        ("export const A = () => { useController({ name: 'x' }); return <i />; };", True),
        ("export const A = () => <Controller name='x' render={() => <i />} />;", True),
        ("export const A = () => { useFormContext(); return <form onSubmit={save} />; };", False),
    ],
)
def test_a_component_that_makes_a_form_holds_it_and_one_that_uses_it_is_a_part(source: str, expected: bool) -> None:
    item = form(HOOK_FORM + source)
    assert (item["formType"], item.get("isPart", False)) == ("react-hook-form", expected)
    assert "features" not in item


@pytest.mark.parametrize(
    "source",
    [
        "const _A = () => { useForm(); return <form />; };\nexport { _A as A };",
        "export const _A = () => { useForm(); return null; };",
        "export function $A() { useForm(); return <form />; }",
        "const _F = FormProvider; export const _A = () => <_F><input /></_F>;",
        "const UI = { _F: FormProvider }; export const _A = () => <UI._F><input /></UI._F>;",
        "const a = () => { useForm(); return <form />; };\nexport { a as A };",
    ],
)
def test_a_form_is_held_by_whatever_is_named_like_a_component(source: str) -> None:
    provider = "import { FormProvider } from 'react-hook-form';\n"
    assert form(provider + HOOK_FORM + source)["formType"] == "react-hook-form"


def test_a_hook_that_a_file_exports_as_its_default_is_one_around_a_form() -> None:
    hook = f"{HOOK_FORM}export default function useOrder() {{ return useForm(); }}"
    source = "import useOrder from './hook';\n"
    source += "export const A = () => { const { register } = useOrder(); return <input {...register('a')} />; };"
    assert form(source, hook=hook)["patterns"] == ["register", "useOrder"]


@pytest.mark.parametrize("imported", ["React", "* as React"])
def test_a_hook_that_is_a_member_of_react(imported: str) -> None:
    source = f"import {imported} from 'react';\n"
    source += "export const A = () => { const [s, act] = React.useActionState(run, null); return <b act={act} />; };"
    assert form(source)["patterns"] == ["useActionState"]


@pytest.mark.parametrize(
    "source",
    [
        "export const A = () => { useWatch(); return <i />; };",
        "export const useA = () => useForm();",
        "export const a = () => useForm();",
        "export const A = { form: useForm };",
        "export const A = () => { const useForm = () => 1; useForm(); return <i />; };",
        "export const A = ({ useForm }) => { useForm(); return <i />; };",
        "// <form onSubmit={save} />\nexport const A = () => <i>{'<form onSubmit>'}</i>;",
        "type useForm = 1; export const A = () => <i />;",
    ],
)
def test_no_form(source: str) -> None:
    assert forms(HOOK_FORM + source) == []


def test_a_type_import_is_no_evidence() -> None:
    assert (
        forms("import type { useForm } from 'react-hook-form';\nexport const A = () => { useForm(); return <i />; };")
        == []
    )


def test_a_namespace_import_is_evidence() -> None:
    source = "import * as RHF from 'react-hook-form';\nexport const A = () => { RHF.useForm<T>(); return <i />; };"
    assert form(source)["patterns"] == ["useForm"]


def test_rendering_a_component_that_holds_a_form_is_holding_none() -> None:
    found = items(
        FORMS,
        {
            "src/login.tsx": HOOK_FORM + "export const LoginForm = () => { useForm(); return <form />; };",
            "src/page.tsx": "import { LoginForm } from './login';\nexport const Page = () => <LoginForm name='a' />;",
        },
    )
    assert [item["name"] for item in found] == ["LoginForm"]


@pytest.mark.parametrize(
    "native", ["<form onSubmit={save} />", "<motion.form onSubmit={save} />", "<form {...props} />"]
)
def test_a_form_element_is_a_form(native: str) -> None:
    assert form(f"export const A = (props) => {native};")["formType"] == "html"


@pytest.mark.parametrize(
    ("body", "form_type"),
    [
        ("export async function act() {}", "react-action"),
        ("'use server';\nexport async function act() {}", "server-action"),
        ("/* on the server */ 'use client'; 'use server';\nexport async function act() {}", "server-action"),
        ("export async function act() { 'use server'; }", "server-action"),
        ("export async function act() { log('use server'); }", "react-action"),
    ],
)
def test_what_the_action_is_says_where_it_runs(body: str, form_type: str) -> None:
    source = "import { act } from './actions';\nexport const A = () => <form action={act} />;"
    item = form(source, actions=body)
    assert (item["formType"], item["submitHandler"]) == (form_type, "src/actions.ts#act")


def test_a_base_holds_a_form_only_with_inputs_in_it() -> None:
    source = "import { EditBase, CreateBase, TextInput } from 'ra-core';\n"
    source += "export const Empty = () => <EditBase><i /></EditBase>;\n"
    source += "export const Full = () => <CreateBase><TextInput source='a' /></CreateBase>;\n"
    assert forms(source) == ["Full"]


def test_hooks_and_components_that_stand_for_one_another_in_a_circle_are_no_forms() -> None:
    source = (
        "export const A = B;\nexport const B = A;\n"
        "export const useFormA = () => useFormB();\nexport const useFormB = () => useFormA();\n"
        "export const FieldA = (props) => <FieldB {...props} />;\n"
        "export const FieldB = (props) => <FieldA {...props} />;\n"
        "export const Page = () => { useFormA(); return <><A name='x' /><FieldA name='y' /></>; };\n"
    )
    assert forms(source) == []


def test_the_more_specific_library_names_the_form() -> None:
    source = HOOK_FORM + "import { TabbedForm } from 'react-admin';\n"
    source += "export const A = () => { useFormContext(); return <TabbedForm><form action='/x' /></TabbedForm>; };"
    assert form(source)["formType"] == "react-admin-tabbed"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "const Form = styled.form`gap: 0`; export const A = () => <Form onSubmit={f} />;",
            ("html", ["form onSubmit"]),
        ),
        (
            "import { Form } from 'react-router'; const Wide = styled(Form)({}); const WideForm = Wide;\n"
            "export const A = () => <WideForm method='post' />;",
            ("router", ["Form"]),
        ),
        (
            "import { useFetcher } from 'react-router';\n"
            "const useSave = () => { const fetcher = useFetcher(); return { fetcher }; };\n"
            "export const A = () => { const { fetcher: save } = useSave(); return <save.Form />; };",
            ("router", ["fetcher.Form"]),
        ),
        ("const Body = styled('form')({}); export const A = () => <Body />;", ("html", ["form"])),
        (
            "const Body = styled.form``; export const A = () => <Body action={async () => { 'use server'; }} />;",
            ("server-action", ["form action"]),
        ),
        ('export const A = () => <Flex as="form" onSubmit={f} />;', ("html", ["form onSubmit"])),
        ("export const A = () => <Box component={'form'} onSubmit={f} />;", ("html", ["form onSubmit"])),
        (
            "import { FormProvider } from 'react-hook-form'; const Around = FormProvider;"
            "export const A = () => <Around />;",
            ("react-hook-form", ["FormProvider"]),
        ),
        (
            "import { useFormState } from 'react-hook-form';"
            "export const A = () => <button disabled={useFormState().isSubmitting} />;",
            ("react-hook-form", ["useFormState"]),
        ),
        ("export const A = ({ saveFetcher }) => <saveFetcher.Form />;", ("router", ["fetcher.Form"])),
        ("export const A = () => <form method='get' action={search()} />;", ("html", ["form method"])),
    ],
)
def test_forms_under_other_names(source: str, expected: tuple[str, list[str]]) -> None:
    item = form(source)
    assert (item["formType"], item["patterns"]) == expected


@pytest.mark.parametrize(
    "source",
    [
        "const Form = styled.div`gap: 0`; export const A = () => <Form onSubmit={f} />;",
        "const Body = styled.form``; export const A = ({ Body }) => <Body onSubmit={f} />;",
        "const text = 'form'; export const A = () => <Flex as={text} onSubmit={f} />;",
        "export const A = () => <Flex label='as=\"form\"' onSubmit={f} />;",
    ],
)
def test_a_tag_that_is_drawn_as_something_else_holds_no_form(source: str) -> None:
    assert forms(source) == []


SETTINGS = (
    "import { useFormContext } from 'react-hook-form';\nexport const useSettings = () => useFormContext();\n"
    "export const useStore = () => ({ reset() {} });\n"
)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ("const { getValues } = useSettings();", ["useSettings"]),
        ("const { formState: { errors } } = useSettings();", ["useSettings"]),
        ("const order = useSettings(); order.setValue('a', 1);", ["useSettings"]),
        ("const order = useSettings(); log(order?.getValues());", ["useSettings"]),
        ("const orderForm = useSettings();", ["useSettings"]),
        ("useSettings().getValues();", ["useSettings"]),
        ("const order = useSettings(); order.register('a');", ["register", "useSettings"]),
        ("const order = useSettings(); const { register } = order; register('a');", ["register"]),
        ("const { total } = useSettings();", None),
        ("const order = useSettings(); save(order);", None),
        ("const { reset } = useStore(); reset();", None),
        ("const store = useStore(); store.reset();", None),
    ],
)
def test_a_hook_around_a_form_shows_one_where_what_it_gives_is_used_like_one(
    taken: str, expected: list[str] | None
) -> None:
    source = (
        f"import {{ useSettings, useStore }} from './settings';\nexport const A = () => {{ {taken} return <i />; }};"
    )
    found = [item for item in items(FORMS, {"src/settings.ts": SETTINGS, "src/a.tsx": source}) if item["name"] == "A"]
    assert (found[0]["patterns"] if found else None) == expected


def test_a_hook_that_returns_something_else_than_the_form_it_uses_is_none_around_it() -> None:
    source = SETTINGS + (
        "export const useSave = () => {\n"
        "    const { getValues } = useSettings();\n"
        "    const { mutate, reset } = useMutation();\n"
        "    return { mutate, reset };\n"
        "};\n"
        "export const A = () => { const { reset } = useSave(); return <i />; };"
    )
    assert forms(source) == []


@pytest.mark.parametrize(
    ("before", "body", "expected"),
    [
        ("const { register } = useSettings();", "<i {...register('a')} />", ["a"]),
        ("const { register } = useAccount();", "<i {...register('a')} />", ["a"]),
        ("const { register } = props.form;", "<i {...register(key)} />", ["{key}"]),
        ("", "<i {...props.register('a')} />", ["a"]),
        ("", "<i {...useSettings().register('a')} />", ["a"]),
        ("const { register } = useAccount();", "<i onClick={() => register(data)} />", None),
        ("const { register } = useAccount();", "<i onClick={async () => { await register('a'); }} />", None),
        ("const register = (name) => name;", "<i {...register('a')} />", None),
        ("function register(name) {}", "<i {...register('a')} />", None),
        ("", "<i {...navigator.serviceWorker.register('/a.js')} />", None),
        ("", "<i {...registry.register('a')} />", None),
        ("const { register } = useFetcher();", "<i {...register('a')} />", None),
    ],
)
def test_what_gives_a_register_says_whether_it_is_a_forms(before: str, body: str, expected: list[str] | None) -> None:
    source = HOOK_FORM + (
        "import { useFetcher } from 'react-router';\nimport { useSettings } from './settings';\n"
        "import { registry } from './registry';\nimport { useAccount } from './account';\n"
        f"export const A = (props) => {{ useFormContext(); {before} return {body}; }};"
    )
    item = form(source, settings=SETTINGS)
    assert item.get("fields") == expected
    assert ("register" in item["patterns"]) == (expected is not None)


@pytest.mark.parametrize("call", ["useFormMetadata()", "useInputControl(meta)", "useControl({ defaultValue: 'a' })"])
def test_a_component_that_uses_conforms_hooks_takes_part_in_a_form(call: str) -> None:
    hook = call.partition("(")[0]
    found = form(f"import {{ {hook} }} from '@conform-to/react';\nexport const A = ({{ meta }}) => <b>{{{call}}}</b>;")
    assert (found["formType"], found["patterns"], found["isPart"]) == ("conform", [hook], True)
    assert "features" not in found


@pytest.mark.parametrize(("maker", "is_form"), [("createTagForm", True), ("makeTagForm", False)])
def test_a_component_that_a_function_of_the_project_makes_around_a_form_holds_it(maker: str, is_form: bool) -> None:
    sources = {
        "src/maker.tsx": HOOK_FORM + "import { zodResolver } from '@hookform/resolvers/zod';\n"
        f"export const {maker} = ({{ schema, Body }}) => {{ function Made() {{ "
        "const form = useForm({ resolver: zodResolver(schema) }); return <form><Body /></form>; } return Made; };",
        "src/tag.tsx": f"import {{ {maker} }} from './maker';\nimport {{ tag }} from './schema';\n"
        f"export const TagForm = {maker}({{ schema: tag, Body: () => <Controller name='name' /> }});",
        "src/schema.ts": "export const tag = build();",
    }
    found = [item for item in items(FORMS, sources) if item["name"] == "TagForm" and not item.get("isPart")]
    assert [item["validationSchemaRef"] for item in found] == (["src/schema.ts#tag"] if is_form else [])
