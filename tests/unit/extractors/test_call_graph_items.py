"""Nodes of the call graph, the circumstances of their calls, what is counted, and cycles."""

from __future__ import annotations

import pytest
from call_items import calls, graph, items, shown
from hypothesis import given
from hypothesis import strategies as st

from stocktake.extractors.call_graph.extraction import _Ranges
from stocktake.extractors.call_graph.extractor import MAX_CYCLE, CallGraphExtractor

DECLARED = "function a() {} function b() { return 1; }\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a();", "call main#a"),
        ("if (x) a();", "call main#a?"),
        ("if (a()) {}", "call main#a"),
        ("if (x) {} else a();", "call main#a?"),
        ("x ? a() : 1;", "call main#a?"),
        ("x ? 1 : a();", "call main#a?"),
        ("a() ? 1 : 2;", "call main#a"),
        ("x && a();", "call main#a?"),
        ("x || a();", "call main#a?"),
        ("x ?? a();", "call main#a?"),
        ("a() && x;", "call main#a"),
        ("x ??= a();", "call main#a?"),
        ("switch (x) { case 1: a(); }", "call main#a?"),
        ("switch (a()) { case 1: }", "call main#a"),
        ("try { x(); } catch { a(); }", "call main#a?"),
        ("try { a(); } finally { }", "call main#a"),
        ("try { } finally { a(); }", "call main#a"),
        ("a?.();", "call main#a?"),
        ("if (x) { list.then(() => { a(); }); }", "call main#a?"),
        ("a(x?.y);", "call main#a"),
        ("x?.y(a());", "call main#a?"),
        ("x?.y.z((w) => a());", "call main#a?"),
        ("x?.(a());", "call main#a?"),
        ("x.y(z?.w, a());", "call main#a"),
        ("a(); if (x) a();", "call main#a x2"),
        ("if (x) a(); x && a();", "call main#a? x2"),
        ("for (const y of list) a();", "call main#a*"),
        ("for (const y of a()) {}", "call main#a"),
        ("for (let i = a(); ; ) {}", "call main#a"),
        ("for (; a(); ) {}", "call main#a*"),
        ("while (a()) {}", "call main#a*"),
        ("do { a(); } while (x);", "call main#a*"),
        ("list.map((y) => a());", "call main#a*"),
        ("list.reduce((y) => y, a());", "call main#a"),
        ("list?.forEach(function () { a(); });", "call main#a?*"),
        ("x(y ? a : undefined);", "callback main#a?"),
        ("x({ y: z && a });", "callback main#a?"),
        ("x([y ?? a]);", "callback main#a?"),
        ("x(a ?? y);", "callback main#a"),
        ("x(y ? (a as any) : z);", "callback main#a?"),
        ("x(a as any);", "callback main#a"),
        ("x((a satisfies Y));", "callback main#a"),
        ("const y = z && (() => <i on={x ? a : y} />);", "callback main#a?"),
        ("list.sort(() => a());", "call main#a*"),
        ("list.toSorted((y, z) => a());", "call main#a*"),
        ("list.map(a());", "call main#a"),
        ("list.map(a);", "callback main#a*"),
        ("list.find({ where: a() });", "call main#a"),
        ("list.find(Thing, a());", "call main#a"),
        ("Array.from(a());", "call main#a"),
        ("Array.from(list, a);", "callback main#a*"),
        ("Arr.map(a(), x);", "call main#a"),
        ("list.findLastIndex(() => a());", "call main#a*"),
        ("Array.from(a(), (y) => y);", "call main#a"),
        ("Array.from(list, () => a());", "call main#a*"),
        ("a(); for (;;) { a(); }", "call main#a* x2"),
        ("for (;;) { if (x) a(); }", "call main#a?*"),
    ],
)
def test_circumstances(body: str, expected: str) -> None:
    assert calls(DECLARED + f"export function main(x, list) {{ {body} }}") == [expected]


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("export function load() {}", "load", "function"),
        ("export const load = async () => {};", "load", "arrow"),
        ("export const load = function () {};", "load", "function"),
        ("export default () => {};", "default", "arrow"),
        ("export default function () {}", "default", "function"),
        ("export function useLoad() {}", "useLoad", "hook"),
        ("export const useLoad = create(() => {}); function create(f) {}", "useLoad", "hook"),
        ("export const Page = () => <i />;", "Page", "component"),
        ("import { memo } from 'react'; export const Page = memo(() => <i />);", "Page", "component"),
        ("import { Component } from 'react'; export class Page extends Component {}", "Page", "component"),
        ("export class Thing {}", "Thing", "class"),
        ("export class Thing { go() {} }", "Thing.go", "method"),
        ("export class Thing { #go() {} }", "Thing.#go", "method"),
        ("export const thing = { 'go': () => 1 };", "thing.go", "method"),
        ("export const step = create(() => {}); function create(f) {}", "step", "value"),
        ("load(); function load() {}", "(module)", "module"),
        ("Thing.prototype.go = function () {}; function Thing() {}", "Thing.go", "method"),
    ],
)
def test_node_types(code: str, name: str, kind: str) -> None:
    assert items(code)[name]["nodeType"] == kind


