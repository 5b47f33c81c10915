"""Values of enums, literals and masks that constants hold."""

from __future__ import annotations

import pytest
from schema_items import IMPORT, schema_items, schemas_of

from stocktake.syntax.assignments import is_changed

LONG = [f"v{n}" for n in range(200)]


@pytest.mark.parametrize(
    ("constants", "expected"),
    [
        ("const a = 'x';", ["x"]),
        ("const a = 1;", ["1"]),
        ("let a = 'x';", ["a"]),
        ("const a = ['x', 'y'] as const;", ["x", "y"]),
        ("const a = (['x'] as const satisfies string[]);", ["x"]),
        ("const b = 'x'; const a = [b, 'y'] as const;", ["x", "y"]),
        ("const b = ['x'] as const; const a = [...b, 'y'] as const;", ["x", "y"]),
        ("import { b } from 'o'; const a = [...b, 'y'] as const;", ["…", "y"]),
        ("import { b } from 'o'; const a = [...b.map(f), 'y'] as const;", ["…", "y"]),
        ("import { b } from 'o'; const a = [...b] as const;", ["a"]),
        ("const S = z.enum(['x']); const b = S.enum; const a = b.x;", ["x"]),
        ("const a = ['x'];", ["x"]),
        ("let a = ['x'];", ["a"]),
        ("const list = ['x', 'y'] as const; const [b, a] = list;", ["y"]),
        ("const list = ['x', 'y'] as const; export const [, a] = list;", ["y"]),
        ("const list = ['x', 'y'] as const; const [a = 'z'] = list;", ["x"]),
        ("const list = ['x', 'y'] as const; const [, , a] = list;", ["a"]),
        ("const list = ['x', 'y'] as const; const [...a] = list;", ["a"]),
        ("const list = ['x', 'y']; const [a] = list;", ["x"]),
        ("const all = { b: 'x' } as const; const { b: a } = all;", ["x"]),
    ],
)
def test_values_of_a_literal_by_name(constants: str, expected: list[str]) -> None:
    assert schemas_of(f"{IMPORT}{constants}\nconst X = z.literal(a);")["X"]["enumValues"] == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ("A, B", ["0", "1"]),
        ("A = 3, B, C = 'c', D", ["3", "4", "c", "D"]),
        ("A = 'a', B = 'b'", ["a", "b"]),
        ("A = 1 << 2", ["1 << 2"]),
    ],
)
def test_values_of_an_enum(members: str, expected: list[str]) -> None:
    assert schemas_of(f"{IMPORT}enum E {{ {members} }}\nconst X = z.nativeEnum(E);")["X"]["enumValues"] == expected


@pytest.mark.parametrize(
    ("constants", "given", "expected"),
    [
        ("const a = { x: ['p', 'q'], y: f() } as const;", "a.x", ["p", "q"]),
        ("const b = ['p'] as const; const a = { x: b, y: other } as const;", "a.x", ["p"]),
        ("const b = { x: ['p'] } as const; const a = { ...b, y: 'q' } as const;", "a.x", ["p"]),
        ("const a = { x: ['p', 'q'], y: ['r'] as const };", "a.x", ["p", "q"]),
        ("const a = { x: 'p', y: ['r'] as const };", "a.y", ["r"]),
        ("const a = { x: 'p', y: ['r'] as const };", "Object.keys(a)", ["x", "y"]),
        ("const a = { x: 'p', y: f() } as const;", "Object.keys(a)", ["x", "y"]),
        ("const a = { x: 'p', y: f() } as const;", "Object.values(a)", None),
        ("const b = { x: 'p' } as const; const a = Object.keys(b);", "a", ["x"]),
        ("const b = { x: 'p' } as const; let a = Object.keys(b);", "a", None),
        ("const b = { x: 'p' } as const; const a = [...Object.keys(b), 'y'] as const;", "a", ["x", "y"]),
        ("const b = { x: 'p' } as const;", "[...Object.keys(b), 'y']", ["x", "y"]),
        ("const a = Object.freeze({ x: 'p' });", "Object.values(a)", ["p"]),
        ("const a = { x: 1 } as const;", "Object.keys(a)", ["x"]),
        ("enum A { x }", "Object.keys(A)", None),
        ("const a = { x: 'p' } as const;", "Object.keys(a).map(f)", None),
        ("const a = { [x]: 'p' } as const;", "Object.keys(a)", None),
        ("const a = { b: { x: ['p'], y: f() }, z: f() } as const;", "a.b.x", ["p"]),
        (f"const a = {{ b: ['p'], text: {{ x: '{'x' * 10_000}' }} }} as const;", "a.b", ["p"]),
        (f"const a = {{ b: 'p', text: {{ x: '{'x' * 10_000}' }} }} as const;", "[a.b]", ["p"]),
        (
            f"const a = {{ b: 'p', ...more, text: {{ x: '{'x' * 10_000}' }} }} as const;",
            "Object.keys(a)",
            ["b", "text", "…"],
        ),
        ("const a: readonly string[] = ['p', 'q'];", "a", ["p", "q"]),
        ("const a: readonly [string, ...string[]] = ['p'];", "a", ["p"]),
        ("const a: ReadonlyArray<string> = ['p'];", "a", ["p"]),
        ("let a: readonly string[] = ['p'];", "a", None),
        ("const a: string[] = ['p'];", "a", ["p"]),
    ],
)
def test_values_of_an_enum_from_what_a_constant_holds(constants: str, given: str, expected: list[str] | None) -> None:
    assert schemas_of(f"{IMPORT}{constants}\nconst X = z.enum({given});")["X"].get("enumValues") == expected


