"""Results as text: plain aligned tables, coloured only where a person reads them on a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from stocktake.paths import shortened

if TYPE_CHECKING:
    from stocktake.model import CoverageEntry
    from stocktake.pipeline.results import (
        CheckResult,
        DiscoverResult,
        EditResult,
        InventoryResult,
        Mismatch,
        Reason,
        StatusResult,
    )
    from stocktake.workers.report import Death, WorkerUse

Shown = Callable[[str], str]
"""How a path of the repository is written: see :class:`stocktake.cli.here.Here`."""

SHOWN = 10
"""Problems, reasons and mismatches shown without --verbose."""

BY_DIGESTS = "by the recorded digests"
"""How a check tells what it says, unless it computes everything again."""

_LEVELS = {"failed": "error", "skipped": "warning"}
"""What is said of a file that the inventories lack, by its outcome."""

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}


class Style:
    """Colours text, or leaves it alone: off where the output is no terminal, with NO_COLOR, or on a dumb terminal."""

    def __init__(self, stream: TextIO, environment: Mapping[str, str] | None = None) -> None:
        variables = os.environ if environment is None else environment
        self.on = stream.isatty() and not variables.get("NO_COLOR") and variables.get("TERM") != "dumb"

    def __call__(self, text: str, *styles: str) -> str:
        """``text`` in ``styles`` (bold, dim, red, green, yellow)."""
        if not self.on or not text:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


def table(rows: Sequence[Sequence[str]], right: Iterable[int] = ()) -> list[str]:
    """``rows`` as lines of aligned columns, two spaces apart; columns in ``right`` are right-aligned."""
    numbers = frozenset(right)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = [c.rjust(widths[i]) if i in numbers else c.ljust(widths[i]) for i, c in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    return lines


def to_json_text(value: Any) -> str:
    """``value`` as the indented JSON of ``--json``, without the final newline."""
    from stocktake.encoding import to_pretty_json

    return to_pretty_json(value).decode().rstrip("\n")


def printable(text: str) -> str:
    """``text`` without characters that a terminal would act upon (names and messages of a repository are its own)."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}" for c in text)


def seconds(value: float) -> str:
    """``0.34 s``, ``12.3 s`` or ``2 min 5 s``."""
    if value < 10:
        return f"{value:.2f} s"
    if value < 60:
        return f"{value:.1f} s"
    return f"{int(value) // 60} min {int(value) % 60} s"


def size(count: int) -> str:
    """Bytes as ``12 kB`` or ``3.4 MB``."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"


def plural(count: int, word: str) -> str:
    """``1 file``, ``1,200 files``."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def discover_text(result: DiscoverResult, style: Style, verbose: int, explain: bool, here: Shown) -> list[str]:
    """The summary of ``discover``."""
    rows = [["inventory", "items", "chunks", "changes"]]
    rows += [[i.name, f"{i.items:,}", f"{i.chunks:,}", _changes(i)] for i in result.inventories]
    lines = table(rows, right=(1, 2))
    lines[0] = style(lines[0], "bold")
    files = result.files
    parts = [f"{files.extracted:,} extracted", f"{files.reused:,} from the cache", f"{files.skipped:,} skipped"]
    lines += ["", f"files     {', '.join(parts)}, {_failed(files.failed, style)}"]
    total = sum(result.seconds.values())
    memory = f", {size(result.peak_memory)} peak memory" if result.peak_memory else ""
    lines.append(f"time      {seconds(total)}{memory}")
    if verbose:
        lines += [f"          {stage:<10} {seconds(spent):>8}" for stage, spent in result.seconds.items()]
    lines += _workers(result, verbose, here)
    lines.append(f"state     {here(result.state)}: {_state_changes(result.changes)}")
    lines += [f"{'look at' if i == 0 else '':<10}{here(path)}" for i, path in enumerate(result.look_first)]
    lines += _problems(result.problems, style, verbose, here)
    if explain:
        lines += _reasons(result, style, verbose, here)
    return lines


