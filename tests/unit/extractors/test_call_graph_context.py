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


def test_members_of_an_object_of_the_module_have_parameters_too() -> None:
    code = f"{IMPORTS}export const api: Api = {{ run: (page) => page.find(), go(page) {{ page.find(); }} }};"
    found = items(code, b=TYPES)
    assert shown(found["api.run"]) == shown(found["api.go"]) == ["call b#Page.find"]
