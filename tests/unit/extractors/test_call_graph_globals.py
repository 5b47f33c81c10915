"""What is of the language or its host, or of a package, whatever the file imports under other names."""

from __future__ import annotations

from typing import Any

import pytest
from call_items import items


def counted(code: str, **others: str) -> tuple[Any, Any]:
    """How many calls of ``main`` leave the project, by package, and how many are unresolved."""
    item = items(code, **others)["main"]
    return item.get("external", {}), item.get("unresolved", 0)


@pytest.mark.parametrize(
    "imported",
    [
        "import { fetch as get } from 'lib';",
        "import type { fetch as Fetch } from 'lib';",
        "import { type fetch as Fetch } from 'lib';",
        "import { 'fetch' as get } from 'lib';",
        "import './fetch';",
        "import type Request from 'lib'; import fetching = require('fetch');",
        "import {\n    fetch as get,\n    type Other,\n}\nfrom 'lib';",
    ],
)
def test_a_global_is_not_hidden_by_words_of_an_import(imported: str) -> None:
    code = f"{imported}\nexport function main() {{ fetch('a'); type(1); as(2); from(3); }}"
    assert counted(code) == ({}, 0)


@pytest.mark.parametrize(
    "imported",
    [
        "import { get as fetch } from 'lib';",
        "import * as fetch from 'lib';",
        "import fetch, { get } from 'lib';",
        "import fetch = require('lib');",
        "import { default as fetch } from 'lib';",
        "import { type A, fetch } from 'lib';",
        "import { type as as, fetch } from 'lib';",
        "import {fetch}from'lib';",
    ],
)
def test_an_imported_name_hides_the_global(imported: str) -> None:
    assert counted(f"{imported}\nexport function main() {{ fetch('a'); }}") == ({"lib": 1}, 0)


def test_words_of_the_language_may_be_imported_names() -> None:
    code = "import { type, as, from } from 'lib';\nexport function main() { type(1); as(2); from(3); }"
    assert counted(code) == ({"lib": 3}, 0)


@pytest.mark.parametrize("called", ["console[key]", "globalThis.console[key]", "console?.[key]", "Math[key]"])
def test_a_computed_member_of_a_global_is_the_hosts(called: str) -> None:
    assert counted(f"export function main(key: string) {{ {called}('a'); }}") == ({}, 0)


@pytest.mark.parametrize(
    "called", ["log[key]", "all.log[key]", "all[key]", "made[key]", "log[key][key]", "log[key].to"]
)
def test_a_computed_member_of_a_package_is_of_the_package(called: str) -> None:
    code = (
        "import { log, make } from 'lib'; import * as all from 'lib'; const made = make();\n"
        f"export function main(key: string) {{ {called}('a'); }}"
    )
    assert counted(code) == ({"lib": 1}, 0)


@pytest.mark.parametrize("called", ["list[0]", "given[key]", "b[key]", "this[key]", "own[key][key]", "own[key].to"])
def test_a_computed_member_of_anything_else_is_not_known(called: str) -> None:
    code = (
        "import * as b from './b'; function run() {} const own = { run }; const list = [run];\n"
        f"export function main(this: any, key: string, given: (() => void)[]) {{ {called}('a'); }}"
    )
    assert counted(code, b="export function run() {}") == ({}, 1)


def test_what_hides_a_global_has_its_computed_members() -> None:
    code = "export function main(key: string, console: any) { console[key]('a'); }"
    assert counted(code) == ({}, 1)
