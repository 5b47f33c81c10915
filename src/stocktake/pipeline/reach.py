"""What a change reaches: the files whose items were made from something that is different now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from stocktake.encoding import from_packed
from stocktake.extractors.base import Extractor, without_lines
from stocktake.extractors.linkage import LinkageFacts
from stocktake.model import Failed, Outcome
from stocktake.resolve.exports import LOCALS, TABLES
from stocktake.resolve.trace import EVERY, Read, is_answer
from stocktake.state.made import EVERY_FILE, NO_READS, Reads, numbers_of, reads_of
from stocktake.state.remembered import FileRecord


class Numbers:
    """The numbers by which records name files, by path."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._of = numbers

    def explain(self, kind: str, number: int) -> str:
        """Why a file is computed again that read this."""
        if is_answer(kind):
            return f"{kind.replace(':', ' ').strip()} changed"
        what = {"modules": "exports and imports", TABLES: "re-exports", LOCALS: "names"}.get(kind, kind)
        return f"{what} of {self._paths[number]} changed" if number != EVERY_FILE else f"{what} of some file changed"

    def paths_of(self, where: str) -> list[str]:
        """What may be the file that is, or declares, ``where``."""
        return [self._paths[number] for number in self.of(where)]

    @cached_property
    def _paths(self) -> Mapping[int, str]:
        return {number: path for path, number in self._of.items()}

    def encode(self, reads: Iterable[Read], own: str) -> Reads:
        """The reads that were made for the file ``own``, without those of its own facts: when those change everything
        of it is made again anyway (its table of exports depends on other files, though). Answers over all files are
        asked about the file itself only. What is no file of the run can come to have facts only as one that is added.
        """
        found: dict[str, set[int]] = {}
        for kind, path in reads:
            if path == EVERY:
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


def above(changed: Iterable[str], stars: Mapping[str, Iterable[str]]) -> set[str]:
    """The files whose ``stars`` (file → files that it re-exports whole) lead to one that changed, and that itself."""
    holders: dict[str, list[str]] = {}
    for path, targets in stars.items():
        for target in targets:
            holders.setdefault(target, []).append(path)
    found = set(changed)
    todo = list(found)
    while todo:
        for holder in holders.get(todo.pop(), ()):
            if holder not in found:
                found.add(holder)
                todo.append(holder)
    return found


class Exposure:
    """What changed files expose that they did not, or no longer do: ``reads`` that come out differently, and whether
    imports or exports are among it (``is_relinked``), so that what is unused, or in a cycle, may be other files."""

    def __init__(
        self,
        changed: Iterable[str],
        extractors: Iterable[Extractor],
        facts: Mapping[str, Mapping[str, Any]],
        records: Mapping[str, FileRecord],
        old: Mapping[str, Outcome],
    ) -> None:
        self.reads: set[Read] = set()
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
                if now is None or was is None or extractor.exposed(now) != extractor.exposed(was):
                    self.reads.add((name, path))
                if name == "modules" and (now is None or was is None or _linkage(now) != _linkage(was)):
                    self.is_relinked = True
                if name == "modules" and (now is None or was is None or _locals(now) != _locals(was)):
                    self.reads.add((LOCALS, path))


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
    return without_lines([facts.imports, facts.exports, facts.namespace_uses])
