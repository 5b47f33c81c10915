"""Evaluates terms: which declarations are schemas, and what they are made of, over all files.

Declarations are evaluated after those they are made of, by an explicit stack; a schema may refer to itself only where
it is evaluated later (``z.lazy``, a getter), and there references are left alone. So the result depends neither on
the order of files nor on who asks first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.extractors.schema_factories import Factories, api, api_member, foreign, may_make
from stocktake.extractors.schema_facts import DeclaredFact, MakerFact, SchemaFacts, chains
from stocktake.extractors.schema_methods import Methods, is_evident, written
from stocktake.extractors.schema_shapes import (
    UNRESOLVED,
    Api,
    Constants,
    Fields,
    Foreign,
    Maker,
    Scope,
    Shape,
    Unknown,
    Value,
    change,
    referred,
)
from stocktake.extractors.zod import FOREIGN_MAKERS, ZOD_PACKAGE, ZOD_REEXPORTERS, Step, Term

if TYPE_CHECKING:
    from stocktake.extractors.base import Project, Target

Key = tuple[str, str]
"""Path and name of a declaration."""

_MAX_DEPTH = 4
_MAX_CALLS = 500


class Evaluator:
    """Evaluates the declarations of a project. ``values`` holds the result of each that was asked for."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.declared: dict[Key, DeclaredFact] = {}
        self.makers: dict[Key, MakerFact] = {}
        self.values: dict[Key, Value] = {}
        self._roots: dict[tuple[str, str], Target] = {}
        self._calls = 0
        methods = Methods(self.value, self.assumed)
        self._methods = methods
        self._factories = Factories(self.value, self.assumed, methods)
        entries: dict[str, SchemaFacts] = dict(project.facts("schemas"))
        for path, facts in entries.items():
            for declared in facts.declared:
                self.declared.setdefault((path, declared.name), declared)
            for maker in facts.makers:
                self.makers.setdefault((path, maker.name), maker)

    # ---- declarations

    def declaration(self, key: Key) -> Value:
        """What a declaration is."""
        if key in self.values:
            return self.values[key]
        # Each entry twice on the stack: before those it is made of, and after them.
        stack = [(key, False)]
        open_: set[Key] = set()
        while stack:
            current, is_ready = stack.pop()
            if is_ready:
                open_.discard(current)
                if current in self.declared:
                    self._calls = 0
                    self.values[current] = self._evaluated(current)
                else:
                    self.values[current] = Maker(*current) if current in self.makers else self._enum(current)
            elif current not in self.values and current not in open_:
                open_.add(current)
                stack.append((current, True))
                stack.extend((each, False) for each in reversed(self._made_of(current)) if each not in self.values)
        return self.values[key]

    def terms(self, key: Key) -> list[Term]:
        """The expressions that a declaration or a function's result is made of."""
        declared, maker = self.declared.get(key), self.makers.get(key)
        if maker is not None:
            return [*maker.returns, *maker.local.values()]
        return [declared.term] if declared is not None else []

    def _made_of(self, key: Key) -> list[Key]:
        found: dict[Key, None] = {}
        for term in self.terms(key):
            for chain in chains(term, later_too=False):
                target, _ = self.root(key[0], chain)
                if target.kind == "declaration":
                    found[target.path, target.name] = None
        return list(found)

    def _evaluated(self, key: Key) -> Value:
        fact = self.declared[key]
        scope = Scope(key[0])
        value = self.value(fact.term, scope)
        if isinstance(value, Shape) and value.type != UNRESOLVED:
            return value
        if fact.annotation:
            typed = self._annotated(key[0], fact.annotation)
            if typed:
                shape = self.assumed(fact.term, scope)
                return change(shape, type=typed) if shape.type == UNRESOLVED else shape
        if isinstance(value, Constants):
            return Constants(value.values, f"{key[0]}#{key[1]}")
        return value if not isinstance(value, Shape) else None

    def _enum(self, key: Key) -> Value:
        """The values of a TypeScript enum."""
        for fact in self.project.facts("types").get(key[0], ()):
            if fact.name == key[1] and fact.kind == "enum":
                values = tuple(value.strip("'\"") or name for name, value in fact.members)
                return Constants(values, f"{key[0]}#{key[1]}")
        return None

    def _annotated(self, path: str, name: str) -> str:
        """The schema type that a type of zod's says: "" where it is not zod's."""
        target = self.project.lookup(path, name, "type")
        if target.kind != "external" or not ZOD_PACKAGE.fullmatch(target.package):
            return ""
        last = target.name.rpartition(".")[2].removeprefix("$")
        known = last.removeprefix("Zod").removeprefix("Mini")
        if known in _ANNOTATED:
            return known[:1].lower() + known[1:]
        return "other" if known in _WRAPPING_TYPES or last in _ANY_SCHEMA else ""

    # ---- names

    def root(self, path: str, chain: Term) -> tuple[Target, int]:
        """What a chain starts with, and how many of its steps that takes (members of modules)."""
        name, used = chain.name, 0
        target = self._lookup(path, name)
        while target.kind == "module" and used < len(chain.steps) and chain.steps[used].name:
            name = f"{name}.{chain.steps[used].name}"
            used += 1
            target = self._lookup(path, name)
        return target, used

    def _lookup(self, path: str, name: str) -> Target:
        key = (path, name)
        if key not in self._roots:
            self._roots[key] = self.project.lookup(path, name)
        return self._roots[key]

    def _named(self, target: Target, name: str, scope: Scope) -> Value:
        if target.kind == "external":
            package = target.package
            first = target.name.partition(".")[0]
            if ZOD_PACKAGE.fullmatch(package) or (package in ZOD_REEXPORTERS and first == "z"):
                return api(target.name)
            return Foreign(package, target.name) if package in FOREIGN_MAKERS else Unknown(name)
        if target.kind != "declaration":
            return Unknown(name)
        key = (target.path, target.name)
        if scope.is_later and (key in self.declared or key in self.makers):
            return Maker(*key) if key in self.makers else Shape("", ref=target.id)
        if key not in self.values:
            if key in self.declared:
                # Used before it is declared: no running program has that.
                return Shape(UNRESOLVED, ref=target.id)
            self.values[key] = Maker(*key) if key in self.makers else self._enum(key)
        value = self.values[key]
        return referred(value, target.id) if isinstance(value, Shape) else value

    # ---- terms

    def value(self, term: Term, scope: Scope, *, is_assumed: bool = False) -> Value:
        """What a term stands for; ``is_assumed``: it is a schema, whatever it is made with."""
        if term.op == "chain":
            return self._chain(term, scope, is_assumed=is_assumed)
        if term.op == "either":
            return self._either([self.value(part, scope, is_assumed=is_assumed) for part in term.parts])
        if term.op == "later":
            later = Scope(scope.path, scope.bound, scope.depth, is_later=True)
            return self._either([self.value(part, later, is_assumed=is_assumed) for part in term.parts])
        if term.op in ("object", "array") and term.parts:
            if all(part.op in ("string", "text") for part in term.parts):
                return Constants(tuple(part.name for part in term.parts))
            return self._methods.literal(term, scope) if term.op == "object" else None
        return None

    def assumed(self, term: Term, scope: Scope) -> Shape:
        """The schema that a term in the place of one stands for, however little is known of it."""
        value = self.value(term, scope, is_assumed=True)
        return value if isinstance(value, Shape) else Shape(UNRESOLVED, ref=written(term))

    def _either(self, values: list[Value]) -> Value:
        shapes = [value for value in values if isinstance(value, Shape)]
        if not shapes or len(shapes) != len(values):
            return None
        first = shapes[0]
        if len(shapes) == 1:
            return first
        if all(shape.type == first.type for shape in shapes):
            return change(first, ref=first.ref if all(s.ref == first.ref for s in shapes) else "", changed=True)
        return Shape("other", members=tuple(shapes))

    def _chain(self, term: Term, scope: Scope, *, is_assumed: bool) -> Value:
        used = 0
        if term.name in scope.bound:
            value = scope.bound[term.name]
        else:
            target, used = self.root(scope.path, term)
            value = self._named(target, ".".join([term.name, *(s.name for s in term.steps[:used])]), scope)
        steps = term.steps[used:]
        if used and term.steps[used - 1].args is not None:
            # The member of a module was called at once.
            steps = [Step("", term.steps[used - 1].args), *steps]
        if isinstance(value, Unknown):
            evident = any(is_evident(step, lambda each: self.value(each, scope)) for step in steps)
            value = Shape(UNRESOLVED, ref=value.written) if is_assumed or evident else None
        for at, step in enumerate(steps):
            if value is None:
                return Shape(UNRESOLVED, ref=written(term)) if is_assumed else None
            following = self.step(value, step, scope)
            if following is None and isinstance(value, Shape) and value.type == UNRESOLVED and is_assumed:
                # A function of something unknown.
                so_far = Term("chain", term.name, term.steps[: used + at + 1])
                following = Shape(UNRESOLVED, ref=written(so_far))
            value = following
        return value

    def step(self, value: Value, step: Step, scope: Scope) -> Value:
        """What one step of a chain makes of what precedes it."""
        called = step.args is not None
        args = step.args or []
        if isinstance(value, Shape):
            return self._methods.call(value, step, scope) if called else self._methods.member(value, step.name)
        if isinstance(value, Api):
            inner = api_member(value, step.name) if step.name else value
            if inner is None or not called:
                return inner
            return self._factories.make(inner, args, scope) if may_make(inner) else None
        if isinstance(value, Fields):
            if step.name not in value.fields:
                return Shape("other" if value.is_shape else UNRESOLVED) if value.open and not called else None
            return value.fields[step.name] if not called else None
        if isinstance(value, Maker) and called and not step.name:
            return self._made(value, args, scope)
        if isinstance(value, Foreign):
            name = step.name or value.name.rpartition(".")[2]
            return foreign(value, name, args, scope, self._methods) if called else Foreign(value.package, step.name)
        return None

    def _made(self, maker: Maker, args: list[Term], scope: Scope) -> Value:
        """What calling a function of the project gives."""
        fact = self.makers[maker.path, maker.name]
        reference = f"{maker.path}#{maker.name}"
        self._calls += 1
        if scope.is_later:
            return Shape("", ref=reference)
        if scope.depth >= _MAX_DEPTH or self._calls > _MAX_CALLS:
            return Shape(UNRESOLVED, ref=reference)
        bound: dict[str, Value] = {}
        for at, (name, typed) in enumerate(zip(fact.parameters, fact.typed, strict=False)):
            given = args[at] if at < len(args) else None
            kind = self._annotated(maker.path, typed) if typed else ""
            if kind:
                bound[name] = self.assumed(given, scope) if given is not None else Shape(kind)
            else:
                bound[name] = self.value(given, scope) if given is not None else None
        inner = Scope(maker.path, bound, scope.depth + 1)
        for name, term in fact.local.items():
            # In source order, each made of those before it.
            bound[name] = self.value(term, inner)
        value = self._either([self.value(term, inner) for term in fact.returns])
        if value is None and fact.annotation:
            typed = self._annotated(maker.path, fact.annotation)
            value = Shape(typed) if typed else None
        return referred(value, reference) if isinstance(value, Shape) else None


_NAMED_TYPES = (
    "Object Array String Number Boolean Enum NativeEnum Union DiscriminatedUnion Intersection Record Map Set Tuple "
    "Literal Lazy Date Any Unknown BigInt"
)
_ANNOTATED = frozenset(_NAMED_TYPES.split())
_WRAPPING_NAMES = (
    "Optional Nullable Default Effects Pipeline Pipe Branded Readonly Catch Prefault ExactOptional NonOptional "
    "Transform Custom Codec Promise Function Never Null Undefined Void NaN Symbol File TemplateLiteral StringFormat "
    "NumberFormat Email URL UUID GUID CUID CUID2 ULID ISODate ISODateTime ISOTime"
)
_WRAPPING_TYPES = frozenset(_WRAPPING_NAMES.split())
_ANY_SCHEMA = frozenset({"ZodType", "ZodTypeAny", "ZodSchema", "Schema", "AnyZodObject", "ZodFirstPartySchemaTypes"})
