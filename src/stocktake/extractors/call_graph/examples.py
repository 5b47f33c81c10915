"""Examples of the callGraph inventory."""

from __future__ import annotations

from stocktake.extractors.base import Example
from stocktake.extractors.call_graph.examples_narrowing import NARROWED
from stocktake.extractors.call_graph.examples_types import TYPED

EXAMPLES: tuple[Example, ...] = (
    Example(
        "calls through barrels, aliases, namespaces and wrappers; what leaves the project is counted by package",
        {
            "src/page.tsx": (
                "import { api, format as toText } from './lib';\n"
                "import { useTags } from './hooks';\n"
                "import { List } from './ui';\n"
                "\n"
                "export const Page = ({ ids }: { ids: string[] }) => {\n"
                "    const tags = useTags();\n"
                "    if (tags.length > 0) toText(tags[0]);\n"
                "    const save = () => api.save(tags.map(toText));\n"
                "    return <List ids={ids} onPick={save} render={toText} />;\n"
                "};\n"
            ),
            "src/lib/index.ts": ("export { format } from './format';\nexport * as api from './api';\n"),
            "src/lib/format.ts": (
                "export default function format(value: string) {\n"
                "    return value.trim() + pad(value);\n"
                "}\n"
                "export { format };\n"
                "function pad(value: string): string {\n"
                "    for (const each of value) pad(each);\n"
                "    return '';\n"
                "}\n"
            ),
            "src/lib/api.ts": (
                "import axios from 'axios';\n"
                "export async function save(values: string[]) {\n"
                "    return axios.post('/tags', values);\n"
                "}\n"
            ),
            "src/hooks.ts": (
                "import { useState } from 'react';\nexport function useTags() { return useState<string[]>([])[0]; }\n"
            ),
            "src/ui.tsx": (
                "import { memo } from 'react';\n"
                "const Inner = (props: { ids: string[] }) => <ul>{props.ids.map((id) => <li>{id}</li>)}</ul>;\n"
                "export const List = memo(Inner);\n"
            ),
        },
        [
            {
                "name": "useTags",
                "file": "src/hooks.ts",
                "line": 2,
                "endLine": 2,
                "nodeType": "hook",
                "exports": ["useTags"],
                "external": {"react": 1},
            },
            {
                "name": "save",
                "file": "src/lib/api.ts",
                "line": 2,
                "endLine": 4,
                "nodeType": "function",
                "exports": ["save"],
                "async": True,
                "external": {"axios": 1},
            },
            {
                "name": "format",
                "file": "src/lib/format.ts",
                "line": 1,
                "endLine": 3,
                "nodeType": "function",
                "exports": ["default", "format"],
                "calls": [{"to": "src/lib/format.ts#pad", "type": "call"}],
            },
            {
                "name": "pad",
                "file": "src/lib/format.ts",
                "line": 5,
                "endLine": 8,
                "nodeType": "function",
                "calls": [{"to": "src/lib/format.ts#pad", "type": "call", "inLoop": True}],
            },
            {
                "name": "Page",
                "file": "src/page.tsx",
                "line": 5,
                "endLine": 10,
                "nodeType": "component",
                "exports": ["Page"],
                "calls": [
                    {"to": "src/hooks.ts#useTags", "type": "hook"},
                    {"to": "src/lib/api.ts#save", "type": "call"},
                    {"to": "src/lib/format.ts#format", "type": "call", "conditional": True},
                    {"to": "src/lib/format.ts#format", "type": "callback", "inLoop": True, "count": 2},
                    {"to": "src/ui.tsx#List", "type": "render"},
                ],
                "unresolved": 1,
            },
            {"name": "Inner", "file": "src/ui.tsx", "line": 2, "endLine": 2, "nodeType": "component"},
            {
                "name": "List",
                "file": "src/ui.tsx",
                "line": 3,
                "endLine": 3,
                "nodeType": "component",
                "exports": ["List"],
                "calls": [{"to": "src/ui.tsx#Inner", "type": "callback"}],
                "external": {"react": 1},
            },
        ],
    ),
    Example(
        "methods, static methods, instances and object literals; what cannot be resolved is counted",
        {
            "src/service.ts": (
                "export class Base {\n"
                "    protected log(text: string) { console.log(text); }\n"
                "}\n"
                "export class Service extends Base {\n"
                "    static create() { return new Service(); }\n"
                "    run() { this.log('run'); return this.step(); }\n"
                "    private step() { return helpers.twice(2); }\n"
                "}\n"
                "const helpers = {\n"
                "    twice(value: number) { return value * 2; },\n"
                "};\n"
                "export default helpers;\n"
            ),
            "src/main.ts": (
                "import helpers, { Service } from './service';\n"
                "\n"
                "const service = Service.create();\n"
                "const other = new Service();\n"
                "\n"
                "export function main(run: () => void) {\n"
                "    run();\n"
                "    other.run();\n"
                "    service.run();\n"
                "    helpers.twice(1);\n"
                "    setTimeout(main, 10);\n"
                "}\n"
            ),
        },
        [
            {
                "name": "service",
                "file": "src/main.ts",
                "line": 3,
                "endLine": 3,
                "nodeType": "value",
                "calls": [{"to": "src/service.ts#Service.create", "type": "call"}],
            },
            {
                "name": "other",
                "file": "src/main.ts",
                "line": 4,
                "endLine": 4,
                "nodeType": "value",
                "calls": [{"to": "src/service.ts#Service", "type": "new"}],
            },
            {
                "name": "main",
                "file": "src/main.ts",
                "line": 6,
                "endLine": 12,
                "nodeType": "function",
                "exports": ["main"],
                "calls": [
                    {"to": "src/main.ts#main", "type": "callback"},
                    {"to": "src/service.ts#Service.run", "type": "call", "count": 2},
                    {"to": "src/service.ts#helpers.twice", "type": "call"},
                ],
                "unresolved": 1,
            },
            {
                "name": "Base",
                "file": "src/service.ts",
                "line": 1,
                "endLine": 3,
                "nodeType": "class",
                "exports": ["Base"],
            },
            {"name": "Base.log", "file": "src/service.ts", "line": 2, "endLine": 2, "nodeType": "method"},
            {
                "name": "Service",
                "file": "src/service.ts",
                "line": 4,
                "endLine": 8,
                "nodeType": "class",
                "exports": ["Service"],
                "extends": "src/service.ts#Base",
            },
            {
                "name": "Service.create",
                "file": "src/service.ts",
                "line": 5,
                "endLine": 5,
                "nodeType": "method",
                "calls": [{"to": "src/service.ts#Service", "type": "new"}],
            },
            {
                "name": "Service.run",
                "file": "src/service.ts",
                "line": 6,
                "endLine": 6,
                "nodeType": "method",
                "calls": [
                    {"to": "src/service.ts#Base.log", "type": "call"},
                    {"to": "src/service.ts#Service.step", "type": "call"},
                ],
            },
            {
                "name": "Service.step",
                "file": "src/service.ts",
                "line": 7,
                "endLine": 7,
                "nodeType": "method",
                "calls": [{"to": "src/service.ts#helpers.twice", "type": "call"}],
            },
            {"name": "helpers.twice", "file": "src/service.ts", "line": 10, "endLine": 10, "nodeType": "method"},
        ],
    ),
    Example(
        "an object made by a function that is called at once, a method bound to itself, and a field whose first "
        "value may be replaced, so that only its type is sure",
        {
            "src/environment.ts": (
                "export const environment = (() => {\n"
                "    let check = () => isServer();\n"
                "    function replace(by: () => boolean) { check = by; }\n"
                "    return {\n"
                "        isServer() { return check(); },\n"
                "        replace,\n"
                "    };\n"
                "})();\n"
                "export function isServer() { return typeof window === 'undefined'; }\n"
            ),
            "src/timer.ts": (
                "import { environment, isServer } from './environment';\n"
                "export interface Clock { start(): void }\n"
                "const first: Clock = { start() { environment.isServer(); } };\n"
                "export class Timer {\n"
                "    clock: Clock = first;\n"
                "    readonly own: Clock = first;\n"
                "    constructor() { this.run = this.run.bind(this); }\n"
                "    run() { environment.replace(isServer); this.clock.start(); this.own.start(); }\n"
                "}\n"
            ),
        },
        [
            {
                "name": "environment",
                "file": "src/environment.ts",
                "line": 1,
                "endLine": 8,
                "nodeType": "value",
                "exports": ["environment"],
                "calls": [{"to": "src/environment.ts#isServer", "type": "call"}],
            },
            {
                "name": "environment.isServer",
                "file": "src/environment.ts",
                "line": 5,
                "endLine": 5,
                "nodeType": "method",
            },
            {
                "name": "isServer",
                "file": "src/environment.ts",
                "line": 9,
                "endLine": 9,
                "nodeType": "function",
                "exports": ["isServer"],
            },
            {
                "name": "first.start",
                "file": "src/timer.ts",
                "line": 3,
                "endLine": 3,
                "nodeType": "method",
                "calls": [{"to": "src/environment.ts#environment.isServer", "type": "call"}],
            },
            {
                "name": "Timer",
                "file": "src/timer.ts",
                "line": 4,
                "endLine": 9,
                "nodeType": "class",
                "exports": ["Timer"],
                "calls": [{"to": "src/timer.ts#Timer.run", "type": "callback"}],
            },
            {
                "name": "Timer.run",
                "file": "src/timer.ts",
                "line": 8,
                "endLine": 8,
                "nodeType": "method",
                "calls": [
                    {"to": "src/environment.ts#environment", "type": "call"},
                    {"to": "src/environment.ts#isServer", "type": "callback"},
                    {"to": "src/timer.ts#first.start", "type": "call"},
                ],
                "unresolved": 1,
            },
        ],
    ),
    Example(
        "a tag that a local variable or a default chooses renders each of what it may be, under a condition",
        {
            "src/slider.tsx": (
                "import { Wide, Tall } from './parts';\n"
                "export const Slider = ({ isWide, as: Row = Tall, items }) => {\n"
                "    const Chosen = isWide ? Wide : 'div';\n"
                "    return <Row>{items.map((item) => <Chosen of={item} />)}</Row>;\n"
                "};\n"
            ),
            "src/parts.tsx": "export const Wide = () => <i />;\nexport const Tall = () => <b />;\n",
        },
        [
            {"name": "Wide"},
            {"name": "Tall"},
            {
                "name": "Slider",
                "nodeType": "component",
                "calls": [
                    {"to": "src/parts.tsx#Tall", "type": "render", "conditional": True},
                    {"to": "src/parts.tsx#Wide", "type": "render", "conditional": True, "inLoop": True},
                ],
                "unresolved": 2,
            },
        ],
        partial=True,
    ),
    *TYPED,
    *NARROWED,
)
