"""What is tested by ``instanceof`` is of that class where the test says so, and only there."""

from __future__ import annotations

import pytest
from call_items import calls, items, shown

ERRORS = (
    "export class Base { save() {} inner: Base }\n"
    "export class Sub extends Base { save() {} }\n"
    "export class Deep extends Sub { save() {} }\n"
    "export const other = new Base();\n"
)
IMPORTS = "import { Base, Sub, Deep, other } from './b'; import { Refused } from 'refused';\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if (e instanceof Sub) e.save();", ["call b#Sub.save?"]),
        ("e instanceof Sub && e.save();", ["call b#Sub.save?"]),
        ("if (e instanceof Sub && e.save()) {}", ["call b#Sub.save?"]),
        ("if (!(e instanceof Sub) || e.save()) {}", ["call b#Sub.save?"]),
        ("if (!(e instanceof Sub)) return; e.save();", ["call b#Sub.save"]),
        ("if (!(e instanceof Sub)) { throw e; } e.save();", ["call b#Sub.save"]),
        ("if (!(e instanceof Sub)) {} else e.save();", ["call b#Sub.save?"]),
        ("const is = e instanceof Sub; if (is) e.save();", ["call b#Sub.save?"]),
        ("if (e instanceof Sub) { const own = e; own.save(); }", ["call b#Sub.save?"]),
        ("if (e instanceof Sub) later(() => e.save());", ["call b#Sub.save?"]),
        ("if (e.inner instanceof Sub) e.inner.save(); e.inner.save();", ["call b#Base.save", "call b#Sub.save?"]),
        ("if (other instanceof Sub) other.save(); other.save();", ["call b#Base.save", "call b#Sub.save?"]),
        ("return e instanceof Sub ? e.save() : e.save();", ["call b#Base.save?", "call b#Sub.save?"]),
        ("if (e instanceof Sub) {} else e.save();", ["call b#Base.save?"]),
        ("if (!(e instanceof Sub)) e.save();", ["call b#Base.save?"]),
        ("if (e instanceof Sub) { e.save(); e = other; e.save(); }", ["call b#Base.save?", "call b#Sub.save?"]),
        ("if (e instanceof Sub) { for (;;) { e.save(); e = other; } }", ["call b#Base.save?*"]),
        ("if (e instanceof Sub) later(() => e.save()); e = other;", ["call b#Base.save?"]),
        ("if (e instanceof Sub) { function later() { e.save(); } }", ["call b#Base.save?"]),
        ("if (e.inner instanceof Sub) { e.inner = other; e.inner.save(); }", ["call b#Base.save?"]),
        ("if (e.inner instanceof Sub) later(() => e.inner.save());", ["call b#Base.save?"]),
        ("if (e instanceof Sub) { const f = (e: Base) => e.save(); }", ["call b#Base.save?"]),
        ("if (e instanceof Error) e.save();", ["call b#Base.save?"]),
        ("if (e instanceof Refused) e.save();", ["call b#Base.save?"]),
        ("if (e instanceof Sub || e instanceof Deep) e.save();", []),
    ],
)  # fmt: skip
def test_a_test_tells_the_class(code: str, expected: list[str]) -> None:
    assert calls(f"{IMPORTS}export function main(e: Base, later) {{ {code} }}", b=ERRORS) == expected


def test_what_is_of_a_class_that_extends_the_tested_one_stays_that() -> None:
    code = f"{IMPORTS}export function main(e: Deep) {{ if (e instanceof Sub) e.save(); }}"
    assert calls(code, b=ERRORS) == ["call b#Deep.save?"]


def test_an_error_of_a_package_is_of_that() -> None:
    code = f"{IMPORTS}export function main() {{ try {{}} catch (e) {{ if (e instanceof Refused) e.log(); }} }}"
    found = items(code, b=ERRORS)["main"]
    assert found["external"] == {"refused": 1}
    assert "unresolved" not in found


def test_a_field_is_narrowed_and_is_what_it_was_elsewhere() -> None:
    code = (
        f"{IMPORTS}export class Holder {{ held: Base;\n"
        "    main() { this.held.save(); if (this.held instanceof Sub) this.held.save(); } }"
    )
    assert calls(code, "Holder.main", b=ERRORS) == ["call b#Base.save", "call b#Sub.save?"]


GUARDS = (
    "export class Item { open() {} next(): Item { return this; } }\n"
    "export class Page extends Item { turn() {} }\n"
    "export class Book extends Page { close() {} }\n"
    "export interface Shelf { first: Page }\n"
    "export function isPage(it: unknown): it is Page { return it instanceof Page; }\n"
    "export const isShelf = (it: any): it is Shelf => true;\n"
    "export const isText = (it: unknown): it is string => true;\n"
    "export const isOpen = (it: Item) => true;\n"
    "export const hasOther = (a: unknown, it: unknown): it is Page => true;\n"
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if (isPage(it)) it.turn();", ["call b#Page.turn?"]),
        ("if (!isPage(it)) return; it.turn();", ["call b#Page.turn"]),
        ("if (isPage(it)) { } else return; it.turn();", ["call b#Page.turn"]),
        ("while (isPage(it)) { it.turn(); it = it.next(); }", ["call b#Item.next*", "call b#Page.turn*"]),
        ("return isPage(it) && it.turn();", ["call b#Page.turn?"]),
        ("return isPage(it.own) ? it.own.turn() : null;", ["call b#Page.turn?"]),
        ("if (isShelf(it)) it.first.turn();", ["call b#Page.turn?"]),
        ("if (isPage(book)) book.close();", ["call b#Book.close?"]),
        # What is no test of that, or says nothing more.
        ("if (isOpen(page)) page.turn();", ["call b#Page.turn?"]),
        ("if (isText(it)) it.trim();", []),
        ("if (!isPage(it)) it.turn();", []),
        ("if (isPage(it)) it = later(); it.turn();", []),
        ("if (hasOther(it, 1)) it.turn();", []),
        ("if (isPage(page)) page.missing();", []),
    ],
)
def test_a_function_says_what_its_argument_is(code: str, expected: list[str]) -> None:
    names = "Item, Page, Book, isPage, isShelf, isText, isOpen, hasOther"
    whole = f"import {{ {names} }} from './b';\nexport function main(it: any, page: Page, book: Book) {{ {code} }}"
    found = [each for each in shown(items(whole, b=GUARDS)["main"]) if "#is" not in each and "#has" not in each]
    assert found == expected