@pytest.mark.parametrize(
    "code",
    [
        "export const limit = 3;",
        "export const limits = { a: 1, b: [2] };",
        "export type A = string; export interface B {}",
        "import { z } from 'zod'; export const schema = z.object({});",
        "declare function outside(): void;",
        "import './b';",
    ],
)
def test_what_is_no_node(code: str) -> None:
    assert items(code) == {}


@pytest.mark.parametrize("body", ["x(a && y);", "x(a ? y : z);", "x(a === y);", "const y = z ? a : x;", "y = a as Z;"])
def test_what_is_not_passed(body: str) -> None:
    assert calls(DECLARED + f"export function main(x, y, z) {{ {body} }}") == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "import { forwardRef } from 'react'; const _Down = forwardRef(function () {}); const main = make(_Down);",
            ["callback main#_Down"],
        ),
        ("const FAQ = () => <i />; export const main = () => <b x={FAQ} />;", ["callback main#FAQ"]),
        ("import { lazy } from 'react'; export const Main = lazy(() => import('./b'));", ["callback b#Page"]),
        (
            "import { lazy } from 'react';"
            "export const Main = lazy(() => import('./b').then((it) => ({ default: it.Side })));",
            ["callback b#Side"],
        ),
        ("function seal(x) {} @seal export class main { @seal go() {} }", ["call main#seal x2"]),
    ],
)
def test_what_is_given_to_a_wrapper_or_decorator(code: str, expected: list[str]) -> None:
    other = "export default function Page() { return <i />; } export const Side = () => <i />;"
    found = items(code, b=other)
    assert shown(found.get("main") or found.get("Main") or {}) == expected


def test_what_another_file_renders_is_a_component() -> None:
    """As the components inventory has it, which goes by what renders it where its own file does not say."""
    icon = (
        "import { Action } from 'kit'; export const Icon = Action.extend({ size: 1 }); export const Other = Icon.b();"
    )
    sources = {
        "src/icon.ts": icon + "export const { Provider } = Action.make(); export const { Rest } = Action.make();",
        "src/page.tsx": "import { Icon, Provider } from './icon'; const Page = () => <Provider><Icon/></Provider>;",
    }
    found = {item.name: (item.node_type, item.exports) for item in graph(sources) if item.file == "src/icon.ts"}
    assert found == {"Icon": ("component", ["Icon"]), "Provider": ("component", ["Provider"])}


@pytest.mark.parametrize(
    ("code", "is_hook"),
    [
        ("export const useLayout = typeof window !== 'undefined' ? useA : useB;", True),
        ("import { api } from 'kit'; export const { useItemQuery } = api;", True),
        ("export const { useItemQuery } = window.api;", True),
        ("export const useSecure = process.env.URL?.startsWith('https://');", False),
        ("export const useSecure = process.env.URL?.startsWith('https://'); if (useSecure) {}", False),
    ],
)
def test_a_hook_is_what_the_hooks_inventory_has(code: str, is_hook: bool) -> None:
    found = items(code)
    assert [(item["nodeType"], item["exports"]) for item in found.values()] == (
        [("hook", [next(iter(found))])] if is_hook else []
    )


