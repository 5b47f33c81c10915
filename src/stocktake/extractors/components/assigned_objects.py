"""Objects that a component has as static members, like ``defaultProps`` and ``propTypes``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.static_fields import static_fields
from stocktake.syntax.nodes import CLASSES, assigned_member, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile


def assigned_members(file: ParsedFile, declaration: Declaration, function: Node | None, key: str) -> list[Node]:
    """What stands in the object that is ``static key = { … }`` in a class, or ``View.key = { … }`` after any component,
    where that is an object of the file: pairs, names alone, methods and spreads."""
    if not file.has(key.encode()):
        return []
    given = [*_static(file, function, key), *_assigned(file, declaration.name, key)]
    return [member for value in given for member in _members(file, value)]


def _static(file: ParsedFile, function: Node | None, key: str) -> Iterator[Node]:
    for field in static_fields(function) if function is not None and function.type in CLASSES else ():
        if file.text(field.name) == key:
            yield field.value


def _assigned(file: ParsedFile, name: str, key: str) -> Iterator[Node]:
    pattern = rb"^%s\.%s\s*=" % (re.escape(name.encode()), re.escape(key.encode()))
    for match in re.finditer(pattern, file.data, re.MULTILINE):
        node = file.root.descendant_for_byte_range(match.start(), match.end())
        statement = node.parent if node is not None and node.type == "assignment_expression" else None
        assigned = assigned_member(statement) if statement is not None else None
        if assigned is not None:
            yield assigned[1]


def _members(file: ParsedFile, value: Node) -> list[Node]:
    literal = unwrap(value)
    if literal.type == "identifier":
        declared = file.outline.declared(file.text(literal))
        held = declared.value if declared is not None and not declared.pattern else None
        literal = unwrap(held) if held is not None else literal
    return literal.named_children if literal.type == "object" else []
