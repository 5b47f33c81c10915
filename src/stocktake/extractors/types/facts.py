"""Facts of the types extractor: interfaces, type aliases and enums at module level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from stocktake.extractors.code.shapes import (
    MAX_PROPERTIES,
    OTHER,
    TYPE_TEXT_LIMIT,
    Shape,
    members,
    shape,
    shapes_within,
    type_parameters,
)
from stocktake.syntax.nodes import annotation, type_arguments

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

EXPRESSION_LIMIT = 400
"""Characters of a type alias's expression; a longer one is cut and ends in "…"."""


class TypeFact(Struct, frozen=True, array_like=True, gc=False):
    """One interface, alias or enum. ``shape`` is what it stands for, ``heritage`` what it extends; ``schema`` is the
    name in ``z.infer<typeof schema>`` (``group.key`` in ``z.infer<(typeof group)["key"]>``, ``group.[K]`` where the key
    is no literal) and ``inference`` the ``z.infer`` it was read through; enum members are in ``members``, an
    interface's index, call and construct signatures in ``signatures``."""

    name: str
    kind: Literal["interface", "type_alias", "enum"]
    line: int
    end_line: int
    exports: list[str]
    shape: Shape
    heritage: list[Shape] = []
    heritage_texts: list[str] = []
    expression: str = ""
    generics: list[str] = []
    is_complex: bool = False
    schema: str = ""
    inference: str = ""
    members: list[tuple[str, str]] = []
    signatures: list[str] = []


def type_facts(file: ParsedFile) -> list[TypeFact]:
    """The module-level types of a file, in source order; merged interfaces are one."""
    found: list[TypeFact] = []
    for declaration in file.outline.declarations:
        if declaration.kind == "interface":
            found.append(_interface(file, declaration))
        elif declaration.kind == "type":
            found.append(_alias(file, declaration))
        elif declaration.kind == "enum":
            found.append(_enum(file, declaration))
    return found


def _interface(file: ParsedFile, declaration: Declaration) -> TypeFact:
    bodies: list[Node] = []
    within: dict[str, Shape] = {}
    heritage: list[Shape] = []
    texts: list[str] = []
    schema = inference = ""
    for node in (declaration.node, *declaration.merged):
        for child in node.named_children:
            if child.type == "extends_type_clause":
                for each in child.named_children:
                    if each.type != "comment":
                        heritage.append(shape(file, each))
                        texts.append(file.line_text(each, TYPE_TEXT_LIMIT))
                        if not schema:
                            schema, inference = _inferred_from(file, each)
        body = node.child_by_field_name("body")
        bodies += [body] if body is not None else []
    for body in bodies:
        within |= shapes_within(file, body)
    listed = members(file, bodies)
    unnamed = [each for body in bodies for each in body.named_children if each.type in _SIGNATURES]
    signatures = [file.line_text(each, TYPE_TEXT_LIMIT) for each in unnamed]
    return TypeFact(
        declaration.name,
        "interface",
        declaration.line,
        declaration.end_line,
        declaration.exports,
        Shape(
            "object",
            properties=listed,
            names=list(within),
            parts=list(within.values()),
            text=f"{{ {'; '.join(signatures)} }}" if signatures else "",
        ),
        heritage,
        texts,
        generics=type_parameters(file, declaration.node),
        is_complex=len(listed) > 5 or bool(heritage),
        schema=schema,
        inference=inference,
        signatures=signatures,
    )


_SIGNATURES = frozenset({"index_signature", "call_signature", "construct_signature"})


def _alias(file: ParsedFile, declaration: Declaration) -> TypeFact:
    value = declaration.node.child_by_field_name("value")
    text = file.line_text(value, EXPRESSION_LIMIT) if value is not None else ""
    schema, inference = _inferred_from(file, value)
    return TypeFact(
        declaration.name,
        "type_alias",
        declaration.line,
        declaration.end_line,
        declaration.exports,
        shape(file, value),
        expression=text.removeprefix("| ").removeprefix("& "),
        generics=type_parameters(file, declaration.node),
        is_complex=_is_complex(value),
        schema=schema,
        inference=inference,
    )


