"""Calls of what calls gave: long chains."""

from __future__ import annotations

from call_items import items, shown


def test_each_call_of_a_long_chain_is_counted() -> None:
    builder = "export class Builder { add(): Builder { return this; } set() { return this; } }"
    using = "import { Builder } from './a'; import pkg from 'pkg';"
    chain = ".add(1).set()" * 10
    found = items(f"{using} export const main = (b: Builder) => {{ b{chain}; pkg(b){chain}; }};", a=builder)["main"]
    assert shown(found) == ["call a#Builder.add x10", "call a#Builder.set x10"]
    assert found["external"] == {"pkg": 21}
    assert "unresolved" not in found


def test_of_a_chain_without_end_only_the_rest_is_unresolved() -> None:
    builder = "export class Builder { add(): Builder { return this; } }"
    using = f"import {{ Builder }} from './a'; export const main = (b: Builder) => b{'.add()' * 60};"
    found = items(using, a=builder)["main"]
    [call] = found["calls"]
    assert call["count"] >= 20
    assert call["count"] + found["unresolved"] == 60
