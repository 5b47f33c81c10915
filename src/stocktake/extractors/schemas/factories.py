"""What the functions of zod make."""

from __future__ import annotations

from stocktake.extractors.code.zod import (
    CHANGED_SCHEMAS,
    FACTORIES,
    FOREIGN_MAKERS,
    NOTHING,
    TABLE_SCHEMAS,
    WRAPPERS,
    Step,
    Term,
)
from stocktake.extractors.schemas.methods import Assume, Evaluate, Methods, function_name, intersection, written
from stocktake.extractors.schemas.shapes import (
    MORE,
    OBJECTS,
    UNRESOLVED,
    Api,
    Constants,
    Foreign,
    Listed,
    Scope,
    Shape,
    Value,
    change,
    label,
    made_by,
)
from stocktake.extractors.schemas.terms import as_given, given_to_object

_NAMESPACES = frozenset({"z", "default", "zod"})
_PREFIXES = frozenset({"coerce", "iso"})
_HOLDERS = frozenset({"array", "set", "promise", "file"})
_RECORDS = frozenset({"record", "partialRecord", "looseRecord", "map"})
_OPTIONAL = {"ostring": "string", "onumber": "number", "oboolean": "boolean"}
_ALIASES = {"transformer": "effect", "interface": "object"}


def api(name: str) -> Api:
    """zod under one of the names it exports itself as, or a function of it."""
    parts = name.split(".")
    while parts and parts[0] in (*_NAMESPACES, "core", ""):
        parts.pop(0)
    return Api(".".join(parts))


def api_member(value: Api, name: str) -> Api | None:
    """A member of zod."""
    if not value.name:
        return api(name)
    return Api(f"{value.name}.{name}") if value.name in _PREFIXES else None


def may_make(value: Api) -> bool:
    """Whether calling it gives a schema."""
    prefix, _, name = value.name.rpartition(".")
    return (not prefix or prefix in _PREFIXES) and (name in FACTORIES or name in WRAPPERS)


