"""Types as far as syntax tells: enough structure to list an object type's properties across files.

A shape is plain data (it is part of facts); :func:`shape` reads one from a type node in a worker, and
:mod:`stocktake.extractors.code.shape_evaluation` evaluates it in the coordinator, following names through imports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from stocktake.syntax.nodes import annotation, has_token, is_rest, parameters, type_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

TYPE_TEXT_LIMIT = 160
"""Characters of a property's type; a longer one is cut and ends in "…"."""

MAX_PROPERTIES = 200
ALL_LISTED = "*"
OPTIONAL = "?"
CALLED = "()"
MAX_PARAMETERS = 6
_MAX_DEPTH = 12
_OWNER_AND_KEY = 2


class PropertyFact(Struct, frozen=True, array_like=True, gc=False):
    """A property, method, or parameter of an object type; ``type`` is its text, "" where none is written."""

    name: str
    type: str
    optional: bool = False
    readonly: bool = False


class Shape(Struct, frozen=True, array_like=True, gc=False):
    """``op`` is one of:

    * ``object``: ``properties``; ``name`` is :data:`ALL_LISTED` where it has no other members (index signatures,
      mapped ones), which ``text`` shows else; ``parts`` are the shapes of the properties in ``names``, those whose
      types are objects themselves, and under :data:`CALLED` the function that its only call signature says;
    * ``and``: the intersection of ``parts``; ``or``: their union;
    * ``ref``: the type ``name`` with type arguments ``parts``;
    * ``typeof``: the type of the value ``name`` with type arguments ``parts``, or without a name of a component whose
      props are the only one of ``parts``;
    * ``props``: the props of the component ``name`` with type arguments ``parts``;
    * ``component``: the props of what is declared with the only one of ``parts``, as ``FC<Props>``;
    * ``keys``: a union of string literals, in ``names``;
    * ``keyof``: the property names of the only one of ``parts``;
    * ``item``: what the first of ``parts`` has under the second;
    * ``list``: an array of the only one of ``parts``;
    * ``record``: an object with the property names in the first of ``parts``, all of the second, optional ones where
      ``name`` is :data:`OPTIONAL`;
    * ``function``: a function whose parameters are of the types ``parts``, at most :data:`MAX_PARAMETERS`;
    * ``other``: anything else.

    ``text`` is what a reader is shown where the shape cannot be evaluated.
    """

    op: str
    name: str = ""
    parts: list[Shape] = []
    properties: list[PropertyFact] = []
    names: list[str] = []
    text: str = ""


OTHER = Shape("other")


def shape(file: ParsedFile, node: Node | None, depth: int = 0) -> Shape:
    """The shape of a type node."""
    if node is None or depth > _MAX_DEPTH:
        return OTHER
    kind = node.type
    if kind in ("object_type", "interface_body"):
        return _object(file, node, depth)
    if kind in ("type_identifier", "nested_type_identifier", "member_expression"):
        # The last is `import("./a").B`: in a type the grammar has no other.
        return Shape("ref", name=file.text(node), text=file.text(node))
    if kind == "generic_type":
        called = node.child_by_field_name("name")
        given = [type_argument(file, each, depth + 1) for each in type_arguments(node)]
        name = file.text(called) if called is not None else ""
        return Shape("ref", name=name, parts=given, text=file.line_text(node, TYPE_TEXT_LIMIT))
    if kind == "parenthesized_type":
        return shape(file, annotation(node), depth + 1)
    if kind in ("intersection_type", "union_type"):
        parts = [shape(file, each, depth + 1) for each in _flat(node, kind)]
        if kind == "union_type" and parts and all(part.op == "keys" for part in parts):
            return Shape("keys", names=[name for part in parts for name in part.names])
        op = "and" if kind == "intersection_type" else "or"
        return Shape(op, parts=parts, text=file.line_text(node, TYPE_TEXT_LIMIT))
    if kind == "literal_type":
        inner = annotation(node)
        if inner is not None and inner.type == "string":
            return Shape("keys", names=[file.text(inner)[1:-1]])
    if kind == "type_query":
        return _type_query(file, node, depth)
    if kind == "lookup_type":
        parts = [shape(file, each, depth + 1) for each in node.named_children if each.type != "comment"]
        if len(parts) == _OWNER_AND_KEY:
            return Shape("item", parts=parts, text=file.line_text(node, TYPE_TEXT_LIMIT))
    if kind == "array_type":
        return Shape(
            "list", parts=[shape(file, annotation(node), depth + 1)], text=file.line_text(node, TYPE_TEXT_LIMIT)
        )
    if kind == "function_type":
        return _function(file, node, depth)
    if kind == "index_type_query":
        return Shape(
            "keyof", parts=[shape(file, annotation(node), depth + 1)], text=file.line_text(node, TYPE_TEXT_LIMIT)
        )
    if kind == "readonly_type":
        # The grammar reads `readonly A[] & B` as `readonly (A[] & B)`.
        inner = annotation(node)
        if inner is not None and inner.type == "intersection_type":
            return shape(file, inner, depth + 1)
    return Shape("other", text=file.line_text(node, TYPE_TEXT_LIMIT))