_PLAIN = frozenset({"type_identifier", "nested_type_identifier", "predefined_type", "literal_type", "type_query"})


def _is_complex(value: Node | None) -> bool:
    """Whether an alias is more than a name, a literal, a simple function or one plain generic of those."""
    if value is None or value.type in _PLAIN or value.type == "function_type":
        return False
    if value.type in ("array_type", "readonly_type", "parenthesized_type"):
        return _is_complex(annotation(value))
    if value.type == "generic_type":
        return not all(
            each.type in _PLAIN or each.type in ("array_type", "union_type") for each in type_arguments(value)
        )
    if value.type == "object_type":
        return annotation(value) is not None
    return True


_INFERENCES = ("infer", "output", "input", "TypeOf")
_MAX_KEYS = 8
_KEY_LIMIT = 40


def _inferred_from(file: ParsedFile, value: Node | None) -> tuple[str, str]:
    """``X`` and ``z.infer`` of ``z.infer<typeof X>``, ``z.input``, ``z.output`` or zod's bare ``infer`` forms, under
    another name too, else two ""."""
    value = _inside(value)
    name = value.child_by_field_name("name") if value is not None and value.type == "generic_type" else None
    given = type_arguments(value) if value is not None and name is not None else []
    queried = _queried(file, given[0]) if name is not None and len(given) == 1 else ""
    inference = file.text(name) if name is not None and queried else ""
    if inference and (inference.rpartition(".")[2] in _INFERENCES or _is_renamed(file, inference)):
        return queried, inference
    return "", ""


def _queried(file: ParsedFile, typed: Node) -> str:
    """The dotted name in ``typeof name``, also in ``(typeof group)["key"]``, which is ``typeof group.key``; a key that
    is not written there stays as it is, in brackets. "" for any other type."""
    keys: list[str] = []
    query = _inside(typed)
    while query is not None and query.type == "lookup_type" and len(keys) < _MAX_KEYS:
        held = [child for child in query.named_children if child.type != "comment"]
        keys.append(_key_text(file, held[-1]))
        query = _inside(held[0])
    inner = annotation(query) if query is not None and query.type == "type_query" else None
    if inner is None or inner.type not in ("identifier", "member_expression"):
        return ""
    return ".".join([file.text(inner), *reversed(keys)])


def _key_text(file: ParsedFile, key: Node) -> str:
    literal = key.named_children[0] if key.type == "literal_type" and key.named_children else key
    text = file.text(literal)
    if literal.type == "string" and "." not in text:
        return text[1:-1]
    return text if literal.type == "number" and text.isdecimal() else f"[{file.line_text(key, _KEY_LIMIT)}]"


def _inside(typed: Node | None) -> Node | None:
    """A type without parentheses."""
    while typed is not None and typed.type == "parenthesized_type":
        typed = annotation(typed)
    return typed


def _is_renamed(file: ParsedFile, name: str) -> bool:
    """``import { infer as name }``"""
    given = f" as {name}".encode()
    return given in file.data and any(each.encode() + given in file.data for each in _INFERENCES)


def _values(members: list[tuple[str, str]]) -> Shape:
    """The values of an enum whose members are all strings: they may be the names of properties."""
    texts = [value[1:-1] for _, value in members if value[:1] in ("'", '"')]
    return Shape("keys", names=texts) if len(texts) == len(members) else OTHER


def _enum(file: ParsedFile, declaration: Declaration) -> TypeFact:
    members: list[tuple[str, str]] = []
    for node in (declaration.node, *declaration.merged):
        body = node.child_by_field_name("body")
        for child in body.named_children if body is not None else []:
            named = child.child_by_field_name("name") if child.type == "enum_assignment" else child
            if named is None or child.type == "comment":
                continue
            value = child.child_by_field_name("value") if child.type == "enum_assignment" else None
            text = file.line_text(value, 80) if value is not None else ""
            members.append((file.text(named).strip("'\""), text))
    return TypeFact(
        declaration.name,
        "enum",
        declaration.line,
        declaration.end_line,
        declaration.exports,
        _values(members),
        is_complex=len(members) > MAX_PROPERTIES,
        members=members,
    )
