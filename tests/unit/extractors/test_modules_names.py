"""What imports at run time take of a module, and what CommonJS modules export."""

from __future__ import annotations

import pytest
from extracted_items import items_of
from msgspec import UNSET

from stocktake.extractors.modules.extractor import ModuleItem, ModulesExtractor
from stocktake.extractors.modules.facts import linkage
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
        (
            "const all = { a, ...b }, b = { c, d: 1 }; module.exports = { ...all, e: 1 };",
            ["export=", "e", "a", "c", "d"],
        ),
        ("const all = { a: 1, ...all }; module.exports = { ...all, a: 2 };", ["export=", "a"]),
        ("/** @type {Config} */\nconst all = { a: 1 }; module.exports = { ...all, b: 1 };", ["export=", "b"]),
        ("module.exports = { ...make(), ...(on ? { a } : {}), ...{ b }, c: 1 };", ["export=", "c", "b"]),
        ("module.exports = Object.assign({ a }, all, { b: 1 }); const all = { c: 1 };", ["export=", "a", "b", "c"]),
        ("function f() {} f.a = 1; module.exports = f;", ["export=", "a"]),
        ("export {}; const all = { a: 1 }; module.exports = all;", []),
        (
            "namespace n { export const a = 1, { b, c: d } = e; export function f(g) {} const h = 1;"
            " export interface I {} export class J {} } namespace n { export enum K {} } export = n;",
            ["export=", "a", "b", "d", "f", "I", "J", "K"],
        ),
        ("namespace n { export import a = b.c; import d = b.d; } export = n;", ["export=", "a"]),
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


B = {"export=": "", "one": "b.tsx", "two": "b.tsx"}


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        ("module.exports = require('./b');", {"export=": "b.tsx", "one": "b.tsx", "two": "b.tsx"}),
        ("module.exports = require('./c');", {"export=": "c.tsx", "three": "c.tsx"}),
        ("module.exports = { ...require('./b'), two: 3 };", {"export=": "", "one": "b.tsx", "two": ""}),
        ("const b = require('./b'); module.exports = { ...b, two: 3 };", {"export=": "", "one": "b.tsx", "two": ""}),
        ("const a = require('./b'), all = { ...a }; module.exports = all;", B),
        ("const all = { ...require('./b') }; module.exports = all;", B),
        ("const a = require('./b'), all = { ...a }; module.exports = Object.freeze({ ...all });", B),
        ("var a = require('./b'); exports = module.exports = Object.assign({}, a);", B),
        ("const c = require('./e'), a = require('./b'); module.exports = { ...c, ...a };", B),
        ("const a = require('pkg'); module.exports = { ...a };", {"export=": "", "*": "pkg"}),
        ("const { one } = require('./b'), a = require('./b').two; module.exports = { ...one, ...a };", {"export=": ""}),
        ("const a = require('./b'), all = { ...a }; module.exports = { all };", {"export=": "", "all": ""}),
        ("const a = require('./b'); const f = () => ({ ...a }); module.exports = { f };", {"export=": "", "f": ""}),
    ],
)
def test_a_commonjs_module_exports_what_it_hands_on(main: str, expected: dict[str, str]) -> None:
    one = "export const one = 1, two = 2; export type Three = 3; export default one;"
    modules = {"b": one, "c": "module.exports = { three: 3 };", "e": "exports.one = 1;"}
    assert exports(main, **modules) == expected
    used = exports(
        "import whole from './d'; import { three } from './d'; export { whole, three };",
        d="module.exports = require('./c');",
        **modules,
    )
    assert used == {"three": "c.tsx", "whole": "c.tsx"}


def test_what_is_spread_into_exports_is_imported_all_the_same() -> None:
    code = "const b = require('./b'), all = { ...require('./c') }; module.exports = { ...b, ...all };"
    found = item(code, b="exports.one = 1;", c="exports.two = 1;")
    assert [(each.specifier, each.kind, each.names) for each in found.imports] == [
        ("./b", "value", ["*"]),
        ("./c", "value", ["*"]),
    ]
    assert found.unused_exports == ["export="]


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


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("export interface A {}\nexport class A {}\n", "class"),
        ("export type A = 1;\nexport const A = 1;\n", "variable"),
        ("export const A = 1;\nexport type A = 1;\n", "variable"),
        ("type A = 1;\nconst A = 1;\nexport { A };\n", "variable"),
        ("export function A() {}\nexport namespace A {}\n", "function"),
        ("export interface A {}\n", "interface"),
        ("export default { a: 1 };\n", "expression"),
        ("export default make({ a: 1 });\n", "expression"),
        ("export default class {}\n", "class"),
        ("module.exports = { };\n", "expression"),
    ],
)
def test_the_kind_of_an_export(code: str, kind: str) -> None:
    assert [each.kind for each in item(code).exports] == [kind]


