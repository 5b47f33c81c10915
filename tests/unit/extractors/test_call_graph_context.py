"""Parameters without a type, of functions that are declared with one."""

from __future__ import annotations

import pytest
from call_items import items, shown

TYPES = (
    "export class Query { find() {} }\n"
    "export class Page extends Query { find() {} }\n"
    "export type Handler = (name: string, query: Query) => void;\n"
    "export type Long = (a: string, b: string, c: string, page: Page) => void;\n"
    "export type Of<T> = (it: T) => void;\n"
    "export type Any = <T>(it: T) => void;\n"
    "export interface Called { (query: Query): void }\n"
    "export interface Api { run: (page: Page) => void; go(page: Page): void; inner: { deep: Handler } }\n"
)
IMPORTS = "import { Query, Page, Handler, Long, Of, Any, Called, Api } from './b'; import { Route } from 'web';\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("const main: Handler = (name, query) => query.find();", ["call b#Query.find"]),
        ("const main: Handler = (name, { find }) => find();", ["call b#Query.find"]),
        ("const main: Called = query => query.find();", ["call b#Query.find"]),
        ("const main: Long = function (a, b, c, page) { page.find(); };", ["call b#Page.find"]),
        ("const main: Of<Page> = (page) => page.find();", ["call b#Page.find"]),
        ("const main: (page: Page) => void = (page) => page.find();", ["call b#Page.find"]),
        ("const main = () => { const api: Api = { run: (page) => page.find() }; };", ["call b#Page.find"]),
        ("const main = () => { const api: Api = { go(page) { page.find(); } }; };", ["call b#Page.find"]),
        ("const main = () => { const api: Api = { inner: { deep: (_, q) => q.find() } }; };", ["call b#Query.find"]),
        ("const main = () => ({ run: (page) => page.find() }) satisfies Api;", ["call b#Page.find"]),
        ("const main = () => { const all: Record<string, Called> = { a: (q) => q.find() }; };", ["call b#Query.find"]),
        ("const main = () => { const all: Api[] = [{ run: (page) => page.find() }]; };", ["call b#Page.find"]),
        ("const main = () => { const all: Api['run'][] = [(page) => page.find()]; };", []),
        ("const main = () => { const all: Handler[] = [(_, q) => q.find()]; };", ["call b#Query.find"]),
        ("const main = () => { const a: Record<'b', Api[]> = { b: [{ go: p => p.find() }] } }", ["call b#Page.find"]),
        ("const main = (): Api => ({ run: (page) => page.find() });", ["call b#Page.find"]),
        ("const main = (): Handler => (_, query) => query.find();", ["call b#Query.find"]),
        ("async function main(on): Promise<Api> { if (on) return { go(p) { p.find(); } }; }", ["call b#Page.find?"]),
        ("const main = (on): Api => on ? { run: (page) => page.find() } : null;", ["call b#Page.find?"]),
        ("const main = () => ({ run: (page) => page.find() }) as Api;", ["call b#Page.find"]),
        ("const main = () => { const all: { number: Handler }[] = [{ number: (_, q) => q.find() }]; };", []),
        ("const main = (): Api => { const own = { run: (page) => page.find() }; return later(own); };", []),
        # What says nothing, or has a type of its own.
        ("const main: Any = (it) => it.find();", []),
        ("const main: Route = (query) => query.find();", []),
        ("const main: Called = (...query) => query.find();", []),
        ("const main: Called = (query: any) => query.find();", []),
        ("const main: (...all: Page[]) => void = (page) => page.find();", []),
        ("const main = () => { const own: Called = later((query) => query.find()); };", []),
    ],
)  # fmt: skip
def test_the_type_of_a_function_tells_those_of_its_parameters(code: str, expected: list[str]) -> None:
    assert shown(items(f"{IMPORTS}export {code}", b=TYPES)["main"]) == expected


