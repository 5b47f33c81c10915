"""What evaluating a schema's expression gives: plain values, and how a reader is shown them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from stocktake.extractors.code.zod import Term

UNRESOLVED = "unresolved"
"""Type of a schema that is not declared in the project, or not known to be one."""

MORE = "…"
"""Type of what stands for schemas that are not known: those that a spread brings to a list, or that a function returns
besides others."""

OBJECTS = frozenset({"object", "strictObject", "looseObject", "interface"})
LABEL_LIMIT = 100


class Shape(Struct, frozen=True):
    """A schema. ``type`` is the zod function that made it (``object``, ``coerce.number``); "" where the schema it
    refers to says it. ``ref`` is the id of the declaration it comes from (or its name as written), ``changed`` tells
    whether its structure differs from that, ``since`` how many of the ``constraints`` that one has, ``said`` what its
    flags are there, as a label shows them. ``open`` are the names of what brings further fields that are not known,
    ``masked_by`` the calls that choose among fields by what is not known. ``key`` is the label of a record's keys.
    ``is_made``: ``ref`` is a function that returns it."""

    type: str
    optional: bool = False
    nullable: bool = False
    has_default: bool = False
    has_transform: bool = False
    transform: str = ""
    has_super_refine: bool = False
    is_strict: bool = False
    constraints: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    values_from: str = ""
    fields: Mapping[str, Shape] = {}
    open: tuple[str, ...] = ()
    masked_by: tuple[str, ...] = ()
    key: str = ""
    element: Shape | None = None
    members: tuple[Shape, ...] = ()
    discriminator: str = ""
    pipe: str = ""
    ref: str = ""
    changed: bool = False
    since: int = 0
    said: str = ""
    is_made: bool = False

    @property
    def is_said(self) -> bool:
        """Whether all there is to say of the schema is said where it is declared."""
        return bool(self.ref) and not self.changed and not self.is_made


class Fields(Struct, frozen=True):
    """An object of schemas that is no schema itself: ``schema.shape`` (``is_shape``), or a literal, as in
    ``const fields = { id: z.string() }``."""

    fields: Mapping[str, Shape]
    open: tuple[str, ...] = ()
    is_shape: bool = False


class Listed(Struct, frozen=True):
    """A list of schemas that is no schema itself: ``[User, Team] as const``."""

    members: tuple[Shape, ...]

    def member(self, name: str) -> Shape | None:
        """The schema at an index, where those before it are known one by one."""
        at = int(name) if name.isdecimal() else len(self.members)
        before = self.members[: at + 1]
        return before[at] if at < len(before) and all(each.type != MORE for each in before) else None


class Api(Struct, frozen=True):
    """zod, or a function of it: ``name`` is "" for zod as a whole, dotted inside it (``coerce.number``)."""

    name: str


class Functions(Struct, frozen=True):
    """An object that stands in place of zod, ``export const z = { object, string, enum: enumType }``: zod's functions,
    and others that make schemas, by their keys."""

    members: Mapping[str, Api | Maker]


class Foreign(Struct, frozen=True):
    """Another package's functions that return schemas; ``name`` is "" for an object of them."""

    package: str
    name: str


class Maker(Struct, frozen=True):
    """A project function that may return a schema; ``declared`` is the id of the constant that holds it, where it is
    itself what a function returns."""

    path: str
    name: str
    declared: str = ""


class Constants(Struct, frozen=True):
    """Literal values, from the declaration ``source`` (its id; "" where they are written in place); those of an
    object or enum have ``keys``. "…" stands for those that are not known, or are lists: these are the ``lists`` under
    their keys. ``is_enum``: of a TypeScript enum."""

    values: tuple[str, ...]
    source: str = ""
    keys: tuple[str, ...] = ()
    lists: Mapping[str, Constants] = {}
    is_enum: bool = False

    def named(self, source: str) -> Constants:
        """The same from the declaration ``source``."""
        return replace(self, source=source)

    def member(self, name: str) -> Constants | None:
        """The value, or the list, under a key or a list's index."""
        if name in self.lists:
            return self.lists[name].named(f"{self.source}.{name}" if self.source else "")
        if name.isdecimal() and not self.keys and "…" not in self.values and int(name) < len(self.values):
            return Constants((self.values[int(name)],))
        value = self.values[self.keys.index(name)] if name in self.keys else "…"
        return Constants((value,)) if value != "…" else None

    def listed(self, function: str) -> Constants | None:
        """What ``Object.keys`` or ``Object.values`` gives; None where that is not known."""
        found = self.keys if function == "keys" else self.values
        # An object made for an enum has its numbers as keys too.
        is_twofold = self.is_enum and any(value.lstrip("-").isdigit() for value in self.values)
        is_known = self.keys and "…" not in found and not any(key.startswith("[") for key in self.keys)
        return Constants(found, self.source) if is_known and not is_twofold else None


