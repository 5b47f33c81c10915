from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stocktake.encoding import to_json
from stocktake.model import (
    CoverageEntry,
    Diagnostic,
    Extracted,
    Failed,
    Failure,
    Outcome,
    PartialParse,
    Skipped,
    SkippedFile,
)
from stocktake.pipeline.coverage import build

OUTCOMES: list[Outcome] = [
    Extracted("a.ts", "1", {}),
    Extracted("b.ts", "2", {}, PartialParse(3, 2), [Failure("raised", "hooks", "E: x", 4)], "utf-16"),
    SkippedFile("c.ts", "3", "generated", "a header"),
    Failed("d.ts", "4", Failure("parse-limit", "", "too deep")),
]
SKIPPED = [Skipped("e.test.ts", "test"), Skipped("z/f.test.ts", "test"), Skipped("a/g.d.ts", "declaration")]


def test_every_file_is_counted_once_and_every_problem_told() -> None:
    coverage = build(
        SKIPPED, OUTCOMES, {"a.ts": [Failure("raised", "types", "E: y")]}, [Diagnostic("t.json", 2, "bad")]
    )
    assert (coverage.extracted, coverage.failed, coverage.partial) == (2, 1, 1)
    assert coverage.skipped == {"declaration": 1, "generated": 1, "test": 2}
    assert coverage.entries == [
        CoverageEntry("a/g.d.ts", "skipped", "declaration"),
        CoverageEntry("a.ts", "failed", "raised", extractor="types", detail="E: y"),
        CoverageEntry("b.ts", "diagnostic", "encoding", detail="utf-16"),
        CoverageEntry("b.ts", "failed", "raised", 4, "hooks", "E: x"),
        CoverageEntry("b.ts", "partial", "syntax-error", 3, detail="2 places"),
        CoverageEntry("c.ts", "skipped", "generated", detail="a header"),
        CoverageEntry("d.ts", "failed", "parse-limit", detail="too deep"),
        CoverageEntry("e.test.ts", "skipped", "test"),
        CoverageEntry("t.json", "diagnostic", "configuration", 2, detail="bad"),
        CoverageEntry("z/f.test.ts", "skipped", "test"),
    ]


def test_carried_entries_are_kept_once() -> None:
    carried = CoverageEntry("b.ts", "failed", "raised", 4, "hooks", "E: x")
    coverage = build([], OUTCOMES[:2], {}, [], [carried, CoverageEntry("a.ts", "failed", "raised", extractor="forms")])
    assert [entry.extractor for entry in coverage.entries if entry.outcome == "failed"] == ["forms", "hooks"]


@given(st.permutations(OUTCOMES), st.permutations(SKIPPED))
def test_the_order_of_completion_has_no_influence(outcomes: list[Outcome], skipped: list[Skipped]) -> None:
    assert to_json(build(skipped, outcomes, {}, [])) == to_json(build(SKIPPED, OUTCOMES, {}, []))
