"""What is known of schemas over all files: which there are, and who refers to, parses with and infers from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from stocktake.extractors.base import Link, Space, name_parts
from stocktake.extractors.code.zod import PARSERS, ZOD_PACKAGE
from stocktake.extractors.schemas.declarations import Key
from stocktake.extractors.schemas.evaluation import Evaluator
from stocktake.extractors.schemas.facts import DeclaredFact, SchemaFacts
from stocktake.extractors.schemas.shapes import Fields, Shape, Value

if TYPE_CHECKING:
    from stocktake.extractors.base import Project


REFERS, PARSES, INFERS = "refers", "parses", "infers"
"""Kinds of links to schemas."""

_MAX_SEEN = 200
"""Declarations looked through for what one schema refers to."""


class SchemaIndex:
    """The schemas of a project, computed when first asked for."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.evaluator = Evaluator(project)
        self.listed: dict[tuple[int, str], Any] = {}
        """How fields without fields of their own are listed, by identity of their shape (all live as long as this) and
        name: derived schemas have most in common with their base."""

    def shape(self, path: str, name: str) -> Shape | None:
        """The schema that a declaration is, or None."""
        value = self.evaluator.declaration((path, name))
        is_declared = self.evaluator.declarations.declared((path, name)) is not None
        return value if isinstance(value, Shape) and is_declared else None

    def schema_named(self, path: str, names: str, space: Space = "value") -> str:
        """The id of the schema that dotted names, written in a file, start with (those of a type are all of it), also
        of one that an object of schemas holds by its name; "" for none."""
        parts = name_parts(names)
        target = self.project.lookup(path, parts[0], space)
        at = 1
        while target.kind == "module" and at < len(parts):
            at += 1
            target = self.project.lookup(path, ".".join(parts[:at]), space)
        if target.kind != "declaration":
            return ""
        is_declared = self.shape(target.path, target.name) is not None
        if space == "typeof" and len(parts) > (at if is_declared else at + 1):
            return ""
        if is_declared:
            return target.id
        # A static member of a class.
        member = f"{target.name}.{parts[at]}" if at < len(parts) else ""
        if member and self.shape(target.path, member) is not None:
            return f"{target.path}#{member}"
        return self._held(self.evaluator.declaration((target.path, target.name)), parts[at:])

    def _held(self, value: Value, members: list[str]) -> str:
        """The id of the schema that an object holds under a member, where that is a declaration of its own."""
        if not isinstance(value, Fields) or not members:
            return ""
        shape = value.fields.get(members[0])
        reference = shape.ref if shape is not None and not shape.changed else ""
        path, _, name = reference.rpartition("#")
        return reference if path and self.shape(path, name) is not None else ""

    def refers_to(self, path: str, fact: DeclaredFact) -> list[str]:
        """Ids of the schemas that a declaration is written with, itself or through objects of schemas (of these, the
        members it takes) and functions that return them; without itself."""
        found: dict[str, None] = {}
        todo: list[tuple[Key, tuple[str, ...]]] = [((path, fact.name), ())]
        seen: set[tuple[Key, tuple[str, ...]]] = set()
        while todo:
            for reference in self.evaluator.declarations.references(*todo.pop()):
                if reference in seen:
                    continue
                seen.add(reference)
                key, _ = reference
                if self.shape(*key) is not None:
                    found["#".join(key)] = None
                elif len(seen) < _MAX_SEEN:
                    todo.append(reference)
        found.pop(f"{path}#{fact.name}", None)
        return list(found)

    def links(self, path: str) -> Iterator[Link]:
        """What a file says of schemas: which of its own are written with them, which functions parse with them, which
        types are inferred from them."""
        facts: SchemaFacts | None = self.project.facts("schemas").get(path)
        for fact in facts.declared if facts is not None else ():
            if self.shape(path, fact.name) is not None:
                for reference in self.refers_to(path, fact):
                    yield Link(REFERS, f"{path}#{fact.name}", reference)
        for parse in facts.parses if facts is not None else ():
            schema = self.schema_named(path, parse.names)
            if not schema and parse.argument and self._is_zod_parser(path, parse.names):
                schema = self.schema_named(path, parse.argument)
            if schema:
                yield Link(PARSES, f"{path}#{parse.function}", schema)
        for derived in self.project.facts("types").get(path, ()):
            schema = self.schema_named(path, derived.schema, "typeof") if derived.schema else ""
            if schema:
                yield Link(INFERS, f"{path}#{derived.name}", schema)

    def _is_zod_parser(self, path: str, names: str) -> bool:
        """``z`` in ``z.parse(…)``, or ``parse`` imported from zod."""
        target = self.project.lookup(path, names)
        if target.kind != "external" or not ZOD_PACKAGE.fullmatch(target.package):
            return False
        last = target.name.rpartition(".")[2]
        return last in PARSERS or last in ("", "z", "default", "core")


def schema_index(project: Project) -> SchemaIndex:
    """The index of a project, made once for as long as the project lives."""
    return project.remember(("schemas", "index"), lambda: SchemaIndex(project))
