"""Facts of the types extractor: interfaces, type aliases and enums at module level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from stocktake.extractors.shapes import MAX_PROPERTIES, TYPE_TEXT_LIMIT, PropertyFact, Shape, shape
from stocktake.syntax.nodes import annotation, type_arguments

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

EXPRESSION_LIMIT = 400
"""Characters of a type alias's expression; a longer one is cut and ends in "…"."""


class TypeFact(Struct, frozen=True, array_like=True, gc=False):
    """One interface, alias or enum. ``shape`` is what it stands for, ``heritage`` what it extends; ``schema`` is the
    name in ``z.infer<typeof schema>`` with the ``z`` it was read through; enum members are in ``members``,
    an interface's index, call and construct signatures in ``signatures``."""

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
    properties: dict[str, PropertyFact] = {}
    heritage: list[Shape] = []
    texts: list[str] = []
    signatures: list[str] = []
    for node in (declaration.node, *declaration.merged):
        for child in node.named_children:
            if child.type == "extends_type_clause":
                for each in child.named_children:
                    if each.type != "comment":
                        heritage.append(shape(file, each))
                        texts.append(file.line_text(each, TYPE_TEXT_LIMIT))
        body = node.child_by_field_name("body")
        for each_property in shape(file, body).properties:
            properties.setdefault(each_property.name, each_property)
        members = body.named_children if body is not None else []
        signatures += [file.line_text(each, TYPE_TEXT_LIMIT) for each in members if each.type in _SIGNATURES]
    listed = list(properties.values())
    return TypeFact(
        declaration.name,
        "interface",
        declaration.line,
        declaration.end_line,
        declaration.exports,
        Shape("object", properties=listed, text=f"{{ {'; '.join(signatures)} }}" if signatures else ""),
        heritage,
        texts,
        generics=_generics(file, declaration.node),
        is_complex=len(listed) > 5 or bool(heritage),
        signatures=signatures,
    )


_SIGNATURES = frozenset({"index_signature", "call_signature", "construct_signature"})


def _alias(file: ParsedFile, declaration: Declaration) -> TypeFact:
    value = declaration.node.child_by_field_name("value")
    text = file.line_text(value, EXPRESSION_LIMIT) if value is not None else ""
    return TypeFact(
        declaration.name,
        "type_alias",
        declaration.line,
        declaration.end_line,
        declaration.exports,
        shape(file, value),
        expression=text.removeprefix("| ").removeprefix("& "),
        generics=_generics(file, declaration.node),
        is_complex=_is_complex(value),
        schema=_inferred_from(file, value),
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
        return len(value.named_children) > 0
    return True


_INFERENCES = ("infer", "output", "input", "TypeOf")


def _inferred_from(file: ParsedFile, value: Node | None) -> str:
    """``X`` in ``z.infer<typeof X>``, ``z.input``, ``z.output`` or zod's bare ``infer`` forms, else ""."""
    if value is None or value.type != "generic_type":
        return ""
    name = value.child_by_field_name("name")
    given = type_arguments(value)
    if name is None or len(given) != 1 or given[0].type != "type_query":
        return ""
    if file.text(name).rpartition(".")[2] not in _INFERENCES:
        return ""
    inner = annotation(given[0])
    return file.text(inner) if inner is not None and inner.type in ("identifier", "member_expression") else ""


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
        Shape("keys", names=[name for name, _ in members]),
        is_complex=len(members) > MAX_PROPERTIES,
        members=members,
    )


def _generics(file: ParsedFile, node: Node) -> list[str]:
    """``T``, ``T extends U``, ``T = D``, as written."""
    given = node.child_by_field_name("type_parameters")
    if given is None:
        return []
    return [file.line_text(each, TYPE_TEXT_LIMIT) for each in given.named_children if each.type == "type_parameter"]
