"""Which exports are used, by whom. Uses count through barrels: importing a name from a module that re-exports it uses
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
        self._importers: dict[Export, dict[str, None]] = {}
        self._passed_on: dict[Export, dict[Export, None]] = {}
        self.entries = frozenset(path for path in entries if path in index)
        for path in sorted(self.entries):
            self._use_all(path, None, "")
        for path, linkage in facts.items():
            for fact in linkage.imports:
                self._add(path, linkage, fact)

    def is_used(self, path: str, name: str) -> bool:
        """Whether something in the project imports the export, or it can be used from outside."""
        return (path, name) in self._passed_on

    def unused(self, path: str) -> list[str]:
        """Names the module exports by statements of its own that nothing uses, sorted; none of an entry."""
        if path in self.entries or path not in self._index:
            return []
        return sorted(name for name in self._index[path].exported if not self.is_used(path, name))

    def importers(self, path: str, name: str) -> list[str]:
        """Paths of the files that import the export, through barrels or not, sorted by path."""
        found: dict[str, None] = {}
        seen = {(path, name)}
        todo = [(path, name)]
        while todo:
            export = todo.pop()
            found.update(self._importers.get(export, {}))
            for source in self._passed_on.get(export, ()):
                if source not in seen:
                    seen.add(source)
                    todo.append(source)
        return sorted(found, key=lambda each: each.split("/"))

    def _add(self, path: str, linkage: LinkageFacts, fact: ImportFact) -> None:
        if fact.kind in ("re-export", "side-effect"):
            return
        target = self._resolve(path, fact.specifier)
        if target.kind != "module" or target.path not in self._index:
            return
        if not fact.names:
            self._use_all(target.path, None, path)
        for name in fact.names:
            if name.imported == "*":
                members = linkage.namespace_uses.get(name.local) if fact.kind != "dynamic" else None
                if members is None:
                    self._use_all(target.path, None, path)
                for member in members or ():
                    self._use(target.path, member, None, path)
            else:
                self._use(target.path, name.imported, None, path)

    def _use_all(self, path: str, source: Export | None, importer: str) -> None:
        if path in self._index:
            for name in self._tables.table(path):
                self._use(path, name, source, importer)

    def _use(self, path: str, name: str, source: Export | None, importer: str) -> None:
        """Record a use by an import in ``importer`` ("" for none), or by the use of the re-export ``source``."""
        todo: list[tuple[Export, Export | None]] = [((path, name), source)]
        while todo:
            export, source = todo.pop()
            module, exported = export
            if module not in self._index:
                continue
            table = self._tables.table(module)
            if exported not in table and exported in ("default", "export="):
                exported = "export=" if exported == "default" else "default"
                export = (module, exported)
            if exported not in table:
                continue
            if source is None and importer:
                self._importers.setdefault(export, {})[importer] = None
            is_new = export not in self._passed_on
            sources = self._passed_on.setdefault(export, {})
            if source is not None:
                sources[source] = None
            if is_new:
                todo.extend((onward, export) for onward in self._onward(module, exported))

    def _onward(self, path: str, name: str) -> list[Export]:
        """The exports of other modules that an export of ``path`` stands for."""
        index = self._index[path]
        if name not in index.exported:
            return [(star, name) for star, _ in self._tables.stars(path) if name in self._tables.table(star)]
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
