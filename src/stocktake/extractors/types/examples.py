"""Examples of the types inventory."""

from __future__ import annotations

from stocktake.extractors.base import Example

EXAMPLES = (
    Example(
        "an interface with every kind of member",
        {
            "src/types.ts": (
                "export interface Contact<T extends object = {}> extends Base, Timestamped<T> {\n"
                "    readonly id: number;\n"
                "    name?: string | null; // shown\n"
                "    'e-mail': string;\n"
                "    save(force?: boolean): Promise<void>;\n"
                "    [key: string]: unknown;\n"
                "}\n"
            )
        },
        [
            {
                "name": "Contact",
                "file": "src/types.ts",
                "line": 1,
                "endLine": 7,
                "kind": "interface",
                "exports": ["Contact"],
                "isComplex": True,
                "properties": [
                    {"name": "id", "type": "number", "readonly": True},
                    {"name": "name", "type": "string | null", "optional": True},
                    {"name": "e-mail", "type": "string"},
                    {
                        "name": "save",
                        "type": "(force?: boolean) => Promise<void>",
                    },
                ],
                "signatures": ["[key: string]: unknown"],
                "extends": ["Base", "Timestamped<T>"],
                "generics": ["T extends object = {}"],
            }
        ],
    ),
    Example(
        "type aliases: their expression on one line, and the properties written in it",
        {
            "src/aliases.ts": (
                "type Id = string;\n"
                "export type State =\n"
                "    | 'open' /* yet */\n"
                "    | 'closed';\n"
                "type Row = Base & {\n"
                "    id: Id;\n"
                "};\n"
                "export { type Row };\n"
            )
        },
        [
            {
                "name": "Id",
                "file": "src/aliases.ts",
                "line": 1,
                "endLine": 1,
                "kind": "type_alias",
                "exports": [],
                "isComplex": False,
                "typeExpression": "string",
            },
            {
                "name": "State",
                "file": "src/aliases.ts",
                "line": 2,
                "endLine": 4,
                "kind": "type_alias",
                "exports": ["State"],
                "isComplex": True,
                "typeExpression": "'open' | 'closed'",
            },
            {
                "name": "Row",
                "file": "src/aliases.ts",
                "line": 5,
                "endLine": 7,
                "kind": "type_alias",
                "exports": ["Row"],
                "isComplex": True,
                "properties": [{"name": "id", "type": "Id"}],
                "typeExpression": "Base & { id: Id; }",
            },
        ],
    ),
    Example(
        "enums, with their values as written",
        {"src/enums.ts": "export enum Stage { Lead = 'lead', Won = 1 << 2, Lost }\n"},
        [
            {
                "name": "Stage",
                "file": "src/enums.ts",
                "line": 1,
                "endLine": 1,
                "kind": "enum",
                "exports": ["Stage"],
                "isComplex": False,
                "members": [
                    {"name": "Lead", "value": "'lead'"},
                    {"name": "Won", "value": "1 << 2"},
                    {"name": "Lost"},
                ],
            }
        ],
    ),
    Example(
        "types inferred from a schema name the schema, also one of another file",
        {
            "src/schema.ts": "import { z } from 'zod';\nexport const tagSchema = z.object({ id: z.string() });\n",
            "src/tag.ts": (
                "import type { z } from 'zod';\n"
                "import { tagSchema as schema } from './schema';\n"
                "import type { tagSchema as erased } from './schema';\n"
                "export type Tag = z.infer<typeof schema>;\n"
                "export type Same = z.infer<typeof erased>;\n"
                "export type Other = z.input<typeof elsewhere>;\n"
                "export type There = z.infer<typeof import('./schema').tagSchema>;\n"
                "export interface Wide extends z.infer<typeof schema> { wide: true }\n"
                "type input<T> = T;\n"
                "type Own = input<typeof schema>;\n"
            ),
        },
        [
            {"name": "Tag", "derivedFrom": "src/schema.ts#tagSchema", "typeExpression": "z.infer<typeof schema>"},
            {"name": "Same", "derivedFrom": "src/schema.ts#tagSchema"},
            {"name": "Other", "derivedFrom": "elsewhere"},
            {"name": "There", "derivedFrom": "src/schema.ts#tagSchema"},
            {"name": "Wide", "extends": ["z.infer<typeof schema>"], "derivedFrom": "src/schema.ts#tagSchema"},
            {"name": "input"},
            {"name": "Own"},
        ],
        partial=True,
    ),
    Example(
        "a schema that a group holds is named by the group, however the key is written",
        {
            "src/events.ts": (
                "import { z } from 'zod';\n"
                "export const events = { email: z.object({ to: z.string() }), visit: z.object({ url: z.string() }) };\n"
                "export type Email = z.infer<typeof events.email>;\n"
                'export type Visit = z.infer<(typeof events)["visit"]>;\n'
                "export type EventOf<K extends keyof typeof events> = z.infer<(typeof events)[K]>;\n"
            ),
        },
        [
            {"name": "Email", "derivedFrom": "src/events.ts#events"},
            {"name": "Visit", "derivedFrom": "src/events.ts#events"},
            {"name": "EventOf", "derivedFrom": "src/events.ts#events"},
        ],
        partial=True,
    ),
    Example(
        "merged interfaces are one type, and a constant of the same name is none",
        {"src/merged.ts": "const Role = 1;\ninterface Role { a: 1 }\ninterface Role { b: 2 }\nexport { Role };\n"},
        [
            {
                "name": "Role",
                "line": 2,
                "endLine": 3,
                "exports": ["Role"],
                "properties": [
                    {"name": "a", "type": "1"},
                    {"name": "b", "type": "2"},
                ],
            }
        ],
        partial=True,
    ),
    Example(
        "methods with type parameters and overloads, accessors, mapped types and read-only arrays",
        {
            "src/shapes.ts": (
                "interface Cache {\n"
                "    get<T = unknown>(key: string): Promise<T>;\n"
                "    is(key: unknown): key is string;\n"
                "    get size(): number;\n"
                "    set limit(value: number);\n"
                "    on(event: 'hit', run: () => void): this;\n"
                "    on(event: 'miss', run: (key: string) => void): this;\n"
                "}\n"
                "type Handlers = { [namespace in keyof Api]: Api[namespace] };\n"
                "type Branded = readonly Item[] & { _brand: 'items' };\n"
            )
        },
        [
            {
                "name": "Cache",
                "properties": [
                    {"name": "get", "type": "<T = unknown>(key: string) => Promise<T>"},
                    {"name": "is", "type": "(key: unknown) => key is string"},
                    {"name": "size", "type": "number"},
                    {"name": "limit", "type": "number"},
                    {
                        "name": "on",
                        "type": "{ (event: 'hit', run: () => void): this; "
                        "(event: 'miss', run: (key: string) => void): this }",
                    },
                ],
            },
            {"name": "Handlers", "typeExpression": "{ [namespace in keyof Api]: Api[namespace] }"},
            {
                "name": "Branded",
                "properties": [{"name": "_brand", "type": "'items'"}],
                "typeExpression": "readonly Item[] & { _brand: 'items' }",
            },
        ],
        partial=True,
    ),
)
