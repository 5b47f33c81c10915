from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from stocktake.cli.main import one_line
from stocktake.cli.render import (
    Style,
    check_github,
    check_text,
    discover_text,
    edits_text,
    losses_text,
    plural,
    printable,
    seconds,
    size,
    status_text,
    table,
)
from stocktake.model import CoverageEntry
from stocktake.pipeline.results import (
    CheckResult,
    DiscoverResult,
    Edit,
    EditResult,
    FileCounts,
    InventoryResult,
    InventoryStatus,
    Mismatch,
    Reason,
    StatusResult,
)

PLAIN = Style(io.StringIO(), {})
AGAIN = "stocktake discover apps"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def discovered(problems: int = 0, changed: bool = True) -> DiscoverResult:
    return DiscoverResult(
        version=1,
        root="/r",
        state=".claude/state",
        inventories=[
            InventoryResult("components", "component-inventory", 1234, 12, 3, 2, 0),
            InventoryResult("hooks", "hooks-inventory", 5, 1, 0, 0, 0, recomputed=False),
            InventoryResult("types", "types-inventory", 0, 0, 0, 0, 0),
        ],
        files=FileCounts(extracted=2, reused=40, skipped=3, failed=problems, partial=0),
        changes={"added": 3, "changed": 2, "removed": 0} if changed else {"added": 0, "changed": 0, "removed": 0},
        problems=[CoverageEntry(f"src/{i}.ts", "failed", "raised", 7, "hooks", "E: x") for i in range(problems)],
        recomputed=[Reason("src/a.ts", "modified"), Reason("src/b.ts", "new")],
        look_first=[".claude/state/index.md"],
        warnings=[],
        seconds={"scan": 0.25, "extract": 1.0},
        peak_memory=52_000_000,
    )


def test_the_summary_is_an_aligned_table() -> None:
    assert discover_text(discovered(), PLAIN, 0, False, printable) == [
        "inventory   items  chunks  changes",
        "components  1,234      12  3 added, 2 changed",
        "hooks           5       1  kept as it was",
        "types           0       0  none",
        "",
        "files     2 extracted, 40 from the cache, 3 skipped, 0 failed",
        "time      1.25 s, 52.0 MB peak memory",
        "state     .claude/state: 3 added, 2 changed (files)",
        "look at   .claude/state/index.md",
    ]


def test_nothing_changed() -> None:
    lines = discover_text(discovered(changed=False), PLAIN, 0, False, printable)
    assert "state     .claude/state: up to date, nothing written" in lines


def test_problems_are_bounded_unless_verbose() -> None:
    lines = discover_text(discovered(problems=12), PLAIN, 0, False, printable)
    assert "  src/0.ts:7: failed [hooks]: raised: E: x" in lines
    assert lines[-1] == "  … and 2 more: --verbose, or coverage.json"
    verbose = discover_text(discovered(problems=12), PLAIN, 1, False, printable)
    assert "  src/11.ts:7: failed [hooks]: raised: E: x" in verbose
    assert any("extract" in line and "1.00 s" in line for line in verbose)


def test_explain_counts_and_lists_the_reasons() -> None:
    lines = discover_text(discovered(), PLAIN, 0, True, printable)
    assert lines[-3:] == [
        "why files were extracted",
        "  src/a.ts: modified",
        "  src/b.ts: new",
    ]


def test_colour_only_on_a_terminal_without_no_color() -> None:
    assert Style(Terminal(), {"TERM": "xterm"})("x", "bold") == "\x1b[1mx\x1b[0m"
    assert Style(Terminal(), {"TERM": "xterm", "NO_COLOR": "1"})("x", "bold") == "x"
    assert Style(Terminal(), {"TERM": "dumb"})("x", "bold") == "x"
    assert Style(io.StringIO(), {"TERM": "xterm"})("x", "bold") == "x"


def checked(mismatches: int) -> CheckResult:
    reasons = [Mismatch("source", f"src/a,{i}.ts", "mod:ified 100%") for i in range(mismatches)]
    return CheckResult(1, "/r", ".claude/state", not mismatches, False, 7, reasons, [], 0.1)


def test_the_verdict() -> None:
    assert check_text(checked(0), PLAIN, 0, printable, "") == [
        "fresh: .claude/state matches 7 source files (by the recorded digests)"
    ]
    stale = check_text(checked(1), PLAIN, 0, printable, AGAIN)
    assert stale[0].startswith("stale: .claude/state, 1 reason")
    assert "  src/a,0.ts: mod:ified 100%" in stale
    assert stale[-1] == "run `stocktake discover apps` to bring it up to date"


