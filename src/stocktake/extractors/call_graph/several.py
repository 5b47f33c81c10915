"""Values of which one is meant: of ``(given ?? fallback).run()``, ``TABLE[kind].run()``, of what a function returns in
several places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from stocktake.extractors.call_graph.typed import BUILT_IN_VALUE, UNKNOWN, Value, shared_by

_MAX_FOLLOWED = 24


def one_of(found: Iterable[Value]) -> Value:
    """What is one of several values: ``several``, or that which they all are."""
    values: list[Value] = []
    is_language = False
    for value in found:
        for each in alternatives(value):
            is_language = is_language or each.kind == "built-in"
            if each.kind != "built-in" and each not in values:
                values.append(each)
    if not values:
        return BUILT_IN_VALUE if is_language else UNKNOWN
    common = shared_by(values)
    if common != UNKNOWN or values == [UNKNOWN]:
        return common
    return Value("several", arguments={str(at): each for at, each in enumerate(values)})


def alternatives(value: Value) -> Iterator[Value]:
    """The values of which one is one; itself, if it is not several."""
    yield from value.arguments.values() if value.kind == "several" else (value,)


def of_each(value: Value, follow: Callable[[Value], Value]) -> Value:
    """What following each of several values gives. Long tables are not followed."""
    if len(value.arguments) > _MAX_FOLLOWED:
        return UNKNOWN
    return one_of([follow(each) for each in alternatives(value)])
