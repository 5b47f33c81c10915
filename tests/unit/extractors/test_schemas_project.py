"""What is a schema, and what relates to it, over all files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schema_items import IMPORT, schema_items, schemas_of, typed_items

from stocktake.encoding import to_packed
from stocktake.extractors.base import Example
from stocktake.extractors.schemas.examples import EXAMPLES
from stocktake.extractors.schemas.extractor import SchemasExtractor
from stocktake.extractors.schemas.facts import schema_facts
from stocktake.syntax.parser import parse


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.title)
def test_example(example: Example) -> None:
    actual = schema_items(example.sources)
    assert [item["name"] for item in actual] == [item["name"] for item in example.items]
    if example.partial:
        actual = [{key: item.get(key) for key in wanted} for item, wanted in zip(actual, example.items, strict=True)]
    assert actual == example.items


@pytest.mark.parametrize(
    "declaration",
    [
        "X = z.object({}).parse(1)",
        "X = await z.string().safeParseAsync(1)",
        "X = z.string().parse",
        "X = z.string",
        "X = z.NEVER",
        "X = z.toJSONSchema(z.string())",
        "X = z.minLength(3)",
        "X = z.enum(['a']).enum.a",
        "X = [z.string()]",
        "X = { a: z.string() }",
        "X = () => z.string()",
        "X = other.object({ a: z.string() })",
        "X = flag ? z.string() : null",
        "X = new Set([z.string()])",
        "X = other.guard.pick({ a: true }).parse(1)",
        "X = other.guard.parse(1)",
        "X = other.extend({ a: z.string() }, {})",
        "X: z.ZodError = thrown",
    ],
)
def test_what_is_no_schema_makes_no_item(declaration: str) -> None:
    assert schemas_of(f"import {{ other, thrown }} from './o';\nexport const {declaration};\n") == {}


def test_annotations_count_only_where_the_type_is_zods() -> None:
    sources = {
        "a.ts": (
            "import type { ZodSchema } from 'zod';\nimport type { Schema } from 'yup';\nimport { make } from 'x';\n"
            "export const A: ZodSchema<string> = make();\nexport const B: Schema<string> = make();\n"
        )
    }
    assert [item["name"] for item in schema_items(sources)] == ["A"]


def test_makers_are_schemas_by_what_they_return_not_by_the_names_of_types() -> None:
    sources = {
        "a.ts": (
            "import type { Schema } from 'yup';\nimport * as yup from 'yup';\n"
            "const lax = (given: Schema) => given.optional();\nexport const A = lax(yup.string());\n"
        ),
        "b.ts": (
            f"{IMPORT}const lax = (given: z.ZodType) => given.optional();\n"
            "const mixed = (on: boolean) => { if (on) { return 1; } return z.string(); };\n"
            "const waiting = async () => z.string();\n"
            "export const B = lax(z.string());\nexport const C = mixed(true);\nexport const D = waiting();\n"
        ),
    }
    assert [item["name"] for item in schema_items(sources)] == ["B"]


def test_functions_that_parse_are_found_in_other_files_and_in_methods() -> None:
    sources = {
        "a.ts": IMPORT + "export const A = z.object({ b: z.string() });\n",
        "b.ts": (
            "import * as all from './a';\nimport { A as Renamed } from './a';\n"
            "export const one = wrap(async (x) => all.A.array().safeParseAsync(x));\n"
            "export class Two { run(x) { return Renamed.parse(x); } }\n"
            "export function three() { return Renamed.shape.b.parse<string>('x'); }\n"
            "export function not(Renamed) { return Renamed.parse(JSON.parse('1')); }\n"
            "const atStart = Renamed.parse({});\n"
            "export const [tool, handleFour] = defineTool({ run: (x) => Renamed.parse(x) });\n"
        ),
    }
    (item,) = schema_items(sources)
    assert item["validationFunctions"] == ["b.ts#Two", "b.ts#handleFour", "b.ts#one", "b.ts#three"]


def test_schemas_used_through_objects_and_functions_are_related() -> None:
    found = schemas_of(
        "const A = z.string();\nconst parts = { a: A };\nconst make = () => z.object(parts);\nconst B = make();\n"
    )
    assert found["B"]["relatedSchemas"] == ["a.ts#A"]
    assert found["A"]["relatedSchemas"] == ["a.ts#B"]


def test_only_the_member_that_is_taken_of_an_object_of_schemas_is_related() -> None:
    found = schemas_of(
        "const A = z.object({});\nconst B = z.object({});\nconst C = z.object({});\n"
        "const D = z.object({});\nconst parts = { a: z.object({ A }), 'b-c': z.object({ B, C }) };\n"
        "const one = parts.a.strict();\nconst other = parts['b-c'].extend({ d: D });\nconst all = z.object(parts);\n"
    )
    assert found["one"]["relatedSchemas"] == ["a.ts#A"]
    assert found["other"]["relatedSchemas"] == ["a.ts#B", "a.ts#C", "a.ts#D"]
    assert found["all"]["relatedSchemas"] == ["a.ts#A", "a.ts#B", "a.ts#C"]
    assert found["A"]["relatedSchemas"] == ["a.ts#all", "a.ts#one"]


_FILES = {
    "a.ts": (
        f"{IMPORT}import {{ C }} from './c';\nimport {{ B }} from './b';\n"
        "export const A = z.object({ c: C, get self() { return B.array(); } });\n"
    ),
    "b.ts": IMPORT + "import { A } from './a';\nexport const B = A.extend({ a: z.lazy(() => A) });\n",
    "c.ts": IMPORT + "import { make } from './d';\nexport const C = make(z.enum(['x'])).strict();\n",
    "d.ts": IMPORT
    + "import { B } from './b';\nexport const make = (x: z.ZodType) => z.object({ x, b: z.lazy(() => B) });\n",
}


@settings(max_examples=24, deadline=None)
@given(st.permutations(sorted(_FILES)))
def test_the_order_of_files_changes_nothing(order: list[str]) -> None:
    assert schema_items({path: _FILES[path] for path in order}) == schema_items(_FILES)


def test_facts_do_not_depend_on_the_path_and_files_without_schemas_have_none() -> None:
    extractor = SchemasExtractor()
    text = (IMPORT + "export const A = z.string();\n").encode()
    assert to_packed(extractor.extract(parse(text, "ts"))) == to_packed(extractor.extract(parse(text, "ts")))
    assert schema_facts(parse(b"export function f() { return 1; }\nconst a = 1;\n", "ts")) is None


def _nested(inner: str, depth: int) -> str:
    return "z.object({ a: " * depth + inner + " })" * depth


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const A = B.strict();\nconst B = A.strict();\n", 0),
        ("const f = () => f();\nconst A = f();\n", 0),
        ("const A = A.extend({ a: A });\n", 0),
        ("const A0 = z.object({});\n" + "".join(f"const A{n + 1} = A{n}.strict();\n" for n in range(1500)), 1501),
        (f"const A = {_nested('z.string()', 400)};\n", 1),
        ("const A = z.string()" + ".array()" * 90 + ";\n", 1),
        (
            "".join(f"const f{n} = () => {_nested(f'f{n + 1}()', 20)};\n" for n in range(9))
            + f"const f9 = () => z.string();\nconst A = {_nested('f0()', 20)};\n",
            1,
        ),
        (
            "".join(f"const f{n} = () => z.object({{ a: f{n + 1}(), b: f{n + 1}() }});\n" for n in range(40))
            + "const f40 = () => z.string();\nconst A = f0();\n",
            1,
        ),
    ],
    ids=["cycle", "endless", "self", "long", "deep", "arrays", "makers", "doubling"],
)
def test_hostile_sources_are_evaluated_within_bounds(source: str, expected: int) -> None:
    items = schema_items({"a.ts": IMPORT + source})
    assert len(items) == expected
    assert all(len(repr(item)) < 20_000 for item in items)


def test_counters_are_of_what_the_items_say() -> None:
    text = (
        IMPORT + "const A = z.strictObject({ a: z.string().transform(Number) });\n"
        "export const B = A.extend({ c: z.enum(['a']) }).superRefine(check);\n"
        "const C = B.or(A);\nconst D = z.enum(['a']);\n"
    )
    items = typed_items({"a.ts": text})
    assert SchemasExtractor().counters(items) == {
        "strict_objects": 2,
        "objects": 2,
        "enums": 1,
        "unions": 1,
        "derived": 1,
        "exported": 1,
        "with_transforms": 2,
        "with_super_refine": 2,
    }


def test_uses_of_a_schema_through_an_object_that_holds_it() -> None:
    found = schemas_of(
        "const User = z.object({});\nconst Team = z.object({});\n"
        "const schemas = { User, Patch: User.partial(), Group: Team.optional(), made: z.string() };\n"
        "type A = z.infer<typeof schemas.User>;\n"
        "type B = z.infer<typeof schemas.Patch>;\n"
        "type C = z.infer<typeof schemas.other>;\n"
        "const read = (given) => schemas.User.parse(given);\n"
        "const other = (given) => [schemas.made.parse(given), schemas.Patch.parse(given)];\n"
    )
    assert found["User"]["inferredTypes"] == ["a.ts#A"]
    assert found["User"]["validationFunctions"] == ["a.ts#read"]
    assert "inferredTypes" not in found["Team"]


def test_a_variable_that_is_assigned_again_has_what_all_it_may_be_have() -> None:
    found = schemas_of(
        "function changed(on) { let s = z.object({}); if (on) { s = s.extend({ a }); } return s; }\n"
        "function typed(on): z.ZodObject { let s = z.object({ a: z.any() }); s ??= other; return s; }\n"
        "function kept(on) { let s = z.object({}); if (on.s === s) { on.s = 1; } return s; }\n"
        "const A = changed(1);\nconst B = typed(1);\nconst C = kept(1);\n"
    )
    assert {name: (item["schemaType"], item.get("fields")) for name, item in found.items()} == {
        "A": ("object", []),
        "B": ("object", []),
        "C": ("object", []),
    }
