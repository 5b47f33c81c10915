"""What declared types say of values, across files: members of interfaces and object types, results of functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from stocktake.extractors.base import Target
from stocktake.extractors.call_graph.generics import TypeParameter
from stocktake.extractors.call_graph.holders import (
    ARRAYS,
    EACH,
    HELD,
    INDEXED,
    ITERATED,
    KEY,
    MAPS,
    OF_ARRAYS,
    OF_LANGUAGE_TOO,
    OF_MAPS,
)
from stocktake.extractors.call_graph.several import one_of
from stocktake.extractors.call_graph.terms import NOTHING, PASSED_THROUGH
from stocktake.extractors.call_graph.values import BUILT_IN_VALUE, UNKNOWN, Arguments, Value, in_all
from stocktake.extractors.code.shape_evaluation import Named
from stocktake.extractors.code.shape_texts import own_parameters, type_parameter
from stocktake.extractors.code.shapes import CALLED, OTHER, Shape
from stocktake.extractors.code.type_texts import (
    function_type,
    mapped_type,
    parameter_types,
    parsed_type,
    result_type,
)

_MAX_STEPS = 60
_KEY_AND_VALUE = 2
_MAX_PARTS = 32
"""Members of a union or intersection that is looked into: longer ones are lists of texts or events."""
_LANGUAGE = frozenset({"string", "number", "boolean", "bigint", "symbol"})
_SAYS_NOTHING = frozenset({"any", "unknown", "object", "never", "this"})
_HIDDEN = [OTHER]
"""Type arguments of which a reference tells nothing."""
_HOLDERS = frozenset({"list", "map", "tuple"})
# Types of plain data, made by a package from a schema.
_INFERRED = re.compile(r"(?:\w+\.)?(?:infer|input|output|[Ii]nfer[A-Z]\w*|TypeOf|Infer)")


class TypedValues:
    """Follows types. ``lookup`` is what a type's name means in a file, ``type_of`` the type that is declared there, or
    None; ``parameters_of`` the type parameters of a declaration that is a class, None of others; ``within`` what they
    stand for in the code of a class; ``value_of`` what a value's name stands for in a file; ``member``, ``result`` and
    ``instance`` those of any value."""

    def __init__(
        self,
        lookup: Callable[[str, str], Target],
        type_of: Callable[[Target], Named | None],
        parameters_of: Callable[[str, str], Sequence[TypeParameter] | None],
        within: Callable[[str, str], Arguments],
        value_of: Callable[[str, str], Value],
        member: Callable[[Value, str], Value],
        result: Callable[[Value], Value],
        instance: Callable[[Value], Value],
    ) -> None:
        self._lookup = lookup
        self._type_of = type_of
        self._parameters_of = parameters_of
        self._within = within
        self._value_of = value_of
        self._member = member
        self._result = result
        self._instance = instance
        self._steps = 0

    def start(self) -> None:
        """Another reference is followed: as many steps as for any."""
        self._steps = 0

    def of(self, path: str, shape: Shape, arguments: Arguments) -> Value:
        """A value of a type that is written in the file ``path``."""
        self._steps += 1
        if self._steps > _MAX_STEPS:
            return UNKNOWN
        if shape.op == "other" and (shape.text.endswith("]") or "=>" in shape.text):
            shape = parsed_type(shape.text)  # of tuples, and functions of many parameters, only the text is known
        op = shape.op
        if op == "ref":
            return self._named(path, shape, arguments)
        if op == "typeof":
            return self._value_of(path, shape.name) if shape.name else UNKNOWN
        if op in ("keys", "keyof"):
            return BUILT_IN_VALUE
        if op in ("or", "and") and len(shape.parts) > _MAX_PARTS:
            return UNKNOWN
        if op == "or":
            parts = [part for part in shape.parts if (part.name or part.text) not in NOTHING]
            if (found := in_all([self.of(path, part, arguments) for part in parts])) != UNKNOWN:
                return found
        if op == "item":
            owner, key = shape.parts
            name = _text(arguments[key.name].shape if key.name in arguments else key)
            name = INDEXED if key.name == "number" else name
            return self._member(self.of(path, owner, arguments), name) if name else UNKNOWN
        if op in ("object", "and", "or", "function", "record", "tuple", "list", "map"):
            return Value("typed", path, "", shape, arguments)
        return BUILT_IN_VALUE if shape.text in _LANGUAGE else UNKNOWN

    def member(self, value: Value, name: str) -> Value:
        """A member of a value of which only the type is known."""
        shape = value.shape
        if shape.op in _HOLDERS:
            return self._held(value, name)
        if shape.op == "object":
            if name in shape.names:
                return self.of(value.path, shape.parts[shape.names.index(name)], value.arguments)
            text = next((each.type for each in shape.properties if each.name == name), "")
            return self.of(value.path, parsed_type(text), value.arguments) if text else self._mapped(value, name)
        if shape.op == "record":
            keys, held = shape.parts
            is_there = name in (ITERATED, EACH, INDEXED) or self._has_key(value.path, keys, name, value.arguments)
            return self.of(value.path, held, value.arguments) if is_there else UNKNOWN
        is_composed = shape.op in ("and", "or")
        parts = [part for part in shape.parts if is_composed and (part.name or part.text) not in NOTHING]
        found = [self._member(self.of(value.path, part, value.arguments), name) for part in parts]
        known = [each for each in found if each != UNKNOWN]
        if shape.op == "and":
            # A package's types, and those of the language, are only taken to have a member of that name.
            told = [each for each in known if each.kind not in ("external", "built-in")]
            return (told or known or [UNKNOWN])[0]
        if name not in OF_LANGUAGE_TOO:
            found = [each for part, each in zip(parts, found, strict=True) if not _is_of_language(part, each)] or found
        # Of a union only what all of its members have is sure, or is one of theirs.
        common = in_all(found)
        is_each_known = common == UNKNOWN and all(each.kind == "declaration" for each in found)
        return one_of(found) if is_each_known and shape.op == "or" else common

    def _held(self, value: Value, name: str) -> Value:
        """What an array, map or tuple holds, or a method of it."""
        parts = value.shape.parts
        if name.isdecimal() and value.shape.op == "tuple":
            is_element = int(name) < len(parts)
            return self.of(value.path, parts[int(name)], value.arguments) if is_element else UNKNOWN
        if name.isdecimal() or name in (ITERATED, EACH, INDEXED):
            if value.shape.op == "tuple":
                return UNKNOWN
            if value.shape.op == "map" and name != EACH:
                return value._replace(shape=Shape("tuple", parts=parts)) if name == ITERATED else UNKNOWN
            return self.of(value.path, parts[-1], value.arguments)
        return value._replace(kind="built-in", name=name)

    def given_by(self, method: Value) -> Value:
        """What a method of an array, map or tuple gives."""
        shape = method.shape
        given = (OF_MAPS if shape.op == "map" else OF_ARRAYS).get(method.name, "")
        if not given or shape.op not in _HOLDERS:
            return BUILT_IN_VALUE
        names = {HELD: shape.parts[-1] if shape.parts and shape.op != "tuple" else OTHER}
        if shape.op == "map":
            names[KEY] = shape.parts[0]
        return self.of(method.path, _in_place(given, names), method.arguments)

    def _mapped(self, value: Value, name: str) -> Value:
        """A member of ``{ [Key in Keys]: Held }``."""
        mapped = mapped_type(value.shape.text)
        if mapped is None or not self._has_key(value.path, mapped[1], name, value.arguments):
            return UNKNOWN
        key, _, held = mapped
        return self.of(value.path, held, {**value.arguments, key: _text_value(name)})

    def _has_key(self, path: str, keys: Shape, name: str, arguments: Arguments) -> bool:
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

    def taken(self, value: Value, position: int) -> Value:
        """What is given in the place of a parameter to a function of which only the type is known."""
        shape = value.shape
        if shape.op not in ("and", "or"):
            return self.member(self._parameters(value), str(position))
        parts = [self.of(value.path, part, value.arguments) for part in shape.parts]
        found = [self.taken(each, position) for each in parts if each.kind == "typed"]
        return in_all([each for each in found if each != UNKNOWN])

    def _parameters(self, function: Value) -> Value:
        """The tuple of what a function takes."""
        shape = _function(function)
        if shape is None:
            return UNKNOWN
        own = dict.fromkeys(own_parameters(shape.text), UNKNOWN)
        return function._replace(shape=parameter_types(shape), arguments={**function.arguments, **own})

    def _named(self, path: str, shape: Shape, arguments: Arguments) -> Value:
        name, parts = shape.name, shape.parts
        if name in arguments:
            given = UNKNOWN if parts else arguments[name]
            if given.kind == "open":
                return self.of(given.path, parsed_type(given.shape.text), self._within(given.path, given.name))
            return BUILT_IN_VALUE if _text(given.shape) else given
        if name in _LANGUAGE:
            return BUILT_IN_VALUE
        if name in _SAYS_NOTHING:
            return UNKNOWN
        target = self._lookup(path, name)
        if target.kind == "external":
            return UNKNOWN if _INFERRED.fullmatch(name) else Value("external", target.name, target.package)
        if target.kind == "declaration":
            return self._declared(path, target, parts, arguments)
        if target.path and target.path != path:
            return UNKNOWN
        if parts and PASSED_THROUGH.fullmatch(name):
            return self.of(path, parts[0], arguments)
        if parts and ARRAYS.fullmatch(name):
            return Value("typed", path, "", Shape("list", parts=parts[:1]), arguments)
        if len(parts) == _KEY_AND_VALUE and MAPS.fullmatch(name):
            return Value("typed", path, "", Shape("map", parts=parts), arguments)
        if name == "Record" and len(parts) == _KEY_AND_VALUE:
            return Value("typed", path, "", Shape("record", parts=parts), arguments)
        if parts and name == "Parameters":
            return self._parameters(self.of(path, parts[0], arguments))
        if parts and name in ("ReturnType", "InstanceType"):
            made = self.of(path, parts[0], arguments)
            return self._result(made) if name == "ReturnType" else self._instance(made)
        return BUILT_IN_VALUE

    def _declared(self, path: str, target: Target, parts: list[Shape], arguments: Arguments) -> Value:
        parameters = self._parameters_of(target.path, target.name)
        if parameters is not None:
            return Value(
                "instance",
                target.path,
                target.name,
                OTHER,
                self.given_to(target.path, target.name, path, parts, arguments),
            )
        known = self._type_of(target)
        if known is None:
            return UNKNOWN
        given: dict[str, Value] = {}
        for position, written in enumerate(known.generics):
            name, default = type_parameter(written)
            if position < len(parts) or parts == _HIDDEN:
                given[name] = self._argument(path, parts, position, arguments)
            else:
                given[name] = self._default(known.path, name, default, given)
        if known.heritage:
            return Value("typed", known.path, "", Shape("and", parts=[known.shape, *known.heritage]), given)
        return self.of(known.path, known.shape, given)

    def given_to(self, of: str, name: str, path: str, parts: Sequence[Shape], arguments: Arguments) -> Arguments:
        """What the type parameters of the class ``name`` in the file ``of`` stand for, given type arguments that are
        written in the file ``path``: those that are not given, and have no default, are not in it."""
        given: dict[str, Value] = {}
        for position, each in enumerate(self._parameters_of(of, name) or ()):
            if position < len(parts) or parts == _HIDDEN:
                given[each.name] = self._argument(path, parts, position, arguments)
            elif each.default:
                given[each.name] = self._default(of, each.name, each.default, given)
        return given

    def _argument(self, path: str, parts: Sequence[Shape], position: int, arguments: Arguments) -> Value:
        """What a type argument is: a type parameter that is not given itself stays that."""
        part = parts[position] if position < len(parts) else OTHER
        if part.op == "ref" and not part.parts and (given := arguments.get(part.name)) is not None:
            return given
        return _text_value(text) if (text := _text(part)) else self.of(path, part, arguments)

    def _default(self, path: str, name: str, written: str, given: Arguments) -> Value:
        """The default of a type parameter; not of one that is in its own."""
        is_own = not written or re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", written)
        return UNKNOWN if is_own else self._argument(path, (parsed_type(written),), 0, given)


def _is_of_language(part: Shape, member: Value) -> bool:
    """Whether a member of a union is a text, number or array, which has no ``member`` of its own."""
    is_method = member.kind == "built-in" and member.name != ""
    return is_method or part.op == "keys" or (part.name or part.text) in _LANGUAGE


def _function(value: Value) -> Shape | None:
    """The function type of a value that can be called, as far as only types tell."""
    shape = value.shape
    if shape.op == "object" and CALLED in shape.names:
        shape = shape.parts[shape.names.index(CALLED)]
        shape = replace(shape, text=function_type(shape.text))
    return shape if shape.op == "function" else None


def _in_place(text: str, names: Mapping[str, Shape]) -> Shape:
    """The shape of a type's text, with shapes for some of the names in it."""

    def put(shape: Shape) -> Shape:
        return names.get(shape.text) or replace(shape, parts=[put(each) for each in shape.parts])

    return put(parsed_type(text))


def _text(shape: Shape) -> str:
    """The only text that a type allows, or ""."""
    return shape.names[0] if shape.op == "keys" and len(shape.names) == 1 else ""


def _text_value(text: str) -> Value:
    """What a type parameter stands for that is given a text."""
    return Value("typed", shape=Shape("keys", names=[text]))