@pytest.mark.parametrize(
    ("exported", "name"),
    [
        ("memo(Foo)", "Foo"),
        ("connect(a)(Foo)", "Foo"),
        ("withA(withB(Foo), Params)", "Foo"),
        ("make({ x: 1 }, Foo)", "Foo"),
        ("make('x', Params, Foo)", "Foo"),
        ("make('x', Params, a)", "default"),
        ("make(a, Params)", "default"),
    ],
)
def test_what_a_wrapper_is_exported_around(exported: str, name: str) -> None:
    code = "const Params = schema(); const Foo = () => a(); function a() {} function make() {} function schema() {}"
    found = items(f"{code} export default {exported};")
    assert [item["name"] for item in found.values() if "default" in item.get("exports", ())] == [name]


def test_lines_exports_and_async() -> None:
    code = (
        "\n"
        "export { load as read };\n"
        "async function load(): Promise<void>;\n"
        "async function load(x?: string) {\n"
        "}\n"
        "export class Store {\n"
        "    static async open() {\n"
        "    }\n"
        "    get size() { return 1; }\n"
        "    set size(x) { load(); }\n"
        "}\n"
    )
    found = items(code)
    assert found["load"] == {
        "name": "load",
        "file": "src/main.tsx",
        "line": 3,
        "endLine": 5,
        "nodeType": "function",
        "exports": ["read"],
        "async": True,
    }
    assert found["Store.open"]["async"] is True
    assert (found["Store.open"]["line"], found["Store.open"]["endLine"]) == (7, 8)
    # A getter and its setter are one.
    assert [call["to"] for call in found["Store.size"]["calls"]] == ["src/main.tsx#load"]


def test_what_react_calls_is_part_of_the_component() -> None:
    code = (
        "import { Component } from 'react'; function start() {}\n"
        "export class Page extends Component {\n"
        "    componentDidMount() { start(); }\n"
        "    static getDerivedStateFromError() { start(); }\n"
        "    UNSAFE_componentWillMount() { start(); }\n"
        "    render() { return this.row(); }\n"
        "    row() { return <i />; }\n"
        "}\n"
    )
    assert sorted(items(code)) == ["Page", "Page.row", "start"]
    assert calls(code, "Page") == ["call main#Page.row", "call main#start x3"]


def test_decorators_belong_to_the_class_and_code_in_functions_to_the_declaration() -> None:
    code = (
        "function Log() { return () => {}; }\n"
        "@Log() export class Thing { @Log() go() {} }\n"
        "export function main() { function inner() { return () => Log(); } return inner; }\n"
    )
    assert calls(code, "Thing") == ["call main#Log x2"]
    assert calls(code) == ["call main#Log"]


def test_calls_that_leave_the_project_are_counted_by_package() -> None:
    code = (
        "import axios from 'axios'; import { useState } from 'react'; import { Box } from '@mui/material';\n"
        "export const main = () => {\n"
        "    const [open, setOpen] = useState(false); setOpen(true);\n"
        "    const client = axios.create(); client.get().then();\n"
        "    return <Box>{open}</Box>;\n"
        "};\n"
    )
    external = items(code)["main"]["external"]
    assert external["@mui/material"] == 1
    assert external["react"] == 2
    assert list(external) == sorted(external)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("x(); x.y();", 2),
        ("console.log(JSON.parse('')); [1].map(String); 'a'.trim();", 0),
        ("const f = () => 1; f();", 0),
        ("const { save } = useContext(C); save();", 1),
        ("missing();", 1),
        ("const a = b, b = a; a();", 1),
        ("this.go();", 1),
    ],
)
def test_what_cannot_be_resolved_is_counted(body: str, count: int) -> None:
    head = "import { missing } from './nowhere'; import { useContext } from 'react'; const C = null;\n"
    assert items(head + f"export function main(x) {{ {body} }}")["main"].get("unresolved", 0) == count


def test_cycles_over_files() -> None:
    sources = {
        "src/a.ts": "import { b } from './b'; export function a() { b(); }",
        "src/b.ts": "import { C } from './c'; export const b = () => new C();",
        "src/c.ts": "import { a } from './a'; export class C { constructor() { a(); } go() { [1].map(a); } }",
        "src/d.ts": "import { a } from './a'; export function d() { d(); a(); }",
    }
    cycles = {item.name: item.cycle for item in graph(sources) if item.cycle}
    assert cycles == {
        "a": ["src/a.ts#a", "src/b.ts#b", "src/c.ts#C"],
        "b": ["src/b.ts#b", "src/c.ts#C", "src/a.ts#a"],
        "C": ["src/c.ts#C", "src/a.ts#a", "src/b.ts#b"],
    }
    counters = CallGraphExtractor().counters(graph(sources))
    assert (counters["cycles"], counters["nodes_in_cycles"]) == (1, 3)


