"""The names that parameters and object patterns bind, and the types of zod in annotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stocktake.extractors.code.zod import ZOD_TYPE, Term, read
from stocktake.extractors.schemas.terms import roots
from stocktake.syntax.nodes import annotation, parameters, type_arguments

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
    """The names that a pattern binds, each with the key of the object that it takes, or the index of the list; nested
    patterns are left out."""
    found: dict[str, str] = {}
    index = 0
    for child in pattern.children:
        index += child.type == ","
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
            found[file.text(bound)] = file.text(key) if pattern.type == "object_pattern" else str(index)
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
    function = node.parent.parent if node.parent is not None else None
    return name, _type_name(file, function, node.child_by_field_name("type"))


def returned_type(file: ParsedFile, function: Node) -> tuple[str, str]:
    """The type of zod's that a function is annotated to return ("" for none), and the parameter whose schema that is
    by the annotations alone ("" for none): ``<T extends ZodType>(schema: T) => T``, or ``=> ZodType<output<T>>``."""
    annotated = function.child_by_field_name("return_type")
    name = _type_name(file, function, annotated)
    written = annotation(annotated) if name else None
    given = function.child_by_field_name("type_parameters") if written is not None else None
    if written is None or given is None:
        return name, ""
    text = _first_argument(file, written)
    generic = [file.text(each.child_by_field_name("name") or each) for each in given.named_children]
    for node in parameters(function):
        typed = annotation(node.child_by_field_name("type"))
        is_same = typed is not None and file.text(typed) in (file.text(written), text)
        if typed is not None and is_same and any(each in _WORD.findall(file.text(typed)) for each in generic):
            return name, parameter_of(file, node)[0]
    return name, ""


_WORD = re.compile(r"[\w$]+")
_PARSED = re.compile(r"(?:\w+\.)?(?:output|infer|TypeOf)<([\w$]+)>")


def _first_argument(file: ParsedFile, typed: Node) -> str:
    """``T`` of ``ZodType<output<T>, …>``: the type of the schema whose values those of a type are; "" for none."""
    given = type_arguments(typed) if typed.type == "generic_type" else []
    match = _PARSED.fullmatch(file.text(given[0])) if given else None
    return match.group(1) if match is not None else ""


def _type_name(file: ParsedFile, function: Node | None, annotated: Node | None) -> str:
    """As ``zod_type_name``; of a type parameter what its constraint says, ``<T extends z.ZodTypeAny>``."""
    typed = annotation(annotated)
    if typed is not None and typed.type == "type_identifier":
        annotated = _constraint(file, function, file.text(typed)) or annotated
    return zod_type_name(file, annotated)


def defaults_of(file: ParsedFile, nodes: Sequence[Node], parameters: Sequence[str]) -> dict[str, Term]:
    """What parameters are where nothing is given for them, by name, those that patterns bind too; a whole pattern's by
    its text."""
    found: dict[str, Term] = {}
    bound = [name for parameter in parameters for name in names_of(parameter)]
    for node, parameter in zip(nodes, parameters, strict=True):
        values = {parameter: node.child_by_field_name("value")} if parameter else {}
        pattern = node.child_by_field_name("pattern") if parameter.startswith("{") else None
        if pattern is not None:
            values |= _pattern_defaults(file, pattern)
        for name, value in values.items():
            term = read(file, value) if value is not None else None
            following = bound[bound.index(name if name in bound else names_of(parameter)[0]) :]
            # Made of a parameter that follows, or of itself, it is nothing that a running program has.
            if term is not None and not set(roots(term)).intersection(following):
                found[name] = term
    return found


def _pattern_defaults(file: ParsedFile, pattern: Node) -> dict[str, Node | None]:
    """The defaults that a pattern gives the names that it binds: ``{ a = 1, b: c = 2 }``."""
    found: dict[str, Node | None] = {}
    for child in pattern.named_children:
        bound = child.child_by_field_name("value") if child.type == "pair_pattern" else child
        left = bound.child_by_field_name("left") if bound is not None else None
        if bound is not None and left is not None:
            found[file.text(left)] = bound.child_by_field_name("right")
    return found


def _constraint(file: ParsedFile, function: Node | None, generic: str) -> Node | None:
    given = function.child_by_field_name("type_parameters") if function is not None else None
    for each in given.named_children if given is not None else []:
        named = each.child_by_field_name("name")
        if named is not None and file.text(named) == generic:
            return each.child_by_field_name("constraint")
    return None
