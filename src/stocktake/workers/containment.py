"""What to do when a batch is not finished: find the file that ends workers, and lose no other. Pure.

The breadcrumb names a suspect. It is tried again alone, in a worker that has done nothing else, while the rest of its
batch goes on. Fails it alone, it is recorded as failed; else it was innocent, and after two innocents the rest of that
batch goes on one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from stocktake.model import SourceFile
from stocktake.workers.limits import Ending
from stocktake.workers.protocol import Crumb

STRIKES = 2
"""Innocent suspects after which a batch goes on one by one."""

OUTSIDE_ATTEMPTS = 5
"""Attempts alone at a file whose workers are ended by what somebody outside may have done."""


@dataclass
class Lineage:
    """A batch as it was made, whatever has been made of it since."""

    innocents: int = 0


@dataclass(frozen=True)
class Work:
    """Files to extract together; ``alone``: one file, in a fresh worker, for the ``attempt``-th time."""

    files: tuple[SourceFile, ...]
    lineage: Lineage = field(default_factory=Lineage)
    alone: bool = False
    attempt: int = 1


def succeeded(work: Work) -> None:
    """Note that ``work`` was finished."""
    if work.alone:
        work.lineage.innocents += 1


def unfinished(work: Work, ending: Ending, at: Crumb) -> tuple[SourceFile | None, list[Work]]:
    """The file that ended the worker, if it is found; and what remains to be done of ``work``."""
    if work.alone:
        if ending.is_from_outside and work.attempt < OUTSIDE_ATTEMPTS:
            return None, [Work(work.files, work.lineage, alone=True, attempt=work.attempt + 1)]
        return work.files[0], []
    lineage, files = work.lineage, work.files
    if len(files) == 1:
        return None, [Work(files, lineage, alone=True)]
    if lineage.innocents >= STRIKES:
        return None, [Work((file,), lineage, alone=True) for file in files]
    if not ending.blames or at.file >= len(files):
        half = len(files) // 2
        return None, [Work(files[:half], lineage), Work(files[half:], lineage)]
    rest = Work(files[: at.file] + files[at.file + 1 :], lineage)
    return None, [Work((files[at.file],), lineage, alone=True), rest]
