"""What owns code, while the uses in it are collected."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stocktake.extractors.call_graph.facts import Form


class Owner:
    """A definition while its uses are collected: ``ranges`` are the bytes of its code, innermost owner wins.
    ``made_with`` is the name whose code is its own too: the first of the names that a pattern binds."""

    __slots__ = (
        "bases",
        "end_line",
        "exports",
        "form",
        "has_item",
        "is_async",
        "is_hook",
        "line",
        "made_with",
        "name",
        "ranges",
        "stands_for",
        "takes",
    )

    def __init__(self, name: str, form: Form, line: int, end_line: int, *, has_item: bool = True) -> None:
        self.name = name
        self.form: Form = form
        self.line = line
        self.end_line = end_line
        self.has_item = has_item
        self.exports: list[str] = []
        self.is_async = False
        self.is_hook = False
        self.made_with = ""
        self.stands_for = ""
        self.bases: list[str] = []
        self.takes: list[str] = []
        self.ranges: list[tuple[int, int]] = []
