"""What an inventory consists of, in parts by file: those made now, and those that were made before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from stocktake.errors import ExtractorError
from stocktake.extractors.base import Extractor
from stocktake.state.assemble import Counted, InventoryContent
from stocktake.state.chunks import SEPARATOR, ItemLine
from stocktake.state.made import Items, Made, Packed, Part, lines_of, part_of
from stocktake.state.relayout import Change, Weight
from stocktake.workers.failures import describe

_LARGEST_COUNT: Final = 2**53 - 1
"""The largest integer that every reader of JSON takes for what it is."""


class Parts:
    """What one extractor made of each file: ``fresh`` now, and before, as ``past`` has it, of those ``paths`` that are
    not ``stale`` (None: all are)."""

    def __init__(
        self,
        name: str,
        fresh: dict[str, Packed],
        past: Made | None,
        paths: Collection[str],
        stale: Set[str] | None,
    ) -> None:
        self._name = name
        self._there = paths
        self._fresh = fresh
        self._past = past
        self._stale = stale

    def get(self, path: str) -> Items:
        """What was published of a file."""
        if path in self._fresh or self._stale is None or path in self._stale:
            return _items(self._fresh.get(path))
        return self.before(path) if path in self._there else Items()

    def before(self, path: str) -> Items:
        """What the last run published of a file."""
        return self._past.items(path, self._name) if self._past is not None else Items()

    def made_now(self, path: str) -> bool:
        """Whether it was made of a file now."""
        return self._stale is None or path in self._stale

    def packed(self, path: str) -> Packed | None:
        """All that was made of a file now, None where nothing was."""
        return self._fresh.get(path)

    def let_go(self) -> None:
        """Nobody will ask for what was made now."""
        self._fresh.clear()

    def items(self) -> Iterator[tuple[str, Items]]:
        """What was published of each file."""
        if self._stale is not None:
            for path in self._there:
                if path not in self._stale:
                    yield path, self.before(path)
        for path, made in self._fresh.items():
            yield path, _items(made)


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
        for path, made in self.parts.items():
            lines += [ItemLine(path, *line) for line in lines_of(made.lines)]
            _add(counters, made.counters)
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
        return sorted(ItemLine(path, *line) for line in lines_of(self.parts.get(path).lines))

    def change(self, path: str) -> Change:
        """The items of one file, in view of those that it had."""
        return Change(path, _weight(self.parts.before(path)), _weight(self.parts.get(path)))

    def counted(self, counters: Mapping[str, int], changed: Iterable[str]) -> Counted | None:
        """How much there is now, if the counters were these before the items of the files ``changed``; None where a
        counter comes or goes: then the order of all items is theirs."""
        now = dict(counters)
        for path in changed:
            _add(now, self.parts.before(path).counters, -1)
            _add(now, self.parts.get(path).counters)
        always = counters_of(self.extractor, [])
        if now.keys() != counters.keys() or not all(now[key] or key in always for key in now):
            return None
        return Counted(now, _summary(self.extractor, now))


def counters_of(extractor: Extractor, items: Sequence[Any], path: str = "") -> dict[str, int]:
    """The counters of items, where they are those of one file: of ``path``.

    Raises:
        ExtractorError: they raise, or give something else than numbers by name.
    """
    return _guarded(extractor, lambda: extractor.counters(items), path)


def _summary(extractor: Extractor, counters: Mapping[str, int]) -> dict[str, int]:
    return _guarded(extractor, lambda: extractor.summarise(dict(counters)))


def _guarded(extractor: Extractor, compute: Callable[[], Any], path: str = "") -> dict[str, int]:
    try:
        counters = dict(compute())
        for name, count in counters.items():
            if type(name) is not str or type(count) is not int or abs(count) > _LARGEST_COUNT:
                raise TypeError(f"{name!r}: {count!r} is no count by name")
    except (Exception, SystemExit) as error:
        raise failed(extractor, "its counters", error, path) from error
    return counters


def failed(extractor: Extractor, what: str, error: BaseException, path: str = "") -> ExtractorError:
    """That something of an extractor did, which no file can do without; for the file ``path``, where it is of one."""
    where = f" for {path}" if path else ""
    message = describe(error, extractor.name, "").message
    return ExtractorError(f"extractor {extractor.name!r}: {what} failed{where}: {message}")


def _add(counters: dict[str, int], more: Mapping[str, int], times: int = 1) -> None:
    for key, count in more.items():
        counters[key] = counters.get(key, 0) + times * count


def _items(made: Packed | None) -> Items:
    part = part_of(made) if made is not None else Part()
    return Items(part.lines, part.counters)


def _weight(made: Items) -> Weight:
    lines = lines_of(made.lines)
    return Weight(len(lines), sum(len(data) + SEPARATOR for _, _, data in lines))
