"""Functions that parse with a schema."""

from __future__ import annotations

import pytest
from form_items import SERVICES, items, service, services
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.extractors.base import Example

ZOD = "import { z } from 'zod';\nconst user = z.object({});\n"


@pytest.mark.parametrize(
    ("declaration", "name"),
    [
        ("export function read(x) { return user.parse(x); }", "read"),
        ("function read(x) { return user.parse(x); }", "read"),
        ("export const read = (x) => user.parse(x);", "read"),
        ("export const read = function (x) { return user.parse(x); };", "read"),
        ("export default function (x) { return user.parse(x); }", "default"),
        ("export function* read(x) { yield user.parse(x); }", "read"),
        ("export const api = { read(x) { return user.parse(x); } };", "api.read"),
        ("export const api = { 'read-all': (x) => user.parse(x) } as const;", "api.read-all"),
        ("export class Api { read(x) { return user.parse(x); } }", "Api.read"),
        ("export default class { read(x) { return user.parse(x); } }", "default.read"),
        ("export const read = cache(withUser()((x) => user.parse(x)));", "read"),
    ],
)
def test_every_form_of_a_function(declaration: str, name: str) -> None:
    assert services(ZOD + declaration) == {name: "validator"}


@pytest.mark.parametrize(
    "declaration",
    [
        "const api = { read(x) { return user.parse(x); } };",
        "class Api { read(x) { return user.parse(x); } }",
        "export const useUser = (x) => user.parse(x);",
        "export const parsed = user.parse(input);",
        "export const list = inputs.map((x) => user.parse(x));",
        "export const derived = user.refine((x) => user.safeParse(x).success);",
        "export function read(user) { return user.parse('x'); }",
        "export function read(x) { const user = open(x); return user.parse(x); }",
        "export function read(x) { return 'user.parse(x)'; /* user.parse(x) */ }",
        "export function read(x): typeof user.parse { return x; }",
        "export abstract class Api { abstract read(x): void; }",
        "export const read = (x) => user.parse;",
        "export const read = (x) => user.shape;",
    ],
)
def test_no_service(declaration: str) -> None:
    assert services(ZOD + declaration) == {}


@pytest.mark.parametrize(
    "call",
    [
        "JSON.parse(x)",
        "Date.parse(x)",
        "URL.parse(x)",
        "path.parse(x)",
        "parse(x)",
        "qs.parse(x)",
        "this.parser.parse(x)",
        "new Parser().parse(x)",
        "form.validate()",
        "validate(x)",
        "program.parseAsync()",
        "compile(x)",
    ],
)
def test_what_else_parses_is_no_schema(call: str) -> None:
    source = (
        "import path, { parse } from 'path';\nimport qs from 'qs';\nimport { validate } from './mine';\n"
        "import { program } from 'commander';\n"
    )
    assert services(f"{source}export const read = (x) => {call};") == {}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("user.parse(x)", "src/service.ts#user"),
        ("user.array().nullable().parse(x)", "src/service.ts#user"),
        ("makeSchema(t).parse(x)", "src/service.ts#makeSchema"),
        ("given.schema.parse(x)", "given.schema"),
        ("this.schema.parse(x)", "this.schema"),
        ("schemas['user'].safeParse(x)", "src/service.ts#schemas"),
        ("z.string().parse(x)", "z.string()"),
    ],
)
def test_references(call: str, expected: str) -> None:
    source = ZOD + "const schemas = { user };\nfunction makeSchema() {}\n"
    assert service(f"{source}export function read(x, given) {{ return {call}; }}")["schemaReference"] == expected


def test_schemas_are_listed_once_in_the_order_of_their_calls() -> None:
    source = ZOD + "const tag = z.string();\n"
    item = service(source + "export const read = (x) => [tag.parse(x), user.parse(x), tag.safeParse(x)];")
    assert (item["schemaReference"], item["furtherSchemas"]) == ("src/service.ts#tag", ["src/service.ts#user"])


