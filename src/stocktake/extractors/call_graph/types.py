"""What a type says of a value: as references (:mod:`stocktake.extractors.call_graph.terms`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakMethod

from stocktake.extractors.call_graph.expressions import first_child, type_parameter, union_members
from stocktake.extractors.call_graph.generics import is_of_class, written_parameters
from stocktake.extractors.call_graph.holders import ARRAYS, MAPS, NOT_TOLD, OF_LANGUAGE
from stocktake.extractors.call_graph.terms import (
    BUILT_IN,
    GIVEN,
    NOT_REFERENCES,
    PASSED_THROUGH,
    TESTED,
    UNKNOWN,
    is_plain,
    step,
    type_text,
)
from stocktake.syntax.nodes import annotation, parameters, type_arguments

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_MAX_DEPTH = 12
_MAX_UNION = 4
_MAX_ELEMENTS = 6
_MAX_GENERIC = 100
_KEY_AND_VALUE = 2
# Types whose members are the language's own.
_BUILT_IN_TYPES = frozenset({"literal_type", "template_literal_type"})
_IMPORT = re.compile(r"""import\s*\(\s*['"]([^'"\n]+)['"]\s*\)""")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_DOTTED = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_TEXT = re.compile(r"""(['"])[\w$-]{1,40}\1""")


class Types:
    """Turns the types of one file into references. ``names`` are those of module level, ``value`` is the method
    that gives the reference of an expression, for ``typeof value``; its object must live as long."""

    def __init__(self, file: ParsedFile, names: frozenset[str], value: Callable[[Node], str]) -> None:
        self._file = file
        self._names = names
        # Its object holds this one: what refers to itself waits for the collector, and the tree of the file with it.
        self._value = WeakMethod(value)
        self._followed: set[int] = set()

    def of(self, node: Node | None) -> str:
        """The reference of a value of a type, given as its type node or annotation."""
        if node is not None and node.type == "type_annotation":
            node = annotation(node)
        for _ in range(_MAX_DEPTH):
            if node is None:
                break
            kind = node.type
            if kind in ("type_identifier", "nested_type_identifier"):
                name = self._file.text(node)
                declared = type_parameter(self._file, name, node) if name not in self._names else None
                if declared is None:
                    return self._named(name)
                if is_of_class(declared):
                    return ":" + name
                return self._constrained(declared)
            if kind == "predefined_type":
                return UNKNOWN if self._file.text(node) in ("any", "unknown", "object", "never") else BUILT_IN
            if kind == "this_type":
                return "this"
            if kind in _BUILT_IN_TYPES:
                return BUILT_IN
            if kind == "type_query":
                return self._queried(annotation(node))
            if kind == "generic_type":
                named = node.child_by_field_name("name")
                name = self._file.text(named) if named is not None else ""
                given = type_arguments(node)
                if name in ("ReturnType", "InstanceType"):
                    return step(self.of(given[0]), "()" if name == "ReturnType" else "!") if given else ""
                if not PASSED_THROUGH.fullmatch(name):
                    return self._generic(name, given)
                node = given[0] if given else None
            elif kind == "readonly_type":
                node = annotation(node)
            elif kind == "array_type":
                return self._list(annotation(node))
            elif kind == "tuple_type":
                return self._tuple(node)
            elif kind == "union_type":
                members = union_members(self._file, node)
                if len(members) != 1:
                    return self._union(members)
                node = members[0]
            elif kind == "intersection_type":
                return self._intersection(node)
            elif kind == "lookup_type":
                return self._item(node)
            elif kind == "parenthesized_type":
                node = annotation(node)
            else:
                break
        return UNKNOWN

    def _constrained(self, declared: Node) -> str:
        """Of a type parameter what it extends is sure, which may be made of itself: ``T extends Comparable<T>``."""
        constraint = declared.child_by_field_name("constraint")
        if constraint is None or declared.id in self._followed:
            return UNKNOWN
        self._followed.add(declared.id)
        found = self.of(first_child(constraint))
        self._followed.discard(declared.id)
        return found

    def passed_on(self, function: Node) -> str:
        """What a function returns of what it is given, by its types: ``%1()`` of ``<T>(key: Key, make: () => T): T``.
        "" where they do not say so."""
        own = function.child_by_field_name("type_parameters")
        named = self._promised(annotation(function.child_by_field_name("return_type"))) if own is not None else None
        if own is None or named is None or named.type != "type_identifier":
            return ""
        wanted = self._file.text(named)
        declared = (each.child_by_field_name("name") for each in own.named_children)
        if not any(each is not None and self._file.text(each) == wanted for each in declared):
            return ""
        for position, parameter in enumerate(parameters(function)):
            typed = self._promised(annotation(parameter.child_by_field_name("type")))
            if typed is not None and typed.type == "function_type":
                given = self._promised(typed.child_by_field_name("return_type"))
                if given is not None and self._file.text(given) == wanted:
                    return f"{GIVEN}{position}()"
            elif typed is not None and self._file.text(typed) == wanted:
                return f"{GIVEN}{position}"
        return ""

    def told_by(self, function: Node) -> str:
        """What a function says of its first argument that answers yes: ``?:Page`` of ``(it: Item): it is Page``."""
        written = function.child_by_field_name("return_type")
        told = annotation(written) if written is not None and written.type == "type_predicate_annotation" else None
        taken = parameters(function)[:1]
        pattern = taken[0].child_by_field_name("pattern") if taken else None
        named = told.child_by_field_name("name") if told is not None else None
        if told is None or named is None or pattern is None or self._file.text(named) != self._file.text(pattern):
            return ""
        found = self.of(told.child_by_field_name("type"))
        return TESTED + found if found not in NOT_REFERENCES else ""

    def _promised(self, node: Node | None) -> Node | None:
        """A type, or what a promise of it is of."""
        if node is not None and node.type == "generic_type" and self._file.text(node).startswith("Promise<"):
            return next(iter(type_arguments(node)), None)
        return node

    def object_type(self, node: Node | None) -> Node | None:
        """A type or annotation, or what a promise of it is of, where that is an object type."""
        node = self._promised(annotation(node) if node is not None and node.type == "type_annotation" else node)
        return node if node is not None and node.type == "object_type" else None

    def of_property(self, node: Node | None, name: str) -> Node | None:
        """The type of a property, or of an element by its position, where an object or tuple type is written out."""
        listed = annotation(node) if node is not None and node.type == "type_annotation" else node
        if listed is not None and listed.type == "tuple_type":
            return _element(listed, name)
        written = self.object_type(node)
        for member in written.named_children if written is not None else []:
            named = member.child_by_field_name("name") if member.type == "property_signature" else None
            if named is not None and self._file.text(named) == name:
                return annotation(member.child_by_field_name("type"))
        return None

    def _list(self, element: Node | None) -> str:
        """An array of a type."""
        held = type_text(self.of(element))
        return BUILT_IN if held == OF_LANGUAGE else f":{held}[]"

    def _tuple(self, node: Node) -> str:
        """A tuple, as far as its elements have places."""
        found = []
        for position in range(min(len(node.named_children), _MAX_ELEMENTS)):
            element = _element(node, str(position))
            if element is None:
                break
            found.append(type_text(self.of(element)))
        is_told = any(each not in (OF_LANGUAGE, NOT_TOLD) for each in found)
        return f":[{','.join(found)}]" if is_told else BUILT_IN

    def _generic(self, name: str, given: list[Node]) -> str:
        """A type with type arguments."""
        named = self._named(name)
        is_global = named == BUILT_IN
        if is_global and given and ARRAYS.fullmatch(name):
            return self._list(given[0])
        is_map = MAPS.fullmatch(name) is not None
        if named == UNKNOWN or (not (is_map or name == "Record") if is_global else is_map):
            # Of another map than the language's, its name must not look like that.
            return named
        texts = [self._argument(each) for each in given]
        found = f"{':' + name if is_global else named}<{','.join(texts)}>"
        is_short = len(found) <= _MAX_GENERIC
        if not is_global:
            # That there are some is to be seen: otherwise the defaults would be taken for them.
            is_told = any(each not in (OF_LANGUAGE, NOT_TOLD) for each in texts)
            return found if is_told and is_short else named + "<>"
        if len(texts) != _KEY_AND_VALUE or texts[1] == OF_LANGUAGE or not is_short:
            return BUILT_IN
        return UNKNOWN if texts[1] == NOT_TOLD and not is_map else found

    def _argument(self, node: Node) -> str:
        """How a type argument is written."""
        text = self._file.text(node)
        return text if node.type == "literal_type" and _TEXT.fullmatch(text) else type_text(self.of(node))

    def parameters(self, declared: Node) -> str:
        """The type parameters of a class (see :mod:`stocktake.extractors.call_graph.generics`)."""
        return written_parameters(self._file, declared, self._argument)

    def given_to(self, named: Node, given: Node | None) -> str:
        """A class, by its name in an expression, with the type arguments that it is given; "" where it has none."""
        name = self._file.text(named)
        if given is None or not _DOTTED.fullmatch(name):
            return ""
        found = self._generic(name, [each for each in given.named_children if each.type != "comment"])
        return found if found[:1] == ":" else ""

    def _union(self, members: list[Node]) -> str:
        """``Request | ApiRequest``, which may be names of one class: only if each has a name here."""
        found = [self._member_of_union(each) for each in members[:_MAX_UNION]]
        is_named = 0 < len(members) <= _MAX_UNION and all(re.fullmatch(r":[^.()!|]+", each) for each in found)
        is_told = is_named and any(each[1:] != OF_LANGUAGE for each in found)
        return ":" + "|".join(each[1:] for each in found) if is_told else UNKNOWN

    def _member_of_union(self, node: Node) -> str:
        """A member of a union; texts and numbers are of the language whatever else there is."""
        is_plain_data = node.type in ("predefined_type", "literal_type")
        found = self.of(node)
        return ":" + OF_LANGUAGE if is_plain_data and found == BUILT_IN else found

    def _intersection(self, node: Node) -> str:
        """``Service & Extra``: what the first of them says that has a name here."""
        for _ in range(_MAX_DEPTH):
            left, *others = [child for child in node.named_children if child.type != "comment"]
            if left.type != "intersection_type":
                found = [self.of(each) for each in (left, *others)]
                return next((each for each in found if each not in NOT_REFERENCES), UNKNOWN)
            node = left
        return UNKNOWN

    def _item(self, node: Node) -> str:
        """``Service["run"]``; not of ``typeof value``, which would make a variable of that type another name for it."""
        inside = [child for child in node.named_children if child.type != "comment"]
        key = annotation(inside[-1]) if len(inside) == 2 and inside[1].type == "literal_type" else None
        if key is None or key.type != "string" or not _NAME.fullmatch(name := self._file.text(key)[1:-1]):
            return UNKNOWN
        found = self.of(inside[0])
        return step(found, "." + name) if found[:1] == ":" else UNKNOWN

    def _queried(self, inner: Node | None) -> str:
        """``typeof value``, and ``typeof import("x")``, in which the import is a name to the grammar."""
        if inner is None:
            return UNKNOWN
        imported = _IMPORT.fullmatch(self._file.text(inner))
        if imported is not None:
            return f"<{imported[1]}>"
        value = self._value()
        found = value(inner) if value is not None else UNKNOWN
        if is_plain(found) and found == self._file.text(inner) and self._is_type_only(found.partition(".")[0]):
            return ":typeof " + found.replace(".", "/")
        return found

    def _is_type_only(self, name: str) -> bool:
        """Whether a name is imported as a type, so that no code can use it."""
        word = re.compile(
            rf"import\s+type\b(?!\s+from\b).*(?<![\w$.]){re.escape(name)}(?![\w$])|"
            rf"\btype\s+(?:[\w$]+\s+as\s+)?{re.escape(name)}(?![\w$])",
            re.DOTALL,
        )
        return any(word.search(self._file.code_text(each)) is not None for each in self._file.outline.imports)

    def _named(self, name: str) -> str:
        if not name:  # where the parser filled in what is missing
            return UNKNOWN
        if name.partition(".")[0] not in self._names:
            # A global type, or a type parameter of one that is not in sight: named with one letter or a T in front.
            return UNKNOWN if len(name) == 1 or (name[0] == "T" and name[1:2].isupper()) else BUILT_IN
        return ":" + name.replace(".", "/")


def _element(listed: Node, position: str) -> Node | None:
    """The type of an element of a tuple type; None for what a rest may hold."""
    elements = [child for child in listed.named_children if child.type != "comment"]
    found = elements[int(position)] if position.isdecimal() and int(position) < len(elements) else None
    if found is None or found.type == "rest_type" or "..." in {child.type for child in found.children}:
        return None
    if found.type in ("required_parameter", "optional_parameter"):
        return annotation(found.child_by_field_name("type"))
    return first_child(found) if found.type == "optional_type" else found
