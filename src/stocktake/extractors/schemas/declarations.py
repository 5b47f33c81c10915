"""Which declarations of a project may be schemas, which functions may make some, and what they are written with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from stocktake.extractors.base import Target
from stocktake.extractors.code.zod import Term
from stocktake.extractors.schemas.facts import DeclaredFact, MakerFact, SchemaFacts, bound_names
from stocktake.extractors.schemas.shapes import Constants
from stocktake.extractors.schemas.terms import chains
from stocktake.extractors.schemas.type_names import enum_values, schema_type

if TYPE_CHECKING:
    from stocktake.extractors.base import Project

Key = tuple[str, str]
"""Path and name of a declaration."""


class _File(NamedTuple):
    """What the facts of one file declare, by name."""

    declared: dict[str, DeclaredFact]
    makers: dict[str, MakerFact]


class Declarations:
    """Looks up what the facts of a project declare."""

    def __init__(self, project: Project) -> None:
        self.project = project

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

    def enum(self, key: Key) -> Constants | None:
        """The values of a TypeScript enum."""
        for fact in self.project.facts("types").get(key[0], ()):
            if fact.name == key[1] and fact.kind == "enum":
                keys = tuple(name for name, _ in fact.members)
                return Constants(enum_values(fact.members), f"{key[0]}#{key[1]}", keys, is_enum=True)
        return None

    def annotated(self, path: str, name: str) -> str:
        """The schema type that a type of zod's says: "" where it is not zod's."""
        target = self.project.lookup(path, name, "type")
        return schema_type(target.package, target.name) if target.kind == "external" else ""

    def terms(self, key: Key) -> list[Term]:
        """The expressions that a declaration or a function's result is made of."""
        declared, maker = self.declared(key), self.maker(key)
        if maker is not None:
            return [*(term for _, term in maker.body), *maker.defaults.values()]
        return [declared.term] if declared is not None else []

    def targets(self, key: Key, *, later_too: bool = True) -> Iterator[Key]:
        """The declarations that a declaration is written with."""
        for target, _ in self.references(key, later_too=later_too):
            yield target

    def references(
        self, key: Key, members: Sequence[str] = (), *, later_too: bool = True
    ) -> Iterator[tuple[Key, tuple[str, ...]]]:
        """The declarations that a declaration is written with, or what it holds under ``members``, where it is an
        object; each with the members that are taken of it."""
        maker = self.maker(key)
        own = bound_names(maker) if maker is not None else frozenset()
        for whole in self.terms(key):
            for chain in chains(_held(whole, members), later_too=later_too):
                if chain.name not in own:
                    target, used = self.root(key[0], chain)
                    if target.kind == "declaration":
                        yield (target.path, target.name), _members(chain, used)

    def root(self, path: str, chain: Term) -> tuple[Target, int]:
        """What a chain starts with, and how many of its steps that takes (members of modules)."""
        name, used = chain.name, 0
        target = self.project.lookup(path, name)
        while target.kind == "module" and used < len(chain.steps) and chain.steps[used].name:
            name = f"{name}.{chain.steps[used].name}"
            used += 1
            target = self.project.lookup(path, name)
        if target.kind == "declaration" and used < len(chain.steps) and chain.steps[used].name:
            # A static member of a class, or a function of an object, is declared under the names of both.
            member = f"{target.name}.{chain.steps[used].name}"
            key = (target.path, member)
            if self.declared(key) is not None or self.maker(key) is not None:
                return Target("declaration", target.path, member), used + 1
        return target, used


def _members(chain: Term, used: int) -> tuple[str, ...]:
    """The members that a chain takes one of another, after the first ``used``, to the first that is called."""
    found: list[str] = []
    for step in chain.steps[used:]:
        if step.name:
            found.append(step.name)
        if step.args is not None:
            break
    return tuple(found)


def _held(term: Term, members: Sequence[str]) -> Term:
    """What a literal holds under ``members``, as far as these are keys of it."""
    for name in members:
        if term.op != "object" or name not in term.keys:
            break
        term = dict(zip(term.keys, term.parts, strict=False))[name]
    return term
