"""Validators without a schema: by name and shape."""

from __future__ import annotations

import pytest
from form_items import SERVICES, items, service, services
from hypothesis import given
from hypothesis import strategies as st

from stocktake.extractors.validation_services.names import pattern_of


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
        ("const validateA = (x): { errorMessage?: string } => find(x);", "check"),
        ("const validateA = async (x): Promise<{ errorMessages: string[] }> => find(x);", "check"),
        ("const validateA = (x): { errorMessage?: string } => { if (x) throw new Error('x'); return {}; };", "check"),
        ("const validateA = (x) => (x ? {} : { errorMessage: 'Required' });", "check"),
        ("const validateA = (x) => (x ? {} : { errors: ['Required'] });", "check"),
        ("const validateA = (x) => ({});", None),
        ("const isA = (x) => (x ? {} : true);", None),
        ("const validateA = (x) => (x ? '' : 'Required');", "check"),
        ("const validateA = (x) => (x ? null : t('required'));", "check"),
        ("const validateA = (x): string[] => find(x);", "check"),
        ("const validateA = (x): string | null => find(x);", "check"),
        ("const validateA = (x): string => find(x);", None),
        ("const validateA = (x): string => (x ? '' : find(x));", "check"),
        ("const validateA = (x): string => (x ? 'Too short' : find(x));", "check"),
        ("const validateA = (x): string => { let message = ''; return message; };", "check"),
        ("const validateA = (x): string => { const errors = find(x); return errors.join(', '); };", "check"),
        ("const validateA = (x): string => { const parts = find(x); return parts.join(', '); };", None),
        ("const validateA = (x): string | boolean => find(x);", "check"),
        ("const validateA = (x): 'short' | '' => find(x);", "check"),
        ("const validateA = (x): 'short' | null => find(x);", "check"),
        ("const checkA = (x): 'open' | 'closed' => { if (x) return find(x); return 'closed'; };", None),
        ("const checkA = async (x): Promise<'open' | 'closed'> => (x ? 'open' : 'closed');", None),
        ("const checkA = (x): string | undefined => { if (x) return `${x}.ts`; };", None),
        ("const checkA = (x): string | undefined => { if (x) return x + '.ts' + y; };", None),
        ("const checkA = (x): string | undefined => { if (x) return `${x} is no name`; };", "check"),
        ("const checkA = (x): string | undefined => { if (x) return x + ' is no name'; };", "check"),
        ("const checkA = (x, y): string | undefined => { if (x) return `${y}.ts`; };", "check"),
        ("const validateA = (x): Promise<ValidationResult> => find(x);", "check"),
        ("const validateA = (x) => ({ isValid: !!x });", "check"),
        ("const validateA = (x): { valid: boolean } => find(x);", "check"),
        ("const validateA = (x): { valid: true } | { valid: false; reason: string } => find(x);", "check"),
        ("const validateA = (x): Promise<{ error: string | null; code?: string }> => find(x);", "check"),
        ("const validateA = (x): { success: true } | null => find(x);", "check"),
        ("const validateA = (x): { success: true } | User => find(x);", None),
        ("const validateA = (x): { data: { error: string } } => find(x);", None),
        ("const validateA = (x): { message: string } => find(x);", None),
        ("const ensureA = (x): { valid: boolean } => find(x);", None),
        ("const validateA = (x): Violation | undefined => { if (!x) return 'missing'; };", "check"),
        ("const validateA = (x): Outcome => (x ? { success: true } : { error: 'x', success: false });", "check"),
        ("const validateA = (x): Outcome => (x ? { success: true } : find(x));", None),
        ("const checkA = (x): Mode => (x ? 'light' : 'dark');", None),
        ("const checkA = (x): Mode => { if (x) return 'light'; throw new Error('x'); };", None),
        ("const validateA = (x): string | null => (x.ok2 ? x : null);", None),
        ("const validateA = (x): string | null => { const y = x.trim(); return y ? y : null; };", None),
        ("const validateA = (x, text): string | null => (x ? null : text);", "check"),
        ("const validateA = (x) => { const y = x.trim(); return y ? y : `${x}!`; };", None),
        ("const validateA = (x) => { if (x) { return x.reduce(join, t('a')) as string; } return true; };", "check"),
        ("const validateA = (x) => { if (x) { return (x.join()) as number; } return true; };", "predicate"),
        ("const validateA = (x) => { if (!x) return []; return x.ok2 ? x : false; };", None),
        ("const validateA = (x) => { if (!x) throw new Error('x'); return true; };", "assertion"),
        ("const validateA = (x): true => { if (!x) throw new Error('x'); return true; };", "assertion"),
        ("const validateA = (x): boolean => { if (!x) throw new Error('x'); return true; };", "assertion"),
        ("const validateA = (x) => { if (!x) throw new Error('x'); return x > 1; };", "predicate"),
        ("const validateA = (x) => { if (!x) throw new Error('x'); return x.y ? true : false; };", "predicate"),
        ("const validateA = (x): string => { if (!x) throw new Error('x'); return x; };", "assertion"),
        ("const validateA = (x) => x;", None),
        ("const checkA = (x): void => { if (!x) throw new Error('x'); };", "assertion"),
        ("const checkA = (x): Map<string, number> => { if (!x) throw new Error('x'); return count(x); };", None),
        ("const ensureA = (x) => { if (!x) throw new Error('x'); return x; };", "assertion"),
        ("const ensureA = (x): string => `${x}/`;", None),
        ("const ensureA = (x) => { try { run(x); } catch (error) { log(error); throw error; } };", None),
        ("const ensureA = (x) => run(x).catch((error) => { log(error); throw error; });", None),
        ("const ensureA = (x) => run(x).catch(error => { throw error; });", None),
        ("const ensureA = (x) => { try { run(x); } catch (error) { throw new Error('x'); } };", "assertion"),
        ("const ensureA = (x) => { try { if (!x) throw new B(); } catch (e) { if (e.c) throw e; } };", "assertion"),
        ("const ensureA = (x) => { try { if (!x) throw new B(); } catch (e) { log(e); } };", None),
        ("const validateA = (x) => { x.forEach((y) => { if (!y) throw new Error('x'); }); };", "assertion"),
        ("const validateA = (x) => { on('y', (y) => { if (!y) throw new Error('x'); }); };", None),
        ("const verifyA = (x): boolean => true;", None),
        ("const isA = (x) => list.some(isB);", "predicate"),
        ("const isA = (x) => list.some((y) => y === x);", "predicate"),
        ("const isA = (x) => ALL.some(isB);", "predicate"),
        ("const checkA = (x) => { if (!x) return O.none; return O.some(x); };", None),
        ("const checkA = (x) => some(x);", None),
        ("const checkA = (x): string => { if (!x) throw new Error('x'); if (x.a) return x.a; return ''; };", None),
        ("const validateA = (x): Promise<string[] | false> => find(x);", None),
        ("const validateA = (x): string => `CHECK (${x.name});`;", None),
        ("const validateA = (x): ValidatedUser => { if (!x) throw new Error('x'); return { id: x }; };", "assertion"),
        ("const validateA = (x): Validator => find(x);", None),
        ("const validateA = async (x): Promise<Text> => { const message = await find(x); return message; };", None),
        ("const checkMessage = (message) => message;", None),
        ("const ensureA = async (x) => { const y = await find(x); if (!y) throw new Error('x'); return y; };", None),
        ("const ensureA = (x) => { if (!x) throw new Error('x'); return `${x}/`; };", None),
        ("const ensureA = (x, y) => { if (!x) throw new Error('x'); return y.z; };", "assertion"),
        ("const validateA = (x): KeyViolation[] => find(x);", "check"),
        ("const validateA = (x): Promise<Violation | null> => find(x);", "check"),
        ("const checkA = (x): readonly Failure[] => find(x);", "check"),
        ("const checkA = (x): FailureCount => find(x);", None),
        ("const checkA = (x) => { const failures = []; return failures; };", "check"),
        ("const checkA = (x) => { const result = { valid: true, errors: [] }; return result; };", "check"),
        ("const checkA = (x) => { const found = { name: x }; return found; };", None),
        ("const checkA = (x): E.Either<string, string> => find(x);", "check"),
        ("const checkA = (x): TE.TaskEither<string, A> => find(x);", "check"),
        ("const isA = (x) => { const error = x instanceof B; if (!x) return error; return !x.c; };", "predicate"),
        ("const isA = (x) => { let error = x + 1; return error; };", None),
        (
            "const validateA = (x) => { const error = { code: 1 }; return x ? null : { ...error, field: 'a' }; };",
            "check",
        ),
        ("const validateA = (x) => { const base = { code: 1 }; return x ? null : { ...base, field: 'a' }; };", None),
        ("const checkA = (x) => `if (!process.env.${x}) {}`;", None),
        ("const checkA = (x) => (x ? 'open' : 'closed');", None),
        ("const checkA = (x) => { if (x) return 'open'; return 'closed'; };", None),
        ("const checkA = (x) => { if (x) return 'Required'; };", "check"),
        (
            "const validateA = (x): string | true => { try { return run(x); } "
            "catch (raw) { const error = toError(raw); if (error.code) return true; throw error; } };",
            "check",
        ),
        ("const ensureA = (x) => { try { run(x); } catch (raw) { throw toError(raw); } };", None),
        ("const ensureA = (x) => { try { run(x); } catch (raw) { throw toError(raw, 'x'); } };", "assertion"),
        ("const ensureA = (x) => { try { run(x); } catch (raw) { const e = new B(raw); throw e; } };", "assertion"),
        ("const ensureA = (x) => { const error = find(x); if (error) throw error; };", "assertion"),
    ],
)
def test_shapes(function: str, expected: str | None) -> None:
    assert next(iter(services(f"export {function}").values()), None) == expected


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ("Outcome", "check"),
        ("Promise<Outcome>", "check"),
        ("Verdict | null", "check"),
        ("Of<string>", "check"),
        ("Response", None),
        ("Circle", None),
        ("Elsewhere", None),
    ],
)
def test_a_result_by_the_name_of_its_type(returned: str, expected: str | None) -> None:
    types = (
        "type Outcome = { ok: true } | { ok: false; error: string };\ninterface Verdict { valid: boolean }\n"
        "type Of<T> = { success: boolean; value?: T };\ninterface Response { data: string; errors?: string[] }\n"
        "type Circle = Circle | null;\n"
    )
    source = f"{types}export function checkA(x): {returned} {{ if (!x) return reject('x'); return find(x); }}"
    assert services(source).get("checkA") == expected


