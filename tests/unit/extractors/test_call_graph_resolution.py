"""What calls lead to: imports, aliases, members, instances, base classes, and names that mean something else."""

from __future__ import annotations

import pytest
from call_items import calls, items, shown

API = "export const get = () => 1;\nexport function set() {}\nexport default function make() {}\n"
SERVICE = (
    "export class Base { shared() {} static build() {} }\n"
    "export class Service extends Base {\n"
    "    constructor(readonly name = '') { super(); }\n"
    "    run() { this.step(); super.shared(); }\n"
    "    private step() {}\n"
    "    arrow = () => this.step();\n"
    "    static create() { return new Service(); }\n"
    "    get self() { return this.run(); }\n"
    "}\n"
    "export const service = new Service();\n"
    "export const makeService = (): Promise<Service> => Promise.resolve(service);\n"
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import { get } from './b'; export function main() { get(); }", ["call b#get"]),
        ("import { get as g } from './b'; export function main() { g(); }", ["call b#get"]),
        ("import make from './b'; export function main() { make(); }", ["call b#make"]),
        (
            "import {\n  set,\n  // not from 'c'\n  get /* nor from 'd' */,\n} from './b';\n"
            "export function main() { get(); set(); }",
            ["call b#get", "call b#set"],
        ),
        (
            "import { set as from, get } from './b'; export function main() { from(get()); }",
            ["call b#get", "call b#set"],
        ),
        (
            "import * as api from './b'; export function main() { api.get(); api.default(); }",
            ["call b#get", "call b#make"],
        ),
        ("import * as api from './b'; export function main() { api['get'](); }", ["call b#get"]),
        ("import * as api from './b'; export function main() { (api as any).get!(); }", ["call b#get"]),
        ("import { get } from './b'; export function main() { const f = get; f(); }", ["call b#get"]),
        ("import * as api from './b'; export function main() { const { get: f } = api; f(); }", ["call b#get"]),
        ("import * as api from './b'; const { set } = api; export function main() { set(); }", ["call b#set"]),
        ("import { get } from './b'; const alias = get; export function main() { alias(); }", ["call b#get"]),
        ("export async function main() { const { get } = await import('./b'); get(); }", ["call b#get"]),
        ("export async function main() { (await import('./b')).get(); }", ["call b#get"]),
        (
            "import { get } from './b'; export const main = () => { if (!get<A>(1)) return typeof get<A>(2); };",
            ["call b#get x2"],
        ),
        (
            "import { get } from './b'; export const main = async () => !(await get<A>(1)) && !await get<A>(1);",
            ["call b#get x2"],
        ),
        ("export function main() { import('./b').then((it) => it.get()); }", ["call b#get"]),
        ("export function main() { import('./b').then(({ get: f }) => f()).catch(() => {}); }", ["call b#get"]),
        ("export async function main() { const f = await import('./b').then(it => it.get); f(); }", ["call b#get"]),
        (
            "import { get } from './b'; export function main() { const f = get.bind(null); f(); }",
            ["call b#get", "callback b#get"],
        ),
        ("import { get } from './b'; export function main() { get`text`; }", ["call b#get"]),
        (
            "import { get } from './b'; export function main() { get.call(null); get.apply(null, []); }",
            ["call b#get x2"],
        ),
        (
            "const has = Object.prototype.hasOwnProperty; export function main(a) { has.call(a, 'b'); has.other(); }",
            ["call main#has"],
        ),
        ("import { get } from './b'; export const main = () => { (() => get())(); };", ["call b#get"]),
        ("import { get } from './b'; export const main = (a = get()) => a;", ["call b#get"]),
    ],
)
def test_imports_and_aliases(code: str, expected: list[str]) -> None:
    assert calls(code, b=API) == expected


@pytest.mark.parametrize(
    "code",
    [
        "import { get } from './b'; export function main(get: () => void) { get(); }",
        "import { get } from './b'; export function main() { const get = () => 1; get(); }",
        "import { get } from './b'; export function main() { function get() {} get(); }",
        "import * as api from './b'; export function main(api: any) { api.get(); }",
        "import { get } from './b'; export function main({ get }: { get: () => void }) { get(); }",
        "import { get } from './b'; export function main() { for (const get of []) { get(); } }",
        "import { get } from './b'; export function main() { try { } catch (get) { get(); } }",
        "import type { get } from './b'; export function main() { get(); }",
        "export function main(x: any) { x.get(); x(); }",
    ],
)
def test_names_that_mean_something_else(code: str) -> None:
    assert calls(code, b=API) == []


