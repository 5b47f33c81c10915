"""The facts of files already read, in ``facts.db`` of the cache folder, so that they need not be parsed again.

A record is one outcome, under the digest and language of what was parsed; it names the fingerprint of every extractor
that ran, and carries a checksum over all of that. Whatever is damaged, of another version or not ours is a miss: never
an error and never believed. Facts stay encoded.

The database is bound to its own file (device and inode, in its header): one that came with a checkout or was copied
from elsewhere is discarded before SQLite opens it, since whoever wrote it could have written any facts into it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from stocktake.encoding import from_packed, to_packed
from stocktake.errors import StateError
from stocktake.model import Extracted, Failed, Language, Outcome, SourceFile
from stocktake.state import cache_folder, disk
from stocktake.state.fact_records import Key, record_checksum, record_key, restored
from stocktake.state.file_stats import FileStat, decode_stats, encode_stats, known_digest, updated

if TYPE_CHECKING:
    import sqlite3

FORMAT = 2
APPLICATION_ID = 0x53544B54
KEPT_RUNS = 20
"""A record not used by this many runs that stored something is removed."""
LARGEST = 2 * 1024**3
"""Bytes of the database; above it only what the last ten such runs used is kept."""

_REFRESH = 10
_BATCH = 500
_BUFFER = 256
_STATS = "file stats"
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value);
CREATE TABLE suites (id INTEGER PRIMARY KEY, data BLOB UNIQUE);
CREATE TABLE facts (id INTEGER PRIMARY KEY, key TEXT UNIQUE, suite INTEGER, used INTEGER, checksum BLOB, body BLOB);
CREATE INDEX facts_used ON facts (used);
"""
_SIDE_FILES = ("-journal", "-wal", "-shm")
_DAMAGE = frozenset({1, 11, 19, 20, 26})
"""SQLite's ERROR (a missing table or column), CORRUPT, CONSTRAINT, MISMATCH and NOTADB: start anew. The others (busy,
read-only, disk full …) are the surroundings' fault: go without."""

_outcomes: msgspec.msgpack.Decoder[Outcome] = msgspec.msgpack.Decoder(Outcome)

T = TypeVar("T")
_Row = tuple[int, str, int, int, object, object]


def open_cache(folder: Path, version_tag: str, *, portable: bool = False, read_only: bool = False) -> FactsCache:
    """Open or create the cache below ``folder``. Never raises: where there can be none, ``unusable`` says why.

    ``version_tag`` names everything all records depend on (schema, grammars, how bytes are prepared): with another one
    the cache starts empty. ``portable``: believe a database that was restored from elsewhere (a CI cache).
    ``read_only``: write nothing, neither the folder nor in it.
    """
    return FactsCache(folder, version_tag, portable, read_only)


