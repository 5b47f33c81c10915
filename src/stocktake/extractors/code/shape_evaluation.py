"""What the shapes of types mean over all files: the properties of an object type, through names, type parameters and
utility types."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from stocktake.extractors.code.react_types import COMPONENT_TYPE
from stocktake.extractors.code.shape_texts import (
    alternatives,
    any_of,
    both,
    chosen_keys,
    in_place,
    own_parameters,
    property_shape,
    shape_of_text,
    type_parameter,
)
from stocktake.extractors.code.shapes import ALL_LISTED, CALLED, OPTIONAL, OTHER, PropertyFact, Shape, cut

_MAX_DEPTH = 24
_MAX_STEPS = 5_000
"""Shapes looked at for one listing: types that double with every level would otherwise never end."""


class Named(Struct, frozen=True):
    """What a name in a shape refers to: the ``shape`` it stands for and the file it is declared in; ``heritage`` are
    the shapes an interface or class extends, ``generics`` its type parameters as written. ``given`` are type arguments
    that it has wherever it is named, written in the file ``given_in``; one that is ``OTHER`` is not given. ``is_said``:
    whatever is taken of it where it is used, there is no more in it."""

    path: str
    id: str
    shape: Shape
    heritage: list[Shape] = []
    generics: list[str] = []
    given: list[Shape] = []
    given_in: str = ""
    is_said: bool = False


Lookup = Callable[[str, str], Named | None]
"""(path, name) → what the name means there, or None where it is not declared in the project."""


class Listing:
    """Properties collected from a shape. ``open`` are texts of parts that could not be evaluated: the object has
    further properties, from there."""

    def __init__(self) -> None:
        self.properties: dict[str, PropertyFact] = {}
        self.open: list[str] = []
        self.within: dict[str, tuple[Shape, _Scope]] = {}
        """By property the object that it is written in, and where that is; ``OTHER`` where those are several."""

    def add_open(self, text: str) -> None:
        """Note a part that cannot be listed, once."""
        if text not in self.open:
            self.open.append(text)


class _Scope:
    """Where a shape is written: its file, what the type parameters in force there stand for (each with the scope its
    argument is written in), and the declarations being evaluated."""

    __slots__ = ("arguments", "path", "seen")

    def __init__(self, path: str, arguments: dict[str, tuple[Shape, _Scope]], seen: frozenset[str]) -> None:
        self.path = path
        self.arguments = arguments
        self.seen = seen

    def text(self, text: str) -> str:
        """A type's text with type arguments in place of type parameters."""
        if not self.arguments or not text:
            return text
        own = own_parameters(text)
        known = tuple(name for name in self.arguments if name in text and name not in own)
        if not known:
            return text

        def argument(match: re.Match[str]) -> str:
            given, scope = self.arguments[match.group()]
            return in_place(scope.text(given.text) or match.group(), match)

        return cut(any_of(known).sub(argument, text))


_COMPONENT_PROPS = re.compile(r"(?:React\.)?ComponentProps(?:WithoutRef|WithRef)?")
# Texts of types that list no properties: whatever else they are part of is all there is.
_NOTHING = frozenset({"", "object", "unknown"})
_KEY_AND_VALUE = 2
_LISTS = frozenset({"Array", "ReadonlyArray"})
_MAPPED = frozenset({"Partial", "Required", "Readonly", "Omit", "Pick", "NonNullable", "PropsWithoutRef", "NoInfer"})