def _workers(result: DiscoverResult, verbose: int, here: Shown) -> list[str]:
    """What the workers did, and with ``verbose`` what each extractor took."""
    pool = result.workers
    lines = []
    if pool is not None:
        retries = "1 retry" if pool.retries == 1 else f"{pool.retries:,} retries"
        counts = "1 batch" if pool.batches == 1 else f"{pool.batches:,} batches"
        peak = max((worker.peak_memory for worker in pool.workers), default=0)
        memory = f", {size(peak)} peak memory of a worker" if peak else ""
        lines.append(f"workers   {len(pool.workers)}: {counts}, {retries}{memory}")
        if verbose:
            lines += [f"          worker {n}: {_worker(worker)}" for n, worker in enumerate(pool.workers, 1)]
        shown = pool.deaths if verbose else pool.deaths[:SHOWN]
        lines += [f"          {_death(death, here)}" for death in shown]
    if verbose and result.steps:
        rows = [["step", "items", "files", "failed", "facts", "time", "memory"]]
        for step in result.steps:
            counted = [f"{step.items:,}", f"{step.files:,}", f"{step.failed:,}", size(step.facts_bytes)]
            rows.append([step.name, *counted, seconds(step.seconds), size(step.memory)])
        lines += [f"          {line}" for line in table(rows, right=range(1, 7))]
    return lines


def _worker(worker: WorkerUse) -> str:
    restarts = f", {worker.processes} processes" if worker.processes > 1 else ""
    done = f"{worker.batches:,} batches, {plural(worker.files, 'file')}"
    return f"{done}, {size(worker.peak_memory)} peak memory{restarts}"


def _death(death: Death, here: Shown) -> str:
    where = f" at {here(death.path)}" if death.path else ""
    who = f" [{death.extractor}]" if death.extractor else ""
    return printable(f"a worker was lost{where}{who}: {death.reason}: {death.detail}")


def _changes(inventory: InventoryResult) -> str:
    if not inventory.recomputed:
        return "kept as it was"
    counts = ((inventory.added, "added"), (inventory.changed, "changed"), (inventory.removed, "removed"))
    return ", ".join(f"{count:,} {word}" for count, word in counts if count) or "none"


def _failed(count: int, style: Style) -> str:
    text = f"{count:,} failed"
    return style(text, "red", "bold") if count else text


def _state_changes(changes: Mapping[str, int]) -> str:
    text = ", ".join(f"{changes[word]:,} {word}" for word in ("added", "changed", "removed") if changes.get(word))
    return f"{text} (files)" if text else "up to date, nothing written"


def _problems(problems: Sequence[CoverageEntry], style: Style, verbose: int, here: Shown) -> list[str]:
    if not problems:
        return []
    shown = problems if verbose else problems[:SHOWN]
    lines = ["", style(plural(len(problems), "problem"), "yellow", "bold")]
    lines += [f"  {problem_text(problem, here)}" for problem in shown]
    if len(shown) < len(problems):
        lines.append(f"  … and {len(problems) - len(shown):,} more: --verbose, or coverage.json")
    return lines


def losses_text(problems: Sequence[CoverageEntry], verbose: int, here: Shown) -> list[str]:
    """The files that failed or could not be read, a line each: what the inventories lack, where nothing else is
    printed. Those that failed, for which ``discover`` exits with 1, come first."""
    lost = [problem for problem in problems if problem.outcome in ("failed", "skipped")]
    lost.sort(key=lambda problem: problem.outcome)
    shown = lost if verbose else lost[:SHOWN]
    lines = [f"{_LEVELS[problem.outcome]}: {problem_text(problem, here)}" for problem in shown]
    more = len(lost) - len(shown)
    return [*lines, f"{_LEVELS[lost[SHOWN].outcome]}: {more:,} more: see coverage.json"] if more else lines