def test_a_parameter_of_a_function_type_hides_nothing_around_it() -> None:
    code = "import { get } from './b'; export function main(f: (get: string) => void) { get(); }"
    assert calls(code, b=API) == ["call b#get"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("new Service().run();", ["call b#Service.run", "new b#Service"]),
        ("const s = new Service(); s.run();", ["call b#Service.run", "new b#Service"]),
        ("service.run(); service.shared();", ["call b#Base.shared", "call b#Service.run"]),
        ("service.arrow();", ["call b#Service.arrow"]),
        ("Service.create().run();", ["call b#Service.create", "call b#Service.run"]),
        ("Service.build();", ["call b#Base.build"]),
        ("const s = globalThis.service ?? new Service(); s.run();", ["call b#Service.run", "new b#Service?"]),
        ("makeService().then((s) => s.run());", ["call b#Service.run", "call b#makeService"]),
        ("const s = await makeService(); s.run();", ["call b#Service.run", "call b#makeService"]),
        ("let s: Service | null = null; s?.run();", ["call b#Service.run?"]),
        ("(x as unknown as Service).run();", ["call b#Service.run"]),
        ("const run = (s: Service) => s.run();", ["call b#Service.run"]),
        ("const f = (s: ReturnType<typeof makeService>) => s.run();", ["call b#Service.run"]),
        ("service.missing();", []),
    ],
)
def test_instances(body: str, expected: list[str]) -> None:
    code = f"import {{ Service, service, makeService }} from './b'; export async function main(x: unknown) {{ {body} }}"
    assert calls(code, b=SERVICE) == expected


def test_this_and_super() -> None:
    found = items(SERVICE)
    assert found["Service"]["extends"] == "src/main.tsx#Base"
    assert calls(SERVICE, "Service") == ["call main#Base"]
    assert calls(SERVICE, "Service.run") == ["call main#Base.shared", "call main#Service.step"]
    assert calls(SERVICE, "Service.arrow") == ["call main#Service.step"]
    assert calls(SERVICE, "Service.self") == ["call main#Service.run"]
    assert "Service.constructor" not in found


def test_base_classes_are_followed_across_files_and_may_be_circular() -> None:
    code = "import { Middle } from './b'; export class A extends Middle { main() { this.deep(); this.none(); } }"
    middle = "import { Root } from './c'; export class Middle extends Root {}"
    root = "export class Root { deep() {} }"
    assert calls(code, "A.main", b=middle, c=root) == ["call c#Root.deep"]
    circle = "class A extends B { main() { this.none(); } } class B extends A {}"
    assert items(circle)["A.main"]["unresolved"] == 1


def test_fields_and_constructor_parameters_hold_instances() -> None:
    code = (
        "import { Service } from './b';\n"
        "export class Main {\n"
        "    private own = new Service();\n"
        "    private typed?: Service;\n"
        "    private set;\n"
        "    nested = { go: () => this.own.run() };\n"
        "    constructor(private given: Service, plain: Service) { this.set = plain; }\n"
        "    main() { this.own.run(); this.typed?.shared(); this.given.arrow(); this.set.self; this.nested.go(); }\n"
        "}\n"
    )
    assert calls(code, "Main.main", b=SERVICE) == [
        "call b#Base.shared?",
        "call b#Service.arrow",
        "call b#Service.run",
        "call main#Main.nested.go",
    ]
    assert calls(code, "Main.nested.go", b=SERVICE) == ["call b#Service.run"]
    assert calls(code, "Main", b=SERVICE) == ["new b#Service"]


def test_object_literals() -> None:
    code = (
        "import { get } from './b';\n"
        "const base = { shared() {} };\n"
        "const api = { ...base, get, own() { this.inner.deep(); }, inner: { deep: () => 1 }, made: wrap(get) };\n"
        "function wrap(f: unknown) { return f; }\n"
        "export function main() { api.shared(); api.get(); api.own(); api.inner.deep(); api.made(); api.none(); }\n"
    )
    found = items(code, b=API)
    assert calls(code, b=API) == [
        "call b#get",
        "call main#api.inner.deep",
        "call main#api.made",
        "call main#api.own",
        "call main#base.shared",
    ]
    assert found["main"]["unresolved"] == 1
    assert calls(code, "api.own", b=API) == ["call main#api.inner.deep"]
    assert calls(code, "api", b=API) == ["call main#wrap", "callback b#get x2"]


