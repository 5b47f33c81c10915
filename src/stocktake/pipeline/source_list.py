"""The inventory of what the items are computed from: sources, configuration files, and what is or is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stocktake.model import SourceEntry
from stocktake.sources.scan import Tree
from stocktake.state.assemble import SOURCES, Counted, count_kinds, source_line
from stocktake.state.chunks import SEPARATOR, ItemLine
from stocktake.state.relayout import Change, Weight

UNREADABLE = "unreadable"
"""Stands for the digest of a source file that is there but could not be read."""


def source_entries(tree: Tree, digests: Mapping[str, str], probes: Mapping[str, bool]) -> list[SourceEntry]:
    """What the items are computed from: sources (``digests`` by path, empty: not readable), configuration files, and
    files of which only the presence counts."""
    entries = [SourceEntry(path, digests[path] or UNREADABLE) for path in digests]
    entries += [SourceEntry(config.path, config.digest or UNREADABLE, "config") for config in tree.configs]
    known = {entry.path for entry in entries}
    entries += [
        SourceEntry(path, "present" if probes[path] else "absent", "probe")
        for path in sorted(probes)
        if path not in known
    ]
    return entries


class Sources:
    """The inventory, of ``entries`` of which the first ``count`` are sources. Implements
    :class:`stocktake.pipeline.renewal.Content`, once ``before`` has the digests that changed sources had."""

    name = SOURCES
    folder = SOURCES
    description = ""

    def __init__(self, entries: list[SourceEntry], count: int) -> None:
        self.entries = entries
        self._places = {entry.path: place for place, entry in enumerate(entries)}
        self.digests = {entry.path: entry.digest for entry in entries}
        self.others = list(entries[count:])
        self.before: Mapping[str, str] = {}

    def numbers(self, files: Mapping[str, int]) -> dict[str, int]:
        """Numbers by path: those of ``files``, and of what else there is others, as long as that stays what it is."""
        return {**files, **{entry.path: -place for place, entry in enumerate(self.others, 1)}}

    def lines(self, path: str) -> list[ItemLine]:
        """The one item of a file."""
        return [source_line(self.entries[self._places[path]])]

    def change(self, path: str) -> Change:
        """The item of a source, in view of the one it was."""
        place, was = self._places.get(path), self.before.get(path)
        before = _weight(SourceEntry(path, was or UNREADABLE)) if was is not None else Weight(0, 0)
        return Change(path, before, _weight(self.entries[place]) if place is not None else Weight(0, 0))

    def counted(self, _counters: Mapping[str, int], _changed: Iterable[str]) -> Counted:
        """How many there are of each kind."""
        return Counted({}, count_kinds(self.entries))


def _weight(entry: SourceEntry) -> Weight:
    return Weight(1, len(source_line(entry).data) + SEPARATOR)
