"""What calls of the project's own functions give: variables that are set again, and checks that name a parameter."""

from __future__ import annotations

from typing import Any

import pytest
from schema_items import schemas_of

BODIES = {
    "trimmed": "(trim) => { let s = z.string(); if (trim) s = s.trim(); return s.transform(read); }",
    "inOrder": "() => { let s = z.string(); s = s.min(1); s = s.max(2); return s; }",
    "builder": (
        "(o) => { let s = z.string(); if (o.min) { s = s.min(o.min); } if (o.max) { s = s.max(o.max); } "
        "return s.email(); }"
    ),
    "either": "(o) => { let s; if (o) { s = z.string(); } else { s = z.number(); } return s.optional(); }",
    "byCase": (
        "(kind) => { let s: z.ZodType; switch (kind) { case 'a': case 'b': s = z.string(); break; "
        "case 'c': s = z.number(); break; default: throw new Error(kind); } return s; }"
    ),
    "early": "(o) => { let s = z.object({ a: z.any() }); if (o) return s; s = s.extend({ b: z.any() }); return s; }",
    "wrapped": "() => { let s = z.string(); s = z.array(s); return s; }",
    "parameter": "(s, required) => { if (!required) s = s.nullable(); return s; }",
    "looped": "(all) => { let s = z.string().min(1); for (const each of all) s = s.refine(each); return s; }",
    "tried": "() => { let s = z.string(); try { s = s.min(1); } finally { s = s.max(2); } return s; }",
    "default": "(o) => { let s = o.schema; s ??= z.string(); return s.optional(); }",
    "old": "() => { var s = z.string(); s = s.min(3); return s; }",
    "inFunction": "() => { let s = z.string(); each(() => { s = s.min(1); }); return s.nullish(); }",
    "hidden": "(o) => { let s = z.any(); if (o) { const s = z.null(); return s.optional(); } return s.optional(); }",
    "sameName": "(value) => value.transform((given) => { const value = given; return value; })",
    "unknown": "() => elsewhere().nullish().transform(read)",
}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("trimmed()", {"zodType": "string", "hasTransform": True}),
        ("trimmed().nullish()", {"zodType": "string", "hasTransform": True, "optional": True, "nullable": True}),
        ("inOrder()", {"zodType": "string", "constraints": ["min(1)", "max(2)"]}),
        ("builder({ min: 1 })", {"zodType": "string", "constraints": ["email()"]}),
        ("either(true)", {"zodType": "other", "optional": True, "members": ["string", "number"]}),
        ("byCase('a')", {"zodType": "other", "members": ["string", "number"]}),
        (
            "early()",
            {
                "zodType": "object",
                "members": ["object{a}", "object{a, b}"],
                "fields": [{"name": "a", "zodType": "any"}],
            },
        ),
        ("wrapped()", {"zodType": "array", "element": "string"}),
        ("parameter(z.string())", {"zodType": "string", "members": ["string", "string | null"]}),
        ("looped([])", {"zodType": "string", "constraints": ["min(1)"]}),
        ("tried()", {"zodType": "string", "constraints": ["min(1)", "max(2)"]}),
        ("default({})", {"zodType": "other", "optional": True, "members": ["…", "string"]}),
        ("old()", {"zodType": "string", "constraints": ["min(3)"]}),
        # When that happens is not known, but what is written of the result is.
        ("inFunction()", {"optional": True, "nullable": True}),
        ("hidden()", {"optional": True}),
        ("sameName(z.string())", {"zodType": "string", "hasTransform": True}),
        ("unknown()", {"optional": True, "nullable": True, "hasTransform": True}),
    ],
)
def test_a_variable_that_is_set_again(call: str, expected: dict[str, Any]) -> None:
    name = call.partition("(")[0]
    found = schemas_of(
        f"import {{ elsewhere }} from 'lib';\nconst make = {BODIES[name]};\n"
        f"const X = z.object({{ x: {call.replace(name, 'make', 1)} }});"
    )
    (field,) = found["X"]["fields"]
    told = {key: value for key, value in field.items() if key not in ("name", "transformDetails")}
    assert told == {**expected, "ref": "a.ts#make"}