def test_what_a_function_returns_leads_on() -> None:
    hook = (
        "import { get } from './c';\n"
        "export function useThing() { const local = () => get(); return { get, local, inline: () => 1, data: 1 }; }\n"
    )
    code = (
        "import { useThing } from './b';\n"
        "export function main() { const { get, local, data } = useThing(); get(); local(); data.map(); }\n"
    )
    found = items(code, b=hook, c=API)["main"]
    assert calls(code, b=hook, c=API) == ["call b#useThing", "call c#get", "hook b#useThing"]
    assert found["unresolved"] == 1


def test_a_module_by_the_type_of_its_import() -> None:
    code = (
        "let api: typeof import('./b') | undefined;\n"
        "export async function main() { api ??= await import('./b'); api.get(); }\n"
        "export function other() { import('./b').then((it) => it.set()); }\n"
    )
    assert calls(code, b=API) == ["call b#get"]
    assert calls(code, "other", b=API) == ["call b#set"]


def test_a_name_for_what_a_function_made_is_what_is_called() -> None:
    forms = (
        "function configure() { function useForm() {} return { useForm, reset: () => 1 }; }\n"
        "const forms = configure();\n"
        "export const useForm = forms.useForm;\n"
        "export const { reset } = configure();\n"
        "export const again = reset;\n"
        "export default forms;\n"
    )
    code = (
        "import forms, { again, reset, useForm } from './b';\n"
        "export function main() { useForm(); reset(); again(); forms.reset(); }\n"
    )
    # Only where no name was given to it, it is part of the function that made it.
    assert calls(code, b=forms) == ["call b#again", "call b#configure", "call b#reset", "hook b#useForm"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("Menu.Item = Row; export const main = () => <Menu.Item />;", ["render main#Row"]),
        ("Menu.Item = () => <i />; export const main = () => <Menu.Item />;", ["render main#Menu.Item"]),
        ("const All = Object.assign(Menu, { Row }); export const main = () => <All.Row />;", ["render main#Row"]),
        ("const All = Object.assign({}, { Row }); export const main = () => <All.Row />;", ["render main#Row"]),
        (
            "export const main = () => React.createElement(Menu, null, <Row />);",
            ["render main#Menu", "render main#Row"],
        ),
        ("export const main = () => <div><motion.div /><svg:rect /></div>;", []),
        ("export const main = ({ Row }) => <Row />;", []),
        ("export const main = () => { const Local = Row; return <Local />; };", ["render main#Row"]),
    ],
)
def test_rendering(code: str, expected: list[str]) -> None:
    parts = "import React from 'react'; function Menu() { return <b />; } const Row = () => <i />;\n"
    assert calls(parts + code) == expected


def test_a_component_exported_under_a_wrapper_is_itself() -> None:
    inner = "import { memo } from 'react'; const Inner = () => <i />; export default memo(Inner);"
    assert calls("import Any from './b'; export const main = () => <Any />;", b=inner) == ["render b#Inner"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("list.map(get)", ["callback b#get*"]),
        ("window.addEventListener('x', get)", ["callback b#get"]),
        ("useCallback(get)", ["callback b#get"]),
        ("useQuery({ queryFn: get })", ["callback b#get"]),
        ("register({ get, LIMIT })", ["callback b#get"]),
        ("(get.bind(null), list)", ["callback b#get"]),
        ("<a onClick={get}>{set}</a>", ["callback b#get", "callback b#set"]),
        ("register(Panel, LIMIT, value)", ["callback b#Panel"]),
        ("get(get)", ["call b#get", "callback b#get"]),
    ],
)
def test_passing_by_name(body: str, expected: list[str]) -> None:
    code = f"import {{ get, set, Panel, LIMIT, value }} from './b'; export const main = (list: any) => {body};"
    declared = API + "export class Panel {}\nexport const LIMIT = 3;\nexport const value = { a: 1 };\n"
    assert calls(code, b=declared) == expected


def test_commonjs() -> None:
    code = "const { run } = require('./b'); const all = require('./b'); exports.main = () => { run(); all.stop(); };"
    other = "exports.run = function () {}; exports.stop = () => {};"
    assert calls(code, b=other) == ["call b#run", "call b#stop"]


def test_a_function_of_the_language_under_another_name() -> None:
    code = "import { has } from './b'; export function main(a) { has.call(a, 'b'); has.bind(a)('c'); has.length; }"
    other = "export const has = Object.prototype.hasOwnProperty;"
    assert calls(code, b=other) == ["call b#has x2"]


