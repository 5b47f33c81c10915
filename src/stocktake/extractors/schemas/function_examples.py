"""Examples of the schemas inventory: schemas that functions make, and lists of schemas."""

from __future__ import annotations

from stocktake.extractors.base import Example

EXAMPLES = (
    Example(
        "functions that an object holds make schemas as functions of a module do; the object is no schema",
        {
            "src/option.ts": (
                "import { z } from 'zod';\n"
                "export const option = {\n"
                "    object: <T extends z.ZodRawShape>(fields: T) => z.object(fields),\n"
                "    array: <T extends z.ZodTypeAny>(item: T) => z.array(item).optional(),\n"
                "    literal: (value: string) => z.literal(value),\n"
                "    text: z.string().optional(),\n"
                "    page(item) { return z.object({ items: z.array(item) }); },\n"
                "    other: (given) => given.length,\n"
                "};\n"
            ),
            "src/use.ts": (
                "import { z } from 'zod';\n"
                "import { option } from './option';\n"
                "const common = { note: option.text.nullable() };\n"
                "export const Entry = option.object({ name: option.text.describe('Name') }).extend(common);\n"
                "export const Entries = option.array(Entry);\n"
                "export const Page = option.page(Entry);\n"
                "export const Kind = z.object({ kind: option.literal('entry'), entries: option.array(Entry) });\n"
                "export const count = option.other(Entry);\n"
            ),
        },
        [
            {
                "name": "Entry",
                "schemaType": "object",
                "base": "src/option.ts#option.object",
                "fields": [
                    {"name": "name", "zodType": "string", "optional": True},
                    {"name": "note", "zodType": "string", "optional": True, "nullable": True},
                ],
            },
            {
                "name": "Entries",
                "schemaType": "array",
                "base": "src/option.ts#option.array",
                "optional": True,
                "element": "src/use.ts#Entry",
            },
            {
                "name": "Page",
                "base": "src/option.ts#option.page",
                "fields": [{"name": "items", "zodType": "array", "element": "src/use.ts#Entry"}],
            },
            {
                "name": "Kind",
                "fields": [
                    {
                        "name": "kind",
                        "zodType": "literal",
                        "enumValues": ["entry"],
                        "ref": "src/option.ts#option.literal",
                    },
                    {
                        "name": "entries",
                        "zodType": "array",
                        "optional": True,
                        "ref": "src/option.ts#option.array",
                        "element": "src/use.ts#Entry",
                    },
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "the members of a list of schemas, and of one of values, by spread and by index",
        {
            "src/parts.ts": (
                "import { z } from 'zod';\n"
                "export const KINDS = ['text', 'image'] as const;\n"
                "export const Text = z.object({ kind: z.literal(KINDS[0]) });\n"
                "export const Image = z.object({ kind: z.literal(KINDS[1]) });\n"
                "export const parts = [Text, Image] as const;\n"
                "export const ends = [z.string(), z.number()];\n"
            ),
            "src/whole.ts": (
                "import { z } from 'zod';\n"
                "import { ends, parts } from './parts';\n"
                "export const Part = z.discriminatedUnion('kind', parts);\n"
                "export const Any = z.union([...parts, ...ends, z.null(), ...others.map(schemaOf)]);\n"
                "export const First = parts[0].partial();\n"
            ),
        },
        [
            {"name": "Text", "fields": [{"name": "kind", "zodType": "literal", "enumValues": ["text"]}]},
            {"name": "Image", "fields": [{"name": "kind", "zodType": "literal", "enumValues": ["image"]}]},
            {"name": "Part", "members": ["src/parts.ts#Text", "src/parts.ts#Image"]},
            {
                "name": "Any",
                "members": [
                    "src/parts.ts#Text",
                    "src/parts.ts#Image",
                    "string",
                    "number",
                    "null",
                    "…(others.map(…))",
                ],
            },
            {
                "name": "First",
                "base": "src/parts.ts#Text",
                "fields": [{"name": "kind", "zodType": "literal", "optional": True, "enumValues": ["text"]}],
            },
        ],
        partial=True,
    ),
    Example(
        "a union as an element is shown with its members, a tuple with what follows it",
        {
            "src/match.ts": (
                "import { z } from 'zod';\n"
                "const Tag = z.object({ type: z.literal('tag'), name: z.string() });\n"
                "export const Match: z.ZodType<Matcher> = z.lazy(() =>\n"
                "    z.discriminatedUnion('type', [\n"
                "        Tag,\n"
                "        z.object({ type: z.literal('everyOneOfThese'), matchers: z.array(Match) }),\n"
                "        z.object({ type: z.literal('atLeastOneOrMoreOfThese'), matchers: z.array(Match) }),\n"
                "    ]),\n"
                ");\n"
                "export const Path = z.tuple([z.string()]).rest(Tag);\n"
                "export const Deep = z.object({ a: z.object({ b: z.object({ c: z.object({\n"
                "    d: z.object({ e: z.string(), f: z.string() }),\n"
                "}) }) }) });\n"
                "export const read = (given: unknown) => z.preprocess(parsed, Path.nullable()).parse(given);\n"
            )
        },
        [
            {"name": "Tag"},
            {
                "name": "Match",
                "schemaType": "lazy",
                "element": "src/match.ts#Tag | object{type=everyOneOfThese, matchers} | …",
                "members": [
                    "src/match.ts#Tag",
                    "object{type=everyOneOfThese, matchers}",
                    "object{type=atLeastOneOrMoreOfThese, matchers}",
                ],
                "discriminator": "type",
            },
            {
                "name": "Path",
                "schemaType": "tuple",
                "element": "src/match.ts#Tag",
                "members": ["string"],
                "validationFunctions": ["src/match.ts#read"],
            },
            {
                "name": "Deep",
                "fields": [
                    {
                        "name": "a",
                        "zodType": "object",
                        "fields": [
                            {
                                "name": "b",
                                "zodType": "object",
                                "fields": [
                                    {
                                        "name": "c",
                                        "zodType": "object",
                                        "fields": [{"name": "d", "zodType": "object"}],
                                    }
                                ],
                            }
                        ],
                    }
                ],
                "fieldsOmitted": 2,
            },
        ],
        partial=True,
    ),
    Example(
        "a function whose annotation returns the schema it is given changes nothing that is shown of it",
        {
            "src/form.ts": (
                "import { z } from 'zod';\n"
                "const coerced = <T extends z.ZodType>(schema: T): z.ZodType<z.output<T>> => walked(schema, Number);\n"
                "export const pair = (one = z.number(), two?: z.ZodType) => z.tuple([one, two ?? z.string()]);\n"
                "export const Form = coerced(z.object({ age: z.number() }));\n"
                "export const Pair = pair();\n"
            )
        },
        [
            {
                "name": "Form",
                "schemaType": "object",
                "base": "src/form.ts#coerced",
                "fields": [{"name": "age", "zodType": "number"}],
            },
            {
                "name": "Pair",
                "schemaType": "tuple",
                "base": "src/form.ts#pair",
                "members": ["number", "string"],
            },
        ],
        partial=True,
    ),
    Example(
        "what a call gives stands in the checks of what it makes, in place of the parameters' names",
        {
            "src/page.ts": (
                "import { z } from 'zod';\n"
                "export const page = ({ size, most }: { size: number; most?: number }, prefix = 'p') =>\n"
                "    z.object({ size: z.number().max(most ?? size), after: z.string().startsWith(`${prefix}_`) });\n"
            ),
            "src/users.ts": (
                "import { page } from './page';\n"
                "export const Users = page({ size: 100 }, 'usr');\n"
                "export const Teams = page({ size: 10, most: MAX_TEAMS });\n"
                "export const Others = page({ ...others });\n"
            ),
        },
        [
            {
                "name": "Users",
                "fields": [
                    {"name": "size", "zodType": "number", "constraints": ["max(100)"]},
                    {"name": "after", "zodType": "string", "constraints": ["startsWith(`usr_`)"]},
                ],
            },
            {
                "name": "Teams",
                "fields": [
                    {"name": "size", "zodType": "number", "constraints": ["max(MAX_TEAMS ?? 10)"]},
                    {"name": "after", "zodType": "string", "constraints": ["startsWith(`p_`)"]},
                ],
            },
            {
                "name": "Others",
                "fields": [
                    {"name": "size", "zodType": "number", "constraints": ["max(most ?? size)"]},
                    {"name": "after", "zodType": "string", "constraints": ["startsWith(`p_`)"]},
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "a function that sets its schema again: what all have that it may return, with what they differ in",
        {
            "src/text.ts": (
                "import { z } from 'zod';\n"
                "function text({ trim = false, isNullable = false } = {}) {\n"
                "    let schema = z.string();\n"
                "    schema = schema.min(1);\n"
                "    if (trim) schema = schema.trim();\n"
                "    if (isNullable) return schema.nullable();\n"
                "    return schema;\n"
                "}\n"
                "function value(kind: string) {\n"
                "    let schema: z.ZodType;\n"
                "    if (kind === 'number') schema = z.number();\n"
                "    else schema = z.boolean();\n"
                "    return schema.optional();\n"
                "}\n"
                "export const Note = z.object({ text: text({ trim: true }), value: value('number') });\n"
            )
        },
        [
            {
                "name": "Note",
                "fields": [
                    {
                        "name": "text",
                        "zodType": "string",
                        "constraints": ["min(1)"],
                        "ref": "src/text.ts#text",
                        "members": ["string | null", "string"],
                    },
                    {
                        "name": "value",
                        "zodType": "other",
                        "optional": True,
                        "ref": "src/text.ts#value",
                        "members": ["number", "boolean"],
                    },
                ],
            }
        ],
        partial=True,
    ),
)
