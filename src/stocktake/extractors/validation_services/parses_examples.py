"""Further examples of the validation services inventory: functions in wrappers, and what is parsed with."""

from __future__ import annotations

from stocktake.extractors.base import Example

EXAMPLES = (
    Example(
        "functions in wrappers that are taken apart, or given to another wrapper",
        {
            "src/tools.ts": (
                "import { z } from 'zod';\n"
                "import { defineTool, withMethods, createRoute } from './define';\n"
                "const input = z.object({});\n"
                "export const [userTool, handleUser] = defineTool({\n"
                "    name: 'user',\n"
                "    handler: async (given) => input.parse(given),\n"
                "});\n"
                "const { action, loader } = createRoute({ body: input }, async ({ body }) => input.safeParse(body));\n"
                "export default withMethods({ GET: createRoute({ fn: async (query) => input.parse(query) }) });\n"
                "export { action, loader };\n"
                "export const { POST } = serve(async (context) => { input.parse(context.body); });\n"
                "export const rule = defineRule({ of: 'user', evaluate: (given) => input.safeParse(given).success });\n"
            ),
        },
        [
            {
                "name": "handleUser",
                "line": 4,
                "endLine": 7,
                "exports": ["handleUser"],
                "schemaReference": "src/tools.ts#input",
                "isAsync": True,
                "throws": True,
            },
            {
                "name": "action",
                "line": 8,
                "endLine": 8,
                "exports": ["action"],
                "schemaReference": "src/tools.ts#input",
                "isAsync": True,
            },
            {
                "name": "default",
                "line": 9,
                "endLine": 9,
                "exports": ["default"],
                "schemaReference": "src/tools.ts#input",
                "isAsync": True,
                "throws": True,
            },
            {
                "name": "POST",
                "line": 11,
                "endLine": 11,
                "exports": ["POST"],
                "schemaReference": "src/tools.ts#input",
                "isAsync": True,
                "throws": True,
            },
            {
                "name": "rule",
                "line": 12,
                "endLine": 12,
                "exports": ["rule"],
                "schemaReference": "src/tools.ts#input",
            },
        ],
        partial=True,
    ),
    Example(
        "schemas under another name, and several to choose from",
        {
            "src/read.ts": (
                "import { z } from 'zod';\n"
                "import { Account, Person, Team } from './models';\n"
                "export const renamed = (input) => Account.parse(input);\n"
                "export const chosen = (input, isTeam) => (isTeam ? Team : Person).parse(input);\n"
                "export function keyed(kind, input) {\n"
                "    const readers = { team: Team, person: Person };\n"
                "    return readers[kind].parse(input);\n"
                "}\n"
                "export const listed = (input, isTeam) => (isTeam ? Team : Person).array().parse(input);\n"
                "export const held = (input, isTeam) => z.array(isTeam ? Team : Person).parse(input);\n"
            ),
            "src/models.ts": (
                "import { z } from 'zod';\n"
                "export const Person = z.object({});\n"
                "export const Team = z.array(Person);\n"
                "export const Account = Person;\n"
            ),
        },
        [
            {"name": "renamed", "schemaReference": "src/models.ts#Account", "throws": True},
            {
                "name": "chosen",
                "schemaReference": "src/models.ts#Team",
                "furtherSchemas": ["src/models.ts#Person"],
                "throws": True,
            },
            {
                "name": "keyed",
                "schemaReference": "src/models.ts#Team",
                "furtherSchemas": ["src/models.ts#Person"],
                "throws": True,
            },
            {
                "name": "listed",
                "schemaReference": "src/models.ts#Team",
                "furtherSchemas": ["src/models.ts#Person"],
                "throws": True,
            },
            {
                "name": "held",
                "schemaReference": "z.array(isTeam ? Team : Person)",
                "furtherSchemas": ["src/models.ts#Team", "src/models.ts#Person"],
                "throws": True,
            },
        ],
        partial=True,
    ),
    Example(
        "static members of classes",
        {
            "src/card.ts": (
                "import { z } from 'zod';\n"
                "export class Card {\n"
                "    static readonly body = z.object({});\n"
                "    static read(input) { return this.body.parse(input); }\n"
                "}\n"
            ),
            "src/read.ts": (
                "import { Card } from './card';\nexport const readCards = (input) => Card.body.array().parse(input);\n"
            ),
        },
        [
            {"name": "Card.read", "schemaReference": "src/card.ts#Card.body", "throws": True},
            {"name": "readCards", "schemaReference": "src/card.ts#Card.body", "throws": True},
        ],
        partial=True,
    ),
    Example(
        "errors that a condition says are others, and promises that nobody waits for",
        {
            "src/charts.ts": (
                "import { z } from 'zod';\n"
                "const chart = z.object({});\n"
                "export const copy = async (given) => {\n"
                "    try {\n"
                "        return await save(chart.parse(given));\n"
                "    } catch (error) {\n"
                "        if (error instanceof DatabaseError) throw new Error(`not saved: ${error.message}`);\n"
                "        throw error;\n"
                "    }\n"
                "};\n"
                "export const draw = (given) => {\n"
                "    waitUntil((async () => render(chart.parse(given)))());\n"
                "};\n"
            ),
        },
        [
            {"name": "copy", "type": "validator", "method": "parse", "isAsync": True, "throws": True},
            {"name": "draw", "type": "validator", "method": "parse"},
        ],
        partial=True,
    ),
)
