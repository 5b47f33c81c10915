"""What imports at run time take of a module, and what CommonJS modules export."""

from __future__ import annotations

import pytest
from extracted_items import items_of

from stocktake.extractors.module_facts import linkage
from stocktake.extractors.modules import ModuleItem, ModulesExtractor
from stocktake.syntax.parser import parse


def facts(code: str):  # type: ignore[no-untyped-def]
    return linkage(parse(code.encode(), "tsx"))


A_C_D = [("a", ""), ("c", "c"), ("d", "")]


@pytest.mark.parametrize(
    ("code", "names", "kind"),
    [
        ("const a = require('./a');", [("*", "a")], "value"),
        ("const { a, b: c } = require('./a');", [("a", "a"), ("b", "c")], "value"),
        ("const a = require('./a').late;", [("late", "a")], "value"),
        ("const { x } = require('./a').late;", [("late", "")], "value"),
        ("const a = require('./a').late.deep;", [("late", "")], "value"),
        ("require('./a').start();", [("start", "")], "dynamic"),
        ("require('./a')(1);", [], "dynamic"),
        ("module.exports = require('./a');", [("*", ""), ("export=", "export=")], "re-export"),
        ("module.exports = { ...require('./a'), b: 1 };", [("*", "")], "re-export"),
        ("module.exports = { a: require('./a') };", [], "dynamic"),
        ("if (a) module.exports = require('./a');", [], "dynamic"),
        ("export {}; module.exports = require('./a');", [], "dynamic"),
        ("async () => { const a = await import('./a'); };", [("*", "a")], "dynamic"),
        ("async () => { (await import('./a')).b(); };", [("b", "")], "dynamic"),
        ("async () => { const b = (await import('./a')).default; };", [("default", "b")], "dynamic"),
        ("lazy(() => import('./a').then((m) => ({ default: m.B })));", [("B", "")], "dynamic"),
        ("import('./a').then((m) => m.b(m.c, m.b));", [("b", ""), ("c", "")], "dynamic"),
        ("import('./a').then((m) => { m.b(); other.m; });", [("b", "")], "dynamic"),
        ("import('./a').then(({ b, c: d }) => b(d));", [("b", ""), ("c", "")], "dynamic"),
        ("import('./a').then(function (m) { return m?.b; });", [("b", "")], "dynamic"),
        ("import('./a').then((m) => use(m));", [], "dynamic"),
        ("import('./a').then(({ b, ...rest }) => rest);", [], "dynamic"),
        ("async () => { const { a: { b }, c, d: e = 1 } = await import('./a'); };", A_C_D, "dynamic"),
        ("import('./a').then(use);", [], "dynamic"),
        ("import('./a').catch((m) => m.b);", [], "dynamic"),
        ("import('./a').finally(() => 1);", [], "dynamic"),
    ],
)
def test_names_of_run_time_imports(code: str, names: list[tuple[str, str]], kind: str) -> None:
    (entry,) = facts(code).imports
    assert [(each.imported, each.local) for each in entry.names] == names
    assert entry.kind == kind


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("module.exports = { a, b: 1, 'c-d': a, 'e\\n': 1, [f]: 1 };", ["export=", "a", "b", "c-d"]),
        ("const all = { a, 'b-c': 1, d() {}, [e]: 2, ...f }; module.exports = all;", ["export=", "a", "b-c", "d"]),
        ("/** @type {import('x').Config} */\nconst all = { a: 1 }; module.exports = all;", ["export="]),
        ("const all = make({ a: 1 }); module.exports = all;", ["export="]),
        (
            "const all = {}; all.a = f; all.b = () => 1; all.b = 2; all.c.d = 3; module.exports = all;",
            ["export=", "a", "b"],
        ),
        ("const all = { a: 1 }; all.a = 2; other.b = 1; module.exports = all;", ["export=", "a"]),
        ("module.exports = Object.freeze({ a, b: 1 });", ["export=", "a", "b"]),
        ("const all = Object.freeze({ a: 1 }); module.exports = all;", ["export=", "a"]),
        ("export {}; const all = { a: 1 }; module.exports = all;", []),
        (
            "namespace n { export const a = 1, { b, c: d } = e; export function f(g) {} const h = 1;"
            " export interface I {} export class J {} } namespace n { export enum K {} } export = n;",
            ["export=", "a", "b", "d", "f", "I", "J", "K"],
        ),
        ("class n {} export = n;", ["export="]),
        ("const a = 1; export = { a, b: 2, c() {} };", ["export=", "a", "b", "c"]),
    ],
)
def test_properties_of_what_a_commonjs_module_exports(code: str, names: list[str]) -> None:
    assert [each.name for each in facts(code).exports] == names


def exports(main: str, **others: str) -> dict[str, str]:
    """Where the names that ``main.tsx`` exports come from; ``b="…"`` is ``b.tsx``."""
    extractor = ModulesExtractor()
    sources = {"main.tsx": main, **{f"{name}.tsx": text for name, text in others.items()}}
    items = {item.file: item for item in items_of(extractor, sources, (extractor,))}
    return {each.name: each.from_ or "" for each in items["main.tsx"].exports}


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        ("module.exports = require('./b');", {"export=": "b.tsx", "one": "b.tsx", "two": "b.tsx"}),
        ("module.exports = require('./c');", {"export=": "c.tsx", "three": "c.tsx"}),
        ("module.exports = { ...require('./b'), two: 3 };", {"export=": "", "one": "b.tsx", "two": ""}),
    ],
)
def test_a_commonjs_module_exports_what_it_hands_on(main: str, expected: dict[str, str]) -> None:
    one = "export const one = 1, two = 2; export type Three = 3; export default one;"
    modules = {"b": one, "c": "module.exports = { three: 3 };"}
    assert exports(main, **modules) == expected
    used = exports(
        "import whole from './d'; import { three } from './d'; export { whole, three };",
        d="module.exports = require('./c');",
        **modules,
    )
    assert used == {"three": "c.tsx", "whole": "c.tsx"}


def test_what_looks_like_an_import_type_in_a_text_is_none() -> None:
    code = (
        "/** import('a').A<B> */\nconst c = `import('c').C<D>`, e = 'import(\"e\").E<F>';\ntype G = import('g').G<H>;"
    )
    assert [each.specifier for each in facts(code).imports] == ["g"]


def item(main: str, **others: str) -> ModuleItem:
    extractor = ModulesExtractor()
    sources = {"main.tsx": main, **{f"{name}.tsx": text for name, text in others.items()}}
    found: list[ModuleItem] = items_of(extractor, sources, (extractor,))
    return next(each for each in found if each.file == "main.tsx")


def test_of_a_type_and_a_value_of_one_name_the_kind_is_that_of_what_is_exported() -> None:
    found = item("type A = 1;\nexport function A() {}\nexport type B = 2;\nconst B = 3;\n")
    assert {each.name: each.kind for each in found.exports} == {"A": "function", "B": "type"}


def test_a_re_export_of_types_alone_says_so() -> None:
    code = (
        "export type { A } from './b';\nexport { type A, one } from './b';\nexport { type A as C } from './b';\n"
        "export type * from './b';\nexport * from './b';\nimport type { A } from './b';\n"
    )
    found = item(code, b="export type A = 1; export const one = 1;")
    assert [each.type_only for each in found.imports] == [True, False, True, True, False, False]
