"""What owns code: names that a pattern binds, accessors, static members, overloads."""

from __future__ import annotations

import pytest
from call_items import calls, items, shown

ROUTES = (
    "export function createRoute(options: object, handler: () => Promise<void>) {\n"
    "    return { loader: handler, action: handler };\n"
    "}\n"
    "export async function save() {}\n"
)


def test_the_names_of_a_pattern_are_made_by_its_code() -> None:
    found = items(
        "import { createRoute, save } from './b';\n"
        "export const {\n"
        "    action,\n"
        "    loader: read,\n"
        "} = createRoute({}, async () => {\n"
        "    await save();\n"
        "});\n",
        b=ROUTES,
    )
    assert list(found) == ["action", "read"]
    for item, line in zip(found.values(), (3, 4), strict=True):
        assert (item["nodeType"], item["line"], item["endLine"], item["exports"]) == ("value", line, 7, [item["name"]])
        assert shown(item) == ["call b#createRoute", "call b#save"]


def test_hooks_and_components_that_a_pattern_binds_are_made_by_its_code() -> None:
    found = items("function create() { return []; }\nexport const [Context, useContext] = create();")
    assert [(name, item["nodeType"]) for name, item in found.items()] == [
        ("create", "function"),
        ("Context", "value"),
        ("useContext", "hook"),
    ]
    assert shown(found["Context"]) == shown(found["useContext"]) == ["call main#create"]


def test_what_a_pattern_takes_of_something_has_no_item() -> None:
    assert list(items("import { lib } from 'lib'; export const { one, two: [three] } = lib;")) == []


@pytest.mark.parametrize(
    "accessors",
    [
        "set id(value: string) {} get id(): string { return ''; }",
        "get id(): string { return ''; } set id(value: string) {}",
        "set id(value: string) {}",
    ],
)
def test_an_accessor_that_is_read_is_not_passed_on(accessors: str) -> None:
    code = (
        f"function send(x: unknown) {{}} class main {{ {accessors}\n"
        "go() { send({ id: this.id }); send(this.id); } }"
    )
    assert calls(code, "main.go") == ["call main#send x2"]


def test_what_a_getter_gives_is_known_whether_or_not_its_setter_is_first() -> None:
    code = (
        "class Other { stop() {} }\n"
        "class main { set other(value: Other) {} get other(): Other { return null!; } go() { this.other.stop(); } }"
    )
    assert calls(code, "main.go") == ["call main#Other.stop"]


STATIC = (
    "export function a() {} export function b() {}\n"
    "export class Base { static run() { a(); } run() { b(); } }\n"
    "export class Store extends Base {\n"
    "    static names = [''];\n"
    "    get names() { a(); return this.run(); }\n"
    "    static run() { super.run(); this.end(); }\n"
    "    run() { super.run(); this.end(); }\n"
    "    static end() {}\n"
    "    end() {}\n"
    "    static only() { return Store.names.map(String); }\n"
    "}\n"
)


def test_static_members_are_apart_from_those_of_instances() -> None:
    found = items(STATIC)
    assert [name for name in found if name.startswith(("Base", "Store"))] == [
        *("Base", "Base.run~2", "Base.run"),
        *("Store", "Store.names", "Store.run~2", "Store.run", "Store.end~2", "Store.end", "Store.only"),
    ]
    assert shown(found["Base.run~2"]) == ["call main#a"]
    assert shown(found["Base.run"]) == ["call main#b"]
    assert shown(found["Store.names"]) == ["call main#Store.run", "call main#a"]
    assert shown(found["Store.run~2"]) == ["call main#Base.run~2", "call main#Store.end~2"]
    assert shown(found["Store.run"]) == ["call main#Base.run", "call main#Store.end"]
    assert "unresolved" not in found["Store.only"]


def test_a_class_leads_to_its_static_members_and_an_instance_to_its_own() -> None:
    code = "import { Base, Store } from './b'; class Own extends Base {}\n"
    assert calls(
        code + "export function main(a: Store) { Store.run(); a.run(); Own.run(); new Own().run(); }", b=STATIC
    ) == [
        "call b#Base.run",
        "call b#Base.run~2",
        "call b#Store.run",
        "call b#Store.run~2",
        "new main#Own",
    ]


def test_overloads_begin_with_their_first_signature() -> None:
    found = items(
        "export function load(a: string): void;\n"
        "export function load(a: unknown) {}\n"
        "export class Store {\n"
        "    go(a: string): void;\n"
        "    go(a: number): void;\n"
        "    go(a: unknown) {}\n"
        "    plain() {}\n"
        "    static go(a: string): void;\n"
        "    static go(a: unknown) {}\n"
        "}\n"
    )
    lines = {name: (item["line"], item["endLine"]) for name, item in found.items()}
    assert lines == {
        "load": (1, 2),
        "Store": (3, 10),
        "Store.go": (4, 6),
        "Store.plain": (7, 7),
        "Store.go~2": (8, 9),
    }
