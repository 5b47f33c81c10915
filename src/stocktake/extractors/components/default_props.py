"""Defaults of props that a component has by its ``defaultProps``."""

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

DEFAULT_LIMIT = 80
_KEY = b"defaultProps"


def default_props(file: ParsedFile, declaration: Declaration, function: Node | None) -> list[tuple[str, str]]:
    """(name, default) of ``static defaultProps = { … }`` in a class, and of ``View.defaultProps = { … }`` after any
    component, where that is an object of the file."""
    if not file.has(_KEY):
        return []
    given = [*_static(file, function), *_assigned(file, declaration.name)]
    return [pair for value in given for pair in _pairs(file, value)]


def _static(file: ParsedFile, function: Node | None) -> Iterator[Node]:
    for field in static_fields(function) if function is not None and function.type in CLASSES else ():
        if file.text(field.name) == _KEY.decode():
            yield field.value


def _assigned(file: ParsedFile, name: str) -> Iterator[Node]:
    for match in re.finditer(rb"^%s\.defaultProps\s*=" % re.escape(name.encode()), file.data, re.MULTILINE):
        node = file.root.descendant_for_byte_range(match.start(), match.end())
        statement = node.parent if node is not None and node.type == "assignment_expression" else None
        assigned = assigned_member(statement) if statement is not None else None
        if assigned is not None:
            yield assigned[1]


def _pairs(file: ParsedFile, value: Node) -> Iterator[tuple[str, str]]:
    literal = unwrap(value)
    if literal.type == "identifier":
        declared = file.outline.declared(file.text(literal))
        held = declared.value if declared is not None and not declared.pattern else None
        literal = unwrap(held) if held is not None else literal
    for pair in literal.named_children if literal.type == "object" else ():
        key, given = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type == "shorthand_property_identifier":
            yield file.text(pair), file.text(pair)
        elif pair.type == "method_definition" and (named := pair.child_by_field_name("name")) is not None:
            yield file.text(named), file.line_text(pair, DEFAULT_LIMIT)
        elif key is not None and given is not None and key.type != "computed_property_name":
            yield file.text(key).strip("'\""), file.line_text(given, DEFAULT_LIMIT)
