"""Files that cost a worker its life, by content, so that the next run does not try them again.

A record says how the extraction of some bytes ended, under the circumstances it ended in: the extractors that ran, with
their fingerprints, and the limits in force. With any of them changed it says nothing. The facts cache keeps all records
as one note; a damaged one holds none.
"""

from __future__ import annotations

from collections.abc import Mapping

from stocktake.digests import digest
from stocktake.encoding import to_json
from stocktake.model import Failed, Failure, Language
from stocktake.state.fact_records import Key
from stocktake.state.facts_cache import FactsCache
from stocktake.state.marked import marked, unmarked

NOTE = "quarantine"
MOST = 1_000
"""Records that are kept, the latest."""


class Quarantine:
    """The records kept in ``cache`` for one set of circumstances: ``fingerprints`` by extractor, and ``limits`` as a
    text that is another one for other limits."""

    def __init__(self, cache: FactsCache, fingerprints: Mapping[str, str], limits: str) -> None:
        self._cache = cache
        self._circumstances = to_json([sorted(fingerprints.items()), limits])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on record."""
        return self._cache.note(NOTE) is None

    def known(self, wanted: Mapping[str, Key]) -> dict[str, Failed]:
        """The failures on record among ``wanted`` (path → digest, language), by path."""
        records = decode(self._cache.note(NOTE))
        if not records:
            return {}
        keys = {path: self._key(*key) for path, key in wanted.items()}
        return {path: Failed(path, wanted[path][0], records[key]) for path, key in keys.items() if key in records}

    def add(self, outcome: Failed, language: Language) -> None:
        """Keep how the extraction of a file ended. One whose bytes are not known is passed over."""
        if outcome.digest:
            records = decode(self._cache.note(NOTE))
            key = self._key(outcome.digest, language)
            records.pop(key, None)
            self._cache.keep_note(NOTE, encode({**records, key: outcome.failure}))

    def _key(self, content: str, language: Language) -> str:
        return digest(b"%b\0%b\0%b" % (content.encode(), language.encode(), self._circumstances))


def encode(records: Mapping[str, Failure]) -> bytes:
    """The latest of ``records`` (they are in the order of their age) as one, marked with a digest over all of it."""
    return marked(list(records.items())[-MOST:])


def decode(data: object) -> dict[str, Failure]:
    """What :func:`encode` wrote; empty where it is damaged."""
    return dict(unmarked(data, list[tuple[str, Failure]]) or ())
