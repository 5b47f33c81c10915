"""Examples of the schemas inventory: what is known by reference, and what is not known."""

from __future__ import annotations

from stocktake.extractors.base import Example

EXAMPLES = (
    Example(
        "a base outside the project is shown as written, one that is not understood by its id: a mask or schemas of "
        "zod show that it is one",
        {
            "src/generated.ts": (
                "import { z } from 'zod';\n"
                "import { UserModel, Settings, Tables, other } from '@acme/generated';\n"
                "export const Short = UserModel.pick({ id: true, name: true });\n"
                "export const More = Settings.extend({ theme: z.string() });\n"
                "export const Unknown = other.optional();\n"
                "export const Name = Tables.users.guard.pick({ name: true });\n"
                "const Chosen = Tables.users.guard.pick(keysOf(Name));\n"
                "export const Known = Chosen.extend({ isKnown: z.boolean() });\n"
                "export const Both = z.object({\n"
                "    chosen: Chosen.nullish(),\n"
                "    all: Chosen.array(),\n"
                "    kept: outside(Chosen).optional(),\n"
                "    id: Tables.users.guard.shape.id,\n"
                "});\n"
            )
        },
        [
            {
                "name": "Short",
                "schemaType": "object",
                "base": "UserModel",
                "fields": [{"name": "id"}, {"name": "name"}],
                "fieldsFrom": None,
            },
            {
                "name": "More",
                "base": "Settings",
                "fields": [{"name": "theme", "zodType": "string"}],
                "fieldsFrom": ["Settings"],
            },
            {"name": "Name", "schemaType": "object", "base": "Tables.users.guard", "fields": [{"name": "name"}]},
            {
                "name": "Known",
                "base": "src/generated.ts#Chosen",
                "fields": [{"name": "isKnown", "zodType": "boolean"}],
                "fieldsFrom": ["src/generated.ts#Chosen"],
            },
            {
                "name": "Both",
                "fields": [
                    {"name": "chosen", "optional": True, "nullable": True, "ref": "src/generated.ts#Chosen"},
                    {"name": "all", "zodType": "array", "element": "src/generated.ts#Chosen"},
                    {"name": "kept", "optional": True, "ref": "outside(…)"},
                    {"name": "id", "ref": "Tables.users.guard.shape.id"},
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "an object of zod's functions, and of one's own, in place of zod",
        {
            "src/zod.ts": (
                "import { array, coerce, enum as enumType, null as nullType, object, string } from 'zod/v4';\n"
                "const id = () => string().min(1);\n"
                "export const z = { array, coerce, enum: enumType, id, null: nullType, object, string, log };\n"
                "function log(given) {}\n"
            ),
            "src/video.ts": (
                "import { z } from './zod';\n"
                "import * as own from './zod';\n"
                "const Kind = z.enum(['url', 'file']);\n"
                "export const Video = z.object({ id: z.id(), kind: Kind, tags: z.array(z.string()).optional() });\n"
                "export const Count = own.z.coerce.number();\n"
                "export const Logged = z.log(z.string());\n"
                "export const Missing = z.number();\n"
            ),
        },
        [
            {"name": "Kind", "schemaType": "enum"},
            {
                "name": "Video",
                "schemaType": "object",
                "fields": [
                    {"name": "id", "zodType": "string", "constraints": ["min(1)"], "ref": "src/zod.ts#id"},
                    {"name": "kind", "zodType": "enum", "ref": "src/video.ts#Kind"},
                    {"name": "tags", "zodType": "array", "optional": True, "element": "string"},
                ],
            },
            {"name": "Count", "schemaType": "coerce.number"},
        ],
        partial=True,
    ),
    Example(
        "functions of other packages that return zod schemas: of a table's columns only those given are known",
        {
            "src/table.ts": (
                "import { createInsertSchema } from 'drizzle-zod';\n"
                "import { z } from 'zod';\n"
                "import { zfd } from 'zod-form-data';\n"
                "export const users = pgTable('users', {});\n"
                "export const NewUser = createInsertSchema(users, {\n"
                "    email: z.string().email(),\n"
                "    role: (given) => given.max(20),\n"
                "}).omit({ id: true, role: true });\n"
                "export const Name = NewUser.pick({ name: true, email: true });\n"
                "export const Patch = createInsertSchema(users).partial();\n"
                "export const Upload = zfd.formData({ file: zfd.file() });\n"
            )
        },
        [
            {
                "name": "NewUser",
                "schemaType": "object",
                "fields": [{"name": "email", "zodType": "string", "constraints": ["email()"]}],
                "fieldsFrom": ["src/table.ts#users"],
                "fieldsMaskedBy": ["omit(id)"],
            },
            {
                "name": "Name",
                "schemaType": "object",
                "fields": [{"name": "email", "zodType": "string", "constraints": ["email()"]}, {"name": "name"}],
            },
            {"name": "Patch", "fields": [], "fieldsFrom": ["src/table.ts#users"], "fieldsMaskedBy": ["partial()"]},
            {"name": "Upload", "schemaType": "other", "fields": [{"name": "file", "zodType": "other"}]},
        ],
        partial=True,
    ),
    Example(
        "literals, keys and masks by reference: constants, enums and the values of schemas, through files",
        {
            "src/constants.ts": (
                "export const KIND = 'kind';\n"
                "export const OWNED = { createdAt: true, createdBy: true } as const;\n"
                "export const Role = { Admin: 'admin', Guest: 'guest' } as const;\n"
                "export enum Size { Small, Large = 5, Huge }\n"
                "export const ALL = [...['a', 'b'], KIND] as const;\n"
            ),
            "src/schemas.ts": (
                "import { z } from 'zod';\n"
                "import * as c from './constants';\n"
                "import { KIND, OWNED, Role } from './constants';\n"
                "import { Status, outside } from '@acme/generated';\n"
                "const State = z.enum(['open', 'closed']);\n"
                "export const Entry = z.object({\n"
                "    [KIND]: z.literal(Role.Admin),\n"
                "    [Status.Open]: z.literal(State.enum.open),\n"
                "    size: z.nativeEnum(c.Size),\n"
                "    role: z.enum([Role.Guest, 'owner', Status.Open]),\n"
                "    createdAt: z.date(),\n"
                "    createdBy: z.string(),\n"
                "});\n"
                "export const Draft = Entry.omit({ ...OWNED, size: true });\n"
                "export const Unknown = Draft.pick(outside);\n"
                "export const ByRole = z.record(State, z.number());\n"
            ),
        },
        [
            {"name": "State"},
            {
                "name": "Entry",
                "fields": [
                    {"name": "kind", "zodType": "literal", "enumValues": ["admin"]},
                    {"name": "[Status.Open]", "zodType": "literal", "enumValues": ["open"]},
                    {
                        "name": "size",
                        "zodType": "nativeEnum",
                        "enumValues": ["0", "5", "6"],
                        "valuesFrom": "src/constants.ts#Size",
                    },
                    {"name": "role", "zodType": "enum", "enumValues": ["guest", "owner", "Status.Open"]},
                    {"name": "createdAt", "zodType": "date"},
                    {"name": "createdBy", "zodType": "string"},
                ],
            },
            {
                "name": "Draft",
                "fields": [
                    {"name": "kind", "zodType": "literal", "enumValues": ["admin"]},
                    {"name": "[Status.Open]", "zodType": "literal", "enumValues": ["open"]},
                    {"name": "role", "zodType": "enum", "enumValues": ["guest", "owner", "Status.Open"]},
                ],
            },
            {"name": "Unknown", "fieldsMaskedBy": ["pick(outside)"]},
            {"name": "ByRole", "schemaType": "record", "key": "src/schemas.ts#State", "element": "number"},
        ],
        partial=True,
    ),
    Example(
        "objects of schemas, taken apart or returned by a function, and static members of classes",
        {
            "src/make.ts": (
                "import { z } from 'zod';\n"
                "export const paging = ({ size, item: Item }) => ({ size, items: z.array(Item) });\n"
                "export const schemasOf = (isPublic: boolean) => {\n"
                "    const User = z.object({ name: isPublic ? z.string() : z.string().min(1) });\n"
                "    const Team = z.object({ users: z.array(User) });\n"
                "    return { User, Team };\n"
                "};\n"
                "export class Request {\n"
                "    static readonly body = z.object({ id: z.number() });\n"
                "    static read(given: unknown) { return Request.body.parse(given); }\n"
                "    schema = z.string();\n"
                "}\n"
            ),
            "src/use.ts": (
                "import { z } from 'zod';\n"
                "import { paging, Request, schemasOf } from './make';\n"
                "export const { User, Team: Group } = schemasOf(true);\n"
                "export const Page = z.object(paging({ size: z.number(), item: User }));\n"
                "export const Update = Request.body.partial();\n"
                "export type Body = z.infer<typeof Request.body>;\n"
            ),
            "src/own.ts": "import { schemasOf } from './make';\nexport const Own = schemasOf(false).User;\n",
            "src/types.ts": (
                "import type { z } from 'zod';\n"
                "import { type Request } from './make';\n"
                "export type Sent = z.input<typeof Request.body>;\n"
            ),
        },
        [
            {
                "name": "Request.body",
                "file": "src/make.ts",
                "line": 9,
                "exports": ["Request"],
                "fields": [{"name": "id", "zodType": "number"}],
                "relatedSchemas": ["src/use.ts#Update"],
                "validationFunctions": ["src/make.ts#Request"],
                "inferredTypes": ["src/types.ts#Sent", "src/use.ts#Body"],
            },
            {"name": "Own", "fields": [{"name": "name", "zodType": "string", "members": ["string", "string"]}]},
            {
                "name": "User",
                "schemaType": "object",
                "fields": [{"name": "name", "zodType": "string", "members": ["string", "string"]}],
                "relatedSchemas": ["src/use.ts#Page"],
            },
            {
                "name": "Group",
                "fields": [
                    {
                        "name": "users",
                        "zodType": "array",
                        "element": "object",
                        "fields": [{"name": "name", "zodType": "string", "members": ["string", "string"]}],
                    }
                ],
            },
            {
                "name": "Page",
                "fields": [
                    {"name": "size", "zodType": "number"},
                    {"name": "items", "zodType": "array", "element": "src/use.ts#User"},
                ],
            },
            {
                "name": "Update",
                "base": "src/make.ts#Request.body",
                "fields": [{"name": "id", "zodType": "number", "optional": True}],
            },
        ],
        partial=True,
    ),
    Example(
        "deepPartial goes through nested objects, arrays and tuples, but not below a default or a transform",
        {
            "src/deep.ts": (
                "import { z } from 'zod';\n"
                "const Place = z.object({ city: z.string() });\n"
                "export const User = z.object({\n"
                "    place: Place,\n"
                "    tags: z.array(z.object({ id: z.number() })),\n"
                "    seen: z.object({ at: z.date() }).default({ at: start }),\n"
                "});\n"
                "export const Patch = User.deepPartial();\n"
            )
        },
        [
            {"name": "Place"},
            {"name": "User"},
            {
                "name": "Patch",
                "fields": [
                    {
                        "name": "place",
                        "zodType": "object",
                        "optional": True,
                        "ref": "src/deep.ts#Place",
                        "fields": [{"name": "city", "zodType": "string", "optional": True}],
                    },
                    {
                        "name": "tags",
                        "zodType": "array",
                        "optional": True,
                        "element": "object",
                        "fields": [{"name": "id", "zodType": "number", "optional": True}],
                    },
                    {
                        "name": "seen",
                        "zodType": "object",
                        "optional": True,
                        "hasDefault": True,
                        "fields": [{"name": "at", "zodType": "date"}],
                    },
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "what is derived later from a schema that does not lead back is known, however it is chosen what all have",
        {
            "src/later.ts": (
                "import { z } from 'zod';\n"
                "export const Team = z.object({ users: z.lazy(() => User.pick({ name: true }).array()) });\n"
                "export const User = z.object({ name: z.string(), age: z.number() });\n"
                "export const Node = z.object({ get next() { return Node.partial(); } });\n"
                "export const Either = flag ? User : User.omit({ age: true });\n"
            )
        },
        [
            {
                "name": "Team",
                "fields": [
                    {
                        "name": "users",
                        "zodType": "lazy",
                        "element": "array<object{name}>",
                        "fields": [{"name": "name", "zodType": "string"}],
                    }
                ],
            },
            {"name": "User"},
            {"name": "Node", "fields": [{"name": "next", "zodType": "object", "ref": "src/later.ts#Node"}]},
            {
                "name": "Either",
                "schemaType": "object",
                "fields": [{"name": "name", "zodType": "string"}],
                "members": ["src/later.ts#User", "object{name}"],
            },
        ],
        partial=True,
    ),
    Example(
        "the values of a list, and the keys of an object, that their file never changes",
        {
            "src/kinds.ts": (
                "import { Circle, Square } from './icons';\n"
                "export const ICONS = { circle: Circle, square: Square };\n"
                "export const SIZES: string[] = ['s', 'm', ...more];\n"
                "export const NAMES = ['a'];\n"
                "export const addName = (name: string) => NAMES.push(name);\n"
            ),
            "src/shape.ts": (
                "import { z } from 'zod';\n"
                "import { ICONS, NAMES, SIZES } from './kinds';\n"
                "export const Icon = z.enum(Object.keys(ICONS) as [string, ...string[]]);\n"
                "export const Size = z.enum(SIZES);\n"
                "export const Name = z.enum(NAMES);\n"
            ),
        },
        [
            {"name": "Icon", "enumValues": ["circle", "square"], "valuesFrom": "src/kinds.ts#ICONS"},
            {"name": "Size", "enumValues": ["s", "m", "…"], "valuesFrom": "src/kinds.ts#SIZES"},
            {"name": "Name", "valuesFrom": "src/kinds.ts#NAMES"},
        ],
        partial=True,
    ),
)
