"""Where names are bound to what an array, set or map holds: loops, and functions given to methods of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stocktake.extractors.call_graph.expressions import position_in
from stocktake.extractors.call_graph.holders import EACH, GIVEN_EACH, ITERATED
from stocktake.syntax.nodes import arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile


class Element(NamedTuple):
    """What is gone through, and the member of it that a name stands for."""

    of: Node
    member: str


def in_loop(file: ParsedFile, loop: Node, bound: Node) -> Element | None:
    """What ``for (const each of list)`` binds; None of ``for (const key in list)``, and of what is not bound by it."""
    operator, right = loop.child_by_field_name("operator"), loop.child_by_field_name("right")
    is_own = operator is not None and file.text(operator) == "of" and loop.child_by_field_name("left") == bound
    return _element(file, right, ITERATED) if is_own and right is not None else None


def handed_to(parameter: Node) -> tuple[Node | None, int]:
    """What is called with the function of a parameter as its first argument, and the position of that parameter; None
    where the function is handed to nothing."""
    function = parameter.parent
    position = 0
    if function is not None and function.type == "formal_parameters":
        position = function.named_children.index(parameter)
        function = function.parent
    given = function.parent if function is not None else None
    call = given.parent if given is not None and given.type == "arguments" else None
    is_first = given is not None and call is not None and given.named_children[0] == function
    return (call.child_by_field_name("function") if is_first and call is not None else None), position


def in_function(file: ParsedFile, parameter: Node) -> Element | None:
    """What the parameter of a function stands for that is given to a method of an array: ``list.map((each) => …)``."""
    called, position = handed_to(parameter)
    if called is None or called.type != "member_expression":
        return None
    named, inner = called.child_by_field_name("property"), called.child_by_field_name("object")
    if named is None or inner is None or position not in GIVEN_EACH.get(file.text(named), ()):
        return None
    return _element(file, inner, EACH)


def _element(file: ParsedFile, inner: Node, member: str) -> Element:
    """Going through ``Object.values(record)`` or ``Array.from(set)`` gives what that has."""
    if inner.type == "call_expression" and (called := inner.child_by_field_name("function")) is not None:
        given = arguments(inner)
        if len(given) == 1 and file.text(called) in ("Object.values", "Array.from"):
            return Element(given[0], ITERATED)
    return Element(inner, member)


def in_list(file: ParsedFile, value: Node, position: int) -> Node | None:
    """The element of an array that is written there, ``[a, b]``, or that ``Promise.all([a, b])`` waits for."""
    inner = unwrap(value)
    called = inner.child_by_field_name("function") if inner.type == "call_expression" else None
    if called is not None and file.text(called) == "Promise.all":
        inner = unwrap(next(iter(arguments(inner)), inner))
    for each in inner.named_children if inner.type == "array" else ():
        if each.type == "spread_element":
            break
        if each.type != "comment" and position_in(inner, each) == position:
            return each
    return None
