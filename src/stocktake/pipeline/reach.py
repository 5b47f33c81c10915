"""What a change reaches: the files whose items were made from something that is different now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property
from typing import Any, Final

import msgspec

from stocktake.encoding import from_packed
from stocktake.extractors.base import ByName, Extractor, without_lines
from stocktake.extractors.linkage import LinkageFacts
from stocktake.marks import text_mark
from stocktake.model import Failed, Outcome
from stocktake.pipeline.contents import failed
from stocktake.resolve.exports import LOCALS, MODULES, TABLES
from stocktake.resolve.linkage_index import LinkageIndex
from stocktake.resolve.trace import EVERY, Read, file_and_name, is_answer, named, names_of, whole_of
from stocktake.state.made import EVERY_FILE, MARKED, NO_READS, Reads, numbers_of, reads_of
from stocktake.state.remembered import FileRecord

_TOLD: Final = {MODULES: "exports and imports", TABLES: "re-exports", LOCALS: "names"}

_READER: Final = ""
"""No kind of reads: in its place are the files of which single names were read, by which their readers are found."""


class Numbers:
    """The numbers by which records name files, by path."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._of = numbers
        self._marks: dict[Read, int] = {}
        self._marked: dict[int, tuple[str, str]] = {}

    def explain(self, kind: str, number: int) -> str:
        """Why a file is computed again that read this."""
        if is_answer(kind):
            return f"{kind.replace(':', ' ').strip()} changed"
        if kind == MARKED:
            path, name = self._marked[number]
            return f"{name} of {path} changed"
        what = _TOLD.get(whole_of(kind), whole_of(kind))
        if number == EVERY_FILE:
            return f"{what} of some file changed"
        return f"{what} of {self._paths[number]} changed"

    def paths_of(self, where: str) -> list[str]:
        """What may be the file that is, or declares, ``where``."""
        return [self._paths[number] for number in self.of(where)]

    @cached_property
    def _paths(self) -> Mapping[int, str]:
        return {number: path for path, number in self._of.items()}

    def encode(self, reads: Set[Read], own: str) -> Reads:
        """The reads that were made for the file ``own``, without those of its own facts: when those change everything
        of it is made again anyway (its table of exports depends on other files, though). Answers over all files are
        asked about the file itself only. What is no file of the run can come to have facts only as one that is added.
        Of single names there are many: they are marks, beside the file that they are of.
        """
        found: dict[str, set[int]] = {}
        marks: set[int] = set()
        for read in reads:
            kind, where = read
            if where == EVERY:
                found.setdefault(kind, set()).add(EVERY_FILE)
                continue
            if is_answer(kind):
                found.setdefault(kind, set()).add(self._of[own])
                continue
            path, name = file_and_name(where)
            if path not in self._of or (path == own and whole_of(kind) != TABLES):
                continue
            if name is not None:
                if (whole_of(kind), path) in reads:
                    continue
                marks.add(self._mark(read))
            found.setdefault(kind, set()).add(self._of[path])
        if marks:
            found[MARKED] = marks
        return {kind: sorted(found[kind]) for kind in sorted(found)}

    def _mark(self, read: Read) -> int:
        known = self._marks.get(read)
        if known is None:
            known = self._marks[read] = text_mark("\0".join(read))
        return known

    def by_kind(self, reads: Iterable[Read]) -> dict[str, frozenset[int]]:
        """Reads arranged for :func:`hit`."""
        found: dict[str, set[int]] = {}
        for read in reads:
            kind, where = read
            path, name = file_and_name(where)
            if name is not None:
                mark = self._mark(read)
                self._marked[mark] = path, name
                found.setdefault(MARKED, set()).add(mark)
                found.setdefault(_READER, set()).update(self.of(path))
            else:
                found.setdefault(kind, {EVERY_FILE}).update(self.of(where))
        return {kind: frozenset(numbers) for kind, numbers in found.items()}

    def of(self, where: str) -> Sequence[int]:
        """The numbers of what may be the file that is, or declares, ``where``."""
        return numbers_of(where, self._of)


def hit(reads: msgspec.Raw, by_kind: Mapping[str, frozenset[int]]) -> tuple[str, int] | None:
    """The kind and number of a read that is among those of ``by_kind``, or None."""
    if reads == NO_READS:
        return None
    for kind, numbers in reads_of(reads).items():
        if kind in by_kind and not by_kind[kind].isdisjoint(numbers):
            return kind, min(by_kind[kind].intersection(numbers))
    return None


def reads_any(reads: msgspec.Raw, numbers: frozenset[int]) -> bool:
    """Whether one of the reads, of whatever kind, is of the files ``numbers``."""
    return reads != NO_READS and any(not numbers.isdisjoint(each) for each in reads_of(reads).values())


