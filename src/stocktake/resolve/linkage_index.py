"""One file's linkage facts, arranged for looking names up. Holds nothing about other files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from stocktake.extractors.linkage import TYPE_KINDS, VALUE_KINDS, DeclarationFact, ImportFact, LinkageFacts

VALUE = 1
TYPE = 2
BOTH = VALUE | TYPE
TYPEOF = VALUE | 4
"""What ``typeof name`` in a type names: a value, also where only its type is imported."""


class Binding(NamedTuple):
    """A name that stands for ``imported`` ("default", "*", "export=", a name) of another module."""

    specifier: str
    imported: str
    is_type: bool


class Exported(NamedTuple):
    """What an exported name stands for: a module-level name of the file ("" for a default expression), or, of a
    re-export, a name of another module."""

    local: str
    source: Binding | None
    is_type: bool


class LinkageIndex:
    """Names of one file.

    Attributes:
        exported: exported name → what it stands for, for :meth:`entries`. A name that is declared, imported and
            exported is one string, and what stands for the same name here is nothing: there are millions.
        stars: ``export * from``, or what a CommonJS module spreads into its exports, as (specifier, only types).
        bindings: module-level name → what is imported under it.
        is_module: whether it has ES imports or exports; a CommonJS module has not.
        declared: module-level name → the meanings it is declared with (VALUE, TYPE or both).
    """

    __slots__ = ("bindings", "declared", "exported", "is_module", "stars")

    def __init__(self, facts: LinkageFacts) -> None:
        self.is_module = facts.is_module
        self.exported: dict[str, tuple[Exported, ...]] = {}
        self.stars: list[tuple[str, bool]] = []
        self.bindings: dict[str, Binding] = {}
        self.declared: dict[str, int] = {}
        same: dict[str, str] = {}
        for fact in facts.imports:
            if fact.kind == "re-export":
                self._add_reexport(fact)
            elif fact.kind in ("value", "type"):
                specifier = same.setdefault(fact.specifier, fact.specifier)
                if fact.is_passed_on:
                    self.stars.append((specifier, False))
                for name in fact.names:
                    if name.local:
                        local = same.setdefault(name.local, name.local)
                        imported = same.setdefault(name.imported, name.imported)
                        self.bindings.setdefault(local, Binding(specifier, imported, name.is_type))
        types_at: dict[str, DeclarationFact] = {}
        for declaration in facts.declarations:
            spaces = (VALUE if declaration.kind in VALUE_KINDS else 0) | (TYPE if declaration.kind in TYPE_KINDS else 0)
            declared = same.setdefault(declaration.name, declaration.name)
            self.declared[declared] = self.declared.get(declared, 0) | spaces
            if spaces == TYPE:
                types_at[declared] = declaration
        for export in facts.exports:
            # `export interface X` next to `import {X}` of a value exports the interface only.
            stated = types_at.get(export.local) if export.local in self.bindings else None
            is_type = export.is_type or (stated is not None and stated.line <= export.line <= stated.end_line)
            local = same.setdefault(export.local, export.local)
            self._add(same.setdefault(export.name, export.name), Exported(local, None, is_type))

    def _add_reexport(self, fact: ImportFact) -> None:
        for name in fact.names:
            if name.local:
                source = Binding(fact.specifier, name.imported, name.is_type)
                self._add(name.local, Exported("", source, name.is_type))
            elif name.imported == "*":
                self.stars.append((fact.specifier, name.is_type))

    def _add(self, name: str, exported: Exported) -> None:
        if name in self.exported:
            self.exported[name] = (*self.entries(name), exported)
        else:
            self.exported[name] = () if exported == (name, None, False) else (exported,)

    def entries(self, name: str) -> tuple[Exported, ...]:
        """What an exported name stands for, in source order: it may have a value and a type meaning."""
        return self.exported[name] or (Exported(name, None, False),)

    def meaning(self, exported: Exported, space: int) -> int:
        """Of ``space``, what an exported name can mean as far as this file tells (an import may mean anything)."""
        if exported.is_type:
            space = space & TYPE if space in (VALUE, TYPE) else space
        if exported.source is not None or not exported.local or exported.local in self.bindings:
            return space
        return space & self.declared.get(exported.local, BOTH)


def is_value_import(fact: ImportFact) -> bool:
    """Whether the import is there when the program runs, at once: neither type-only nor dynamic."""
    if fact.kind in ("type", "dynamic"):
        return False
    return not fact.names or not all(name.is_type for name in fact.names)


class LinkageIndexes(Mapping[str, LinkageIndex]):
    """The index of every file, made when first asked for."""

    __slots__ = ("_facts", "_known")

    def __init__(self, facts: Mapping[str, LinkageFacts]) -> None:
        self._facts = facts
        self._known: dict[str, LinkageIndex | None] = {}

    def get(self, path: str, default: Any = None) -> Any:
        """The index of a file, or ``default``."""
        if path not in self._known:
            self._known[path] = LinkageIndex(self._facts[path]) if path in self._facts else None
        found = self._known[path]
        return found if found is not None else default

    def __getitem__(self, path: str) -> LinkageIndex:
        found: LinkageIndex | None = self.get(path)
        if found is None:
            raise KeyError(path)
        return found

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self.get(path) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)
