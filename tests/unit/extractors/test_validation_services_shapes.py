"""Validators without a schema: by name and shape."""

from __future__ import annotations

import pytest
from form_items import service, services
from hypothesis import given
from hypothesis import strategies as st

from stocktake.extractors.validation_shapes import pattern_of


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("function isA(x): x is A { return true; }", "guard"),
        ("const isA = (x): x is A => true;", "guard"),
        ("function assertA(x): asserts x { check(x); }", "assertion"),
        ("function assertA(x) { if (!x) throw new Error('x'); }", "assertion"),
        ("function assertA(x) { log(x); }", None),
        ("const isA = (x) => x === 1;", "predicate"),
        ("const isA = (x) => !x;", "predicate"),
        ("const isA = (x) => x && list.includes(x);", "predicate"),
        ("const isA = (x) => (x ? isB(x) : false);", "predicate"),
        ("const isA = (x) => { if (x) return true; return x.isOpen; };", "predicate"),
        ("const isA = async (x): Promise<boolean> => await find(x);", "predicate"),
        ("const isA = (x): boolean | undefined => find(x);", "predicate"),
        ("const isA = (x) => validateB(x);", "predicate"),
        ("const validateA = (x) => isB(x);", "predicate"),
        ("const validateA = (x) => validateB(x);", None),
        ("const isA = (x) => find(x);", None),
        ("const isA = (x) => x + 1;", None),
        ("const isA = (x) => ({ a: x });", None),
        ("const isA = (x): string => 'message';", None),
        ("const isA = () => { if (x) { throw new Error('x'); } };", None),
        ("const isA = x > 1;", None),
        ("const isa = (x) => x > 1;", None),
        ("const isA = (x) => { list.map(() => { return true; }); };", None),
        ("const validateA = (x) => (x ? '' : 'Required');", "check"),
        ("const validateA = (x) => (x ? null : t('required'));", "check"),
        ("const validateA = (x): string[] => find(x);", "check"),
        ("const validateA = (x): string | null => find(x);", "check"),
        ("const validateA = (x): Promise<ValidationResult> => find(x);", "check"),
        ("const validateA = (x) => ({ isValid: !!x });", "check"),
        ("const validateA = (x): string => { if (!x) throw new Error('x'); return x; };", "assertion"),
        ("const validateA = (x) => x;", None),
        ("const checkA = (x): void => { if (!x) throw new Error('x'); };", "assertion"),
        ("const checkA = (x): Map<string, number> => { if (!x) throw new Error('x'); return count(x); };", None),
        ("const ensureA = (x) => { if (!x) throw new Error('x'); return x; };", "assertion"),
        ("const ensureA = (x): string => `${x}/`;", None),
        ("const verifyA = (x): boolean => true;", None),
    ],
)
def test_shapes(function: str, expected: str | None) -> None:
    assert next(iter(services(f"export {function}").values()), None) == expected


def test_hooks_and_components_are_none() -> None:
    assert services("export const useIsOpen = (): boolean => true;\nexport const Is = () => <b />;", "a.tsx") == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("validate", ""),
        ("validateAll", ""),
        ("validateUpdate", ""),
        ("validateDate", "date"),
        ("isValidURL", "url"),
        ("isHTTPUrl", "url"),
        ("isEmailAddress", "email"),
        ("checkPhoneNumber", "phone"),
        ("isLinkedInUrl", "linkedin-url"),
        ("isLinkedinUrl", "linkedin-url"),
        ("is_valid_uuid", "uuid"),
        ("isPrivateIPv4", "ip"),
        ("parseUrl", "url"),
        ("emailValidator", "email"),
        ("rules.isEmail", "email"),
        ("sendEmail", ""),
        ("getUrl", ""),
        ("isTrip", ""),
        ("", ""),
    ],
)
def test_patterns_come_from_words(name: str, expected: str) -> None:
    assert pattern_of(name) == expected


@given(st.from_regex(r"(validate|isValid)[A-Z][a-z]{0,8}", fullmatch=True))
def test_validate_never_means_date(name: str) -> None:
    if pattern_of(name) == "date":
        assert name.removeprefix("validate").removeprefix("isValid").lower() in (
            "date",
            "dates",
            "datetime",
            "birthday",
        )


def test_a_validator_without_a_schema_has_no_method() -> None:
    item = service("export const isEmail = async (x: string): Promise<boolean> => x.includes('@');")
    assert item == {
        "name": "isEmail",
        "file": "src/service.ts",
        "line": 1,
        "endLine": 1,
        "exports": ["isEmail"],
        "type": "predicate",
        "pattern": "email",
        "isAsync": True,
    }


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("export const isEnabled = () => flags.has('x');", {}),
        ("export const isEnabled = () => true;", {}),
        ("export const isEnabled = (user) => flags.has(user);", {"isEnabled": "predicate"}),
        ("export class E { isUser() { return this.code > 1; } }", {}),
        ("export const assertEnabled = () => { throw new Error(); };", {"assertEnabled": "assertion"}),
    ],
)
def test_a_predicate_that_is_given_nothing_validates_nothing(function: str, expected: dict[str, str]) -> None:
    assert services(function) == expected