@pytest.mark.parametrize(
    ("signatures", "expected"),
    [
        ("export function isA(x: string): x is 'foo';\nexport function isA(x: number): x is 1;\n", "guard"),
        ("export function isA(x: 1): x is 1;\n// Any other.\nexport function isA(x: number): boolean;\n", "guard"),
        ("export function isA(x: 1): asserts x;\n", "assertion"),
        ("export function isA(x: 1): boolean;\n", "predicate"),
        ("export function isB(x: 1): x is 1;\n", "predicate"),
    ],
)
def test_what_overloads_say(signatures: str, expected: str) -> None:
    assert services(f"{signatures}export function isA(x: unknown): boolean {{ return !x; }}")["isA"] == expected
    members = signatures.replace("export function ", "").replace("\n", " ").replace("// Any other.", "")
    assert services(f"export class E {{ {members} isA(x): boolean {{ return !x; }} }}")["E.isA"] == expected


def test_what_is_left_or_right_of_an_either_is_a_result() -> None:
    function = "export const checkA = (x) => { if (x) return E.right(x); return E.left('BAD'); };"
    assert services(f"import * as E from 'fp-ts/Either';\n{function}") == {"checkA": "check"}
    assert services(f"import * as E from './edges';\n{function}") == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if (!x) fail('no x');", "assertion"),
        ("try { assertB(x); } catch (error) { fail(error); }", "assertion"),
        ("try { load(x); } catch (error) { fail(error); }", None),
        ("try { load(x); } catch (error) { fail('no x', error); }", "assertion"),
        ("try { fail('no x'); } catch {}", None),
        ("log(fail);", None),
    ],
)
def test_an_assertion_by_a_function_that_never_returns(body: str, expected: str | None) -> None:
    source = "const fail = (m: string): never => { throw new Error(m); };\nfunction assertB(x) { if (!x) fail('x'); }\n"
    assert services(f"{source}export function validateA(x) {{ {body} }}").get("validateA") == expected


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("function validateA(x, ctx) { if (!x) ctx.addIssue({ code: 'custom' }); }", "check"),
        ("const checkA = (x, ctx: z.RefinementCtx) => { checkB(x.b, ctx); };", "check"),
        ("const ensureA = ({ x, ctx }) => { if (!x) { ctx.addIssue({}); return z.NEVER; } };", "check"),
        ("const validateA = (x, { addIssue }) => { if (!x) addIssue({}); };", "check"),
        ("const validateA = (ctx) => { if (!ctx.value) ctx.issues.push({}); };", "check"),
        ("const validateA = (x, ctx) => { if (!x) ctx.addIssue({}); else throw new Error('x'); };", "check"),
        ("const validateA = (x, ctx) => { if (x) return true; ctx.addIssue({}); return false; };", "predicate"),
        ("const isA = (x, ctx) => { if (!x) ctx.addIssue({}); };", None),
        ("const noteA = (x, ctx) => { if (!x) ctx.addIssue({}); };", None),
        ("const validateA = (x) => { ctx.addIssue({}); };", None),
        ("const validateA = (x) => { const ctx = open(x); ctx.addIssue({}); };", None),
        ("const validateA = (x) => x.superRefine((y, ctx) => { ctx.addIssue({}); });", None),
        ("const validateA = (x, list) => { list.push({}); };", None),
    ],
)
def test_what_reports_to_a_refinement(function: str, expected: str | None) -> None:
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
        ("isHTTPURL", "url"),
        ("isHTTPURLString", "url"),
        ("validateNDJSON", "json"),
        ("isHTTPURLS2", ""),
        ("isVIP", ""),
        ("isCURL", ""),
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
        ("validateHostnames", "domain"),
        ("areValidTimezones", "timezone"),
        ("checkColors", "color"),
        ("assertSlugs", "slug"),
        ("isUUIDs", "uuid"),
        ("validateNumbers", "number"),
        ("isPositiveNumber", "number"),
        ("isBigNumberProperty", "number"),
        ("isValidNumberRange", "number"),
        ("isIntegerString", "number"),
        ("isInvoiceNumberUsed", ""),
        ("isInvoiceNumber", ""),
        ("checkPhoneNumbers", "phone"),
        ("isIPhoneUserAgent", ""),
        ("isIphone", ""),
        ("validateRequired", "required"),
        ("isRequiredField", "required"),
        ("requiredValidator", "required"),
        ("isMfaRequired", ""),
        ("assertRequiredEnv", "required"),
        ("isEmailAllowed", "email"),
        ("isEmailAvailableForUser", "email"),
        ("isSameEmailAddress", "email"),
        ("validateEmailAndPassword", "email"),
        ("validateUrlsInActions", "url"),
        ("isDateTimeEqual", "date"),
        ("isIPv4Address", "ip"),
        ("validatePasswordOrThrow", "password"),
        ("isEmailDomainAllowed", "domain"),
        ("parseFromJSON", "json"),
        ("isValidEmailPattern", "email"),
        ("isDateIsoString", "date"),
        ("assertSafeUrlSync", "url"),
        ("validateEmailAsync", "email"),
        ("validateNumberField", "number"),
        ("isValidDateInput", "date"),
        ("isEmailRuleEnabled", ""),
        ("isDateField", ""),
        ("isNumericField", ""),
        ("isUrlMatch", ""),
        ("isEmailSync", ""),
        ("isEmailRateLimitError", ""),
        ("isMaxEmailsReached", ""),
        ("isUrlVariable", ""),
        ("checkPerIpRateLimit", ""),
        ("isCronSecret", ""),
        ("validateTokenFromEmail", ""),
        ("validateKeyAndGetEmail", ""),
        ("isHiddenByDomain", ""),
        ("checkNotUpToDate", ""),
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


