"""Interleaved rounds: every contender once a round, in the same order, so that a slow minute hits all of them alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.measure import Measured


@dataclass
class Contender:
    """Something to be measured. ``prepare`` brings its files into the state it starts from, and is not measured;
    ``box`` is how many seconds all its runs may take together, and so may the first one."""

    name: str
    group: str
    run: Callable[[float], Measured]
    prepare: Callable[[int], None] = lambda _round: None
    box: float = 300.0
    good: tuple[int, ...] = (0,)
    version: str = ""
    runs: list[Measured] = field(default_factory=list)
    trouble: str = ""

    def wants(self, rounds: int) -> bool:
        """Whether there is another run in it."""
        if self.trouble or len(self.runs) >= rounds:
            return False
        spent = sum(each.seconds for each in self.runs)
        return not self.runs or spent + self.runs[-1].seconds <= self.box


def go(contenders: Sequence[Contender], rounds: int, tell: Callable[[str], None]) -> None:
    """Run the rounds. A contender that fails is not run again and says why in ``trouble``; earlier runs count."""
    for number in range(rounds):
        for contender in contenders:
            if contender.wants(rounds) and len(contender.runs) == number:
                _once(contender, number)
                last = contender.trouble or f"{contender.runs[-1].seconds:.2f} s"
                tell(f"round {number + 1}: {contender.name}: {last}")


def _once(contender: Contender, number: int) -> None:
    try:
        contender.prepare(number)
        measured = contender.run(contender.box)
    except OSError as error:
        contender.trouble = f"does not start: {error.strerror}"
        return
    if measured.timed_out:
        contender.trouble = f"stopped after {contender.box:.0f} s"
    elif measured.code not in contender.good:
        contender.trouble = f"ended with {measured.code}: {reason(measured)}"
    else:
        contender.runs.append(measured)


def reason(measured: Measured) -> str:
    """The line of what a program said that tells best why it failed, at most 200 characters."""
    lines = [line.strip() for line in (measured.complaint + "\n" + measured.output).splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() or "memory" in line.lower()]
    return (telling or lines[-1:] or ["without a word"])[0][:200]
