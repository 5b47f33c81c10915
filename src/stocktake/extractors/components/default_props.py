"""Defaults of props that a component has by its ``defaultProps``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.components.assigned_objects import assigned_members

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

DEFAULT_LIMIT = 80


def default_props(file: ParsedFile, declaration: Declaration, function: Node | None) -> list[tuple[str, str]]:
    """(name, default) of ``static defaultProps = { … }`` in a class, and of ``View.defaultProps = { … }`` after any
    component, where that is an object of the file."""
    found = []
    for member in assigned_members(file, declaration, function, "defaultProps"):
        key, given = member.child_by_field_name("key"), member.child_by_field_name("value")
        if member.type == "shorthand_property_identifier":
            found.append((file.text(member), file.text(member)))
        elif member.type == "method_definition" and (named := member.child_by_field_name("name")) is not None:
            found.append((file.text(named), file.line_text(member, DEFAULT_LIMIT)))
        elif key is not None and given is not None and key.type != "computed_property_name":
            found.append((file.text(key).strip("'\""), file.line_text(given, DEFAULT_LIMIT)))
    return found