def test_namespaces() -> None:
    code = "import { Tools } from './b'; export function main() { Tools.cut(); Tools.join(); }"
    tools = "export namespace Tools { export function cut() {} export const join = () => cut(); }"
    assert calls(code, b=tools) == ["call b#Tools.cut", "call b#Tools.join"]


def test_what_belongs_to_the_language_is_not_counted() -> None:
    code = (
        "import { cache, Known } from './b';\n"
        "const seen = new Set(); const WORDS = ['a']; const NAME = /x/; let late: string | null = null;\n"
        "class Own extends Error { constructor() { super('x'); } }\n"
        "export function main() {\n"
        "    seen.has(1); WORDS.map(String); NAME.test('a'); late?.trim(); cache.get(1).run();\n"
        "    import('./b').then(() => {}); new Own().toString(); fetch('/').then((it) => it.json());\n"
        "}\n"
        "export function other() { Known.go(); table.go(); let client = null; client.go(); }\n"
        "const table = Object.freeze(WORDS);\n"
    )
    found = items(code, b="export const cache = new Map(); export const Known = Object.assign(cache, { x: 1 });")
    assert "unresolved" not in found["main"]
    assert "unresolved" not in found["Own"]
    assert found["other"]["unresolved"] == 2


def test_a_chain_of_a_package_is_the_packages_whatever_is_passed() -> None:
    code = (
        "import { z } from 'zod'; const name = z.string().refine((it) => it);\n"
        "export const main = () => {\n"
        "    const local = z.string().transform((it) => it);\n"
        "    return [name.min(1), local.min(1)];\n"
        "};\n"
    )
    found = items(code)["main"]
    assert found["external"] == {"zod": 4}
    assert "unresolved" not in found


def test_a_context_has_what_react_gives_it() -> None:
    code = (
        "import { createContext, useContext } from 'react'; const Theme = createContext(null);\n"
        "export const main = () => { const it = useContext(Theme); it.go(); return <Theme.Provider value={1} />; };\n"
    )
    found = items(code)["main"]
    assert (found["external"], found["unresolved"]) == ({"react": 2}, 1)


def test_members_with_computed_and_quoted_names() -> None:
    code = (
        "const api = { ['made']() {}, 'two-words': () => 1 };\n"
        "export function main() { api['made'](); api['two-words'](); }\n"
    )
    assert calls(code) == ["call main#api.made", "call main#api.two-words"]


def test_this_of_a_static_method_makes_instances_of_its_class() -> None:
    code = (
        "class Store { static make() { return new this(); } go() {} }\nexport function main() { Store.make().go(); }\n"
    )
    assert calls(code, "Store.make") == ["new main#Store"]
    assert calls(code) == ["call main#Store.go", "call main#Store.make"]


def test_commonjs_modules_as_a_whole() -> None:
    code = (
        "const run = require('./b'); const Base = require('./c'); const { first } = require('./d');\n"
        "const all = require('./d'); const Late = require('./e').Late;\n"
        "class Own extends Base {}\n"
        "module.exports = function main() { run(); new Base().go(); first(); all.second(); new Late(); };\n"
    )
    others = {
        "b": "module.exports = function () {};",
        "c": "class Base { go() {} } module.exports = Base;",
        "d": "const api = { second() {} }; module.exports = { first: () => module.exports.first(), ...api };",
        "e": "exports.Late = class {}; exports.go = () => exports.Late();",
    }
    assert calls(code, "default", **others) == [
        "call b#default",
        "call c#Base.go",
        "call d#api.second",
        "call d#default.first",
        "new c#Base",
        "new e#Late",
    ]
    assert items(code, **others)["Own"]["extends"] == "src/c.tsx#Base"
    assert items(code, **others)["default"]["exports"] == ["export="]
    assert calls(others["e"], "go") == ["call main#Late"]
    assert items(others["e"])["Late"]["exports"] == ["Late"]
    assert calls(others["d"], "default.first") == ["call main#default.first"]


