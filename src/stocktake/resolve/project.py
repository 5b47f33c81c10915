"""The project as extractors see it: the facts of every file, and what they mean together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any

from stocktake.extractors.base import Space, Target
from stocktake.extractors.linkage import LinkageFacts
from stocktake.model import ConfigFile, Diagnostic
from stocktake.resolve.cycles import ShortestCycles
from stocktake.resolve.exports import ExportTables
from stocktake.resolve.linkage_index import LinkageIndex, index_all, is_value_import
from stocktake.resolve.modules import ModuleResolver
from stocktake.resolve.packages import Packages
from stocktake.resolve.tree import path_order
from stocktake.resolve.tsconfig import Configs
from stocktake.resolve.usage import ExportUsage


class ResolvedProject:
    """Implements :class:`stocktake.extractors.base.Project`.

    Args:
        facts: extractor name → path → decoded facts; those of ``modules`` (:class:`LinkageFacts`) must be there.
        configs: every configuration file in view that bears on resolution.
        paths: every path in view, of whatever kind.

    Nothing is computed before it is asked for, and nothing given is changed.
    """

    def __init__(
        self, facts: Mapping[str, Mapping[str, Any]], configs: Sequence[ConfigFile], paths: AbstractSet[str]
    ) -> None:
        self._facts = {
            name: dict(sorted(entries.items(), key=lambda entry: path_order(entry[0])))
            for name, entries in facts.items()
        }
        self._linkage: Mapping[str, LinkageFacts] = self._facts["modules"]
        self.packages = Packages(configs)
        tsconfigs = Configs(configs, self.packages)
        self.diagnostics: list[Diagnostic] = sorted(
            set(tsconfigs.diagnostics), key=lambda each: (path_order(each.path), each.line, each.message)
        )
        self._modules = ModuleResolver(paths, self.packages, tsconfigs)
        self._known_exports: dict[str, dict[str, Target]] = {}
        self._unresolvable = Target("unresolved", reason="unknown file")

    def facts(self, extractor: str) -> Mapping[str, Any]:
        """Decoded facts of ``extractor`` by path, in path order; empty for an extractor that did not run."""
        return self._facts.get(extractor, {})

    def resolve(self, path: str, specifier: str) -> Target:
        """What ``specifier``, written in the file ``path``, imports: a module, an external package, or unresolved."""
        return self._modules.resolve(path, specifier)

    def lookup(self, path: str, name: str, space: Space = "value") -> Target:
        """What ``name`` (may be dotted) means at module level in ``path``; see :meth:`ExportTables.lookup`."""
        return self._tables.lookup(path, name, space)

    def exports(self, path: str) -> Mapping[str, Target]:
        """Every name the module exports (``default`` included, star exports expanded), in sorted order."""
        if path not in self._known_exports:
            self._known_exports[path] = self._tables.exports(path)
        return self._known_exports[path]

    def package_of(self, path: str) -> str:
        """Name of the nearest enclosing package (its folder where it has no name; "" for the root)."""
        return self.packages.package_of(path)

    def unused_exports(self, path: str) -> Sequence[str]:
        """Names the module exports that nothing in the project imports, sorted; empty for a package's entry."""
        return self._usage.unused(path)

    def users_of(self, path: str, name: str) -> Sequence[str]:
        """The files that import what ``path`` exports as ``name``, directly or through re-exports, in path order."""
        return self._usage.importers(path, name)

    def import_cycle(self, path: str) -> Sequence[str]:
        """The shortest cycle of value imports through the module, starting with it; empty where there is none.

        Type-only imports, which are erased, and dynamic imports, which run later, make no cycle.
        """
        return self._cycles.through(path)

    @property
    def import_cycles(self) -> Sequence[tuple[str, ...]]:
        """Groups of modules that all reach one another by value imports, each from its first in path order."""
        return self._cycles.cycles

    def cycles(self, graph: Mapping[str, Iterable[str]]) -> Mapping[str, Sequence[str]]:
        """For every node on a cycle of ``graph`` a shortest cycle through it, starting with it."""
        found = ShortestCycles(graph)
        return {node: found.through(node) for members in found.cycles for node in members}

    def imports_of(self, path: str) -> Sequence[str]:
        """The files in view that the file imports in any way, in path order."""
        return self._imports.get(path, ())

    def importers_of(self, path: str) -> Sequence[str]:
        """The files that import the file in any way, in path order."""
        return self._importers.get(path, ())

    def sources_of(self, path: str) -> Sequence[str]:
        """The files on whose exports the meaning of names in ``path`` depends: what it imports, and what those
        modules re-export in turn, in path order."""
        seen = dict.fromkeys(self.imports_of(path))
        for module in (todo := list(seen)):
            index = self._index.get(module)
            if index is None:
                continue
            for specifier in _passed_on(index):
                target = self.resolve(module, specifier)
                if target.kind == "module" and target.path not in seen:
                    seen[target.path] = None
                    todo.append(target.path)
        return sorted(seen, key=path_order)

    def configs_of(self, path: str) -> Sequence[str]:
        """The tsconfig and jsconfig files that decide how imports in ``path`` resolve."""
        return self._modules.configs_of(path)

    @cached_property
    def probes(self) -> Mapping[str, bool]:
        """Paths that are no source (.json) whose presence, or absence, decided how some import resolves."""
        _ = self._imports
        return dict(sorted(self._modules.probes.items(), key=lambda entry: path_order(entry[0])))

    @cached_property
    def _index(self) -> dict[str, LinkageIndex]:
        return index_all(self._linkage)

    @cached_property
    def _tables(self) -> ExportTables:
        return ExportTables(self._index, self._modules.resolve)

    @cached_property
    def _imports(self) -> dict[str, list[str]]:
        found = {}
        for path, linkage in self._linkage.items():
            targets = {self.resolve(path, fact.specifier).path for fact in linkage.imports}
            found[path] = sorted(targets - {""}, key=path_order)
        return found

    @cached_property
    def _importers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path, targets in self._imports.items():
            for target in targets:
                found.setdefault(target, []).append(path)
        return found

    @cached_property
    def _usage(self) -> ExportUsage:
        packages = self.packages.by_folder.values()
        entries = (entry for package in packages for entry in self._modules.entries(package))
        return ExportUsage(self._linkage, self._index, self._tables, self._modules.resolve, entries)

    @cached_property
    def _cycles(self) -> ShortestCycles:
        graph = {
            path: {self.resolve(path, fact.specifier).path for fact in linkage.imports if is_value_import(fact)}
            for path, linkage in self._linkage.items()
        }
        return ShortestCycles(graph, path_order)


def _passed_on(index: LinkageIndex) -> list[str]:
    """Specifiers of the modules that a module exports something of."""
    found = [specifier for specifier, _ in index.stars]
    for entries in index.exported.values():
        for entry in entries:
            source = entry.source or index.bindings.get(entry.local)
            if source is not None:
                found.append(source.specifier)
    return found
