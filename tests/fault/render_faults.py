"""Renders docs/reference/faults.md from the table that the tests of this folder hold true: ``make docs``."""

from __future__ import annotations

from pathlib import Path

from matrix import (
    FAULTS,
    FILE_SECONDS,
    FURTHER,
    MEMORY,
    MORE_DEADLY,
    MORE_HARMLESS,
    STAGE_TEXTS,
    STAGES,
    UNKNOWN_PLACE,
    Result,
    expected,
)

PAGE = Path(__file__).parents[2] / "docs/reference/faults.md"

HEAD = f"""\
# Faults

What comes of an extractor, a source file or a surrounding that misbehaves. Rendered from the table in
`tests/fault/matrix.py` (`make docs`): every cell is a test in which the fault really happens in a worker, and which
also checks that all other files come out byte for byte as without it, that no process is left, and that it takes a
bounded time. The tests give a file {FILE_SECONDS:g} s and a worker {MEMORY // 10**6} MB.

- **nothing**: every file is extracted, the state is the same; a worker may have been replaced.
- **file**: the file is recorded as failed in `coverage.json`, with this reason and detail, and with the extractor where
  the fault is in one. It is not tried again until its content, an extractor, or the limits change, or with `--full`.
- **facts**: the file is extracted, except for the facts of the extractor at fault, which is named.
- **stop**: nothing is published, what was stays. The run exits with 2, and one line that says this, and which extractor
  it was where that is known.
"""


def page() -> str:
    """The text of the page."""
    parts = [HEAD, "## Stages\n", _table(["stage", ""], [[f"`{s}`", STAGE_TEXTS[s]] for s in STAGES])]
    parts += ["## Faults by stage\n"]
    for stages in (STAGES[:2], STAGES[2:6], STAGES[6:]):
        rows = [[fault, *(_text(expected(stage, fault)) for stage in stages)] for fault in FAULTS]
        parts.append(_table(["fault", *(f"at `{stage}`" for stage in stages)], rows))
    parts += ["## Further faults of an extractor\n"]
    more = (*MORE_DEADLY, *MORE_HARMLESS, *UNKNOWN_PLACE)
    parts.append(_table(["fault", "at `extract`"], [[fault, _text(expected("extract", fault))] for fault in more]))
    parts += ["## Other faults\n"]
    parts.append(_table(["fault", "what comes of it"], [[fault, text] for fault, (_, text) in FURTHER.items()]))
    return "\n".join(parts)


def _text(result: Result) -> str:
    if result.kind == "nothing":
        return "nothing"
    if result.kind == "stopped":
        return f"stop: `{result.detail}`"
    return f"{'file' if result.kind == 'failed' else 'facts'}: `{result.reason}: {result.detail}`"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
