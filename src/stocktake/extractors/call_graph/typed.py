"""What declared types say of values, across files: members of interfaces and object types, results of functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from stocktake.extractors.base import Target
from stocktake.extractors.call_graph.terms import NOTHING, PASSED_THROUGH
from stocktake.extractors.code.shape_evaluation import Named
from stocktake.extractors.code.shape_texts import own_parameters, type_parameter
from stocktake.extractors.code.shapes import CALLED, OTHER, Shape
from stocktake.extractors.code.type_texts import mapped_type, parameter_types, parsed_type, result_type


class Value(NamedTuple):
    """What a reference names.

    ``declaration``: ``name`` (dotted for a member) declared in ``path``; ``instance``: one of the class ``name`` of
    ``path``; ``module``: the file ``path``; ``external``: something of the package ``name``, ``path`` saying what of
    it; ``built-in``: something of the language or its host; ``typed``: something of which only a type is known, whose
    ``shape`` is written in ``path``, with what type parameters stand for there; ``unknown``.
    """

    kind: Literal["declaration", "instance", "module", "external", "built-in", "typed", "unknown"]
    path: str = ""
    name: str = ""
    shape: Shape = OTHER
    arguments: Mapping[str, Value] = {}


UNKNOWN = Value("unknown")
BUILT_IN_VALUE = Value("built-in")

_MAX_STEPS = 60
_KEY_AND_VALUE = 2
_MAX_PARTS = 32
"""Members of a union or intersection that is looked into: longer ones are lists of texts or events."""
_LANGUAGE = frozenset({"string", "number", "boolean", "bigint", "symbol"})
# Types of plain data, made by a package from a schema.
_INFERRED = re.compile(r"(?:\w+\.)?(?:infer|input|output|[Ii]nfer[A-Z]\w*|TypeOf|Infer)")


class TypedValues:
    """Follows types. ``lookup`` is what a type's name means in a file, ``type_of`` the type that is declared there, or
    None; ``is_class`` whether a declaration is one; ``value_of`` what a value's name stands for in a file; ``member``,
    ``result`` and ``instance`` those of any value."""

    def __init__(
        self,
        lookup: Callable[[str, str], Target],
        type_of: Callable[[Target], Named | None],
        is_class: Callable[[Target], bool],
        value_of: Callable[[str, str], Value],
        member: Callable[[Value, str], Value],
        result: Callable[[Value], Value],
        instance: Callable[[Value], Value],
    ) -> None:
        self._lookup = lookup
        self._type_of = type_of
        self._is_class = is_class
        self._value_of = value_of
        self._member = member
        self._result = result
        self._instance = instance
        self._steps = 0

    def start(self) -> None:
        """Another reference is followed: as many steps as for any."""
        self._steps = 0

    def of(self, path: str, shape: Shape, arguments: Mapping[str, Value]) -> Value:
        """A value of a type that is written in the file ``path``."""
        self._steps += 1
        if self._steps > _MAX_STEPS:
            return UNKNOWN
        if shape.op == "other" and shape.text.endswith("]"):
            shape = parsed_type(shape.text)  # of tuples only the text is known
        op = shape.op
        if op == "ref":
            return self._named(path, shape, arguments)
        if op == "typeof":
            return self._value_of(path, shape.name) if shape.name else UNKNOWN
        if op in ("list", "keys", "keyof"):
            return BUILT_IN_VALUE
        if op in ("or", "and") and len(shape.parts) > _MAX_PARTS:
            return UNKNOWN
        if op == "or":
            parts = [part for part in shape.parts if (part.name or part.text) not in NOTHING]
            found = [self.of(path, part, arguments) for part in parts]
            if found and all(each == found[0] for each in found):
                return found[0]
        if op == "item":
            owner, key = shape.parts
            name = _text(arguments[key.name].shape if key.name in arguments else key)
            return self._member(self.of(path, owner, arguments), name) if name else UNKNOWN
        if op in ("object", "and", "or", "function", "record", "tuple"):
            return Value("typed", path, "", shape, arguments)
        return BUILT_IN_VALUE if shape.text in _LANGUAGE else UNKNOWN

    def member(self, value: Value, name: str) -> Value:
        """A member of a value of which only the type is known."""
        shape = value.shape
        if shape.op == "object":
            if name in shape.names:
                return self.of(value.path, shape.parts[shape.names.index(name)], value.arguments)
            text = next((each.type for each in shape.properties if each.name == name), "")
            return self.of(value.path, parsed_type(text), value.arguments) if text else self._mapped(value, name)
        if shape.op == "tuple":
            is_element = name.isdecimal() and int(name) < len(shape.parts)
            return self.of(value.path, shape.parts[int(name)], value.arguments) if is_element else UNKNOWN
        if shape.op == "record":
            keys, held = shape.parts
            is_there = self._has_key(value.path, keys, name, value.arguments)
            return self.of(value.path, held, value.arguments) if is_there else UNKNOWN
        found = [
            self._member(self.of(value.path, part, value.arguments), name)
            for part in shape.parts
            if shape.op in ("and", "or") and (part.name or part.text) not in NOTHING
        ]
        known = [each for each in found if each != UNKNOWN]
        if shape.op == "and":
            return known[0] if known else UNKNOWN
        # Of a union only what all of its members have in common is sure.
        return known[0] if known and all(each == known[0] for each in found) else UNKNOWN

    def _mapped(self, value: Value, name: str) -> Value:
        """A member of ``{ [Key in Keys]: Held }``."""
        mapped = mapped_type(value.shape.text)
        if mapped is None or not self._has_key(value.path, mapped[1], name, value.arguments):
            return UNKNOWN
        key, _, held = mapped
        return self.of(value.path, held, {**value.arguments, key: _text_value(name)})

    def _has_key(self, path: str, keys: Shape, name: str, arguments: Mapping[str, Value]) -> bool:
        """Whether a name is among the keys that a type says."""
        self._steps += 1
        op = keys.op
        if op == "keys" or self._steps > _MAX_STEPS:
            return name in keys.names
        if op == "or":
            return any(self._has_key(path, part, name, arguments) for part in keys.parts)
        if op == "keyof":
            return self._member(self.of(path, keys.parts[0], arguments), name) != UNKNOWN
        if (keys.name or keys.text) in ("string", "PropertyKey"):
            return True
        if op != "ref":
            return False
        if keys.name in arguments:
            return _text(arguments[keys.name].shape) == name
        known = self._type_of(self._lookup(path, keys.name))
        return known is not None and self._has_key(known.path, known.shape, name, {})

    def result(self, value: Value) -> Value:
        """What calling a value gives of which only the type is known."""
        shape = _function(value)
        if shape is None:
            return UNKNOWN
        own = dict.fromkeys(own_parameters(shape.text), UNKNOWN)
        return self.of(value.path, result_type(shape.text), {**value.arguments, **own})

    def _named(self, path: str, shape: Shape, arguments: Mapping[str, Value]) -> Value:
        name, parts = shape.name, shape.parts
        if name in arguments:
            given = UNKNOWN if parts else arguments[name]
            return BUILT_IN_VALUE if _text(given.shape) else given
        if name in _LANGUAGE:
            return BUILT_IN_VALUE
        target = self._lookup(path, name)
        if target.kind == "external":
            return UNKNOWN if _INFERRED.fullmatch(name) else Value("external", target.name, target.package)
        if target.kind == "declaration":
            return self._declared(path, target, parts, arguments)
        if target.path and target.path != path:
            return UNKNOWN
        if parts and PASSED_THROUGH.fullmatch(name):
            return self.of(path, parts[0], arguments)
        if name == "Record" and len(parts) == _KEY_AND_VALUE:
            return Value("typed", path, "", Shape("record", parts=parts), arguments)
        if parts and name == "Parameters":
            function = _function(given := self.of(path, parts[0], arguments))
            return given._replace(shape=parameter_types(function.text)) if function is not None else UNKNOWN
        if parts and name in ("ReturnType", "InstanceType"):
            made = self.of(path, parts[0], arguments)
            return self._result(made) if name == "ReturnType" else self._instance(made)
        return BUILT_IN_VALUE

    def _declared(self, path: str, target: Target, parts: list[Shape], arguments: Mapping[str, Value]) -> Value:
        if self._is_class(target):
            return Value("instance", target.path, target.name)
        known = self._type_of(target)
        if known is None:
            return UNKNOWN
        given: dict[str, Value] = {}
        for position, written in enumerate(known.generics):
            name, _ = type_parameter(written)
            part = parts[position] if position < len(parts) else OTHER
            given[name] = _text_value(text) if (text := _text(part)) else self.of(path, part, arguments)
        if known.heritage:
            return Value("typed", known.path, "", Shape("and", parts=[known.shape, *known.heritage]), given)
        return self.of(known.path, known.shape, given)


def _function(value: Value) -> Shape | None:
    """The function type of a value that can be called, as far as only types tell."""
    shape = value.shape
    if shape.op == "object" and CALLED in shape.names:
        shape = shape.parts[shape.names.index(CALLED)]
    return shape if shape.op == "function" else None


def _text(shape: Shape) -> str:
    """The only text that a type allows, or ""."""
    return shape.names[0] if shape.op == "keys" and len(shape.names) == 1 else ""


def _text_value(text: str) -> Value:
    """What a type parameter stands for that is given a text."""
    return Value("typed", shape=Shape("keys", names=[text]))
