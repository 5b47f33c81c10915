"""What a change reaches: the files whose items were made from something that is different now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from functools import cached_property
from typing import Any, Final

import msgspec

from stocktake.encoding import from_packed
from stocktake.extractors.base import Extractor, without_lines
from stocktake.extractors.linkage import LinkageFacts
from stocktake.marks import text_mark
from stocktake.model import Failed, Outcome
from stocktake.pipeline.contents import failed
from stocktake.resolve.exports import LOCALS, NAMES, TABLES, named
from stocktake.resolve.linkage_index import LinkageIndex
from stocktake.resolve.trace import EVERY, Read, is_answer
from stocktake.state.made import EVERY_FILE, MARKED, NO_READS, Reads, numbers_of, reads_of
from stocktake.state.remembered import FileRecord

NAMED: Final = "named"
"""A kind of reads: of modules in whose tables names were looked up, which the marks stand for."""

_TOLD: Final = {
    "modules": "exports and imports",
    **dict.fromkeys((TABLES, NAMED, MARKED), "re-exports"),
    LOCALS: "names",
}


class Numbers:
    """The numbers by which records name files, by path."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._of = numbers
        self._marked: dict[int, str] = {}

    def explain(self, kind: str, number: int) -> str:
        """Why a file is computed again that read this."""
        if is_answer(kind):
            return f"{kind.replace(':', ' ').strip()} changed"
        what = _TOLD.get(kind, kind)
        if number == EVERY_FILE:
            return f"{what} of some file changed"
        return f"{what} of {(self._marked if kind == MARKED else self._paths)[number]} changed"

    def paths_of(self, where: str) -> list[str]:
        """What may be the file that is, or declares, ``where``."""
        return [self._paths[number] for number in self.of(where)]

    @cached_property
    def _paths(self) -> Mapping[int, str]:
        return {number: path for path, number in self._of.items()}

    def encode(self, reads: Collection[Read], own: str) -> Reads:
        """The reads that were made for the file ``own``, without those of its own facts: when those change everything
        of it is made again anyway (its table of exports depends on other files, though). Answers over all files are
        asked about the file itself only. What is no file of the run can come to have facts only as one that is added.
        Of names that were looked up in a table there are many: they are marks, beside the table's file.
        """
        found: dict[str, set[int]] = {}
        whole = {path for kind, path in reads if kind == TABLES}
        for kind, path in reads:
            if kind == NAMES:
                table = path.partition("\0")[0]
                if table in self._of and table not in whole:
                    found.setdefault(MARKED, set()).add(text_mark(path))
                    found.setdefault(NAMED, set()).add(self._of[table])
            elif path == EVERY:
                found.setdefault(kind, set()).add(EVERY_FILE)
            elif is_answer(kind):
                found.setdefault(kind, set()).add(self._of[own])
            elif path in self._of and (path != own or kind == TABLES):
                found.setdefault(kind, set()).add(self._of[path])
        return {kind: sorted(found[kind]) for kind in sorted(found)}

    def by_kind(self, reads: Iterable[Read]) -> dict[str, frozenset[int]]:
        """Reads arranged for :func:`hit`."""
        found: dict[str, set[int]] = {}
        for kind, where in reads:
            if kind == NAMES:
                mark = text_mark(where)
                self._marked[mark] = where.partition("\0")[0]
                found.setdefault(MARKED, set()).add(mark)
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
    found = {(kind, path) for path in whole for kind in (TABLES, NAMED)}
    for path, own in names.items():
        for each in _above([path], holders) if own else ():
            found.add((TABLES, each))
            found.update((NAMES, named(each, name)) for name in own)
    return found


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
                if now is None or was is None or _is_exposed_otherwise(extractor, path, now, was):
                    self.reads.add((name, path))
                if name == "modules" and (now is None or was is None or _linkage(now) != _linkage(was)):
                    self.is_relinked = True
                if name == "modules" and (now is None or was is None or _locals(now) != _locals(was)):
                    self.reads.add((LOCALS, path))
                if name == "modules" and now is not None and was is not None:
                    indexes = LinkageIndex(now), LinkageIndex(was)
                    if indexes[0].stars == indexes[1].stars:
                        self.names[path] = indexes[0].exported.keys() ^ indexes[1].exported.keys()


def _is_exposed_otherwise(extractor: Extractor, path: str, now: Any, was: Any) -> bool:
    try:
        return bool(extractor.exposed(now) != extractor.exposed(was))
    except (Exception, SystemExit) as error:
        raise failed(extractor, "exposed", error, path) from error


def _decoded(extractor: Extractor, data: bytes | None) -> Any:
    if data is None:
        return None
    try:
        return from_packed(data, extractor.fact_type)
    except msgspec.DecodeError:
        return None


def _locals(facts: LinkageFacts) -> Any:
    """What names mean in the module itself."""
    imported = [(entry.specifier, entry.kind, entry.names) for entry in facts.imports]
    return sorted((each.name, each.kind) for each in facts.declarations), imported


def _linkage(facts: LinkageFacts) -> Any:
    """What unused exports and import cycles depend on."""
    mentioned = (facts.globs, facts.named, facts.named_globs)
    return without_lines([facts.imports, facts.exports, facts.namespace_uses, *mentioned])
