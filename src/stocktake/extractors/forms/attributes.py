"""The attributes of JSX elements, and the lists of fields that an element is inside of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.forms.names import name_text

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_DEPTH = 200
_OF_ENTRY = re.compile(r"\{(?:\w+\.)?name\}(?:\.|\Z)")


def of_entry(file: ParsedFile, element: Node, attribute: str, name: str) -> str:
    """A name with those of the lists around it: ``links[].url`` for ``url`` inside react-admin's
    ``<ArrayInput source="links">``, whose inputs name theirs relative to one entry, and for ``[field.name, 'url']``
    inside antd's ``<Form.List name="links">``, which numbers the entries."""
    if attribute == "source":
        lists = [each for each in _lists(file, element, "ArrayInput", attribute) if each]
        return "[].".join([*reversed(lists), name])
    if _OF_ENTRY.match(name) is None:
        return name
    lists = list(_lists(file, element, ".List", attribute))
    if not lists or not all(lists):
        return name
    *inner, outer = lists
    within = [_OF_ENTRY.sub("", each, count=1) for each in (*reversed(inner), name)]
    return "[].".join([outer, *within]).removesuffix(".")


def _lists(file: ParsedFile, element: Node, tag: str, attribute: str) -> Iterator[str]:
    """The names of the lists around an element, innermost first, "" for one that is not known."""
    node = element.parent if element.type == "jsx_self_closing_element" else None
    if element.type == "jsx_opening_element" and element.parent is not None:
        node = element.parent.parent
    for _ in range(_MAX_DEPTH):
        if node is None or node.type in ("function_declaration", "method_definition", "program"):
            return
        if node.type == "jsx_element":
            opening = node.named_children[0]
            named = opening.child_by_field_name("name")
            text = file.text(named) if named is not None else ""
            if text == tag or (tag.startswith(".") and text.endswith(tag)):
                value = attributes(file, opening).get(attribute)
                yield name_text(file, value, keeps_own=attribute == "name") if value is not None else ""
        node = node.parent


def attributes(file: ParsedFile, element: Node) -> dict[str, Node | None]:
    """The attributes of an opening or self-closing element, each with the expression it is given (None for a bare
    one); spreads are left out."""
    found: dict[str, Node | None] = {}
    for child in element.named_children:
        if child.type != "jsx_attribute":
            continue
        parts = child.named_children
        value: Node | None = parts[1] if len(parts) > 1 else None
        if value is not None and value.type == "jsx_expression":
            value = next((each for each in value.named_children if each.type != "comment"), None)
        found[file.text(parts[0])] = value
    return found
