"""Names of fields that are computed, handed on or registered by a component's own hook; handlers by name."""

from __future__ import annotations

from typing import Any

import pytest
from form_items import FORMS, form, items

HOOK_FORM = "import { useForm, useFieldArray, useFormContext, Controller } from 'react-hook-form';\n"


def one(body: str, before: str = "") -> dict[str, Any]:
    return form(HOOK_FORM + f"export const A = (props) => {{ const form = useForm(); {before}return {body}; }};")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<>{options.map((option) => <Controller control={form.control} name={option.name} />)}</>", ["{option.name}"]),
        ("<>{options.map(({ name }) => <Controller control={form.control} name={name} />)}</>", ["{name}"]),
        ("<Controller name='a' render={({ field }) => <Controller name={field.name} />} />", ["a"]),
        ("<Controller name={field.name} />", ["{field.name}"]),
        ("<>{all.map((field) => <Controller name={field.name} />)}</>", ["{field.name}"]),
        ("<For each={all}>{(field) => <Controller name={field.name} />}</For>", ["{field.name}"]),
        ("<Controller name='a' render={(field) => <Controller name={field.name} />} />", ["a"]),
        ("<Controller name='a'>{(field) => rows.map(() => <Controller name={field.name} />)}</Controller>", ["a"]),
        ("<>{keys.map((key) => <input {...form.register(key)} />)}</>", ["{key}"]),
        ("<input {...form.register(KEYS.first)} />", ["{KEYS.first}"]),
        ("<input {...form.register(KEYS['first'])} />", ["{KEYS['first']}"]),
        ("<>{keys.map((_, at) => <input {...form.register(keys[at])} />)}</>", ["{keys[at]}"]),
        ("<Controller name={`" + "a" * 90 + "`} />", ["a" * 79 + "…"]),
        ("<Controller name='a' render={({ field: { name } }) => <Controller name={name} />} />", ["a"]),
        ("<Controller name='a' render={({ field: { name: n } }) => <Controller name={n} />} />", ["a"]),
        ("<Controller name='a' render={({ field: input }) => <Controller name={input.name} />} />", ["a"]),
        ("<Controller name='a' render={({ fieldState: { name } }) => <Controller name={name} />} />", ["a", "{name}"]),
        ("<Controller name={props.name} />", None),
    ],
)
def test_computed_names(body: str, expected: list[str] | None) -> None:
    assert one(body).get("fields") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<input {...form.register(on ? 'a' : 'b', { required: true })} />", ["a", "b"]),
        ("<input {...form.register((on ? 'a' : 'b') as const)} />", ["a", "b"]),
        ("<input {...form.register(on ? 'a' : off ? 'b' : `c.${at}`)} />", ["a", "b", "c.${at}"]),
        ("<input {...form.register(on ? key : 'b')} />", ["{key}", "b"]),
        ("<input {...form.register(key ?? 'b')} />", ["{key}", "b"]),
        ("<input {...form.register(on ? 'a' : undefined)} />", ["a"]),
        ("<input {...form.register(on ? props.name : 'b')} />", ["b"]),
        ("<input {...form.register(chosen)} />", ["x", "y"]),
        ("<input {...form.register(mixed)} />", ["{mixed}"]),
        ("<input {...form.register(CHOSEN)} />", ["v", "w"]),
        ("<Controller control={form.control} name={on ? 'a' : 'b'} />", ["a", "b"]),
        ("<input name={on ? 'a' : 'b'} ref={form.register} />", ["a", "b"]),
        ("<input {...form.register(on && 'a')} />", None),
        ("<input {...form.register(keys.map((key) => (on ? 'a' : 'b')))} />", None),
    ],
)
def test_a_name_that_is_chosen_is_each_of_those_it_may_be(body: str, expected: list[str] | None) -> None:
    before = "const chosen = on ? 'x' : 'y'; const mixed = on ? 'x' : props.mixed; "
    source = HOOK_FORM + "const CHOSEN = on ? 'v' : 'w';\n"
    source += f"export const A = (props) => {{ const form = useForm(); {before}return {body}; }};"
    assert form(source).get("fields") == expected


def test_a_chosen_name_of_other_libraries() -> None:
    made = "import { useForm } from '@mantine/form';\nexport const A = () => { const form = useForm(); return "
    assert form(made + "<input {...form.getInputProps(on ? 'a' : 'b')} />; };")["fields"] == ["a", "b"]
    made = "import { Formik, Field } from 'formik';\nexport const A = () => <Formik initialValues={{}}>"
    assert form(made + "<Field name={on ? 'a' : 'b'} /></Formik>;")["fields"] == ["a", "b"]
    made = "import { SimpleForm, TextInput } from 'react-admin';\nexport const A = () => <SimpleForm>"
    assert form(made + "<TextInput source={on ? 'a' : 'b'} /></SimpleForm>;")["fields"] == ["a", "b"]


