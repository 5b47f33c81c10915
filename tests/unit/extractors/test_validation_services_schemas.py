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
        ("export const api = Object.freeze({ read(x) { return user.parse(x); } });", "api.read"),
        ("class Api { read(x) { return user.parse(x); } }\nexport default new Api();", "Api.read"),
        ("class Api { read(x) { return user.parse(x); } }\nexport const api = new Api(1);", "Api.read"),
        ("class Api { read(x) { return user.parse(x); } }\nexport default Api.getInstance();", "Api.read"),
        ("export const read = createServerSideProps({ is: () => 1, resolver: async (x) => user.parse(x) });", "read"),
        ("export const read = handleCallback(async (x) => user.parse(x));", "read"),
        ("export const api = { read: cache(async (x) => user.parse(x)) };", "api.read"),
        ("export class Api { read = cache(async (x) => user.parse(x)); }", "Api.read"),
        ("export const api = createTRPCRouter({ read: open.input(z.any()).query((x) => user.parse(x)) });", "api.read"),
        ("export const api = t.router({ read: open.mutation(async (x) => user.parse(x)) });", "api.read"),
        ("export const [tool, handleRead] = defineTool({ handler: async (x) => user.parse(x) });", "handleRead"),
        ("export const [handleRead, tool] = defineTool({ handler: async (x) => user.parse(x) });", "handleRead"),
        ("const { action, loader } = createRoute({ of: 1 }, async (x) => user.parse(x));", "action"),
        ("const { loader: load, ...rest } = createRoute(async (x) => user.parse(x));", "load"),
        ("export const tool = defineTool({ is: () => 1, handler: async (x) => user.parse(x) });", "tool"),
        ("export const tool = defineTool({ execute: once(async (x) => user.parse(x)) });", "tool"),
        ("export const read = withMethods({ GET: createRoute({ fn: (x) => user.parse(x) }) });", "read"),
        ("export default withMethods({ GET: createRoute(async (x) => user.parse(x)), POST: open });", "default"),
    ],
)
def test_every_form_of_a_function(declaration: str, name: str) -> None:
    assert services(ZOD + declaration) == {name: "validator"}


