"""Facts about a component's props: the type they are declared with, and what destructuring says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.react import called_name
from stocktake.extractors.shapes import OTHER, Shape, shape
from stocktake.syntax.nodes import CLASSES, annotation, type_arguments

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_DEFAULT_LIMIT = 80


class PropsFact(Struct, frozen=True, array_like=True):
    """``type`` is the declared type of the props; ``taken`` the destructured (name, default) pairs in source order,
    default "" where there is none; ``has_rest``: the destructuring takes the others as well."""

    type: Shape = OTHER
    taken: list[tuple[str, str]] = []
    has_rest: bool = False


NO_PROPS = PropsFact()


def props_facts(file: ParsedFile, declaration: Declaration, function: Node | None, call: Node | None) -> PropsFact:
    """Props of a component: of its function's first parameter, of ``FC<Props>``, of ``forwardRef<Ref, Props>``, or of
    ``Component<Props>``."""
    if function is not None and function.type in CLASSES:
        return PropsFact(_of_class(file, function))
    parameter = _first_parameter(function) if function is not None else None
    typed = annotation(parameter.child_by_field_name("type")) if parameter is not None else None
    declared = shape(file, typed) if typed is not None else OTHER
    if typed is None:
        declared = _of_annotation(file, declaration.annotation)
    if declared is OTHER and call is not None:
        declared = _of_call(file, call)
    if parameter is None or function is None:
        return PropsFact(declared)
    pattern = parameter.child_by_field_name("pattern") or parameter
    taken: list[tuple[str, str]] = []
    has_rest = False
    if pattern.type == "object_pattern":
        taken, has_rest = _taken(file, pattern)
    elif pattern.type == "identifier":
        inside = _destructured_in_body(file, function, file.text(pattern))
        if inside is not None:
            taken, has_rest = _taken(file, inside)
    return PropsFact(declared, taken, has_rest)


def _first_parameter(function: Node) -> Node | None:
    single = function.child_by_field_name("parameter")
    if single is not None:
        return single
    inside = function.child_by_field_name("parameters")
    if inside is None:
        return None
    for child in inside.named_children:
        if child.type in ("required_parameter", "optional_parameter"):
            return child
    return None


def _of_annotation(file: ParsedFile, annotated: Node | None) -> Shape:
    """``Props`` of ``const X: FC<Props>``."""
    typed = annotation(annotated)
    if typed is None or typed.type != "generic_type":
        return OTHER
    given = type_arguments(typed)
    if not given:
        return OTHER
    first = shape(file, given[0])
    name = typed.child_by_field_name("name")
    if name is not None and file.text(name).endswith("ForwardRefRenderFunction"):
        return shape(file, given[1]) if len(given) > 1 else OTHER
    return first


def _of_call(file: ParsedFile, call: Node) -> Shape:
    """``Props`` of ``forwardRef<Ref, Props>``, ``memo<Props>``, ``styled(X)<Props>``."""
    node: Node | None = call
    for _ in range(8):
        if node is None or node.type != "call_expression":
            return OTHER
        function = node.child_by_field_name("function")
        given = type_arguments(node)
        if given:
            name = called_name(file, function) if function is not None else ""
            position = 1 if name.lower().endswith("forwardref") else 0
            return shape(file, given[position]) if len(given) > position else OTHER
        inside = node.child_by_field_name("arguments")
        nested = (
            [each for each in inside.named_children if each.type == "call_expression"] if inside is not None else []
        )
        node = nested[0] if nested else function
    return OTHER


def _of_class(file: ParsedFile, node: Node) -> Shape:
    for heritage in node.named_children:
        if heritage.type == "class_heritage":
            for clause in heritage.named_children:
                given = type_arguments(clause) if clause.type == "extends_clause" else []
                if given:
                    return shape(file, given[0])
    return OTHER


def _taken(file: ParsedFile, pattern: Node) -> tuple[list[tuple[str, str]], bool]:
    """(name, default) of every property in an object pattern, and whether it ends in a rest."""
    found: list[tuple[str, str]] = []
    has_rest = False
    for child in pattern.named_children:
        kind = child.type
        if kind == "shorthand_property_identifier_pattern":
            found.append((file.text(child), ""))
        elif kind == "object_assignment_pattern":
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            if left is not None:
                found.append((file.text(left), file.line_text(right, _DEFAULT_LIMIT) if right is not None else ""))
        elif kind == "pair_pattern":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is None or key.type == "computed_property_name":
                continue
            default = value.child_by_field_name("right") if value is not None else None
            is_default = value is not None and value.type == "assignment_pattern" and default is not None
            text = file.line_text(default, _DEFAULT_LIMIT) if is_default and default is not None else ""
            found.append((file.text(key).strip("'\""), text))
        elif kind == "rest_pattern":
            has_rest = True
    return found, has_rest


def _destructured_in_body(file: ParsedFile, function: Node, name: str) -> Node | None:
    """The pattern of ``const {…} = props`` among the first-level statements of the body."""
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return None
    for statement in body.named_children:
        if statement.type not in ("lexical_declaration", "variable_declaration"):
            continue
        for declarator in statement.named_children:
            value = declarator.child_by_field_name("value") if declarator.type == "variable_declarator" else None
            pattern = declarator.child_by_field_name("name") if value is not None else None
            if value is None or pattern is None or value.type != "identifier" or pattern.type != "object_pattern":
                continue
            if file.text(value) == name:
                return pattern
    return None
