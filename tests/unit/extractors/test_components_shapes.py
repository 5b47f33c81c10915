"""The properties of object types across files: what the evaluator lists, and what it says it cannot list."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.extractors.code.shape_evaluation import Evaluator, Listing, Named
from stocktake.extractors.types.facts import TypeFact, type_facts
from stocktake.syntax.parser import parse

PATH = "src/types.ts"


def listing(source: str, name: str = "Props") -> Listing:
    """What the type ``name``, declared in ``source``, lists; other names of the file are known, no others are."""
    facts: dict[str, TypeFact] = {each.name: each for each in type_facts(parse(source.encode(), "ts"))}

    def type_of(path: str, wanted: str) -> Named | None:
        fact = facts.get(wanted)
        return Named(path, wanted, fact.shape, fact.heritage, fact.generics) if fact is not None else None

    shape = facts[name].shape
    return Evaluator(type_of, lambda *_: None).properties(PATH, shape)


def types(source: str) -> dict[str, str]:
    """Names and types of the properties that ``Props`` lists."""
    return {each.name: each.type for each in listing(source).properties.values()}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("type Of<T> = { a: T }; type Props = Of<string>", {"a": "string"}),
        ("type Of<T> = { a: T[] }; type Props = Of<A | B>", {"a": "(A | B)[]"}),
        ("type Of<T> = { a: Set<T> }; type Props = Of<A | B>", {"a": "Set<A | B>"}),
        ("type Of<T> = { a: (T: T) => void }; type Props = Of<A>", {"a": "(T: A) => void"}),
        ("type Of<T> = { a: { T: T; b: X.T } }; type Props = Of<A>", {"a": "{ T: A; b: X.T }"}),
        ("type Of<T> = { a<T>(b: T): T }; type Props = Of<A>", {"a": "<T>(b: T) => T"}),
        ("type Of<T> = { a: 'T' }; type Props = Of<A>", {"a": "'T'"}),
        (
            "type Of<T> = { a: Set<T>; b: T['c'] }; type Props = Of<typeof x>",
            {"a": "Set<typeof x>", "b": "typeof x['c']"},
        ),
        ("type Of<T extends object = {}> = T & { a: 1 }; type Props = Of<{ b: 2 }>", {"b": "2", "a": "1"}),
        ("type Of<T, U = T> = { a: U }; type Props = Of<A>", {"a": "A"}),
        ("type Of<T = () => void> = { a: T }; type Props = Of", {"a": "() => void"}),
        ("type In<T> = { a: T }; type Of<U> = In<U[]>; type Props = Of<A>", {"a": "A[]"}),
        ("interface In<T> { a: T } interface Of<U> extends In<U> { b: U } type Props = Of<A>", {"a": "A", "b": "A"}),
        ("type M<A, B> = Omit<A, keyof B> & B; type Props = M<M<{ a: 1 }, { b: 2 }>, { a: 3 }>", {"b": "2", "a": "3"}),
        ("type K = 'a' | 'b'; type Props = Omit<{ a: 1; b: 2; c: 3 }, K | 'x'>", {"c": "3"}),
        ("type Props = Pick<{ a: 1; b: 2 }, 'b'>", {"b": "2"}),
        ("type Props = { a: 1 } | { a: () => void; b: 2 } | { a: never }", {"a": "1 | (() => void)", "b": "2"}),
        ("type Props = { a: A | 1 } & { a: B }", {"a": "(A | 1) & B"}),
        ("type All = { a: { b: { c: 1 } } }; type Props = All['a']['b']", {"c": "1"}),
        ("interface All { a: { b: 1 } } interface More extends All {} type Props = More['a']", {"b": "1"}),
        ("type In = { a: 1 }; type All = { in?: In | null }; type Key = 'in'; type Props = All[Key]", {"a": "1"}),
        ("type All = Omit<{ a: { b: 1 }; c: 1 }, 'c'> & { d: 1 }; type Props = All['a']", {"b": "1"}),
        ("type Of<T> = { a: { b: T } }; type Props = Of<string>['a']", {"b": "string"}),
        ("type All = { rows: { a: 1 }[] }; type Props = All['rows'][number]", {"a": "1"}),
        ("type Row = { a: 1 }; type Rows = Row[]; type All = { rows: Rows }; type Props = All['rows'][0]", {"a": "1"}),
        ("type Row = { a: 1 }; type All = { rows: Row[] }; type Props = All['rows'][0]", {"a": "1"}),
        ("type Row = { a: 1 }; type Props = Array<Row>[number]", {"a": "1"}),
        ("type Props = Record<'a' | 'b', Set<A>>", {"a": "Set<A>", "b": "Set<A>"}),
        ("enum Key { A = 'a' } type Props = { [K in Key]: 1 }", {"a": "1"}),
        ("type All = { a: 1; b: 2 }; type Props = { [K in keyof All]: string[] }", {"a": "string[]", "b": "string[]"}),
    ],
)
def test_properties(source: str, expected: dict[str, str]) -> None:
    assert types(source) == expected


def test_union_makes_optional_what_not_every_member_has() -> None:
    found = listing("type Props = { a: 1; b?: 2; c: 3 } | { a: 1; b: 2 }").properties
    assert {name: each.optional for name, each in found.items()} == {"a": False, "b": True, "c": True}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("type Props = { a: 1; b: 2 } | null", {"a": False, "b": False}),
        ("type Props = NonNullable<{ a: 1 } | undefined>", {"a": False}),
        ("type Props = { [K in 'a' | 'b']?: 1 }", {"a": True, "b": True}),
        ("type Props = { [K in 'a']: 1 }", {"a": False}),
    ],
)
def test_which_are_optional(source: str, expected: dict[str, bool]) -> None:
    found = listing(source)
    assert {name: each.optional for name, each in found.properties.items()} == expected
    assert found.open == []


def test_intersection_makes_required_what_one_member_requires() -> None:
    found = listing("type Props = { a?: 1; b?: 2; readonly c: 3 } & { a: 1; b?: 2; c: 3 }").properties
    assert [(each.name, each.optional, each.readonly) for each in found.values()] == [
        ("a", False, False),
        ("b", True, False),
        ("c", False, False),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("type Props = Outside", ["Outside"]),
        ("type Of<T> = Outside<T>; type Props = Of<A>", ["Outside<A>"]),
        ("type Props = Omit<Outside & { a: 1 }, 'a'>", ["Omit<Outside, 'a'>"]),
        ("type Props = Partial<Outside>", ["Partial<Outside>"]),
        ("type Props = PropsWithChildren<unknown> & PropsWithChildren<object> & object", []),
        ("type Props = PropsWithChildren<any>", ["any"]),
        ("type Props = Pick<Outside & { a: 1 }, 'a'>", []),
        ("type Props = Omit<{ a: 1 }, keyof Outside>", ["Omit<{ a: 1 }, keyof Outside>"]),
        ("type Props = { a: 1 } & Props", []),
        ("type Props = { a: 1; [key: string]: unknown }", ["{ a: 1; [key: string]: unknown }"]),
        ("interface In { a: 1; [key: string]: unknown } type Props = In", ["{ [key: string]: unknown }"]),
        ("type Of<T> = { [K in keyof T]: T[K] }; type Props = Of<A>", ["{ [K in keyof A]: A[K] }"]),
        ("type Props = Omit<{ a: 1 }, keyof { [key: string]: 1 }>", ["Omit<{ a: 1 }, keyof { [key: string]: 1 }>"]),
        ("type A = B; type B = A; type Props = A", []),
        ("type All = { a: { b: 1 } }; type Props = All['c']", ["All['c']"]),
        ("type All = { a: { b: 1 } } | { a: { c: 1 } }; type Props = All['a']", ["All['a']"]),
        ("type Props = Outside['a']", ["Outside['a']"]),
        ("type Props = Props[0]", ["Props[0]"]),
        ("type Props = { [K in Outside]?: 1 }", ["{ [K in Outside]?: 1 }"]),
        ("enum Key { A } type Props = Record<Key, 1>", ["Record<Key, 1>"]),
    ],
)
def test_open_parts(source: str, expected: list[str]) -> None:
    assert listing(source).open == expected


def test_types_that_double_with_every_level_end() -> None:
    doubling = "".join(f"type T{n + 1} = T{n} & T{n};" for n in range(20))
    found = listing(f"type T0 = {{ a: 1 }}; {doubling} type Props = T20")
    assert list(found.properties) == ["a"]
    assert found.open


@settings(max_examples=60, deadline=None)
@given(
    keys=st.sets(st.sampled_from("abcdef")),
    chosen=st.sets(st.sampled_from("abcdef"), min_size=1),
)
def test_omit_and_pick_split_a_type(keys: set[str], chosen: set[str]) -> None:
    body = "{ " + "; ".join(f"{key}: 1" for key in sorted(keys)) + " }"
    names = " | ".join(f"'{key}'" for key in sorted(chosen))
    left = set(listing(f"type Props = Omit<{body}, {names}>").properties)
    picked = set(listing(f"type Props = Pick<{body}, {names}>").properties)
    assert left == keys - chosen
    assert picked == keys & chosen