def problem_text(problem: CoverageEntry, here: Shown) -> str:
    """One coverage entry as ``path:line: outcome: what``."""
    place = f"{here(problem.path)}:{problem.line}" if problem.line else here(problem.path)
    what = problem.reason if not problem.detail else f"{problem.reason}: {problem.detail}"
    extractor = f" [{problem.extractor}]" if problem.extractor else ""
    return printable(f"{place}: {problem.outcome}{extractor}: {what}")


def _reasons(result: DiscoverResult, style: Style, verbose: int, here: Shown) -> list[str]:
    lines = _listed("why files were extracted", "file", result.recomputed, style, verbose, here)
    if not lines:
        lines = ["", "nothing had to be extracted again"]
    if result.resolved_all:
        lines += ["", f"items of every file were computed: {printable(result.resolved_all)}"]
    lines += _listed("why items of other files were computed again", "file", result.resolved, style, verbose, here)
    return lines + _listed("why chunks were written", "chunk", result.rewritten, style, verbose, printable)


def _listed(title: str, what: str, reasons: Sequence[Reason], style: Style, verbose: int, shown_as: Shown) -> list[str]:
    """Reasons under a title, the most frequent first; no line where there are none."""
    if not reasons:
        return []
    counts: dict[str, int] = {}
    for entry in reasons:
        counts[entry.reason] = counts.get(entry.reason, 0) + 1
    lines = ["", style(title, "bold")]
    often = sorted((entry for entry in counts.items() if entry[1] > 1), key=lambda entry: (-entry[1], entry[0]))
    lines += [f"  {plural(count, what)}: {printable(reason)}" for reason, count in often[: None if verbose else SHOWN]]
    shown = reasons if verbose else reasons[:SHOWN]
    lines += [f"  {shown_as(entry.path)}: {printable(entry.reason)}" for entry in shown]
    if len(shown) < len(reasons):
        lines.append(f"  … and {len(reasons) - len(shown):,} more: --verbose")
    return lines


def fresh_text(state: str, files: int, style: Style, how: str = BY_DIGESTS) -> str:
    """The verdict that ``state`` is fresh."""
    return f"{style('fresh', 'green', 'bold')}: {state} matches {plural(files, 'source file')} ({how})"


def check_text(result: CheckResult, style: Style, verbose: int, here: Shown, again: str) -> list[str]:
    """The verdict of ``check`` with its reasons; ``again`` is the command that makes it fresh."""
    how = "recomputed from the sources" if result.verified else BY_DIGESTS
    if result.fresh:
        return [fresh_text(here(result.state), result.files, style, how)]
    verdict = style("stale", "red", "bold")
    lines = [f"{verdict}: {here(result.state)}, {plural(len(result.mismatches), 'reason')} ({how})"]
    shown = result.mismatches if verbose else result.mismatches[:SHOWN]
    for mismatch in shown:
        path = f"{result.state}/{mismatch.path}" if mismatch.kind == "state" else mismatch.path
        place = f"{here(path)}: " if mismatch.path else ""
        lines.append(f"{mismatch.sign or ' '} {place}{printable(mismatch.message)}")
    if len(shown) < len(result.mismatches):
        lines.append(f"  … and {len(result.mismatches) - len(shown):,} more: --verbose")
    lines += _stale_inventories(result, verbose)
    lines.append(f"{_first(result)}run `{again}` to bring it up to date")
    return lines


def _stale_inventories(result: CheckResult, verbose: int) -> list[str]:
    """The inventories that are not fresh, a line each, with their chunks."""
    if not result.inventories:
        return []
    lines = ["inventories" if result.verified else "inventories, as far as the digests tell (--verify computes them)"]
    for inventory in result.inventories:
        chunks = shortened([*map(printable, inventory.chunks)], len(inventory.chunks) if verbose else 3)
        lines.append(f"  {inventory.name}: {'every chunk' if inventory.reasons else chunks}")
    return lines


