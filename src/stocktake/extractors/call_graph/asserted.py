"""What a value is of which the code says two things: what it is, and a type that it has or is tested for."""

from __future__ import annotations

from collections.abc import Iterable

from stocktake.extractors.call_graph.holders import NOT_TOLD
from stocktake.extractors.call_graph.values import UNKNOWN, Value

HIDDEN = ":" + NOT_TOLD
"""The root of a reference whose type hides what its value is."""

_NAMED = frozenset({"declaration", "module"})


def of_cast(root: str, typed: Value, value: Value, settled: Value) -> Value:
    """A value with a type that is written on it, as ``root`` has it. ``settled`` is what is behind the value: a
    function, an object or a class that is named is what is called, whatever its type; the class of an instance is what
    the type says, as far as that is one or hides it."""
    if typed.kind == "instance":
        return typed
    if settled.kind in _NAMED:
        return value
    if settled.kind == "instance" and (root == HIDDEN or typed.kind == "external"):
        return typed
    return typed if value == UNKNOWN else value


def of_guard(said: Value, value: Value, settled: Value, bases: Iterable[Value]) -> Value:
    """A value of which a function has said what it is, if that is told."""
    if said.kind == "typed" and settled.kind != "instance":
        return said
    return of_test(said, settled, bases) if said.kind in ("instance", "external") else value


def of_test(tested: Value, settled: Value, bases: Iterable[Value]) -> Value:
    """A value that is tested for being an instance of a class: of its own class, if that extends the other. ``bases``
    are the classes that its own extends, itself the first."""
    if settled.kind != "instance":
        return tested if tested.kind in ("instance", "external") else UNKNOWN
    if tested.kind == "external" or any(each[1:3] == tested[1:3] for each in bases):
        return settled
    return tested if tested.kind == "instance" else UNKNOWN
