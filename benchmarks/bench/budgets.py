"""The project's budgets, applied to what was measured on one corpus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.spread import median, ratio

EDITS = ("edit of a body", "edit of an exported name", "edit of the most imported name")
LOSS = 1.02
"""Ratios up to this are a draw."""


class View:
    """The measurements of one corpus, by contender."""

    def __init__(self, corpus: dict[str, Any]) -> None:
        self.corpus = corpus
        self.contenders: dict[str, dict[str, Any]] = {each["name"]: each for each in corpus["contenders"]}

    @property
    def cold(self) -> str:
        """The name of the cold run with all workers."""
        return next(name for name in self.contenders if name.startswith("cold, ") and name.endswith(" workers"))

    @property
    def parse(self) -> str:
        """The name of parsing alone, with as many processes."""
        return "parse, " + self.cold.removeprefix("cold, ").replace("workers", "processes")

    def seconds(self, name: str) -> list[float]:
        """Seconds of each round; empty for what did not run."""
        found: list[float] = self.contenders.get(name, {}).get("seconds", [])
        return found

    def times(self, name: str, other: str) -> float | None:
        """How many times as long `name` takes as `other`: the median within the rounds."""
        return ratio(self.seconds(name), self.seconds(other))

    def works(self, name: str, other: str) -> float | None:
        """How many times the processor time of `other` it takes: steadier than the clock on a busy machine."""
        one, two = (self.contenders.get(each, {}).get("processor_seconds", []) for each in (name, other))
        return ratio(one, two)

    def memory(self, name: str) -> float | None:
        """Bytes at the peak, the median of the rounds."""
        values = self.contenders.get(name, {}).get("memory", [])
        return median(values) if values else None

    def stages(self, name: str) -> dict[str, Any]:
        """What the run records of a contender said."""
        found: dict[str, Any] = self.corpus.get("stages", {}).get(name, {})
        return found


@dataclass(frozen=True)
class Budget:
    """One promise: what it is about, what is allowed, what was measured, in the same unit, and whether it is kept."""

    what: str
    allowed: str
    measured: str
    kept: bool


def edit_allowance(files: int) -> float:
    """Seconds for one edited file: 0.5 up to 1,300 files, 1.5 at 30,000, on a line between and beyond."""
    return 0.5 + max(0, files - 1300) / (30_000 - 1300)


def judge(view: View) -> Iterator[Budget]:
    """Every budget that can be judged from what was measured."""
    files = view.corpus["files"]
    cold = view.times(view.cold, view.parse)
    if cold is not None:
        yield Budget("cold, as a multiple of parsing alone", "2.00", f"{cold:.2f}", cold <= 2)
    work = view.works(view.cold, view.parse)
    if work is not None:
        yield Budget("the same by processor time", "2.00", f"{work:.2f}", work <= 2)
    check, status = view.seconds("check, fresh"), view.seconds("git status")
    if check and status:
        allowed = 0.12 + 1.5 * median(status)
        yield Budget("fresh check", f"{allowed:.2f} s", f"{median(check):.2f} s", median(check) <= allowed)
    allowed = edit_allowance(files)
    for name in EDITS:
        if values := view.seconds(name):
            yield Budget(name, f"{allowed:.2f} s", f"{median(values):.2f} s", median(values) <= allowed)
    stages = view.stages(view.cold)
    if stages:
        limits = {"coordinator_memory": 150e6 + 20e3 * files, "worker_memory": 250e6}
        for key, limit in limits.items():
            if value := stages.get(key):
                name = f"memory of the {key.partition('_')[0]}, cold"
                yield Budget(name, f"{limit / 1e6:.0f} MB", f"{value / 1e6:.0f} MB", value <= limit)


def losses(view: View) -> Iterator[str]:
    """A sentence for every budget missed, and for every peer that is faster than a cold run or holds less memory."""
    name, cold = view.corpus["name"], view.cold
    for budget in judge(view):
        if not budget.kept:
            yield f"{name}: {budget.what}: {budget.measured}, budget {budget.allowed}"
    for peer in (each for each in view.contenders.values() if each["group"] == "peer"):
        slower = view.times(cold, peer["name"])
        if slower is not None and slower > LOSS:
            work = view.works(cold, peer["name"]) or 0
            yield (
                f"{name}: a cold run takes {slower:.1f} times as long as {peer['name']}, "
                f"and {work:.1f} times its processor time"
            )
        ours, theirs = view.memory(cold), view.memory(peer["name"])
        if ours and theirs and ours / theirs > LOSS:
            yield f"{name}: a cold run holds {ours / theirs:.1f} times the memory of {peer['name']}"
