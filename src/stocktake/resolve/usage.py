"""Which exports are used. Uses count through barrels: importing a name from a module that re-exports it uses
the export of both.

A re-export by itself is no use. Unseen uses: those in files that are not extracted (tests, by default).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from stocktake.extractors.base import Target
from stocktake.extractors.linkage import ImportFact, LinkageFacts
from stocktake.resolve.exports import ExportTables
from stocktake.resolve.linkage_index import LinkageIndex

Export = tuple[str, str]
"""A module's path and a name it exports."""


class ExportUsage:
    """Uses of every export. ``entries`` are modules used from outside: all they export counts as used."""

    def __init__(
        self,
        facts: Mapping[str, LinkageFacts],
        index: Mapping[str, LinkageIndex],
        tables: ExportTables,
        resolve: Callable[[str, str], Target],
        entries: Iterable[str],
    ) -> None:
        self._index = index
        self._tables = tables
        self._resolve = resolve
        self._used: set[Export] = set()
        self._stars: dict[str, dict[str, list[str]]] = {}
        self.entries = frozenset(path for path in entries if path in index)
        for path in sorted(self.entries):
            self._use_all(path)
        for path, linkage in facts.items():
            for fact in linkage.imports:
                self._add(path, linkage, fact)

    def is_used(self, path: str, name: str) -> bool:
        """Whether something in the project imports the export, or it can be used from outside."""
        return (path, name) in self._used

    def unused(self, path: str) -> list[str]:
        """Names the module exports by statements of its own that nothing uses, sorted; none of an entry."""
        if path in self.entries or path not in self._index:
            return []
        return sorted(name for name in self._index[path].exported if not self.is_used(path, name))

    def _add(self, path: str, linkage: LinkageFacts, fact: ImportFact) -> None:
        if fact.kind in ("re-export", "side-effect"):
            return
        target = self._resolve(path, fact.specifier)
        if target.kind != "module" or target.path not in self._index:
            return
        if not fact.names:
            self._use_all(target.path)
        for name in fact.names:
            if name.imported == "*":
                members = linkage.namespace_uses.get(name.local) if fact.kind != "dynamic" else None
                if members is None:
                    self._use_all(target.path)
                for member in members or ():
                    self._use(target.path, member)
            else:
                self._use(target.path, name.imported)

    def _use_all(self, path: str) -> None:
        if path in self._index:
            for name in self._tables.table(path):
                self._use(path, name)

    def _use(self, path: str, name: str) -> None:
        """Record a use of an export, and of what it stands for."""
        todo: list[Export] = [(path, name)]
        while todo:
            export = module, exported = todo.pop()
            if module not in self._index:
                continue
            table = self._tables.table(module)
            if exported not in table and exported in ("default", "export="):
                exported = "export=" if exported == "default" else "default"
                export = (module, exported)
            if exported in table and export not in self._used:
                self._used.add(export)
                todo.extend(self._onward(module, exported))

    def _through(self, path: str) -> dict[str, list[str]]:
        """Of every name, the modules whose ``export *`` in ``path`` have it."""
        found = self._stars.get(path)
        if found is None:
            found = self._stars[path] = {}
            for star, _ in self._tables.stars(path):
                for name in self._tables.table(star):
                    found.setdefault(name, []).append(star)
        return found

    def _onward(self, path: str, name: str) -> list[Export]:
        """The exports of other modules that an export of ``path`` stands for."""
        index = self._index[path]
        if name not in index.exported:
            return [(star, name) for star in self._through(path).get(name, ())]
        found: list[Export] = []
        for entry in index.exported[name]:
            if entry.source is None:
                continue
            target = self._resolve(path, entry.source.specifier)
            if target.kind != "module" or target.path not in self._index:
                continue
            if entry.source.imported == "*":
                found.extend((target.path, each) for each in self._tables.table(target.path))
            else:
                found.append((target.path, entry.source.imported))
        return found
