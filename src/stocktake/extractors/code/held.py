"""What is taken of an object that is written in the file: under a key that is named, or under any (``forms[kind]``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.syntax.commonjs import object_literal
from stocktake.syntax.nodes import unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

ANY = "*"
"""In place of a key: whichever it is."""

_MAX_STEPS = 100
_TAKEN = frozenset({"member_expression", "subscript_expression"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})


def values_taken(file: ParsedFile, node: Node) -> list[Node]:
    """The expressions that ``node`` may stand for, which takes a member or an element of an object that the file holds:
    a literal, or a variable of the module or of a function around it that is set to one, also inside of another object.
    Empty where the object is not known, or ``node`` is something else."""
    return _Objects(file).taken(unwrap(node))


def values_under(file: ParsedFile, owner: Node, key: str) -> list[Node]:
    """The expressions that an object of the file holds under a key, or under :data:`ANY`."""
    return _Objects(file).under(owner, key)


def taken_key(file: ParsedFile, node: Node) -> str | None:
    """The key by which a member or an element is taken, :data:`ANY` where it is computed; None of anything else."""
    named = node.child_by_field_name("property" if node.type == "member_expression" else "index")
    if node.type not in _TAKEN or named is None:
        return None
    if node.type == "member_expression":
        return file.text(named)
    return file.text(named)[1:-1] if named.type == "string" else ANY


def property_name(file: ParsedFile, child: Node) -> str:
    """The key of a property of an object literal; "" where it is computed, and for methods and spreads."""
    if child.type == "shorthand_property_identifier":
        return file.text(child)
    key = child.child_by_field_name("key") if child.type == "pair" else None
    return file.text(key).strip("'\"") if key is not None and key.type != "computed_property_name" else ""


class _Objects:
    """Looks into objects, for a number of steps: they may hold one another."""

    def __init__(self, file: ParsedFile) -> None:
        self._file = file
        self._steps = 0

    def taken(self, node: Node) -> list[Node]:
        key, owner = taken_key(self._file, node), node.child_by_field_name("object")
        return self.under(owner, key) if owner is not None and key is not None else []

    def under(self, owner: Node, key: str) -> list[Node]:
        found: list[Node] = []
        for literal in self._literals(owner):
            found += self._held(literal, key)
        return found

    def _held(self, literal: Node, key: str) -> list[Node]:
        found: list[Node] = []
        for child in literal.named_children:
            if child.type == "spread_element" and child.named_children:
                inner = self.under(child.named_children[0], key)
                found = [*found, *inner] if key == ANY or not inner else inner
            elif key in (ANY, property_name(self._file, child) or None):
                value = child if child.type in _NAMES else child.child_by_field_name("value")
                found = [*(found if key == ANY else ()), *([value] if value is not None else ())]
        return found

    def _literals(self, owner: Node) -> list[Node]:
        """The object literals that an expression may stand for."""
        self._steps += 1
        if self._steps > _MAX_STEPS:
            return []
        node = unwrap(owner)
        literal = object_literal(self._file, node)
        if literal is not None:
            return [literal]
        if node.type in _NAMES:
            value = self._set_to(node)
            return self._literals(value) if value is not None else []
        return [each for inner in self.taken(node) for each in self._literals(inner)]

    def _set_to(self, name: Node) -> Node | None:
        """What the variable that a name stands for is set to as a whole."""
        text = self._file.text(name)
        binding = self._file.binding_of(text, name)
        if binding is None:
            declared = self._file.outline.declared(text)
            return declared.value if declared is not None and not declared.pattern else None
        declarator = binding.parent
        is_whole = declarator is not None and declarator.type == "variable_declarator"
        return declarator.child_by_field_name("value") if declarator is not None and is_whole else None
