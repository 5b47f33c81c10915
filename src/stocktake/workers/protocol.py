"""What passes between the coordinator and a worker: plain data in frames, on two pipes of their own.

A frame is its length (4 bytes, big-endian) and that many bytes of MessagePack. The coordinator sends one
:class:`Setup`, the worker answers :class:`Ready`; then each :class:`Batch` is answered by a :class:`Done`. One batch is
in flight at a time. The end of the worker's pipe is its death, whatever the reason.

Beside the pipes there is the breadcrumb: a few bytes of memory shared by both, in which the worker notes which file it
is at and which step of it (:data:`READING`, :data:`PARSING`, ``FIRST_EXTRACTOR + n``), so that the coordinator knows
even when the worker cannot say so any more.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from msgspec import Struct

from stocktake.extractors.registry import Registered
from stocktake.model import Outcome, SourceFile
from stocktake.workers.report import StepUse

HEADER_SIZE = 4
LARGEST_FRAME = 512 * 1024**2
"""Bytes of a frame; a longer one is a broken worker."""

CRUMB_SIZE = 8
"""Bytes of the breadcrumb: two unsigned integers of 4 bytes, the file's index in the batch, and the step."""

LOADING = 2**32 - 1
"""In place of a file's index: the worker loads the extractor whose index stands as the step."""
IDLE = 2**32 - 2
"""In place of a file's index: all files are done."""
WAITING = 2**32 - 3
"""In place of a file's index, and noted by the coordinator: the worker has not taken up its batch yet."""

READING = 0
PARSING = 1
FIRST_EXTRACTOR = 2


class Setup(Struct, frozen=True):
    """What a worker needs for all batches of a run. ``root`` is absolute, ``max_file_size`` in bytes; ``names`` are the
    extractors in order, ``known`` where they are found, ``options`` their tables in the configuration, ``keys`` the
    fingerprints that the coordinator computed: a worker that computes others runs other code. ``data_backstop``: bytes
    of data the kernel is told to stop at (0: none)."""

    root: str
    max_file_size: int
    names: tuple[str, ...]
    known: dict[str, Registered]
    options: dict[str, dict[str, Any]]
    keys: dict[str, str]
    data_backstop: int = 0


class Ready(Struct, frozen=True):
    """The worker has loaded everything; or ``problem`` says why it cannot."""

    problem: str = ""


class Batch(Struct, frozen=True):
    """Files to extract. ``patience``: seconds after which a worker nobody looks after ends itself."""

    files: tuple[SourceFile, ...]
    patience: float


class Done(Struct, frozen=True):
    """The outcomes of a batch in the order of its files, what each step took, and the resident memory of the worker in
    bytes: now, and at its highest (0: not known here)."""

    outcomes: list[Outcome]
    steps: list[StepUse]
    resident: int
    peak: int


class Crumb(NamedTuple):
    """The breadcrumb as read."""

    file: int
    step: int


def frame(payload: bytes) -> bytes:
    """``payload`` as a frame."""
    return len(payload).to_bytes(HEADER_SIZE, "big") + payload


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of it, however much one call takes; raises OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
