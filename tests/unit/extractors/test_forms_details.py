"""Fields, schemas, handlers and features of forms."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from form_items import FORMS, form, items
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.extractors.base import Example

HOOK_FORM = "import { useForm, useFieldArray, Controller } from 'react-hook-form';\n"
RESOLVED = HOOK_FORM + "import { zodResolver } from '@hookform/resolvers/zod';\nimport { tag } from './schema';\n"
SCHEMA = "export const tag = build();\nexport const user = build();\n"


def fields(body: str) -> list[str]:
    return list(
        form(HOOK_FORM + f"export const A = () => {{ const form = useForm(); return {body}; }};").get("fields", [])
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<input {...form.register('a.b')} />", ["a.b"]),
        ('<input {...form.register("a", { required: true })} />', ["a"]),
        ("<input {...form.register(`rows.${index}.x` as const)} />", ["rows.${index}.x"]),
        ("<input {...form.register(name)} />", ["{name}"]),
        ("<><Controller name='b' /><Controller name={'a'} /></>", ["b", "a"]),
        ("<Controller name={row.path} />", ["{row.path}"]),
        ("<Controller name={makeName()} />", []),
        ("<><Controller name='b' /><Controller name='b' /></>", ["b"]),
        ("<Box name='c' control={form.control} />", ["c"]),
        ("<><Box name='d' /><input name='e' /></>", []),
        ("<form><input name='a' /><Input name='b' registerProps={form.register('c')} /></form>", ["c"]),
        ("<form><Input name='d' control={form.control} /><Controller name='e' /></form>", ["d", "e"]),
        ("<input name='a' ref={register} />", ["a"]),
        ("<form><input name='b' ref={form.register({ required: true })} /></form>", ["b"]),
        ("<Input name='c' inputRef={register} />", ["c"]),
        ("<input name='d' ref={registered} />", []),
    ],
)
def test_registered_names(body: str, expected: list[str]) -> None:
    assert fields(body) == expected


def test_names_in_a_plain_form_are_those_of_inputs() -> None:
    source = "export const A = () => <form><input name='a' /><Select name='b' /><Tab name='c' /><b name='d' /></form>;"
    assert form(source)["fields"] == ["a", "b"]


def test_the_name_of_a_button_counts_where_a_value_is_sent_under_it() -> None:
    body = "<button name='b' value='1' /><Button name='c' value={id} /><IconButton name='close' />"
    assert form(f"export const A = () => <form method='post'>{body}</form>;")["fields"] == ["b", "c"]


@pytest.mark.parametrize(
    ("taken", "body", "expected"),
    [
        ("[form, fields]", "<input name={fields.a.name} />", ["a"]),
        ("[form, { a, b: other }]", "<input name={a.name} /><input {...getInputProps(other)} />", ["a", "b"]),
        ("[form, fields]", "<input {...getInputProps(fields.a.b)} />", ["a.b"]),
        ("[form, rest]", "<input name={taken.name} /><input name={thing.name} />", ["c", "{thing.name}"]),
        ("[form]", "<input name={form.name} />", ["{form.name}"]),
        ("[form, fields]", "{getCollectionProps(fields.a, {}).map((own) => <input {...own} />)}", ["a"]),
        ("{ form, fields }", "<input name={fields.a.name} /><input {...fields.b.inputProps} />", ["a", "b"]),
        ("{ form, fields: { a }, fields: own }", "<input name={a.name} /><input name={own.b.c.name} />", ["a", "b.c"]),
        ("{ form, fields }", "<input name={form.name} /><input {...form.props} />", ["{form.name}"]),
        ("{ fields }", "{fields.a.getFieldList().map((each) => <input name={each.name} />)}", ["a[]"]),
        (
            "{ fields }",
            "{fields.a.getFieldList().map((a) => { const { b } = a.getFieldset(); return <p {...b.ownProps} />; })}",
            ["a[].b"],
        ),
    ],
)
def test_fields_of_conform(taken: str, body: str, expected: list[str]) -> None:
    source = f"""import {{ useForm, getInputProps, getCollectionProps }} from '@conform-to/react';
        export function A({{ thing }}) {{
            const {taken} = useForm({{}});
            const {{ c: taken }} = rest;
            return <form method='post'>{body}</form>;
        }}"""
    assert form(source)["fields"] == expected


def test_a_field_component_of_the_project_hands_its_name_on() -> None:
    source = HOOK_FORM + "import { Field } from './field';\n"
    source += "export const A = () => { useForm(); return <><Field name='a' /><Other name='b' /></>; };"
    sources = {
        "src/field.tsx": HOOK_FORM + "export const Field = ({ name }) => <Controller name={name} />;",
        "src/form.tsx": source,
    }
    found = {item["name"]: item for item in items(FORMS, sources)}
    assert found["A"]["fields"] == ["a"]
    assert "fields" not in found["Field"]


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("tag", ["src/schema.ts#tag"]),
        ("tag.extend({}).strict()", ["src/schema.ts#tag"]),
        ("make(tag)", ["src/form.tsx#make"]),
        ("isNew ? tag : user", ["src/schema.ts#tag", "src/schema.ts#user"]),
        ("props.schema ?? tag", ["props.schema", "src/schema.ts#tag"]),
        ("z.object({ a: z.string() })", ["z.object({ a: z.string() })"]),
        ("useMemo(() => tag, [])", ["src/schema.ts#tag"]),
    ],
)
def test_schemas_of_a_resolver(argument: str, expected: list[str]) -> None:
    source = RESOLVED.replace("{ tag }", "{ tag, user }") + "const make = (schema) => schema;\n"
    source += f"export const A = (props) => {{ useForm({{ resolver: zodResolver({argument}) }}); return <i />; }};"
    item = form(source, schema=SCHEMA)
    assert [item["validationSchemaRef"], *item.get("furtherSchemas", [])] == expected


@pytest.mark.parametrize(
    ("wrapper", "call"),
    [
        ("export function resolverOf(schema) { return zodResolver(schema); }", "resolver: resolverOf(tag)"),
        (
            "export const resolverOf = (options) => zodResolver(options.schema);",
            "resolver: resolverOf({ schema: tag })",
        ),
        ("export const resolverOf = ({ schema: s }) => zodResolver(s);", "resolver: resolverOf({ schema: tag })"),
        ("export const resolverOf = (name, s) => zodResolver(s.strict());", "resolver: resolverOf('x', tag)"),
        (
            "const baseResolver = (s) => zodResolver(s);\n"
            "export const resolverOf = (schema) => { const b = baseResolver(schema); return b; };",
            "resolver: resolverOf(tag)",
        ),
        ("export const resolverOf = (schema) => zodResolver(extended(schema));", "resolver: resolverOf(tag)"),
    ],
)
def test_schemas_through_the_projects_own_resolvers(wrapper: str, call: str) -> None:
    source = HOOK_FORM + "import { resolverOf } from './resolver';\nimport { tag } from './schema';\n"
    source += f"export const A = () => {{ useForm({{ {call} }}); return <i />; }};"
    resolver = "import { zodResolver } from '@hookform/resolvers/zod';\n" + wrapper
    item = form(source, resolver=resolver, schema=SCHEMA)
    assert (item["validationSchemaRef"], item["patterns"]) == ("src/schema.ts#tag", ["resolverOf", "useForm"])


def test_a_namesake_of_a_resolver_from_elsewhere_is_none() -> None:
    source = RESOLVED.replace("@hookform/resolvers/zod", "graphql-tools") + (
        "export const A = () => { useForm({ resolver: zodResolver(tag) }); return <i />; };"
    )
    assert "validationSchemaRef" not in form(source, schema=SCHEMA)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<form onSubmit={form.handleSubmit(save)} />", "src/form.tsx#save"),
        ("<form onSubmit={form.handleSubmit(onSave)} />", "onSave"),
        ("<form onSubmit={form.handleSubmit((values) => save(values))} />", None),
        ("<form onSubmit={save} />", "src/form.tsx#save"),
        ("<form onSubmit={form.handleSubmit} />", None),
        ("<form onSubmit={(event) => form.handleSubmit(event)} />", None),
        ("<form onSubmit={submit(save)} />", "src/form.tsx#save"),
        ("<form onSubmit={submit(handleSubmit)} />", "handleSubmit"),
        ("<form onSubmit={submit} />", None),
        ("<form onSubmit={() => own(save)} />", None),
    ],
)
def test_submit_handlers(body: str, expected: str | None) -> None:
    source = HOOK_FORM + "function save() {}\n"
    source += "export const A = ({ onSave, handleSubmit }) => { const form = useForm(); "
    source += f"const {{ handleSubmit: submit, other: own }} = form; return {body}; }};"
    assert form(source).get("submitHandler") == expected


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("const handleSubmit = useCallback(async (code) => {}, []);", None),
        ("async function handleSubmit(code) {}", None),
        ("const [handleSubmit] = useMutation();", None),
        ("const { handleSubmit } = useOrder();", "code"),
        ("const { handleSubmit } = props;", "code"),
        ("const handleSubmit = props.handleSubmit;", "code"),
    ],
)
def test_what_a_function_of_the_component_itself_is_given_is_no_handler(own: str, expected: str | None) -> None:
    source = f"export const A = (props) => {{ {own} return <form onSubmit={{() => handleSubmit(code)}} />; }};"
    assert form(source).get("submitHandler") == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("this.props.handleSubmit(this.save)", "this.save"),
        ("() => this.handleSubmit(this.code)", None),
        ("this.props.handleSubmit", "this.props.handleSubmit"),
    ],
)
def test_handlers_of_a_class(given: str, expected: str | None) -> None:
    source = f"export class A extends React.Component {{ render() {{ return <form onSubmit={{{given}}} />; }} }}"
    assert form(source).get("submitHandler") == expected


@pytest.mark.parametrize("parameter", ["{ handleSubmit }", "{ handleSubmit: handleSubmit }"])
def test_a_handler_that_a_component_is_given_by_the_librarys_name(parameter: str) -> None:
    assert (
        form(f"export const A = ({parameter}) => <form onSubmit={{handleSubmit}} />;")["submitHandler"]
        == "handleSubmit"
    )
    drawn = f"<Formik>{{({parameter}) => <form onSubmit={{handleSubmit}} />}}</Formik>"
    assert "submitHandler" not in form(f"export const A = () => {drawn};")


def test_a_function_of_the_module_named_as_the_librarys_is_a_handler() -> None:
    source = "function handleSubmit(event) {}\nexport const A = () => <form onSubmit={handleSubmit} />;"
    assert form(source)["submitHandler"] == "src/form.tsx#handleSubmit"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("{ defaultValues: { a: 1, 'b-c': 2, ...rest } }", ["a", "b-c"]),
        ("{ defaultValues: NONE }", ["x"]),
        ("{ values: { name: person.name } }", ["name"]),
        ("{ defaultValues: useMemo(() => ({ m: 1 }), []) }", ["m"]),
        ("{ defaultValues: Object.freeze({ f: 1 }) }", ["f"]),
        ("{ defaultValues: NONE.x ?? { y: 1 } }", ["y"]),
        ("{ defaultValues: isNew ? NONE : { z: 1 } }", ["x", "z"]),
        (
            "{ defaultValues: { a: 1, ...NONE, ...(isNew ? { b: 1 } : { b: 2, c: 3 }), ...(isNew && { d: 4 }) } }",
            [*"axbcd"],
        ),
        ("{ defaultValues: LOOP }", ["l"]),
        ("{ defaultValues: load }", []),
        ("{ defaultValues: async () => fetchThem() }", []),
    ],
)
def test_default_values(options: str, expected: list[str]) -> None:
    source = HOOK_FORM + "const NONE = { x: '' };\nconst LOOP = { ...LOOP, l: 1, ...LOOP };\n"
    item = form(source + f"export const A = () => {{ useForm({options}); return <i />; }};")
    assert item.get("defaultValues", []) == expected
    assert item["features"]["hasDefaultValues"]


@pytest.mark.parametrize("given", ["{ ...shown, ...defaults }", "{ ...shown, ...{ KEYS } }"])
def test_names_that_are_not_listed_are_counted(given: str) -> None:
    keys = ", ".join(f"k{at}: 1" for at in range(125))
    body = "".join(f"<input {{...form.register('k{at}')}} />" for at in range(122))
    source = HOOK_FORM + "import { defaults } from './values'; const shown = { k0: 1, first: 1 };\n"
    source += f"export const A = () => {{ const form = useForm({{ defaultValues: {given.replace('KEYS', keys)} }}); "
    found = form(f"{source}return <>{body}</>; }};", values=f"export const defaults = {{ {keys} }};")
    assert [len(found["fields"]), found["fieldsOmitted"]] == [120, 2]
    assert [*found["defaultValues"][:3], found["defaultValues"][-1]] == ["k0", "first", "k1", "k118"]
    assert [len(found["defaultValues"]), found["defaultValuesOmitted"]] == [120, 6]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("export const defaults = { a: 1 } as const;", ["a"]),
        ("const defaults = { a: 1 }; export { defaults };", ["a"]),
        (
            "import { initialName } from './more'; export const defaults = { a: 1, ...initialName, b: 2 };",
            ["a", "n", "b"],
        ),
        ("export const defaults = { ...defaults, a: 1 };", ["a"]),
        ("export const defaults = load();", []),
        ("export function defaults() { return { a: 1 }; }", []),
    ],
)
def test_default_values_of_an_imported_constant(declared: str, expected: list[str]) -> None:
    source = HOOK_FORM + "import { defaults } from './values';\n"
    source += "export const A = () => { useForm({ defaultValues: { ...defaults } }); return <i />; };"
    more = "import { defaults } from './values'; export const initialName = { n: 1, ...defaults };"
    assert form(source, values=declared, more=more).get("defaultValues", []) == expected


@pytest.mark.parametrize(
    ("body", "features"),
    [
        ("<TabsList />", {"hasTabs": True}),
        ("<CheckoutWizard />", {"hasWizard": True, "isMultiStep": True}),
        ("<StepProgress />", {"hasProgress": True}),
        ("<FormStepper value={step} />", {"hasWizard": True, "isMultiStep": True}),
        ("<NumberStepper value={count} onChange={setCount} />", None),
        ("<NumberStepper min={1} {...form.register('count')} />", None),
        ("<Controller name='a' render={({ field }) => <Stepper set={field.onChange} />} />", None),
        ("<Steps steps={steps.map((step) => <StepProgress step={step} />)} />", None),
        ("<Step render={() => <StepProgress />} />", {"hasProgress": True}),
        ("<CircularProgress />", None),
        ("<LinearProgress />", None),
        ("<Table />", None),
    ],
)
def test_features_by_tags(body: str, features: dict[str, bool] | None) -> None:
    source = HOOK_FORM + f"export const A = () => {{ useForm(); return {body}; }};"
    assert form(source).get("features") == features


def test_a_secret_in_a_schema_written_in_place_is_not_published() -> None:
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    source = RESOLVED + (
        f"export const A = () => {{ useForm({{ resolver: zodResolver(z.literal('{secret}')) }}); return <i />; }};"
    )
    assert secret not in str(form(source))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 30), st.sampled_from([example for example in FORMS.examples if not example.partial]))
def test_only_lines_follow_where_a_form_stands(blank: int, example: Example) -> None:
    moved = items(FORMS, {path: "\n" * blank + text for path, text in example.sources.items()})
    for item in moved:
        item["line"] -= blank
        item["endLine"] -= blank
    assert moved == items(FORMS, example.sources)


@pytest.mark.parametrize("example", FORMS.examples, ids=lambda example: example.title)
def test_items_do_not_depend_on_the_order_of_files(example: Example) -> None:
    def by_file(paths: Iterable[str]) -> list[str]:
        return sorted(map(str, items(FORMS, {path: example.sources[path] for path in paths})))

    assert by_file(example.sources) == by_file(reversed(example.sources))
