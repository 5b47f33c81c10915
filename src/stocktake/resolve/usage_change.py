"""Unused exports after an edit, from those of before.

Uses lead from export to export. An edit takes away some steps and adds others, and only what those lead to now can have
come to be used, or unused. Of these exports, each is asked who uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from stocktake.resolve.cycle_change import Change
from stocktake.resolve.exports import DEFAULTS
from stocktake.resolve.file_links import ALL, FileLinks
from stocktake.resolve.usage import Export, ExportUsage
from stocktake.resolve.users import Users

MOST = 100
"""Modules of which at most is asked who uses their exports: each takes a search through the links of all files."""

_NONE = FileLinks()


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
    """What can be asked about all files: the ``links`` of each now; those, with the paths, that may have had links to a
    module before, ``mentioning`` it; which modules are used from outside."""

    links: Mapping[str, FileLinks]
    mentioning: Callable[[str], Iterable[tuple[str, FileLinks]]]
    is_entry: Callable[[str], bool]


def unused_after(
    unused: Mapping[str, list[str]], edits: Mapping[str, Edit], around: Surroundings
) -> dict[str, list[str]] | None:
    """The unused exports of every file that has any, if they were ``unused`` before the ``edits``; None where that
    takes more than a look at all files would."""
    affected, certain = ExportUsage(around.links), ExportUsage(around.links)
    for path, edit in edits.items():
        affected.use_each(_steps(path, edit.before or _NONE, edit.now or _NONE))
        certain.use_each(edit.now.uses if edit.now is not None else ())
    open_ones = affected.used - certain.used
    if len({path for path, _ in open_ones}) > MOST:
        return None
    users = Users(around.links, lambda path: _mentioning(path, edits, around), around.is_entry)
    names = {path: set(unused.get(path, ())) for path in {*edits, *(path for path, _ in affected.used)}}
    for path, name in affected.used:
        if (path, name) in open_ones and not users.has(path, name):
            names[path].add(name)
        else:
            names[path].discard(name)
    found = dict(unused)
    for path, its in names.items():
        own = its.intersection(around.links[path].exported) if path in around.links else ()
        found.pop(path, None)
        if own and not around.is_entry(path):
            found[path] = sorted(own)
    return found


def _steps(path: str, before: FileLinks, now: FileLinks) -> Iterator[Export]:
    """Where the steps lead to that a file takes now and did not take before, or the other way round."""
    yield from set(before.uses).symmetric_difference(now.uses)
    stars = {target for target, _ in before.stars}, {target for target, _ in now.stars}
    yield from ((target, ALL) for target in stars[0] ^ stars[1])
    for name in before.exported.keys() | now.exported.keys():
        if before.exported.get(name) != now.exported.get(name):
            yield path, name
            yield from ((path, other) for other in DEFAULTS if name in DEFAULTS)
            yield from ((target, name) for target in stars[0] | stars[1])
            for links in (before, now):
                yield from links.exported.get(name, ())


def _mentioning(path: str, edits: Mapping[str, Edit], around: Surroundings) -> Iterator[tuple[str, FileLinks]]:
    """The files that may use the module ``path`` or export from it, with their links now."""
    yield from ((other, links) for other, links in around.mentioning(path) if other not in edits)
    yield from ((other, edit.now) for other, edit in edits.items() if edit.now is not None)
