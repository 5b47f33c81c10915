"""Checks that return what is wrong in objects, or by functions that make the two kinds of results."""

from __future__ import annotations

import pytest
from form_items import services


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("const validateA = (x) => { if (!x) return err('no'); return ok(true); };", "check"),
        ("const validateA = async (x) => (x ? okAsync(x) : errAsync('no'));", "check"),
        ("const checkA = (x) => { if (!x) return Result.fail('no'); return Result.ok(x); };", "check"),
        ("const checkA = (x): Promise<Outcome> => (x ? Ok(x) : Err('no'));", "check"),
        ("const validateA = cache(async (x) => { if (!x) return await err('no'); return ok<void>(); });", "check"),
        ("const validateA = (x) => { if (!x) return err('no'); if (x.b) return validateB(x); return ok(); };", "check"),
        ("const validateA = (x) => { if (x) return ok(x); };", None),
        ("const validateA = (x) => (x ? ok(x) : open(x));", None),
        ("const validateA = (x, response) => (x ? response.ok(x) : response.error('no'));", None),
        ("const ensureA = (x) => (x ? ok(x) : err('no'));", None),
        ("const isA = (x) => (x ? ok(x) : err('no'));", None),
        ("const loadA = (x) => (x ? ok(x) : err('no'));", None),
        ("const checkA = (x) => (x ? edges.right(x) : edges.left(x));", None),
    ],
)
def test_the_two_kinds_of_results(function: str, expected: str | None) -> None:
    assert next(iter(services(f"export {function}").values()), None) == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("({ valid: false, reason })", "check"),
        ("{ if (!reason) return { success: true }; return { success: false, reason }; }", "check"),
        ("({ error: reason })", "check"),
        ("({ message: reason })", None),
        ("({ reason })", None),
        ("new Response(reason)", None),
        ("{ log({ valid: false }); }", None),
    ],
)
def test_what_a_function_of_the_file_makes(made: str, expected: str | None) -> None:
    source = f"const bad = (reason) => {made};\nexport const validateA = (x) => {{ if (!x) return bad('no'); }};"
    assert services(source).get("validateA") == expected


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("const validateA = (x) => { if (!x) return { error: 'no' }; return { user: x }; };", "check"),
        (
            "const checkA = async (x) => { const user = await load(x); return user ? { user } : { errors: ['no'] }; };",
            "check",
        ),
        ("const checkA = async (x): Promise<{ error: string } | { user: User }> => load(x);", "check"),
        ("const checkA = (x) => (x ? { user: x } : { message: 'no' });", None),
        ("const checkA = (x) => (x ? { user: x } : { ok: true });", None),
        ("const checkA = (x) => (x ? { user: x } : { team: x });", None),
        ("const checkA = (x) => (x ? { error: 'no' } : [x]);", None),
        ("const checkA = (x): { error: string } | User => load(x);", None),
        ("const checkA = (x): { message: string } | { user: User } => load(x);", None),
        ("const checkA = (x): { user: User } => load(x);", None),
        ("const ensureA = (x) => (x ? { user: x } : { error: 'no' });", None),
    ],
)
def test_an_error_beside_what_is_asked_for(function: str, expected: str | None) -> None:
    assert next(iter(services(f"export {function}").values()), None) == expected
