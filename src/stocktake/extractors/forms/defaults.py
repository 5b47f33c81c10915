"""The default values that a form is given, by their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import sides
from stocktake.extractors.code.held import property_name
from stocktake.extractors.code.react import called_name, returned
from stocktake.extractors.forms.calls import ELSEWHERE, FormCall
from stocktake.extractors.forms.options import DEFAULT_KEYS, constant, made_options, properties
from stocktake.syntax.nodes import FUNCTIONS, arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_DEPTH = 8
# What is exported without a name is called "default".
_DEFAULTS_NAME = re.compile(r"(?!default$).*(?:default|initial|empty|blank)", re.IGNORECASE)


def default_names(file: ParsedFile, calls: list[FormCall]) -> list[str]:
    """The keys of the default values a form is given, where an object literal shows them, in source order; ``...NAME``
    for those of an imported constant, ``...NAME.defaultValues`` where it holds options."""
    given = [call.defaults for call in calls if call.defaults is not None]
    options = [name for call in calls if call.defaults is None for name in call.imported]
    return [*_names(file, given), *(f"{ELSEWHERE}{name}.{_DEFAULTS}" for name in options)]


def default_constants(file: ParsedFile) -> dict[str, list[str]]:
    """The keys of exported constants that are default values by their names, or (``NAME.defaultValues``) options with
    default values, which the forms of other files may be given."""
    found = {}
    for declared in file.outline.values():
        value = declared.value
        if value is None or not declared.exports or declared.pattern or value.type in FUNCTIONS:
            continue
        names = _names(file, [value]) if _DEFAULTS_NAME.match(declared.name) else []
        if names:
            found[declared.name] = names
        holds_options = file.has(b"defaultValues") or file.has(b"initialValues")
        given = _own_defaults(file, value) if holds_options else None
        if given is not None:
            found[f"{declared.name}.{_DEFAULTS}"] = _names(file, [given])
    return found


def _own_defaults(file: ParsedFile, value: Node) -> Node | None:
    """The default values that options hold."""
    options = made_options(file, unwrap(value))
    held = properties(file, options) if options is not None else {}
    return next((held[key] for key in DEFAULT_KEYS[:2] if key in held), None)


_DEFAULTS = DEFAULT_KEYS[0]


def _names(file: ParsedFile, given: list[Node]) -> list[str]:
    found: dict[str, None] = {}
    # A literal that is spread several times is read once: what is left to do shrinks with each.
    seen: set[int] = set()
    for node in given:
        _add(file, node, found, seen, 0)
    return list(found)


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
    chosen = sides(node, _CHOOSING)
    if chosen:
        return chosen
    if kind in ("identifier", "shorthand_property_identifier"):
        value, is_imported = constant(file, node)
        if is_imported:
            found[ELSEWHERE + file.text(node)] = None
        return [value] if value is not None else []
    if kind == "member_expression":
        return _member(file, node, found)
    if kind == "call_expression":
        function = node.child_by_field_name("function")
        is_passing = function is not None and (
            called_name(file, function) == "useMemo" or file.text(function) == "Object.freeze"
        )
        return arguments(node)[:1] if is_passing else []
    return returned(node) if kind == "arrow_function" else []


_CHOOSING = ("||", "??", "&&")


def _member(file: ParsedFile, node: Node, found: dict[str, None]) -> list[Node]:
    """The default values of options that a constant holds: ``options.defaultValues``."""
    owner = node.child_by_field_name("object")
    if owner is None or owner.type != "identifier" or file.text(node) != f"{file.text(owner)}.{_DEFAULTS}":
        return []
    value, is_imported = constant(file, owner)
    if is_imported:
        found[ELSEWHERE + file.text(node)] = None
    given = _own_defaults(file, value) if value is not None else None
    return [given] if given is not None else []
