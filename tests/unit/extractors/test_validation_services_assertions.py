"""What gives ``true`` or throws asserts, also where it gives what a condition says is true."""

from __future__ import annotations

import pytest
from form_items import services


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("const y = find(x); if (y === true) return true; if (y) return y; throw new Error('x');", "assertion"),
        ("if (!x) return true; const y = await find(x); if (!y) throw new Error('x'); return y;", "assertion"),
        ("if (x.a) return true; const y = find(x); if (y && x.b) { return y; } throw new Error('x');", "assertion"),
        (
            "for (const y of x) { const z = find(y); if (!z) continue; return z || true; } throw new Error('x');",
            "assertion",
        ),
        ("if (x.a) return true; const y = find(x); if (x.b) return y; throw new Error('x');", "predicate"),
        ("if (x.a) return true; const y = find(x); if (!y) return y; throw new Error('x');", "predicate"),
        ("if (x.a) return true; const y = find(x); if (y || x.b) return y; throw new Error('x');", "predicate"),
        ("if (x.a) return true; if (x.b) throw new Error('x'); return find(x);", "predicate"),
        ("if (x.a) return true; const y = find(x); if (y) return y; return false;", "predicate"),
        ("if (x.a) return true; const y = find(x); if (y) return y; log('x');", "predicate"),
        ("if (x.a) return true; if (x.b) { const y = find(x); return y; } if (y) throw new Error('x');", "predicate"),
    ],
)
def test_what_a_condition_says_is_true(body: str, expected: str) -> None:
    assert services(f"export async function validateA(x) {{ {body} }}") == {"validateA": expected}


def test_what_gives_another_assertion_what_it_checks_is_one() -> None:
    source = (
        "export const checkA = async (x) => { const y = find(x); if (x.own) return true; if (y) return y; "
        "throw new Error('x'); };\n"
        "export const ensureB = async (x): Promise<void> => { await checkA({ x }); };\n"
    )
    assert services(source) == {"checkA": "assertion", "ensureB": "assertion"}
