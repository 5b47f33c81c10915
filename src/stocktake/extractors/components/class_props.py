"""Facts about the props of a class: what it declares them as, or what it extends says of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.shapes import OTHER, TYPE_TEXT_LIMIT, Shape, shape, type_argument
from stocktake.syntax.nodes import annotation, type_arguments

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

COMPONENT_BASE = re.compile(r"(?:^|\.)(?:Pure)?Component$")
"""Names of the classes whose type argument is that of the props."""


def class_props(file: ParsedFile, node: Node) -> Shape:
    """The type of the props of a class."""
    declared: Shape | None = None
    body = node.child_by_field_name("body")
    for field in body.named_children if body is not None else []:
        named = field.child_by_field_name("name") if field.type == "public_field_definition" else None
        name = file.text(named) if named is not None else ""
        typed = annotation(field.child_by_field_name("type")) if name == "props" else None
        if typed is not None:
            declared = shape(file, typed)
    return declared if declared is not None else _inherited(file, node)


def _inherited(file: ParsedFile, node: Node) -> Shape:
    """``Props`` of ``extends Component<Props>``, or the props of another class that is extended."""
    heritage = next((child for child in node.named_children if child.type == "class_heritage"), None)
    clauses = heritage.named_children if heritage is not None else []
    clause = next((child for child in clauses if child.type == "extends_clause"), None)
    base = clause.child_by_field_name("value") if clause is not None else None
    if clause is None or base is None:
        return OTHER
    given = [type_argument(file, each) for each in type_arguments(clause)]
    name = file.text(base) if base.type in ("identifier", "member_expression") else ""
    if not name or COMPONENT_BASE.search(name):
        return given[0] if given else OTHER
    text = file.line_text(clause, TYPE_TEXT_LIMIT).removeprefix("extends").strip()
    return Shape("props", name=name, parts=given, text=f"ComponentProps<typeof {text}>")
