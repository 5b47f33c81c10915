"""What declarations say of others, followed backwards: who refers to, parses with, infers from; and cycles of links."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from stocktake.errors import LostError
from stocktake.extractors.base import Extractor, Link, Project
from stocktake.resolve.cycles import ShortestCycles
from stocktake.resolve.trace import Read, Trace, asked_about_others

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
        self._not_given: Collection[str] = ()
        self._towards: Callable[[str], Iterable[int]] = lambda _target: ()
        self._part: Callable[[int], Iterable[tuple[str, list[Link]]]] = lambda _number: ()
        self._parts: dict[int, _Backwards] = {}
        self._computed: _Backwards | None = None
        self._cycles: dict[str, Cycles] = {}
        self.reads: dict[str, tuple[Read, ...]] = {}
        self.errors: dict[str, BaseException] = {}

    def give(
        self,
        links: Callable[[str], list[Link]],
        towards: Callable[[str], Iterable[int]],
        part: Callable[[int], Iterable[tuple[str, list[Link]]]],
        but: Collection[str],
    ) -> None:
        """The links of every file are known, ``but`` for those of some. They lie in parts of several files each:
        ``towards`` tells in which parts there may be links to a declaration, and ``part`` gives the links of the files
        of one that have any; among them may be some that are not there any more."""
        self._given, self._towards, self._part, self._not_given = links, towards, part, but

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
                found, reads = self._trace.run(lambda: self._computed_of(path))
                refuse_others(self._extractor, reads, path)
            except LostError:
                raise
            except (Exception, SystemExit) as error:
                self.errors[path] = error
                found, reads = [], set()
            known = self._known[path] = found
            self.reads[path] = tuple(reads)
        return known

    def _computed_of(self, path: str) -> list[Link]:
        found = set(self._extractor.links(path, self._project))
        for link in found:
            if not isinstance(link, Link) or not all(type(part) is str for part in link):
                raise TypeError("links must give instances of Link, of three str each")
            if link.kind not in self._extractor.link_kinds:
                raise ValueError(f"a link of the kind {link.kind!r}, which is not in link_kinds")
        return sorted(found)

    def linked(self, kind: str, target: str) -> Sequence[str]:
        """Ids of what is linked to ``target``, sorted."""
        if self._computed is None:
            paths = self._paths if self._given is None else [path for path in self._paths if path in self._not_given]
            self._computed = _backwards(self.of(path) for path in paths)
        found = list(self._computed.get((kind, target), ()))
        for number in self._towards(target):
            known = self._parts.get(number)
            if known is None:
                part = self._part(number)
                links = (own for path, own in part if path in self._paths and path not in self._not_given)
                known = self._parts[number] = _backwards(links)
            found += known.get((kind, target), ())
        return sorted(found)

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


def refuse_others(extractor: Extractor, reads: Iterable[Read], path: str) -> None:
    """Have an incremental extractor keep to what :class:`stocktake.extractors.base.Project` says of questions.

    Raises:
        ValueError: it asked about another file than the one that it computes something of.
    """
    other = asked_about_others(reads, path) if extractor.incremental else ""
    if other:
        raise ValueError(f"an incremental extractor asked about {other}, which is of another file")


_Backwards = Mapping[tuple[str, str], list[str]]
"""(Kind, target) → sources."""


def _backwards(links: Iterable[list[Link]]) -> _Backwards:
    found: dict[tuple[str, str], list[str]] = {}
    for own in links:
        for link in own:
            found.setdefault((link.kind, link.target), []).append(link.source)
    return found
