"""What the shapes of types mean over all files: the properties of an object type, through names, type parameters and
utility types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from msgspec import Struct

from stocktake.extractors.component_types import COMPONENT_TYPE
from stocktake.extractors.shapes import ALL_LISTED, OTHER, PropertyFact, Shape, cut

_MAX_DEPTH = 24
_MAX_STEPS = 5_000
"""Shapes looked at for one listing: types that double with every level would otherwise never end."""


class Named(Struct, frozen=True):
    """What a name in a shape refers to: the ``shape`` it stands for and the file it is declared in; ``heritage`` are
    the shapes an interface or class extends, ``generics`` its type parameters as written. ``given`` are type arguments
    that it has wherever it is named, written in the file ``given_in``."""

    path: str
    id: str
    shape: Shape
    heritage: list[Shape] = []
    generics: list[str] = []
    given: list[Shape] = []
    given_in: str = ""


Lookup = Callable[[str, str], Named | None]
"""(path, name) → what the name means there, or None where it is not declared in the project."""


class Listing:
    """Properties collected from a shape. ``open`` are texts of parts that could not be evaluated: the object has
    further properties, from there."""

    def __init__(self) -> None:
        self.properties: dict[str, PropertyFact] = {}
        self.open: list[str] = []

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
        own = _own_parameters(text)
        known = tuple(name for name in self.arguments if name in text and name not in own)
        if not known:
            return text

        def argument(match: re.Match[str]) -> str:
            given, scope = self.arguments[match.group()]
            return _in_place(scope.text(given.text) or match.group(), match)

        return cut(_names(known).sub(argument, text))


_COMPONENT_PROPS = frozenset({"ComponentProps", "ComponentPropsWithoutRef", "ComponentPropsWithRef"})
# Texts of types that list no properties: whatever else they are part of is all there is.
_NOTHING = frozenset({"", "object", "unknown"})
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
            if given.name != ALL_LISTED and given.text:
                found.add_open(scope.text(given.text))
        elif given.op == "and":
            self._intersection(given, found, scope)
        elif given.op == "or":
            self._union(given, found, scope)
        elif given.op == "ref":
            self._reference(given, found, scope)
        elif given.op == "props":
            self._named(given, self.props_of(scope.path, given.name), found, scope)
        elif given.op == "component":
            self._component(scope.text(given.text), given.parts[0], found, scope)
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
                found.properties[name] = each if earlier is None else _both(earlier, each)

    def _union(self, given: Shape, found: Listing, scope: _Scope) -> None:
        """A property of a union is optional unless every member has it."""
        listings = []
        for part in given.parts:
            inner = Listing()
            self._add(part, inner, scope)
            listings.append(inner)
        for inner in listings:
            for text in inner.open:
                found.add_open(text)
            for name, each in inner.properties.items():
                same = [other.properties[name] for other in listings if name in other.properties]
                optional = len(same) < len(listings) or any(other.optional for other in same)
                text = _alternatives([other.type for other in same])
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
        if bare in _COMPONENT_PROPS and first.op == "typeof":
            props = Shape("props", text=given.text)
            self._named(props, self.props_of(scope.path, first.name), found, scope)
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
            typed = next((part for part in typed.parts if part.op == "ref"), typed)
        known = self.type_of(scope.path, typed.name) if typed.op == "ref" else None
        if known is not None and known.id not in scope.seen and len(scope.seen) <= _MAX_DEPTH:
            stands_for = known.heritage[0] if known.heritage else known.shape
            self._component(text, stands_for, found, _inside(typed, known, scope))
        elif known is None and COMPONENT_TYPE.fullmatch(typed.name):
            position = 1 if typed.name.endswith("ForwardRefRenderFunction") else 0
            for part in typed.parts[position : position + 1]:
                self._add(part, found, scope)
        else:
            found.add_open(text)

    def _mapped(self, operator: str, given: Shape, found: Listing, scope: _Scope) -> None:
        inner = Listing()
        self._add(given.parts[0], inner, scope)
        if operator in ("Omit", "Pick"):
            keys = given.parts[1] if len(given.parts) > 1 else OTHER
            names = self._keys(keys, scope, 0)
            if names is None:
                found.add_open(scope.text(given.text))
                return
            self._chosen(operator, inner, names, scope.text(keys.text))
        for name, each in inner.properties.items():
            optional = True if operator == "Partial" else False if operator == "Required" else each.optional
            readonly = each.readonly or operator == "Readonly"
            found.properties[name] = PropertyFact(name, each.type, optional, readonly)
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


def _inside(given: Shape, known: Named, scope: _Scope) -> _Scope:
    """The scope of what a name stands for, with the type arguments that the name is given."""
    inside = _Scope(known.path, {}, scope.seen | {known.id})
    parts = given.parts if given.op == "ref" else []
    if known.given:
        parts, scope = known.given, _Scope(known.given_in, {}, scope.seen)
    for position, written in enumerate(known.generics):
        name, default = type_parameter(written)
        if position < len(parts):
            inside.arguments[name] = parts[position], scope
        elif default:
            inside.arguments[name] = _default(default), inside
    return inside


def _alternatives(texts: list[str]) -> str:
    """The union of types, as one would write it."""
    parts = [text for text in dict.fromkeys(texts) if text != "never"] or texts[:1]
    if len(parts) > 1:
        parts = [f"({part})" if "=>" in part and part[:1] in "(<" else part for part in parts]
    return cut(" | ".join(parts))


def _both(one: PropertyFact, other: PropertyFact) -> PropertyFact:
    """A property that two members of an intersection have."""
    parts: dict[str, str] = {}
    for text in (one.type, other.type):
        if text:
            parts.setdefault(text.replace("React.", "").replace(" | undefined", ""), text)
    texts = list(parts.values())
    if len(texts) > 1:
        texts = [f"({text})" if _COMPOSED.search(text) else text for text in texts]
    optional, readonly = one.optional and other.optional, one.readonly and other.readonly
    return PropertyFact(one.name, cut(" & ".join(texts)), optional, readonly)


_PARAMETER = re.compile(r"(?:(?:const|in|out)\s+)*(?P<name>[\w$]+)")


def type_parameter(written: str) -> tuple[str, str]:
    """Name and default ("" for none) of ``T``, ``T extends U``, ``T = D``."""
    match = _PARAMETER.match(written)
    depth = 0
    for at, character in enumerate(written):
        if character in "<({[":
            depth += 1
        elif character in ")}]" or (character == ">" and written[at - 1] != "="):
            depth -= 1
        elif character == "=" and depth == 0 and written[at + 1 : at + 2] != ">":
            return match.group("name") if match else "", written[at + 1 :].strip()
    return match.group("name") if match else "", ""


_NAME = re.compile(r"[A-Za-z_$][\w$.]*")


def _default(text: str) -> Shape:
    if text == "{}":
        return Shape("object", name=ALL_LISTED, text=text)
    return Shape("ref", name=text, text=text) if _NAME.fullmatch(text) else Shape("other", text=text)


@lru_cache(maxsize=512)
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of several type parameters where one is used: not a property of that name, a text, or a member."""
    listed = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?<![\w$.'\"`-])(?:{listed})(?![\w$'\"`-]|\??:)")


def _own_parameters(text: str) -> frozenset[str]:
    """Type parameters of a function type: ``T`` of ``<T extends U>(value: T) => T``."""
    return frozenset(_declared(text)) if text.startswith("<") else frozenset()


def _declared(text: str) -> Iterator[str]:
    depth = 0
    start = 1
    for at, character in enumerate(text):
        depth += (character in "<({[") - (character in ")}]" or (character == ">" and text[at - 1] != "="))
        if (character == "," and depth == 1) or depth == 0:
            match = _PARAMETER.match(text[start:at].strip())
            if match is not None:
                yield match.group("name")
            start = at + 1
        if depth == 0:
            return


_COMPOSED = re.compile(r"[|&?]|=>|\bkeyof\b|\binfer\b")
_ENDS = ("", *">),;]")


def _in_place(argument: str, match: re.Match[str]) -> str:
    """A type argument as it is written in the place of its parameter: in parentheses where it needs them."""
    if not _COMPOSED.search(argument):
        return argument
    before, after = match.string[: match.start()].rstrip()[-1:], match.string[match.end() :].lstrip()[:1]
    if (before in ("", *"<(,:=[")) and after in _ENDS:
        return argument
    return f"({argument})"