@pytest.mark.parametrize(
    ("body", "throws"),
    [
        ("return user.parse(x);", True),
        ("return user.safeParse(x);", False),
        ("try { return user.parse(x); } catch { return null; }", False),
        ("try { return user.parse(x); } finally { close(); }", True),
        ("try { open(); } catch { return user.parse(x); }", True),
        ("user.safeParse(x); throw new Error('x');", True),
        ("user.safeParse(x); return () => { throw new Error('x'); };", False),
        ("user.safeParse(x); return 'throw';", False),
    ],
)
def test_what_throws(body: str, throws: bool) -> None:
    assert service(f"{ZOD}export function read(x) {{ {body} }}").get("throws", False) == throws


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return result.error.issues;", "formatter"),
        ("return result.error?.flatten();", "formatter"),
        ("return z.prettifyError(result.error);", "formatter"),
        ("return fromZodError(result.error);", "formatter"),
        ("return result.error instanceof z.ZodError;", "formatter"),
        ("return date.format(result.data);", "validator"),
        ("return list.flatten();", "validator"),
        ("return survey.issues;", "validator"),
        ("// result.error.issues\nreturn result;", "validator"),
        ("return 'result.error.issues';", "validator"),
    ],
)
def test_reading_errors(body: str, expected: str) -> None:
    item = service(f"{ZOD}export function read(x) {{ const result = user.safeParse(x); {body} }}")
    assert (item["type"], item.get("errorFormatting", False)) == (expected, expected == "formatter")


@pytest.mark.parametrize(
    ("declaration", "is_async"),
    [
        ("export const read = async (x) => user.parse(x);", True),
        ("export function read(x): Promise<User> { return load(user.parse(x)); }", True),
        ("export const read = (x): null | Promise<User> => load(user.parse(x));", True),
        ("export const read = (x): (() => Promise<User>) => { return load(user.parse(x)); };", False),
        ("export const read = (x): Map<string, Promise<User>> => load(user.parse(x));", False),
        ("export const read = (x) => user.parseAsync(x);", True),
        ("export const read = (x) => user.parse(x);", False),
        ("export const read = (x): User => { void (async () => {})(); return user.parse(x); };", False),
    ],
)
def test_async(declaration: str, is_async: bool) -> None:
    assert service(ZOD + declaration).get("isAsync", False) == is_async


def test_schemas_that_stand_for_one_another_in_a_circle_are_none() -> None:
    source = "const a = b.pick({});\nconst b = a.pick({});\nexport const read = (x) => a.parse(x);"
    assert services(source) == {}


def test_components_are_no_services_whatever_they_parse() -> None:
    source = ZOD + "export default function Page(props) { const q = user.parse(props); return <p>{q}</p>; }"
    assert services(source, "src/page.tsx") == {}


def test_a_secret_in_a_schema_written_in_place_is_not_published() -> None:
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    assert secret not in str(service(f"{ZOD}export const read = (x) => z.literal('{secret}').parse(x);"))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 30), st.sampled_from([example for example in SERVICES.examples if not example.partial]))
def test_only_lines_follow_where_a_service_stands(blank: int, example: Example) -> None:
    moved = items(SERVICES, {path: "\n" * blank + text for path, text in example.sources.items()})
    for item in moved:
        item["line"] -= blank
        item["endLine"] -= blank
    assert moved == items(SERVICES, example.sources)


@pytest.mark.parametrize(
    ("receiver", "reference", "further"),
    [
        ("z.array(user)", "z.array(user)", ["src/service.ts#user"]),
        ("z.record(z.string(), user)", "z.record(z.string(), user)", ["src/service.ts#user"]),
        ("z\n    .array(user)\n    .min(1)", "z.array(user).min(1)", None),
        ("z.array(z.string())", "z.array(z.string())", None),
        ("z.object({ user })", "z.object({ user })", None),
    ],
)
def test_what_a_schema_written_in_place_holds(receiver: str, reference: str, further: list[str] | None) -> None:
    found = service(f"{ZOD}export const read = (x) => {receiver}.parse(x);")
    assert (found["schemaReference"], found.get("furtherSchemas")) == (reference, further)
