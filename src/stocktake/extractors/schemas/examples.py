"""Examples of the schemas inventory."""

from __future__ import annotations

from stocktake.extractors.base import Example
from stocktake.extractors.schemas.function_examples import EXAMPLES as FUNCTIONS
from stocktake.extractors.schemas.further_examples import EXAMPLES as FURTHER

EXAMPLES = (
    Example(
        "an object schema with its fields, the type inferred from it and the function that parses with it",
        {
            "src/user.ts": (
                "import { z } from 'zod';\n"
                "\n"
                "export const userSchema = z.object({\n"
                "    id: z.string(),\n"
                "    email: z.string().email('Not an address (yet)').max(254, { message: 'Too long' }),\n"
                "    role: z.enum(['admin', 'member']).default('member'),\n"
                "    age: z.coerce.number().int().optional(),\n"
                "    nickname: z\n"
                "        .string()\n"
                "        .transform((text) => text.trim())\n"
                "        .nullable(),\n"
                "});\n"
                "export type User = z.infer<typeof userSchema>;\n"
                "export const readUser = (data: unknown) => userSchema.safeParse(data);\n"
            )
        },
        [
            {
                "name": "userSchema",
                "file": "src/user.ts",
                "line": 3,
                "endLine": 12,
                "exports": ["userSchema"],
                "schemaType": "object",
                "hasTransforms": True,
                "fields": [
                    {"name": "id", "zodType": "string"},
                    {"name": "email", "zodType": "string", "constraints": ["email()", "max(254)"]},
                    {"name": "role", "zodType": "enum", "hasDefault": True, "enumValues": ["admin", "member"]},
                    {"name": "age", "zodType": "coerce.number", "optional": True, "constraints": ["int()"]},
                    {
                        "name": "nickname",
                        "zodType": "string",
                        "nullable": True,
                        "hasTransform": True,
                        "transformDetails": {"functionName": "trim"},
                    },
                ],
                "validationFunctions": ["src/user.ts#readUser"],
                "inferredTypes": ["src/user.ts#User"],
            }
        ],
    ),
    Example(
        "zod is known by its import: any name, any of its entries, or through a module of the project",
        {
            "src/lib.ts": "export { z as check } from 'zod';\n",
            "src/a.ts": "import { check } from './lib';\nexport const A = check.string();\n",
            "src/b.ts": "import * as v4 from 'zod/v4';\nexport const B = v4.email();\n",
            "src/c.ts": "import zod, { string } from 'zod/v3';\nexport const C = zod.number(), D = string().min(1);\n",
            "src/d.ts": "import { z } from './other';\nexport const userSchema = z.object({});\n",
            "src/other.ts": "export const z = { object: (given: object) => given };\n",
        },
        [
            {"name": "A", "schemaType": "string"},
            {"name": "B", "schemaType": "email"},
            {"name": "C", "schemaType": "number"},
            {"name": "D", "schemaType": "string", "constraints": ["min(1)"]},
        ],
        partial=True,
    ),
    Example(
        "derived schemas carry the fields of their base over, through files",
        {
            "src/base.ts": (
                "import { z } from 'zod';\n"
                "export const Named = z.object({ id: z.number(), name: z.string(), note: z.string() });\n"
            ),
            "src/index.ts": "export * from './base';\n",
            "src/derived.ts": (
                "import { z } from 'zod';\n"
                "import * as schemas from './index';\n"
                "export const Tag = schemas.Named.omit({ note: true }).extend({ color: z.string().length(7) });\n"
                "export const Patch = Tag.partial().required({ id: true });\n"
                "export const Both = Tag.merge(z.object({ name: z.null() }).strict());\n"
            ),
        },
        [
            {"name": "Named", "relatedSchemas": ["src/derived.ts#Tag"]},
            {
                "name": "Tag",
                "schemaType": "object",
                "base": "src/base.ts#Named",
                "fields": [
                    {"name": "id", "zodType": "number"},
                    {"name": "name", "zodType": "string"},
                    {"name": "color", "zodType": "string", "constraints": ["length(7)"]},
                ],
                "relatedSchemas": ["src/base.ts#Named", "src/derived.ts#Both", "src/derived.ts#Patch"],
            },
            {
                "name": "Patch",
                "base": "src/derived.ts#Tag",
                "fields": [
                    {"name": "id", "zodType": "number"},
                    {"name": "name", "zodType": "string", "optional": True},
                    {"name": "color", "zodType": "string", "optional": True, "constraints": ["length(7)"]},
                ],
            },
            {
                "name": "Both",
                "isStrict": True,
                "fields": [
                    {"name": "id", "zodType": "number"},
                    {"name": "name", "zodType": "null"},
                    {"name": "color", "zodType": "string", "constraints": ["length(7)"]},
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "a field names the schema it comes from; what that says is not repeated",
        {
            "src/schemas.ts": (
                "import { z } from 'zod';\n"
                "const Name = z.string().min(1).max(80);\n"
                "export const Team = z.object({\n"
                "    name: Name.max(40).optional(),\n"
                "    members: z.array(z.object({ name: Name })).min(1),\n"
                "    guests: z.array(z.object({ name: z.string().superRefine(isGuest) }).nullable()),\n"
                "    aliases: Name.array(),\n"
                "    owner: z.union([Name.nullable(), z.literal('none')]),\n"
                "    lead: Person.nullish(),\n"
                "});\n"
            )
        },
        [
            {"name": "Name", "constraints": ["min(1)", "max(80)"], "relatedSchemas": ["src/schemas.ts#Team"]},
            {
                "name": "Team",
                "hasSuperRefine": True,
                "fields": [
                    {
                        "name": "name",
                        "zodType": "string",
                        "optional": True,
                        "constraints": ["max(40)"],
                        "ref": "src/schemas.ts#Name",
                    },
                    {
                        "name": "members",
                        "zodType": "array",
                        "constraints": ["min(1)"],
                        "element": "object",
                        "fields": [{"name": "name", "zodType": "string", "ref": "src/schemas.ts#Name"}],
                    },
                    {
                        "name": "guests",
                        "zodType": "array",
                        "element": "object | null",
                        "fields": [{"name": "name", "zodType": "string", "hasSuperRefine": True}],
                    },
                    {"name": "aliases", "zodType": "array", "element": "src/schemas.ts#Name"},
                    {"name": "owner", "zodType": "union", "members": ["src/schemas.ts#Name | null", "literal(none)"]},
                    {"name": "lead", "optional": True, "nullable": True, "ref": "Person"},
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "schemas returned by functions of the project count, the functions themselves do not",
        {
            "src/make.ts": (
                "import { z } from 'zod';\n"
                "export function pageOf<T extends z.ZodTypeAny>(item: T) {\n"
                "    const base = z.object({ total: z.number() });\n"
                "    return base.extend({ items: z.array(item) });\n"
                "}\n"
                "export const parsed = () => z.string().parse('x');\n"
            ),
            "src/use.ts": (
                "import { z } from 'zod';\n"
                "import { pageOf, parsed } from './make';\n"
                "export const Numbers = pageOf(z.number().int());\n"
                "export const Optional = pageOf(Numbers).optional();\n"
                "export const text = parsed();\n"
            ),
        },
        [
            {
                "name": "Numbers",
                "schemaType": "object",
                "base": "src/make.ts#pageOf",
                "fields": [
                    {"name": "total", "zodType": "number"},
                    {"name": "items", "zodType": "array", "element": "number"},
                ],
            },
            {
                "name": "Optional",
                "optional": True,
                "fields": [
                    {"name": "total", "zodType": "number"},
                    {"name": "items", "zodType": "array", "element": "src/use.ts#Numbers"},
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "enums take their values from where they are declared",
        {
            "src/values.ts": (
                "export const SIZES = ['s', 'm', 'l'] as const;\nexport enum Color { Red = 'red', Blue = 'blue' }\n"
                "export const Upload = { size: 2 * 1024, types: ['png', 'svg'] as const };\n"
                "export const STATES = Object.freeze(['on', 'off']);\n"
                "export const Plans = { free: { price: 0 }, pro: { price: 9 } } as const;\n"
                "export const COUNTRIES = countries.map((each) => each.code);\n"
            ),
            "src/enums.ts": (
                "import { z } from 'zod';\n"
                "import { COUNTRIES, Color, Plans, SIZES, STATES, Upload } from './values';\n"
                "import { Role } from '@prisma/client';\n"
                "export const Size = z.enum(SIZES);\n"
                "export const Small = Size.exclude(['l']);\n"
                "export const Shade = z.nativeEnum(Color);\n"
                "export const Granted = z.nativeEnum(Role);\n"
                "export const Key = z.object({ a: z.any(), b: z.any() }).keyof();\n"
                "export const sizes = Size.options;\n"
                "export const FileType = z.enum(Upload.types);\n"
                "export const State = z.enum(STATES);\n"
                "export const Plan = z.enum(Object.keys(Plans) as [string, ...string[]]);\n"
                "export const Tone = z.enum(Object.values(Color));\n"
                "export const Country = z.enum(COUNTRIES);\n"
            ),
        },
        [
            {
                "name": "Size",
                "schemaType": "enum",
                "enumValues": ["s", "m", "l"],
                "valuesFrom": "src/values.ts#SIZES",
            },
            {"name": "Small", "base": "src/enums.ts#Size", "enumValues": ["s", "m"]},
            {
                "name": "Shade",
                "schemaType": "nativeEnum",
                "enumValues": ["red", "blue"],
                "valuesFrom": "src/values.ts#Color",
            },
            {"name": "Granted", "enumValues": None, "valuesFrom": "Role"},
            {"name": "Key", "schemaType": "enum", "enumValues": ["a", "b"]},
            {"name": "FileType", "enumValues": ["png", "svg"], "valuesFrom": "src/values.ts#Upload.types"},
            {"name": "State", "enumValues": ["on", "off"], "valuesFrom": "src/values.ts#STATES"},
            {"name": "Plan", "enumValues": ["free", "pro"], "valuesFrom": "src/values.ts#Plans"},
            {"name": "Tone", "enumValues": ["red", "blue"], "valuesFrom": "src/values.ts#Color"},
            {"name": "Country", "enumValues": None, "valuesFrom": "src/values.ts#COUNTRIES"},
        ],
        partial=True,
    ),
    Example(
        "unions, tuples, records and schemas that refer to themselves",
        {
            "src/shapes.ts": (
                "import { z } from 'zod';\n"
                "export const Event = z.discriminatedUnion('kind', [\n"
                "    z.object({ kind: z.literal('open'), at: z.date() }),\n"
                "    z.object({ kind: z.literal('close'), why: z.string().optional() }),\n"
                "]);\n"
                "export const Pair = z.tuple([z.string(), Event]);\n"
                "export const Index = z.record(z.string(), Event);\n"
                "export const Category = z.object({\n"
                "    name: z.string(),\n"
                "    get children() { return z.array(Category); },\n"
                "});\n"
                "export const Tree: z.ZodType<Node> = z.lazy(() => z.object({ left: Tree.nullable() }));\n"
                "export const Either = Event.or(Pair);\n"
                "export const All = Category.and(z.object({ id: z.number() }));\n"
            )
        },
        [
            {
                "name": "Event",
                "schemaType": "discriminatedUnion",
                "discriminator": "kind",
                "members": ["object{kind=open, at}", "object{kind=close, why?}"],
            },
            {"name": "Pair", "schemaType": "tuple", "members": ["string", "src/shapes.ts#Event"]},
            {"name": "Index", "schemaType": "record", "element": "src/shapes.ts#Event"},
            {
                "name": "Category",
                "fields": [
                    {"name": "name", "zodType": "string"},
                    {"name": "children", "zodType": "array", "element": "src/shapes.ts#Category"},
                ],
            },
            {
                "name": "Tree",
                "schemaType": "lazy",
                "element": "object",
                "fields": [{"name": "left", "zodType": "lazy", "nullable": True, "ref": "src/shapes.ts#Tree"}],
            },
            {"name": "Either", "schemaType": "union", "members": ["src/shapes.ts#Event", "src/shapes.ts#Pair"]},
            {
                "name": "All",
                "schemaType": "intersection",
                "members": ["src/shapes.ts#Category", "object{id}"],
            },
        ],
        partial=True,
    ),
    Example(
        "zod/mini: methods are functions, checks are arguments",
        {
            "src/mini.ts": (
                "import * as z from 'zod/mini';\n"
                "export const Login = z.object({\n"
                "    name: z.string().check(z.minLength(2), z.trim()),\n"
                "    code: z.optional(z.pipe(z.string(), z.transform(Number))),\n"
                "    kept: z._default(z.boolean(), false),\n"
                "});\n"
                "export const Name = z.pick(Login, { name: true });\n"
                "export const read = (data: unknown) => z.parse(Login, data);\n"
            )
        },
        [
            {
                "name": "Login",
                "fields": [
                    {"name": "name", "zodType": "string", "constraints": ["minLength(2)", "trim()"]},
                    {
                        "name": "code",
                        "zodType": "string",
                        "optional": True,
                        "hasTransform": True,
                        "transformDetails": {"functionName": "Number"},
                    },
                    {"name": "kept", "zodType": "boolean", "hasDefault": True},
                ],
                "validationFunctions": ["src/mini.ts#read"],
            },
            {
                "name": "Name",
                "base": "src/mini.ts#Login",
                "fields": [{"name": "name", "zodType": "string", "constraints": ["minLength(2)", "trim()"]}],
            },
        ],
        partial=True,
    ),
    Example(
        "results, members and objects of schemas are no schemas, whatever they are called",
        {
            "src/none.ts": (
                "import { z } from 'zod';\n"
                "import _ from 'lodash';\n"
                "const Color = z.enum(['red']);\n"
                "export const resultSchema = Color.parse('red');\n"
                "export const colorsSchema = Color.enum;\n"
                "export const parseSchema = z.string().parse;\n"
                "export const schemas = { Color, name: z.string() };\n"
                "export const shapeSchema = z.object({ a: Color }).shape;\n"
                "export const pickedSchema = _.pick(thing, { a: true });\n"
                "export const makeSchema = () => Color;\n"
                "export type ColorSchema = z.infer<typeof Color>;\n"
                "export const name = schemas.name.trim();\n"
            )
        },
        [{"name": "Color", "exports": []}, {"name": "name", "schemaType": "string", "constraints": ["trim()"]}],
        partial=True,
    ),
    *FURTHER,
    *FUNCTIONS,
)
