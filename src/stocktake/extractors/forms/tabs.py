"""Tabs, and what is called so but is an input of the form: it chooses a value of a field, and shows nothing for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import initializer
from stocktake.extractors.forms.controls import is_given_to_field, is_handed_field, registering_calls
from stocktake.syntax.nodes import FUNCTIONS, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

TABS = re.compile(r"\w*Tabs(?:List)?|Tab|TabbedForm\w*|FormTab")
"""What tabs are called."""

_WHOLE = re.compile(r"\w*Tabs")
_CONTENT = re.compile(rb"\b(?:children|content|panel)\s*[:=]")
_SETS = re.compile(rb"\bset(?:Field)?Value\(")


def is_tabs_input(file: ParsedFile, element: Node, name: str, *, is_told: bool) -> bool:
    """Whether an opening or self-closing element of a component called ``…Tabs`` is an input; ``is_told``: it is handed
    what tells a field its new value. One that is made of tabs here, or given what they show, is none, whatever it
    sets."""
    if _WHOLE.fullmatch(name) is None or _shows_something(file, element):
        return False
    is_fields = is_told or is_handed_field(file, element) or bool(registering_calls(file, element))
    return is_fields or _sets_value(file, element)


def _shows_something(file: ParsedFile, element: Node) -> bool:
    """Whether there are elements between the tags of an element, or what tabs show is among its attributes."""
    whole = element.parent if element.type == "jsx_opening_element" and element.parent is not None else element
    has_children = any(each.start_byte >= element.end_byte for each in file.captured("jsx", whole))
    return has_children or _CONTENT.search(file.data, element.start_byte, element.end_byte) is not None


def _sets_value(file: ParsedFile, element: Node) -> bool:
    """Whether an element in what draws a field sets a value of the form: ``onPick={(way) => setValue("way", way)}``."""
    if _SETS.search(file.data) is None or not _is_drawn_for_field(file, element):
        return False
    return any(_sets(file, each) for each in element.named_children[1:] if each.type == "jsx_attribute")


def _sets(file: ParsedFile, attribute: Node) -> bool:
    """Whether an attribute is given a function that sets a value of a form, in place or by a local name."""
    given = attribute.named_children[-1]
    inner = unwrap(given.named_children[0]) if given.type == "jsx_expression" and given.named_children else None
    bound = file.binding_of(file.text(inner), inner) if inner is not None and inner.type == "identifier" else None
    if bound is not None and bound.parent is not None:
        inner = bound.parent if bound.parent.type in FUNCTIONS else initializer(bound)
    return inner is not None and _SETS.search(file.data, inner.start_byte, inner.end_byte) is not None


def _is_drawn_for_field(file: ParsedFile, element: Node) -> bool:
    """Whether an element is in a function that draws a field: ``render={() => <Tabs />}`` of a ``FormField``."""
    node = element.parent
    while node is not None and node.type != "program":
        if node.type in FUNCTIONS and is_given_to_field(file, node):
            return True
        node = node.parent
    return False
