"""What the types inventory says of members, type parameters and texts."""

from __future__ import annotations

from typing import Any

import pytest
from extracted_items import as_data, items_of

from stocktake.extractors.modules.extractor import ModulesExtractor
from stocktake.extractors.types.extractor import TypesExtractor


def types(source: str, **others: str) -> dict[str, dict[str, Any]]:
    """The types of ``src/main.ts`` by name; ``others`` are further files: ``b="…"`` is ``src/b.ts``."""
    sources = {"src/main.ts": source, **{f"src/{name}.ts": text for name, text in others.items()}}
    extractor = TypesExtractor()
    found = as_data(items_of(extractor, sources, (ModulesExtractor(), extractor)))
    return {item["name"]: item for item in found if item["file"] == "src/main.ts"}


def properties(source: str) -> dict[str, str]:
    """Types of the properties of ``A`` by name."""
    return {each["name"]: each["type"] for each in types(source)["A"]["properties"]}


def test_overloads_are_all_shown() -> None:
    found = properties("interface A { on(e: 'a', f: () => void): this; on<T>(e: 'b', f: T); off(): void }")
    assert found == {"on": "{ (e: 'a', f: () => void): this; <T>(e: 'b', f: T): any }", "off": "() => void"}


def test_methods_of_merged_interfaces_are_overloads() -> None:
    found = properties("interface A { on(e: 'a'): void; b: 1 }\ninterface A { on(e: 'b'): void; b: 1 }")
    assert found == {"on": "{ (e: 'a'): void; (e: 'b'): void }", "b": "1"}


def test_a_method_written_twice_has_no_overloads() -> None:
    assert properties("interface A { a(b: 1): void; a(b: 1): void }") == {"a": "(b: 1) => void"}


def test_overloads_of_an_object_type_are_listed() -> None:
    found = types("type A = { on(e: 'a'): void; on(e: 'b'): void };")["A"]
    assert [each["name"] for each in found["properties"]] == ["on"]
    assert "typeExpression" not in found


def test_many_overloads_are_cut() -> None:
    found = properties("interface A { " + "".join(f"on(event: 'number{n}'): void; " for n in range(20)) + "}")
    assert len(found["on"]) == 160
    assert found["on"].endswith("…")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ("set value(v: string);", "string"),
        ("set value(v: string | null); get value(): string;", "string"),
        ("get value(): string; set value(v: string | null);", "string"),
        ("set value(v);", ""),
    ],
)
def test_accessors_have_the_type_of_what_they_hold(members: str, expected: str) -> None:
    assert properties(f"interface A {{ {members} }}") == {"value": expected}


def test_names_in_brackets_are_those_of_their_texts() -> None:
    found = properties("interface A { ['a.b']: 1; [`c`]: 2; \"d.e\": 3; [key]: 4; [`${f}`]: 5; [Symbol.iterator]: 6 }")
    assert list(found) == ["a.b", "c", "d.e", "[key]", "[`${f}`]", "[Symbol.iterator]"]


@pytest.mark.parametrize(
    ("written", "generics"),
    [
        ("interface A<out T extends string = 'a'> {}", ["out T extends string = 'a'"]),
        ("type A<in out T, const U = {}> = [T, U];", ["in out T", "const U = {}"]),
        ("interface A<\n  // in\n  T,\n  in U,\n> {}", ["T", "in U"]),
    ],
)
def test_type_parameters_keep_their_modifiers(written: str, generics: list[str]) -> None:
    assert types(written)["A"]["generics"] == generics


@pytest.mark.parametrize(("body", "is_complex"), [("{\n  // nothing yet\n}", False), ("{}", False), ("{ a: 1 }", True)])
def test_an_object_without_members_is_not_complex(body: str, is_complex: bool) -> None:
    assert types(f"type A = {body};")["A"]["isComplex"] is is_complex


SCHEMA = "export const tag = z.object({}); export const group = { a: tag };"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import { z } from 'zod'; interface A extends B, z.infer<typeof tag> {}", "src/schema.ts#tag"),
        ("import { z } from 'zod'; type A = (z.infer<(typeof tag)>);", "src/schema.ts#tag"),
        ("import { infer as Inf } from 'zod'; type A = Inf<typeof tag>;", "src/schema.ts#tag"),
        ("import { z } from 'zod'; type A = z.infer<typeof group.a>;", "src/schema.ts#group"),
        (
            "import * as s from './schema'; import { z } from 'zod'; type A = z.infer<typeof s.tag>;",
            "src/schema.ts#tag",
        ),
        ("import { z } from 'zod'; type A = z.infer<typeof other.a>;", "other.a"),
        ("import { z } from './missing'; type A = z.infer<typeof tag>;", "src/schema.ts#tag"),
        ("type A = z.infer<typeof tag>;", "src/schema.ts#tag"),
        ("import { z } from './zod'; type A = z.infer<typeof tag>;", "src/schema.ts#tag"),
        ("import { TypeOf } from 'io-ts'; type A = TypeOf<typeof tag>;", "src/schema.ts#tag"),
        ("import * as own from './own'; type A = own.infer<typeof tag>;", None),
        ("import { input } from './own'; type A = input<typeof tag>;", None),
        ("type input<T> = T; type A = input<typeof tag>;", None),
        ("namespace Form { export type input<T> = T } type A = Form.input<typeof tag>;", None),
        ("import { z } from 'zod'; type A = z.infer<typeof tag>[];", None),
        ("import { z } from 'zod'; type A = ReturnType<typeof tag>;", None),
    ],
)
def test_what_a_type_is_derived_from(source: str, expected: str | None) -> None:
    found = types(
        "import { tag, group } from './schema'; " + source,
        schema=SCHEMA,
        own="export type infer<T> = T; export type input<T> = T;",
        zod="export { z } from 'zod';",
    )
    assert found["A"].get("derivedFrom") == expected


def test_an_alias_of_nothing_has_no_properties_and_says_so() -> None:
    assert types("type A = { /* nothing yet */ };")["A"]["properties"] == []


def test_an_interface_with_mapped_keys_costs_the_file_nothing() -> None:
    found = types("interface A { [K in 'a']: { b: string } }\ninterface B { c: D }")
    assert list(found) == ["A", "B"]
    assert found["A"]["properties"] == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("z.infer<typeof events['email']>", "src/main.ts#events"),
        ("z.output<((typeof events))['a.b']>", "src/main.ts#events"),
        ("z.infer<(typeof events)[keyof typeof events]>", "src/main.ts#events"),
        ("z.infer<(typeof events)['deep']['er']>", "src/main.ts#events"),
        ("z.infer<(typeof list)[0]>", "src/main.ts#list"),
        ("z.infer<(typeof elsewhere)['email']>", "elsewhere.email"),
        ("z.infer<(typeof elsewhere)[K]>", "elsewhere[K]"),
        ("z.infer<(typeof import('./b').more)['email']>", "src/b.ts#more"),
        # A part of what is inferred, or of another type.
        ("z.infer<typeof events.email>['to']", None),
        ("z.infer<Events['email']>", None),
        ("z.infer<ReturnType<typeof events>['email']>", None),
    ],
)
def test_the_schema_of_a_type_that_is_inferred_by_a_key(expression: str, expected: str | None) -> None:
    source = (
        "import { z } from 'zod';\nexport const events = { email: z.object({}) };\nexport const list = [z.string()];\n"
        f"export type Found = {expression};\n"
    )
    assert types(source, b="export const more = {};\n")["Found"].get("derivedFrom") == expected