@pytest.mark.parametrize(
    "declaration",
    [
        "const api = { read(x) { return user.parse(x); } };",
        "class Api { read(x) { return user.parse(x); } }\nconst api = new Api();",
        "class Api { read(x) { return user.parse(x); } }\nexport const api = new Other();",
        "class Api { read(x) { return user.parse(x); } }\nexport const api = Api.names();",
        "class Api { read(x) { return user.parse(x); } }\nexport const api = new Api().read(1);",
        "class Api { read(x) { return user.parse(x); } }",
        "export const useUser = (x) => user.parse(x);",
        "export const parsed = user.parse(input);",
        "export const list = inputs.map((x) => user.parse(x));",
        "export const api = { list: inputs.map((x) => user.parse(x)) };",
        "export const api = createTable({ read: open.query((x) => user.parse(x)) });",
        "const api = router({ read: open.query((x) => user.parse(x)) });",
        "export const { api } = Object.freeze({ read(x) { return user.parse(x); } });",
        "export const { api } = router({ read: open.query((x) => user.parse(x)) });",
        "export const { read } = { read(x) { return user.parse(x); } };",
        "export const tool = defineTool({ of: once(async (x) => user.parse(x)) });",
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


def test_what_is_taken_apart_has_the_lines_of_its_declaration() -> None:
    source = "export const [\n    tool,\n    handleRead,\n] = defineTool({\n    run: (x) => user.parse(x),\n});\n"
    item = service(ZOD + source)
    assert (item["name"], item["line"], item["endLine"], item["exports"]) == ("handleRead", 3, 8, ["handleRead"])


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
        "DOMParser.fromSchema(userSchema).parse(x)",
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
        ("guards[given].parse(x)", "src/service.ts#guards"),
        ("frozen[given].parse(x)", "src/service.ts#frozen"),
        ("typed[given].parse(x)", "src/service.ts#typed"),
        ("named.one.parse(x)", "src/service.ts#named"),
        ("picked.parse(x)", "src/service.ts#guards"),
        ("handler.schema.parse(x)", "handler.schema"),
        ("handler.schema.safeParse(x)", "handler.schema"),
        ("made.parse(x)", "src/service.ts#makeSchema"),
        ("made.optional().parse(x)", "src/service.ts#makeSchema"),
    ],
)
def test_references(call: str, expected: str) -> None:
    source = (
        ZOD + "const schemas = { user };\nfunction makeSchema() {}\nconst guards = { [a]: z.string() };\n"
        "const frozen = Object.freeze({ one: user.array() });\nconst handlers = { one: { schema: user } };\n"
        "const typed: Readonly<Record<string, z.ZodType>> = { user };\nconst userSchema = user.pick({});\n"
        "const named = { one: userSchema };\n"
    )
    local = "const picked = guards[given]; const handler = handlers[given]; const made = makeSchema(x);"
    found = service(f"{source}export function read(x, given) {{ {local} return {call}; }}")
    assert found["schemaReference"] == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("(on ? user : tag).parse(x)", "user tag"),
        ("(on ? user.partial() : (tag ?? user)).safeParse(x)", "user tag"),
        ("(given.schema ?? tag).safeParse(x)", "given.schema tag"),
        ("(given.one ?? tag).parse(x)", "tag"),
        ("(on ? other : tag).parse(x)", "tag"),
        ("(on ? other : JSON).parse(x)", ""),
        ("chosen.parse(x)", "user tag"),
        ("chosenSchema.parse(x)", "given.one tag"),
        ("held[on].parse(x)", "user tag"),
        ("held.tag.parse(x)", "tag"),
        ("held['one'].parse(x)", "user"),
        ("held.none.parse(x)", ""),
        ("mixed[on].parse(x)", "user"),
        ("changing[on].parse(x)", ""),
        ("again.parse(x)", ""),
        ("own.parse(x)", "own"),
        ("either.parse(x)", "either"),
        ("ofModule.parse(x)", "ofModule"),
        ("ofOther.parse(x)", ""),
        ("called.parse(x)", ""),
    ],
)
def test_schemas_under_other_names_and_several_to_choose_from(call: str, expected: str) -> None:
    sources = {
        "src/models.ts": ZOD.replace("const user", "export const user") + "export const tag = z.string();\n",
        "src/service.ts": "import { user, tag } from './models';\nimport * as models from './models';\n"
        "import csv, { other } from 'csv';\nconst own = user;\nconst either = dev ? user : tag;\n"
        "const ofModule = models.user;\nconst ofOther = csv;\nconst called = open().user;\n"
        "export function read(x, on, given) { const chosen = on ? user : tag;\n"
        "const chosenSchema = on ? given.one : tag; const held = { one: user, tag };\n"
        "const mixed = { one: user, ...given, of() {} }; let changing = { one: user };\n"
        f"const again = again ? again : user; return {call}; }}",
    }
    found = items(SERVICES, sources)
    shown = [each for item in found for each in [item["schemaReference"], *item.get("furtherSchemas", [])]]
    assert [each.rpartition("#")[2] for each in shown] == expected.split()


@pytest.mark.parametrize("call", ["parsers[given].parse(x)", "texts.one.parse(x)", "parsers.one.parse(x)"])
def test_an_object_of_something_else_holds_no_schemas(call: str) -> None:
    source = "import { csv } from '@acme/csv';\nconst parsers = { one: csv };\nconst texts = { one: csv.of('x') };\n"
    assert services(f"{source}export const read = (x, given) => {call};") == {}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ("constructor() { this.schema = user; }", "src/service.ts#user"),
        ("schema: z.ZodType; constructor() { log(); this.schema = user.pick({}); }", "src/service.ts#user"),
        ("private readonly schema = user;", "src/service.ts#user"),
        ("schema = z.string();", "z.string()"),
        ("schema;", "this.schema"),
        ("constructor(schema) { this.schema = schema; }", "this.schema"),
        ("constructor(x) { if (x) { this.schema = user; } }", "this.schema"),
        ("constructor() { this.schema = user; } set(x) { this.schema = x; }", "this.schema"),
        ("schema = user; set(x) { this.schema ??= x; }", "this.schema"),
        ("schema = user; has(x) { return this.schema === x; }", "src/service.ts#user"),
        ("schemas = user;", "this.schema"),
    ],
)
def test_the_schema_in_a_field(members: str, expected: str) -> None:
    found = service(f"{ZOD}export class Reader {{ {members} read(x) {{ return this.schema.parse(x); }} }}")
    assert found["schemaReference"] == expected