Value = Shape | Fields | Listed | Api | Functions | Foreign | Maker | Constants | None
"""What a term stands for; None: nothing that is known to have to do with schemas."""


class Scope(Struct, frozen=True):
    """Where a term stands: its file and the declaration it is part of, what the names around it are bound to, how many
    functions deep it is evaluated, whether it is evaluated later than its declaration (``z.lazy``, a getter), what the
    call of the function it is in gives for its parameters, each with where that stands, and what the variables of that
    function hold, of those that are set once."""

    path: str
    name: str
    bound: Mapping[str, Value] = {}
    depth: int = 0
    is_later: bool = False
    given: Mapping[str, tuple[Term, Scope]] = {}
    local: Mapping[str, Term] = {}


def change(shape: Shape, **changes: object) -> Shape:
    """``shape`` with some of its attributes changed."""
    return replace(shape, **changes)


def referred(shape: Shape, reference: str) -> Shape:
    """The schema as seen through the name of its declaration."""
    return replace(shape, ref=reference, changed=False, since=len(shape.constraints), said=flags(shape), is_made=False)


def made_by(shape: Shape, reference: str) -> Shape:
    """The schema that a function returns: what it is made of depends on the arguments, and is nowhere else."""
    is_known = shape.type not in ("", UNRESOLVED)
    return replace(referred(shape, reference), since=0, is_made=is_known)


def label(shape: Shape, depth: int = 0) -> str:
    """One short text for a schema: the id of its declaration, with the flags that it has beyond that, else its type
    with what it is made of, which is cut between two parts; for what a function returns its id, where there is no room
    for all."""
    if shape.is_said:
        return _named(shape)
    if depth > 4:
        return "…"
    text = shape.type
    if shape.type in ("literal", "enum") and shape.values:
        text = f"{shape.type}({_joined(shape.values, ', ')})"
    elif shape.values_from:
        text = f"{shape.type}({shape.values_from})"
    elif shape.element is not None and shape.type != "tuple":
        text = f"{shape.type}<{label(shape.element, depth + 1)}>"
    elif shape.members or shape.element is not None:
        mark = " & " if shape.type == "intersection" else ", " if shape.type == "tuple" else " | "
        rest = [f"...{label(shape.element, depth + 1)}"] if shape.element is not None else []
        text = _joined([*(label(member, depth + 1) for member in shape.members), *rest], mark)
    elif shape.fields:
        keys = (name + ("?" if field.optional else "") + _tag(field) for name, field in shape.fields.items())
        text = f"{shape.type}{{{_joined(keys, ', ')}}}"
    return text + flags(shape) if not (shape.is_made and not shape.changed and "…" in text) else _named(shape)


def _named(shape: Shape) -> str:
    """What a schema refers to, with the flags that are added to it in place."""
    is_optional = shape.optional and "?" not in shape.said
    is_nullable = shape.nullable and "null" not in shape.said
    return shape.ref + _marks(optional=is_optional, nullable=is_nullable)


def _joined(parts: Iterable[str], mark: str) -> str:
    """The parts in one text, as many as there is room for: at least one, and "…" for the others."""
    text = ""
    for part in parts:
        longer = f"{text}{mark}{part}" if text else part
        if text and len(longer) > LABEL_LIMIT:
            return text if text.endswith(f"{mark}…") else f"{text}{mark}…"
        text = longer
    return text


def flags(shape: Shape) -> str:
    """What follows the text for a schema that accepts ``undefined`` or ``null`` too."""
    return _marks(optional=shape.optional, nullable=shape.nullable)


def _marks(*, optional: bool, nullable: bool) -> str:
    return "?" * optional + " | null" * nullable


def _tag(field: Shape) -> str:
    """The value of a literal field: what tells the members of a union from one another."""
    return f"={field.values[0]}" if field.type == "literal" and len(field.values) == 1 else ""