def test_an_object_that_a_commonjs_module_exports_by_name_has_members() -> None:
    code = "const { b } = require('./b'); exports.rules = { create(x) { return b(x); }, meta: { fix: () => b() } };"
    others = {"b": "exports.b = () => 1;"}
    assert calls(code, "rules.create", **others) == calls(code, "rules.meta.fix", **others) == ["call b#b"]
    assert "(module)" not in items(code, **others)
    use = "const a = require('./a'); function use() { a.rules.create(1); a.rules.meta.fix(); }"
    assert calls(use, "use", a=code, **others) == ["call a#rules.create", "call a#rules.meta.fix"]
    assert items(code + " exports.list = { of: b() };", **others)["list"]["exports"] == ["list"]


def test_exporting_is_not_passing() -> None:
    assert calls("function a() {} function main() { a(); } module.exports = { a, b: main };") == ["call main#a"]
    assert "(module)" not in items("function a() {} module.exports = { a, b: a };")


HELD = (
    "export class Svc { go() {} node() { return this; } self(): this { return x; } } function a() {} function b() {}\n"
)


@pytest.mark.parametrize(
    ("code", "expected", "unresolved"),
    [
        # What a variable is set to later.
        (
            "function main(x) { let s = null; if (x) { s = new Svc(); } s.go(); }",
            ["call main#Svc.go", "new main#Svc?"],
            0,
        ),
        ("function main() { let s: any = []; s = new Svc(); s.go(); }", ["call main#Svc.go", "new main#Svc"], 0),
        ("function main() { let s = {}; s = find(); s.go(); } import { find } from './x';", [], 2),
        (
            "function main() { let s; function set() { s = new Svc(); } s.go(); }",
            ["call main#Svc.go", "new main#Svc"],
            0,
        ),
        ("function main(s, x) { { let s = null; s = x; } s.go(); }", [], 1),
        ("function main(x) { let s = ''; s = x(); s.trim(); }", [], 1),
        ("function main() { let s = {}; s.x(); }", [], 0),
        ("function main(x) { let s: Svc = x; s = x(); s.go(); }", ["call main#Svc.go"], 1),
        ("function main(x) { let f = a; if (x) f = b; return f(); }", ["call main#a?", "call main#b?"], 0),
        ("function main(x) { let f = a; if (x) f = x.y; return f(); }", ["call main#a?"], 1),
        ("function main(x) { let f = a; if (x) f = () => 1; return f(); }", ["call main#a?"], 0),
        ("function main(x) { let f = a; f = a; return f(); }", ["call main#a"], 0),
        (
            "function main(x) { let f = a; const y = { f: b }; return f() === y; }",
            ["call main#a", "callback main#b"],
            0,
        ),
        # Type parameters.
        (
            "class M<Remote extends Svc> { readonly remote: Remote; main() { this.remote.go(); } }",
            ["call main#Svc.go"],
            0,
        ),
        ("class M<Remote> { readonly remote: Remote; main() { this.remote.go(); } }", [], 1),
        ("function main<Api>(it: Api) { it.run(); }", [], 1),
        ("function main<Api extends Other, Other extends Svc>(it: Api) { it.go(); }", ["call main#Svc.go"], 0),
        ("function main(it: HTMLElement) { it.focus(); }", [], 0),
        # Members of a namespace by their own name.
        ("namespace N { export function main() { two(); } function two() {} }", ["call main#N.two"], 0),
        (
            "export namespace N { const two = () => 1; class C { main() { two(); new D(); } } class D {} }",
            ["call main#N.two", "new main#N.D"],
            0,
        ),
        (
            "namespace A.B { function two() {} namespace C { export const main = () => two(); } }",
            ["call main#A.B.two"],
            0,
        ),
        ("namespace N { function main() { function two() {} two(); } }", [], 0),
        # Casts of what a call gives.
        ("function main(x) { const s = a('x') as Svc; s.go(); }", ["call main#Svc.go", "call main#a"], 0),
        ("function main(x) { (a() as Svc).go(); }", ["call main#Svc.go", "call main#a"], 0),
        ("function main(x) { (x.map.get('x') as Svc).go(); }", ["call main#Svc.go"], 1),
        ("function main<T>(x) { (a() as any as T).go(); }", ["call main#a"], 1),
        # Fluent methods.
        (
            "function main(it: Svc) { it.node().go(); it.self().go(); }",
            ["call main#Svc.go x2", "call main#Svc.node", "call main#Svc.self"],
            0,
        ),
    ],
)
def test_what_locals_types_and_namespaces_say(code: str, expected: list[str], unresolved: int) -> None:
    found = items(HELD + code)
    item = next(each for name, each in found.items() if name.rpartition(".")[2] == "main")
    assert (shown(item), item.get("unresolved", 0)) == (expected, unresolved)