def test_a_field_of_any_name_may_hold_a_schema_of_its_own_class_only() -> None:
    source = "export class Reader { #one = user; read(x) { return this.#one.parse(x); } }\n"
    assert service(ZOD + source)["schemaReference"] == "src/service.ts#user"
    inner = "export class Reader { one = user; read(x) { (function () { this.one.parse(x); })(); } }\n"
    assert services(ZOD + inner) == {}


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
        ("user.safeParse(x); try { throw new Error('x'); } catch { return null; }", False),
        ("user.safeParse(x); try { throw new Error('x'); } finally { close(); }", True),
        ("user.safeParse(x); try { open(); } catch (error) { throw error; }", True),
        ("try { return user.parse(x); } catch (error) { if (error instanceof A) return null; throw error; }", True),
        ("try { try { open(); } catch { return user.parse(x); } } catch { return null; }", False),
        ("return user.parseAsync(x).catch(() => null);", False),
        ("return user.parseAsync(x).then((y) => y.name).catch(() => null);", False),
        ("return user.parseAsync(x).then((y) => y.name, () => null);", False),
        ("return user.parseAsync(x).then((y) => y.name);", True),
        ("return user.parseAsync(x).catch(() => { throw new Error('x'); });", True),
        ("return load(x).then((y) => user.parse(y)).catch(() => null);", False),
        ("return load(x).then((y) => user.parse(y));", True),
        ("return load(user.parse(x)).catch(() => null);", True),
        ("return () => user.parse(x);", False),
        ("return { get: () => user.parse(x), set(y) { user.parse(y); } };", False),
        ("const get = () => user.parse(x); return { get };", False),
        ("const get = () => user.parse(x); const all = () => get(); return { all };", False),
        ("const get = () => user.parse(x); return get();", True),
        ("const get = () => user.parse(x); try { return get(); } catch { return null; }", False),
        ("function get() { return user.parse(x); } return [get()];", True),
        ("return x.map((y) => user.parse(y));", True),
        ("try { return x.map((y) => user.parse(y)); } catch { return null; }", False),
        ("user.safeParse(x); x.forEach((y) => { if (!y) throw new Error('x'); });", True),
        ("return attempt(() => user.parse(x));", False),
        ("return (() => user.parse(x))();", True),
        ("return new Promise((resolve) => { resolve(user.parse(x)); });", True),
        ("on('message', (y) => { user.parse(y); });", False),
        ("return await withSpan('x', {}, async () => user.parse(x));", True),
        ("const y = await retry(async () => { return user.parse(x); }); return y;", True),
        ("return retry(async () => user.parse(x));", True),
        ("user.safeParse(x); await lock.acquire('x', async () => { throw new Error('x'); });", True),
        ("try { await withSpan('x', async () => user.parse(x)); } catch { return null; }", False),
        ("await withSpan('x', async () => { try { user.parse(x); } catch {} });", False),
        ("await withSpan('x', async () => user.parse(x)).catch(() => null);", False),
        ("await withSpan('x', () => user.parse(x));", False),
        ("await withSpan(async () => user.parse(x), 'x');", False),
        ("withSpan('x', async () => user.parse(x));", False),
        ("await trySafe(async () => user.parse(x));", False),
        ("await withTryCatch(async () => user.parse(x));", False),
        ("await addListener('x', async (y) => user.parse(y));", False),
        ("await page.on('x', async (y) => user.parse(y));", False),
        ("await startTransition(async () => user.parse(x));", False),
        ("return () => withSpan('x', async () => user.parse(x));", False),
        ("const again = (y) => again(user.parse(y)); return again;", False),
        # A promise that nobody waits for rejects.
        ("waitUntil((async () => { await send(user.parse(x)); })());", False),
        ("context.waitUntil((async () => user.parse(x))().then(log));", False),
        ("void (async () => { user.parse(x); })();", False),
        ("(async () => { user.parse(x); })();", False),
        ("x && (async () => { user.parse(x); })();", False),
        ("await (async () => { user.parse(x); })();", True),
        ("return (async () => user.parse(x))();", True),
        ("return track((async () => user.parse(x))());", True),
        ("await track((async () => user.parse(x))());", True),
        ("const found = (async () => user.parse(x))(); await found;", True),
        ("(() => { user.parse(x); })();", True),
        ("track((() => user.parse(x))());", True),
        ("void user.parseAsync(x);", False),
        ("user.parseAsync(x);", False),
        ("user.parseAsync(x).then(save);", False),
        ("save(user.parse(x));", True),
        ("load(x).then((y) => user.parse(y));", False),
        ("await load(x).then((y) => user.parse(y));", True),
        ("x.forEach(async (y) => { user.parse(y); });", False),
        ("x.map(async (y) => { user.parse(y); });", False),
        ("return x.map(async (y) => user.parse(y));", True),
        ("await Promise.all(x.map(async (y) => user.parse(y)));", True),
        ("Promise.all(x.map(async (y) => user.parse(y)));", False),
        ("const all = []; all.push((async () => user.parse(x))()); await Promise.all(all);", True),
        ("return new Promise(async (resolve) => { resolve(user.parse(x)); });", False),
        ("new Promise((resolve) => { resolve(user.parse(x)); });", False),
        ("const get = async () => user.parse(x); void get();", False),
        ("const get = async () => user.parse(x); get(); return await get();", True),
        ("const get = () => user.parse(x); get();", True),
        ("await match(x).with('a', async () => user.parse(x)).exhaustive();", True),
    ],
)
def test_what_throws(body: str, throws: bool) -> None:
    assert service(f"{ZOD}export async function read(x) {{ {body} }}").get("throws", False) == throws