@pytest.mark.parametrize(
    ("constants", "given", "expected"),
    [
        ("const a = ['x', 'y'];", "a", ["x", "y"]),
        ("const a: Kind[] = ['x', ...more];", "a", ["x", "…"]),
        ("const b = ['x']; const a = [...b, 'y'];", "a", ["x", "y"]),
        ("const a = { x: 1, 'y-z': 2 };", "Object.keys(a)", ["x", "y-z"]),
        ("const a = { x: 1, y: 2 } satisfies Record<string, number>;", "Object.keys(a) as [string]", ["x", "y"]),
        ("const a: Record<string, string> = { x: 'p', y: 'q' };", "Object.values(a)", ["p", "q"]),
        ("import { One, Two } from './b'; const a = { One, Two } as const;", "Object.keys(a)", ["One", "Two"]),
        ("import { One } from './b'; const a = { x: One.one, y: One.two };", "Object.keys(a)", ["x", "y"]),
        ("const a = { x: { of: 1 }, y() {}, get z() { return 1; } };", "Object.keys(a)", ["x", "y", "z"]),
        ("const b = { x: f() }; const a = { ...b, y: f() };", "Object.keys(a)", ["x", "y"]),
        ("const a = { ...more, y: f() };", "Object.keys(a)", ["…", "y"]),
        ("const a = { b: { x: f(), y: f() } } as const;", "Object.keys(a.b)", ["x", "y"]),
        ("const a = Object.freeze({ x: f() });", "Object.keys(a)", ["x"]),
        ("const b = { x: f() }; const a = Object.keys(b);", "a", ["x"]),
        ("const a = { x: z.string(), y: z.number() };", "Object.keys(a)", ["x", "y"]),
        ("const b = 'x'; const a = { [b]: f() };", "Object.keys(a)", ["x"]),
        (f"const a = [{', '.join(map(repr, LONG))}];", "a", [*LONG[:50], "…"]),
        (
            f"const a = {{ {', '.join(f'{name}: 1' for name in LONG)} }};",
            "Object.keys(a)",
            [*LONG[:50], "…"],
        ),
        # Not known, or changed.
        ("const a = ['x', f()];", "a", None),
        ("const a = [One, Two];", "a", None),
        ("const a = { x: f(), [y]: 1 };", "Object.keys(a)", None),
        ("const a = { ...more };", "Object.keys(a)", None),
        ("const a = { x: f() };", "Object.values(a)", None),
        ("let a = { x: 1 };", "Object.keys(a)", None),
        ("const a = ['x']; a.push('y');", "a", None),
        ("const a = ['x']; const add = () => { a[1] = 'y'; };", "a", None),
        ("const a = { x: 1 }; Object.assign(a, more);", "Object.keys(a)", None),
        ("const a = { x: 1 }; delete a.x;", "Object.keys(a)", None),
        ("const a = { x: 1 }; a.y = 2;", "Object.keys(a)", None),
        ("const a = { x: ['p'] }; a.x.push('q');", "a.x", None),
    ],
)
def test_values_of_a_list_or_object_that_its_file_never_changes(
    constants: str, given: str, expected: list[str] | None
) -> None:
    assert schemas_of(f"{IMPORT}{constants}\nconst X = z.enum({given});")["X"].get("enumValues") == expected


def test_values_of_what_files_without_zod_export() -> None:
    found = schema_items(
        {
            "src/a.ts": "export const LIST = ['a'];\nexport const MAP = { x: Icon, y: { label: 'Y' } };\n",
            "src/b.ts": IMPORT
            + "import { LIST, MAP } from './a';\n"
            + "export const X = z.object({ a: z.enum(LIST), b: z.enum(Object.keys(MAP)), c: z.nativeEnum(MAP) });\n"
            + "export const Y = z.object(MAP);\n",
        }
    )
    assert [item["name"] for item in found] == ["X", "Y"]
    a, b, c = found[0]["fields"]
    assert (a["enumValues"], a["valuesFrom"]) == (["a"], "src/a.ts#LIST")
    assert (b["enumValues"], b["valuesFrom"]) == (["x", "y"], "src/a.ts#MAP")
    # What such an object holds is not known, and no list of fields.
    assert (c.get("enumValues"), c["valuesFrom"]) == (None, "src/a.ts#MAP")
    assert (found[1]["fields"], found[1]["fieldsFrom"]) == ([], ["MAP"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, True) for text in ("a.push(1)", "a\n .sort()", "a.b.push(1)", "a['x'].pop()", "a?.push(1)")),
        *((text, True) for text in ("a.x = 1", "a[i] = 2", "a[b.c].d += 1", "a.x ??= 1", "a.x++", "a!.x = 1")),
        *((text, True) for text in ("delete a.x", "Object.assign(a, b)", "a.length = 0")),
        *((text, False) for text in ("const a = [1]", "a.x === 1", "a.x >= 1", "a.x == b", "f(a[0] => 1)")),
        *((text, False) for text in ("a.map(f)", "[...a].sort()", "b.a.push(1)", "ab.push(1)", "{ a: b.x }")),
        *((text, False) for text in ("const a: string[] = []", "a.push", "f(a).push(1)")),
    ],
)
def test_what_changes_a_value_in_place(text: str, expected: bool) -> None:
    assert is_changed(text.encode(), b"a") is expected


def test_an_object_with_fields_of_another_is_no_list_of_keys() -> None:
    found = schemas_of(
        f"{IMPORT}const Base = z.object({{ a: z.any() }});\nconst more = {{ ...Base.shape, b: [] }};\n"
        "const X = z.object(more);\nconst Y = z.enum(Object.keys(more));\n"
    )
    assert (found["X"]["fields"], found["X"]["fieldsFrom"]) == ([], ["more"])