ENSURE = "function ensureResults(x) { if (!x) throw new Error(); }"


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("export const isEnabled = () => flags.has('x');", {}),
        ("export const isEnabled = () => true;", {}),
        ("export const isEnabled = (user) => flags.has(user);", {"isEnabled": "predicate"}),
        ("export class E { isUser() { return this.code > 1; } }", {}),
        ("export const checkResults = async () => { if (!(await load())) throw new Error(); };", {}),
        ("export function checkResults() { if (!ready) throw new Error(); return true; }", {}),
        ("export const checkResults = () => { ensureResults(results); };\n" + ENSURE, {}),
        ("export class E { checkUser() { if (!this.user) throw new Error(); } }", {"E.checkUser": "assertion"}),
        ("export class E { checkUser = () => { if (!this.user) throw new Error(); } }", {"E.checkUser": "assertion"}),
        ("export const rules = { checkUser: () => { throw new Error(); } };", {"rules.checkUser": "assertion"}),
        ("export const checkUser = (x) => { if (!x) throw new Error(); };", {"checkUser": "assertion"}),
        ("export const assertEnabled = () => { throw new Error(); };", {"assertEnabled": "assertion"}),
    ],
)
def test_what_is_given_nothing_validates_nothing(function: str, expected: dict[str, str]) -> None:
    found = services(function)
    found.pop("ensureResults", None)
    assert found == expected


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("const assertA: A = (x) => run(x);", "assertion"),
        ("const validateA: B = (x) => run(x);", "assertion"),
        ("const validateA: (x) => asserts x = (x) => run(x);", "assertion"),
        ("const isA: C = (x) => run(x);", "guard"),
        ("const isA: D<string> = (x) => run(x);", "guard"),
        ("const validateA: E = (x) => run(x);", None),
        ("const validateA: Elsewhere = (x) => run(x);", None),
        ("const validateA: A = validateB;", None),
        ("const rules: A = { validateA: (x) => run(x) };", None),
    ],
)
def test_what_the_type_of_a_variable_says(function: str, expected: str | None) -> None:
    types = (
        "type A = (x: unknown) => asserts x;\ntype B = { (x: string[]): asserts x is T[]; (x: string): asserts x; };\n"
        "interface C { (x: unknown): x is T }\ntype D<V> = (x: V) => x is T;\ntype E = (x: unknown) => void;\n"
    )
    assert next(iter(services(f"{types}export {function}").values()), None) == expected