def _object(file: ParsedFile, node: Node, depth: int) -> Shape:
    """The shape of an object type, or of an interface's body."""
    inside = [child for child in node.named_children if child.type != "comment"]
    if len(inside) == 1 and inside[0].type == "index_signature":
        record = _record(file, node, inside[0], depth)
        if record is not None:
            return record
    signatures = _by_name(file, [node])
    listed = [_property(file, name, each) for name, each in signatures.items()]
    inner = shapes_within(file, node, depth)
    found = Shape("object", properties=listed, names=list(inner), parts=list(inner.values()))
    if sum(map(len, signatures.values())) == len(inside):
        return replace(found, name=ALL_LISTED)
    return replace(found, text=file.line_text(node, TYPE_TEXT_LIMIT))


def shapes_within(file: ParsedFile, body: Node, depth: int = 0) -> dict[str, Shape]:
    """The shapes of the properties of an object type, or of an interface's body, whose types are objects themselves;
    under :data:`CALLED` the function that its only call signature says."""
    inside = [child for child in body.named_children if child.type != "comment"]
    found = {
        _name(file, named): shape(file, typed, depth + 1)
        for named, typed in _typed(inside)
        if typed.type in _OF_OBJECTS and file.data.find(b"{", typed.start_byte, typed.end_byte) >= 0
    }
    called = [child for child in inside if child.type == "call_signature"]
    if len(called) == 1:
        found[CALLED] = _function(file, called[0], depth)
    return found


_OF_OBJECTS = frozenset({"object_type", "intersection_type", "union_type", "array_type", "parenthesized_type"})


def _typed(inside: list[Node]) -> Iterator[tuple[Node, Node]]:
    """The names of properties that have a type, with that."""
    for child in inside:
        if child.type == "property_signature":
            named, typed = child.child_by_field_name("name"), annotation(child.child_by_field_name("type"))
            if named is not None and typed is not None:
                yield named, typed


def _record(file: ParsedFile, node: Node, signature: Node, depth: int) -> Shape | None:
    """``{ [Key in Keys]?: Value }`` where all values are of one type, or None."""
    clause = next((each for each in signature.named_children if each.type == "mapped_type_clause"), None)
    written = signature.child_by_field_name("type")
    value = annotation(written)
    if clause is None or len(clause.named_children) != 2 or written is None or value is None:
        return None
    key, keys = clause.named_children
    is_used = re.search(rf"(?<![\w$]){re.escape(file.text(key))}(?![\w$])", file.text(value))
    if is_used or written.type not in ("type_annotation", "opting_type_annotation"):
        return None
    parts = [shape(file, keys, depth + 1), type_argument(file, value, depth + 1)]
    name = OPTIONAL if written.type == "opting_type_annotation" else ""
    return Shape("record", name=name, parts=parts, text=file.line_text(node, TYPE_TEXT_LIMIT))


def _type_query(file: ParsedFile, node: Node, depth: int) -> Shape:
    """``typeof name`` and ``typeof name<Argument>``."""
    text = file.line_text(node, TYPE_TEXT_LIMIT)
    inner = annotation(node)
    given: list[Shape] = []
    if inner is not None and inner.type == "instantiation_expression":
        given = [type_argument(file, each, depth + 1) for each in type_arguments(inner)]
        inner = annotation(inner)
    # Where the name is missing, the parser puts one without text.
    name = file.text(inner) if inner is not None and inner.type in ("identifier", "member_expression") else ""
    return Shape("typeof", name=name, parts=given, text=text) if name else Shape("other", text=text)


def _function(file: ParsedFile, node: Node, depth: int) -> Shape:
    """The shape of a function type; ``other`` where nothing is told of what it takes first, or it takes any number."""
    text = file.line_text(node, TYPE_TEXT_LIMIT)
    given = parameters(node)[:MAX_PARAMETERS]
    typed = [None if is_rest(each) else annotation(each.child_by_field_name("type")) for each in given]
    if typed and typed[0] is None:
        return Shape("other", text=text)
    return Shape("function", parts=[shape(file, each, depth + 1) for each in typed], text=text)


def type_argument(file: ParsedFile, node: Node, depth: int = 0) -> Shape:
    """The shape of a type argument, always with its text: it may stand where the type parameter did."""
    found = shape(file, node, depth)
    return found if found.text else replace(found, text=file.line_text(node, TYPE_TEXT_LIMIT))


