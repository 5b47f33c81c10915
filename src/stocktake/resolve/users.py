"""Whether an export is used, asked of the files around it: those that use it, and those that hand it on, whose export
is asked the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from stocktake.resolve.exports import DEFAULTS, WHOLE
from stocktake.resolve.file_links import ALL, FileLinks
from stocktake.resolve.usage import Export


class Users:
    """Users of exports among the files with ``links``. ``mentioning`` tells which of them may use a module or export
    from it, with their links; ``is_entry`` whether a module is used from outside, with all that it exports."""

    def __init__(
        self,
        links: Mapping[str, FileLinks],
        mentioning: Callable[[str], Iterable[tuple[str, FileLinks]]],
        is_entry: Callable[[str], bool],
    ) -> None:
        self._links = links
        self._mentioning = mentioning
        self._is_entry = is_entry
        self._modules: dict[str, _Users] = {}
        self._known: dict[Export, bool] = {}

    def has(self, path: str, name: str) -> bool:
        """Whether an export has a user: the same as :meth:`ExportUsage.is_used` says after a look at all files."""
        seen: set[Export] = set()
        todo: list[Export] = [(path, name)]
        is_used = False
        while todo and not is_used:
            export = todo.pop()
            if export not in seen:
                seen.add(export)
                is_used = self._known.get(export, False) or self._is_used_at_once(*export)
                if export not in self._known:
                    todo.extend(self._handing_on(*export))
        if is_used:
            self._known[path, name] = True
        else:
            self._known.update(dict.fromkeys(seen, False))
        return is_used

    def _is_used_at_once(self, path: str, name: str) -> bool:
        used = self._of(path).used
        return self._is_entry(path) or any(self._means(path, name, each) for each in used)

    def _handing_on(self, path: str, name: str) -> Iterator[Export]:
        """The exports of other modules that stand for this one."""
        for other, links in self._of(path).exporting:
            for own, sources in links.exported.items():
                if any(target == path and self._means(path, name, each) for target, each in sources):
                    yield other, own
            if name not in DEFAULTS and name not in links.exported and any(star == path for star, _ in links.stars):
                yield other, name

    def _means(self, path: str, name: str, imported: str) -> bool:
        """Whether who imports a name of a module uses its export ``name``: by all names, by that one, by the other of a
        default export, or because it is what the imported one is a member of."""
        if imported in (name, ALL):
            return True
        if imported in DEFAULTS:
            return name in DEFAULTS and imported not in self._links[path].exported
        return name == WHOLE

    def _of(self, path: str) -> _Users:
        found = self._modules.get(path)
        if found is None:
            found = self._modules[path] = _Users(path, self._mentioning(path))
        return found


class _Users:
    """Which names of a module are ``used``, and the files ``exporting`` some of them."""

    def __init__(self, path: str, mentioning: Iterable[tuple[str, FileLinks]]) -> None:
        self.used: set[str] = set()
        self.exporting: list[tuple[str, FileLinks]] = []
        for other, links in mentioning:
            self.used.update(name for target, name in links.uses if target == path)
            sources = chain(links.stars, *links.exported.values())
            if any(target == path for target, _ in sources):
                self.exporting.append((other, links))