class Evaluator:
    """Lists the properties of shapes. ``type_of`` finds types by name, ``props_of`` the props of a component (for
    ``ComponentProps<typeof X>``)."""

    def __init__(self, type_of: Lookup, props_of: Lookup) -> None:
        self.type_of = type_of
        self.props_of = props_of
        self._steps = 0

    def properties(self, path: str, given: Shape) -> Listing:
        """The properties of a shape written in the file ``path``."""
        return self.listing(Named(path, "", given))

    def listing(self, known: Named) -> Listing:
        """The properties of what a name refers to, with the defaults of its type parameters."""
        found = Listing()
        self._steps = 0
        self._named(OTHER, known, found, _Scope(known.path, {}, frozenset()))
        return found

    def _add(self, given: Shape, found: Listing, scope: _Scope) -> None:
        self._steps += 1
        if self._steps > _MAX_STEPS:
            found.add_open(given.text or "…")
        elif given.op == "object":
            for each in given.properties:
                text = scope.text(each.type)
                found.properties[each.name] = (
                    each if text == each.type else PropertyFact(each.name, text, each.optional, each.readonly)
                )
                found.within[each.name] = given, scope
            if given.name != ALL_LISTED and given.text:
                found.add_open(scope.text(given.text))
        elif given.op == "and":
            self._intersection(given, found, scope)
        elif given.op == "or":
            self._union(given, found, scope)
        elif given.op == "ref":
            self._reference(given, found, scope)
        elif given.op == "props":
            known = self.props_of(scope.path, given.name)
            if known is None and given.parts:
                # A class from elsewhere, which takes its props first.
                self._add(given.parts[0], found, scope)
            else:
                self._named(given, known, found, scope)
        elif given.op == "component":
            self._component(scope.text(given.text), given.parts[0], found, scope)
        elif given.op == "record":
            self._record(given, found, scope)
        elif given.op == "item":
            meant, inside = self._item(given, scope) or (Shape("other", text=given.text), scope)
            self._add(meant, found, inside)
        elif given.text not in _NOTHING:
            found.add_open(scope.text(given.text))

    def _intersection(self, given: Shape, found: Listing, scope: _Scope) -> None:
        """A property of an intersection is optional, or readonly, if it is in every member that has it."""
        for part in given.parts:
            inner = Listing()
            self._add(part, inner, scope)
            for text in inner.open:
                found.add_open(text)
            for name, each in inner.properties.items():
                earlier = found.properties.get(name)
                found.properties[name] = each if earlier is None else both(earlier, each)
            _add_within(inner, found)

    def _union(self, given: Shape, found: Listing, scope: _Scope) -> None:
        """A property of a union is optional unless every member has it, other than ``null`` and ``undefined``."""
        listings = []
        for part in given.parts:
            if part.text not in ("null", "undefined"):
                inner = Listing()
                self._add(part, inner, scope)
                listings.append(inner)
        for inner in listings:
            for text in inner.open:
                found.add_open(text)
            _add_within(inner, found)
            for name, each in inner.properties.items():
                same = [other.properties[name] for other in listings if name in other.properties]
                optional = len(same) < len(listings) or any(other.optional for other in same)
                text = alternatives([other.type for other in same])
                found.properties.setdefault(name, PropertyFact(name, text, optional, each.readonly))

    def _reference(self, given: Shape, found: Listing, scope: _Scope) -> None:
        name = given.name
        bare = name.removeprefix("React.")
        first = given.parts[0] if given.parts else OTHER
        if name in scope.arguments and not given.parts:
            # An argument is written outside the declaration, which it may use again: `Merge<Merge<A, B>, C>`.
            argument, outer = scope.arguments[name]
            self._add(argument, found, outer)
            return
        if given.parts and _COMPONENT_PROPS.fullmatch(name):
            component, outer = _argument(first, scope)
            if component.op == "typeof" and not component.name:
                self._add(component.parts[0], found, outer)
                return
            if component.op == "typeof":
                props = Shape("props", parts=component.parts, text=scope.text(given.text))
                self._named(props, self.props_of(outer.path, component.name), found, outer)
                return
        known = self.type_of(scope.path, name)
        if known is not None:
            self._named(given, known, found, scope)
        elif bare == "PropsWithChildren":
            if given.parts:
                self._add(first, found, scope)
            found.properties.setdefault("children", PropertyFact("children", "ReactNode", True))
        elif bare in _MAPPED and given.parts:
            self._mapped(bare, given, found, scope)
        elif bare == "Record" and len(given.parts) == _KEY_AND_VALUE:
            self._record(given, found, scope)
        else:
            found.add_open(scope.text(given.text or name))

    def _named(self, given: Shape, known: Named | None, found: Listing, scope: _Scope) -> None:
        if known is None:
            found.add_open(scope.text(given.text or given.name))
            return
        if known.id in scope.seen:
            return
        if len(scope.seen) > _MAX_DEPTH:
            found.add_open(scope.text(given.text or given.name))
            return
        inside = _inside(given, known, scope)
        for part in known.heritage:
            self._add(part, found, inside)
        self._add(known.shape, found, inside)

    def _component(self, text: str, typed: Shape, found: Listing, scope: _Scope) -> None:
        """The props of what is declared with a type: ``Props`` of ``FC<Props>``, also where types of the project stand
        for that; ``text`` where it is no type of React's."""
        if typed.op == "and":
            typed = next((part for part in typed.parts if part.op in ("ref", "typeof", "function")), typed)
        known = self.type_of(scope.path, typed.name) if typed.op == "ref" else None
        if known is not None and known.id not in scope.seen and len(scope.seen) <= _MAX_DEPTH:
            stands_for = known.heritage[0] if known.heritage else known.shape
            self._component(text, stands_for, found, _inside(typed, known, scope))
        elif known is None and COMPONENT_TYPE.fullmatch(typed.name):
            position = 1 if typed.name.endswith("ForwardRefRenderFunction") else 0
            for part in typed.parts[position : position + 1]:
                self._add(part, found, scope)
        elif typed.op == "function" and not typed.parts[2:]:  # of more than props and a ref it is no component
            for part in typed.parts[:1]:
                self._add(part, found, scope)
        elif typed.op == "typeof":
            component = Shape("props", parts=typed.parts, text=text)
            self._named(component, self.props_of(scope.path, typed.name), found, scope)
        elif typed.op == "object" and CALLED in typed.names:
            self._component(text, property_shape(typed, CALLED), found, scope)
        else:
            found.add_open(text)

    def _mapped(self, operator: str, given: Shape, found: Listing, scope: _Scope) -> None:
        inner = Listing()
        self._add(given.parts[0], inner, scope)
        if operator in ("Omit", "Pick"):
            operator, keys = chosen_keys(operator, given)
            names = self._keys(keys, scope, 0)
            if names is None:
                found.add_open(scope.text(given.text))
                return
            self._chosen(operator, inner, names, scope.text(keys.text))
        for name, each in inner.properties.items():
            optional = True if operator == "Partial" else False if operator == "Required" else each.optional
            readonly = each.readonly or operator == "Readonly"
            found.properties[name] = PropertyFact(name, each.type, optional, readonly)
            if name in inner.within:
                found.within[name] = inner.within[name]
        for text in inner.open:
            found.add_open(cut(f"{operator}<{text}>") if operator in ("Partial", "Required") else text)

    def _chosen(self, operator: str, inner: Listing, names: dict[str, None], keys: str) -> None:
        """Leave only the properties that ``Omit`` or ``Pick`` leaves; of a part that cannot be listed, what is left
        of it by the same operator."""
        if operator == "Omit":
            for name in names:
                inner.properties.pop(name, None)
            inner.open = [cut(f"Omit<{text}, {keys}>") for text in inner.open]
            return
        missing = [name for name in names if name not in inner.properties]
        picked = {name: inner.properties[name] for name in names if name in inner.properties}
        if inner.open:
            picked.update({name: PropertyFact(name, "") for name in missing})
            left = " | ".join(f"'{name}'" for name in missing)
            inner.open = [cut(f"Pick<{text}, {left}>") for text in inner.open] if missing else []
        inner.properties = picked

    def _record(self, given: Shape, found: Listing, scope: _Scope) -> None:
        """``Record<Keys, Value>``, and a mapped type that is the same."""
        keys, value = given.parts
        names = self._keys(keys, scope, 0)
        if names is None:
            found.add_open(scope.text(given.text))
            return
        text = scope.text(value.text)
        for name in names:
            found.properties[name] = PropertyFact(name, text, given.name == OPTIONAL)
            found.within[name] = Shape("object", names=[name], parts=[value]), scope

    def _item(self, given: Shape, scope: _Scope) -> tuple[Shape, _Scope] | None:
        """What an indexed access means, as ``Props["root"]``, ``Rows[number]`` or ``Parameters<typeof View>[0]``, and
        where that is written."""
        owner, key = given.parts
        if key.text == "number" or key.text.isdigit():
            if owner.name == "Parameters" and key.text == "0" and owner.parts and owner.parts[0].op == "typeof":
                component = owner.parts[0]
                if self.props_of(scope.path, component.name) is None:
                    return None
                return Shape("props", name=component.name, parts=component.parts, text=given.text), scope
            listed, inside = self._meant(owner, scope)
            is_list = listed.op == "list" or (listed.op == "ref" and listed.name in _LISTS and len(listed.parts) == 1)
            return (listed.parts[0], inside) if is_list else None
        names = list(self._keys(key, scope, 0) or ())
        inner = Listing()
        if len(names) == 1:
            self._add(owner, inner, scope)
        holder, inside = inner.within.get(names[0], (OTHER, scope)) if names else (OTHER, scope)
        return (property_shape(holder, names[0]), inside) if holder != OTHER else None

    def _meant(self, given: Shape, scope: _Scope) -> tuple[Shape, _Scope]:
        """What names and indexed accesses stand for, and where that is written."""
        for _ in range(_MAX_DEPTH):
            given, scope = _argument(given, scope)
            if given.op == "item":
                meant = self._item(given, scope)
                if meant is None:
                    break
                given, scope = meant
                continue
            known = self.type_of(scope.path, given.name) if given.op == "ref" else None
            if known is None or known.heritage or known.id in scope.seen:
                break
            given, scope = known.shape, _inside(given, known, scope)
        return given, scope

    def _keys(self, keys: Shape, scope: _Scope, depth: int) -> dict[str, None] | None:
        """The names in a type of property names, in order; None where they cannot all be known."""
        if depth > _MAX_DEPTH:
            return None
        if keys.op == "keys":
            return dict.fromkeys(keys.names)
        if keys.op == "or":
            found: dict[str, None] = {}
            for part in keys.parts:
                names = self._keys(part, scope, depth + 1)
                if names is None:
                    return None
                found |= names
            return found
        if keys.op == "keyof":
            inner = Listing()
            self._add(keys.parts[0], inner, scope)
            return None if inner.open else dict.fromkeys(inner.properties)
        if keys.op == "ref" and not keys.parts:
            if keys.name in scope.arguments:
                argument, outer = scope.arguments[keys.name]
                return self._keys(argument, outer, depth + 1)
            known = self.type_of(scope.path, keys.name)
            if known is not None and not known.heritage:
                return self._keys(known.shape, _Scope(known.path, {}, scope.seen), depth + 1)
        return None


