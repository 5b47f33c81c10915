"""Declarations of constant values, which enums, literals and masks may name: ``["a", "b"] as const``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.common.zod import NOT_KNOWN, Term, key_of, read
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
_MAX_LITERAL = 100
_MAX_OBJECT = 10_000
_MAX_MEMBER = 1000
_LITERALS = frozenset({"string", "number", "template_string", "unary_expression"})


def constant(file: ParsedFile, declaration: Declaration, value: Node, *, is_hinted: bool) -> Term | None:
    """The term of a declaration that is a constant, or a constant list or record of them; None for any other."""
    if value.type in _LITERALS:
        is_used = is_hinted or bool(declaration.exports)
        is_kept = is_used and value.end_byte - value.start_byte <= _MAX_LITERAL and is_constant(declaration.node)
        return read(file, value) if is_kept else None
    if value.type == "call_expression":
        return _of_object(file, declaration, value)
    if value.type in ("array", "object") and value.named_children:
        written = declaration.node.child_by_field_name("value")
        is_list = value.type == "array" and is_constant(declaration.node)
        is_readonly = is_list and _is_readonly(file, declaration.annotation)
        return _literal(file, value, is_whole=is_readonly or _is_as_const(written))
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
    if len(value.named_children) > _MAX_CONSTANTS:
        return None
    if value.type == "array":
        return read(file, value) if is_whole and _are_constant(value) else None
    if is_whole:
        is_read = value.end_byte - value.start_byte <= _MAX_OBJECT or _are_constant(value)
        return _constants_of(read(file, value) if is_read else _short_members(file, value))
    if file.data.find(b"as const", value.start_byte, value.end_byte) < 0:
        return None
    found = {key: read(file, held) for key, held in _pairs(file, value) if _is_list(held)}
    # What else it holds may change.
    return Term("object", keys=[*found, "..."], parts=[*found.values(), NOT_KNOWN]) if found else None


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
    return inner.type == "array" and inner is not written and _are_constant(inner)


def _are_constant(literal: Node) -> bool:
    """Whether all that a list or object holds is constant."""
    for child in literal.named_children:
        inner = child.child_by_field_name("value") if child.type == "pair" else child
        if inner is None or unwrap(inner).type not in _CONSTANT_VALUES:
            return False
    return bool(literal.named_children)


def _is_constant(term: Term) -> bool:
    """Whether a part of a constant object is a value, or a list of values."""
    if term.op == "array":
        return all(part.op in ("string", "text", "spread") or _is_name(part) for part in term.parts)
    return term.op in ("string", "text") or _is_name(term)


def _is_name(term: Term) -> bool:
    return term.op == "chain" and all(step.args is None for step in term.steps)
