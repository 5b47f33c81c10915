"""What a class holds in its fields: ``this.schema``, ``Owner.schema``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.code.static_fields import FIELDS
from stocktake.syntax.nodes import CLASSES, assigned_member, has_token

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_CLIMB = 200


def static_name(file: ParsedFile, value: Node) -> str:
    """The name, ``Owner.field``, of a static field of a class of module level, by the value it is given; "" where the
    value is no such field's."""
    field = value.parent
    body = field.parent if field is not None and field.type in FIELDS and has_token(field, "static") else None
    named = field.child_by_field_name("name") if field is not None else None
    if body is None or body.parent is None or named is None:
        return ""
    for declaration in file.outline.values():
        if body.parent in (declaration.node, declaration.value):
            return f"{declaration.name}.{file.text(named)}"
    return ""


def held_in_field(file: ParsedFile, member: Node) -> Node | None:
    """The value of ``this.field``: what the field is declared with, or what the constructor of the class sets it to;
    None where it is set anywhere else, as it may then be another."""
    this, named = member.child_by_field_name("object"), member.child_by_field_name("property")
    if this is None or this.type != "this" or named is None:
        return None
    body = _class_body(member)
    if body is None:
        return None
    name = file.text(named)
    values = [value for field, value in _values(file, body) if field == name]
    set_to = re.compile(rb"\bthis\." + re.escape(name.encode()) + rb"\s*(?:[-+*/%&|^?<>]{0,3}=(?![=>]))")
    is_declared = len(values) == 1 and values[0].parent is not None and values[0].parent.type in FIELDS
    written = sum(1 for _ in set_to.finditer(file.data, *body.byte_range))
    return values[0] if len(values) == 1 and written == (0 if is_declared else 1) else None


def _class_body(node: Node) -> Node | None:
    for _ in range(_MAX_CLIMB):
        above = node.parent
        if above is None or node.type in ("function_declaration", "function_expression", "object"):
            # `this` is another there.
            return None
        if above.type in CLASSES:
            return node if node.type == "class_body" else None
        node = above
    return None


def _values(file: ParsedFile, body: Node) -> Iterator[tuple[str, Node]]:
    """The fields that are given a value where they are declared, or by a statement of the constructor."""
    for child in body.named_children:
        named = child.child_by_field_name("name")
        if child.type in FIELDS:
            value = child.child_by_field_name("value")
            if named is not None and value is not None:
                yield file.text(named), value
        elif child.type == "method_definition" and named is not None and file.text(named) == "constructor":
            yield from _set_in(file, child.child_by_field_name("body"))


def _set_in(file: ParsedFile, block: Node | None) -> Iterator[tuple[str, Node]]:
    for statement in block.named_children if block is not None else []:
        assigned = assigned_member(statement)
        if assigned is None:
            continue
        left, right = assigned
        this, named = left.child_by_field_name("object"), left.child_by_field_name("property")
        if this is not None and this.type == "this" and named is not None:
            yield file.text(named), right