@pytest.mark.parametrize(
    ("failing", "body", "throws"),
    [
        ("const fail = (m): never => { throw m; };", "user.safeParse(x); if (!x) fail('x');", True),
        ("const fail: (m: string) => never = (m) => { throw m; };", "user.safeParse(x); fail('x');", True),
        ("function fail(m): never { throw m; }", "user.safeParse(x); x.forEach(() => fail('x'));", True),
        ("function fail(m): never { throw m; }", "try { user.parse(x); } catch (error) { fail(error); }", True),
        ("function fail(m): never { throw m; }", "try { user.safeParse(x); fail('x'); } catch {}", False),
        ("function fail(m): never { throw m; }", "user.safeParse(x); return () => fail('x');", False),
        ("function fail(m): never { throw m; }", "user.safeParse(x); const fail = log; fail('x');", False),
        ("function fail(m): never { throw m; }", "user.safeParse(x); x.fail('x');", False),
        ("function fail(m) { throw m; }", "user.safeParse(x); if (!x) fail('x');", False),
        ("const fail = (m: never) => {};", "user.safeParse(x); fail('x');", False),
        ("const fail: Fail = (m): () => never => () => { throw m; };", "user.safeParse(x); fail('x');", False),
    ],
)
def test_what_throws_by_a_function_that_never_returns(failing: str, body: str, throws: bool) -> None:
    (item,) = items(SERVICES, {"src/service.ts": f"{ZOD}{failing}\nexport function read(x) {{ {body} }}"})
    assert item.get("throws", False) == throws


