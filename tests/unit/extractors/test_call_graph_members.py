"""Members of what is declared in other ways than by a class or an object literal of its own, and calls that lead to
no code."""

from __future__ import annotations

import pytest
from call_items import calls, items, shown

PARTS = (
    "const Root = () => null; const Head = () => null; const Icon = () => null;\n"
    "export const Menu = Object.assign(Root, { Item: Object.assign(Head, { Icon }), Mark: Icon });\n"
)
SPACES = (
    "export namespace codes {\n"
    "    export class Code { static make() { return 1; } read() {} }\n"
    "    export namespace inner { export function run() {} }\n"
    "    export const table = { find() {} };\n"
    "    export const load = () => {};\n"
    "}\n"
    "export namespace codes.Code { export class Level { static low() {} } }\n"
)
ACTIONS = (
    "import { register } from './c';\n"
    "export const cut = register({ name: 'cut', run: () => {}, test() {} });\n"
    "export class Idle { stop!: ReturnType<typeof register>; go = register(1); constructor(private f: Stop) {} }\n"
    "export class Bus { emit() {} on: typeof Bus.prototype.emit; constructor() { this.on = register(this); } }\n"
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import { Menu } from './b'; export const main = () => <Menu.Item />;", ["render b#Menu.Item"]),
        ("import { Menu } from './b'; export const main = () => <Menu.Item.Icon />;", ["render b#Icon"]),
        ("import { Menu } from './b'; export const main = () => <Menu.Mark />;", ["render b#Icon"]),
        ("import { codes } from './d'; export const main = () => codes.Code.make();", ["call d#codes.Code.make"]),
        (
            "import { codes } from './d'; export const main = () => new codes.Code().read();",
            ["call d#codes.Code.read", "new d#codes.Code"],
        ),
        ("import { codes } from './d'; export const main = () => codes.inner.run();", ["call d#codes.inner.run"]),
        ("import { codes } from './d'; export const main = () => codes.table.find();", ["call d#codes.table.find"]),
        ("import { codes } from './d'; export const main = () => codes.load();", ["call d#codes.load"]),
        (
            "import { codes } from './d'; export const main = () => codes.Code.Level.low();",
            ["call d#codes.Code.Level.low"],
        ),
        (
            "import { codes } from './d'; import run = codes.inner.run; export const main = () => run();",
            ["call d#codes.inner.run"],
        ),
        (
            "import d = require('./d'); import codes = d.codes; export const main = () => codes.load();",
            ["call d#codes.load"],
        ),
        (
            "import { codes } from './d'; export namespace main { import load = codes.load; export const a = load(); }",
            ["call d#codes.load"],
        ),
        ("import { cut } from './a'; export const main = () => { cut.run(); cut.test(); };", ["call a#cut x2"]),
        ("import { cut } from './a'; export const main = () => cut.name();", []),
        ("import { Idle } from './a'; export const main = (it: Idle) => it.go();", ["call a#Idle.go"]),
        ("import { Bus } from './a'; export const main = (it: Bus) => it.on();", ["call a#Bus.emit"]),
        (
            "import { cut } from './a'; export const main = () => { const f = useMemo(() => cut.run, []); f(); };",
            ["call a#cut"],
        ),
    ],
)
def test_members(code: str, expected: list[str]) -> None:
    assert calls(code, a=ACTIONS, b=PARTS, c="export const register = (given: any) => given;", d=SPACES) == expected


@pytest.mark.parametrize(
    "code",
    [
        "import { Idle } from './a'; export const main = (it: Idle) => it.stop();",
        "import { Idle } from './a'; export const main = (it: Idle) => it.f();",
        "import { ICONS } from './a'; export const main = () => { const { Icon } = useIcon(); return <Icon />; };\n"
        "function useIcon() { const Icon = useMemo(() => ICONS[1] ?? ICONS[2], []); return { Icon }; }",
    ],
)
def test_what_a_type_alone_declares_and_what_is_looked_up_are_counted(code: str) -> None:
    item = items(code, a=ACTIONS, c="export const register = (given: any) => given;")["main"]
    assert [each for each in item.get("calls", []) if each["type"] != "hook" and "useIcon" not in each["to"]] == []
    assert item["unresolved"] == 1


def test_what_is_exported_under_a_wrapper_makes_its_calls() -> None:
    found = items(
        "import { wrap, load } from './b'; function Page() { load(); } export default wrap({ load })(Page);",
        b="export const wrap = () => (page: any) => page; export const load = () => {};",
    )
    assert {call["to"] for call in found["Page"]["calls"]} == {"src/b.tsx#load", "src/b.tsx#wrap"}
    assert "(module)" not in found


