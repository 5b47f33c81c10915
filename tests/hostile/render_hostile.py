"""Renders docs/reference/hostile.md from the tables that the tests of this folder hold true: ``make docs``."""

from __future__ import annotations

from pathlib import Path

from hostile_inputs import REFUSED, TABLES, Hostile
from hostile_table import ROWS

PAGE = Path(__file__).parents[2] / "docs/reference/hostile.md"

HEAD = """\
# Hostile repositories

What is tried against stocktake besides [misbehaving extractors](faults.md), and what comes of it. Rendered from the
tables in `tests/hostile` (`make docs`): every row is a test. [Security](../guide/security.md) says what to rely on.

For every input below the tests also check that it takes less than 20 seconds (most take a tenth of one), that every
other file of the project comes out as without it, and that `check` then finds the state fresh. A last test puts all of
it into one repository and takes stock with workers.
"""


def page() -> str:
    """The text of the page."""
    parts = [HEAD]
    for title, cases in TABLES.items():
        rows = [[_cell(name), _outcome(case)] for name, case in cases.items()]
        parts.append(f"## {title}\n\n{_table(['input', 'coverage.json'], rows)}")
    rows = [[_cell(name), f"`{case.message}`"] for name, case in REFUSED.items()]
    parts.append(
        f"## Configuration of stocktake\n\nExit code 2, nothing is written.\n\n{_table(['input', 'error'], rows)}"
    )
    for title, tried in ROWS.items():
        rows = [[_cell(name), text] for name, (_, text) in tried.items()]
        parts.append(f"## {title}\n\n{_table(['what is tried', 'what comes of it'], rows)}")
    return "\n".join(parts)


def _outcome(case: Hostile) -> str:
    if not case.entries:
        return "no entry: read in full, or nothing that is read"
    return "<br>".join(_entry(*entry) for entry in case.entries)


def _entry(path: str, outcome: str, reason: str, detail: str) -> str:
    text = f"{outcome}: {reason}: {detail}" if detail else f"{outcome}: {reason}"
    return f"`{_cell(path)}` `{_cell(text)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