class FactsCache:
    """See :func:`open_cache`. For one thread; a context manager that closes."""

    def __init__(self, folder: Path, version_tag: str, portable: bool, read_only: bool = False) -> None:
        self.unusable = ""
        self._tag = version_tag
        self._portable = portable
        self._read_only = read_only
        self._db: sqlite3.Connection | None = None
        self._suites: dict[int, dict[str, str]] = {}
        self._marks: dict[int, bytes] = {}
        self._stats: dict[str, FileStat] | None = None
        self._known: tuple[Sequence[SourceFile], dict[str, str]] = (), {}
        self._buffer: list[tuple[Outcome, Language, int]] = []
        self._aged: set[int] = set()
        self._generation = 0
        self._writing = False
        self._anew = False
        self._is_spared = False
        try:
            self._path = f"{folder if read_only else cache_folder.prepare(folder)}/facts.db"
        except StateError as error:
            self.unusable = str(error)
            return
        self._open()

    def __enter__(self) -> FactsCache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def known_digests(self, files: Sequence[SourceFile]) -> dict[str, str]:
        """Digests of the files that cannot have changed since :meth:`remember`, by path."""
        known = self._file_stats().get
        looked_up = [(file.path, known_digest(file, stat)) for file in files if (stat := known(file.path)) is not None]
        self._known = files, {path: found for path, found in looked_up if found is not None}
        return self._known[1]

    def remember(self, files: Sequence[SourceFile], digests: Mapping[str, str], started_ns: int) -> None:
        """Keep the digests of ``files`` (all files in view), for :meth:`known_digests` of the next run.

        ``started_ns``: a moment, by the clock of the file system, before the first of them was looked at.
        """
        before = self._file_stats()
        known = self._known[1] if self._known[0] is files else {}
        kept = {path: before[path] for path, found in digests.items() if known.get(path) == found and path in before}
        stats = kept | updated(before, [file for file in files if file.path not in kept], digests, started_ns)
        if stats != before:
            self._stats = stats
            self._try(lambda db: self._put_meta(db, _STATS, encode_stats(stats)), None)

    @property
    def is_empty(self) -> bool:
        """Whether no run ever stored an outcome."""
        return self._generation == 0

    def note(self, name: str) -> object:
        """What :meth:`keep_note` kept under ``name``, which is for the caller to check; None where there is nothing."""
        return self._try(lambda db: _get_meta(db, name), None)

    def keep_note(self, name: str, data: bytes) -> None:
        """Keep ``data`` under ``name``, at once."""
        self._try(lambda db: self._put_meta(db, name, data), None)

    def spare(self) -> None:
        """Records that were not looked at in this run are in use all the same: they are not to be removed."""
        self._is_spared = True

    def load(self, wanted: Mapping[str, Key], fingerprints: Mapping[str, str]) -> dict[str, Outcome]:
        """The outcomes known of ``wanted`` (path → digest, language), by path.

        One is known if every extractor of ``fingerprints`` (extractor → fingerprint) ran with that fingerprint; facts
        and failures of others are left out.
        """
        paths: dict[str, list[str]] = {}
        for path, (content, language) in wanted.items():
            paths.setdefault(record_key(content, language), []).append(path)
        usable = {suite for suite, ran in self._suites.items() if fingerprints.items() <= ran.items()}
        names = None if all(len(self._suites[suite]) == len(fingerprints) for suite in usable) else set(fingerprints)
        found: dict[str, Outcome] = {}
        for row, key, suite, used, outcome in self._rows(sorted(paths)):
            if suite not in usable or (isinstance(outcome, Failed) and self._suites[suite] != dict(fingerprints)):
                continue
            if used <= self._generation - _REFRESH:
                self._aged.add(row)
            for path in paths[key]:
                found[path] = restored(outcome, path, names)
        return found

    def store(self, outcomes: Iterable[tuple[Outcome, Language]], fingerprints: Mapping[str, str]) -> None:
        """Keep outcomes that the extractors of ``fingerprints`` (extractor → fingerprint) produced together.

        What was kept of other extractors for the same content stays. Outcomes without a digest are passed over; so
        should the caller those that another attempt may change (a worker killed from outside). Written in batches, and
        by :meth:`close`.
        """
        suite = self._try(lambda db: self._suite(db, dict(fingerprints)), None)
        if suite is None:
            return
        for outcome, language in outcomes:
            named = not isinstance(outcome, Extracted) or all(f.extractor in fingerprints for f in outcome.failures)
            if outcome.digest and named:
                self._buffer.append((restored(outcome, "", None), language, suite))
                if len(self._buffer) >= _BUFFER:
                    self.flush()

    def flush(self) -> None:
        """Write what :meth:`store` still holds."""
        buffer, self._buffer = self._buffer, []
        if buffer:
            self._try(lambda db: self._write(db, buffer), None)

    def close(self) -> None:
        """Write what is left, remove what is no longer used, and close. A run that stored nothing writes nothing."""
        self.flush()
        if self._writing:
            self._try(self._prune, None)
        if self._db is not None:
            self._db.close()
            self._db = None

    def _rows(self, keys: Sequence[str]) -> Iterable[tuple[int, str, int, int, Outcome]]:
        """Row, key, suite, last use and outcome of the records that are sound."""
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            rows: list[_Row] = []
            for row, key, suite, used, checksum, body in self._try(partial(_select, keys=batch), rows):
                outcome = self._sound(key, suite, checksum, body)
                if outcome is not None and isinstance(used, int):
                    yield row, key, suite, used, outcome

    def _sound(self, key: str, suite: int, checksum: object, body: object) -> Outcome | None:
        if suite not in self._marks or not isinstance(body, bytes):
            return None
        if record_checksum(key, self._marks[suite], body) != checksum:
            return None
        try:
            return _outcomes.decode(body)
        except msgspec.DecodeError:
            return None

    def _write(self, db: sqlite3.Connection, buffer: list[tuple[Outcome, Language, int]]) -> None:
        new = {record_key(outcome.digest, language): (outcome, suite) for outcome, language, suite in buffer}
        older = {key: (outcome, suite) for _, key, suite, _, outcome in self._rows(sorted(new))}
        if self._db is not db:  # it failed meanwhile
            return
        db.execute("BEGIN IMMEDIATE")
        self._begin_generation(db)
        rows = []
        for key, (outcome, suite) in new.items():
            if key in older:
                outcome, suite = self._merged(db, *older[key], outcome, suite)
            body = to_packed(outcome)
            rows.append((key, suite, self._generation, record_checksum(key, self._marks[suite], body), body))
        db.executemany("INSERT OR REPLACE INTO facts (key, suite, used, checksum, body) VALUES (?, ?, ?, ?, ?)", rows)
        db.execute("COMMIT")

    def _merged(
        self, db: sqlite3.Connection, old: Outcome, old_suite: int, new: Outcome, new_suite: int
    ) -> tuple[Outcome, int]:
        """``new``, with what ``old`` has of extractors that did not run this time."""
        ran = self._suites[new_suite]
        others = {name: mark for name, mark in self._suites[old_suite].items() if name not in ran}
        if not others or not isinstance(old, Extracted) or not isinstance(new, Extracted):
            return new, new_suite
        facts = {**{name: data for name, data in old.facts.items() if name in others}, **new.facts}
        failures = [*(failure for failure in old.failures if failure.extractor in others), *new.failures]
        merged = msgspec.structs.replace(new, facts=facts, failures=failures)
        return merged, self._suite(db, {**others, **ran})

    def _suite(self, db: sqlite3.Connection, ran: dict[str, str]) -> int:
        """The number of a set of extractors with their fingerprints."""
        for number, known in self._suites.items():
            if known == ran:
                return number
        data = to_packed(dict(sorted(ran.items())))
        number = db.execute("INSERT INTO suites (data) VALUES (?)", (data,)).lastrowid or 0
        self._suites[number], self._marks[number] = ran, data
        return number

    def _file_stats(self) -> dict[str, FileStat]:
        if self._stats is None:
            nothing: dict[str, FileStat] = {}
            self._stats = self._try(lambda db: decode_stats(_get_meta(db, _STATS)), nothing)
        return self._stats

    def _begin_generation(self, db: sqlite3.Connection) -> None:
        if not self._writing:
            self._generation += 1
            self._writing = True
            self._put_meta(db, "generation", self._generation)

    def _put_meta(self, db: sqlite3.Connection, name: str, value: object) -> None:
        db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))

    def _prune(self, db: sqlite3.Connection) -> None:
        db.execute("BEGIN IMMEDIATE")
        aged = [(self._generation, row) for row in sorted(self._aged)]
        db.executemany("UPDATE facts SET used = ? WHERE id = ?", aged)
        pages, page = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        is_large = pages * page > LARGEST
        kept = _REFRESH if is_large else KEPT_RUNS
        removed = 0
        if is_large or not self._is_spared:
            removed = db.execute("DELETE FROM facts WHERE used < ?", (self._generation - kept,)).rowcount
        db.execute("COMMIT")
        if removed:
            db.execute("DELETE FROM suites WHERE id NOT IN (SELECT DISTINCT suite FROM facts)")
            db.execute("PRAGMA incremental_vacuum").fetchall()

    def _try(self, action: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """What ``action`` returns; ``otherwise`` where the database fails, which is then made anew or given up."""
        if self._db is None:
            return otherwise
        import sqlite3

        try:
            return action(self._db)
        except sqlite3.Error as error:
            self._give_up(str(error))
            if _is_damage(error) and not self._anew and not self._read_only:
                self._anew = True
                self._discard()
                self._open()
            return otherwise

    def _open(self) -> None:
        try:
            import sqlite3
        except ImportError:
            self.unusable = "this Python has no sqlite3"
            return
        self.unusable = ""
        if self._read_only:
            try:
                strange = [suffix for suffix in _SIDE_FILES if disk.kind(self._path + suffix) != "missing"]
                if strange or not self._is_ours():
                    raise OSError("not a cache of this version, or just being written")
                self._connect(sqlite3.connect(f"{Path(self._path).as_uri()}?mode=ro", uri=True, isolation_level=None))
            except (sqlite3.Error, OSError, ValueError, TypeError, msgspec.DecodeError) as error:
                self._give_up(str(error))
            return
        for attempt in range(2):
            try:
                if not self._is_ours():
                    self._discard()
                for suffix in _SIDE_FILES:
                    disk.remove(self._path + suffix)  # never ours, see _connect
                self._connect(sqlite3.connect(self._path, timeout=2, isolation_level=None))
                return
            except (sqlite3.Error, OSError, ValueError, TypeError, msgspec.DecodeError) as error:
                self._give_up(str(error))
                if attempt or not _is_damage(error):
                    return
                self._discard()

    def _connect(self, db: sqlite3.Connection) -> None:
        self._db = db
        for pragma in ("trusted_schema=OFF", "synchronous=OFF"):
            db.execute(f"PRAGMA {pragma}")
        # A journal on disk would be believed when the database is next opened, whoever wrote it. Without, a run killed
        # in the milliseconds of a commit may cost the cache; nothing worse.
        db.execute("PRAGMA journal_mode=MEMORY").fetchall()
        if not self._is_ours():
            db.execute("PRAGMA page_size=16384")
            db.execute("PRAGMA auto_vacuum=INCREMENTAL")
            db.executescript(f"BEGIN;{_SCHEMA}PRAGMA application_id={APPLICATION_ID};COMMIT;")
            db.execute(f"PRAGMA user_version={self._identity()}")
        self._generation = int(_get_meta(db, "generation") or 0)  # type: ignore[call-overload]
        self._suites, self._marks = {}, {}
        for number, data in db.execute("SELECT id, data FROM suites"):
            self._suites[number], self._marks[number] = from_packed(data, dict[str, str]), data

    def _is_ours(self) -> bool:
        """By the header alone, before SQLite sees the file, or a journal planted beside it."""
        if disk.kind(self._path) != "file":
            return False
        header = disk.head(self._path, 100)
        identity, application = header[60:64], header[68:72]
        expected = self._identity().to_bytes(4, "big", signed=True)
        return identity == expected and application == APPLICATION_ID.to_bytes(4, "big")

    def _identity(self) -> int:
        place = "" if self._portable else f"{disk.identity(self._path)}"
        mark = hashlib.sha256(f"{FORMAT}\0{self._tag}\0{place}".encode()).digest()
        return int.from_bytes(mark[:4], "big", signed=True)

    def _give_up(self, reason: str) -> None:
        self.unusable = reason or "unusable"
        if self._db is not None:
            with suppress(Exception):
                self._db.close()
        self._db = None
        self._stats = {}
        self._suites, self._marks = {}, {}
        self._buffer.clear()
        self._aged.clear()
        self._writing = False

    def _discard(self) -> None:
        """Remove the file: ours, or in our way in our own folder (a link itself, not what it points to)."""
        with suppress(OSError):
            disk.remove(self._path)


def _is_damage(error: Exception) -> bool:
    """Whether to blame what the file holds, rather than the surroundings."""
    return not isinstance(error, OSError) and getattr(error, "sqlite_errorcode", 1) & 0xFF in _DAMAGE


def _select(db: sqlite3.Connection, keys: Sequence[str]) -> list[_Row]:
    marks = ",".join("?" * len(keys))
    query = f"SELECT id, key, suite, used, checksum, body FROM facts WHERE key IN ({marks})"  # noqa: S608
    return db.execute(query, keys).fetchall()


def _get_meta(db: sqlite3.Connection, name: str) -> object:
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None
