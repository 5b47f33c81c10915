"""Examples of the call graph's items for what functions give and fields hold. They are this extractor's golden tests
and its reference page."""

from __future__ import annotations

from stocktake.extractors.base import Example

RETURNED_EXAMPLES: tuple[Example, ...] = (
    Example(
        "a function that a hook or factory makes and returns, alone, in a tuple or an object: calling it calls that",
        {
            "src/hooks.ts": (
                "import { useCallback } from 'react';\n"
                "export const useSave = () => {\n"
                "    const save = useCallback(() => 1, []);\n"
                "    return save;\n"
                "};\n"
                "export const useToggle = () => {\n"
                "    const toggle = () => true;\n"
                "    return [false, toggle] as const;\n"
                "};\n"
                "export const finder = (table: string) => (id: string) => table + id;\n"
                "export const queries = () => ({ users: { find: finder('users') } });\n"
            ),
            "src/main.ts": (
                "import { finder, queries, useSave, useToggle } from './hooks';\n"
                "export const useMain = () => {\n"
                "    const save = useSave();\n"
                "    const [isOn, toggle] = useToggle();\n"
                "    if (isOn) toggle();\n"
                "    save();\n"
                "    finder('teams')('1');\n"
                "    queries().users.find('2');\n"
                "};\n"
            ),
        },
        [
            {"name": "useSave"},
            {"name": "useToggle"},
            {"name": "finder"},
            {"name": "queries"},
            {
                "name": "useMain",
                "calls": [
                    {"to": "src/hooks.ts#finder", "type": "call", "count": 3},
                    {"to": "src/hooks.ts#queries", "type": "call"},
                    {"to": "src/hooks.ts#useSave", "type": "call"},
                    {"to": "src/hooks.ts#useSave", "type": "hook"},
                    {"to": "src/hooks.ts#useToggle", "type": "call", "conditional": True},
                    {"to": "src/hooks.ts#useToggle", "type": "hook"},
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "a field that holds a function which something wraps has the code of that function",
        {
            "src/store.ts": (
                "import { action } from 'mobx';\n"
                "export class Store {\n"
                "    update = action(() => { this.log(); });\n"
                "    later = action(this.log);\n"
                "    log() {}\n"
                "    save() { this.update(); this.later(); }\n"
                "}\n"
            ),
        },
        [
            {"name": "Store", "nodeType": "class"},
            {
                "name": "Store.update",
                "nodeType": "value",
                "calls": [{"to": "src/store.ts#Store.log", "type": "call"}],
                "external": {"mobx": 1},
            },
            {
                "name": "Store.later",
                "nodeType": "value",
                "calls": [{"to": "src/store.ts#Store.log", "type": "callback"}],
                "external": {"mobx": 1},
            },
            {"name": "Store.log"},
            {
                "name": "Store.save",
                "calls": [
                    {"to": "src/store.ts#Store.later", "type": "call"},
                    {"to": "src/store.ts#Store.update", "type": "call"},
                ],
            },
        ],
        partial=True,
    ),
)
