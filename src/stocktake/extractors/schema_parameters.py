"""The names that parameters and object patterns bind, and the types of zod in annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.zod import ZOD_TYPE
from stocktake.syntax.nodes import annotation

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile


def zod_type_name(file: ParsedFile, annotated: Node | None) -> str:
    """The name of the type in an annotation, where it is one that zod has; else ""."""
    node = annotation(annotated)
    if node is not None and node.type == "generic_type":
        node = node.child_by_field_name("name")
    if node is None or node.type not in ("type_identifier", "nested_type_identifier"):
        return ""
    text = file.text(node)
    return text if ZOD_TYPE.fullmatch(text) else ""


def bound_keys(file: ParsedFile, pattern: Node) -> dict[str, str]:
    """The names that an object pattern binds, each with the key it takes; nested patterns are left out."""
    found: dict[str, str] = {}
    for child in pattern.named_children:
        key, bound = child, child
        if child.type == "pair_pattern":
            named, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if named is None or value is None:
                continue
            key, bound = named, value
        left = bound.child_by_field_name("left")
        if left is not None:
            key, bound = (left if key is bound else key), left
        if bound.type in ("identifier", "shorthand_property_identifier_pattern"):
            found[file.text(bound)] = file.text(key)
    return found


def names_of(parameter: str) -> list[str]:
    """The names that a parameter binds."""
    if not parameter.startswith("{"):
        return [parameter] if parameter else []
    return [entry.partition(":")[2] for entry in parameter[1:-1].split(",")]


def parameter_of(file: ParsedFile, node: Node) -> tuple[str, str]:
    """A parameter's name, or its pattern as ``{key:name,…}`` ("" for any other), and the type of zod's that it is
    annotated with ("" for none)."""
    pattern = node if node.type == "identifier" else node.child_by_field_name("pattern")
    if pattern is not None and pattern.type == "object_pattern":
        bound = bound_keys(file, pattern)
        return "{" + ",".join(f"{key}:{name}" for name, key in bound.items()) + "}" if bound else "", ""
    name = file.text(pattern) if pattern is not None and pattern.type == "identifier" else ""
    typed = annotation(node.child_by_field_name("type"))
    if typed is not None and typed.type == "type_identifier":
        # `<T extends z.ZodTypeAny>(schema: T)`: as the constraint says.
        constraint = _constraint(file, node, file.text(typed))
        if constraint is not None:
            return name, zod_type_name(file, constraint)
    return name, zod_type_name(file, node.child_by_field_name("type"))


def _constraint(file: ParsedFile, parameter: Node, generic: str) -> Node | None:
    function = parameter.parent.parent if parameter.parent is not None else None
    given = function.child_by_field_name("type_parameters") if function is not None else None
    for each in given.named_children if given is not None else []:
        named = each.child_by_field_name("name")
        if named is not None and file.text(named) == generic:
            return each.child_by_field_name("constraint")
    return None
