"""The facts cache: what it gives back is right, or nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stocktake.model import Extracted, Failed, Failure, Language, Outcome, PartialParse, SkippedFile, SourceFile
from stocktake.state import facts_cache
from stocktake.state.facts_cache import FactsCache, open_cache
from stocktake.state.file_stats import decode_stats, encode_stats

RAN = {"hooks": "h1", "types": "t1"}
EXTRACTED = Extracted("src/a.ts", "d1", {"hooks": b"\x01", "types": b"\x02\xff"}, PartialParse(3, 2), [], "utf-16")
FAILING = Extracted("src/b.ts", "d2", {"hooks": b"\x03"}, None, [Failure("raised", "types", "ValueError: x", 4)])
SKIPPED = SkippedFile("src/c.ts", "d3", "minified", "a line of 9000 bytes")
FAILED = Failed("src/d.ts", "d4", Failure("parse-limit", "", "too deep"))
OUTCOMES: list[Outcome] = [EXTRACTED, FAILING, SKIPPED, FAILED]
WANTED: dict[str, tuple[str, Language]] = {outcome.path: (outcome.digest, "ts") for outcome in OUTCOMES}


def stored(folder: Path, ran: dict[str, str] = RAN, outcomes: list[Outcome] = OUTCOMES) -> None:
    with open_cache(folder, "v1") as cache:
        cache.store([(outcome, "ts") for outcome in outcomes], ran)
        assert cache.unusable == ""


def loaded(folder: Path, ran: dict[str, str] = RAN, tag: str = "v1") -> dict[str, Outcome]:
    with open_cache(folder, tag) as cache:
        return cache.load(WANTED, ran)


def test_every_outcome_comes_back_as_it_was(tmp_path: Path) -> None:
    stored(tmp_path)
    assert loaded(tmp_path) == {outcome.path: outcome for outcome in OUTCOMES}


def test_what_was_stored_is_there_within_the_same_run(tmp_path: Path) -> None:
    with open_cache(tmp_path, "v1") as cache:
        cache.store([(EXTRACTED, "ts")], RAN)
        cache.flush()
        assert cache.load(WANTED, RAN) == {"src/a.ts": EXTRACTED}


def test_content_counts_and_not_the_path(tmp_path: Path) -> None:
    stored(tmp_path)
    with open_cache(tmp_path, "v1") as cache:
        found = cache.load({"moved.ts": ("d1", "ts"), "copy.ts": ("d1", "ts"), "other.tsx": ("d1", "tsx")}, RAN)
    assert sorted(found) == ["copy.ts", "moved.ts"]
    assert found["moved.ts"] == Extracted("moved.ts", "d1", EXTRACTED.facts, EXTRACTED.partial, [], "utf-16")


@pytest.mark.parametrize(
    ("ran", "known"),
    [
        ({"hooks": "h1", "types": "t2"}, []),
        ({"hooks": "h2"}, []),
        ({"hooks": "h1", "types": "t1", "forms": "f1"}, []),
        ({"forms": "f1"}, []),
        ({"types": "t1", "hooks": "h1"}, ["src/a.ts", "src/b.ts", "src/c.ts", "src/d.ts"]),
    ],
)
def test_only_what_every_extractor_asked_for_produced_is_known(
    tmp_path: Path, ran: dict[str, str], known: list[str]
) -> None:
    stored(tmp_path)
    assert sorted(loaded(tmp_path, ran)) == known


def test_facts_of_extractors_not_asked_for_are_left_out(tmp_path: Path) -> None:
    stored(tmp_path)
    found = loaded(tmp_path, {"hooks": "h1"})
    assert found["src/a.ts"] == Extracted("src/a.ts", "d1", {"hooks": b"\x01"}, EXTRACTED.partial, [], "utf-16")
    assert found["src/b.ts"] == Extracted("src/b.ts", "d2", {"hooks": b"\x03"})
    assert "src/d.ts" not in found, "with other extractors the file may not fail"


def test_a_run_of_other_extractors_keeps_what_is_there(tmp_path: Path) -> None:
    stored(tmp_path, {"hooks": "h1"}, [Extracted("src/a.ts", "d1", {"hooks": b"1"})])
    stored(tmp_path, {"types": "t1"}, [Extracted("src/a.ts", "d1", {"types": b"2"})])
    assert loaded(tmp_path)["src/a.ts"] == Extracted("src/a.ts", "d1", {"hooks": b"1", "types": b"2"})
    stored(tmp_path, {"types": "t2"}, [Extracted("src/a.ts", "d1", {"types": b"3"})])
    assert loaded(tmp_path) == {}
    assert loaded(tmp_path, {"hooks": "h1", "types": "t2"})["src/a.ts"] == Extracted(
        "src/a.ts", "d1", {"hooks": b"1", "types": b"3"}
    )


def test_an_outcome_without_a_digest_is_not_kept(tmp_path: Path) -> None:
    stored(tmp_path, outcomes=[Failed("src/a.ts", "", Failure("raised", "", "vanished"))])
    with open_cache(tmp_path, "v1") as cache:
        assert cache.load({"src/a.ts": ("", "ts")}, RAN) == {}


def test_another_version_starts_empty(tmp_path: Path) -> None:
    stored(tmp_path)
    assert loaded(tmp_path, tag="v2") == {}
    assert loaded(tmp_path, tag="v1") == {}


def test_thousands_of_records(tmp_path: Path) -> None:
    outcomes: list[Outcome] = [Extracted(f"f{n}.ts", f"d{n}", {"hooks": b"%d" % n}) for n in range(3000)]
    stored(tmp_path, {"hooks": "h1"}, outcomes)
    with open_cache(tmp_path, "v1") as cache:
        found = cache.load({outcome.path: (outcome.digest, "ts") for outcome in outcomes}, {"hooks": "h1"})
    assert found == {outcome.path: outcome for outcome in outcomes}


# Damage


def database(folder: Path) -> Path:
    return folder / "facts.db"


def execute(folder: Path, *statements: str) -> None:
    db = sqlite3.connect(database(folder))
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE facts SET body = zeroblob(40)",
        "UPDATE facts SET body = substr(body, 1, length(body) - 1)",
        "UPDATE facts SET body = 'text'",
        "UPDATE facts SET checksum = zeroblob(16)",
        "UPDATE facts SET checksum = NULL, used = 'x'",
        "UPDATE facts SET suite = 99",
        "UPDATE facts SET key = 'x' || key",
        "UPDATE suites SET data = x'82a5686f6f6b73a26832a57479706573a27432'",
        "UPDATE suites SET data = x'c1'",
        "UPDATE meta SET value = 'garbage'",
        "DELETE FROM meta",
        "DROP TABLE facts",
        "DROP TABLE suites",
        "ALTER TABLE facts RENAME COLUMN body TO soul",
    ],
)
def test_a_damaged_record_or_table_is_a_miss_and_mended(tmp_path: Path, statement: str) -> None:
    stored(tmp_path)
    expected = {} if "meta" not in statement else {outcome.path: outcome for outcome in OUTCOMES}
    execute(tmp_path, statement)
    assert loaded(tmp_path) in (expected, {})
    stored(tmp_path)
    assert loaded(tmp_path) == {outcome.path: outcome for outcome in OUTCOMES}


def test_the_facts_of_another_file_are_not_believed(tmp_path: Path) -> None:
    stored(tmp_path)
    execute(
        tmp_path,
        "UPDATE facts SET body = (SELECT body FROM facts WHERE key = 'd1.ts'),"
        " checksum = (SELECT checksum FROM facts WHERE key = 'd1.ts') WHERE key = 'd2.ts'",
    )
    assert "src/b.ts" not in loaded(tmp_path)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32))
@example(1299)  # an index that does not agree with its table
def test_flipped_bytes_anywhere_never_give_a_wrong_outcome(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder, random = tmp_path_factory.mktemp("cache"), Random(seed)
    stored(folder)
    data = bytearray(database(folder).read_bytes())
    for _ in range(random.choice([1, 20, 2000])):
        data[random.randrange(len(data))] ^= random.randrange(1, 256)
    if random.random() < 0.3:
        del data[random.randrange(len(data)) :]
    with database(folder).open("r+b") as file:
        file.write(data)
        file.truncate(len(data))
    expected = {outcome.path: outcome for outcome in OUTCOMES}
    assert loaded(folder).items() <= expected.items()
    stored(folder)
    assert loaded(folder).items() <= expected.items()


@pytest.mark.parametrize("garbage", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_foreign_file_is_replaced(tmp_path: Path, garbage: bytes) -> None:
    database(tmp_path).write_bytes(garbage)
    assert loaded(tmp_path) == {}
    stored(tmp_path)
    assert len(loaded(tmp_path)) == 4


def test_a_database_from_elsewhere_is_not_believed_unless_told(tmp_path: Path) -> None:
    stored(tmp_path / "one")
    for name in ("two", "three"):
        (tmp_path / name).mkdir()
        shutil.copy(database(tmp_path / "one"), database(tmp_path / name))
    assert loaded(tmp_path / "two") == {}
    with open_cache(tmp_path / "one", "v1", portable=True) as cache:
        cache.store([(EXTRACTED, "ts")], RAN)
    shutil.copy(database(tmp_path / "one"), database(tmp_path / "three"))
    with open_cache(tmp_path / "three", "v1", portable=True) as cache:
        assert cache.load(WANTED, RAN) == {"src/a.ts": EXTRACTED}


def test_a_planted_journal_is_not_believed(tmp_path: Path) -> None:
    stored(tmp_path)
    (tmp_path / "facts.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\xff" * 600)
    (tmp_path / "facts.db-wal").write_bytes(b"\x37\x7f\x06\x82" + b"\xff" * 600)
    assert len(loaded(tmp_path)) == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gitignore", "CACHEDIR.TAG", "facts.db"]


def test_a_link_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    folder = tmp_path / "cache"
    folder.mkdir()
    database(folder).symlink_to(victim)
    stored(folder)
    assert len(loaded(folder)) == 4 and victim.read_bytes() == b"precious"
    assert not database(folder).is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="no FIFO")
def test_a_fifo_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(database(tmp_path))
    assert loaded(tmp_path) == {}


def unusable_by_file(folder: Path, _: pytest.MonkeyPatch) -> Path:
    (folder / "file").write_text("")
    return folder / "file" / ".stocktake"


def unusable_by_folder(folder: Path, _: pytest.MonkeyPatch) -> Path:
    (database(folder) / "x").mkdir(parents=True)
    return folder


def unusable_by_sqlite(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    return folder


@pytest.mark.parametrize("unusable", [unusable_by_file, unusable_by_folder, unusable_by_sqlite])
def test_where_there_can_be_no_cache_it_works_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unusable: Callable[[Path, pytest.MonkeyPatch], Path]
) -> None:
    with open_cache(unusable(tmp_path, monkeypatch), "v1") as cache:
        assert cache.unusable
        cache.store([(EXTRACTED, "ts")], RAN)
        cache.remember([SourceFile("a.ts", "ts", 1)], {"a.ts": "d"}, 0)
        assert cache.load(WANTED, RAN) == {} and cache.known_digests([SourceFile("a.ts", "ts", 1)]) == {}


def test_a_database_that_another_process_locks_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(tmp_path)
    other = sqlite3.connect(database(tmp_path), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, timeout, isolation_level: connect(path, 0, 0, isolation_level))
    assert loaded(tmp_path) == {}
    other.execute("COMMIT")
    other.close()
    assert len(loaded(tmp_path)) == 4


# Size


def test_a_run_that_stores_nothing_writes_nothing(tmp_path: Path) -> None:
    stored(tmp_path)
    before = database(tmp_path).read_bytes()
    loaded(tmp_path)
    assert database(tmp_path).read_bytes() == before


def keys(cache: FactsCache, *digests: str) -> list[str]:
    return sorted(cache.load({digest: (digest, "ts") for digest in digests}, RAN))


def test_records_that_runs_no_longer_use_are_removed(tmp_path: Path) -> None:
    stored(tmp_path, outcomes=[SkippedFile("", "used", "minified"), SkippedFile("", "unused", "minified")])
    for run in range(facts_cache.KEPT_RUNS + 2):
        with open_cache(tmp_path, "v1") as cache:
            assert keys(cache, "used") == ["used"]
            cache.store([(SkippedFile("", f"run{run}", "minified"), "ts")], RAN)
    with open_cache(tmp_path, "v1") as cache:
        assert keys(cache, "used", "unused", "run0", "run9") == ["run9", "used"]


def test_above_the_largest_size_only_what_recent_runs_used_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for run in range(15):
        stored(tmp_path, outcomes=[SkippedFile("", f"run{run}", "minified")])
    monkeypatch.setattr(facts_cache, "LARGEST", 1)
    stored(tmp_path, outcomes=[SkippedFile("", "last", "minified")])
    with open_cache(tmp_path, "v1") as cache:
        assert keys(cache, "run0", "run4", "run5", "run14", "last") == ["last", "run14", "run5"]


# File stats

SECOND = 1_000_000_000


def file(
    path: str = "a.ts", size: int = 10, mtime_ns: int = 100 * SECOND, inode: int = 7, ctime_ns: int = 100 * SECOND
) -> SourceFile:
    return SourceFile(path, "ts", size, mtime_ns, inode, ctime_ns)


def known(folder: Path, *files: SourceFile) -> dict[str, str]:
    with open_cache(folder, "v1") as cache:
        return cache.known_digests(files)


def remember(folder: Path, started_ns: int, *files: SourceFile) -> None:
    with open_cache(folder, "v1") as cache:
        cache.remember(files, {one.path: f"digest of {one.path}" for one in files}, started_ns)


def test_the_digest_of_an_unchanged_file_is_known(tmp_path: Path) -> None:
    remember(tmp_path, 200 * SECOND, file(), file("b.ts", 3))
    assert known(tmp_path, file(), file("b.ts", 3), file("new.ts")) == {
        "a.ts": "digest of a.ts",
        "b.ts": "digest of b.ts",
    }


@pytest.mark.parametrize(
    "changed", [file(size=11), file(mtime_ns=100 * SECOND + 1), file(inode=8), file(ctime_ns=100 * SECOND + 1)]
)
def test_that_of_a_changed_file_is_not(tmp_path: Path, changed: SourceFile) -> None:
    remember(tmp_path, 200 * SECOND, file())
    assert known(tmp_path, changed) == {}


@pytest.mark.parametrize(("started", "trusted"), [(90, False), (100, False), (102, False), (102.1, True)])
def test_a_file_modified_just_before_it_was_read_is_not_trusted(tmp_path: Path, started: float, trusted: bool) -> None:
    remember(tmp_path, int(started * SECOND), file())
    assert (known(tmp_path, file()) != {}) == trusted


def test_a_racy_file_is_trusted_once_it_was_read_again_later(tmp_path: Path) -> None:
    remember(tmp_path, 101 * SECOND, file())
    remember(tmp_path, 300 * SECOND, file())
    assert known(tmp_path, file()) == {"a.ts": "digest of a.ts"}


def test_files_that_are_gone_are_forgotten_and_no_change_writes_nothing(tmp_path: Path) -> None:
    remember(tmp_path, 200 * SECOND, file(), file("b.ts"))
    remember(tmp_path, 300 * SECOND, file())
    assert known(tmp_path, file("b.ts")) == {}
    before = database(tmp_path).read_bytes()
    remember(tmp_path, 400 * SECOND, file())
    assert database(tmp_path).read_bytes() == before


def test_files_that_were_looked_up_before_are_remembered_like_others(tmp_path: Path) -> None:
    changed, other = file("b.ts", mtime_ns=150 * SECOND), file("a.ts", mtime_ns=150 * SECOND)
    remember(tmp_path, 200 * SECOND, file(), file("b.ts"), file("c.ts"), file("d.ts"))
    files = [file(), changed, file("d.ts"), file("e.ts")]
    with open_cache(tmp_path, "v1") as cache:
        assert cache.known_digests(files) == {"a.ts": "digest of a.ts", "d.ts": "digest of d.ts"}
        cache.remember(files, {"a.ts": "digest of a.ts", "b.ts": "new", "d.ts": "other", "e.ts": "e"}, 300 * SECOND)
        assert cache.known_digests(files) == {"a.ts": "digest of a.ts", "b.ts": "new", "d.ts": "other", "e.ts": "e"}
        cache.remember([other], {"a.ts": "digest of a.ts"}, 300 * SECOND)
    assert known(tmp_path, other) == {"a.ts": "digest of a.ts"}
    assert known(tmp_path, file(), changed, file("c.ts")) == {}


def test_damaged_stats_are_a_miss(tmp_path: Path) -> None:
    remember(tmp_path, 200 * SECOND, file())
    execute(tmp_path, "UPDATE meta SET value = substr(value, 1, length(value) - 1) WHERE name = 'file stats'")
    assert known(tmp_path, file()) == {}
    assert decode_stats(None) == decode_stats(b"") == decode_stats(encode_stats({})[:-1]) == {}
