"""Fields of TanStack's forms, which are parts of the form itself."""

from __future__ import annotations

import pytest
from form_items import form, forms

USE_FORM = "import { useForm } from '@tanstack/react-form';\n"


@pytest.mark.parametrize(
    ("before", "body"),
    [
        ("const form = useForm();", "<form.Field name='a' />"),
        ("const { Field } = useForm();", "<Field name='a' />"),
        ("const form = useForm(); const { Field: Own } = form;", "<Own name='a' />"),
        ("const form = useForm();", "<form.Field name='a'>{(field) => <input name={field.name} />}</form.Field>"),
        ("const form = useForm();", "<form.Field name='a'>{(field) => <input name={field().name} />}</form.Field>"),
    ],
)
def test_fields_of_a_form(before: str, body: str) -> None:
    source = f"{USE_FORM}export const A = () => {{ {before} return <form>{body}</form>; }};"
    assert form(source)["fields"] == ["a"]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("mode='array'", {"hasFieldArray": True}), ("mode={'array'}", {"hasFieldArray": True}), ("mode='value'", None)],
)
def test_a_field_that_is_a_list(mode: str, expected: dict[str, bool] | None) -> None:
    source = f"{USE_FORM}export const A = () => {{ const form = useForm(); return <form.Field name='a' {mode} />; }};"
    assert form(source).get("features") == expected


@pytest.mark.parametrize(
    ("given", "tag", "pattern"),
    [
        ("props", "props.form.Field", "form.Field"),
        ("{ form }", "form.AppField", "form.AppField"),
        ("{ orderForm }", "orderForm.Field", "form.Field"),
    ],
)
def test_a_component_that_draws_fields_of_a_form_it_is_handed_takes_part_in_it(
    given: str, tag: str, pattern: str
) -> None:
    item = form(f"export const A = ({given}) => <{tag} name='a' />;")
    assert (item["formType"], item["patterns"], item["fields"]) == ("tanstack-form", [pattern], ["a"])
    assert item["isPart"]


@pytest.mark.parametrize("tag", ["view.Field", "Form.Field", "form.Group"])
def test_a_part_of_something_else_is_no_field(tag: str) -> None:
    assert forms(f"export const A = ({{ view, form, Form }}) => <{tag} name='a' />;") == []


OWN_HOOK = (
    "import { createFormHook } from '@tanstack/react-form';\n"
    "export const { useAppForm, withForm, withFieldGroup } = createFormHook({});"
)


@pytest.mark.parametrize("maker", ["withForm", "withFieldGroup", "withForm as withOwn"])
def test_what_is_made_to_be_handed_a_form_is_a_part_also_with_an_element_of_its_own(maker: str) -> None:
    source = f"import {{ {maker} }} from './own';\n"
    name = maker.rpartition(" ")[2]
    body = "<form onSubmit={save}><form.Field name='a' /></form>"
    source += f"export const A = {name}({{ render: ({{ form }}) => {body} }});"
    assert form(source, own=OWN_HOOK)["isPart"]


def test_a_form_of_its_own_around_one_that_is_handed_in() -> None:
    source = "import { useAppForm } from './own';\n"
    source += "export const A = () => { const form = useAppForm({}); return <form><form.Field name='a' /></form>; };"
    assert "isPart" not in form(source, own=OWN_HOOK)


def test_the_schema_of_a_group_of_fields() -> None:
    source = "import { withForm } from './own';\nimport { z } from 'zod';\nconst first = z.object({ a: z.string() });\n"
    source += "export const A = withForm({ render: ({ form }) => ("
    source += "<form.FormGroup name='first' validators={{ onDynamic: first }}>{() => <form.Field name='first.a' />}"
    source += "</form.FormGroup>) });"
    item = form(source, own=OWN_HOOK)
    assert (item["validationSchemaRef"], item["fields"]) == ("src/form.tsx#first", ["first.a"])
