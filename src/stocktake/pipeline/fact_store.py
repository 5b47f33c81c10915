"""The facts of every file, decoded when first looked at: those of this run as they are, others from the cache."""

from __future__ import annotations

from collections.abc import Callable, Collection, ItemsView, Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import Any

import msgspec
from msgspec import structs

from stocktake.encoding import from_packed
from stocktake.errors import LostError
from stocktake.extractors.base import Extractor
from stocktake.model import Failed, Failure, Outcome
from stocktake.workers.failures import describe

Fetch = Callable[[Collection[str]], Mapping[str, Outcome]]
"""The outcomes that are kept of files, by path."""


RECENT = 500
"""Files of which decoded facts are kept, by extractor."""


class FactStore:
    """Encoded facts by path. ``fresh`` are at hand; those of ``kept`` are fetched when they are needed."""

    def __init__(self, fresh: Mapping[str, Mapping[str, bytes]], kept: Collection[str], fetch: Fetch) -> None:
        self._packed = dict(fresh)
        self._kept = kept
        self._fetch = fetch
        self.failures: dict[str, list[Failure]] = {}

    def packed(self, path: str) -> Mapping[str, bytes]:
        """The encoded facts of a file, by extractor.

        Raises:
            LostError: they are gone.
        """
        found = self._packed.get(path)
        if found is None:
            self._load([path])
            found = self._packed[path]
        return found

    @cached_property
    def size(self) -> int:
        """Bytes of all encoded facts at hand when first asked."""
        return sum(len(data) for facts in self._packed.values() for data in facts.values())

    def let_go(self) -> None:
        """Nobody will ask again."""
        self._packed.clear()

    def load_all(self) -> None:
        """Fetch whatever has not been.

        Raises:
            LostError: some are gone.
        """
        missing = [path for path in self._kept if path not in self._packed]
        if missing:
            self._load(missing)

    def _load(self, wanted: Collection[str]) -> None:
        found = self._fetch(wanted)
        for path in wanted:
            outcome = found.get(path)
            if outcome is None or isinstance(outcome, Failed):
                raise LostError(path)
            self._packed[path] = outcome.facts


class _Recent:
    """Decoded facts by path, of the files looked at last: between one and two times :data:`RECENT`."""

    __slots__ = ("_before", "_last")

    def __init__(self) -> None:
        self._last: dict[str, Any] = {}
        self._before: dict[str, Any] = {}

    def get(self, path: str, decode: Callable[[str], Any]) -> Any:
        """The facts of a file, decoded unless they still are."""
        found = self._last.get(path)
        if found is None:
            found = self._before.get(path)
            if found is None:
                found = decode(path)
            if len(self._last) >= RECENT:
                self._before, self._last = self._last, {}
            self._last[path] = found
        return found


class LazyFacts(Mapping[str, Any]):
    """The facts of one extractor by path, decoded when they are looked at and kept for a while: all of a large
    repository would take ten times the memory of what they are decoded from. ``having`` tells which extractors have
    some of each file, in order."""

    def __init__(self, extractor: Extractor, having: Mapping[str, Collection[str]], store: FactStore) -> None:
        self._name = extractor.name
        self._having = having
        self._store = store
        self._decoder = msgspec.msgpack.Decoder(extractor.fact_type)
        self._recent = _Recent()

    def __getitem__(self, path: str) -> Any:
        if path not in self:
            raise KeyError(path)
        return self._recent.get(path, self._decoded)

    def _decoded(self, path: str) -> Any:
        return self._decoder.decode(self._store.packed(path)[self._name])

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self._name in self._having.get(path, ())

    def __iter__(self) -> Iterator[str]:
        return (path for path, names in self._having.items() if self._name in names)

    def items(self) -> ItemsView[str, Any]:
        """Every path with its facts, fetched together."""
        self._store.load_all()
        return {path: self[path] for path in self}.items()

    def __len__(self) -> int:
        return sum(1 for _ in self)


def without_facts(outcomes: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """Outcomes without their facts, which are most of what they hold."""
    return {
        path: outcome if isinstance(outcome, Failed) else structs.replace(outcome, facts={})
        for path, outcome in outcomes.items()
    }


def names_of(facts: Mapping[str, Collection[str]]) -> dict[str, frozenset[str]]:
    """Which extractors have facts of each file; there are a few kinds of files, and thousands of files."""
    return {path: names_in(",".join(names)) for path, names in facts.items()}


@cache
def names_in(names: str) -> frozenset[str]:
    """The same of one file, from names with a comma between any two."""
    return frozenset(names.split(",") if names else ())


def decoded(extractor: Extractor, paths: Iterable[str], store: FactStore) -> dict[str, Any]:
    """All facts of one extractor, by path, decoded now; what cannot be is a failure in ``store.failures``."""
    found: dict[str, Any] = {}
    for path in paths:
        try:
            found[path] = from_packed(store.packed(path)[extractor.name], extractor.fact_type)
        except msgspec.DecodeError as error:
            store.failures.setdefault(path, []).append(describe(error, extractor.name, path))
    return found
