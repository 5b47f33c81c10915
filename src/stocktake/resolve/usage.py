"""Which exports are used. Uses count through barrels: importing a name from a module that re-exports it uses
the export of both. Importing a name from a module that has an ``export =`` uses that, of which the name is a member.

A re-export by itself is no use. Unseen uses: those in files that are not extracted (tests, by default).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stocktake.extractors.base import Target
from stocktake.resolve.exports import DEFAULTS, WHOLE, ExportTables
from stocktake.resolve.file_links import ALL, FileLinks

Export = tuple[str, str]
"""A module's path and a name it exports."""


class ExportUsage:
    """What uses lead to, among the files with ``links``. ``used`` are the exports found so far, ``entries`` the modules
    used from outside: all they export counts as used."""

    def __init__(self, links: Mapping[str, FileLinks]) -> None:
        self._links = links
        # What is resolved already leads where it says.
        index: Any = links
        self._tables = ExportTables(index, lambda _path, target: Target("module", path=target))
        self.used: set[Export] = set()
        self.entries: frozenset[str] = frozenset()
        self._through: dict[str, dict[str, list[str]]] = {}

    def use_all(self, entries: Iterable[str]) -> ExportUsage:
        """Follow the uses of every file, and those from outside; returns itself."""
        links = self._links
        self.entries = frozenset(path for path in entries if path in links)
        for path in sorted(self.entries):
            self.use_whole(path)
        for path in links:
            self.use_each(links[path].uses)
        return self

    def use_each(self, exports: Iterable[Export]) -> None:
        """Record uses of exports; of all that a module exports, where the name is :data:`ALL`."""
        for target, name in exports:
            if name == ALL:
                self.use_whole(target)
            else:
                for export in self._with_whole(target, name):
                    if export not in self.used:
                        self.use(*export)

    def is_used(self, path: str, name: str) -> bool:
        """Whether something in the project imports the export, or it can be used from outside."""
        return (path, name) in self.used

    def unused(self, path: str) -> list[str]:
        """Names the module exports by statements of its own that nothing uses, sorted; none of an entry."""
        if path in self.entries or path not in self._links:
            return []
        return sorted(name for name in self._links[path].exported if not self.is_used(path, name))

    def _names(self, path: str) -> Mapping[str, Any]:
        """Every name the module exports, those of its stars included."""
        links = self._links[path]
        return self._tables.table(path) if links.stars else links.exported

    def use_whole(self, path: str) -> None:
        """Record a use of all that a module exports."""
        if path in self._links:
            for name in self._names(path):
                self.use(path, name)

    def use(self, path: str, name: str) -> None:
        """Record a use of an export, and of what it stands for."""
        todo: list[Export] = [(path, name)]
        while todo:
            export = module, exported = todo.pop()
            if module not in self._links:
                continue
            names = self._names(module)
            if exported not in names and exported in DEFAULTS:
                exported = "export=" if exported == "default" else "default"
                export = (module, exported)
            if exported in names and export not in self.used:
                self.used.add(export)
                todo.extend(self._onward(module, exported))

    def _stars_with(self, path: str, name: str) -> list[str]:
        """The modules whose ``export *`` in ``path`` have a name."""
        found = self._through.get(path)
        if found is None:
            found = self._through[path] = {}
            for star, _ in self._links[path].stars:
                for each in self._names(star) if star in self._links else ():
                    found.setdefault(each, []).append(star)
        return found.get(name, [])

    def _onward(self, path: str, name: str) -> list[Export]:
        """The exports of other modules that an export of ``path`` stands for."""
        sources = self._links[path].exported.get(name)
        if sources is None:
            return [(star, name) for star in self._stars_with(path, name)]
        found: list[Export] = []
        for target, imported in sources:
            if target not in self._links:
                continue
            if imported == "*":
                found.extend((target, each) for each in self._names(target))
            else:
                found.extend(self._with_whole(target, imported))
        return found

    def _with_whole(self, path: str, name: str) -> Iterator[Export]:
        """An export of a module, and the one that it is a member of."""
        yield path, name
        if name not in DEFAULTS and path in self._links and WHOLE in self._links[path].exported:
            yield path, WHOLE
