"""Declarations of constant values, which enums, literals and masks may name: ``["a", "b"] as const``, and lists and
objects that their file never changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from stocktake.extractors.code.zod import KEYS, NOT_KNOWN, Term, key_of, read
from stocktake.syntax.nodes import annotation, arguments, has_token, is_constant, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_CONSTANTS = (
    "string number true false comment identifier member_expression spread_element shorthand_property_identifier"
)
_CONSTANT_VALUES = frozenset(_CONSTANTS.split())
_AROUND = frozenset({"satisfies_expression", "parenthesized_expression"})
_OF_OBJECT = {b"Object.freeze": "freeze", b"Object.keys": "keys", b"Object.values": "values"}
_MAX_CONSTANTS = 100
"""Members of a list or object that are looked at; more than an inventory shows."""

_MAX_LITERAL = 100
_MAX_OBJECT = 10_000
_MAX_MEMBER = 1000
_LITERALS = frozenset({"string", "number", "template_string", "unary_expression"})


_NAMES = frozenset({"identifier", "member_expression"})
_REST = Term("spread", parts=[NOT_KNOWN])


def constant(
    file: ParsedFile, declaration: Declaration, value: Node, *, is_hinted: bool, is_changed: Callable[[str], bool]
) -> Term | None:
    """The term of a declaration that is a constant, or a constant list or record of them; None for any other.
    ``is_changed`` says of a name whether what it holds is changed in the file."""
    if value.type in _LITERALS:
        is_used = is_hinted or bool(declaration.exports)
        is_kept = is_used and value.end_byte - value.start_byte <= _MAX_LITERAL and is_constant(declaration.node)
        return read(file, value) if is_kept else None
    if value.type == "call_expression":
        return _of_object(file, declaration, value)
    if value.type in ("array", "object") and value.named_child_count:
        written = declaration.node.child_by_field_name("value")
        is_list = value.type == "array" and is_constant(declaration.node)
        if _is_as_const(written) or (is_list and _is_readonly(file, declaration.annotation)):
            return _literal(file, value, is_whole=True)
        is_used = (is_hinted or bool(declaration.exports)) and is_constant(declaration.node)
        found = (_unchanged_list if is_list else _unchanged_object)(file, value) if is_used else None
        if found is not None and not is_changed(declaration.name):
            return found
        return _literal(file, value, is_whole=False)
    return None


def _of_object(file: ParsedFile, declaration: Declaration, call: Node) -> Term | None:
    """``Object.freeze([…])``, and ``Object.keys(RECORD)``, ``Object.values(ENUM)``."""
    function = call.child_by_field_name("function") if file.data.startswith(b"Object.", call.start_byte) else None
    name = _OF_OBJECT.get(file.data[function.start_byte : function.end_byte]) if function is not None else None
    given = arguments(call) if name is not None else []
    first = unwrap(given[0]) if len(given) == 1 else None
    if first is None or not is_constant(declaration.node):
        return None
    if name == "freeze" and first.type in ("array", "object") and first.named_children:
        return _literal(file, first, is_whole=True)
    return read(file, call) if name != "freeze" and first.type in ("identifier", "member_expression") else None


def _is_as_const(written: Node | None) -> bool:
    while written is not None and written.type in _AROUND:
        written = written.named_children[0] if written.named_children else None
    return written is not None and written.type == "as_expression" and has_token(written, "const")


def _is_readonly(file: ParsedFile, annotated: Node | None) -> bool:
    """Whether an annotation is the type of a list that is never changed."""
    typed = annotation(annotated)
    is_named = typed is not None and typed.type == "generic_type" and file.text(typed).startswith("ReadonlyArray<")
    return is_named or (typed is not None and typed.type == "readonly_type")


def _literal(file: ParsedFile, value: Node, *, is_whole: bool) -> Term | None:
    """A list of constants, or an object with some; ``is_whole``: all it holds is constant, else those of its members
    are that say so themselves."""
    if value.named_child_count > _MAX_CONSTANTS:
        if not is_whole:
            return None
        return _unchanged_list(file, value) if value.type == "array" else _unchanged_object(file, value)
    if value.type == "array":
        return read(file, value) if is_whole and _are_constant(value.named_children) else None
    if is_whole:
        is_read = value.end_byte - value.start_byte <= _MAX_OBJECT or _are_constant(value.named_children)
        return _constants_of(read(file, value) if is_read else _short_members(file, value))
    if file.data.find(b"as const", value.start_byte, value.end_byte) < 0:
        return None
    found = {key: read(file, held) for key, held in _pairs(file, value) if _is_list(held)}
    # What else it holds may change.
    return Term("object", keys=[*found, "..."], parts=[*found.values(), NOT_KNOWN]) if found else None


def _unchanged_list(file: ParsedFile, literal: Node) -> Term | None:
    """The constants of a list, of a long one the first."""
    members = _first_members(literal)
    if not _are_constant(members) or not any(child.type in _LITERALS for child in members):
        return None
    parts = [
        Term("spread", parts=[read(file, each) for each in child.named_children[:1]])
        if child.type == "spread_element"
        else read(file, child)
        for child in members
    ]
    return Term("array", parts=[*parts, _REST] if literal.named_child_count > _MAX_CONSTANTS else parts)


def _unchanged_object(file: ParsedFile, literal: Node) -> Term | None:
    """The keys of an object, of a long one the first, with those of its values that are constant."""
    keys: list[str] = []
    parts: list[Term] = []
    for child in _first_members(literal):
        named = child.child_by_field_name("name" if child.type == "method_definition" else "key") or child
        held = child.child_by_field_name("value") if child.type == "pair" else None
        inner = unwrap(held) if held is not None else child
        if child.type == "spread_element":
            inner = unwrap(child.named_children[0]) if child.named_children else child
            is_read = inner.type in _NAMES
        elif inner.type == "array":
            is_read = inner.end_byte - inner.start_byte <= _MAX_MEMBER and _are_constant(inner.named_children)
        else:
            is_read = inner.type in _LITERALS and inner.end_byte - inner.start_byte <= _MAX_LITERAL
        keys.append(key_of(file, named) if child.type != "spread_element" else "...")
        parts.append(read(file, inner) if is_read else NOT_KNOWN)
    if literal.named_child_count > _MAX_CONSTANTS:
        keys.append("...")
        parts.append(NOT_KNOWN)
    return Term("object", KEYS, keys=keys, parts=parts) if keys else None


def _first_members(literal: Node) -> list[Node]:
    """The members of a literal, of a long one the first: all nodes of a very long one are not made."""
    if literal.named_child_count <= _MAX_CONSTANTS:
        return [child for child in literal.named_children if child.type != "comment"]
    found: list[Node] = []
    cursor = literal.walk()
    is_there = cursor.goto_first_child()
    while is_there and len(found) < _MAX_CONSTANTS:
        node = cursor.node
        if node is not None and node.is_named and node.type != "comment":
            found.append(node)
        is_there = cursor.goto_next_sibling()
    return found


def _short_members(file: ParsedFile, literal: Node) -> Term:
    """A long object with those of its members that are short; others are not known."""
    pairs = _pairs(file, literal)
    is_short = [held.end_byte - held.start_byte <= _MAX_MEMBER for _, held in pairs]
    parts = [read(file, held) if short else NOT_KNOWN for (_, held), short in zip(pairs, is_short, strict=True)]
    has_others = len(pairs) < sum(child.type != "comment" for child in literal.named_children)
    keys = [key for key, _ in pairs]
    return Term(
        "object", keys=[*keys, "..."] if has_others else keys, parts=[*parts, NOT_KNOWN][: len(keys) + has_others]
    )


def _constants_of(term: Term) -> Term:
    """An object with the constants it holds, lists and objects of them; what else it holds is not known."""
    parts = [
        _constants_of(part) if part.op == "object" else part if _is_constant(part) else NOT_KNOWN for part in term.parts
    ]
    return Term("object", keys=term.keys, parts=parts)


def _pairs(file: ParsedFile, literal: Node) -> list[tuple[str, Node]]:
    """The keys of an object with their values as written."""
    found = []
    for child in literal.named_children:
        key, held = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type == "pair" and key is not None and held is not None:
            found.append((key_of(file, key), held))
    return found


def _is_list(written: Node) -> bool:
    """Whether a value is ``["a", "b"] as const``."""
    inner = unwrap(written) if _is_as_const(written) else written
    return inner.type == "array" and inner is not written and _are_constant(inner.named_children)


def _are_constant(members: Sequence[Node]) -> bool:
    """Whether all that a list or object holds is constant."""
    for child in members:
        inner = child.child_by_field_name("value") if child.type == "pair" else child
        if inner is None or unwrap(inner).type not in _CONSTANT_VALUES:
            return False
    return bool(members)


def _is_constant(term: Term) -> bool:
    """Whether a part of a constant object is a value, or a list of values."""
    if term.op == "array":
        return all(part.op in ("string", "text", "spread") or _is_name(part) for part in term.parts)
    return term.op in ("string", "text") or _is_name(term)


def _is_name(term: Term) -> bool:
    return term.op == "chain" and all(step.args is None for step in term.steps)
