"""What a function returns, by its own ``return`` statements or as its expression body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.call_graph.casts import cast_of
from stocktake.syntax.nodes import CLASSES, FUNCTIONS, arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

_MAX_DEPTH = 12
_MAX_VISITS = 400
_NAMING = frozenset(
    {
        "binary_expression",
        "call_expression",
        "identifier",
        "member_expression",
        "new_expression",
        "subscript_expression",
        "ternary_expression",
        "this",
    }
)
_MADE = FUNCTIONS | CLASSES | {"object", "array"}
_NOTHING = frozenset({"null", "undefined"})
_HOLDS_STATEMENTS = frozenset(
    {
        "catch_clause",
        "do_statement",
        "else_clause",
        "finally_clause",
        "for_in_statement",
        "for_statement",
        "if_statement",
        "labeled_statement",
        "statement_block",
        "switch_body",
        "switch_case",
        "switch_default",
        "switch_statement",
        "try_statement",
        "while_statement",
    }
)


def returned_expression(function: Node) -> Node | None:
    """What a function returns as its expression body, or by its last statement or the only one that returns something,
    without casts; of ``useMemo(() => value)`` the value."""
    found, _ = _returned(function)
    return unwrap(found) if found is not None else None


def told_by(function: Node) -> list[Node]:
    """The expressions, with their casts, that a function returns, where names or types in them tell what they are: the
    last of them is the last that it returns. What is made in place says more than a type that it is cast to."""
    found, body = _returned(function)
    if body is None or (found is not None and not _may_tell(found)):
        return []
    returns = [found] if found is not None and body.type != "statement_block" else _returns_of(body)
    while returns and unwrap(returns[-1]).type in _NOTHING:
        returns.pop()
    return [each for each in returns if _tells(each)] if returns and _tells(returns[-1]) else []


def _may_tell(expression: Node) -> bool:
    return unwrap(expression).type in _NOTHING or _tells(expression)


def _tells(expression: Node) -> bool:
    kind = unwrap(expression).type
    return kind in _NAMING or (kind not in _MADE and cast_of(expression) is not None)


def _returned(function: Node) -> tuple[Node | None, Node | None]:
    """What a function returns at its end, if it is clear what that is, and the body that returns it."""
    found: Node | None = None
    body: Node | None = None
    for _ in range(_MAX_DEPTH):
        body = function.child_by_field_name("body")
        found = _at_end(body) if body is not None and body.type == "statement_block" else body
        given = memoized(unwrap(found)) if found is not None else None
        if given is None:
            break
        function = given
    return found, body


def _at_end(block: Node) -> Node | None:
    # One by its number costs less than all of them.
    last = block.named_child(block.named_child_count - 1) if block.named_child_count else None
    if last is not None and last.type == "return_statement":
        return last.named_child(0) if last.named_child_count else None
    returns = _returns_of(block)
    return returns[0] if len(returns) == 1 else None


def _returns_of(block: Node) -> list[Node]:
    """What is returned by the statements of a function's body, in source order; nothing where those are too many."""
    found: list[Node] = []
    stack = [block] if b"return" in (block.text or b"") else []
    for _ in range(_MAX_VISITS):
        if not stack:
            return found
        statement = stack.pop()
        if statement.type == "return_statement":
            found += statement.named_children[:1]
        elif statement.type in _HOLDS_STATEMENTS:
            stack.extend(reversed(statement.named_children))
    return []


def memoized(value: Node) -> Node | None:
    """The function that ``useMemo`` is given; None where the expression is anything else."""
    called = value.child_by_field_name("function") if value.type == "call_expression" else None
    if called is None or called.text not in (b"useMemo", b"React.useMemo"):
        return None
    given = arguments(value)[:1]
    return given[0] if given and given[0].type in FUNCTIONS else None
