"""Marks: numbers that stand for texts, small enough to be kept of every path that was asked about. Different texts may
share one, so what is found by a mark may be about another text."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from zlib import crc32

Marks = bytes
"""Marks as they are kept, four bytes each in the order of this machine."""


def text_mark(text: str) -> int:
    """The mark of a text."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def packed_marks(marks: Iterable[int]) -> Marks:
    """Marks, each once, as they are kept."""
    return array("I", sorted(set(marks))).tobytes()


def marks_in(marks: Marks) -> memoryview[int]:
    """Marks, from how they are kept."""
    return memoryview(marks).cast("I")