def test_what_a_function_that_is_not_async_gives_may_be_a_function() -> None:
    assert "throws" not in service(ZOD + "export function read() { return withUser(async (x) => user.parse(x)); }")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return result.error.issues;", "formatter"),
        ("return result.error?.flatten();", "formatter"),
        ("return z.prettifyError(result.error);", "formatter"),
        ("return fromZodError(result.error);", "formatter"),
        ("return result.error.message;", "formatter"),
        ("return result.error!.message;", "formatter"),
        ("return result.error?.message;", "formatter"),
        ("throw new Error(`no user: ${result.error.toString()}`);", "formatter"),
        ("return result.toString();", "validator"),
        ("return { error: firstMessage(result.error) };", "formatter"),
        ("const { error } = user.safeParse(x); throw new Invalid(error);", "formatter"),
        ("const tag = tags.safeParse(x); return tell(tag.error!, 'tag');", "formatter"),
        ("return tell(result.error.cause);", "validator"),
        ("return tell(response.error);", "validator"),
        ("log(result.error); return null;", "validator"),
        ("tell(result.error); return null;", "validator"),
        ("return logger.warn(result.error);", "validator"),
        ("return captureException(result.error);", "validator"),
        ("return response.status(400).json(result.error);", "validator"),
        ("return tell({ error: result.error });", "validator"),
        ("return dayjs(result).format('L');", "validator"),
        ("const sent = await send(x); const parsed = await sent.load(); return parsed.errors;", "validator"),
        ("const result = await save(x); return result.errors;", "validator"),
        ("return (await saveResult(x)).errors;", "validator"),
        ("const checked = validateUser(x); return checked.errors.issues;", "formatter"),
        ("const checkResult = checkUser(x); return checkResult.issues;", "validator"),
        ("const checkResult = checkUser(x); return checkResult.error.issues;", "formatter"),
        ("const checkResult = await checkUser(x); return checkResult.errors.join();", "validator"),
        ("const error = checkUser(x); return error.issues;", "formatter"),
        ("return checkUser(x).issues;", "validator"),
        ("return findErrors(x).issues;", "formatter"),
        ("const result = v.safeParse(user, x); return result.issues;", "formatter"),
        ("const result = tag.validate(x); return result.errors;", "formatter"),
        ("const validate = compileChecked(tag); validate(x); return validate.errors;", "formatter"),
        ("const validate = ajv.compile(tag); validate(x); return validate.errors;", "formatter"),
        ("return result.data.toString();", "validator"),
        ("const { error } = user.safeParse(x); return error.message;", "formatter"),
        ("const { error } = await save(x); return error.message;", "validator"),
        ("return response.error.message;", "validator"),
        ("return result.data.message;", "validator"),
        ("return result.data.error.message;", "validator"),
        ("return { errors: [...errors, x] };", "validator"),
        ("return result.error instanceof z.ZodError;", "validator"),
        ("if (result.error instanceof z.ZodError) throw result.error;", "validator"),
        ("if (a || error instanceof ZodError) { throw error; }", "validator"),
        ("if (error instanceof ZodError) { throw new A(error); }", "formatter"),
        ("return error instanceof ZodError ? error.message : 'x';", "formatter"),
        ("return error instanceof ZodError ? 'x' : error.message;", "validator"),
        ("return error instanceof A ? error.message : 'x';", "validator"),
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
    ("body", "expected"),
    [
        ("try { return user.parse(x); } catch (error) { return error.message; }", "formatter"),
        ("try { return user.parse(x); } catch (error) { return (error as Error).message; }", "formatter"),
        ("try { if (x) { return [user.parse(x)]; } } catch (e) { log(`no: ${e.toString()}`); }", "formatter"),
        ("try { return user.parse(x); } catch (error) { throw new Error(error.message); }", "formatter"),
        ("try { return user.parse(x); } catch (error) { log(error); }", "validator"),
        ("try { return user.parse(x); } catch (error) { log(x.message); }", "validator"),
        ("try { return user.parse(x); } catch (error) { log(error.cause.message); }", "validator"),
        ("try { return user.parse(x); } catch { log(error.message); }", "validator"),
        ("try { return user.parse(x); } finally { log(error.message); }", "validator"),
        ("try { return user.safeParse(x); } catch (error) { return error.message; }", "validator"),
        ("try { save(); } catch (error) { log(error.message); } return user.parse(x);", "validator"),
        ("try { save(); } catch (error) { user.parse(error.message); }", "validator"),
        ("try { try { user.parse(x); } catch {} } catch (error) { log(error.message); }", "validator"),
        ("try { on(() => user.parse(x)); } catch (error) { log(error.message); }", "validator"),
        ("try { csv.parse(x); } catch (error) { log(error.message); } return user.parse(x);", "validator"),
    ],
)
def test_the_message_of_what_is_caught(body: str, expected: str) -> None:
    item = service(f"import csv from 'csv';\n{ZOD}export function read(x) {{ {body} }}")
    assert (item["type"], item.get("errorFormatting", False)) == (expected, expected == "formatter")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("user.spa(x)", ("src/service.ts#user", True, False)),
        ("user.decode(x)", ("src/service.ts#user", False, True)),
        ("user.safeDecode(x)", ("src/service.ts#user", False, False)),
        ("user.safeDecodeAsync(x)", ("src/service.ts#user", True, False)),
        ("z.decode(user, x)", ("src/service.ts#user", False, True)),
        ("new TextDecoder().decode(x)", None),
        ("userSchema.decode(x)", None),
        ("decoder.decode(x)", None),
    ],
)
def test_codecs_and_short_names(call: str, expected: tuple[str, bool, bool] | None) -> None:
    source = f"import {{ decoder, userSchema }} from '@acme/x';\n{ZOD}export const read = (x) => {call};"
    found = items(SERVICES, {"src/service.ts": source})
    shown = [(item["schemaReference"], item.get("isAsync", False), item.get("throws", False)) for item in found]
    assert shown == ([expected] if expected else [])


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
        ("z\n    .array(user)\n    .min(1)", "z.array(user).min(1)", ["src/service.ts#user"]),
        ("z.array(z.string())", "z.array(z.string())", None),
        ("z.array(map['user'])", "z.array(map['user'])", ["src/service.ts#map"]),
        ("z.object({ user })", "z.object({ user })", None),
    ],
)
def test_what_a_schema_written_in_place_holds(receiver: str, reference: str, further: list[str] | None) -> None:
    found = service(f"{ZOD}const map = {{ user }};\nexport const read = (x) => {receiver}.parse(x);")
    assert (found["schemaReference"], found.get("furtherSchemas")) == (reference, further)


