"""The page about a result: Markdown with its plots. Pure: a result in, texts out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench import plots
from bench.budgets import EDITS, View, judge, losses
from bench.spread import median, noise, slope

HEAD = """\
# Benchmarks

<!-- Rendered by `python -m bench render` from benchmarks/results. Do not edit. -->

Where stocktake stands: beside what cannot be avoided on the same machine (the floors), and beside other programs that
read TypeScript, on the same files, in the same run. Losses are listed first.

**Ratios count, seconds do not.** Seconds are those of one machine, and of whatever else it was doing:
{machine}.
All contenders take turns, round by round, so that a slow minute hits all of them; a ratio is the median of the ratios
within one round. Measure your own machine and repository:

```console
$ make bench REPO=../your-app                       # results in benchmarks/results, and this page
$ make bench ARGS="--npm --synthetic 1300,10000,60000 --rounds 5 --box 600"
```

It needs git, node and npm. Peers are pinned in `benchmarks/bench/peers/package.json` and installed outside the checkout
without running install scripts. Some of them load configuration files of the repository, so measure what you trust.
What is measured:

- **seconds**: wall clock of the whole program, from its start to its end, with a warm disk cache. In brackets the
  fastest and the slowest round.
- **processor**: seconds of processor time of the program and what it waited for. A busy machine changes them less than
  the seconds on the clock, but they do not show what several processes gain.
- **memory**: resident bytes of the whole process tree at its peak, sampled 40 times a second. Pages that two processes
  share count twice, so programs with workers look worse than they are.
- **box**: no contender gets more than {box:.0f} s for all its runs on a corpus, ts-morph three times that. What did not
  run, or was stopped, is listed with the reason.
- **the same files**: each corpus is reduced to the sources that stocktake extracts; tests, stories and generated files
  are removed for everybody. Dependencies are not installed, so compilers have less to load than in daily use.
