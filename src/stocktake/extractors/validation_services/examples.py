"""Examples of the validation services inventory."""

from __future__ import annotations

from stocktake.extractors.base import Example
from stocktake.extractors.validation_services.parses_examples import EXAMPLES as PARSES
from stocktake.extractors.validation_services.shapes_examples import EXAMPLES as SHAPES

EXAMPLES = (
    Example(
        "parsing with a schema of the project, through imports, namespaces and derivation",
        {
            "src/tags/parse.ts": (
                "import { tagSchema } from '../validation';\n"
                "import * as validation from '../validation';\n"
                "\n"
                "/** Not by tagSchema.parse(input) in a comment. */\n"
                "export function parseTag(input: unknown) {\n"
                "    return tagSchema.parse(input);\n"
                "}\n"
                "\n"
                "export const readTag = async (input: unknown) => {\n"
                "    const result = await validation.tagSchema.partial().safeParseAsync(input);\n"
                "    if (!result.success) {\n"
                "        return { errors: result.error.issues.map((issue) => issue.message) };\n"
                "    }\n"
                "    return result.data;\n"
                "};\n"
            ),
            "src/validation/index.ts": ("export { tag as tagSchema } from './tags';\n"),
            "src/validation/tags.ts": (
                "import { z } from 'zod';\nexport const tag = z.strictObject({ name: z.string() });\n"
            ),
        },
        [
            {
                "name": "parseTag",
                "file": "src/tags/parse.ts",
                "line": 5,
                "endLine": 7,
                "exports": ["parseTag"],
                "type": "validator",
                "schemaReference": "src/validation/tags.ts#tag",
                "method": "parse",
                "throws": True,
            },
            {
                "name": "readTag",
                "file": "src/tags/parse.ts",
                "line": 9,
                "endLine": 15,
                "exports": ["readTag"],
                "type": "formatter",
                "schemaReference": "src/validation/tags.ts#tag",
                "method": "safeParseAsync",
                "errorFormatting": True,
                "isAsync": True,
            },
        ],
    ),
    Example(
        "schemas by evidence: made with a library under any name, typed, named; what else parses is none",
        {
            "src/read.ts": (
                "import path from 'node:path';\n"
                "import { z } from 'zod';\n"
                "import { parse } from 'yaml';\n"
                "import { program } from 'commander';\n"
                "import { User } from './models';\n"
                "import { envSchema } from '@acme/config';\n"
                "export const project = (input) => User.parse(input);\n"
                "export const external = (input) => envSchema.parse(input);\n"
                "export const inline = (input) => z.object({ id: z.string() }).parse(input);\n"
                "export const local = (input) => {\n"
                "    const short = z.string().max(3);\n"
                "    return short.safeParse(input).success;\n"
                "};\n"
                "export const handed = <T>(schema: z.ZodType<T>, input) => schema.parse(input);\n"
                "export const typed = (given: z.ZodSchema, input) => given.parse(input);\n"
                "export const none = (text, thing) => {\n"
                "    JSON.parse(text);\n"
                "    Date.parse(text);\n"
                "    path.parse(text);\n"
                "    parse(text);\n"
                "    program.parseAsync();\n"
                "    return thing.parse(text);\n"
                "};\n"
            ),
            "src/models.ts": (
                "import { z } from '@acme/zod-again';\n"
                "import { z as zod } from 'zod';\n"
                "const Base = zod.object({});\n"
                "export const User = Base.extend({ name: zod.string() });\n"
            ),
        },
        [
            {
                "name": "project",
                "type": "validator",
                "schemaReference": "src/models.ts#User",
                "method": "parse",
                "throws": True,
            },
            {
                "name": "external",
                "type": "validator",
                "schemaReference": "envSchema",
                "method": "parse",
                "throws": True,
            },
            {
                "name": "inline",
                "type": "validator",
                "schemaReference": "z.object({ id: z.string() })",
                "method": "parse",
                "throws": True,
            },
            {"name": "local", "type": "validator", "schemaReference": "short", "method": "safeParse"},
            {
                "name": "handed",
                "type": "validator",
                "schemaReference": "schema",
                "method": "parse",
                "throws": True,
            },
            {
                "name": "typed",
                "type": "validator",
                "schemaReference": "given",
                "method": "parse",
                "throws": True,
            },
        ],
        partial=True,
    ),
    Example(
        "what throws and what is caught; errors that are read",
        {
            "src/errors.ts": (
                "import { z } from 'zod';\n"
                "import { userSchema } from './schema';\n"
                "export const loud = (input) => userSchema.parse(input);\n"
                "export const quiet = (input) => {\n"
                "    try {\n"
                "        return userSchema.parse(input);\n"
                "    } catch (error) {\n"
                "        return error instanceof z.ZodError ? z.treeifyError(error) : null;\n"
                "    }\n"
                "};\n"
                "export const again = (input) => {\n"
                "    const result = userSchema.safeParse(input);\n"
                "    if (!result.success) throw new Error(result.error.flatten().formErrors.join());\n"
                "    return formatter.format(result.data);\n"
                "};\n"
                "export const rejected = (input) => userSchema.parseAsync(input).catch(() => null);\n"
                "export const each = (inputs) => inputs.map((input) => userSchema.parse(input));\n"
                "export const later = (store) => ({ load: () => userSchema.parse(store.read()) });\n"
                "export const swallowed = (input) => {\n"
                "    try {\n"
                "        if (!userSchema.safeParse(input).success) throw new Error('no user');\n"
                "    } catch {\n"
                "        return null;\n"
                "    }\n"
                "};\n"
                "export const told = (input) => {\n"
                "    const parsed = userSchema.safeParse(input);\n"
                "    return parsed.success ? parsed.data : parsed.error.message;\n"
                "};\n"
                "export const reported = (input) => {\n"
                "    try {\n"
                "        return userSchema.parse(input);\n"
                "    } catch (error) {\n"
                "        throw new Error(`no user: ${error.message}`);\n"
                "    }\n"
                "};\n"
                "export const dated = (input) => formatter.format(userSchema.safeParse(input).data.created);\n"
            ),
            "src/schema.ts": ("import { z } from 'zod';\nexport const userSchema = z.object({});\n"),
        },
        [
            {
                "name": "loud",
                "type": "validator",
                "schemaReference": "src/schema.ts#userSchema",
                "method": "parse",
                "throws": True,
            },
            {
                "name": "quiet",
                "type": "formatter",
                "schemaReference": "src/schema.ts#userSchema",
                "method": "parse",
                "errorFormatting": True,
            },
            {
                "name": "again",
                "type": "formatter",
                "schemaReference": "src/schema.ts#userSchema",
                "method": "safeParse",
                "errorFormatting": True,
                "throws": True,
            },
            {
                "name": "rejected",
                "type": "validator",
                "schemaReference": "src/schema.ts#userSchema",
                "method": "parseAsync",
                "isAsync": True,
            },
            {
                "name": "each",
                "type": "validator",
                "schemaReference": "src/schema.ts#userSchema",
                "method": "parse",
                "throws": True,
            },
            {
                "name": "later",
                "type": "validator",
                "schemaReference": "src/schema.ts#userSchema",
                "method": "parse",
            },
            {
                "name": "swallowed",
                "type": "validator",
                "schemaReference": "src/schema.ts#userSchema",
                "method": "safeParse",
            },
            {
                "name": "told",
                "type": "formatter",
                "schemaReference": "src/schema.ts#userSchema",
                "method": "safeParse",
                "errorFormatting": True,
            },
            {
                "name": "reported",
                "type": "formatter",
                "schemaReference": "src/schema.ts#userSchema",
                "method": "parse",
                "errorFormatting": True,
                "throws": True,
            },
            {
                "name": "dated",
                "type": "validator",
                "schemaReference": "src/schema.ts#userSchema",
                "method": "safeParse",
            },
        ],
        partial=True,
    ),
    Example(
        "methods of exported objects and classes, and functions in wrappers",
        {
            "src/services.ts": (
                "import { z } from 'zod';\n"
                "import { cache } from 'react';\n"
                "import { withApi } from './api';\n"
                "const userSchema = z.object({});\n"
                "const tagSchema = userSchema.pick({});\n"
                "export const users = {\n"
                "    check(input) { return userSchema.safeParse(input); },\n"
                "    parse: async (input) => userSchema.parseAsync(input),\n"
                "};\n"
                "export class Store {\n"
                "    load(text: string) { return [userSchema.parse(JSON.parse(text)), tagSchema.parse(text)]; }\n"
                "    static read = (input) => tagSchema.safeParse(input);\n"
                "}\n"
                "export class Reader {\n"
                "    constructor() { this.schema = tagSchema; }\n"
                "    read(input) { return this.schema.safeParse(input); }\n"
                "}\n"
                "const hidden = { check(input) { return userSchema.safeParse(input); } };\n"
                "export const getUser = cache(async (id: string) => userSchema.parse(await load(id)));\n"
                "export const POST = withApi({ auth: true, handler: async ({ body }) => tagSchema.safeParse(body) });\n"
                "export const loader = adminLoader({ of: () => ({}) }, async ({ url }) => tagSchema.safeParse(url));\n"
                "export const job = defineJob({ onError: () => {}, async run(data) { userSchema.parse(data); } });\n"
                "export const strict = userSchema.refine((value) => tagSchema.safeParse(value).success);\n"
            ),
        },
        [
            {
                "name": "users.check",
                "type": "validator",
                "schemaReference": "src/services.ts#userSchema",
                "method": "safeParse",
            },
            {
                "name": "users.parse",
                "type": "validator",
                "schemaReference": "src/services.ts#userSchema",
                "method": "parseAsync",
                "isAsync": True,
                "throws": True,
            },
            {
                "name": "Store.load",
                "type": "validator",
                "schemaReference": "src/services.ts#userSchema",
                "furtherSchemas": ["src/services.ts#tagSchema"],
                "method": "parse",
                "throws": True,
            },
            {
                "name": "Store.read",
                "type": "validator",
                "schemaReference": "src/services.ts#tagSchema",
                "method": "safeParse",
            },
            {
                "name": "Reader.read",
                "type": "validator",
                "schemaReference": "src/services.ts#tagSchema",
                "method": "safeParse",
            },
            {
                "name": "getUser",
                "type": "validator",
                "schemaReference": "src/services.ts#userSchema",
                "method": "parse",
                "isAsync": True,
                "throws": True,
            },
            {
                "name": "POST",
                "type": "validator",
                "schemaReference": "src/services.ts#tagSchema",
                "method": "safeParse",
                "isAsync": True,
            },
            {
                "name": "loader",
                "type": "validator",
                "schemaReference": "src/services.ts#tagSchema",
                "method": "safeParse",
                "isAsync": True,
            },
            {
                "name": "job",
                "type": "validator",
                "schemaReference": "src/services.ts#userSchema",
                "method": "parse",
                "isAsync": True,
                "throws": True,
            },
        ],
        partial=True,
    ),
    Example(
        "objects of schemas, and objects that hold one among other things",
        {
            "src/kinds.ts": (
                "import { z } from 'zod';\n"
                "export const kinds = Object.freeze({ text: z.string(), count: z.number() });\n"
                "const handlers = { text: { schema: kinds.text, run() {} } };\n"
                "export const read = (kind, input) => kinds[kind].parse(input);\n"
                "export const readAll = (kind, input) => z.array(kinds[kind]).parse(input);\n"
                "export const handle = (kind, input) => {\n"
                "    const handler = handlers[kind];\n"
                "    handler.run(handler.schema.parse(input));\n"
                "};\n"
            ),
        },
        [
            {"name": "read", "schemaReference": "src/kinds.ts#kinds"},
            {
                "name": "readAll",
                "schemaReference": "z.array(kinds[kind])",
                "furtherSchemas": ["src/kinds.ts#kinds"],
            },
            {"name": "handle", "schemaReference": "handler.schema"},
        ],
        partial=True,
    ),
    Example(
        "components and hooks are no services, whatever they parse",
        {
            "src/page.tsx": (
                "import { z } from 'zod';\n"
                "const searchSchema = z.object({});\n"
                "export const Page = (props) => {\n"
                "    const search = searchSchema.parse(props.search);\n"
                "    return <p>{search.q}</p>;\n"
                "};\n"
                "export const useSearch = (text) => searchSchema.parse(text);\n"
            ),
        },
        [],
        partial=True,
    ),
    *PARSES,
    *SHAPES,
)
