"""Unused exports after an edit, from those of before: where only what the edit says itself can matter.

A name that nobody mentions is unused, as are those of a new file, and a new use uses what it leads to. Whatever else an
edit may do (a use goes, which may have been the last; a name comes that somebody mentions) is a matter of all files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from stocktake.resolve.cycle_change import Change
from stocktake.resolve.file_links import ALL, FileLinks
from stocktake.resolve.usage import ExportUsage

_SWAPPED = frozenset({"default", "export="})
"""Names that can stand for one another."""


class Edit(NamedTuple):
    """The links of a file before and now; None where there was, or is, no such file."""

    before: FileLinks | None
    now: FileLinks | None

    def of_values(self) -> Change:
        """The change of what the file imports when the program runs."""
        before, now = ({*links.values} if links is not None else set[str]() for links in (self.before, self.now))
        return Change(before, now, is_new=self.before is None)


class KnownLinks(Mapping[str, FileLinks]):
    """The links now of the files ``paths``, each looked up when it is asked for: of the ``edits``, and of others as
    ``of`` tells."""

    def __init__(self, paths: Collection[str], edits: Mapping[str, Edit], of: Callable[[str], FileLinks]) -> None:
        self._paths = paths
        self._of = of
        self._known = {path: edit.now for path, edit in edits.items() if edit.now is not None}

    def __getitem__(self, path: str) -> FileLinks:
        if path not in self._known:
            if path not in self._paths:
                raise KeyError(path)
            self._known[path] = self._of(path)
        return self._known[path]

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


class Surroundings(NamedTuple):
    """What can be asked about all files: the ``links`` of each now; those, with the paths, that had the links of before
    ``mentioning`` a text; which modules are used from outside."""

    links: Mapping[str, FileLinks]
    mentioning: Callable[[str], Iterable[tuple[str, FileLinks]]]
    is_entry: Callable[[str], bool]


def unused_after(
    unused: Mapping[str, list[str]], edits: Mapping[str, Edit], around: Surroundings
) -> dict[str, list[str]] | None:
    """The unused exports of every file that has any, if they were ``unused`` before the ``edits``; None where that
    takes a look at all files."""
    found = dict(unused)
    for path, edit in edits.items():
        if edit.before is None or edit.now is None:
            if not _comes_or_goes(path, edit, edits, around):
                return None
            _set(found, path, set(edit.now.exported) if edit.now is not None and not around.is_entry(path) else set())
            continue
        names = _names(edit.before, edit.now)
        if names is None or _is_less_used(edit.before, edit.now):
            return None
        come, gone = names
        if not come and not gone:
            continue
        if around.is_entry(path) or _is_used_whole(path, around) or _is_mentioned(come | gone, around):
            return None
        _set(found, path, (set(found.get(path, ())) | come) - gone)
    usage = ExportUsage(around.links)
    for edit in edits.values():
        now = set(edit.now.uses) if edit.now is not None else set()
        for target, name in now.difference(edit.before.uses if edit.before is not None else ()):
            if name == ALL:
                usage.use_whole(target)
            else:
                usage.use(target, name)
    for path, name in usage.used:
        if name in found.get(path, ()):
            _set(found, path, set(found[path]) - {name})
    return found


def _set(unused: dict[str, list[str]], path: str, names: set[str]) -> None:
    if names:
        unused[path] = sorted(names)
    else:
        unused.pop(path, None)


def _names(links_before: FileLinks, links_now: FileLinks) -> tuple[set[str], set[str]] | None:
    """The names that are exported now and were not, and the other way round; None where one stands for another now."""
    before, now = links_before.exported, links_now.exported
    come, gone = now.keys() - before.keys(), before.keys() - now.keys()
    is_other = any(before[name] != now[name] for name in before.keys() & now.keys())
    if is_other or links_before.stars != links_now.stars or not _SWAPPED.isdisjoint(come | gone):
        return None
    return come, gone


def _comes_or_goes(path: str, edit: Edit, edits: Mapping[str, Edit], around: Surroundings) -> bool:
    """Whether a file that was added, or removed, concerns its own exports and what it uses only: nobody exports what it
    does, it is no entry that exports what others do, and with it no use went."""
    links = edit.now or edit.before
    if links is None:
        return True
    sources = [*links.stars, *(source for each in links.exported.values() for source in each)]
    if edit.now is None:
        return not links.uses and not sources
    for other in edits.values():
        if other.now is not None and _exports_from(other.now, path):
            return False
    return not sources or not around.is_entry(path)


def _exports_from(links: FileLinks, path: str) -> bool:
    targets = [target for target, _ in links.stars]
    return path in targets or any(target == path for each in links.exported.values() for target, _ in each)


def _is_less_used(before: FileLinks, now: FileLinks) -> bool:
    """Whether a use has gone."""
    return not set(before.uses) <= set(now.uses)


def _is_used_whole(path: str, around: Surroundings) -> bool:
    """Whether a file uses, or exports, all that a module exports."""
    for _, links in around.mentioning(path):
        if (path, ALL) in links.uses or any(star == path for star, _ in links.stars):
            return True
        if any((path, "*") in sources for sources in links.exported.values()):
            return True
    return False


def _is_mentioned(names: Iterable[str], around: Surroundings) -> bool:
    """Whether a file uses, or exports from another, something by one of the names, of whatever module. It may be the
    edited one: a module can import from itself."""
    for name in names:
        for _, links in around.mentioning(name):
            uses = any(used == name for _, used in links.uses)
            if uses or any(exported == name for sources in links.exported.values() for _, exported in sources):
                return True
    return False