@pytest.mark.parametrize("parameters", ["props", "{ label, ...props }"])
@pytest.mark.parametrize("hook", ["useController", "useFieldArray", "useField"])
def test_a_hook_that_is_given_all_that_its_component_is_given_registers_that_name(hook: str, parameters: str) -> None:
    own = f"import {{ useForm, {hook} }} from '{'formik' if hook == 'useField' else 'react-hook-form'}';\n"
    own += f"export const Own = ({parameters}) => {{ const made = {hook}(props); return <input />; }};\n"
    found = items(FORMS, {"a.tsx": own + "export const A = () => <form><Own name='a' /></form>;"})
    assert [item.get("fields") for item in found] == [None, ["a"]]


@pytest.mark.parametrize(
    ("written", "name"), [("'rows' as never", "rows"), ("`rows`", "rows"), ('KEYS["rows"]', '{KEYS["rows"]}')]
)
def test_a_field_array_by_a_cast_or_computed_name(written: str, name: str) -> None:
    assert one("<div />", f"const rows = useFieldArray({{ name: {written} }}); ")["fields"] == [name]


def test_a_component_that_registers_the_name_it_is_given_is_a_field() -> None:
    context = "import { useFormContext } from 'react-hook-form';\nexport const useOrder = () => useFormContext();\n"
    amount = (
        "import { useOrder } from './context';\n"
        "export const Amount = ({ name }) => { const { register } = useOrder(); return <b {...register(name)} />; };\n"
        "export const Other = ({ name }) => <b title={name} />;\n"
    )
    use = (
        "import { useOrder } from './context';\nimport { Amount, Other } from './amount';\n"
        "export const Order = () => { const { formState } = useOrder(); "
        "return <><Amount name='total' /><Other name='none' /></>; };\n"
    )
    found = items(FORMS, {"context.ts": context, "amount.tsx": amount, "order.tsx": use})
    assert next(item for item in found if item["name"] == "Order")["fields"] == ["total"]


def test_a_component_that_registers_its_own_name_with_what_it_is_given_takes_part_in_a_form() -> None:
    source = (
        "import type { UseFormRegister } from 'react-hook-form';\n"
        "type Props = { name: string; register: UseFormRegister<Values> };\n"
        "export const Email = ({ name, register }: Props) => <Input {...register(name, { required: true })} />;\n"
    )
    found = form(source)
    assert (found["formType"], found["patterns"], found["isPart"]) == ("react-hook-form", ["register"], True)
    assert "fields" not in found


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ("{ field }", "field.name"),
        ("{ field: { name, value } }", "name"),
        ("{ field: { name: own = '' } = {} }", "own"),
        ("{ field: input }", "input.name"),
    ],
)
def test_the_name_of_a_field_that_a_hook_made_is_that_of_the_hook(taken: str, name: str) -> None:
    source = (
        "import { useController } from 'react-hook-form';\n"
        f"export const A = () => {{ const {taken} = useController({{ name: 'kind' }});\n"
        f"    return <form><input name={{{name}}} /></form>; }};"
    )
    assert form(source)["fields"] == ["kind"]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("const { register: reg } = form; ", ["a"]),
        ("const { register: reg } = useForm(); ", ["a"]),
        ("const reg = (name) => ({}); const all = { register: reg }; ", None),
    ],
)
def test_register_under_another_name(before: str, expected: list[str] | None) -> None:
    assert one("<input {...reg('a')} />", before).get("fields") == expected


def test_register_of_something_else_makes_no_field() -> None:
    amount = "export const Amount = ({ name }) => { registry.register(name); return <b />; };\n"
    use = (
        "import { useForm } from 'react-hook-form';\nimport { Amount } from './amount';\n"
        "export const Order = () => { useForm(); return <Amount name='total' />; };\n"
    )
    found = items(FORMS, {"amount.tsx": amount, "order.tsx": use})
    assert "fields" not in next(item for item in found if item["name"] == "Order")