"""


def render(result: dict[str, Any]) -> dict[str, str]:
    """File names in docs/guide with their texts."""
    measured = [View(each) for each in result["corpora"] if "contenders" in each]
    machine = result["machine"]
    where = (
        f"{machine['system']}, {machine['processors']} processors, "
        f"{machine['memory'] / 2**30:.0f} GB, Python {machine['python']}, node {machine['node'] or '(none)'}"
    )
    parts = [HEAD.format(machine=where, box=result["box"])]
    parts.append(f"Measured: stocktake {result['stocktake']}; up to {result['rounds']} rounds.\n")
    parts.append(_warning(measured))
    parts.append("\n".join(_losses(measured)))
    parts.append("\n".join(_corpora(result)))
    parts.append("\n".join(_budgets(measured)))
    parts += ["\n".join(_contenders(view)) for view in measured]
    plot_files = _plots(measured)
    parts.append("\n".join(_growth(measured, plot_files)))
    parts.append("\n".join(_stages(measured, plot_files)))
    parts.append("\n".join(_peers(result)))
    return {"benchmarks.md": "\n".join(parts), **plot_files}


def _table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    """A Markdown table; all columns but the first are numbers where the heading ends with a space."""
    yield "| " + " | ".join(each.strip() for each in head) + " |"
    yield "|" + "|".join("---:" if each.endswith(" ") else "---" for each in head) + "|"
    for row in rows:
        yield "| " + " | ".join(each.replace("|", "\\|") for each in row) + " |"
    yield ""


NOISY = 1.15


def _warning(measured: list[View]) -> str:
    found = noise([each["seconds"] for view in measured for each in view.contenders.values()])
    if found is None:
        return "**Provisional**: nothing ran more than once.\n"
    if found <= NOISY:
        return f"The slowest round of a contender took {found:.2f} times as long as its fastest (median over all).\n"
    return (
        f"**Provisional**: the machine was busy. The slowest round of a contender took {found:.1f} times as long as\n"
        "its fastest (median over all); ratios near 1 say nothing, and budgets in seconds are judged too strictly.\n"
    )


def _losses(measured: list[View]) -> Iterator[str]:
    yield "## Where we lose"
    yield ""
    found = [sentence for view in measured for sentence in losses(view)]
    yield from (f"- {sentence}." for sentence in found)
    if not found:
        yield "No budget is missed here, and no peer that ran is faster than a cold run or holds less memory."
    yield ""
    yield "Faster peers answer other questions: see [what each does](#the-peers)."
    yield ""


def _corpora(result: dict[str, Any]) -> Iterator[str]:
    yield "## The files"
    yield ""
    rows = []
    for each in result["corpora"]:
        if "trouble" in each:
            rows.append([each["name"], f"not measured: {each['trouble']}", "", "", ""])
            continue
        numbers = [f"{each['files']:,}", f"{each['bytes'] / 1e6:.1f}", f"{each['lines']:,}"]
        rows.append([each["name"], f"{each['kind']}: {each['origin']}", *numbers])
    yield from _table(["corpus", "what", "source files ", "MB ", "lines "], rows)


def _budgets(measured: list[View]) -> Iterator[str]:
    yield "## Budgets"
    yield ""
    yield "The project's promises. Those in seconds depend on the machine; the first is a ratio."
    yield ""
    rows = [
        [view.corpus["name"], each.what, each.allowed, each.measured, "kept" if each.kept else "**missed**"]
        for view in measured
        for each in judge(view)
    ]
    yield from _table(["corpus", "budget", "allowed ", "measured ", ""], rows)


def _contenders(view: View) -> Iterator[str]:
    yield f"## {view.corpus['name']}: {view.corpus['files']:,} files, {view.corpus['bytes'] / 1e6:.1f} MB"
    yield ""
    yield f"Ratio: as a multiple of *{view.cold}*, less than 1 is faster; that of processor time in brackets."
    yield ""
    rows = []
    for each in view.contenders.values():
        name = f"{each['name']} {each['version']}".strip()
        if not each["seconds"]:
            rows.append([each["group"], name, each["trouble"] or "not run", "", "", "", ""])
            continue
        times = view.times(each["name"], view.cold)
        shown = f"{median(each['seconds']):.2f} ({min(each['seconds']):.2f} to {max(each['seconds']):.2f})"
        relation = "" if times is None else f"{times:.2f}"
        work = view.works(each["name"], view.cold)
        processor = f"{median(each['processor_seconds']):.2f}" + ("" if work is None else f" ({work:.2f})")
        memory = f"{median(each['memory']) / 1e6:.0f}"
        rows.append([each["group"], name, shown, relation, processor, memory, str(len(each["seconds"]))])
    yield from _table(["", "contender", "seconds ", "ratio ", "processor ", "memory, MB ", "runs "], rows)
    for name, place in view.corpus.get("edited", {}).items():
        yield f"- {name}: `{place}`"
    yield ""


SHOWN = ("nothing changed", "check, fresh", "edit of a body", "git status")


def _plots(measured: list[View]) -> dict[str, str]:
    """The plots that the measurements allow."""
    if not measured:
        return {}
    names: list[str] = []
    for view in measured:
        wanted = [view.cold, view.parse, *SHOWN, *(n for n, c in view.contenders.items() if c["group"] == "peer")]
        names += [name for name in wanted if name not in names]

    def points(view: View, name: str, key: str, unit: float) -> list[plots.Point]:
        values = view.contenders.get(name, {}).get(key, [])
        return [(view.corpus["files"], median(values) / unit)] if values and median(values) > 0 else []

    def all_points(views: list[View], key: str, unit: float) -> dict[str, list[plots.Point]]:
        return {name: [each for view in views for each in points(view, name, key, unit)] for name in names}

    lined = [view for view in measured if view.corpus["kind"] == "synthetic"]
    loose = [view for view in measured if view not in lined]
    time, memory = ([all_points(v, *what) for v in (lined, loose)] for what in (("seconds", 1), ("memory", 1e6)))
    largest = max(measured, key=lambda view: int(view.corpus["files"]))
    rows = {name: largest.stages(name)["stages"] for name in largest.corpus["stages"] if largest.stages(name)}
    name = largest.corpus["name"]
    return {
        "benchmarks-time.svg": plots.growth("Time against files", "source files", "seconds", *time),
        "benchmarks-memory.svg": plots.growth("Peak memory against files", "source files", "MB", *memory),
        "benchmarks-stages.svg": plots.bars(f"Where the time goes: {name}", "s", rows),
    }


def _growth(measured: list[View], plot_files: dict[str, str]) -> Iterator[str]:
    yield "## How it grows"
    yield ""
    if plot_files:
        yield "Lines join synthetic repositories of several sizes, rings are other corpora. Both axes are logarithmic."
        yield ""
        yield "![time against files](benchmarks-time.svg)"
        yield ""
        yield "![memory against files](benchmarks-memory.svg)"
        yield ""
    synthetic = [view for view in measured if view.corpus["kind"] == "synthetic"]
    if len(synthetic) < 2:
        return
    yield "Cost as a power of the bytes of source, over the synthetic corpora: 1 is linear."
    yield ""
    rows = []
    for name in (synthetic[0].cold, synthetic[0].parse, "nothing changed", "check, fresh", *EDITS, "git status"):
        known = [view for view in synthetic if view.seconds(name)]
        sizes = [view.corpus["bytes"] for view in known]
        power = slope(sizes, [median(view.seconds(name)) for view in known])
        if power is not None:
            rows.append([name, f"{power:.2f}"])
    yield from _table(["", "power "], rows)


def _stages(measured: list[View], plot_files: dict[str, str]) -> Iterator[str]:
    yield "## Where our time goes"
    yield ""
    yield (
        "Seconds of each stage by stocktake's own run record, medians. What is missing to the seconds above is the "
        "start of the program. Steps are added up over the workers: more than the time that *extract* takes."
    )
    yield ""
    if plot_files:
        yield "![stages](benchmarks-stages.svg)"
        yield ""
    for view in measured:
        tables = {name: view.stages(name) for name in view.corpus.get("stages", {}) if view.stages(name)}
        if not tables:
            continue
        stages = list(next(iter(tables.values()))["stages"])
        rows = [[name, *(f"{table['stages'].get(each, 0):.3f}" for each in stages)] for name, table in tables.items()]
        yield f"### {view.corpus['name']}"
        yield ""
        yield from _table(["run", *(f"{each} " for each in stages)], rows)
        steps = tables.get(view.cold, {}).get("steps", {})
        if steps:
            yield "Cold, by step: " + ", ".join(f"{name} {value:.2f} s" for name, value in steps.items()) + "."
            yield ""


def _peers(result: dict[str, Any]) -> Iterator[str]:
    yield "## The peers"
    yield ""
    yield "None of them does what stocktake does, and stocktake does not do what each of them does."
    yield ""
    rows = [
        [f"{each['name']} {each['version']}".strip(), each["does"], each["lacks"], _outcome(each["name"], result)]
        for each in result["peers"]
    ]
    yield from _table(["peer", "does", "does not, or costs", "here"], rows)


def _outcome(name: str, result: dict[str, Any]) -> str:
    """Where a peer ran, and what came of it where it did not."""
    said = [
        f"{corpus['name']}: {each['trouble']}"
        for corpus in result["corpora"]
        for each in corpus.get("contenders", ())
        if each["name"] == name and not each["seconds"]
    ]
    return "; ".join(said) or "ran"
