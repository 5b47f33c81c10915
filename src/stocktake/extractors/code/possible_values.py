"""What an expression may be, where it chooses among others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import sides
from stocktake.syntax.nodes import is_constant, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_VALUES = 10
_MAX_VISITS = 50


def possible_values(file: ParsedFile, node: Node) -> list[Node]:
    """The expressions that one may be: those it chooses from (``isNew ? User : Patch``), also where a constant of the
    function around it does, and what an object in such a constant holds, under the key it names or any
    (``schemas[kind]``); itself for any other."""
    found: list[Node] = []
    stack = [node]
    for _ in range(_MAX_VISITS):
        if not stack or len(found) == _MAX_VALUES:
            break
        each = stack.pop()
        inner = unwrap(each)
        chosen = sides(inner) or _of_constant(file, inner)
        stack.extend(reversed(chosen))
        if not chosen:
            found.append(each)
    return found


def _of_constant(file: ParsedFile, node: Node) -> list[Node]:
    """What a local constant chooses from, or what is taken of the object that it holds."""
    if node.type == "identifier":
        return sides(held) if (held := _constant(file, node)) is not None else []
    owner = node.child_by_field_name("object") if node.type in ("member_expression", "subscript_expression") else None
    literal = _constant(file, unwrap(owner)) if owner is not None else None
    if literal is None or literal.type != "object":
        return []
    key = node.child_by_field_name("property") or node.child_by_field_name("index")
    is_named = key is not None and key.type in ("property_identifier", "string")
    named = file.text(key).strip("'\"") if key is not None and is_named else ""
    members = [member for each in literal.named_children if (member := _member(file, each)) is not None]
    return [value for name, value in members if not is_named or name == named]


def _constant(file: ParsedFile, name: Node) -> Node | None:
    """What the constant of a function holds that a name stands for."""
    bound = file.binding_of(file.text(name), name) if name.type == "identifier" else None
    value = constant_value(bound) if bound is not None else None
    return unwrap(value) if value is not None else None


def constant_value(bound: Node) -> Node | None:
    """What a constant is set to as a whole, by the node that binds its name; None for anything else."""
    declarator = bound.parent
    if declarator is None or declarator.type != "variable_declarator" or not is_constant(declarator):
        return None
    return declarator.child_by_field_name("value") if declarator.child_by_field_name("name") == bound else None


def _member(file: ParsedFile, member: Node) -> tuple[str, Node] | None:
    """The key and the value of a member of an object literal; None for a spread, a method or a computed key."""
    if member.type == "shorthand_property_identifier":
        return file.text(member), member
    key, value = member.child_by_field_name("key"), member.child_by_field_name("value")
    if member.type != "pair" or key is None or value is None or key.type == "computed_property_name":
        return None
    return file.text(key).strip("'\""), value
