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


def test_a_function_with_many_branches_is_let_be() -> None:
    branches = "if (o) s = s.optional(); " * 300
    found = schemas_of(
        f"const make = (o) => {{ let s = z.string(); {branches} return s; }};\nconst X = z.array(make());"
    )
    assert found["X"]["element"] == "a.ts#make"
