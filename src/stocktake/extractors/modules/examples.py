"""Examples of the modules inventory."""

from __future__ import annotations

from stocktake.extractors.base import Example

EXAMPLES = (
    Example(
        "imports in every form, and where they lead",
        {
            "src/app.ts": (
                "import React, { useState as state } from 'react';\n"
                "import type { Tag } from './tag';\n"
                "import * as tags from './tag.js';\n"
                "import './style.css';\n"
                "import './missing';\n"
                "const page = () => import('./page');\n"
                "export const app = [React, state, tags.tag, page];\n"
            ),
            "src/tag.ts": "export interface Tag {}\nexport const tag = 1, other = 2;\n",
            "src/page.tsx": "export default function Page() { return null; }\n",
        },
        [
            {
                "name": "app.ts",
                "file": "src/app.ts",
                "line": 1,
                "endLine": 7,
                "package": "",
                "imports": [
                    {"specifier": "react", "names": ["default", "useState"]},
                    {"specifier": "./tag", "kind": "type", "names": ["Tag"], "to": "src/tag.ts"},
                    {"specifier": "./tag.js", "names": ["*"], "to": "src/tag.ts"},
                    {"specifier": "./style.css", "kind": "side-effect", "asset": "src/style.css"},
                    {
                        "specifier": "./missing",
                        "kind": "side-effect",
                        "to": None,
                        "reason": "no file matches",
                    },
                    {"specifier": "./page", "kind": "dynamic", "to": "src/page.tsx"},
                ],
                "exports": [{"name": "app", "kind": "variable"}],
                "unusedExports": ["app"],
            },
            {
                "name": "page.tsx",
                "file": "src/page.tsx",
                "line": 1,
                "endLine": 1,
                "package": "",
                "exports": [{"name": "default", "kind": "function"}],
            },
            {
                "name": "tag.ts",
                "file": "src/tag.ts",
                "line": 1,
                "endLine": 2,
                "package": "",
                "exports": [
                    {"name": "Tag", "kind": "interface"},
                    {"name": "other", "kind": "variable"},
                    {"name": "tag", "kind": "variable"},
                ],
                "unusedExports": ["other"],
            },
        ],
    ),
    Example(
        "re-exports: every name with the file that declares it",
        {
            "src/index.ts": (
                "export * from './a';\n"
                "export { b as renamed, default as B } from './b';\n"
                "export * as all from './b';\n"
                "export * from 'some-package';\n"
            ),
            "src/a.ts": "export const a = 1;\nexport type { C } from './b';\nexport default a;\n",
            "src/b.ts": "export const b = 2;\nexport class C {}\nexport default class Main {}\n",
        },
        [
            {
                "name": "a.ts",
                "exports": [
                    {"name": "C", "from": "src/b.ts"},
                    {"name": "a", "kind": "variable"},
                    {"name": "default", "kind": "variable"},
                ],
            },
            {"name": "b.ts"},
            {
                "name": "index.ts",
                "imports": [
                    {"specifier": "./a", "kind": "re-export", "names": ["*"], "to": "src/a.ts"},
                    {"specifier": "./b", "kind": "re-export", "names": ["b", "default"], "to": "src/b.ts"},
                    {"specifier": "./b", "kind": "re-export", "names": ["*"], "to": "src/b.ts"},
                    {"specifier": "some-package", "kind": "re-export", "names": ["*"]},
                ],
                "exports": [
                    {"name": "B", "from": "src/b.ts"},
                    {"name": "C", "from": "src/b.ts"},
                    {"name": "a", "from": "src/a.ts"},
                    {"name": "all", "kind": "module", "from": "src/b.ts"},
                    {"name": "renamed", "from": "src/b.ts"},
                    {"name": "*", "from": "some-package"},
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "cycles of value imports; imports of types make none, whether they say so or not",
        {
            "src/a.ts": "import { b } from './b';\nexport const a = () => b;\n",
            "src/b.ts": "import { c } from './c';\nexport const b = () => c;\n",
            "src/c.ts": "import { a } from './a';\nexport const c = () => a;\n",
            "src/d.ts": "import type { E } from './e';\nexport type D = E;\n",
            "src/e.ts": "import { type D } from './d';\nexport type E = D;\n",
            "src/f.ts": "import { G } from './g';\nexport class F { g?: G }\n",
            "src/g.ts": "import { F } from './f';\nexport class G extends F {}\n",
        },
        [
            {"name": "a.ts", "cycle": ["src/a.ts", "src/b.ts", "src/c.ts"]},
            {"name": "b.ts", "cycle": ["src/b.ts", "src/c.ts", "src/a.ts"]},
            {"name": "c.ts", "cycle": ["src/c.ts", "src/a.ts", "src/b.ts"]},
            {"name": "d.ts"},
            {"name": "e.ts"},
            {"name": "f.ts"},
            {"name": "g.ts"},
        ],
        partial=True,
    ),
    Example(
        "what a CommonJS module spreads into its exports it exports, too",
        {
            "base.cjs": "const strip = () => [];\nmodule.exports = { strip, rules: {} };\n",
            "config.cjs": "const base = require('./base.cjs');\nmodule.exports = { ...base, rules: { a: 1 } };\n",
        },
        [
            {"name": "base.cjs"},
            {
                "name": "config.cjs",
                "imports": [{"specifier": "./base.cjs", "names": ["*"], "to": "base.cjs"}],
                "exports": [
                    {"name": "export=", "kind": "expression"},
                    {"name": "rules", "kind": "expression"},
                    {"name": "strip", "from": "base.cjs"},
                ],
            },
        ],
        partial=True,
    ),
    Example(
        "what the configuration of a tool names is used: paths, and the patterns of its entries",
        {
            "package.json": "{}",
            "src/main.ts": "export const main = 1;\n",
            "src/other.ts": "export const other = 1;\n",
            "src/setup.ts": "export const setup = 1;\n",
            "src/tasks/hash.ts": "export const hash = 1;\n",
            "tsup.config.ts": (
                "import path from 'node:path';\n"
                "export default {\n"
                "  entry: ['src/main.ts', 'src/tasks/*.ts'],\n"
                "  inject: [path.resolve(__dirname, 'src', 'setup.ts')],\n"
                "};\n"
            ),
        },
        [
            {"name": "main.ts", "unusedExports": None},
            {"name": "other.ts", "unusedExports": ["other"]},
            {"name": "setup.ts", "unusedExports": None},
            {"name": "hash.ts", "unusedExports": None},
            {"name": "tsup.config.ts", "unusedExports": None},
        ],
        partial=True,
    ),
)
