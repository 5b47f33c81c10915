from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from stocktake.digests import digest
from stocktake.encoding import from_packed
from stocktake.extractors.base import Extractor
from stocktake.model import Extracted, Failed, Failure, SkippedFile, SourceFile
from stocktake.syntax.parser import MAX_DEPTH
from stocktake.workers.extraction import extract_file
from stocktake.workers.failures import MAX_MESSAGE, describe, describe_text
from stocktake.workers.in_process import InProcess


class Length(Struct, frozen=True, array_like=True):
    bytes: int


class Measures(Extractor):
    name = "measures"
    folder = "measures-inventory"
    summary = "Sizes"
    version = 1
    fact_type = Length
    item_type = Length

    def extract(self, file: Any) -> Length | None:
        return Length(len(file.data)) if file.data else None


class Raises(Measures):
    name = "raises"

    def __init__(self, error: Any) -> None:
        self.error = error

    def extract(self, file: Any) -> Any:
        if isinstance(self.error, BaseException):
            raise self.error
        return self.error


class UnprintableError(Exception):
    def __str__(self) -> str:
        raise ValueError


class LocatedError(Exception):
    line = 12


def source(root: Path, data: bytes, name: str = "a.ts") -> SourceFile:
    (root / name).write_bytes(data)
    return SourceFile(name, "tsx" if name.endswith("x") else "ts", len(data))


def test_every_extractor_sees_the_one_tree(tmp_path: Path) -> None:
    data = b"export const a = 1;\n"
    outcome = extract_file(str(tmp_path), source(tmp_path, data), [Measures()], 1000)
    assert isinstance(outcome, Extracted)
    assert (outcome.path, outcome.digest, outcome.partial, outcome.failures) == ("a.ts", digest(data), None, [])
    assert from_packed(outcome.facts["measures"], Length) == Length(len(data))


def test_no_facts_is_no_failure(tmp_path: Path) -> None:
    outcome = extract_file(str(tmp_path), source(tmp_path, b""), [Measures()], 1000)
    assert isinstance(outcome, Extracted)
    assert (outcome.facts, outcome.failures) == ({}, [])


@pytest.mark.parametrize(
    ("error", "message", "reason", "line"),
    [
        (ValueError("bad\nnews"), "ValueError: bad", "raised", 0),
        (RecursionError(), "RecursionError", "raised", 0),
        (SystemExit(3), "SystemExit: 3", "raised", 0),
        (GeneratorExit(), "GeneratorExit", "raised", 0),
        (MemoryError(), "MemoryError", "out-of-memory", 0),
        (UnprintableError(), "UnprintableError: <unprintable>", "raised", 0),
        (LocatedError("here"), "LocatedError: here", "raised", 12),
        ("a text", "TypeError: extract returned str, not Length", "raised", 0),
    ],
)
def test_an_extractor_that_fails_costs_only_its_own_facts(
    tmp_path: Path, error: Any, message: str, reason: Any, line: int
) -> None:
    outcome = extract_file(str(tmp_path), source(tmp_path, b"let a"), [Raises(error), Measures()], 1000)
    assert isinstance(outcome, Extracted)
    assert outcome.failures == [Failure(reason, "raises", message, line)]
    assert list(outcome.facts) == ["measures"]


def test_an_interruption_is_not_swallowed(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        extract_file(str(tmp_path), source(tmp_path, b"let a"), [Raises(KeyboardInterrupt())], 1000)


def test_what_cannot_be_read_or_is_no_source_is_skipped(tmp_path: Path) -> None:
    missing = extract_file(str(tmp_path), SourceFile("gone.ts", "ts", 1), [], 1000)
    assert missing == SkippedFile("gone.ts", "", "vanished")
    binary = extract_file(str(tmp_path), source(tmp_path, b"a\0b\0"), [], 1000)
    assert isinstance(binary, SkippedFile)
    assert (binary.reason, binary.digest) == ("binary", digest(b"a\0b\0"))
    large = extract_file(str(tmp_path), source(tmp_path, b"let abc = 1"), [], 5)
    assert isinstance(large, SkippedFile)
    assert large.reason == "too-large"


def test_too_deep_a_tree_is_a_failure_without_an_extractor(tmp_path: Path) -> None:
    data = b"[\n" * (MAX_DEPTH + 1) + b"]\n" * (MAX_DEPTH + 1)
    outcome = extract_file(str(tmp_path), source(tmp_path, data), [Measures()], 100_000)
    assert isinstance(outcome, Failed)
    assert (outcome.failure.reason, outcome.failure.extractor, outcome.digest) == ("parse-limit", "", digest(data))


def test_a_syntax_error_is_a_partial_parse(tmp_path: Path) -> None:
    outcome = extract_file(str(tmp_path), source(tmp_path, b"let ok = 1;\nlet = = ;\n"), [Measures()], 1000)
    assert isinstance(outcome, Extracted)
    assert outcome.partial is not None
    assert outcome.partial.line == 2


def test_messages_depend_neither_on_path_nor_on_host() -> None:
    error = OSError("no file '/home/me/project/src/a.ts' at 0x7f00deadbeef")
    assert describe(error, "x", "src/a.ts").message == "OSError: no file '<file>' at 0x…"
    assert describe_text("in src/b.ts: bad", "src/b.ts") == "in <file>: bad"
    assert describe_text("C:\\Users\\me\\a.ts is bad", "x.ts") == "a.ts is bad"
    assert describe_text("1/2 and and/or", "x.ts") == "1/2 and and/or"


@given(st.text(), st.text(min_size=1))
def test_messages_are_bounded_printable_lines(message: str, path: str) -> None:
    text = describe_text(message, path)
    text.encode()
    assert "\n" not in text
    assert len(text) <= MAX_MESSAGE


def test_in_process_gives_one_outcome_a_file_in_order(tmp_path: Path) -> None:
    files = [source(tmp_path, b"let a", name) for name in ("b.ts", "a.tsx", "c.ts")]
    outcomes = list(InProcess(str(tmp_path), [Measures()], 1000).run([*files, SourceFile("gone.ts", "ts", 1)]))
    assert [outcome.path for outcome in outcomes] == ["b.ts", "a.tsx", "c.ts", "gone.ts"]
    assert isinstance(outcomes[3], SkippedFile)