def test_what_a_function_passes_on_of_a_package_is_of_the_package() -> None:
    item = items(
        "import { make } from './b'; const it = make(); export const main = () => { it.extend(); it.own(); };",
        b="import { extend } from 'pack'; export function make() { return { extend, own() {} }; }",
    )["main"]
    assert [call["to"] for call in item["calls"]] == ["src/b.tsx#make"]
    assert item["external"] == {"pack": 1}


def test_an_import_alias_of_something_of_a_package_is_of_the_package() -> None:
    item = items("import P = require('pack'); import run = P.run; export const main = () => run();")["main"]
    assert "calls" not in item
    assert item["external"] == {"pack": 1}


def test_fields_of_the_language_or_of_unknown_type_are_not_of_the_package_that_the_class_extends() -> None:
    code = (
        "import { EventEmitter } from 'events';\n"
        "export class Queue extends EventEmitter {\n"
        "  private out: any;\n"
        "  private known = new Map<string, number>();\n"
        "  constructor(readonly source: string) { super(); }\n"
        "  run() { this.out.write(1); this.known.get('a'); this.source.trim(); this.emit('x'); }\n"
        "}\n"
    )
    run = items(code)["Queue.run"]
    assert (run["external"], run["unresolved"]) == ({"node:events": 1}, 1)
    plain = items("class Plain { known: Map<string, number>; run() { this.known.get('a'); this.other.get('a'); } }")
    assert plain["Plain.run"]["unresolved"] == 1


def test_what_a_hook_returned_is_called_like_anything_else() -> None:
    code = (
        "export function useSettings() { const save = () => 1; return { save }; }\n"
        "export function Page() { const { save } = useSettings(); list.map(() => save()); return null; }\n"
    )
    assert calls(code, "Page") == ["call main#useSettings*", "hook main#useSettings"]


def test_types_that_take_of_another_have_its_members() -> None:
    code = (
        "class Client { find() {} }\n"
        "class Users { constructor(private db: Pick<Client, 'find'>, private all: Omit<Client, 'x'>) {}\n"
        "  run() { this.db.find(); this.all.find(); } }\n"
    )
    assert calls(code, "Users.run") == ["call main#Client.find x2"]


def test_render_is_a_method_of_its_own_where_react_does_not_call_it() -> None:
    code = (
        "import { Prompt } from 'prompts'; function draw() {}\n"
        "export class Select extends Prompt { render() { draw(); } next() { this.render(); } }\n"
        "export class View extends React.Component<{}> { render() { draw(); return <p />; } }\n"
    )
    assert calls(code, "Select.next") == ["call main#Select.render"]
    assert calls(code, "Select.render") == calls(code, "View") == ["call main#draw"]
    assert "View.render" not in items(code)


def test_a_getter_and_its_setter_are_one_item_with_the_lines_of_both() -> None:
    code = "function a() {}\nclass Store {\n  get value() { return 1; }\n  set value(given) {\n    a();\n  }\n}\n"
    found = items(code)["Store.value"]
    assert (found["line"], found["endLine"], shown(found)) == (3, 6, ["call main#a"])


def test_what_the_language_gives_is_no_hook_for_its_name() -> None:
    found = items(
        "import { make } from 'maker'; function a() {} const useFast = list.includes(a()); const useSlow = make(a());"
    )
    assert [found[name]["nodeType"] for name in ("useFast", "useSlow")] == ["value", "hook"]


def test_elements_of_arrays_are_passed_but_for_what_a_callback_depends_on() -> None:
    code = "function a() {} function b() {}\n"
    assert calls(code + "export const steps = [a, b];", "steps") == ["callback main#a", "callback main#b"]
    assert calls(code + "export const App = () => { on('x', [a]); useEffect(() => b(), [a, b]); };", "App") == [
        "call main#b",
        "callback main#a",
    ]


def test_an_object_that_is_exported_as_the_whole_module() -> None:
    code = (
        "import eq = require('./eq'); const { One } = eq; import Two = eq.Two;\n"
        "export function main() { eq.One(); One(); Two(); eq.three(); }\n"
    )
    other = "function One() {} function Two() {} export = { One, Two, three() { One(); } };"
    found = items(code, eq=other)
    assert shown(found["main"]) == ["call eq#One x2", "call eq#Two", "call eq#default.three"]
    assert "unresolved" not in found["main"]
    assert list(items(other)) == ["One", "Two", "default.three"]
