"""Whether an element holds what its component is given between its tags: ``<form>{children}</form>``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import reference

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_CHILDREN = re.compile(rb"(?<![\w$])children(?![\w$])")
_READ = frozenset({"identifier", "member_expression", "call_expression"})


def takes_content(file: ParsedFile, element: Node) -> bool:
    """Whether what its component is given stands inside an element: ``{children}``, ``{props.children(form)}``, or all
    of its properties, or the rest of them, are spread into an empty one (``<form {...props} />``)."""
    whole = element.parent
    if element.type == "jsx_opening_element" and whole is not None:
        return file.has(b"children") and any(
            _is_given(file, whole.descendant_for_byte_range(*match.span()))
            for match in _CHILDREN.finditer(file.data, element.end_byte, whole.end_byte)
        )
    return any(_is_given(file, each) for each in _spread(element))


def _is_given(file: ParsedFile, node: Node | None) -> bool:
    """Whether a node is what the component is given, or a part of it."""
    above = node.parent if node is not None else None
    if node is None or above is None:
        return False
    if node.type == "property_identifier":
        node = above
    return node.type in _READ and bool(reference(file, node).parameter)


def _spread(element: Node) -> list[Node]:
    inside = (each.named_children for each in element.named_children if each.type == "jsx_expression")
    return [each.named_children[0] for inner in inside for each in inner if each.type == "spread_element"]
