"""Whether anybody waits for a promise: what nobody waits for rejects, and throws nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.react import called_name
from stocktake.syntax.nodes import arguments, has_token

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_CLIMB = 50
_CHAINED = frozenset({"then", "catch", "finally"})
_DEAF_NAMES = "forEach some every filter find findIndex findLast findLastIndex sort toSorted replace replaceAll"
_DEAF = frozenset(_DEAF_NAMES.split())
"""What runs the function it is given, and does not wait for, or hand on, a promise that it gives."""

_KEEPING = re.compile(r"(?:push|unshift|add|set|append|put|enqueue|assign|resolve)(?:[A-Z]\w*)?")
"""Names of what keeps a promise for somebody else to wait for."""

_WITHIN_NAMES = "parenthesized as satisfies non_null binary ternary sequence"
_WITHIN = frozenset(f"{name}_expression" for name in _WITHIN_NAMES.split())


def is_lost(file: ParsedFile, function: Node, call: Node) -> bool:
    """Whether what a function throws is lost in a promise that nobody waits for; ``call``: what runs the function."""
    called = call.child_by_field_name("function")
    name = called_name(file, called) if called is not None else ""
    if has_token(function, "async"):
        # Nobody knows of the promise that an async executor gives: `new Promise(async (resolve) => …)`.
        return called is None or (name in _DEAF and function in arguments(call)) or is_dropped(file, call)
    return (called is None or name in _CHAINED) and is_dropped(file, call)


def is_dropped(file: ParsedFile, call: Node) -> bool:
    """Whether nobody waits for the promise that a call gives: it is a statement of its own, ``void``, or given to a
    call that is: ``waitUntil(save())``."""
    node = call
    for _ in range(_MAX_CLIMB):
        above = node.parent
        if above is None:
            return False
        kind = above.type
        if kind in ("expression_statement", "unary_expression"):
            return kind == "expression_statement" or has_token(above, "void")
        if kind in ("arguments", "member_expression"):
            outer = above.parent
            called = outer.child_by_field_name("function") if outer is not None else None
            name = called_name(file, called) if called is not None else ""
            is_followed = name in _CHAINED if kind == "member_expression" else not _KEEPING.fullmatch(name)
            if outer is None or outer.type != "call_expression" or not is_followed:
                return False
            node = outer
        elif kind in _WITHIN:
            node = above
        else:
            return False
    return False
