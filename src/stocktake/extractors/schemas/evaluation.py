"""Evaluates terms: which declarations are schemas, and what they are made of, over all files.

Declarations are evaluated after those they are made of, by an explicit stack; a schema may refer to itself only where
it is evaluated later (``z.lazy``, a getter), and there references to declarations that lead back are left alone. So the
result depends neither on the order of files nor on who asks first.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from stocktake.extractors.base import Target
from stocktake.extractors.code.zod import FOREIGN_MAKERS, KEYS, SET_AGAIN, ZOD_PACKAGE, ZOD_REEXPORTERS, Step, Term
from stocktake.extractors.schemas.calls import Calls
from stocktake.extractors.schemas.choices import either, is_known, one_of_set
from stocktake.extractors.schemas.cycles import Cycles
from stocktake.extractors.schemas.declarations import Declarations, Key
from stocktake.extractors.schemas.factories import Factories, api, api_member, foreign, may_make
from stocktake.extractors.schemas.facts import is_returned, returned_name
from stocktake.extractors.schemas.methods import Methods, last_evident, written
from stocktake.extractors.schemas.shapes import (
    MORE,
    UNRESOLVED,
    Api,
    Constants,
    Fields,
    Foreign,
    Functions,
    Listed,
    Maker,
    Scope,
    Shape,
    Value,
    change,
    made_by,
    referred,
)
from stocktake.extractors.schemas.terms import (
    as_given,
    given_to_object,
    has_later,
    is_absent,
    is_called,
    taken,
)

if TYPE_CHECKING:
    from stocktake.extractors.base import Project

_MAX_DEPTH = 4
_MAX_CALLS = 500


class Evaluator:
    """Evaluates the declarations of a project, each when it is first asked for. Results are kept with what they were
    computed from, and do not depend on what else was asked for before."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.declarations = Declarations(project)
        self._values: dict[Key, tuple[Value, AbstractSet[Any]]] = {}
        self._open: dict[Key, None] = {}
        self._current: Key = ("", "")
        self._calls = 0
        self._written_with: Cycles[Key] = Cycles(project, self.declarations.targets)
        self._needed: Cycles[Key] = Cycles(project, self._made_of)
        methods = Methods(self.value, self.assumed, self.source)
        self._methods = methods
        self._factories = Factories(self.value, self.assumed, methods)
        self._functions = Calls(self.declarations, self.value, self.assumed)

    # ---- declarations

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
        if self.declarations.declared(key) is None:
            return Maker(*key) if self.declarations.maker(key) is not None else self.declarations.enum(key)
        outer = self._current, self._calls
        self._current, self._calls = key, 0
        try:
            return self._evaluated(key)
        finally:
            self._current, self._calls = outer

    def _made_of(self, key: Key) -> list[Key]:
        found = dict.fromkeys(self.declarations.targets(key, later_too=False))
        if any(has_later(term) for term in self.declarations.terms(key)):
            found.update((each, None) for each in self.declarations.targets(key) if not self._leads_back(key, each))
        return list(found)

    def _leads_back(self, key: Key, target: Key) -> bool:
        """Whether what is written with ``target``, in ``key``, is itself what that is made of, now or later."""
        return self._written_with.are_together(key, target)

    def _evaluated(self, key: Key) -> Value:
        fact = self.declarations.declared(key)
        assert fact is not None
        scope = Scope(*key)
        value = self.value(fact.term, scope)
        if is_known(value):
            return value
        if fact.annotation:
            typed = self.declarations.annotated(key[0], fact.annotation)
            if typed:
                shape = self.assumed(fact.term, scope)
                return change(shape, type=typed) if shape.type == UNRESOLVED else shape
        if isinstance(value, Constants):
            return value.named(f"{key[0]}#{key[1]}")
        if isinstance(value, Maker) and is_returned(value.name) and not value.declared:
            return replace(value, declared=f"{key[0]}#{key[1]}")
        return value if not isinstance(value, Shape) else None

    def source(self, term: Term, scope: Scope) -> str:
        """The id of the declaration that a term is (and the member of it), or the term as written."""
        term, scope = as_given(term, scope)
        if term.op == "chain" and term.name not in scope.bound:
            target, used = self.declarations.root(scope.path, term)
            members = [step.name for step in term.steps[used:] if step.args is None]
            if target.kind == "declaration" and used + len(members) == len(term.steps):
                return ".".join([target.id, *members])
        return written(term)

    def _named(self, target: Target, scope: Scope) -> Value:
        if target.kind == "external":
            package = target.package
            first = target.name.partition(".")[0]
            if ZOD_PACKAGE.fullmatch(package) or (package in ZOD_REEXPORTERS and first == "z"):
                return api(target.name)
            return Foreign(package, target.name) if package in FOREIGN_MAKERS else None
        if target.kind != "declaration":
            return None
        key = (target.path, target.name)
        is_declared, is_maker = self.declarations.declared(key) is not None, self.declarations.maker(key) is not None
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
            return self._of_object(term, scope) or self._chain(term, scope, is_assumed=is_assumed)
        if term.op == "either":
            values = [self.value(part, scope, is_assumed=is_assumed) for part in term.parts]
            return one_of_set(values) if term.name == SET_AGAIN else either(values)
        if term.op == "default":
            return self._default(term, scope, is_assumed=is_assumed)
        if term.op == "later":
            later = replace(scope, is_later=True)
            return either([self.value(part, later, is_assumed=is_assumed) for part in term.parts])
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
            is_name = not is_called(inner) or given_to_object(inner) is not None
            given = Constants((part.name,)) if is_literal else self.value(inner, scope) if is_name else None
            if given is None and (part.op == "spread" if term.op == "array" else is_name):
                given = _NOT_KNOWN
            if not isinstance(given, Constants):
                if term.name == KEYS:
                    return None
                return self._object(term, scope) if term.op == "object" else self._list(term, scope)
            constants.append(given)
        is_known = any(given is not _NOT_KNOWN for given in constants)
        if term.op == "object":
            if term.name == KEYS and all(given.values == _NOT_KNOWN.values for given in constants):
                return None
            return self._record(term, constants, scope) if is_known else self._object(term, scope)
        if not is_known:
            return self._list(term, scope)
        if any(
            len(given.values) != 1 for given, part in zip(constants, term.parts, strict=True) if part.op != "spread"
        ):
            return None
        return Constants(tuple(value for given in constants for value in given.values))

    def _list(self, term: Term, scope: Scope) -> Listed | None:
        """A list of schemas, where one of them at least is known."""
        members = self._factories.members(term, scope)
        return Listed(members) if any(each.type not in (UNRESOLVED, MORE) for each in members) else None

    def _record(self, term: Term, given: list[Constants], scope: Scope) -> Constants:
        """An object of literal values, and lists of them."""
        found: dict[str, str] = {}
        lists: dict[str, Constants] = {}
        is_whole = True
        for key, part, each in zip(term.keys, term.parts, given, strict=True):
            if key == "...":
                found.update(zip(each.keys, each.values, strict=False))
                lists.update(each.lists)
                is_whole = is_whole and bool(each.keys)
            else:
                name = self._methods.key(key, scope)
                is_list = part.op in ("array", "object") or len(each.values) != 1
                found[name] = "…" if is_list else each.values[0]
                lists.pop(name, None)
                if is_list:
                    lists[name] = each
        values = tuple(found.values()) if is_whole else (*found.values(), "…")
        return Constants(values, "", tuple(found) if is_whole else (), lists)

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
        return value if isinstance(value, Shape) else Shape(UNRESOLVED, ref=self.source(term, scope))

    def _default(self, term: Term, scope: Scope, *, is_assumed: bool) -> Value:
        """``given ?? other``: what a call gives for a parameter is known, anything else may be either."""
        given, other = term.parts
        if is_absent(given, scope):
            return self.value(other, scope, is_assumed=is_assumed)
        value = self.value(given, scope, is_assumed=is_assumed)
        if value is not None and given.name in scope.given:
            return value
        return either([value, self.value(other, scope, is_assumed=is_assumed)])

    def _of_object(self, term: Term, scope: Scope) -> Value:
        """What a function of ``Object`` gives, where that is known."""
        called = given_to_object(term)
        given = self.value(called[1], scope) if called is not None else None
        if called is None or called[0] == "freeze":
            return given
        listed = given.listed(called[0]) if isinstance(given, Constants) else None
        if listed is not None or called[0] == "values":
            return listed
        keys = self._keys(called[1], scope)
        source = self.source(called[1], scope) if keys else ""
        return Constants(keys, source if "#" in source else "") if keys else None

    def _keys(self, term: Term, scope: Scope, depth: int = 0) -> tuple[str, ...]:
        """The keys of an object, whatever it holds, with "…" for those of a spread that are not known; empty where
        nothing is known."""
        term, scope = as_given(term, scope)
        if term.op == "chain" and depth < _MAX_DEPTH:
            frozen = given_to_object(term)
            if frozen is not None or term.name in scope.bound:
                held = frozen[1] if frozen is not None and frozen[0] == "freeze" else scope.local.get(term.name)
                return self._keys(held, scope, depth + 1) if held is not None and held is not term else ()
            target, used = self.declarations.root(scope.path, term)
            where = Scope(target.path, target.name)
            fact = self.declarations.declared((where.path, where.name)) if target.kind == "declaration" else None
            return self._keys(taken(fact.term, term.steps[used:]), where, depth + 1) if fact is not None else ()
        found: dict[str, None] = {}
        for key, part in zip(term.keys, term.parts, strict=True) if term.op == "object" else ():
            more = (self._keys(part, scope, depth + 1) or ("…",)) if key == "..." else (self._methods.key(key, scope),)
            if more[0].startswith("["):
                return ()
            found.update(dict.fromkeys(more))
        return tuple(found) if found.keys() != {"…"} else ()

    def _chain(self, term: Term, scope: Scope, *, is_assumed: bool) -> Value:
        used, source, is_own = 0, term.name, False
        if term.name in scope.bound:
            value = scope.bound[term.name]
            source = self.source(Term("chain", term.name), scope)
        else:
            target, used = self.declarations.root(scope.path, term)
            value = self._named(target, scope)
            is_own = target.kind == "declaration"
            source = target.id if is_own else ".".join([term.name, *(step.name for step in term.steps[:used])])
        steps = term.steps[used:]
        if used and term.steps[used - 1].args is not None:
            # The member of a module was called at once.
            used -= 1
            steps = [Step("", term.steps[used].args), *steps]
        # How many steps are taken from a schema, whatever is known of it.
        sure = len(steps) if is_assumed else 0
        if value is None:
            if not sure and term.name not in scope.bound:
                sure = last_evident(steps, lambda each: self.value(each, scope))
            value = Shape(UNRESOLVED, ref=source) if sure or is_assumed else None
        for at, step in enumerate(steps):
            if value is None:
                return None
            value = self.step(value, step, scope, is_assumed=at < sure)
            if (value is None and at < sure) or (step.args is None and _is_nameless(value)):
                # What a function of the project returns is shown by its id, anything else as written.
                is_result = is_own and at == 0 and not step.name
                so_far = Term("chain", term.name, term.steps[: used + at + 1])
                value = Shape(UNRESOLVED, ref=source if is_result else written(as_given(so_far, scope)[0]))
        return value

    def step(self, value: Value, step: Step, scope: Scope, *, is_assumed: bool = False) -> Value:
        """What one step of a chain makes of what precedes it; ``is_assumed``: where that is a function of the project,
        it returns a schema."""
        called = step.args is not None
        args = step.args or []
        if isinstance(value, Shape):
            return self._methods.call(value, step, scope) if called else self._methods.member(value, step.name)
        if isinstance(value, Api):
            inner = api_member(value, step.name) if step.name else value
            if inner is None or not called:
                return inner
            return self._factories.make(inner, args, scope) if may_make(inner) else None
        if isinstance(value, Constants | Listed):
            return value.member(step.name) if not called else None
        if isinstance(value, Fields):
            if step.name not in value.fields:
                return Shape("other" if value.is_shape else UNRESOLVED) if value.open and not called else None
            return value.fields[step.name] if not called else None
        if isinstance(value, Functions):
            member = value.members.get(step.name)
            made = Step("", step.args)
            return self.step(member, made, scope, is_assumed=is_assumed) if member is not None and called else member
        if isinstance(value, Maker) and called and not step.name:
            return self._made(value, args, scope, is_assumed=is_assumed)
        if isinstance(value, Foreign):
            name = step.name or value.name.rpartition(".")[2]
            return foreign(value, name, args, scope, self._methods) if called else Foreign(value.package, step.name)
        return None

    def _made(self, maker: Maker, args: list[Term], scope: Scope, *, is_assumed: bool) -> Value:
        """What calling a function of the project gives."""
        fact = self.declarations.maker((maker.path, maker.name))
        assert fact is not None
        if fact.members:
            return Functions({each: Maker(maker.path, returned_name(maker.name, each)) for each in fact.members})
        reference = maker.declared or f"{maker.path}#{maker.name}"
        self._calls += 1
        if scope.is_later and self._leads_back((scope.path, scope.name), (maker.path, maker.name)):
            return Shape("", ref=reference)
        if scope.depth >= _MAX_DEPTH or self._calls > _MAX_CALLS:
            return Shape(UNRESOLVED, ref=reference)
        value = self._functions.result(maker, fact, args, scope, is_assumed=is_assumed)
        if isinstance(value, Fields | Functions):
            return value
        return made_by(value, reference) if isinstance(value, Shape) else None


def _is_nameless(value: Value) -> bool:
    """Whether nothing is known of a schema."""
    return isinstance(value, Shape) and value.type == UNRESOLVED and not value.ref


_NOT_KNOWN = Constants(("…",))
_NUMBER = re.compile(r"-?\d[\w.]*")