def table_reads(
    changed: Iterable[str], names: Mapping[str, Iterable[str]], stars: Mapping[str, Iterable[str]]
) -> set[Read]:
    """The reads of tables of exports that come out differently, where modules ``changed``: each by the ``names`` that
    it exports and did not, or the other way round, those that are not listed there in any way. ``stars``: module →
    those that it re-exports whole."""
    holders: dict[str, list[str]] = {}
    for path, targets in stars.items():
        for target in targets:
            holders.setdefault(target, []).append(path)
    whole = _above([path for path in changed if path not in names], holders)
    found = {read for path in whole for read in all_of(TABLES, path)}
    for path, own in names.items():
        for each in _above([path], holders) if own else ():
            found |= names_in(TABLES, each, own)
    return found


def all_of(kind: str, path: str) -> set[Read]:
    """The reads of all of a file, and of any name in it."""
    return {(kind, path), (names_of(kind), path)}


def names_in(kind: str, path: str, names: Iterable[str]) -> set[Read]:
    """The reads of single names of a file, and of all of it; none where there are no names."""
    found = {(names_of(kind), named(path, name)) for name in names}
    return found | {(kind, path)} if found else found


def _above(paths: Iterable[str], holders: Mapping[str, Iterable[str]]) -> set[str]:
    """The modules whose stars lead to one of ``paths``, and those themselves."""
    found = set(paths)
    todo = list(found)
    while todo:
        for holder in holders.get(todo.pop(), ()):
            if holder not in found:
                found.add(holder)
                todo.append(holder)
    return found


class Exposure:
    """What changed files expose that they did not, or no longer do: ``reads`` that come out differently, and whether
    imports or exports are among it (``is_relinked``), so that what is unused, or in a cycle, may be other files.
    ``names`` are by module those that it exports and did not, or the other way round, where nothing else decides which
    it exports."""

    def __init__(
        self,
        changed: Iterable[str],
        extractors: Iterable[Extractor],
        facts: Mapping[str, Mapping[str, Any]],
        records: Mapping[str, FileRecord],
        old: Mapping[str, Outcome],
    ) -> None:
        self.reads: set[Read] = set()
        self.names: dict[str, Set[str]] = {}
        self.is_relinked = False
        every = tuple(extractors)
        for path in changed:
            record, outcome = records.get(path), old.get(path)
            packed = outcome.facts if outcome is not None and not isinstance(outcome, Failed) else {}
            for extractor in every:
                name = extractor.name
                now = facts[name].get(path)
                had = record is not None and name in record.having.split(",")
                if now is None and not had:
                    continue
                was = _decoded(extractor, packed.get(name)) if had else None
                self.reads |= _differing(extractor, path, now, was)
                if name == MODULES:
                    self._compare(path, now, was)

    def _compare(self, path: str, now: LinkageFacts | None, was: LinkageFacts | None) -> None:
        """Take in what a module declares, imports and exports now, and what it did."""
        if now is None or was is None:
            self.is_relinked = True
            self.reads |= all_of(LOCALS, path)
            return
        self.is_relinked |= _linkage(now) != _linkage(was)
        index, before = LinkageIndex(now), LinkageIndex(was)
        self.reads |= names_in(LOCALS, path, different(_locals(index), _locals(before)))
        if index.stars == before.stars:
            self.names[path] = index.exported.keys() ^ before.exported.keys()


def _differing(extractor: Extractor, path: str, now: Any, was: Any) -> set[Read]:
    """The reads of facts that expose something else ``now``; None for facts that are not there."""
    name = extractor.name
    if now is None or was is None:
        return all_of(name, path)
    try:
        exposed, before = extractor.exposed(now), extractor.exposed(was)
        if not isinstance(exposed, ByName):
            return {(name, path)} if exposed != before else set()
        if exposed.rest != before.rest:
            return all_of(name, path)
        return names_in(name, path, different(exposed.names, before.names))
    except (Exception, SystemExit) as error:
        raise failed(extractor, "exposed", error, path) from error


def different(now: Mapping[str, Any], before: Mapping[str, Any]) -> set[str]:
    """The keys that have another value now, or only had or have one."""
    return {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}


def _decoded(extractor: Extractor, data: bytes | None) -> Any:
    if data is None:
        return None
    try:
        return from_packed(data, extractor.fact_type)
    except msgspec.DecodeError:
        return None


def _locals(index: LinkageIndex) -> dict[str, Any]:
    """What names mean in the module itself."""
    names = index.declared.keys() | index.bindings.keys()
    return {name: (index.declared.get(name), index.bindings.get(name)) for name in names}


def _linkage(facts: LinkageFacts) -> Any:
    """What unused exports and import cycles depend on."""
    mentioned = (facts.globs, facts.named, facts.named_globs)
    return without_lines([facts.imports, facts.exports, facts.namespace_uses, *mentioned])
