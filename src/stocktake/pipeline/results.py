"""What the commands give back: plain records that render as text or, as they are, as JSON (``--json``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from stocktake.model import CoverageEntry
from stocktake.workers.report import PoolUse

RECORD_VERSION = 1
"""Version of the JSON these records render to (``--json``, ``last-run.json``)."""


class Event(Struct, frozen=True):
    """Progress: ``done`` of ``total`` units of a stage (``total`` 0: unknown). ``note`` is something to be said at
    once, whether or not progress is shown."""

    stage: str
    done: int = 0
    total: int = 0
    note: str = ""


Progress = Callable[[Event], None]


class InventoryResult(Struct, frozen=True):
    """One inventory after a run. ``added``, ``changed`` and ``removed`` count its chunk files; ``recomputed`` is false
    for one that was kept because it was not selected."""

    name: str
    folder: str
    items: int
    chunks: int
    added: int
    changed: int
    removed: int
    recomputed: bool = True


class FileCounts(Struct, frozen=True):
    """What happened to the source files in view. ``extracted`` were parsed in this run, ``reused`` came from the
    cache; ``failed`` counts files with at least one failure, ``partial`` those with syntax errors (both are among the
    first two, unless nothing could be extracted)."""

    extracted: int
    reused: int
    skipped: int
    failed: int
    partial: int

    @property
    def read(self) -> int:
        """All that were not skipped."""
        return self.extracted + self.reused


class Reason(Struct, frozen=True):
    """Why one file was extracted, computed or written again, or is no longer there."""

    path: str
    reason: str


class StepResult(Struct, frozen=True):
    """What one extractor, or reading or parsing, took in this run. ``files`` were extracted with facts of it,
    ``failed`` without because of a failure; ``items`` are those of the inventory now (0 for a step that has none).
    ``seconds`` add up over all workers, ``memory`` is the most bytes one file took (0: none, or not known here)."""

    name: str
    items: int
    files: int
    failed: int
    facts_bytes: int
    seconds: float
    memory: int


class DiscoverResult(Struct, frozen=True):
    """A finished ``discover``.

    ``root`` is absolute, ``state`` the state folder (relative to the root where it lies inside). ``changes`` counts
    every state file added, changed or removed. ``problems`` are the failed files, the partial ones, those that could
    not be read and the diagnostics, as in coverage.json; ``look_first`` the files to open first. ``seconds`` are by
    stage, ``peak_memory`` is in bytes, of this process (0: not known here). ``steps`` say what each step of extraction
    took, ``workers`` what each of the workers did; none where nothing was extracted, or nothing in workers.

    ``recomputed`` are the source files extracted in this run, and those that are gone. ``resolved`` are further files
    whose items were computed again, because something had changed that they refer to; ``resolved_all`` says why those
    of every file were, and is empty where they were not. ``rewritten`` are the chunks (relative to the state folder)
    that were added, changed or removed.
    """

    version: int
    root: str
    state: str
    inventories: list[InventoryResult]
    files: FileCounts
    changes: dict[str, int]
    problems: list[CoverageEntry]
    recomputed: list[Reason]
    look_first: list[str]
    warnings: list[str]
    seconds: dict[str, float]
    peak_memory: int
    steps: list[StepResult] = []
    workers: PoolUse | None = None
    resolved: list[Reason] = []
    resolved_all: str = ""
    rewritten: list[Reason] = []

    @property
    def items(self) -> int:
        """Items over all inventories."""
        return sum(inventory.items for inventory in self.inventories)


class Mismatch(Struct, frozen=True):
    """One reason why the state is not fresh. ``path`` is of a source or configuration file for kind ``source``, of a
    state file for kind ``state``, empty where the reason is about no single file. ``sign`` says what happened to the
    file since the state was published: + it is new, ~ modified, - gone; empty where that is not the reason.
    ``inventory`` is named where the reason is about one alone."""

    kind: Literal["source", "state", "options"]
    path: str
    message: str
    sign: Literal["+", "~", "-", ""] = ""
    inventory: str = ""


class StaleInventory(Struct, frozen=True):
    """An inventory that is not fresh: ``chunks`` are its files (relative to the state folder) that are damaged, hold
    items of files that changed, or, once verified, would be written otherwise; ``reasons`` concern it as a whole."""

    name: str
    chunks: list[str]
    reasons: list[str]


class CheckResult(Struct, frozen=True):
    """Whether the state is what ``discover`` would write now. ``verified``: everything was recomputed and compared
    byte by byte, not only the recorded digests; only then ``inventories`` is complete, because what else a changed file
    reaches is not known without resolving. ``files`` are those that ``discover`` counts: without skipped ones, though
    some of these are read for what others import from them. ``prefix``: the root's place in the work tree of git
    (``""``, ``"packages/app/"``). ``by_hand``: there are mismatches that ``discover`` does not put right; their
    messages say what does."""

    version: int
    root: str
    state: str
    fresh: bool
    verified: bool
    files: int
    mismatches: list[Mismatch]
    warnings: list[str]
    seconds: float
    inventories: list[StaleInventory] = []
    prefix: str = ""
    by_hand: bool = False


class InventoryStatus(Struct, frozen=True):
    """An inventory as published."""

    name: str
    folder: str
    items: int
    chunks: int


class StatusResult(Struct, frozen=True):
    """What there is at a root, without looking at the sources. ``published`` is false where there is no readable
    state, and ``problem`` says why, as ``cache_problem`` does for a cache that cannot be read; with ``by_hand`` it says
    what to do, as no run puts that right. ``last_run`` is when the last run ended (seconds since 1970, 0: not
    known)."""

    version: int
    root: str
    config_file: str
    state: str
    published: bool
    problem: str
    inventories: list[InventoryStatus]
    extracted: int
    skipped: int
    failed: int
    cache: str
    cache_bytes: int
    cache_problem: str
    last_run: float
    last_seconds: float
    by_hand: bool = False


class ExtractorInfo(Struct, frozen=True):
    """A registered extractor; ``problem`` says why it cannot be loaded."""

    name: str
    package: str
    summary: str
    folder: str
    version: int
    requires: tuple[str, ...]
    problem: str = ""


class Edit(Struct, frozen=True):
    """A file that ``init`` or ``clean`` would change or has changed. ``action``: create, append, edit, remove, keep
    (there is nothing to do), or leave (there is, but it cannot be done here: ``detail`` says why)."""

    path: str
    action: Literal["create", "append", "edit", "remove", "keep", "leave"]
    detail: str = ""


class EditResult(Struct, frozen=True):
    """What ``init`` or ``clean`` did (``done``), or would do."""

    version: int
    root: str
    done: bool
    edits: list[Edit]