def test_a_re_export_of_types_alone_says_so() -> None:
    code = (
        "export type { A } from './b';\nexport { type A, one } from './b';\nexport { type A as C } from './b';\n"
        "export type * from './b';\nexport * from './b';\nimport type { A } from './b';\n"
    )
    found = item(code, b="export type A = 1; export const one = 1;")
    assert [each.type_only for each in found.imports] == [True, False, True, True, False, False]


@pytest.mark.parametrize(
    ("statement", "rest", "is_erased"),
    [
        ("import { A } from './a';", "let x: A; type B = A[]; function f(a: A): a is A {}", True),
        ("import { A } from './a';", "class B implements A {} interface C extends A {} x as A; f<A>(y);", True),
        ("import { A } from './a';", "type B = typeof A; type C = typeof A.b; let c: { A: 1 }; c.A = 'A'; // A", True),
        ("import { A } from './a';", "", True),
        ("import { A } from './a';", "export type { A }; export { type A as B };", True),
        ("import { A } from './a';", "export { A };", False),
        ("import { A } from './a';", "export default A;", False),
        ("import { A } from './a';", "class B extends A {}", False),
        ("import { A } from './a';", "const b = { A };", False),
        ("import { A } from './a';", "const b = { ...A };", False),
        ("import { A } from './a';", "const b = <A />;", False),
        ("import { A } from './a';", "const b = <A.B />;", False),
        ("import { A } from './a';", "let a: A; new A<A>();", False),
        ("import { A } from './a';", "@b() class C { constructor(a: A) {} }", False),
        ("import { A } from './a';", "class C { @b() a: A | null; }", False),
        ("import { A } from './a';", "class C { @b() f(): A<string> {} }", False),
        ("import { A } from './a';", "@b() class C implements A<string> { @d() e: Promise<A>; }", True),
        ("import { A } from './a';", "class C { f(): Promise<A | undefined> {} } // A(1)", True),
        ("import { A } from './a';", "let a: A = ;", False),
        ("import { A as B } from './a';", "let a: B; A;", True),
        ("import { A, b } from './a';", "let a: A; b();", False),
        ("import D, { A } from './a';", "let a: A, d: D;", True),
        ("import D, { A } from './a';", "let a: A; D();", False),
        ("import * as N from './a';", "let a: N.A; let b: typeof N.c;", True),
        ("import * as N from './a';", "N.f();", False),
        ("import R = require('./a');", "let a: R.A;", True),
        ("import R = require('./a');", "R();", False),
        ("import React from './a';", "const b = <i />;", False),
        ("import h from './a';", "/** @jsx h */ const b = <i />;", False),
        ("import {} from './a';", "", False),
        ("import './a';", "", False),
        ("const a = require('./a');", "let b: typeof a;", False),
    ],
)
def test_an_import_of_which_no_name_is_a_value_is_erased(statement: str, rest: str, is_erased: bool) -> None:
    (entry,) = [each for each in facts(f"{statement}\n{rest}\n").imports if each.specifier == "./a"]
    assert entry.is_erased is is_erased
    assert entry.kind in ("value", "side-effect")


def test_imports_that_are_erased_make_no_cycle_and_those_of_javascript_are_not() -> None:
    extractor = ModulesExtractor()
    names = ("a.ts", "b.ts", "c.js", "d.js")
    texts = ["import { B } from './b';\nexport interface A { b: B }", "import { A } from './a';\nexport const B = A;"]
    texts += [text.replace("'./b'", "'./d'").replace("'./a'", "'./c'") for text in texts]
    found = items_of(extractor, dict(zip(names, texts, strict=True)), (extractor,))
    assert {each.file: each.cycle for each in found if each.cycle} == {
        "c.js": ["c.js", "d.js"],
        "d.js": ["d.js", "c.js"],
    }
    assert [each.kind for each in found[0].imports] == ["value"]


@pytest.mark.parametrize("statement", ["import * as n from './b';", "const n = require('./b');"])
def test_all_is_used_of_a_namespace_that_is_spread(statement: str) -> None:
    extractor = ModulesExtractor()
    sources = {"a.ts": f"{statement}\nconsole.log({{ ...n }}, n.one);", "b.ts": "export const one = 1, two = 2;"}
    assert [each.unused_exports for each in items_of(extractor, sources, (extractor,))] == [[], []]