@pytest.mark.parametrize(
    ("body", "is_assertion"),
    [
        ("assertThat(x, 'no');", True),
        ("must(x);", False),  # its name does not say that it may assert
        ("assertMust(x);", True),
        ("rules.assertThat(x);", True),
        ("validateOther(x);", True),
        ("assertCircle(x);", False),
        ("ensureNothing(x);", False),
        ("assert(x);", True),
        ("invariant(x);", True),
        ("assertElsewhere(x);", False),
        ("assertThat();", False),
        ("void assertThat(x);", False),
        ("try { assertThat(x); } catch { log(x); }", False),
        ("try { assertThat(x); } finally { log(x); }", True),
        ("on('change', () => assertThat(x));", False),
        ("x.map((y) => assertThat(y));", True),
        ("const assertThat = run(x); assertThat(x);", False),
        ("// assertThat(x)", False),
    ],
)
def test_an_assertion_by_what_it_calls(body: str, *, is_assertion: bool) -> None:
    sources = {
        "src/a.ts": "import assert from 'node:assert';\nimport invariant from 'tiny-invariant';\n"
        "import assertThat, { must as assertMust, assertCircle, ensureNothing } from './b';\n"
        "import * as rules from './b';\nimport { must } from './b';\nimport { assertElsewhere } from '@acme/x';\n"
        f"export const validateA = (x) => {{ {body} }};\n"
        "const validateOther = (x) => { assertThat(x); };",
        "src/b.ts": "export function must(x): asserts x { run(x); }\n"
        "export default function assertThat(x) { if (!x) throw new Error('x'); }\nexport { assertThat };\n"
        "export const assertCircle = (x) => { assertSquare(x); };\n"
        "const assertSquare = (x) => { assertCircle(x); };\n"
        "export const ensureNothing = (x) => run(x);",
    }
    found = {item["name"]: item["type"] for item in items(SERVICES, sources)}
    assert found.get("validateA") == ("assertion" if is_assertion else None)


def test_what_a_check_makes_is_not_what_it_asserts() -> None:
    source = "export const checkUser = (x) => { if (!x) throw new Error('x'); return { known: x.known }; };"
    assert services(source) == {}


@pytest.mark.parametrize("result", ["z.core.$ZodIssue[]", "z.core.$ZodIssue[] | undefined", "Promise<z.ZodIssue[]>"])
def test_the_issues_of_a_library_are_what_is_wrong(result: str) -> None:
    source = f"export const validateA = (x): {result} => {{ if (!x) return; return [...find(x), ...(more ?? [])]; }};"
    assert services(source) == {"validateA": "check"}
