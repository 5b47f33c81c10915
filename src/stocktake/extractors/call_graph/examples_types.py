"""Examples of methods that only declared types lead to."""

from __future__ import annotations

from stocktake.extractors.base import Example

TYPED: tuple[Example, ...] = (
    Example(
        "methods that declared types lead to: aliases, interfaces, results of functions, what is handed on",
        {
            "src/context.ts": (
                "import { Mailer } from './mailer';\n"
                "export interface Context { mailer: Mailer; load(): Promise<Mailer> }\n"
                "export type RequestContext = Context & { id: string };\n"
                "export function once<T>(key: string, make: () => T): T { return make(); }\n"
            ),
            "src/mailer.ts": "export class Mailer { to(name: string) { return this; } send() {} }\n",
            "src/main.ts": (
                "import { once, type RequestContext } from './context';\n"
                "import { Mailer } from './mailer';\n"
                "const shared = once('mailer', () => new Mailer());\n"
                "export async function notify({ mailer, load }: RequestContext) {\n"
                "    mailer.to('ann').send();\n"
                "    (await load()).send();\n"
                "    shared.send();\n"
                "}\n"
            ),
        },
        [
            {"name": "once"},
            {"name": "Mailer"},
            {"name": "Mailer.to"},
            {"name": "Mailer.send"},
            {
                "name": "shared",
                "calls": [
                    {"to": "src/context.ts#once", "type": "call"},
                    {"to": "src/mailer.ts#Mailer", "type": "new"},
                ],
            },
            {
                "name": "notify",
                "calls": [
                    {"to": "src/mailer.ts#Mailer.send", "type": "call", "count": 3},
                    {"to": "src/mailer.ts#Mailer.to", "type": "call"},
                ],
                "unresolved": 1,
            },
        ],
        partial=True,
    ),
    Example(
        "type arguments and what arrays, maps and the like hold: of what is not told, calls are unresolved",
        {
            "src/store.ts": (
                "export class Model { save() {} }\n"
                "export class Page extends Model { save() {} publish() {} }\n"
                "export class Store<T extends Model> {\n"
                "    constructor(readonly all: Map<string, T>) {}\n"
                "    get(id: string): T { return this.all.get(id)!; }\n"
                "    saveAll() { for (const each of this.all.values()) each.save(); }\n"
                "}\n"
                "export class Pages extends Store<Page> {}\n"
            ),
            "src/main.ts": (
                "import { Model, Page, Pages, Store } from './store';\n"
                "export const publish = (pages: Pages, ids: string[]) => ids.map((id) => pages.get(id).publish());\n"
                "export const save = (pages: Store<Page>, first: [Page, string]) => {\n"
                "    pages.all.forEach((page) => page.save());\n"
                "    first[0].save();\n"
                "};\n"
                "export const any = (all: any[], some: Store<any>) => {\n"
                "    all.push(some);\n"
                "    all[0].save();\n"
                "    some.get('a').save();\n"
                "};\n"
            ),
        },
        [
            {
                "name": "publish",
                "calls": [
                    {"to": "src/store.ts#Page.publish", "type": "call", "inLoop": True},
                    {"to": "src/store.ts#Store.get", "type": "call", "inLoop": True},
                ],
            },
            {
                "name": "save",
                "calls": [
                    {"to": "src/store.ts#Page.save", "type": "call", "inLoop": True, "count": 2},
                ],
            },
            {"name": "any", "calls": [{"to": "src/store.ts#Store.get", "type": "call"}], "unresolved": 2},
            {"name": "Model"},
            {"name": "Model.save"},
            {"name": "Page"},
            {"name": "Page.save"},
            {"name": "Page.publish"},
            {"name": "Store"},
            {"name": "Store.get"},
            {"name": "Store.saveAll", "calls": [{"to": "src/store.ts#Model.save", "type": "call", "inLoop": True}]},
            {"name": "Pages", "extends": "src/store.ts#Store"},
        ],
        partial=True,
    ),
)