@pytest.mark.parametrize(
    ("maker", "expected"),
    [
        ("(Base) => forwardRef(({ name, ...p }, ref) => <Controller name={name} render={() => <Base />} />)", ["a"]),
        ("(Base) => { const Made = (props) => <Controller {...props} />; return Made; }", ["a"]),
        ("(Base) => ({ name }) => { const made = useController({ name }); return <Base {...made} />; }", ["a"]),
        ("(Base) => ({ name }) => { const { register } = useFormContext(); return <b {...register(name)} />; }", ["a"]),
        ("(Base) => (props) => <Base {...props} />", None),
        ("({ name }) => () => <Controller name={name} />", None),
        ("(Base) => () => <Controller name='own' />", None),
    ],
)
def test_what_a_function_of_the_project_makes_of_components_are_fields(maker: str, expected: list[str] | None) -> None:
    imports = HOOK_FORM + "import { useController } from 'react-hook-form';\n"
    sources = {
        "src/with.tsx": imports + f"export const withField = {maker};",
        "src/inputs.ts": "import { withField } from './with';\nexport const Text = withField(Plain);",
        "src/form.tsx": HOOK_FORM + "import { Text } from './inputs';\n"
        "export const A = () => { const form = useForm(); return <Text name='a' />; };",
    }
    found = next(item for item in items(FORMS, sources) if item["name"] == "A")
    assert found.get("fields") == expected


@pytest.mark.parametrize("made", ["Inner", "forwardRef(Inner)", "memo(forwardRef(Inner))", "fixedForwardRef(Inner)"])
def test_what_renders_a_component_around_a_field_takes_part_in_a_form_by_its_name(made: str) -> None:
    sources = {
        "src/wrap.tsx": HOOK_FORM
        + "const Inner = ({ control, name }) => <Controller control={control} name={name} />;\n"
        f"export const FormRow = {made};\nexport const FormLine = ({{ name }}) => <Line name={{name}} />;",
        "src/form.tsx": "import { FormLine, FormRow } from './wrap';\n"
        "export const A = ({ control }) => <FormRow control={control} name='a' />;\n"
        "export const B = () => <FormLine name='b' />;",
    }
    (found,) = [item for item in items(FORMS, sources) if item["file"] == "src/form.tsx"]
    assert (found["name"], found["isPart"], found["patterns"], found["fields"]) == ("A", True, ["FormRow"], ["a"])


@pytest.mark.parametrize("tag", ["TextareaAutosize", "ReactTextareaAutosize", "TextAreaAutoSize"])
def test_an_autosizing_text_area_is_an_input(tag: str) -> None:
    found = form(f"export const A = () => <form onSubmit={{send}}><{tag} name='note' /></form>;")
    assert (found["fields"], found["inputComponents"]) == (["note"], [tag])


@pytest.mark.parametrize(
    ("body", "before", "expected"),
    [
        ("<form onSubmit={form.handleSubmit(save)} />", "function save(values) {} ", "save"),
        ("<form onSubmit={form.handleSubmit(save)} />", "const save = async (values) => {}; ", "save"),
        ("<form onSubmit={form.handleSubmit((values) => props.handleSubmit(values))} />", "", None),
        ("<form onSubmit={(e) => { form.handleSubmit(save)(e); }} />", "const save = (values) => {}; ", "save"),
    ],
)
def test_a_handler_is_no_value_that_is_handed_to_it(body: str, before: str, expected: str | None) -> None:
    assert one(body, before).get("submitHandler") == expected


def test_conform_names_its_fields_and_is_given_its_schema_by_a_parser_and_a_constraint() -> None:
    source = (
        "import { useForm, getInputProps, getTextareaProps } from '@conform-to/react';\n"
        "import { getZodConstraint, parseWithZod } from '@conform-to/zod';\n"
        "import { tag } from './schema';\n"
        "export const A = () => {\n"
        "    const [form, fields] = useForm({\n"
        "        constraint: getZodConstraint(tag),\n"
        "        onValidate({ formData }) { return parseWithZod(formData, { schema: tag }); },\n"
        "    });\n"
        "    return <><input {...getInputProps(fields.email, { type: 'email' })} />\n"
        "        <textarea {...getTextareaProps(fields.place.note)} /></>;\n"
        "};\n"
    )
    found = form(source, schema="export const tag = build();\n")
    assert found["formType"] == "conform"
    assert found["fields"] == ["email", "place.note"]
    assert found["validationSchemaRef"] == "src/schema.ts#tag"


def test_a_form_library_in_its_own_repository_is_one() -> None:
    library = {
        "package.json": '{"name": "@tanstack/react-form"}',
        "src/index.ts": "export function useForm(options) { return options; }\n",
        "src/example.tsx": (
            "import { useForm } from './index';\n"
            "export const App = () => { const form = useForm({ defaultValues: { a: 1 } }); return <b />; };\n"
        ),
    }
    assert [item["formType"] for item in items(FORMS, library) if item["name"] == "App"] == ["tanstack-form"]
