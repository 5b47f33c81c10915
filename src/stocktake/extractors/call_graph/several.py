"""Values of which one is meant: of ``(given ?? fallback).run()``, ``TABLE[kind].run()``, of what a function returns in
several places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from stocktake.extractors.call_graph.values import BUILT_IN_VALUE, UNKNOWN, Value

_MAX_FOLLOWED = 24


def one_of(found: Iterable[Value]) -> Value:
    """What is one of several values: ``several``, or that which they all are."""
    values: dict[tuple[str, str, str, str], Value] = {}
    is_language = False
    for value in found:
        for each in alternatives(value):
            is_language = is_language or each.kind == "built-in"
            if each.kind != "built-in":
                told = each.shape.text or (str(len(values)) if each.kind == "typed" else "")
                key = (*each[:3], told)
                known = values.setdefault(key, each)
                if known is not each and each.arguments:
                    # To compare what type parameters stand for could take long: they may stand for each other.
                    values[key] = each._replace(arguments=dict.fromkeys(each.arguments, UNKNOWN))
    if not values:
        return BUILT_IN_VALUE if is_language else UNKNOWN
    if len(values) == 1:
        return next(iter(values.values()))
    return Value("several", arguments={str(at): each for at, each in enumerate(values.values())})


def alternatives(value: Value) -> Iterator[Value]:
    """The values of which one is one; itself, if it is not several."""
    yield from value.arguments.values() if value.kind == "several" else (value,)


def of_each(value: Value, follow: Callable[[Value], Value]) -> Value:
    """What following each of several values gives. Long tables are not followed."""
    if len(value.arguments) > _MAX_FOLLOWED:
        return UNKNOWN
    return one_of([follow(each) for each in alternatives(value)])
