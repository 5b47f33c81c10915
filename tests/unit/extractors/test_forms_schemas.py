"""Schemas that a form is given through the project's own hooks and options."""

from __future__ import annotations

from typing import Any

import pytest
from form_items import form

IMPORTS = "import { useForm } from 'react-hook-form';\nimport { zodResolver } from '@hookform/resolvers/zod';\n"
SCHEMA = "export const tag = build();\nexport const user = build();\n"


def schemas(item: dict[str, Any]) -> list[str]:
    """All schemas of a form, by their names where they are declarations of ``src/schema.ts``."""
    found = [item["validationSchemaRef"], *item.get("furtherSchemas", [])] if "validationSchemaRef" in item else []
    return [each.removeprefix("src/schema.ts#") for each in found]


@pytest.mark.parametrize(
    "hook",
    [
        "(options) => { const { schema } = options ?? {}; return useForm({ resolver: zodResolver(schema) }); }",
        "(options) => { const { schema: s } = options || {}; return useForm({ resolver: zodResolver(s) }); }",
        "({ schema, ...o }) => useForm({ resolver: zodResolver(z.object({ ...schema.shape })), ...o })",
        "({ schema }) => useForm({ resolver: zodResolver(z.object({ a: 1, ...(schema as Known).shape })) })",
        "(options) => { const made = own(); return useForm({ resolver: zodResolver(made.local) }); }",
    ],
)
@pytest.mark.parametrize(
    ("given", "expected"),
    [("schema: tag", ["tag"]), ("schema: isNew ? tag : user", ["tag", "user"]), ("other: tag", [])],
)
def test_the_schema_that_a_hook_of_the_project_is_handed(hook: str, given: str, expected: list[str]) -> None:
    hooks = IMPORTS + f"export const useOwn = {hook};"
    source = "import { useOwn } from './hooks';\nimport { tag, user } from './schema';\n"
    source += f"export const A = ({{ isNew }}) => {{ useOwn({{ {given} }}); return <form />; }};"
    assert schemas(form(source, hooks=hooks, schema=SCHEMA)) == expected


def test_the_schema_that_a_hook_of_the_project_makes_itself() -> None:
    hooks = IMPORTS + "import { z } from 'zod';\nconst make = (t) => build(t);\n"
    hooks += "export const useMadeForm = (t) => useForm({ resolver: zodResolver(make(t.x)) });\n"
    hooks += "export const useWrittenForm = () => useForm({ resolver: zodResolver(z.object({ a: z.string() })) });"
    source = "import { useMadeForm, useWrittenForm } from './hooks';\n"
    made = form(source + "export const A = () => { useMadeForm(); return <form />; };", hooks=hooks)
    assert schemas(made) == ["src/hooks.ts#make"]
    written = form(source + "export const A = () => { useWrittenForm(); return <form />; };", hooks=hooks)
    assert schemas(written) == ["z.object({ a: z.string() })"]


def test_validators_given_to_a_hook_that_tanstack_made() -> None:
    hooks = "import { createFormHook } from '@tanstack/react-form';\nexport const { useAppForm } = createFormHook({});"
    source = "import { useAppForm } from './hooks';\nimport { tag } from './schema';\n"
    source += "export const A = () => { useAppForm({ validators: { onChange: tag } }); return <form />; };"
    assert schemas(form(source, hooks=hooks, schema=SCHEMA)) == ["tag"]


@pytest.mark.parametrize(
    ("package", "call", "expected"),
    [
        ("@conform-to/react/future", "useForm(tag, {})", ["tag"]),
        ("@conform-to/react/future", "useForm({})", []),
        ("@conform-to/react", "useForm(options)", []),
        ("./made", "useForm(isNew ? tag : user, {})", ["tag", "user"]),
        ("./made", "forms.useForm(tag, {})", ["tag"]),
        ("./made", "useAgainForm(tag, {})", ["tag"]),
    ],
)
def test_the_schema_that_comes_first(package: str, call: str, expected: list[str]) -> None:
    made = (
        "import { configureForms } from '@conform-to/react/future';\nexport const forms = configureForms({});\n"
        "export const { useForm } = configureForms({});\nexport const useAgainForm = forms.useForm;"
    )
    source = f"import {{ useForm, useAgainForm, forms }} from '{package}';\nimport {{ tag, user }} from './schema';\n"
    source += f"export const A = ({{ isNew }}) => {{ {call}; return <form />; }};"
    found = form(source, made=made, schema=SCHEMA)
    assert (found["formType"], schemas(found)) == ("conform", expected)


