"""Functions given to a wrapper that keeps them functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.code.react import called_name
from stocktake.extractors.validation_services.throws import RUN_AT_ONCE
from stocktake.syntax.nodes import FUNCTIONS, arguments, has_token, parameters, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_WRAPPING = re.compile(
    r"cache|memoi?z?e?|reactCache|unstable_cache|with[A-Z]\w*|wrap\w*|debounce|throttle|once|\w*[hH]andler|handle[A-Z]\w*"
    r"|\w*(?:[aA]ction|[qQ]uery|[mM]utation|[mM]iddleware|[lL]oader|[rR]oute|[pP]rocedure|[eE]ndpoint|[jJ]ob|[tT]ask"
    r"|(?:[sS]erverSide|[sS]tatic)Props)"
)


def wrapped(file: ParsedFile, call: Node, depth: int = 0) -> Node | None:
    """The function given to a wrapper that keeps it a function: ``cache(async () => …)``, ``withAuth(handler)``. What
    wraps is known by its name, or by an option that says what the function is for (``defineTool({ handler })``)."""
    for _ in range(4):
        function = call.child_by_field_name("function")
        if function is None:
            return None
        is_curried = function.type == "call_expression"
        name = called_name(file, function.child_by_field_name("function") or function if is_curried else function)
        is_known = _WRAPPING.fullmatch(name) is not None
        given = [unwrap(each) for each in arguments(call)]
        for inner in given if is_known else []:
            if inner.type in ("arrow_function", "function_expression"):
                return inner
        for inner in given:
            if inner.type == "object":
                return _handling(file, inner, depth, is_known=is_known)
            if inner.type == "call_expression" and is_known:
                call = inner
                break
        else:
            return None
    return None


def kept(file: ParsedFile, call: Node) -> Iterator[Node]:
    """The functions given to a call that may keep them, whatever it is called: those of options, ``defineRule({ check:
    … })``, and async ones and generators that are given something, ``serve(async (context) => …)``,
    ``Effect.fn("read")(function* (input) { … })``; what runs these at once would have to be waited for."""
    function = call.child_by_field_name("function")
    if function is not None and function.type == "call_expression":
        function = function.child_by_field_name("function")
    # A method of what is made in place, as in `load().then(…)`, changes that.
    if function is None or _PLAIN.fullmatch(file.data, *function.byte_range) is None:
        return
    is_waited_for = call.parent is not None and call.parent.type == "await_expression"
    if is_waited_for or called_name(file, function) in RUN_AT_ONCE | _REGISTERING:
        return
    for each in map(unwrap, arguments(call)):
        if each.type == "object":
            values = (child.child_by_field_name("value") or child for child in each.named_children)
            yield from (inner for inner in map(unwrap, values) if inner.type in FUNCTIONS)
        elif each.type in FUNCTIONS and parameters(each) and _is_kept(file, function, each):
            yield each


def _is_kept(file: ParsedFile, taker: Node, function: Node) -> bool:
    """Whether a function is async, or a generator, which nothing runs at once but ``Effect.gen``."""
    if function.type in _GENERATORS:
        return called_name(file, taker) != "gen"
    return has_token(function, "async")


_GENERATORS = frozenset({"generator_function", "generator_function_declaration"})


_PLAIN = re.compile(rb"[\w$]+(?:\.[\w$]+)*")
_REGISTERING = frozenset(
    {"get", "post", "put", "patch", "delete", "all", "use", "on", "subscribe", "addListener", "addEventListener"}
)
"""What gives back what a function is added to, or a way to remove it."""


def routed(file: ParsedFile, call: Node) -> Node | None:
    """The object of procedures that a router is made of: ``createTRPCRouter({ … })``."""
    function, given = call.child_by_field_name("function"), arguments(call)
    if function is None or not given or not called_name(file, function).endswith(("router", "Router")):
        return None
    procedures = unwrap(given[0])
    return procedures if procedures.type == "object" else None


def _handling(file: ParsedFile, options: Node, depth: int, *, is_known: bool) -> Node | None:
    """The function that does the work among options, ``withApi({ schemas, handler: async () => … })``, itself or in a
    wrapper (``withMethods({ GET: withApi({ … }) })``); ``is_known``: one under any key, where no key says so."""
    first: Node | None = None
    for child in options.named_children:
        key = child.child_by_field_name("key" if child.type == "pair" else "name")
        value = child if child.type == "method_definition" else child.child_by_field_name("value")
        if key is None or value is None:
            continue
        is_handler = file.text(key) in _HANDLER_KEYS
        function = unwrap(value)
        if function.type == "call_expression" and depth < _MAX_DEPTH and (is_known or is_handler):
            function = wrapped(file, function, depth + 1) or function
        if function.type not in FUNCTIONS:
            continue
        if is_handler:
            return function
        first = first or function
    return first if is_known else None


_MAX_DEPTH = 2
_HANDLER_KEYS = frozenset({"handler", "run", "resolve", "resolver", "execute", "action", "fn"})
