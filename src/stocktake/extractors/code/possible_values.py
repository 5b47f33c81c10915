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
    function around it does, and what an object in such a constant, or written there, holds, under the key it names or
    any (``schemas[kind]``); itself for any other."""
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


def possible_starts(file: ParsedFile, node: Node) -> list[Node]:
    """The expressions that a chain of calls may start with, where it chooses among others: ``User`` and ``Patch`` of
    ``(isNew ? User : Patch).array()``; itself for any other."""
    inner: Node | None = node
    for _ in range(_MAX_LINKS):
        if inner is None:
            break
        found = possible_values(file, inner)
        if found != [inner]:
            return found
        inner = _before_call(unwrap(inner))
    return [node]


_MAX_LINKS = 20


def _before_call(node: Node) -> Node | None:
    """What a method is called on. A member that is not called is something else than what it is taken of."""
    method = node.child_by_field_name("function") if node.type == "call_expression" else None
    return method.child_by_field_name("object") if method is not None else None


def _of_constant(file: ParsedFile, node: Node) -> list[Node]:
    """What a local constant chooses from, or what is taken of an object: one that it holds, or that is written there
    (``{ user: User, team: Team }[kind]``)."""
    if node.type == "identifier":
        held = _constant(file, node)
        return (sides(held) or _taken(file, held)) if held is not None else []
    return _taken(file, node)


def _taken(file: ParsedFile, node: Node) -> list[Node]:
    """What a member is of an object that is written there, or that a local constant holds."""
    owner = node.child_by_field_name("object") if node.type in ("member_expression", "subscript_expression") else None
    owner = unwrap(owner) if owner is not None else None
    literal = _constant(file, owner) if owner is not None and owner.type == "identifier" else owner
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
