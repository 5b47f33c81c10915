"""The default values that a form is given, by their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.expressions import initializer, parameter_of
from stocktake.extractors.form_calls import FormCall, property_name
from stocktake.extractors.react import called_name, returned
from stocktake.syntax.nodes import FUNCTIONS, arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

MAX_DEFAULTS = 40
ELSEWHERE = "..."
"""Before the name of a constant of another file whose properties are meant."""

_MAX_DEPTH = 8
# What is exported without a name is called "default".
_DEFAULTS_NAME = re.compile(r"(?!default$).*(?:default|initial|empty|blank)", re.IGNORECASE)


def default_names(file: ParsedFile, calls: list[FormCall]) -> list[str]:
    """The keys of the default values a form is given, where an object literal shows them, in source order; ``...NAME``
    for those of an imported constant."""
    given = [call.defaults for call in calls if call.defaults is not None]
    return _names(file, given)


def default_constants(file: ParsedFile) -> dict[str, list[str]]:
    """The keys of exported constants that are default values by their names, which the forms of other files may be
    given."""
    found = {}
    for declared in file.outline.values():
        value = declared.value
        is_constant = declared.exports and not declared.pattern and _DEFAULTS_NAME.match(declared.name)
        if value is None or not is_constant or value.type in FUNCTIONS:
            continue
        names = _names(file, [value])
        if names:
            found[declared.name] = names
    return found


def _names(file: ParsedFile, given: list[Node]) -> list[str]:
    found: dict[str, None] = {}
    # A literal that is spread several times is read once: what is left to do shrinks with each.
    seen: set[int] = set()
    for node in given:
        _add(file, node, found, seen, 0)
    return list(found)[:MAX_DEFAULTS]


def _add(file: ParsedFile, node: Node, found: dict[str, None], seen: set[int], depth: int) -> None:
    node = unwrap(node)
    if depth > _MAX_DEPTH or node.start_byte in seen:
        return
    if node.type != "object":
        for each in _held(file, node, found):
            _add(file, each, found, seen, depth + 1)
        return
    seen.add(node.start_byte)
    for child in node.named_children:
        if len(found) >= MAX_DEFAULTS:
            break
        if child.type == "spread_element":
            for each in child.named_children:
                _add(file, each, found, seen, depth + 1)
            continue
        name = property_name(file, child)
        if name:
            found[name] = None


def _held(file: ParsedFile, node: Node, found: dict[str, None]) -> list[Node]:
    """What an expression holds, chooses from, memoizes or returns; an imported name is found at once."""
    kind = node.type
    chosen = _CHOSEN.get(kind)
    if chosen is not None:
        operator = node.child_by_field_name("operator")
        if operator is not None and file.text(operator) not in _CHOOSING:
            return []
        return [each for each in map(node.child_by_field_name, chosen) if each is not None]
    if kind in ("identifier", "shorthand_property_identifier"):
        value = _constant(file, node, found)
        return [value] if value is not None else []
    if kind == "call_expression":
        function = node.child_by_field_name("function")
        is_passing = function is not None and (
            called_name(file, function) == "useMemo" or file.text(function) == "Object.freeze"
        )
        return arguments(node)[:1] if is_passing else []
    return returned(node) if kind == "arrow_function" else []


_CHOSEN = {"ternary_expression": ("consequence", "alternative"), "binary_expression": ("left", "right")}
_CHOOSING = frozenset({"||", "??", "&&"})


def _constant(file: ParsedFile, node: Node, found: dict[str, None]) -> Node | None:
    name = file.text(node)
    bound = file.binding_of(name, node)
    if bound is not None:
        is_own = bound.type == "identifier" and not parameter_of(file, bound)
        return initializer(bound) if is_own else None
    declared = file.outline.declared(name)
    if declared is not None:
        return declared.value if not declared.pattern else None
    found[ELSEWHERE + name] = None
    return None
