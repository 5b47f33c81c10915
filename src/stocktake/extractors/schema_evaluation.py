"""Evaluates terms: which declarations are schemas, and what they are made of, over all files.

Declarations are evaluated after those they are made of, by an explicit stack; a schema may refer to itself only where
it is evaluated later (``z.lazy``, a getter), and there references to declarations that lead back are left alone. So the
result depends neither on the order of files nor on who asks first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from stocktake.extractors.base import Target
from stocktake.extractors.schema_cycles import Cycles
from stocktake.extractors.schema_factories import Factories, api, api_member, foreign, may_make
from stocktake.extractors.schema_facts import DeclaredFact, MakerFact, SchemaFacts, bound_names
from stocktake.extractors.schema_methods import Methods, is_evident, written
from stocktake.extractors.schema_shapes import (
    UNRESOLVED,
    Api,
    Constants,
    Fields,
    Foreign,
    Functions,
    Maker,
    Scope,
    Shape,
    Unknown,
    Value,
    change,
    referred,
)
from stocktake.extractors.schema_terms import chains, has_later, is_called
from stocktake.extractors.schema_type_names import enum_values, schema_type
from stocktake.extractors.zod import FOREIGN_MAKERS, ZOD_PACKAGE, ZOD_REEXPORTERS, Step, Term

if TYPE_CHECKING:
    from stocktake.extractors.base import Project

Key = tuple[str, str]
"""Path and name of a declaration."""

_MAX_DEPTH = 4
_MAX_CALLS = 500


class _File(NamedTuple):
    """What the facts of one file declare, by name."""

    declared: dict[str, DeclaredFact]
    makers: dict[str, MakerFact]


class Evaluator:
    """Evaluates the declarations of a project, each when it is first asked for. Results are kept with what they were
    computed from, and do not depend on what else was asked for before."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._values: dict[Key, tuple[Value, AbstractSet[Any]]] = {}
        self._open: dict[Key, None] = {}
        self._current: Key = ("", "")
        self._calls = 0
        self._written_with: Cycles[Key] = Cycles(project, self.targets)
        self._needed: Cycles[Key] = Cycles(project, self._made_of)
        methods = Methods(self.value, self.assumed, self.source)
        self._methods = methods
        self._factories = Factories(self.value, self.assumed, methods)

    # ---- declarations

    def declared(self, key: Key) -> DeclaredFact | None:
        """The declaration that may be a schema, or None."""
        return self._file(key[0]).declared.get(key[1])

    def maker(self, key: Key) -> MakerFact | None:
        """The function that may make schemas, or None."""
        return self._file(key[0]).makers.get(key[1])

    def _file(self, path: str) -> _File:
        return self.project.remember(("schemas", "file", path), lambda: self._arranged(path))

    def _arranged(self, path: str) -> _File:
        facts: SchemaFacts | None = self.project.facts("schemas").get(path)
        found = _File({}, {})
        for declared in facts.declared if facts is not None else ():
            found.declared.setdefault(declared.name, declared)
        for maker in facts.makers if facts is not None else ():
            found.makers.setdefault(maker.name, maker)
        return found

    def declaration(self, key: Key) -> Value:
        """What a declaration is."""
        # Each entry twice on the stack: before those it is made of, and after them.
        stack = [(key, False)] if key not in self._values else []
        while stack:
            current, is_ready = stack.pop()
            if is_ready:
                self._open.pop(current, None)
                self._values[current] = self.project.traced(partial(self._computed, current))
            elif current not in self._values and current not in self._open:
                self._open[current] = None
                stack.append((current, True))
                stack.extend((each, False) for each in reversed(self._made_of(current)) if each not in self._values)
        value, reads = self._values[key]
        self.project.note(reads)
        return value

    def _computed(self, key: Key) -> Value:
        if self.declared(key) is None:
            return Maker(*key) if self.maker(key) is not None else self._enum(key)
        outer = self._current, self._calls
        self._current, self._calls = key, 0
        try:
            return self._evaluated(key)
        finally:
            self._current, self._calls = outer

    def terms(self, key: Key) -> list[Term]:
        """The expressions that a declaration or a function's result is made of."""
        declared, maker = self.declared(key), self.maker(key)
        if maker is not None:
            return [*maker.returns, *maker.local.values()]
        return [declared.term] if declared is not None else []

    def _made_of(self, key: Key) -> list[Key]:
        found = dict.fromkeys(self.targets(key, later_too=False))
        if any(has_later(term) for term in self.terms(key)):
            found.update((each, None) for each in self.targets(key) if not self._leads_back(key, each))
        return list(found)

    def targets(self, key: Key, *, later_too: bool = True) -> Iterator[Key]:
        """The declarations that a declaration is written with."""
        maker = self.maker(key)
        own = bound_names(maker) if maker is not None else frozenset()
        for term in self.terms(key):
            for chain in chains(term, later_too=later_too):
                target = self.root(key[0], chain)[0] if chain.name not in own else None
                if target is not None and target.kind == "declaration":
                    yield target.path, target.name

    def _leads_back(self, key: Key, target: Key) -> bool:
        """Whether what is written with ``target``, in ``key``, is itself what that is made of, now or later."""
        return self._written_with.are_together(key, target)

    def _evaluated(self, key: Key) -> Value:
        fact = self.declared(key)
        assert fact is not None
        scope = Scope(*key)
        value = self.value(fact.term, scope)
        if isinstance(value, Shape) and value.type != UNRESOLVED:
            return value
        if fact.annotation:
            typed = self._annotated(key[0], fact.annotation)
            if typed:
                shape = self.assumed(fact.term, scope)
                return change(shape, type=typed) if shape.type == UNRESOLVED else shape
        if isinstance(value, Constants):
            return Constants(value.values, f"{key[0]}#{key[1]}", value.keys)
        return value if not isinstance(value, Shape) else None

    def _enum(self, key: Key) -> Value:
        """The values of a TypeScript enum."""
        for fact in self.project.facts("types").get(key[0], ()):
            if fact.name == key[1] and fact.kind == "enum":
                keys = tuple(name for name, _ in fact.members)
                return Constants(enum_values(fact.members), f"{key[0]}#{key[1]}", keys)
        return None

    def source(self, term: Term, scope: Scope) -> str:
        """The id of the declaration that a term is, or the term as written."""
        if term.op == "chain" and term.name not in scope.bound:
            target, used = self.root(scope.path, term)
            if target.kind == "declaration" and used == len(term.steps):
                return target.id
        return written(term)

    def _annotated(self, path: str, name: str) -> str:
        """The schema type that a type of zod's says: "" where it is not zod's."""
        target = self.project.lookup(path, name, "type")
        return schema_type(target.package, target.name) if target.kind == "external" else ""

    # ---- names

    def root(self, path: str, chain: Term) -> tuple[Target, int]:
        """What a chain starts with, and how many of its steps that takes (members of modules)."""
        name, used = chain.name, 0
        target = self.project.lookup(path, name)
        while target.kind == "module" and used < len(chain.steps) and chain.steps[used].name:
            name = f"{name}.{chain.steps[used].name}"
            used += 1
            target = self.project.lookup(path, name)
        if target.kind == "declaration" and used < len(chain.steps) and chain.steps[used].name:
            # A static member of a class is declared under the names of both.
            member = f"{target.name}.{chain.steps[used].name}"
            if self.declared((target.path, member)) is not None:
                return Target("declaration", target.path, member), used + 1
        return target, used

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
        is_declared, is_maker = self.declared(key) is not None, self.maker(key) is not None
        if scope.is_later and (is_declared or is_maker) and self._leads_back((scope.path, scope.name), key):
            return Maker(*key) if is_maker else Shape("", ref=target.id)
        if is_declared and (key in self._open or self._needed.are_together(self._current, key)):
            # Used before it is declared: no running program has that.
            return Shape(UNRESOLVED, ref=target.id)
        value = Maker(*key) if is_maker and not is_declared else self.declaration(key)
        return referred(value, target.id) if isinstance(value, Shape) else value

    # ---- terms

    def value(self, term: Term, scope: Scope, *, is_assumed: bool = False) -> Value:
        """What a term stands for; ``is_assumed``: it is a schema, whatever it is made with."""
        if term.op == "chain":
            return self._chain(term, scope, is_assumed=is_assumed)
        if term.op == "either":
            return self._either([self.value(part, scope, is_assumed=is_assumed) for part in term.parts])
        if term.op == "later":
            later = Scope(scope.path, scope.name, scope.bound, scope.depth, is_later=True)
            return self._either([self.value(part, later, is_assumed=is_assumed) for part in term.parts])
        if term.op in ("object", "array") and term.parts:
            return self._literal(term, scope)
        if term.op == "string" or (term.op == "text" and _NUMBER.fullmatch(term.name)):
            return Constants((term.name,))
        return None

    def _literal(self, term: Term, scope: Scope) -> Value:
        """An object or array: of literal values, or of schemas."""
        constants: list[Constants] = []
        for part in term.parts:
            is_literal = part.op in ("string", "text")
            inner = part.parts[0] if part.op == "spread" and part.parts else part
            # What a call gives is no literal value, and is evaluated where it is used.
            is_name = not is_called(inner)
            given = Constants((part.name,)) if is_literal else self.value(inner, scope) if is_name else None
            if not isinstance(given, Constants):
                return self._object(term, scope) if term.op == "object" else None
            constants.append(given)
        values: list[str] = []
        keys: list[str] = []
        for at, given in enumerate(constants):
            is_whole = term.keys[at] == "..." if term.op == "object" else term.parts[at].op == "spread"
            if not is_whole and len(given.values) != 1:
                return None
            values += given.values
            if term.op == "object":
                keys += given.keys if is_whole else (self._methods.key(term.keys[at], scope),)
        return Constants(tuple(values), "", tuple(keys) if len(keys) == len(values) else ())

    def _object(self, term: Term, scope: Scope) -> Value:
        """An object of schemas, or of functions that make some."""
        parts = [
            pair for pair in zip(term.keys, term.parts, strict=False) if pair[1].op == "chain" and pair[0] != "..."
        ]
        values = {key: self.value(part, scope) for key, part in parts if not is_called(part)}
        if any(isinstance(value, Api) for value in values.values()):
            return Functions({key: value for key, value in values.items() if isinstance(value, Api | Maker)})
        return self._methods.literal(term, scope)

    def assumed(self, term: Term, scope: Scope) -> Shape:
        """The schema that a term in the place of one stands for, however little is known of it."""
        value = self.value(term, scope, is_assumed=True)
        return value if isinstance(value, Shape) else Shape(UNRESOLVED, ref=written(term))

    def _either(self, values: list[Value]) -> Value:
        shapes = [value for value in values if isinstance(value, Shape)]
        if not shapes or len(shapes) != len(values):
            only = values[0] if len(values) == 1 else None
            return only if isinstance(only, Fields | Constants) else None
        first = shapes[0]
        if all(shape == first for shape in shapes):
            return first
        # What all have in common, and the alternatives.
        is_same = all(shape.type == first.type for shape in shapes)
        fields = {
            name: field for name, field in first.fields.items() if all(s.fields.get(name) == field for s in shapes)
        }
        return Shape(
            first.type if is_same and first.type else "other",
            optional=all(shape.optional for shape in shapes),
            nullable=all(shape.nullable for shape in shapes),
            has_default=all(shape.has_default for shape in shapes),
            has_transform=all(shape.has_transform for shape in shapes),
            constraints=tuple(text for text in first.constraints if all(text in s.constraints for s in shapes)),
            fields=fields,
            members=tuple(shapes),
        )

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
        if isinstance(value, Constants):
            return value.member(step.name) if not called else None
        if isinstance(value, Fields):
            if step.name not in value.fields:
                return Shape("other" if value.is_shape else UNRESOLVED) if value.open and not called else None
            return value.fields[step.name] if not called else None
        if isinstance(value, Functions):
            member = value.members.get(step.name)
            return self.step(member, Step("", step.args), scope) if member is not None and called else member
        if isinstance(value, Maker) and called and not step.name:
            return self._made(value, args, scope)
        if isinstance(value, Foreign):
            name = step.name or value.name.rpartition(".")[2]
            return foreign(value, name, args, scope, self._methods) if called else Foreign(value.package, step.name)
        return None

    def _made(self, maker: Maker, args: list[Term], scope: Scope) -> Value:
        """What calling a function of the project gives."""
        fact = self.maker((maker.path, maker.name))
        assert fact is not None
        reference = f"{maker.path}#{maker.name}"
        self._calls += 1
        if scope.is_later and self._leads_back((scope.path, scope.name), (maker.path, maker.name)):
            return Shape("", ref=reference)
        if scope.depth >= _MAX_DEPTH or self._calls > _MAX_CALLS:
            return Shape(UNRESOLVED, ref=reference)
        bound: dict[str, Value] = {}
        for at, (name, typed) in enumerate(zip(fact.parameters, fact.typed, strict=False)):
            given = args[at] if at < len(args) else None
            kind = self._annotated(maker.path, typed) if typed else ""
            if kind:
                bound[name] = self.assumed(given, scope) if given is not None else Shape(kind)
            elif name.startswith("{"):
                bound.update(self._taken_apart(name, given, scope))
            else:
                bound[name] = self.value(given, scope) if given is not None else None
        inner = Scope(maker.path, maker.name, bound, scope.depth + 1)
        for name, term in fact.local.items():
            # In source order, each made of those before it.
            bound[name] = self.value(term, inner)
        value = self._either([self.value(term, inner) for term in fact.returns])
        if value is None and fact.annotation:
            typed = self._annotated(maker.path, fact.annotation)
            value = Shape(typed) if typed else None
        if isinstance(value, Fields):
            return value
        return referred(value, reference) if isinstance(value, Shape) else None

    def _taken_apart(self, pattern: str, given: Term | None, scope: Scope) -> dict[str, Value]:
        """What the names of a pattern, ``{key:name,…}``, are bound to by an argument."""
        found: dict[str, Value] = {}
        parts: dict[str, Term] = {}
        if given is not None and given.op == "object":
            parts = dict(zip(given.keys, given.parts, strict=False))
        for entry in pattern[1:-1].split(","):
            key, _, name = entry.partition(":")
            found[name] = self.value(parts[key], scope) if key in parts else None
        return found


_NUMBER = re.compile(r"-?\d[\w.]*")
