"""From outcomes to coverage.json: every file that was not, or not fully, read, with its reason. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stocktake.model import (
    SCHEMA_VERSION,
    Coverage,
    CoverageEntry,
    Diagnostic,
    Extracted,
    Failed,
    Failure,
    Outcome,
    Skipped,
    SkippedFile,
)

SYNTAX_ERROR = "syntax-error"
ENCODING = "encoding"
CONFIGURATION = "configuration"


def build(
    skipped: Iterable[Skipped],
    outcomes: Iterable[Outcome],
    failures: Mapping[str, list[Failure]],
    diagnostics: Iterable[Diagnostic],
    carried: Iterable[CoverageEntry] = (),
) -> Coverage:
    """The coverage of a run.

    ``skipped`` are the files the scan left out, ``failures`` those of computing items, by path; ``carried`` are entries
    of the previous coverage about extractors that did not run. The counts of files add up to the files in view: a file
    of which one extractor failed is extracted, one of which nothing is known is failed.
    """
    reasons: dict[str, int] = {}
    entries: list[CoverageEntry] = list(carried)
    extracted = partial = failed = 0
    for left_out in skipped:
        _count(reasons, left_out.reason)
        entries.append(CoverageEntry(left_out.path, "skipped", left_out.reason, detail=left_out.detail))
    for outcome in outcomes:
        if type(outcome) is Extracted and outcome.partial is None and not outcome.note and not outcome.failures:
            extracted += 1  # nearly all of them
            continue
        match outcome:
            case SkippedFile(path=path, reason=reason, detail=detail):
                _count(reasons, reason)
                entries.append(CoverageEntry(path, "skipped", reason, detail=detail))
            case Failed(path=path, failure=failure):
                failed += 1
                entries.append(_failed(path, failure))
            case Extracted():
                extracted += 1
                partial += outcome.partial is not None
                entries.extend(_extracted(outcome))
    entries.extend(_failed(path, failure) for path in failures for failure in failures[path])
    entries.extend(CoverageEntry(d.path, "diagnostic", CONFIGURATION, d.line, detail=d.message) for d in diagnostics)
    unique = {_order(entry): entry for entry in entries}
    counts = {reason: reasons[reason] for reason in sorted(reasons)}
    return Coverage(SCHEMA_VERSION, extracted, counts, partial, failed, [unique[key] for key in sorted(unique)])


def _count(reasons: dict[str, int], reason: str) -> None:
    reasons[reason] = reasons.get(reason, 0) + 1


def _failed(path: str, failure: Failure) -> CoverageEntry:
    return CoverageEntry(path, "failed", failure.reason, failure.line, failure.extractor, failure.message)


def _extracted(outcome: Extracted) -> Iterable[CoverageEntry]:
    if outcome.partial is not None:
        count = outcome.partial.count
        places = "1 place" if count == 1 else f"{count} places"
        yield CoverageEntry(outcome.path, "partial", SYNTAX_ERROR, outcome.partial.line, detail=places)
    if outcome.note:
        yield CoverageEntry(outcome.path, "diagnostic", ENCODING, detail=outcome.note)
    for failure in outcome.failures:
        yield _failed(outcome.path, failure)


def _order(entry: CoverageEntry) -> tuple[tuple[str, ...], str, int, str, str, str]:
    path = tuple(entry.path.split("/"))
    return path, entry.outcome, entry.line, entry.extractor, entry.reason, entry.detail
