"""How the work went: what each step cost, and what the workers did. Never published, only reported."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class StepUse(Struct, frozen=True, array_like=True):
    """What one step of extraction (an extractor, or reading or parsing) took. ``seconds`` add up over files;
    ``memory`` is the most bytes by which one file raised the resident memory (0: none, or not known here); ``files``
    are those that have facts, ``facts`` their encoded bytes."""

    name: str
    seconds: float = 0.0
    memory: int = 0
    files: int = 0
    facts: int = 0


class WorkerUse(Struct, frozen=True):
    """One worker of the pool, over all processes that took its place one after the other. ``peak_memory`` in bytes is
    of the largest of them with its children (0: not known here)."""

    batches: int
    files: int
    processes: int
    peak_memory: int


class Death(Struct, frozen=True):
    """A worker that ended, or was ended, before its batch was done. ``reason``: worker-died, timed-out or
    out-of-memory; ``detail`` the signal, exit code or limit; ``path`` and ``extractor`` what it was at, where known;
    ``files`` how many its batch had; ``log`` the end of what it wrote to its standard output and error."""

    reason: str
    detail: str
    path: str
    extractor: str
    files: int
    log: str = ""


class PoolUse(Struct, frozen=True):
    """What a pool did in one run. ``batches`` are those made of the files, ``retries`` those made of batches that were
    not finished; ``recycled`` counts workers replaced because they had grown."""

    workers: list[WorkerUse]
    batches: int
    retries: int
    recycled: int
    deaths: list[Death]


def add_up(uses: Sequence[StepUse]) -> list[StepUse]:
    """``uses`` with those of the same name made one, in the order of their first appearance."""
    total: dict[str, StepUse] = {}
    for use in uses:
        old = total.get(use.name)
        if old is None:
            total[use.name] = use
            continue
        memory = max(old.memory, use.memory)
        seconds, files, facts = old.seconds + use.seconds, old.files + use.files, old.facts + use.facts
        total[use.name] = StepUse(use.name, seconds, memory, files, facts)
    return list(total.values())