def check_github(result: CheckResult, again: str) -> list[str]:
    """The verdict as workflow commands, one annotation a reason (the service shows ten of a kind); ``again`` is the
    command that makes it fresh."""
    if result.fresh:
        return [f"stocktake: fresh, {plural(result.files, 'source file')}"]
    lines = []
    general_first = sorted(result.mismatches, key=lambda mismatch: bool(mismatch.path))
    for mismatch in general_first[:SHOWN]:
        path = _annotated(result, mismatch)
        place = f" file={_escape(path, True)}," if path else " "
        lines.append(f"::error{place}title=stocktake::{_escape(mismatch.message, False)}")
    more = len(result.mismatches) - SHOWN
    if more > 0:
        lines.append(f"::error title=stocktake::{more:,} more reasons why {_escape(result.state, False)} is stale")
    lines.append(f"stocktake: stale, {_first(result)}run `{again}` and commit the result")
    return lines


def _first(result: CheckResult) -> str:
    """What to do before a run can help, if one is needed then."""
    return "do first what is said above of what no run puts right; if it is stale then, " if result.by_hand else ""


def _annotated(result: CheckResult, mismatch: Mismatch) -> str:
    """The file to annotate, from the top of the work tree; empty where there is none."""
    if mismatch.kind == "state":
        if result.state.startswith("/") or not mismatch.path:
            return ""
        return f"{result.prefix}{result.state}/{mismatch.path}"
    return f"{result.prefix}{mismatch.path}" if mismatch.path else ""


def _escape(text: str, is_property: bool) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace(":", "%3A").replace(",", "%2C") if is_property else escaped


def status_text(result: StatusResult, style: Style, here: Shown, again: str) -> list[str]:
    """What is published at a root; ``again`` is the command that writes it."""
    lines = [
        f"root      {printable(result.root)}",
        f"config    {here(result.config_file) if result.config_file else 'none (defaults)'}",
        f"cache     {here(result.cache)}: {_cache(result)}",
    ]
    if not result.published:
        lines.append(f"state     {here(result.state)}: {printable(result.problem)}")
        return lines if result.by_hand else [*lines, f"run `{again}` to write it"]
    counts = f"{result.extracted:,} extracted, {result.skipped:,} skipped, {result.failed:,} failed"
    lines += [f"state     {here(result.state)}", f"files     {counts}"]
    if result.last_run:
        from datetime import datetime

        when = datetime.fromtimestamp(result.last_run).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        lines.append(f"last run  {when}, {seconds(result.last_seconds)}")
    rows = [["inventory", "items", "chunks", "folder"]]
    rows += [[i.name, f"{i.items:,}", f"{i.chunks:,}", i.folder] for i in result.inventories]
    drawn = table(rows, right=(1, 2))
    return [*lines, "", style(drawn[0], "bold"), *drawn[1:]]


def _cache(result: StatusResult) -> str:
    return printable(result.cache_problem) or (size(result.cache_bytes) if result.cache_bytes else "empty")


def edits_text(result: EditResult, here: Shown) -> list[str]:
    """What ``init`` or ``clean`` did or would do, a line a file; "nothing to do" only where nothing is left undone. The
    root is named where it is not the current folder."""
    if all(edit.action == "keep" for edit in result.edits):
        return ["nothing to do"]
    words = {
        "create": ("would create", "created"),
        "append": ("would add to", "added to"),
        "edit": ("would edit", "edited"),
        "remove": ("would delete", "deleted"),
        "keep": ("leaves", "left"),
        "leave": ("leaves", "left"),
    }
    lines = [] if here(".") == "." else [f"in {printable(result.root)}:"]
    for edit in result.edits:
        detail = f": {edit.detail}" if edit.detail else ""
        lines.append(f"{words[edit.action][result.done]} {printable(edit.path)}{detail}")
    return lines
