"""Examples of types that are written on values or tested, and of calls of one of several things."""

from __future__ import annotations

from stocktake.extractors.base import Example

NARROWED: tuple[Example, ...] = (
    Example(
        "a cast, a declared type and instanceof say of which class a value is; of any nothing is guessed",
        {
            "src/models.ts": (
                "export class Model { save() {} }\n"
                "export class Page extends Model { save() {} publish() {} }\n"
                "export type Handler = (page: Page) => void;\n"
            ),
            "src/main.ts": (
                "import { Model, Page, type Handler } from './models';\n"
                "export function store(model: Model) {\n"
                "    (model as Page).publish();\n"
                "    if (!(model instanceof Page)) return model.save();\n"
                "    model.save();\n"
                "    (model as any).drop();\n"
                "}\n"
                "export const publish: Handler = (page) => page.publish();\n"
            ),
        },
        [
            {
                "name": "store",
                "calls": [
                    {"to": "src/models.ts#Model.save", "type": "call", "conditional": True},
                    {"to": "src/models.ts#Page.publish", "type": "call"},
                    {"to": "src/models.ts#Page.save", "type": "call"},
                ],
                "unresolved": 1,
            },
            {"name": "publish", "calls": [{"to": "src/models.ts#Page.publish", "type": "call"}]},
            {"name": "Model"},
            {"name": "Model.save"},
            {"name": "Page", "extends": "src/models.ts#Model"},
            {"name": "Page.save"},
            {"name": "Page.publish"},
        ],
        partial=True,
    ),
    Example(
        "a call of what may be one of several things is one of each, under a condition",
        {
            "src/build.ts": (
                "export const skip = () => 0;\nexport const BUILDERS = { quick: skip, slow() { return 2; } };\n"
            ),
            "src/main.ts": (
                "import { BUILDERS, skip } from './build';\n"
                "export const build = (kind: 'quick' | 'slow') => BUILDERS[kind]();\n"
                "export const either = (other: () => number, run = skip) => (other ?? run)();\n"
            ),
        },
        [
            {"name": "skip"},
            {"name": "BUILDERS"},
            {"name": "BUILDERS.slow"},
            {
                "name": "build",
                "calls": [
                    {"to": "src/build.ts#BUILDERS.slow", "type": "call", "conditional": True},
                    {"to": "src/build.ts#skip", "type": "call", "conditional": True},
                ],
            },
            {
                "name": "either",
                "calls": [{"to": "src/build.ts#skip", "type": "call", "conditional": True}],
                "unresolved": 1,
            },
        ],
        partial=True,
    ),
)