class Factories:
    """Calls of zod's functions; arguments are evaluated by what is given."""

    def __init__(self, evaluate: Evaluate, assume: Assume, methods: Methods) -> None:
        self.evaluate = evaluate
        self.assume = assume
        self.methods = methods

    def make(self, value: Api, args: list[Term], scope: Scope) -> Value:
        """What calling a function of zod gives; None where that is no schema."""
        prefix, _, name = value.name.rpartition(".")
        first = args[0] if args else NOTHING
        if prefix:
            return Shape(value.name) if prefix in _PREFIXES and name in FACTORIES else None
        if name in WRAPPERS and name not in FACTORIES:
            return self.wrapped(name, args, scope)
        if name not in FACTORIES:
            return None
        if name in OBJECTS:
            fields = self.methods.fields(first, scope)
            return Shape(
                _ALIASES.get(name, name),
                fields=fields.fields if fields is not None else {},
                open=fields.open if fields is not None else (),
                is_strict=name == "strictObject",
            )
        if name in ("enum", "nativeEnum"):
            return self.enum(name, first, scope)
        if name == "literal":
            return Shape("literal", values=self.methods.constants(first, scope) if args else ())
        return self.composed(name, args, first, scope)

    def composed(self, name: str, args: list[Term], first: Term, scope: Scope) -> Value:
        """Schemas made of schemas; the rest is what its name says."""
        if name in _HOLDERS and args:
            return Shape(name, element=self.assume(first, scope))
        if name in _RECORDS and args:
            key = label(self.assume(first, scope)) if len(args) > 1 else "string"
            element = self.assume(args[1] if len(args) > 1 else first, scope)
            return Shape(name, element=element, key="" if key == "string" else key)
        if name in ("union", "xor", "tuple"):
            rest = self.evaluate(args[1], scope) if name == "tuple" and len(args) > 1 else None
            return Shape(name, members=self.members(first, scope), element=rest if isinstance(rest, Shape) else None)
        if name == "discriminatedUnion" and len(args) > 1:
            key = next(iter(self.methods.constants(first, scope)), "")
            return Shape(name, members=self.members(args[1], scope), discriminator=key)
        if name == "intersection" and len(args) > 1:
            return intersection((self.assume(args[0], scope), self.assume(args[1], scope)))
        if name == "lazy":
            return Shape("lazy", element=self.assume(first, scope))
        if name == "preprocess" and len(args) > 1:
            return change(self.assume(args[1], scope), has_transform=True, transform=function_name(first))
        if name in ("effect", "transformer") and args:
            return change(self.assume(first, scope), has_transform=True)
        if name == "pipeline" and len(args) > 1:
            return self.methods.piped(self.assume(first, scope), args[1], scope)
        if name == "codec" and len(args) > 1:
            shape = self.assume(first, scope)
            return change(shape, has_transform=True, pipe=label(self.assume(args[1], scope)))
        if name == "instanceof":
            return Shape(name, values_from=self.methods.source(first, scope))
        if name in _OPTIONAL:
            return Shape(_OPTIONAL[name], optional=True)
        return Shape(name)

    def wrapped(self, name: str, args: list[Term], scope: Scope) -> Value:
        """``z.optional(schema)``, ``z.extend(schema, {…})``: methods written as functions."""
        if name == "transform":
            return Shape("transform", has_transform=True, transform=function_name(args[0]) if args else "")
        if not args:
            return None
        return self.methods.call(self.assume(args[0], scope), Step(name, args[1:]), scope)

    def members(self, term: Term, scope: Scope) -> tuple[Shape, ...]:
        """The schemas of a list, or of a constant that is one."""
        term, scope = as_given(term, scope)
        if term.op != "array":
            given = self.evaluate(term, scope)
            return given.members if isinstance(given, Listed) else ()
        found: list[Shape] = []
        for part in term.parts:
            if part.op == "spread":
                more = Shape(MORE, values_from=written(as_given(part.parts[0], scope)[0]))
                found += self.members(part.parts[0], scope) or (more,)
            else:
                found.append(self.assume(part, scope))
        return tuple(found)

    def enum(self, name: str, term: Term, scope: Scope) -> Shape:
        """An enum, over literals or over a constant or TypeScript enum."""
        term, scope = as_given(term, scope)
        if term.op in ("array", "object"):
            return Shape(name, values=_distinct(self.methods.constants(term, scope)))
        given = self.evaluate(term, scope)
        called = given_to_object(term)
        source = self.methods.source(called[1] if called is not None else term, scope)
        source = source if source != MORE else ""
        if isinstance(given, Constants):
            return Shape(name, values=_distinct(given.values), values_from=given.source or source)
        if isinstance(given, Shape) and given.values:
            return Shape(name, values=given.values, values_from=given.ref)
        return Shape(name, values_from=source)


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def foreign(value: Foreign, name: str, args: list[Term], scope: Scope, methods: Methods) -> Shape | None:
    """What calling another package's function gives, where it is known to be a schema."""
    if name not in FOREIGN_MAKERS.get(value.package, ()):
        return None
    first = args[0] if args else NOTHING
    if name in CHANGED_SCHEMAS:
        return made_by(methods.assume(first, scope), name)
    if name in TABLE_SCHEMAS:
        # One field a column of the table, of which no more is known than what is given for some.
        changed = args[1] if len(args) > 1 and args[1].op == "object" else NOTHING
        fields = {
            key: Shape(UNRESOLVED) for key, part in zip(changed.keys, changed.parts, strict=False) if key != "..."
        }
        given = methods.literal(changed, scope)
        return Shape("object", fields={**fields, **given.fields}, open=(methods.source(first, scope), *given.open))
    if first.op == "object" and value.package == "zod-form-data":
        fields_given = methods.fields(first, scope)
        if fields_given is not None:
            return Shape("other", fields=fields_given.fields, open=fields_given.open)
    return Shape("other")
