"""Patterns of ignore files: what a line means, and which one decides."""

from __future__ import annotations

import time

import pytest

from stocktake.sources.ignore import IgnoreFile, IgnoreTree, parse_patterns


def ignored(patterns: str, path: str, *, folder: bool = False) -> bool | None:
    raw = path.encode()
    return IgnoreFile(patterns.encode()).verdict(raw, raw.rpartition(b"/")[2], folder)


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        ("foo", "foo", True),
        ("foo", "a/foo", True),
        ("foo", "foobar", None),
        ("/foo", "a/foo", None),
        ("a/foo", "b/a/foo", None),
        ("*.log", "x/y.log", True),
        ("a/*", "a/b/c", None),
        ("a/**", "a/b/c", True),
        ("a/**/c", "a/c", True),
        ("a/**/c", "a/x/y/c", True),
        ("**/c", "x/c", True),
        ("[a-c].ts", "b.ts", True),
        ("[!a-c].ts", "b.ts", None),
        ("[[:digit:]].ts", "7.ts", True),
        ("a?c/x", "a/c/x", None),
        ("a[/]c/x", "a/c/x", None),
        (r"\#x", "#x", True),
        (r"\!x", "!x", True),
        ("#x", "#x", None),
        ("x  ", "x", True),
        ("x\\ ", "x ", True),
        ("x\r", "x", True),
        ("*\n!keep", "keep", False),
        ("!keep\n*", "keep", True),
        ("[a", "[a", None),
        ("a\\", "a\\", None),
    ],
)
def test_pattern(patterns: str, path: str, expected: bool | None) -> None:
    assert ignored(patterns, path) is expected


def test_a_final_slash_means_folders_only() -> None:
    assert ignored("dist/", "dist") is None
    assert ignored("dist/", "dist", folder=True) is True


def test_a_question_mark_is_one_byte() -> None:
    assert ignored("?", "e") is True
    assert ignored("?", "é") is None
    assert ignored("??", "é") is True


def test_a_byte_order_mark_and_blank_lines_are_no_patterns() -> None:
    content = b"\xef\xbb\xbf\n\n# note\nfoo\n/\n!\n"
    assert [pattern.literal for pattern in parse_patterns(content)] == [b"foo"]


def test_the_nearest_ignore_file_decides() -> None:
    tree = IgnoreTree({b"": b"*.ts", b"a": b"!*.ts", b"a/b": b"x.ts"})
    found = {path: tree.ignores_file(path) for path in (b"x.ts", b"a/x.ts", b"a/b/x.ts", b"a/b/y.ts", b"c/x.ts")}
    assert found == {b"x.ts": True, b"a/x.ts": False, b"a/b/x.ts": True, b"a/b/y.ts": False, b"c/x.ts": True}


def test_nothing_comes_back_below_an_ignored_folder() -> None:
    tree = IgnoreTree({b"": b"a/\n!a/b/x.ts", b"a/b": b"!x.ts"})
    assert tree.ignores_folder(b"a/b")
    assert tree.ignores_file(b"a/b/x.ts")
    assert not tree.ignores_file(b"b/x.ts")


@pytest.mark.parametrize("pattern", ["*a" * 40 + "b", "x/" + "*a" * 40 + "b", "**/a/" * 12 + "b", "/**/a*a" * 12 + "b"])
def test_a_hostile_pattern_does_not_stall(pattern: str) -> None:
    path = "x/" + "/".join(["a" * 200] * 20)
    start = time.perf_counter()
    assert ignored(pattern, path) is None
    assert time.perf_counter() - start < 1
