"""Progress on stderr: a bar on a terminal, a JSON object a line for programs, or nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TextIO

from stocktake.cli.output import note, silence

if TYPE_CHECKING:
    from stocktake.pipeline.results import Event, Progress

Mode = Literal["auto", "none", "ndjson"]

_PLANNING = "plan"
"""The first stage, in which options are read."""

INTERVAL = 0.1
"""Seconds between two reports of one stage."""


@contextmanager
def reporting(mode: Mode, quiet: bool) -> Iterator[Progress]:
    """What to call with each event, by ``--progress`` and ``-q``."""
    if mode == "ndjson":
        yield _Lines(sys.stderr)
    elif mode == "auto" and not quiet and sys.stderr.isatty():
        with _bar() as report:
            yield report
    else:
        yield _nothing if quiet else _notes


def _nothing(_event: Event) -> None:
    return


def _notes(event: Event) -> None:
    if event.note:
        note(event.note)


class _Lines:
    """Writes ``{"event": "progress", "stage": …, "done": …, "total": …}``, at most one each ``INTERVAL`` a stage;
    the first and the last event of a stage are always written. What is to be said at once is in ``note``."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._stage = ""
        self._next = 0.0

    def __call__(self, event: Event) -> None:
        now = time.monotonic()
        if event.stage == self._stage and now < self._next and event.done != event.total:
            return
        self._stage, self._next = event.stage, now + INTERVAL
        from stocktake.encoding import to_json

        record = {"event": "progress", "stage": event.stage, "done": event.done, "total": event.total}
        if event.note:
            record["note"] = event.note
        try:
            self._stream.write(to_json(record).decode() + "\n")
            self._stream.flush()
        except OSError:  # nobody listens any more
            silence(self._stream)


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # Without a thread that draws: a process with threads cannot be copied, which saves more time than a bar is worth.
    shown = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    task = shown.add_task("starting", total=None)
    stage = ""

    def report(event: Event) -> None:
        nonlocal stage
        if event.stage == _PLANNING:  # a wrong option may be found, which is all there is to be shown then
            return
        if event.note:
            note(event.note)  # above the bar
        shown.start()
        if event.stage != stage:
            stage = event.stage
            shown.reset(task, description=stage, total=event.total or None, completed=event.done)
        else:
            shown.update(task, completed=event.done, total=event.total or None)
        shown.refresh()

    try:
        yield report
    finally:
        shown.stop()