@pytest.mark.parametrize(
    ("function", "call", "expected"),
    [
        ("(size: number) => z.string().max(size)", "make(50)", "max(50)"),
        ("(size = 9) => z.string().max(size)", "make()", "max(9)"),
        ("(size) => z.string().max(size)", "make(LIMITS.name)", "max(LIMITS.name)"),
        ("(size) => z.string().max(size)", "make(limit(1))", "max(limit(1))"),
        ("(size) => z.string().max(size)", "make(a + b)", "max(a + b)"),
        ("(size) => z.string().max(size * 2)", "make(a + b)", "max((a + b) * 2)"),
        ("(max) => z.string().max(max!)", "make(3)", "max(3)"),
        ("({ size, most }) => z.string().max(most ?? size)", "make({ size: 5 })", "max(5)"),
        ("({ size, most }) => z.string().max(most ?? size)", "make({ size: 5, most: 7 })", "max(7)"),
        ("({ size = 4 } = {}) => z.string().max(size)", "make()", "max(4)"),
        ("({ size: most = 4 }) => z.string().max(most)", "make({})", "max(4)"),
        ("(o) => z.string().max(o?.size ?? 20)", "make({ size: 3 })", "max(3)"),
        ("(o) => z.string().max(o?.size ?? 20)", "make()", "max(20)"),
        ("(o) => z.string().max(o.size || 20)", "make({ size: 0 })", "max(20)"),
        ("(o) => z.string().max(o.size ?? 20)", "make(OPTIONS)", "max(OPTIONS.size ?? 20)"),
        ("(key) => z.string().startsWith(`${key}_`)", "make('usr')", "startsWith(`usr_`)"),
        ("(key) => z.string().startsWith(key)", "make('usr')", 'startsWith("usr")'),
        ("(offset) => z.string().datetime({ offset })", "make(true)", "datetime({ offset: true })"),
        ("(kind) => z.string().max(LIMITS[kind])", "make('a')", 'max(LIMITS["a"])'),
        (
            "(size) => { const most = Math.min(size, 9); return z.string().max(most); }",
            "make(3)",
            "max(Math.min(3, 9))",
        ),
        ("(size) => inner(size + 1)", "make(3)", "max(3 + 1)"),
        ("(size) => { let s = z.string(); s = s.max(size); return s; }", "make(3)", "max(3)"),
        # Not known, or no names of the function.
        ("(size) => z.string().max(size)", "make()", "max(size)"),
        ("({ size }) => z.string().max(size)", "make({ ...others })", "max(size)"),
        ("(a, b) => z.string().max(a - b)", "make(1, { b })", "max(a - b)"),
        ("(size) => { let most = size; most += 1; return z.string().max(most); }", "make(3)", "max(most)"),
        ("(size) => z.string().max(MOST)", "make(3)", "max(MOST)"),
        ("(size) => z.string().max(MOST.size)", "make(3)", "max(MOST.size)"),
        ("(size) => z.string().regex(/size/)", "make(3)", "regex(/size/)"),
        ("(size) => z.string().startsWith('size')", "make(3)", "startsWith('size')"),
        ("(offset) => z.string().datetime({ offset: true })", "make(3)", "datetime({ offset: true })"),
    ],
)
def test_a_check_that_names_a_parameter(function: str, call: str, expected: str) -> None:
    found = schemas_of(
        f"const inner = (size) => z.string().max(size);\nconst make = {function};\nconst X = z.object({{ x: {call} }});"
    )
    assert found["X"]["fields"][0]["constraints"] == [expected]


def test_checks_of_zod_mini_name_parameters_too() -> None:
    found = schemas_of("const make = (size) => z.string().check(z.maxLength(size));\nconst X = make(7);")
    assert found["X"]["constraints"] == ["maxLength(7)"]


def test_a_function_with_many_branches_is_let_be() -> None:
    branches = "if (o) s = s.optional(); " * 300
    found = schemas_of(
        f"const make = (o) => {{ let s = z.string(); {branches} return s; }};\nconst X = z.array(make());"
    )
    assert found["X"]["element"] == "a.ts#make"