def test_of_a_namespace_that_is_spread_after_it_was_loaded_no_names_are_told() -> None:
    (entry,) = facts("import('./a').then((m) => ({ ...m, x: m.b }));").imports
    assert entry.names == []


def test_what_is_exported_of_an_asset_comes_from_there() -> None:
    found = item("export { default as logo } from './logo.svg';\nexport { default as gone } from './gone';\n")
    assert [(each.name, each.kind, each.from_) for each in found.exports] == [
        ("gone", "unknown", UNSET),
        ("logo", UNSET, "logo.svg"),
    ]


def test_a_module_that_is_imported_for_its_text_does_not_run() -> None:
    found = item("import text from './b?raw';\nexport default text;\n", b="import a from './main';\nexport default a;")
    assert (found.imports[0].asset, found.cycle) == ("b.tsx", [])


@pytest.mark.parametrize(
    "code",
    [
        "a as import('./x').X;",
        "a as unknown as import('./x').X;",
        "a satisfies import('./x').X;",
        "a as import('./x').X | null;",
        "function f(a: unknown): a is import('./x').X { return true; }",
        "function f(a: unknown): asserts a is import('./x').X {}",
        "let f: () => import('./x').X;",
        "let f: new () => import('./x').X;",
        "type K = keyof import('./x').X;",
        "type M = { [k in import('./x').X]: 1 };",
        "function f<T extends import('./x').X>() {}",
        "class A implements import('./x').X {}",
        "type C = A extends import('./x').X ? 1 : 2;",
        "type T = { m(): import('./x').X };",
    ],
)
def test_import_types(code: str) -> None:
    (entry,) = facts(code).imports
    assert (entry.kind, [each.imported for each in entry.names]) == ("type", ["X"])


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("let a: import('./b').used;", "used"),
        ("let a: import('./b').used.deep<1>;", "used"),
        ("let a: typeof import('./b').used;", "used"),
        ("let a: (typeof import('./b')) ['used'];", "*"),
        ("let a: typeof import('./b')['used'];", "used"),
        ("let a: typeof import('./b', { with: { 'resolution-mode': 'import' } }).used;", "used"),
        ('let a: z.infer<typeof import("./b").used>;', "used"),
        ("let a: typeof import('./b');", "*"),
        ("let a: (typeof import('./b'))[K];", "*"),
        ("let a: import('./b').größe;", "größe"),
    ],
)
def test_an_import_type_uses_what_it_names(code: str, name: str) -> None:
    sources = {"src/b.ts": "export const a = 1, used = 2;", "src/c.ts": code}
    found = items_of(ModulesExtractor(), sources, (ModulesExtractor(),))
    assert found[1].imports[0].names == [name]
    assert found[0].unused_exports == {"*": [], "used": ["a"]}.get(name, ["a", "used"])


@pytest.mark.parametrize("code", ["import('./x') as A;", "(import('./x') satisfies A).then(f);", "[import('./x')];"])
def test_what_is_loaded_and_then_given_a_type_is_no_import_type(code: str) -> None:
    assert [each.kind for each in facts(code).imports] == ["dynamic"]


def test_each_cycle_is_counted_once() -> None:
    sources = {f"{name}.ts": f"import {{ a }} from './{other}';\nexport const a = () => a;\n" for name, other in CYCLES}
    extractor = ModulesExtractor()
    counted = extractor.counters(items_of(extractor, sources, (extractor,)))
    assert (counted["modules_in_cycles"], counted["cycles"]) == (5, 2)


CYCLES = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"), ("e", "d"), ("f", "a")]


@pytest.mark.parametrize(
    ("main", "unused"),
    [
        ("import b = require('./b'); b.one();", ["two"]),
        ("import b = require('./b'); import one = b.one; one();", ["two"]),
        ("import b = require('./b'); type Two = b.two;", ["one"]),
        ("import b = require('./b'); all(b);", []),
        ("import b = require('./b'); const { one } = b;", []),
        ("import b = require('./b'); export { b };", []),
    ],
)
def test_members_of_what_an_import_equals_are_used(main: str, unused: list[str]) -> None:
    extractor = ModulesExtractor()
    for whole in ("export = { one: 1, two: 2 };", "namespace b { export const one = 1, two = 2; } export = b;"):
        items = {each.file: each for each in items_of(extractor, {"main.ts": main, "b.ts": whole}, (extractor,))}
        assert [each.names for each in items["main.ts"].imports] == [["export="]]
        assert items["b.ts"].unused_exports == unused
