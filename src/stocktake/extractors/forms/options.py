"""The options that a call is given: in place, or by constants that hold or are spread into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stocktake.extractors.code.expressions import initializer, parameter_of
from stocktake.extractors.code.held import property_name
from stocktake.extractors.code.react import called_name
from stocktake.syntax.nodes import arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

DEFAULT_KEYS = ("defaultValues", "initialValues", "defaultValue", "values")
"""Under which names form libraries are given default values."""

_MAX_DEPTH = 4


class Options(NamedTuple):
    """``values`` by key, the object literals of the file's constants that hold some of them, and the names of imported
    constants that hold others."""

    values: dict[str, Node]
    literals: list[Node]
    imported: list[str]


def options_of(file: ParsedFile, given: list[Node], *, follows: bool) -> Options:
    """The properties of the object literals among arguments; if ``follows``, of those that constants and spreads stand
    for as well."""
    found = Options({}, [], [])
    for each in given[:3]:
        _add(file, each, found, 1 if follows else _MAX_DEPTH)
    return found


def _add(file: ParsedFile, node: Node, found: Options, depth: int) -> None:
    node = unwrap(node)
    kind = node.type
    if kind == "object":
        if 1 < depth < _MAX_DEPTH:
            found.literals.append(node)
        for child in node.named_children:
            if child.type == "spread_element" and depth < _MAX_DEPTH:
                for inner in child.named_children:
                    _add(file, inner, found, depth + 1)
            name = property_name(file, child)
            if name:
                found.values[name] = child.child_by_field_name("value") or child
    elif depth >= _MAX_DEPTH:
        return
    elif kind == "identifier":
        value, is_imported = constant(file, node)
        if value is not None:
            _add(file, value, found, depth + 1)
        elif is_imported:
            found.imported.append(file.text(node))
    elif kind == "arrow_function" and depth == 1:
        # Solid is given a function that gives the options.
        body = node.child_by_field_name("body")
        if body is not None and unwrap(body).type == "object":
            _add(file, body, found, depth)
    else:
        literal = made_options(file, node)
        if literal is not None:
            _add(file, literal, found, depth + 1)


def made_options(file: ParsedFile, node: Node) -> Node | None:
    """The object of ``formOptions({…})``, or the node if it is one; else None."""
    if node.type == "object":
        return node
    function = node.child_by_field_name("function") if node.type == "call_expression" else None
    if function is None or called_name(file, function) != "formOptions":
        return None
    given = [unwrap(each) for each in arguments(node)[:1]]
    return given[0] if given and given[0].type == "object" else None


def constant(file: ParsedFile, name: Node) -> tuple[Node | None, bool]:
    """What a constant of the file holds, local or of the module; and whether a name comes from another file."""
    bound = file.binding_of(file.text(name), name)
    if bound is not None:
        is_own = bound.type == "identifier" and not parameter_of(file, bound)
        return (initializer(bound) if is_own else None), False
    declared = file.outline.declared(file.text(name))
    if declared is None:
        return None, True
    return (declared.value if not declared.pattern else None), False


def properties(file: ParsedFile, literal: Node) -> dict[str, Node]:
    """The values of an object literal by key, shorthand included; methods and spreads are left out."""
    return options_of(file, [literal], follows=False).values
