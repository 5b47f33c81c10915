"""What the conditions around an expression say where it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.code.possible_values import constant_value
from stocktake.syntax.nodes import has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_CLIMB = 60
_MAX_DEPTH = 8
_EXITS = frozenset({"return_statement", "throw_statement", "continue_statement", "break_statement"})

Says = Callable[["Node", bool], bool]
"""Whether a single test says what is asked, where it holds or does not."""


def is_said(file: ParsedFile, node: Node, within: Node, says: Says) -> bool:
    """Whether a condition that is decided where ``node`` runs, inside ``within``, says what is asked."""
    for _ in range(_MAX_CLIMB):
        above = node.parent
        if above is None or node == within:
            return False
        if any(_implies(file, condition, holds, says, 0) for condition, holds in _decided(above, node)):
            return True
        node = above
    return False


def _decided(above: Node, node: Node) -> Iterator[tuple[Node, bool]]:
    """The conditions that are decided where ``node`` runs, a child of ``above``, each with whether it holds."""
    if above.type == "binary_expression":
        left, right = above.child_by_field_name("left"), above.child_by_field_name("right")
        if left is not None and right == node and (has_token(above, "&&") or has_token(above, "||")):
            yield left, has_token(above, "&&")
    elif above.type in ("if_statement", "ternary_expression"):
        condition = above.child_by_field_name("condition")
        if condition is not None and condition != node:
            yield condition, above.child_by_field_name("consequence") == node
    elif above.type == "while_statement":
        condition = above.child_by_field_name("condition")
        if condition is not None and condition != node:
            yield condition, True
    elif above.type == "statement_block":
        for statement in above.named_children:
            if statement.start_byte >= node.start_byte:
                break
            condition = statement.child_by_field_name("condition") if statement.type == "if_statement" else None
            if condition is not None and _exits(statement.child_by_field_name("consequence")):
                yield condition, False
            elif condition is not None and _exits(_otherwise(statement)):
                yield condition, True


def _otherwise(statement: Node) -> Node | None:
    """The statement that an ``else`` has."""
    clause = statement.child_by_field_name("alternative")
    return clause.named_children[-1] if clause is not None and clause.named_children else None


def _exits(statement: Node | None) -> bool:
    """Whether nothing after a statement runs."""
    if statement is not None and statement.type == "statement_block":
        statement = next((each for each in reversed(statement.named_children) if each.type != "comment"), None)
    return statement is not None and statement.type in _EXITS


def _implies(file: ParsedFile, condition: Node, holds: bool, says: Says, depth: int) -> bool:
    """Whether what is asked follows from a condition, also of one that a constant holds."""
    condition = unwrap(condition)
    if depth > _MAX_DEPTH:
        return False
    if condition.type == "unary_expression" and has_token(condition, "!"):
        inner = condition.child_by_field_name("argument")
        return inner is not None and _implies(file, inner, not holds, says, depth + 1)
    if condition.type == "binary_expression" and (has_token(condition, "&&") or has_token(condition, "||")):
        both = [condition.child_by_field_name("left"), condition.child_by_field_name("right")]
        found = [each is not None and _implies(file, each, holds, says, depth + 1) for each in both]
        return any(found) if has_token(condition, "&&") == holds else all(found)
    if says(condition, holds):
        return True
    declared = file.binding_of(file.text(condition), condition) if condition.type == "identifier" else None
    value = constant_value(declared) if declared is not None else None
    return value is not None and _implies(file, value, holds, says, depth + 1)
