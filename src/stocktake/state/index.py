"""``index.md``: the page a reader opens first. Pure, deterministic, and never longer than :data:`LIMIT`."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from typing import NamedTuple

from stocktake.model import ChunkEntry, InventoryManifest, Totals

LIMIT = 4096
"""Bytes."""

_MOST_CHUNKS = 8
_LONGEST_NAME = 80

_HEAD = """\
# Inventory of this repository

What is in the source code, where it is, and what uses what, without reading the source. Written by stocktake: do not
edit. After a change to the source run `stocktake discover`; `stocktake check` tells whether these files are up to date.
"""

_READING = """
## How to read it

- The folders mirror the source tree: for `src/contacts/` open `<folder>/src/contacts.json`. Where that is missing, open
  that of the folder above (`<folder>/src.json`), or, if the folder was divided, the files in `<folder>/src/contacts/`.
- In a divided folder `_root.json` (or `_root.a-h.json`, by first letters) holds the files directly in it, and
  `Foo.tsx.1.json` is the first part of one large file. `<folder>/manifest.json` lists every chunk and has the counts.
- Every chunk is JSON with one item a line: `grep '"name":"Foo"' -r <folder>` finds an item.
- An id such as `src/a.ts#Foo` is a file and a name declared in it. `line` counts from 1.
- `coverage.json` lists files that were skipped or could not be read; `sources/` what all this was computed from.
"""


class IndexRow(NamedTuple):
    """One inventory as the page shows it."""

    name: str
    folder: str
    description: str
    manifest: InventoryManifest


def render_index(rows: Sequence[IndexRow], totals: Totals) -> bytes:
    """The page, with as many of each inventory's largest chunks (up to eight) as fit."""
    largest = [_largest(row) for row in rows]
    for most in range(_MOST_CHUNKS, -1, -1):
        page = _render(rows, totals, largest, most, len(rows))
        if len(page) <= LIMIT:
            return page
    shown = len(rows)
    while shown and len(page) > LIMIT:
        shown -= 1
        page = _render(rows, totals, largest, 0, shown)
    return page


def _render(
    rows: Sequence[IndexRow], totals: Totals, largest: Sequence[Sequence[ChunkEntry]], most: int, shown: int
) -> bytes:
    lines = [
        f"\n{totals.extracted} source files read, {totals.skipped} skipped, {totals.failed} failed:"
        f" {totals.items} items in {totals.inventories} inventories.\n\n",
        "| inventory | folder | items | chunks | what |\n|---|---|---:|---:|---|\n",
    ]
    for row in rows[:shown]:
        count = f"{row.manifest.item_count} | {len(row.manifest.chunks)}"
        lines.append(f"| {_text(row.name)} | `{_text(row.folder)}/` | {count} | {_text(row.description)} |\n")
    if shown < len(rows):
        lines.append(f"\n{len(rows) - shown} more inventories: see `manifest.json`.\n")
    listed = [_listed(row, chunks[:most]) for row, chunks in zip(rows, largest, strict=True) if most and chunks]
    if listed:
        lines.append("\n## Largest chunks (items)\n\n" + "".join(listed))
    return "".join([_HEAD, *lines, _READING]).encode()


def _largest(row: IndexRow) -> list[ChunkEntry]:
    return nsmallest(_MOST_CHUNKS, row.manifest.chunks, key=lambda chunk: (-chunk.item_count, chunk.name))


def _listed(row: IndexRow, chunks: Sequence[ChunkEntry]) -> str:
    names = ", ".join(f"`{_text(chunk.name)}` {chunk.item_count}" for chunk in chunks)
    rest = len(row.manifest.chunks) - len(chunks)
    return f"- {_text(row.name)}: {names}" + (f", {rest} more" if rest > 0 else "") + "\n"


def _text(text: str) -> str:
    """Text that cannot leave its table cell or its code span."""
    plain = "".join("'" if c in "`|" else " " if c < " " or "\x7f" <= c < "\xa0" else c for c in text)
    return plain if len(plain) <= _LONGEST_NAME else plain[: _LONGEST_NAME - 1] + "…"
