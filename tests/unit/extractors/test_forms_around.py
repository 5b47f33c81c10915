"""Components around forms: what is written between their tags is in the form that they hold."""

from __future__ import annotations

import pytest
from form_items import FORMS, form, forms, items

HOOK_FORM = (
    "import { useForm, FormProvider } from 'react-hook-form';\nimport { zodResolver } from '@hookform/resolvers/zod';\n"
)
OWN = (
    HOOK_FORM
    + "export const Form = ({ children, schema, onSubmit }) => {\n"
    + "  const form = useForm({ resolver: zodResolver(schema) });\n"
    + "  const submit = form.handleSubmit(onSubmit);\n"
    + "  return <FormProvider {...form}><form onSubmit={submit}>{children(form)}</form></FormProvider>;\n"
    + "};\n"
)
LOGIN = (
    "import { Form } from './own';\nimport { Input } from './input';\nimport { loginSchema } from './schema';\n"
    "export const Login = ({ save }) => (\n"
    "    <Form onSubmit={save} schema={loginSchema}>\n"
    "        {({ register }) => <Input registration={register('email')} />}\n"
    "    </Form>\n"
    ");\n"
)


def test_what_is_drawn_inside_a_component_that_makes_a_form_is_one() -> None:
    found = items(
        FORMS,
        {
            "src/own.tsx": OWN,
            "src/login.tsx": LOGIN,
            "src/input.tsx": "export const Input = ({ registration }) => <input {...registration} />;",
            "src/schema.ts": "import { z } from 'zod';\nexport const loginSchema = z.object({ email: z.string() });",
        },
    )
    login = next(item for item in found if item["name"] == "Login")
    assert login == {
        "name": "Login",
        "file": "src/login.tsx",
        "line": 4,
        "endLine": 8,
        "exports": ["Login"],
        "formType": "react-hook-form",
        "patterns": ["Form", "register"],
        "fields": ["email"],
        "inputComponents": ["src/input.tsx#Input"],
        "validationSchemaRef": "src/schema.ts#loginSchema",
        "submitHandler": "save",
    }


def test_the_options_that_a_component_around_a_form_hands_on() -> None:
    options = "{ defaultValues: { a: 1 }, mode: 'onBlur' }"
    source = f"{OWN}export const A = () => <Form options={{{options}}}><input /></Form>;"
    found = items(FORMS, {"src/form.tsx": source})[1]
    assert found["defaultValues"] == ["a"]
    assert found["features"] == {"hasDefaultValues": True, "mode": "onBlur"}


@pytest.mark.parametrize(
    ("own", "form_type"),
    [
        ("({ children, onSubmit }) => <form onSubmit={onSubmit}><div>{children}</div></form>", "html"),
        ("(props) => <form onSubmit={props.onSubmit}>{props.children}</form>", "html"),
        ("({ onSubmit, ...rest }) => <form {...rest} onSubmit={onSubmit} />", "html"),
        ("(props) => { useForm(); return <form {...props} />; }", "react-hook-form"),
        ("({ children }) => <Formik initialValues={{}}>{children}</Formik>", "formik"),
        ("({ children }) => <InnerForm>{children}</InnerForm>", "html"),
    ],
)
def test_a_component_around_what_it_is_given(own: str, form_type: str) -> None:
    source = HOOK_FORM + "import { Formik } from 'formik';\n"
    source += f"const OwnForm = {own};\nconst InnerForm = ({{ children }}) => <form>{{children}}</form>;\n"
    source += "export const A = () => <OwnForm><input name='a' /></OwnForm>;"
    found = {item["name"]: item for item in items(FORMS, {"src/form.tsx": source})}
    assert (found["A"]["formType"], found["A"]["patterns"]) == (form_type, ["OwnForm"])
    assert found["A"].get("fields") == (None if form_type == "react-hook-form" else ["a"])
    assert "isPart" not in found["A"]


@pytest.mark.parametrize(
    ("own", "used"),
    [
        ("() => <form onSubmit={save}><input name='q' /></form>", "<OwnForm><b /></OwnForm>"),
        ("({ children }) => <div><form onSubmit={save} />{children}</div>", "<OwnForm><b /></OwnForm>"),
        ("({ children }) => <form onSubmit={save}>{children}</form>", "<OwnForm />"),
        ("({ children }) => <section>{children}</section>", "<OwnForm><input name='a' /></OwnForm>"),
        ("(props) => <form onSubmit={save} {...props.attributes.form} />", "<OwnForm.Label />"),
        ("({ children }) => <form><input name='a' />{children}</form>", "<OwnForm onSubmit={save}><b /></OwnForm>"),
        ("({ children }) => <form onSubmit={save}>{children}</form>", "<OwnForm><Page /></OwnForm>"),
    ],
)
def test_a_component_that_holds_nothing_of_what_it_is_given(own: str, used: str) -> None:
    assert "A" not in forms(f"const OwnForm = {own};\nexport const A = () => {used};")


def test_a_form_whose_fields_are_drawn_by_others_is_told_what_to_do_with_them() -> None:
    source = "const OwnForm = ({ children, onSubmit }) => <form onSubmit={onSubmit}>{children}</form>;\n"
    assert "A" in forms(f"{source}export const A = () => <OwnForm onSubmit={{save}}><Fields /></OwnForm>;")


def test_what_is_drawn_inside_a_form_that_another_component_is_handed_stays_a_part() -> None:
    own = "import { FormProvider } from 'react-hook-form';\n"
    own += "export const OwnForm = ({ children, form }) => <FormProvider {...form}>{children}</FormProvider>;"
    source = "import { useFormContext } from 'react-hook-form';\nimport { OwnForm } from './own';\n"
    source += "export const A = () => { const form = useFormContext(); return <OwnForm form={form}><b /></OwnForm>; };"
    assert items(FORMS, {"src/form.tsx": source, "src/own.tsx": own})[0]["isPart"]


@pytest.mark.parametrize(
    ("imported", "used", "form_type"),
    [
        ("{ Form }", "<Form onSubmit={save}><FormField name='a'><TextField /></FormField></Form>", "other"),
        ("{ Form as F }", "<F action={save}><TextField name='a' /></F>", "other"),
        ("Form", "<Form onSubmit={save}><input name='a' /></Form>", "other"),
        ("* as ui", "<ui.Form onSubmit={save}><ui.TextField name='a' /></ui.Form>", "other"),
    ],
)
def test_a_form_of_a_library_that_is_not_known(imported: str, used: str, form_type: str) -> None:
    source = f"import {imported} from '@acme/ui';\nimport {{ FormField, TextField }} from '@acme/fields';\n"
    item = form(f"{source}export const A = () => {used};")
    assert (item["formType"], item["fields"]) == (form_type, ["a"])


@pytest.mark.parametrize(
    "used", ["<Form><b /></Form>", "<Form.Item onSubmit={save} />", "<SearchForm onSubmit={save} />"]
)
def test_what_is_not_submitted_or_not_called_a_form_is_none_of_an_unknown_library(used: str) -> None:
    assert forms(f"import {{ Form, SearchForm }} from '@acme/ui';\nexport const A = () => {used};") == []


def test_the_form_of_next() -> None:
    source = "import Form from 'next/form';\nexport const A = () => <Form action='/search'><input name='q' /></Form>;"
    item = form(source)
    assert (item["formType"], item["patterns"], item["fields"]) == ("router", ["Form"], ["q"])
