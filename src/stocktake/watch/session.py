"""The loop: watch, run, wait for changes to settle, run again."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, NoReturn

from msgspec import Struct

from stocktake import api
from stocktake.errors import LockHeldError, StocktakeError
from stocktake.pipeline import plan
from stocktake.pipeline.plan import Options, Place
from stocktake.settings import CACHE_FOLDER
from stocktake.sources.git import GitError, run_git
from stocktake.state.published import State
from stocktake.state.reading import read_state
from stocktake.watch.changes import Change, compare
from stocktake.watch.folders import Folders
from stocktake.watch.notifier import Notifier, Tellings, Told, WatchError

QUIET: Final = 0.15
"""Seconds without a change after which a burst is over."""
LONGEST_BURST: Final = 3.0
"""Seconds after which a run begins although changes keep coming."""
GIT_WAIT: Final = 30.0
"""Seconds to wait at most for a git command that is changing the work tree."""
AGAIN: Final = 1.0
"""Seconds of quiet before the run that makes sure."""
STORM: Final = 500
"""Changes in a burst from which on the system may have dropped some."""


class Watching(Struct, frozen=True):
    """The watch has begun; ``folders`` are watched one by one, 0 for all below the root at once."""

    root: str
    folders: int


class Problem(Struct, frozen=True):
    """A run failed; the next change makes for another."""

    message: str


Event = Watching | Change | Problem


def watch(start: str, options: Options, tell: Callable[[Event], None], *, poll: bool = False) -> NoReturn:
    """Keep the state of the repository around ``start`` up to date, and ``tell`` what happens, until interrupted.

    Raises:
        StocktakeError: it cannot begin, or the root is gone.
        KeyboardInterrupt: a signal; what is published is intact.
    """
    session = _Session(start, options, tell, poll)
    try:
        session.run()
    finally:
        session.close()


class _Session:
    """One watch. ``confirm``: one more run is due when it is quiet."""

    def __init__(self, start: str, options: Options, tell: Callable[[Event], None], poll: bool) -> None:
        self.start = start
        self.options = options
        self.tell = tell
        self.poll = poll
        self.place = plan.locate(start, options)
        self.per_folder = sys.platform.startswith("linux") or poll  # elsewhere the system watches whole trees
        self.tellings: Tellings = SimpleQueue()
        self.notifier: Notifier | None = None
        self.state = read_state(Path(self.place.output), chunks=False)
        self.confirm = False
        self.lock = _index_lock(self.place.root)
        self.rewatch()

    def run(self) -> NoReturn:
        """Run, wait, and so on."""
        self.tell(Watching(self.place.root, len(self.folders.absolute()) if self.per_folder else 0))
        while True:
            self.discover()
            # What a run held refers to itself: without this, the collector leaves it until hundreds of runs have come.
            gc.collect()
            self.wait()

    def close(self) -> None:
        """Stop watching."""
        if self.notifier is not None:
            self.notifier.stop()
            self.notifier = None

    def rewatch(self) -> None:
        """Watch the folders there are now. The new notifier is at work before the old one stops."""
        self.folders = self.current_folders(self.place)
        before = self.notifier
        watched = self.folders.absolute() if self.per_folder else [self.place.root]
        self.notifier = Notifier(watched, self.tellings, recursive=not self.per_folder, poll=self.poll)
        if before is not None:
            before.stop()

    def current_folders(self, place: Place) -> Folders:
        """The folders in view now."""
        never = [CACHE_FOLDER, *([place.inside] if place.inside else [])]
        return Folders(place.root, never, [entry.path for entry in self.state.sources])

    def discover(self) -> None:
        """One run; a failure is told, and that is all."""
        started = time.perf_counter()
        try:
            place = plan.locate(self.start, self.options)
            result = api.discover(self.start, self.options)
        except LockHeldError as error:
            self.confirm = True
            self.tell(Problem(str(error)))
            return
        except StocktakeError as error:
            if not Path(self.place.root).is_dir():
                raise
            self.tell(Problem(str(error)))
            return
        after = read_state(Path(place.output), chunks=False)
        before = self.state if place.output == self.place.output else State()
        rewritten = [reason.path for reason in result.rewritten]
        change = compare(before, after, time.perf_counter() - started, rewritten)
        self.state = after
        if place.output != self.place.output:
            self.place = place
            self.rewatch()
            self.confirm = True
        if change is not None:
            self.tell(change)

    def wait(self) -> None:
        """Return when changes that count have come and settled, or the run that makes sure is due."""
        told: list[Told] = []
        while not told:
            try:
                told = self.counting(self.tellings.get(timeout=AGAIN if self.confirm else None))
            except Empty:
                self.confirm = False
                return
        self.confirm = False
        self.settle(told)
        if any(self.folders.reshapes(*each) for each in told):
            self.rewatch()
            self.confirm = True
        self.confirm = self.confirm or len(told) >= STORM

    def settle(self, told: list[Told]) -> None:
        """Add to ``told`` what else comes, until it is quiet and no git command is at work."""
        deadline = time.monotonic() + LONGEST_BURST
        latest = time.monotonic() + GIT_WAIT
        while True:
            busy = bool(self.lock) and os.path.lexists(self.lock) and time.monotonic() < latest
            if not busy and time.monotonic() >= deadline:
                return
            try:
                told += self.counting(self.tellings.get(timeout=QUIET))
            except Empty:
                if not busy:
                    return

    def counting(self, told: list[Told] | WatchError) -> list[Told]:
        """Those that count."""
        if isinstance(told, WatchError):
            raise told
        return [each for each in told if self.folders.counts(*each)]


def _index_lock(root: str) -> str:
    """The file that is there while git changes the index, as in a checkout; empty without git."""
    with suppress(GitError):
        return os.path.join(
            root, os.fsdecode(run_git(root, "rev-parse", "--git-path", "index.lock")[0].rstrip(b"\r\n"))
        )
    return ""
