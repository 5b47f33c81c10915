from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.model import Failed, Failure
from stocktake.state.fact_records import Key
from stocktake.state.facts_cache import open_cache
from stocktake.state.quarantine import MOST, NOTE, Quarantine, decode, encode

MARKS = {"modules": "m1", "hooks": "h1"}
SEGV = Failure("worker-died", "hooks", "SIGSEGV")
WANTED: dict[str, Key] = {"a.ts": ("digest a", "ts"), "twin.ts": ("digest a", "ts"), "b.tsx": ("digest a", "tsx")}


def test_a_record_is_known_by_content_language_extractors_and_limits(tmp_path: Path) -> None:
    with open_cache(tmp_path, "tag") as cache:
        Quarantine(cache, MARKS, "300 s").add(Failed("a.ts", "digest a", SEGV), "ts")
    with open_cache(tmp_path, "tag") as cache:
        known = Quarantine(cache, MARKS, "300 s").known(WANTED)
        assert known == {path: Failed(path, "digest a", SEGV) for path in ("a.ts", "twin.ts")}
        assert Quarantine(cache, dict(reversed(MARKS.items())), "300 s").known(WANTED) == known
        for other in (
            Quarantine(cache, {**MARKS, "hooks": "h2"}, "300 s"),
            Quarantine(cache, {"modules": "m1"}, "300 s"),
            Quarantine(cache, {**MARKS, "types": "t1"}, "300 s"),
            Quarantine(cache, MARKS, "301 s"),
        ):
            assert other.known(WANTED) == {}
        assert Quarantine(cache, MARKS, "300 s").known({"a.ts": ("digest b", "ts")}) == {}


def test_the_latest_record_counts_and_unknown_bytes_make_none(tmp_path: Path) -> None:
    later = Failure("timed-out", "", "took more than 60 s")
    with open_cache(tmp_path, "tag") as cache:
        quarantine = Quarantine(cache, MARKS, "")
        quarantine.add(Failed("a.ts", "", SEGV), "ts")
        assert decode(cache.note(NOTE)) == {}
        quarantine.add(Failed("a.ts", "digest a", SEGV), "ts")
        quarantine.add(Failed("a.ts", "digest a", later), "ts")
        assert quarantine.known(WANTED)["a.ts"].failure == later
        assert len(decode(cache.note(NOTE))) == 1


def test_a_cache_that_cannot_be_has_no_records(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with open_cache(tmp_path / "file", "tag") as cache:
        quarantine = Quarantine(cache, MARKS, "")
        quarantine.add(Failed("a.ts", "digest a", SEGV), "ts")
        assert quarantine.known(WANTED) == {}


def test_the_number_of_records_is_bounded() -> None:
    records = {f"{number:032}": SEGV for number in range(MOST + 5)}
    kept = decode(encode(records))
    assert list(kept) == list(records)[5:]


@given(st.data())
def test_a_damaged_note_holds_nothing(data: st.DataObject) -> None:
    whole = encode({"a": SEGV, "b": Failure("timed-out", "", "took more than 2 s")})
    index = data.draw(st.integers(0, len(whole) - 1))
    assert decode(whole[:index]) == {}
    assert decode(whole[:index] + bytes([whole[index] ^ data.draw(st.integers(1, 255))]) + whole[index + 1 :]) == {}


@pytest.mark.parametrize("note", [None, 1, "text", b"", b"x" * 100])
def test_what_is_no_note_holds_nothing(note: object) -> None:
    assert decode(note) == {}
