"""What a chain of zod calls says about a field, whatever its layout."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schema_items import field_of, schema_items, schemas_of

from stocktake.extractors.schemas.extractor import MAX_FIELDS, MAX_VALUES
from stocktake.syntax.credentials import redacted


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("z.string()", {"zodType": "string"}),
        ("z.iso.datetime()", {"zodType": "iso.datetime"}),
        ("z.array(z.coerce.number())", {"zodType": "array", "element": "coerce.number"}),
        ("z.nullable(z.string())", {"zodType": "string", "nullable": True}),
        ("z.string().nullish()", {"zodType": "string", "optional": True, "nullable": True}),
        ("z.string().regex(/^(a|b)\\)$/)", {"zodType": "string", "constraints": ["regex(/^(a|b)\\)$/)"]}),
        ("z.string().min(min(1, (2)), t('short'))", {"zodType": "string", "constraints": ["min(min(1, (2)))"]}),
        ("z.string().email({ error: 'x' })", {"zodType": "string", "constraints": ["email()"]}),
        (
            "z.string().datetime({ offset: true })",
            {"zodType": "string", "constraints": ["datetime({ offset: true })"]},
        ),
        (
            "z.string().datetime({ offset: true, message: 'no' })",
            {"zodType": "string", "constraints": ["datetime({ offset: true })"]},
        ),
        ("z.string().min(1, { error() {}, message })", {"zodType": "string", "constraints": ["min(1)"]}),
        ("z.string().refine((v) => v.min(3), 'bad')", {"zodType": "string", "constraints": ["refine"]}),
        ("z.string().refine(a).refine(b)", {"zodType": "string", "constraints": ["refine", "refine"]}),
        ("z.string().check(z.trim(), z.trim())", {"zodType": "string", "constraints": ["trim()", "trim()"]}),
        ("z.literal(3)", {"zodType": "literal", "enumValues": ["3"]}),
        ("z.literal(['a', 1])", {"zodType": "literal", "enumValues": ["a", "1"]}),
        ("z.preprocess(toDate, z.date())", {"zodType": "date", "hasTransform": True}),
        ("z.string().pipe(z.coerce.date())", {"zodType": "string", "pipe": "coerce.date"}),
        ("z.string().transform((v) => { log(v); return v; })", {"zodType": "string", "hasTransform": True}),
        ("z.array(z.string()).element.min(2)", {"zodType": "string", "constraints": ["min(2)"]}),
        ("z.string().optional().unwrap()", {"zodType": "string"}),
        ("z.record(z.string(), z.number())", {"zodType": "record", "element": "number"}),
        ("z.instanceof(File)", {"zodType": "instanceof", "valuesFrom": "File"}),
        ("z.string().describe('z.number().optional()')", {"zodType": "string"}),
        ("z.string().default('z.enum([1])')", {"zodType": "string", "hasDefault": True}),
        ("z.lazy(() => X)", {"zodType": "lazy", "element": "a.ts#X"}),
        ("elsewhere", {"ref": "elsewhere"}),
        ("make(1).of.it().optional()", {"ref": "make(…).of.it()", "optional": True}),
        ("z.set(z.enum(['a', 'b']))", {"zodType": "set", "element": "enum(a, b)"}),
    ],
)
def test_a_field_is_read_from_its_chain(expression: str, expected: dict[str, Any]) -> None:
    actual = field_of(expression)
    if "transformDetails" in actual and "transformDetails" not in expected:
        actual.pop("transformDetails")
    assert actual == expected


@pytest.mark.parametrize(
    ("function", "name"),
    [
        ("Number", "Number"),
        ("sanitize", "sanitize"),
        ("JSON.parse", "parse"),
        ("(v) => sanitize(v)", "sanitize"),
        ("(v) => String(v).trim()", "trim"),
        ("function (v) { return clean(v); }", "clean"),
        ("(v) => (v ? clean(v) : v)", None),
        ("(v) => v", None),
    ],
)
def test_a_transform_is_named_by_the_one_function_it_calls(function: str, name: str | None) -> None:
    field = field_of(f"z.string().transform({function})")
    assert field["hasTransform"] is True
    assert field.get("transformDetails", {}).get("functionName") == name


def test_keys_are_read_in_every_form() -> None:
    item = schemas_of(
        "const a = z.string();\n"
        "const rest = z.object({ r: z.null() });\n"
        "const X = z.object({ a, 'b-c': z.any(), ['d']: z.any(), [`e`]: z.any(), [`${f}`]: z.any(), [key]: z.any(),"
        " 1: z.any(), ...rest.shape, ...far });\n"
    )["X"]
    assert [field["name"] for field in item["fields"]] == ["a", "b-c", "d", "e", "[`${f}`]", "[key]", "1", "r"]
    assert item["fieldsFrom"] == ["far"]


_TYPES = {"z.string()": "string", "z.number()": "number", "z.coerce.date()": "coerce.date", "z.array(z.any())": "array"}
_FLAGS = {".optional()": "optional", ".nullable()": "nullable", ".default(null)": "hasDefault"}
_GAPS = st.sampled_from(["", " ", "\n    ", " // .optional()\n", "/* z.enum(['x']).nullable() */", "\n\n\t"])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(_TYPES)), st.lists(st.sampled_from(sorted(_FLAGS)), max_size=4), st.data())
def test_layout_and_comments_change_nothing(start: str, flags: list[str], data: st.DataObject) -> None:
    parts = (start + "".join(flags)).split(".")
    text = parts[0] + "".join(f"{data.draw(_GAPS)}.{data.draw(_GAPS)}{part}" for part in parts[1:])
    expected: dict[str, Any] = {"zodType": _TYPES[start], **dict.fromkeys((_FLAGS[flag] for flag in flags), True)}
    if start.startswith("z.array"):
        expected["element"] = "any"
    assert field_of(text) == expected


def test_lists_are_bounded_and_say_so() -> None:
    values = ", ".join(f"'v{at}'" for at in range(MAX_VALUES + 5))
    fields = ", ".join(f"f{at}: z.string()" for at in range(MAX_FIELDS + 7))
    found = schemas_of(f"const E = z.enum([{values}]);\nconst O = z.object({{ {fields} }});\n")
    assert len(found["E"]["enumValues"]) == MAX_VALUES + 1
    assert found["E"]["enumValues"][-1] == "…"
    assert len(found["O"]["fields"]) == MAX_FIELDS
    assert found["O"]["fieldsOmitted"] == 7


def test_relations_are_bounded() -> None:
    users = "".join(f"const U{at:02} = z.array(Base);\n" for at in range(40))
    base = schemas_of("const Base = z.string();\n" + users)["Base"]
    assert base["relatedSchemas"] == [f"a.ts#U{at:02}" for at in range(20)]


@pytest.mark.parametrize(
    "secret",
    ["sk_live_" + "a1B2" * 6, "ghp_" + "x9" * 18, "0123456789abcdef" * 3],
)
def test_credentials_are_not_published(secret: str) -> None:
    items = schema_items(
        {
            "a.ts": "import { z } from 'zod';\n"
            f"export const A = z.object({{ a: z.literal('{secret}'), b: z.string().startsWith('{secret}'), "
            f"c: z.enum(['{secret}', 'x']) }});\n"
        }
    )
    assert secret not in repr(items)
    assert items[0]["fields"][2]["enumValues"] == ["…", "x"]


@given(st.text(alphabet="abcdefghij_", max_size=60))
def test_words_are_not_taken_for_credentials(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("expression", "label"),
    [
        ("z.tuple([z.string(), z.number()]).rest(z.date())", "string, number, ...date"),
        ("z.tuple([z.string()], z.date())", "string, ...date"),
        ("z.tuple([z.string()], { message: 'One' })", "string"),
        (f"z.enum(['{'a' * 60}', '{'b' * 60}'])", f"enum({'a' * 60}, …)"),
        (f"z.object({{ {'a' * 60}: A, {'b' * 60}: B }})", f"object{{{'a' * 60}, …}}"),
    ],
)
def test_labels_are_cut_between_parts(expression: str, label: str) -> None:
    assert field_of(f"z.union([{expression}, z.null()])")["members"] == [label, "null"]


def test_what_a_function_returns_is_named_by_it_where_there_is_no_room() -> None:
    keys = ", ".join(f"{letter * 20}: z.date()" for letter in "abcdef")
    found = schemas_of(
        f"const short = (x) => z.object({{ x }});\nconst long = () => z.object({{ {keys} }});\n"
        "const X = z.union([short(z.date()), long(), long().omit({ no: true })]);"
    )
    short, long, changed = found["X"]["members"]
    assert (short, long) == ("object{x}", "a.ts#long")
    assert changed.startswith("object{")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("z.array(Base.nullable())", {"element": "a.ts#Base | null"}),
        ("z.array(Base)", {"element": "a.ts#Base"}),
        ("z.record(z.string(), Given.nullish())", {"element": "a.ts#Given | null"}),
        ("z.union([Base.optional(), Given])", {"members": ["a.ts#Base?", "a.ts#Given"]}),
        ("z.tuple([Base.nullish()])", {"members": ["a.ts#Base? | null"]}),
        ("z.lazy(() => Base.nullable())", {"element": "a.ts#Base | null"}),
    ],
)
def test_a_label_says_the_flags_that_a_schema_has_beyond_its_declaration(
    expression: str, expected: dict[str, Any]
) -> None:
    found = schemas_of(
        "const Base = z.object({ id: z.number() });\nconst Given = z.string().optional();\n"
        f"const X = z.object({{ x: {expression} }});\n"
    )
    field = found["X"]["fields"][0]
    assert {key: field.get(key) for key in expected} == expected


def test_fields_of_any_form_are_listed_by_name() -> None:
    found = schemas_of(
        "const X = z.object({ a: z[kind](), b: kinds[key], c: new Field(), d: this.d, e: undefined, f: 1, g: 'g' })"
        ".extend({ h: z.string(), i: one + two });\nconst parts = { k: z.string(), j: new Part() };\n"
        "const Y = z.object(parts);\n"
    )
    assert found["X"]["fields"] == [
        *({"name": name} for name in "abcd"),
        {"name": "h", "zodType": "string"},
        {"name": "i"},
    ]
    assert found["Y"]["fields"] == [{"name": "k", "zodType": "string"}]


def test_constants_of_any_literal_are_values() -> None:
    found = schemas_of(
        "const Minus = -1; const Text = `abc`; const Five = 5;\n"
        "const A = z.object({ b: z.literal(Minus), c: z.literal(Text), d: z.literal(Five) });\n"
    )
    assert [each["enumValues"] for each in found["A"]["fields"]] == [["-1"], ["abc"], ["5"]]


def test_an_annotation_of_what_a_schema_takes_does_not_say_that_it_is_returned() -> None:
    given = "const f = <T extends z.ZodType>(schema: T): z.ZodType<z.input<T>> => outside(schema);\n"
    found = schemas_of(given + "export const A = f(z.object({ a: z.string().transform(g) }));\n")
    assert "A" not in found or "fields" not in found["A"]


@pytest.mark.parametrize(
    ("expression", "is_one"),
    [
        ("R", True),
        ("z.object({ r: R })", True),
        ("z.object({ r: z.array(z.object({ r: R })) })", True),
        ("z.array(R)", True),
        ("z.union([z.null(), R])", True),
        ("z.object({ held: Holder })", False),
        ("z.array(Holder)", False),
        ("Holder.extend({})", True),
    ],
)
def test_what_counts_as_a_check_of_a_schema(expression: str, is_one: bool) -> None:
    declared = "const R = z.string().superRefine((x, ctx) => {});\nconst Holder = z.object({ r: R });\n"
    assert schemas_of(f"{declared}const X = {expression};")["X"].get("hasSuperRefine", False) == is_one
