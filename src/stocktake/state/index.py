"""``index.md``: the page a reader opens first. Pure, deterministic, and never longer than :data:`LIMIT`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stocktake.model import InventoryManifest, Totals

LIMIT = 4096
"""Bytes."""

_LONGEST_NAME = 80
_MOST_REASONS = 4

HEAD = """\
# Inventory of this repository

What is in the source code, where it is, and what uses what, without reading the source. Written by stocktake: do not
edit. After a change to the source run `stocktake discover`; `stocktake check` tells whether these files are up to date.
"""
"""What the page begins with."""

_FINDING = """
## How to find something

In this folder, for `Foo` declared in `src/a.ts`, whose id is `src/a.ts#Foo` (of a member: `src/a.ts#Foo.run`):

| question | command |
|---|---|
| where is it | `grep -rh '^{"name":"Foo"' .` |
| what is in the file | `grep -rhF '"file":"src/a.ts"' .` |
"""

_SEARCHES = {
    "callGraph": """\
| who calls, renders, passes it on | `grep -rhF '"to":"src/a.ts#Foo"' call-graph-inventory` |
""",
    "modules": """\
| who imports the file | `grep -rhF '"to":"src/a.ts"' modules-inventory` |
| who imports the name, from any file | `grep -rh '"names":\\[[^]]*"Foo"' modules-inventory` |
| who imports a package | `grep -rh '"specifier":"@acme/ui["/]' modules-inventory` |
| who exports the name | `grep -rh '[[,]{"name":"Foo"' modules-inventory` |
""",
}
"""What can be asked of a single inventory, by its name."""

_READING = """\
| all that refers to it: callers, types, forms, schemas | `grep -rhF '"src/a.ts#Foo"' .` |
| what could not be read | `grep -e '"outcome":"[^s]' -e '"unreadable"' -e '"too-' -e '"encoding"' coverage.json` |

One item is one line, often a long one: `… | cut -d, -f1-3` leaves its name, file and first line, `grep -rho` instead of
`-rh` only what matches.

## How to read it

- The folders mirror the source tree: for `src/b/` open `<folder>/src/b.json`; where that is missing, that of the folder
  above (`<folder>/src.json`), or, if it was divided, the files in `<folder>/src/b/`. There `_root.json` (or
  `_root.a-h.json`, by first letters) holds the files directly in it, and `Foo.tsx.1.json` is the first part of one
  large file.
- `stocktake schema components` explains every key of that inventory's items; `stocktake schema inventory-manifest` the
  counters in `<folder>/manifest.json`. False, 0 and empty are mostly left out.
- Skipped files (tests, stories, `.d.ts`, generated code; see `coverage.json`) have no items: what they call, render or
  import is in no list, and what only tests use counts as unused. Search them before you rename or delete.
- Lists of callers lack those of which syntax does not tell what they call: `unresolved` counts these at the caller.
"""


class IndexRow(NamedTuple):
    """One inventory as the page shows it."""

    name: str
    folder: str
    description: str
    manifest: InventoryManifest


def render_index(rows: Sequence[IndexRow], totals: Totals, skipped: Mapping[str, int]) -> bytes:
    """The page, with as many inventories as fit; ``skipped`` are the numbers of skipped files by reason."""
    shown = len(rows)
    page = _render(rows, totals, skipped, shown)
    while shown and len(page) > LIMIT:
        shown -= 1
        page = _render(rows, totals, skipped, shown)
    return page


def _render(rows: Sequence[IndexRow], totals: Totals, skipped: Mapping[str, int], shown: int) -> bytes:
    lines = [
        f"\n{totals.extracted} source files read, {totals.skipped} skipped{_reasons(skipped)}, {totals.failed} failed:"
        f" {totals.items} items in {totals.inventories} inventories.\n\n",
        "| inventory | folder | items | what |\n|---|---|---:|---|\n",
    ]
    for row in rows[:shown]:
        count = row.manifest.item_count
        lines.append(f"| {_text(row.name)} | `{_text(row.folder)}/` | {count} | {_text(row.description)} |\n")
    if shown < len(rows):
        lines.append(f"\n{len(rows) - shown} more inventories: see `manifest.json`.\n")
    searches = [_SEARCHES[row.name] for row in rows if row.name in _SEARCHES]
    return "".join([HEAD, *lines, _FINDING, *searches, _READING]).encode()


def _reasons(skipped: Mapping[str, int]) -> str:
    """The most frequent reasons: `` (446 generated, 108 test)``."""
    ordered = sorted(skipped, key=lambda reason: (-skipped[reason], reason))
    listed = [f"{skipped[reason]} {reason}" for reason in ordered[:_MOST_REASONS]]
    return f" ({', '.join(listed)}{', …' if len(ordered) > len(listed) else ''})" if listed else ""


def _text(text: str) -> str:
    """Text that cannot leave its table cell or its code span."""
    plain = "".join("'" if c in "`|" else " " if c < " " or "\x7f" <= c < "\xa0" else c for c in text)
    return plain if len(plain) <= _LONGEST_NAME else plain[: _LONGEST_NAME - 1] + "…"
