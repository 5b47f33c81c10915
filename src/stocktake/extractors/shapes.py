"""Types as far as syntax tells: enough structure to list an object type's properties across files.

A shape is plain data (it is part of facts); :func:`shape` reads one from a type node in a worker, and
:func:`properties` evaluates it in the coordinator, following names through imports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.syntax.nodes import annotation, has_token, type_arguments

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

TYPE_TEXT_LIMIT = 160
"""Characters of a property's type; a longer one is cut and ends in "…"."""

MAX_PROPERTIES = 200
ALL_LISTED = "*"
_MAX_DEPTH = 12


class PropertyFact(Struct, frozen=True, array_like=True):
    """A property, method, or parameter of an object type; ``type`` is its text, "" where none is written."""

    name: str
    type: str
    optional: bool = False
    readonly: bool = False


class Shape(Struct, frozen=True, array_like=True):
    """``op`` is one of:

    * ``object``: ``properties``; ``name`` is :data:`ALL_LISTED` where it has no other members;
    * ``and``: the intersection of ``parts``; ``or``: their union;
    * ``ref``: the type ``name`` with type arguments ``parts``;
    * ``typeof``: the type of the value ``name``;
    * ``keys``: a union of string literals, in ``names``;
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
        listed = members(file, node)
        is_all = len(listed) == sum(child.type != "comment" for child in node.named_children)
        return Shape("object", name=ALL_LISTED if is_all else "", properties=listed)
    if kind in ("type_identifier", "nested_type_identifier"):
        return Shape("ref", name=file.text(node), text=file.text(node))
    if kind == "generic_type":
        named = node.child_by_field_name("name")
        given = [shape(file, each, depth + 1) for each in type_arguments(node)]
        name = file.text(named) if named is not None else ""
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
        inner = annotation(node)
        if inner is not None and inner.type in ("identifier", "member_expression"):
            return Shape("typeof", name=file.text(inner), text=file.text(node))
    return Shape("other", text=file.line_text(node, TYPE_TEXT_LIMIT))


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


def members(file: ParsedFile, body: Node) -> list[PropertyFact]:
    """Property and method signatures of an object type or interface body, in source order; overloads once. Index,
    call and construct signatures have no name and are not properties."""
    found: dict[str, PropertyFact] = {}
    for child in body.named_children:
        if child.type not in ("property_signature", "method_signature"):
            continue
        named = child.child_by_field_name("name")
        if named is None:
            continue
        name = file.text(named)
        if named.type == "string":
            name = name[1:-1]
        if name in found:
            continue
        optional = has_token(child, "?")
        if child.type == "method_signature":
            text = _method_text(file, child)
        else:
            typed = annotation(child.child_by_field_name("type"))
            text = file.line_text(typed, TYPE_TEXT_LIMIT).removeprefix("| ") if typed is not None else ""
        found[name] = PropertyFact(name, text, optional, has_token(child, "readonly"))
    return list(found.values())


def _method_text(file: ParsedFile, signature: Node) -> str:
    """A method signature written as the function type it stands for."""
    given = signature.child_by_field_name("parameters")
    returned = annotation(signature.child_by_field_name("return_type"))
    left = file.line_text(given, TYPE_TEXT_LIMIT) if given is not None else "()"
    right = file.line_text(returned, TYPE_TEXT_LIMIT) if returned is not None else "any"
    text = f"{left} => {right}"
    return text if len(text) <= TYPE_TEXT_LIMIT else text[: TYPE_TEXT_LIMIT - 1] + "…"


class Named(Struct, frozen=True):
    """What a name in a shape refers to: the ``shape`` it stands for and the file it is declared in; ``heritage`` are
    the shapes an interface or class extends."""

    path: str
    id: str
    shape: Shape
    heritage: list[Shape] = []


Lookup = Callable[[str, str], Named | None]
"""(path, name) → what the type name means there, or None where it is not declared in the project."""


class Listing:
    """Properties collected from a shape. ``open`` are texts of parts that could not be evaluated: the object has
    further properties, from there."""

    def __init__(self) -> None:
        self.properties: dict[str, PropertyFact] = {}
        self.open: list[str] = []


_COMPONENT_PROPS = frozenset(
    {
        "ComponentProps",
        "ComponentPropsWithoutRef",
        "ComponentPropsWithRef",
        "React.ComponentProps",
        "React.ComponentPropsWithoutRef",
        "React.ComponentPropsWithRef",
    }
)


class Evaluator:
    """Lists the properties of shapes. ``type_of`` finds types by name, ``props_of`` the props of a component (for
    ``ComponentProps<typeof X>``)."""

    def __init__(self, type_of: Lookup, props_of: Lookup) -> None:
        self.type_of = type_of
        self.props_of = props_of

    def properties(self, path: str, given: Shape) -> Listing:
        """The properties of a shape written in the file ``path``."""
        found = Listing()
        self._add(path, given, found, frozenset())
        return found

    def _add(self, path: str, given: Shape, found: Listing, seen: frozenset[str]) -> None:
        if given.op == "object":
            for each in given.properties:
                found.properties[each.name] = each
        elif given.op == "and":
            for part in given.parts:
                self._add(path, part, found, seen)
        elif given.op == "or":
            self._union(path, given, found, seen)
        elif given.op == "ref":
            self._reference(path, given, found, seen)
        elif given.text:
            found.open.append(given.text)

    def _union(self, path: str, given: Shape, found: Listing, seen: frozenset[str]) -> None:
        """A property of a union is optional unless every member has it."""
        listings = []
        for part in given.parts:
            inner = Listing()
            self._add(path, part, inner, seen)
            listings.append(inner)
        for inner in listings:
            found.open.extend(text for text in inner.open if text not in found.open)
            for name, each in inner.properties.items():
                everywhere = all(name in other.properties for other in listings)
                types = list(dict.fromkeys(o.properties[name].type for o in listings if name in o.properties))
                text = " | ".join(types)
                if len(text) > TYPE_TEXT_LIMIT:
                    text = text[: TYPE_TEXT_LIMIT - 1] + "…"
                optional = each.optional or not everywhere
                found.properties.setdefault(name, PropertyFact(name, text, optional, each.readonly))

    def _reference(self, path: str, given: Shape, found: Listing, seen: frozenset[str]) -> None:
        name = given.name
        bare = name.removeprefix("React.")
        first = given.parts[0] if given.parts else OTHER
        if name in _COMPONENT_PROPS and first.op == "typeof":
            self._named(given, self.props_of(path, first.name), found, seen)
            return
        known = self.type_of(path, name)
        if known is not None or not given.parts:
            self._named(given, known, found, seen)
        elif bare == "PropsWithChildren":
            self._add(path, first, found, seen)
            found.properties.setdefault("children", PropertyFact("children", "ReactNode", True))
        elif bare in ("Partial", "Required", "Readonly", "Omit", "Pick", "NonNullable", "PropsWithoutRef", "NoInfer"):
            self._mapped(path, bare, given, found, seen)
        else:
            found.open.append(given.text)

    def _named(self, given: Shape, known: Named | None, found: Listing, seen: frozenset[str]) -> None:
        if known is None:
            found.open.append(given.text or given.name)
            return
        if known.id in seen or len(seen) > _MAX_DEPTH:
            return
        inside = seen | {known.id}
        for part in known.heritage:
            self._add(known.path, part, found, inside)
        self._add(known.path, known.shape, found, inside)

    def _mapped(self, path: str, operator: str, given: Shape, found: Listing, seen: frozenset[str]) -> None:
        inner = Listing()
        self._add(path, given.parts[0], inner, seen)
        keys = given.parts[1] if len(given.parts) > 1 else OTHER
        if operator in ("Omit", "Pick"):
            names = self._keys(path, keys)
            if names is None or (inner.open and operator == "Pick"):
                found.open.append(given.text)
                return
            if inner.open:
                # What is left of a part that cannot be listed is that part less the keys.
                inner.open = [given.text]
            chosen = {n: p for n, p in inner.properties.items() if (n in names) == (operator == "Pick")}
            inner.properties = chosen
        for name, each in inner.properties.items():
            optional = True if operator == "Partial" else False if operator == "Required" else each.optional
            readonly = each.readonly or operator == "Readonly"
            found.properties[name] = PropertyFact(name, each.type, optional, readonly)
        found.open.extend(text for text in inner.open if text not in found.open)

    def _keys(self, path: str, keys: Shape) -> frozenset[str] | None:
        if keys.op == "keys":
            return frozenset(keys.names)
        if keys.op == "ref":
            known = self.type_of(path, keys.name)
            if known is not None and known.shape.op == "keys":
                return frozenset(known.shape.names)
        return None
