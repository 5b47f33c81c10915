"""What is known of schemas over all files: which there are, and who refers to, parses with and infers from them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary, proxy

from stocktake.extractors.schema_evaluation import Evaluator, Key
from stocktake.extractors.schema_facts import DeclaredFact, chains
from stocktake.extractors.schema_shapes import Shape
from stocktake.extractors.zod import PARSERS, ZOD_PACKAGE

if TYPE_CHECKING:
    from stocktake.extractors.base import Project


_MAX_SEEN = 200
"""Declarations looked through for what one schema refers to."""


class SchemaIndex:
    """The schemas of a project, computed when first asked for."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.evaluator = Evaluator(project)

    def shape(self, path: str, name: str) -> Shape | None:
        """The schema that a declaration is, or None."""
        value = self.evaluator.declaration((path, name))
        return value if isinstance(value, Shape) and (path, name) in self.evaluator.declared else None

    def schema_named(self, path: str, names: str) -> str:
        """The id of the schema that dotted names, written in a file, start with; "" for none."""
        target = self.project.lookup(path, names.partition(".")[0])
        parts = names.split(".")
        for at in range(1, len(parts)):
            if target.kind != "module":
                break
            target = self.project.lookup(path, ".".join(parts[: at + 1]))
        if target.kind == "declaration" and self.shape(target.path, target.name) is not None:
            return target.id
        return ""

    def refers_to(self, path: str, fact: DeclaredFact) -> list[str]:
        """Ids of the schemas that a declaration is written with, itself or through objects of schemas and functions
        that return them; without itself."""
        found: dict[str, None] = {}
        todo = [(path, fact.term)]
        seen: set[Key] = set()
        while todo:
            at, term = todo.pop()
            for chain in chains(term):
                target, _ = self.evaluator.root(at, chain)
                key = (target.path, target.name)
                if target.kind != "declaration" or key in seen:
                    continue
                seen.add(key)
                if self.shape(*key) is not None:
                    found[target.id] = None
                elif len(seen) < _MAX_SEEN:
                    todo.extend((target.path, inner) for inner in self.evaluator.terms(key))
        found.pop(f"{path}#{fact.name}", None)
        return list(found)

    @cached_property
    def schemas(self) -> dict[Key, Shape]:
        """Every schema of the project, by its declaration."""
        found = {key: self.shape(*key) for key in self.evaluator.declared}
        return {key: shape for key, shape in found.items() if shape is not None}

    @cached_property
    def referrers(self) -> dict[str, list[str]]:
        """Schema id → ids of the schemas that are written with it, sorted."""
        found: dict[str, list[str]] = {}
        for path, name in self.schemas:
            for reference in self.refers_to(path, self.evaluator.declared[path, name]):
                found.setdefault(reference, []).append(f"{path}#{name}")
        return {reference: sorted(names) for reference, names in found.items()}

    @cached_property
    def parsers(self) -> dict[str, list[str]]:
        """Schema id → ids of the module-level functions that parse with it, sorted."""
        found: dict[str, set[str]] = {}
        for path, facts in self.project.facts("schemas").items():
            for parse in facts.parses:
                schema = self.schema_named(path, parse.names)
                if not schema and parse.argument and self._is_zod_parser(path, parse.names):
                    schema = self.schema_named(path, parse.argument)
                if schema:
                    found.setdefault(schema, set()).add(f"{path}#{parse.function}")
        return {schema: sorted(functions) for schema, functions in found.items()}

    def _is_zod_parser(self, path: str, names: str) -> bool:
        """``z`` in ``z.parse(…)``, or ``parse`` imported from zod."""
        target = self.project.lookup(path, names)
        if target.kind != "external" or not ZOD_PACKAGE.fullmatch(target.package):
            return False
        last = target.name.rpartition(".")[2]
        return last in PARSERS or last in ("", "z", "default", "core")

    @cached_property
    def inferred(self) -> dict[str, list[str]]:
        """Schema id → ids of the type aliases that are inferred from it, sorted."""
        found: dict[str, list[str]] = {}
        for path, types in self.project.facts("types").items():
            for fact in types:
                schema = self.schema_named(path, fact.schema) if fact.schema else ""
                if schema:
                    found.setdefault(schema, []).append(f"{path}#{fact.name}")
        return {schema: sorted(names) for schema, names in found.items()}


_INDEXES: WeakKeyDictionary[Project, SchemaIndex] = WeakKeyDictionary()
"""An entry goes with its project, so an index must not hold on to it."""


def schema_index(project: Project) -> SchemaIndex:
    """The index of a project, made once for as long as the project lives."""
    found = _INDEXES.get(project)
    if found is None:
        found = _INDEXES[project] = SchemaIndex(cast("Project", proxy(project)))
    return found
