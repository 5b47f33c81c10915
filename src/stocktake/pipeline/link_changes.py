"""Links between declarations that are others after an edit, and whether cycles of links can be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial

from stocktake.extractors.base import Link
from stocktake.pipeline.reach import Numbers
from stocktake.resolve.cycle_change import Change, has_same_cycles
from stocktake.resolve.links import Links
from stocktake.resolve.trace import Read, answer

MOST = 1_000
"""Declarations that are followed at most, to tell whether a link that came makes a cycle."""


class LinkChanges:
    """What declarations were linked to and are linked to now, where that is different. ``links`` are those now, by
    extractor; ``modules`` the files that may have some."""

    def __init__(self, links: Mapping[str, Links], modules: Collection[str], numbers: Numbers) -> None:
        self._links = links
        self._modules = modules
        self._numbers = numbers
        self._changes: dict[Read, dict[str, Change]] = {}

    def note(self, extractor: str, before: Collection[Link], now: Collection[Link]) -> set[Read]:
        """A file had links ``before`` and has others ``now``: returns the reads that come out differently for it."""
        differing = set(now).symmetric_difference(before)
        had, has = _by_source(before), _by_source(now)
        for kind, source in {(link.kind, link.source) for link in differing}:
            changes = self._changes.setdefault((kind, extractor), {})
            known = changes.get(source, Change(set(), set()))
            key = kind, source
            changes[source] = Change(known.before | had.get(key, set()), known.now | has.get(key, set()))
        return {(answer(link.kind, extractor), link.target) for link in differing}

    def has_same_cycles(self, kind: str, extractor: str, before: Collection[str]) -> bool:
        """Whether the cycles of a kind of links must be those of ``before``, which lists the declarations on one."""
        changes = self._changes.get((kind, extractor), {})
        return has_same_cycles(before, changes, partial(self._linked_from, kind, extractor), MOST)

    def _linked_from(self, kind: str, extractor: str, source: str) -> Iterator[str]:
        """What a declaration is linked to now."""
        for path in self._numbers.paths_of(source):
            links = self._links[extractor].of(path) if path in self._modules else []
            yield from (link.target for link in links if link.kind == kind and link.source == source)


def _by_source(links: Collection[Link]) -> dict[tuple[str, str], set[str]]:
    """What each source is linked to, by kind and source; a link to itself makes no cycle."""
    found: dict[tuple[str, str], set[str]] = {}
    for link in links:
        if link.target != link.source:
            found.setdefault((link.kind, link.source), set()).add(link.target)
    return found
