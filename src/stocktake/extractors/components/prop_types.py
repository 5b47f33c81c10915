"""Types of props that a component has by its ``propTypes``, which the package prop-types checks as the program runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.code.shapes import TYPE_TEXT_LIMIT, PropertyFact, Shape
from stocktake.extractors.components.assigned_objects import assigned_members
from stocktake.syntax.nodes import unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile


def prop_types(file: ParsedFile, declaration: Declaration, function: Node | None) -> list[Shape]:
    """The parts of ``static propTypes = { … }`` in a class, and of ``View.propTypes = { … }`` after any component,
    where that is an object of the file: an object type of what is in it, and what it spreads. A prop may be left out
    where its checker does not end in ``.isRequired``; that is no part of its type, which is a text of the source."""
    properties: list[PropertyFact] = []
    spread: list[Shape] = []
    for member in assigned_members(file, declaration, function, "propTypes"):
        key, given = member.child_by_field_name("key"), member.child_by_field_name("value")
        if member.type == "shorthand_property_identifier":
            properties.append(PropertyFact(file.text(member), file.text(member), optional=True))
        elif member.type == "method_definition" and (named := member.child_by_field_name("name")) is not None:
            properties.append(PropertyFact(file.text(named), file.line_text(member, TYPE_TEXT_LIMIT), optional=True))
        elif member.type == "spread_element":
            spread.append(Shape("other", text=file.line_text(member.named_children[0], TYPE_TEXT_LIMIT)))
        elif key is not None and given is not None and key.type != "computed_property_name":
            properties.append(_checked(file, file.text(key).strip("'\""), unwrap(given)))
    return [Shape("object", properties=properties), *spread] if properties or spread else []


def _checked(file: ParsedFile, name: str, checker: Node) -> PropertyFact:
    ending = checker.child_by_field_name("property") if checker.type == "member_expression" else None
    checked = checker.child_by_field_name("object")
    if ending is None or checked is None or file.text(ending) != "isRequired":
        return PropertyFact(name, file.line_text(checker, TYPE_TEXT_LIMIT), optional=True)
    return PropertyFact(name, file.line_text(checked, TYPE_TEXT_LIMIT))