GIVEN = TYPES + (
    "export interface Action<T = any> { name?: string; label?: string | ((page: Page, data: T) => void); run: Long }\n"
    "export const register = <D extends any, A extends Action<D> = Action<D>>(action: A) => action as A & {};\n"
    "export function each<T>(list: T[], options?: { readonly onPage: (it: { item: T; page: Page }) => void }) {}\n"
    "export class Builder {\n"
    "    constructor(private own: (page: Page) => void, plain: string) {}\n"
    "    go() {} when(on: boolean, build: (builder: this) => void) { return this; }\n"
    "}\n"
    "export class Wide extends Builder { go() {} }\n"
    "export class Store<T> { on(listener: (it: T, page: Page) => void) {} }\n"
    "export const List = (props: { of: string[]; renderRow: (page: Page) => void }) => null;\n"
    "type Props = { api: Api; onPage?: (page: Page) => void };\n"
    "export function Form({ api, onPage }: Props) { return null; }\n"
    "export function plain(save, ...all: ((page: Page) => void)[]) {}\n"
    "export const aliased = register;\n"
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("register({ run: (a, b, c, page) => page.find() })", ["call b#Page.find", "call b#register"]),
        ("register({ run(a, b, c, page) { page.find(); } })", ["call b#Page.find", "call b#register"]),
        ("register({ label: (page, data) => { page.find(); data.find(); } })", ["call b#Page.find", "call b#register"]),
        ("aliased({ label: (page) => page.find() })", ["call b#Page.find", "call b#register"]),
        ("each([], { onPage: ({ page, item }) => page.find() })", ["call b#Page.find", "call b#each"]),
        ("new Builder((page) => page.find(), '')", ["call b#Page.find", "new b#Builder"]),
        ("new Wide().when(on, (own) => own.go())", ["call b#Builder.when", "call b#Wide.go", "new b#Wide"]),
        ("new Store<Query>().on((it, page) => { it.find(); page.find(); })", [
            "call b#Page.find",
            "call b#Query.find",
            "call b#Store.on",
            "new b#Store",
        ]),
        ("<List renderRow={(page) => page.find()} />", ["call b#Page.find", "render b#List"]),
        ("<Form onPage={(page) => page.find()} api={{ go(page) { page.find(); } }}>x</Form>", [
            "call b#Page.find x2",
            "render b#Form",
        ]),
        # What says nothing of it.
        ("plain((page) => page.find(), (page) => page.find())", ["call b#plain"]),
        ("register({ '@type': (page) => page.find() })", ["call b#register"]),
        ("later((page) => page.find())", []),
        ("web.on((page) => page.find())", []),
        ("<div onClick={(page) => page.find()} />", []),
        ("<web.Form onPage={(page) => page.find()} />", []),
        ("register({ run: (a, b, c, ...page) => page.find() })", ["call b#register"]),
        ("register(later, (page) => page.find())", ["call b#register"]),
    ],
)  # fmt: skip
def test_what_a_function_is_given_to_tells_its_parameters(code: str, expected: list[str]) -> None:
    imports = "import { register, aliased, each, Builder, Wide, Store, Query, List, Form, plain } from './b';\n"
    whole = f"{imports}import * as web from 'web';\nexport const main = (on: boolean) => {{ {code}; }};"
    assert shown(items(whole, b=GIVEN)["main"]) == expected


def test_what_a_hook_gave_is_no_call_of_a_hook_where_its_type_says_so() -> None:
    code = (
        "export function useCapture() { return () => {}; }\n"
        "type Given = { capture: ReturnType<typeof useCapture>; useOwn: typeof useCapture };\n"
        "export const useAll = (then: (given: Given) => void) => {};\n"
        "export const main = () => useAll(({ capture, useOwn }) => { capture(); useOwn(); });\n"
        "export const other = ({ capture }: { capture: ReturnType<typeof useCapture> }) => capture();\n"
    )
    found = items(code)
    assert shown(found["main"]) == ["call main#useCapture", "hook main#useAll", "hook main#useCapture"]
    assert shown(found["other"]) == ["call main#useCapture"]


@pytest.mark.parametrize("bound", ["Of<T>", "Of<U>, U extends Of<T>", "Exact<Partial<Of<T>>, T>"])
def test_type_parameters_that_extend_what_is_made_of_them_end(bound: str) -> None:
    code = f"export class Of<T> {{ run() {{}} }}\nexport function main<T extends {bound}>(it: T) {{ it.run(); }}"
    assert items(code)["main"]["name"] == "main"


def test_members_of_an_object_of_the_module_have_parameters_too() -> None:
    code = f"{IMPORTS}export const api: Api = {{ run: (page) => page.find(), go(page) {{ page.find(); }} }};"
    found = items(code, b=TYPES)
    assert shown(found["api.run"]) == shown(found["api.go"]) == ["call b#Page.find"]
