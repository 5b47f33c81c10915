"""Functions given to wrappers of any name, which only what they parse with shows to be kept."""

from __future__ import annotations

import pytest
from form_items import service, services

ZOD = "import { z } from 'zod';\nconst user = z.object({});\n"


@pytest.mark.parametrize(
    ("declaration", "name"),
    [
        ("export const POST = serve(async (context) => { user.parse(context.body); });", "POST"),
        ("export const { POST } = serve<Body>(async (context) => { user.parse(context.body); });", "POST"),
        ("export default serve(async (context) => { user.parse(context.body); });", "default"),
        ("export const task = queue.createFunction({ id: 1 }, async ({ event }) => user.parse(event));", "task"),
        ("export const call = https.onCall({ region })(async (data) => user.parse(data));", "call"),
        ("export const rule = defineRule({ type: 'x', evaluate: async (x) => user.safeParse(x).data });", "rule"),
        ("export const rule = defineRule({ label: (x) => x.name, evaluate(x) { return user.parse(x); } });", "rule"),
        ("export const [tool, handleRead] = defineTool({ of: async (x) => user.parse(x) });", "handleRead"),
        ("export const tool = defineTool({ handler: async () => 1, is: (x) => user.safeParse(x).success });", "tool"),
        ("const worker = serve(async (x) => user.parse(x));", "worker"),
        ("export const read = Effect.fn('read')(function* (x) { return user.parse(yield* load(x)); });", "read"),
    ],
)
def test_what_parses_is_kept_by_a_wrapper_of_any_name(declaration: str, name: str) -> None:
    assert services(ZOD + declaration) == {name: "validator"}


@pytest.mark.parametrize(
    "declaration",
    [
        # What runs it at once gives data, and so may what is given nothing.
        "export const users = inputs.map(async (x) => user.parse(x));",
        "export const users = await each(inputs, async (x) => user.parse(x));",
        "export const settings = read(async () => user.parse(await load()));",
        "export const settings = Effect.gen(function* (_) { return user.parse(yield* _(load())); });",
        "export const settings = Effect.gen(function* () { return user.parse(yield* load()); });",
        "export const users = keyBy(inputs, (x) => user.parse(x).id);",
        "export const users = load().then(async (x) => user.parse(x));",
        "export const app = new Hono().get('/', async (x) => user.parse(x));",
        "export const app = server.post('/', async (x) => user.parse(x));",
        "export const stop = store.subscribe(async (x) => user.parse(x));",
        # A schema is none, nor is a command.
        "export const strict = user.refine(async (x) => (await user.safeParseAsync(x)).success);",
        "export const strict = z.custom(async (x) => user.parse(x));",
        "import { createCommand } from 'commander';\nexport const run = createCommand(async (x) => user.parse(x));",
        # Nothing else than a schema of the project, or one that is plainly one, counts.
        "export const rule = defineRule({ evaluate: async (x) => parser.parse(x) });",
        "export const isEven = derive({ from: (x) => x % 2 === 0 });",
        "export const rule = defineRule({ evaluate: async (x) => JSON.parse(x) });",
    ],
)
def test_what_is_not_kept(declaration: str) -> None:
    assert services(ZOD + declaration) == {}


def test_the_lines_are_those_of_the_declaration() -> None:
    found = service(f"{ZOD}export const {{ POST }} = serve(\n  async (x) => {{\n    user.parse(x);\n  }},\n);")
    assert (found["line"], found["endLine"], found["isAsync"], found["throws"]) == (3, 7, True, True)


def test_the_plain_functions_of_a_router_are_its_procedures() -> None:
    assert services(f"{ZOD}export const api = createRouter({{ read: (x) => user.parse(x) }});") == {
        "api.read": "validator"
    }
