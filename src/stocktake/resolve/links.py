"""What declarations say of others, followed backwards: who refers to, parses with, infers from; and cycles of links."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from stocktake.errors import LostError
from stocktake.extractors.base import Extractor, Link, Project
from stocktake.resolve.cycles import ShortestCycles
from stocktake.resolve.trace import Read, Trace

Cycles = Mapping[str, Sequence[str]]
"""Declaration → a shortest cycle through it, for those on one."""


class Links:
    """The links of one extractor, of every file of ``paths``; computed when first asked for, unless given."""

    def __init__(self, extractor: Extractor, project: Project, paths: Collection[str], trace: Trace) -> None:
        self._extractor = extractor
        self._project = project
        self._paths = paths
        self._trace = trace
        self._known: dict[str, list[Link]] = {}
        self._given: Callable[[str], list[Link]] | None = None
        self._all_given: Callable[[], Iterable[tuple[str, list[Link]]]] = tuple
        self._not_given: Collection[str] = ()
        self._sources: dict[tuple[str, str], list[str]] | None = None
        self._cycles: dict[str, Cycles] = {}
        self.reads: dict[str, tuple[Read, ...]] = {}
        self.errors: dict[str, Exception] = {}

    def give(
        self,
        links: Callable[[str], list[Link]],
        every: Callable[[], Iterable[tuple[str, list[Link]]]],
        but: Collection[str],
    ) -> None:
        """The links of every file are known, ``but`` for those of some. ``every`` gives those of all files at once, of
        files that have any; among them may be some that are not there any more."""
        self._given, self._all_given, self._not_given = links, every, but

    def give_cycles(self, kind: str, cycles: Cycles) -> None:
        """The cycles of a kind of links are known."""
        self._cycles[kind] = cycles

    def of(self, path: str) -> list[Link]:
        """The links of a file, sorted. Where the extractor raises there are none, and ``errors`` has why."""
        known = self._known.get(path)
        if known is None and self._given is not None and path not in self._not_given:
            known = self._known[path] = self._given(path)
        if known is None:
            try:
                found, reads = self._trace.run(lambda: list(self._extractor.links(path, self._project)))
            except LostError:
                raise
            except Exception as error:
                self.errors[path] = error
                found, reads = [], set()
            known = self._known[path] = sorted(set(found))
            self.reads[path] = tuple(reads)
        return known

    def linked(self, kind: str, target: str) -> Sequence[str]:
        """Ids of what is linked to ``target``, sorted."""
        if self._sources is None:
            found: dict[tuple[str, str], list[str]] = {}
            for links in self._all():
                for link in links:
                    found.setdefault((link.kind, link.target), []).append(link.source)
            self._sources = {key: sorted(sources) for key, sources in found.items()}
        return self._sources.get((kind, target), ())

    def _all(self) -> Iterator[list[Link]]:
        """The links of every file, in no order."""
        for path in self._paths:
            if self._given is None or path in self._not_given:
                yield self.of(path)
        for path, links in self._all_given():
            if path in self._paths and path not in self._not_given:
                yield links

    def cycle(self, kind: str, source: str) -> Sequence[str]:
        """A shortest cycle of links through ``source``, starting with it; empty where there is none."""
        return self.cycles(kind).get(source, ())

    def cycles(self, kind: str) -> Cycles:
        """A shortest cycle for every declaration on one. A link from a declaration to itself makes none."""
        if kind not in self._cycles:
            graph: dict[str, list[str]] = {}
            for path in self._paths:
                for link in self.of(path):
                    if link.kind == kind and link.target != link.source:
                        graph.setdefault(link.source, []).append(link.target)
            found = ShortestCycles(graph)
            self._cycles[kind] = {node: found.through(node) for members in found.cycles for node in members}
        return self._cycles[kind]