@pytest.mark.parametrize("base", ["z.object({})", "createSelectSchema(users)", "userSchema.omit({})"])
def test_what_derives_from_a_schema_is_one_whatever_the_file_says_besides(base: str) -> None:
    sources = {
        "src/schema.ts": f"import {{ z }} from 'zod';\nimport {{ createSelectSchema }} from '@acme/tables';\n"
        f"export const userSchema = z.object({{}});\nexport const baseSchema = {base};",
        "src/read.ts": "import { baseSchema } from './schema';\nconst Extended = baseSchema.extend({});\n"
        "export const read = (x) => Extended.parse(x);",
    }
    found = [item["schemaReference"] for item in items(SERVICES, sources)]
    assert found == ["src/read.ts#Extended"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("s.assert(x, Point)", ("src/service.ts#Point", "assert", True)),
        ("s.is(x, Point)", ("src/service.ts#Point", "is", False)),
        ("s.create(x, Point)", ("src/service.ts#Point", "create", True)),
        ("s.validate(x, Point)", ("src/service.ts#Point", "validate", False)),
        ("validate(x, Point)", ("src/service.ts#Point", "validate", False)),
        ("Point.is(x)", ("src/service.ts#Point", "is", False)),
        ("v.is(Login, x)", ("src/service.ts#Login", "is", False)),
        ("v.assert(Login, x)", ("src/service.ts#Login", "assert", True)),
        ("Joi.assert(x, Limits)", ("src/service.ts#Limits", "assert", True)),
        ("Object.is(x, Point)", None),
        ("Object.create(x, Point)", None),
        ("console.assert(x, Point)", None),
        ("database.create(x, Point)", None),
        ("x.create(Point)", None),
    ],
)
def test_functions_of_libraries_under_a_namespace(call: str, expected: tuple[str, str, bool] | None) -> None:
    source = (
        "import * as s from 'superstruct';\nimport { validate } from 'superstruct';\nimport * as v from 'valibot';\n"
        "import Joi from 'joi';\nimport { database } from '@acme/database';\n"
        "const Point = s.object({});\nconst Login = v.object({});\nconst Limits = Joi.object({});\n"
    )
    found = items(SERVICES, {"src/service.ts": f"{source}export const read = (x) => {call};"})
    shown = [(item["schemaReference"], item["method"], item.get("throws", False)) for item in found]
    assert shown == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("export const command = new Command('x').option('y').action(async (x) => user.parse(x));", {}),
        ("export const command = program.command('x').action((x) => user.parse(x));", {}),
        ("const root = new Command();\nexport const command = root.command('x').action((x) => user.parse(x));", {}),
        ("export const save = client.input(user).action((x) => user.parse(x));", {"save": "validator"}),
        ("export const save = action((x) => user.parse(x));", {"save": "validator"}),
    ],
)
def test_a_command_of_a_command_line_is_no_service(declaration: str, expected: dict[str, str]) -> None:
    imports = "import { Command, program } from 'commander';\nimport { client, action } from '@acme/actions';\n"
    assert services(ZOD + imports + declaration) == expected