@pytest.mark.parametrize("schema", ["tag", "(intent) => tag", "(intent) => tag.refine(check(intent))"])
def test_the_schema_that_conform_parses_with(schema: str) -> None:
    source = (
        "import { useForm } from '@conform-to/react';\nimport { parseWithZod } from '@conform-to/zod';\n"
        "import { tag } from './schema';\nexport const A = () => { useForm({ onValidate({ formData }) { "
        f"return parseWithZod(formData, {{ schema: {schema} }}); }} }}); return <form />; }};"
    )
    assert schemas(form(source, schema=SCHEMA)) == ["tag"]


OPTIONS = (
    "import { zodResolver } from '@hookform/resolvers/zod';\nimport { formOptions } from '@tanstack/react-form';\n"
    "import { tag } from './schema';\n"
    "export const plain = { resolver: zodResolver(tag), defaultValues: { a: 1 }, mode: 'onBlur' };\n"
    "export const made = formOptions({ validators: { onChange: tag }, defaultValues: { a: 1 } });\n"
    "export const formik = { validationSchema: tag, initialValues: { a: 1 } };\n"
    "export function useless() { return zodResolver(tag); }\n"
)


@pytest.mark.parametrize("name", ["plain", "made", "formik"])
@pytest.mark.parametrize("given", ["{}", "{{ ...{}, onSubmit }}"])
@pytest.mark.parametrize("is_imported", [False, True])
def test_options_that_a_constant_holds(name: str, given: str, is_imported: bool) -> None:
    source = "import { useForm } from 'react-hook-form';\n"
    source += "import { plain, made, formik } from './options';\n" if is_imported else OPTIONS
    source += f"export const A = () => {{ useForm({given.format(name)}); return <form />; }};"
    found = form(source, options=OPTIONS, schema=SCHEMA)
    assert (schemas(found), found["defaultValues"]) == (["tag"], ["a"])
    has_mode = name == "plain" and not is_imported
    assert found["features"] == {"hasDefaultValues": True} | ({"mode": "onBlur"} if has_mode else {})


@pytest.mark.parametrize("given", ["useless", "{ ...useless }", "{ ...unknown, schema }", "isNew", "{ ...isNew.more }"])
def test_what_holds_no_options(given: str) -> None:
    source = "import { useForm } from 'react-hook-form';\nimport { useless } from './options';\nconst schema = 1;\n"
    source += f"export const A = ({{ isNew }}) => {{ useForm({given}); return <form />; }};"
    found = form(source, options=OPTIONS, schema=SCHEMA)
    assert (schemas(found), "defaultValues" in found) == (["src/form.tsx#schema"] if "schema" in given else [], False)


@pytest.mark.parametrize("is_imported", [False, True])
def test_default_values_that_options_hold(is_imported: bool) -> None:
    source = "import { useForm } from '@tanstack/react-form';\n"
    source += "import { made } from './options';\n" if is_imported else OPTIONS
    source += "export const A = () => { useForm({ defaultValues: made.defaultValues }); return <form />; };\n"
    assert form(source, options=OPTIONS, schema=SCHEMA)["defaultValues"] == ["a"]


def test_options_that_solid_is_given_by_a_function() -> None:
    source = (
        "import { createForm } from '@tanstack/solid-form';\nimport { tag } from './schema';\n"
        "export const A = () => { createForm(() => ({ defaultValues: { a: 1 }, validators: { onChange: tag } })); "
        "return <form />; };"
    )
    found = form(source, schema=SCHEMA)
    assert (schemas(found), found["defaultValues"]) == (["tag"], ["a"])


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("useFormik({ validate: (values) => { tagSchema.parse(values); } })", ["tagSchema"]),
        ("useFormik({ validate: (values) => schemas.tagSchema.parse(values) })", ["tagSchema"]),
        ("useForm({ resolver: async (values) => { const made = tag.safeParse(values); return made; } })", ["tag"]),
        ("useForm({ validators: { onChange: ({ value }) => tag.safeParse(value).error } })", ["tag"]),
        ("useForm({ resolver: (values) => { JSON.parse(values.a); tag.parse(values); } })", []),
        (
            "useFormik({ validate: (values) => { const own = make(); own.safeParse(values); values.safeParse(1); } })",
            [],
        ),
    ],
)
def test_the_schema_that_a_function_of_the_form_parses_with(call: str, expected: list[str]) -> None:
    source = (
        "import { useForm } from 'react-hook-form';\nimport { useFormik } from 'formik';\n"
        "import * as schemas from './schema';\nimport { tag, tagSchema } from './schema';\n"
        f"export const A = () => {{ {call}; return <form />; }};"
    )
    assert schemas(form(source, schema=SCHEMA + "export const tagSchema = build();\n")) == expected


def test_a_schema_that_a_local_constant_chooses() -> None:
    source = IMPORTS + "import { tag, user } from './schema';\nexport const A = ({ isNew }) => { "
    source += "const chosen = isNew ? tag : user; useForm({ resolver: zodResolver(chosen) }); return <form />; };"
    assert schemas(form(source, schema=SCHEMA)) == ["tag", "user"]