def _add_within(inner: Listing, found: Listing) -> None:
    """Note what the properties of a part are written in, unless another part has them as well."""
    for name, holder in inner.within.items():
        if name not in found.within:
            found.within[name] = holder
        elif found.within[name] is not holder:
            found.within[name] = OTHER, holder[1]


def _argument(given: Shape, scope: _Scope) -> tuple[Shape, _Scope]:
    """What a shape is that may be a type parameter, and where that is written."""
    for _ in range(_MAX_DEPTH):
        if given.op != "ref" or given.parts or given.name not in scope.arguments:
            break
        given, scope = scope.arguments[given.name]
    return given, scope


def _inside(given: Shape, known: Named, scope: _Scope) -> _Scope:
    """The scope of what a name stands for, with the type arguments that the name is given."""
    inside = _Scope(known.path, {}, scope.seen | {known.id})
    parts = given.parts if given.op in ("ref", "props") else []
    if known.given:
        parts, scope = known.given, _Scope(known.given_in, {}, scope.seen)
    for position, written in enumerate(known.generics):
        name, default = type_parameter(written)
        if position < len(parts) and parts[position] != OTHER:
            inside.arguments[name] = parts[position], scope
        elif default:
            # It may name the parameters before it, not itself: what does would never end.
            before = _Scope(known.path, dict(inside.arguments), inside.seen)
            inside.arguments[name] = shape_of_text(default), before
    return inside