def test_github_annotations_are_escaped_and_bounded() -> None:
    lines = check_github(checked(12), AGAIN)
    assert lines[0] == "::error file=src/a%2C0.ts,title=stocktake::mod:ified 100%25"
    assert lines[10] == "::error title=stocktake::2 more reasons why .claude/state is stale"
    assert lines[11] == "stocktake: stale, run `stocktake discover apps` and commit the result"
    assert len(lines) == 12
    assert check_github(checked(0), "") == ["stocktake: fresh, 7 source files"]


def test_github_has_what_concerns_all_files_among_those_it_shows() -> None:
    result = checked(12)
    result.mismatches.append(Mismatch("options", "", "options changed: exclude"))
    assert check_github(result, AGAIN)[0] == "::error title=stocktake::options changed: exclude"


def test_status() -> None:
    inventories = [InventoryStatus("hooks", "hooks-inventory", 3, 1)]
    there = StatusResult(1, "/r", "", ".claude/state", True, "", inventories, 9, 2, 1, ".stocktake", 2500, "", 0.0, 0.0)
    lines = status_text(there, PLAIN, printable, AGAIN)
    assert "files     9 extracted, 2 skipped, 1 failed" in lines
    assert lines[-1] == "hooks          3       1  hooks-inventory"
    nothing = StatusResult(1, "/r", "", "s", False, "there is no state", [], 0, 0, 0, ".stocktake", 0, "", 0.0, 0.0)
    assert status_text(nothing, PLAIN, printable, AGAIN)[-2:] == [
        "state     s: there is no state",
        "run `stocktake discover apps` to write it",
    ]


def test_edits() -> None:
    edits = [Edit(".gitignore", "append", ".stocktake/"), Edit("x", "keep", "it is there already")]
    assert edits_text(EditResult(1, "/r", False, edits), printable) == [
        "would add to .gitignore: .stocktake/",
        "leaves x: it is there already",
    ]
    assert edits_text(EditResult(1, "/r", True, edits), printable)[0] == "added to .gitignore: .stocktake/"
    assert edits_text(EditResult(1, "/r", True, edits[1:]), printable) == ["nothing to do"]
    elsewhere = edits_text(EditResult(1, "/r", True, edits), lambda path: f"../r/{path}")
    assert elsewhere[:2] == ["in /r:", "added to .gitignore: .stocktake/"]
    undone = [Edit("hooks", "leave", "they are elsewhere")]
    assert edits_text(EditResult(1, "/r", True, undone), printable) == ["left hooks: they are elsewhere"]


def test_numbers() -> None:
    assert [seconds(0.344), seconds(12.34), seconds(125.0)] == ["0.34 s", "12.3 s", "2 min 5 s"]
    assert [size(5), size(12_345), size(3_400_000)] == ["5 B", "12 kB", "3.4 MB"]
    assert [plural(1, "file"), plural(1200, "file")] == ["1 file", "1,200 files"]


@given(st.lists(st.tuples(st.text("ab", max_size=5), st.text("12", max_size=5)), min_size=1))
def test_columns_are_aligned(rows: list[tuple[str, str]]) -> None:
    lines = table(rows, right=(1,))
    width = max(len(row[0]) for row in rows) + 2 + max(len(row[1]) for row in rows)
    assert all(len(line) == width for line, row in zip(lines, rows, strict=True) if row[1])


@given(st.text())
def test_nothing_from_a_repository_reaches_the_terminal_raw(text: str) -> None:
    assert printable(text).isprintable()
    assert one_line(text).isprintable()


def test_failures_are_bounded_unless_verbose() -> None:
    problems = [*discovered(problems=12).problems, CoverageEntry("src/p.ts", "partial", "syntax-error", 1)]
    problems.insert(0, CoverageEntry("a.ts", "skipped", "unreadable"))
    lines = losses_text(problems, 0, printable)
    assert lines[0] == "error: src/0.ts:7: failed [hooks]: raised: E: x"
    assert lines[10:] == ["error: 3 more: see coverage.json"]
    lines = losses_text(problems, 1, printable)
    assert len(lines) == 13 and lines[-1] == "warning: a.ts: skipped: unreadable"