def type_parameters(file: ParsedFile, node: Node) -> list[str]:
    """The type parameters of a declaration or function: ``T``, ``const T extends U``, ``in out T = D``, as written."""
    given = node.child_by_field_name("type_parameters")
    found = []
    for each in given.named_children if given is not None else []:
        before = each.prev_sibling
        if each.type == "type_parameter" and before is not None:
            # The grammar does not know all modifiers: to it they are space.
            modifiers = file.data[before.end_byte : each.start_byte].decode("utf-8", "replace").split()
            found.append(" ".join([*modifiers, file.line_text(each, TYPE_TEXT_LIMIT)]))
    return found


def _flat(node: Node, kind: str) -> list[Node]:
    """Members of ``A & B & C``, which the grammar nests to the left."""
    found: list[Node] = []
    stack = [node]
    while stack:
        each = stack.pop()
        if each.type == kind:
            stack.extend(child for child in reversed(each.named_children) if child.type != "comment")
        else:
            found.append(each)
    return found


def members(file: ParsedFile, bodies: Iterable[Node]) -> list[PropertyFact]:
    """Property and method signatures of the bodies of one interface, in source order; overloads are one. Index, call
    and construct signatures have no name and are not properties."""
    return [_property(file, name, signatures) for name, signatures in _by_name(file, bodies).items()]


def _by_name(file: ParsedFile, bodies: Iterable[Node]) -> dict[str, list[Node]]:
    """The property and method signatures of object types or interface bodies that are one type."""
    found: dict[str, list[Node]] = {}
    for body in bodies:
        for child in body.named_children:
            if child.type in ("property_signature", "method_signature"):
                named = child.child_by_field_name("name")
                if named is not None and not _is_mapped_key(named):
                    found.setdefault(_name(file, named), []).append(child)
    return found


def _name(file: ParsedFile, named: Node) -> str:
    """A member's name: without quotes where it is a text, in brackets or not."""
    if named.type == "computed_property_name" and named.named_children:
        inner = named.named_children[0]
        if inner.type == "string" or (inner.type == "template_string" and "${" not in file.text(inner)):
            named = inner
    text = file.text(named)
    return text[1:-1] if named.type in ("string", "template_string") else text


def _property(file: ParsedFile, name: str, signatures: list[Node]) -> PropertyFact:
    """The property that one or more signatures of a name declare: overloads, or a getter and its setter."""
    shown = signatures[0]
    if len(signatures) > 1:
        # What a getter gives is what is read.
        shown = next((each for each in signatures if not has_token(each, "set")), shown)
    if shown.type == "property_signature" or has_token(shown, "get"):
        text = _annotated(file, shown)
    elif has_token(shown, "set"):
        text = "".join(_annotated(file, each) for each in parameters(shown))
    else:
        methods = [each for each in signatures if each.type == "method_signature"]
        texts = list(dict.fromkeys(_method_text(file, each, ": ") for each in methods)) if len(methods) > 1 else []
        text = cut(f"{{ {'; '.join(texts)} }}" if len(texts) > 1 else _method_text(file, shown, " => "))
    return PropertyFact(name, text, has_token(shown, "?"), has_token(shown, "readonly"))


def _annotated(file: ParsedFile, node: Node) -> str:
    typed = annotation(node.child_by_field_name("type") or node.child_by_field_name("return_type"))
    return file.line_text(typed, TYPE_TEXT_LIMIT).removeprefix("| ") if typed is not None else ""


def _is_mapped_key(name: Node) -> bool:
    """``[namespace in keyof T]``: with a keyword for its parameter, the grammar takes a mapped type for a property."""
    if name.type != "computed_property_name" or not name.named_children:
        return False
    inner = name.named_children[0]
    return inner.type == "binary_expression" and has_token(inner, "in")


def _method_text(file: ParsedFile, signature: Node, between: str) -> str:
    """A method signature written as the function type it stands for, or as one of several of a type."""
    generics = signature.child_by_field_name("type_parameters")
    given = signature.child_by_field_name("parameters")
    returned = annotation(signature.child_by_field_name("return_type"))
    left = file.line_text(generics, TYPE_TEXT_LIMIT) if generics is not None else ""
    left += file.line_text(given, TYPE_TEXT_LIMIT) if given is not None else "()"
    right = file.line_text(returned, TYPE_TEXT_LIMIT) if returned is not None else "any"
    return f"{left}{between}{right}"


def cut(text: str) -> str:
    """A type's text, at most :data:`TYPE_TEXT_LIMIT` characters."""
    return text if len(text) <= TYPE_TEXT_LIMIT else text[: TYPE_TEXT_LIMIT - 1] + "…"