def test_passing_a_function_makes_no_cycle() -> None:
    code = "export function a(f) { b(); } export function b() { register(a); } function register(f) {}"
    assert "cycle" not in items(code)["a"]


def test_long_cycles_are_cut() -> None:
    names = [f"f{index}" for index in range(MAX_CYCLE + 3)]
    code = "".join(
        f"function {name}() {{ {following}(); }}\n"
        for name, following in zip(names, [*names[1:], names[0]], strict=True)
    )
    cycle = items(code)["f0"]["cycle"]
    assert len(cycle) == MAX_CYCLE
    assert cycle[-1] == "…"


def test_calls_are_sorted_by_id() -> None:
    code = "import { z, a } from './b'; export function main() { z(); own(); a(); z(a); } function own() {}"
    found = items(code, b="export function z() {} export function a() {}")["main"]["calls"]
    assert [call["to"] for call in found] == ["src/b.tsx#a", "src/b.tsx#a", "src/b.tsx#z", "src/main.tsx#own"]


def test_counters() -> None:
    found = graph(
        {
            "src/a.tsx": (
                "import axios from 'axios'; import { useB, B } from './b';\n"
                "export const A = (x) => { useB(); useB(); axios(); x(); [].map(go); return <B />; };\n"
                "function go() { new Thing(); } class Thing {}\n"
            ),
            "src/b.tsx": "export function useB() {} export const B = () => <i />;",
        }
    )
    assert CallGraphExtractor().counters(found) == {
        "nodes": 5,
        "edges": 4,
        "call_edges": 0,
        "hook_edges": 1,
        "new_edges": 1,
        "render_edges": 1,
        "callback_edges": 1,
        "uses_in_project": 4,
        "uses_of_packages": 1,
        "uses_unresolved": 1,
        "nodes_in_cycles": 0,
        "cycles": 0,
    }
    summary = CallGraphExtractor().summarise(CallGraphExtractor().counters(found))
    assert summary["resolved_per_mille"] == 833


@given(st.permutations(["src/a.ts", "src/b.ts", "src/c.ts"]))
def test_the_order_of_files_changes_nothing(order: list[str]) -> None:
    sources = {
        "src/a.ts": "import { b } from './c'; export function a() { b.go(); }",
        "src/b.ts": "import { a } from './a'; export class B { go() { a(); } }",
        "src/c.ts": "import { B } from './b'; export const b = new B();",
    }
    expected = sorted(graph(sources), key=lambda item: (item.file, item.line, item.name))
    found = sorted(graph({path: sources[path] for path in order}), key=lambda item: (item.file, item.line, item.name))
    assert found == expected


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))),
    st.integers(-1, 41),
)
def test_ranges_hold_what_any_of_them_holds(ranges: list[tuple[int, int]], position: int) -> None:
    assert _Ranges(ranges).holds(position) == any(start <= position < end for start, end in ranges)


def test_choice_of_names_that_are_nothing_is_what_its_type_says() -> None:
    source = "import { ElementType } from 'react'; export function Main({ as = 'a', by }) { %s return <Tag />; }"
    typed = items(source % "let el = as; const Tag: ElementType = el ? el : by;")["Main"]
    assert typed["external"] == {"react": 1}
    one = items(source % "const Tag: ElementType = by ?? Main;")["Main"]
    assert (shown(one), one["unresolved"]) == (["render main#Main?"], 1)


@pytest.mark.parametrize("given", ["<Side groups={ALL_GROUPS} />", "use(ALL_GROUPS)", "use({ a: ALL_GROUPS })"])
def test_functions_in_capitals_are_given_away(given: str) -> None:
    code = f"const ALL_GROUPS = () => []; const MAX_SIZE = 5; export const main = () => [{given}, use(MAX_SIZE)];"
    assert calls(code) == ["callback main#ALL_GROUPS"]
