"""What a function returns, by its own ``return`` statements or as its expression body."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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


class Returns(NamedTuple):
    """What a function returns: as its body, or by a statement at the end of it, with the ``block`` where there may be
    others before that; otherwise by all that there are."""

    given: list[Node]
    block: Node | None

    def expression(self) -> Node | None:
        """What is returned as expression body, or by the last statement or the only one that returns something, without
        casts; of ``useMemo(() => value)`` the value."""
        return unwrap(self.given[0]) if len(self.given) == 1 else None

    def told(self) -> list[Node]:
        """The expressions, with their casts, that are returned, where names or types in them tell what they are: the
        last of them is the last that is returned. What is made in place says more than a type that it is cast to."""
        returns, block = [*self.given], self.block
        while returns:
            kind = unwrap(returns[-1]).type
            is_told = kind in _NAMING or (kind not in _MADE and cast_of(returns[-1]) is not None)
            if not is_told and kind not in _NOTHING:
                break
            if block is not None:
                # To count is cheaper than to look: most are the only one.
                returns = _returns_in(block) if (block.text or b"").count(b"return ") > 1 else returns
                block = None
            elif is_told:
                return [*(each for each in returns[:-1] if unwrap(each).type in _NAMING), returns[-1]]
            else:
                returns.pop()
        return []


def returns_of(function: Node) -> Returns:
    """What a function returns, or the function that ``useMemo`` is given in it."""
    returns = Returns([], None)
    for _ in range(_MAX_DEPTH):
        body = function.child_by_field_name("body")
        if body is not None and body.type == "statement_block":
            returns = _at_end(body)
        else:
            returns = Returns([body] if body is not None else [], None)
        inner = unwrap(returns.given[0]) if len(returns.given) == 1 else None
        given = memoized(inner) if inner is not None and inner.type == "call_expression" else None
        if given is None:
            break
        function = given
    return returns


def _at_end(block: Node) -> Returns:
    # One by its number costs less than all of them.
    last = block.named_child(block.named_child_count - 1) if block.named_child_count else None
    if last is not None and last.type == "return_statement":
        given = last.named_child(0) if last.named_child_count else None
        return Returns([given] if given is not None else [], block)
    return Returns(_returns_in(block), None)


def _returns_in(block: Node) -> list[Node]:
    """What is returned by the statements of a function's body, in source order; nothing where those are too many."""
    found: list[Node] = []
    # With the space, so that functions that only leave early (`return;`) are not gone through.
    stack = [block] if b"return " in (block.text or b"") else []
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
