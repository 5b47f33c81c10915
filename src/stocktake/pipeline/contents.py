"""What an inventory consists of, in parts by file: those made now, and those that were made before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from stocktake.errors import ExtractorError
from stocktake.extractors.base import Extractor
from stocktake.state.assemble import Counted, InventoryContent
from stocktake.state.chunks import SEPARATOR, ItemLine
from stocktake.state.relayout import Change, Weight
from stocktake.state.remembered import FileRecord, Packed, Part, lines_of, part_of
from stocktake.workers.failures import describe


class Parts:
    """What one extractor made of each file: ``fresh`` now, and before, as ``records`` have it, of those that are not
    ``stale`` (None: all are)."""

    def __init__(
        self, name: str, fresh: Mapping[str, Packed], records: Mapping[str, FileRecord], stale: Set[str] | None
    ) -> None:
        self._name = name
        self._fresh = fresh
        self._past = records
        self._records = records if stale is not None else {}
        self._stale = stale or frozenset()

    def get(self, path: str) -> Packed | None:
        """What was made of a file, None where nothing was."""
        record = self._records.get(path) if path not in self._stale else None
        return self._fresh.get(path) if record is None else record.parts.get(self._name)

    def before(self, path: str) -> Packed | None:
        """What the last run made of a file."""
        record = self._past.get(path)
        return record.parts.get(self._name) if record is not None else None

    def items(self) -> Iterator[tuple[str, Packed]]:
        """What was made of each file."""
        for path, record in self._records.items():
            if path not in self._stale and (known := record.parts.get(self._name)) is not None:
                yield path, known
        yield from self._fresh.items()


@dataclass(frozen=True)
class Content:
    """One inventory. ``items`` are those of an extractor that is not incremental, which counts them all at once.
    Implements :class:`stocktake.pipeline.renewal.Content`."""

    extractor: Extractor
    fingerprint: str
    parts: Parts
    items: Sequence[Any]

    @property
    def name(self) -> str:
        """That of the extractor."""
        return self.extractor.name

    @property
    def folder(self) -> str:
        """The inventory's folder in the state."""
        return self.extractor.folder

    @property
    def description(self) -> str:
        """One sentence."""
        return self.extractor.summary

    def whole(self) -> InventoryContent:
        """All of it."""
        counters = counters_of(self.extractor, self.items)
        lines: list[ItemLine] = []
        for path, kept in self.parts.items():
            part = part_of(kept)
            lines += [ItemLine(path, *line) for line in lines_of(part)]
            _add(counters, part.counters)
        return InventoryContent(
            name=self.name,
            folder=self.folder,
            extractor_version=self.extractor.version,
            fingerprint=self.fingerprint,
            lines=lines,
            counters=counters,
            summary=_summary(self.extractor, counters),
            description=self.description,
        )

    def lines(self, path: str) -> list[ItemLine]:
        """The items of one file, in order."""
        return sorted(ItemLine(path, *line) for line in lines_of(_part(self.parts.get(path))))

    def change(self, path: str) -> Change:
        """The items of one file, in view of those that it had."""
        return Change(path, _weight(self.parts.before(path)), _weight(self.parts.get(path)))

    def counted(self, counters: Mapping[str, int], changed: Iterable[str]) -> Counted | None:
        """How much there is now, if the counters were these before the items of the files ``changed``; None where a
        counter comes or goes: then the order of all items is theirs."""
        now = dict(counters)
        for path in changed:
            _add(now, _part(self.parts.before(path)).counters, -1)
            _add(now, _part(self.parts.get(path)).counters)
        always = counters_of(self.extractor, [])
        if now.keys() != counters.keys() or not all(now[key] or key in always for key in now):
            return None
        return Counted(now, _summary(self.extractor, now))


def counters_of(extractor: Extractor, items: Sequence[Any]) -> dict[str, int]:
    """The counters of items.

    Raises:
        ExtractorError: they raise.
    """
    return _guarded(extractor, lambda: dict(extractor.counters(items)))


def _summary(extractor: Extractor, counters: Mapping[str, int]) -> dict[str, int]:
    return _guarded(extractor, lambda: extractor.summarise(dict(counters)))


def _guarded(extractor: Extractor, compute: Callable[[], dict[str, int]]) -> dict[str, int]:
    try:
        return compute()
    except Exception as error:
        message = describe(error, extractor.name, "").message
        raise ExtractorError(f"extractor {extractor.name!r}: its counters failed: {message}") from error


def _add(counters: dict[str, int], more: Mapping[str, int], times: int = 1) -> None:
    for key, count in more.items():
        counters[key] = counters.get(key, 0) + times * count


def _part(kept: Packed | None) -> Part:
    return part_of(kept) if kept is not None else Part()


def _weight(kept: Packed | None) -> Weight:
    lines = lines_of(_part(kept))
    return Weight(len(lines), sum(len(data) + SEPARATOR for _, _, data in lines))
