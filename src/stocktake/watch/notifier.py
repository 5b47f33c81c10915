"""Being told of changes by the operating system. The only importer of watchfiles."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from stocktake.errors import StocktakeError

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

_DEBOUNCE: Final = 400
"""Milliseconds for which changes are collected at most before they are handed over."""
_STEP: Final = 40
"""Milliseconds without a change after which they are handed over."""
_POLL_DELAY: Final = 300


class WatchError(StocktakeError):
    """The system cannot watch these folders, or watchfiles is not installed."""


class Told(NamedTuple):
    """One thing that happened to ``path`` (absolute)."""

    change: Literal["added", "modified", "deleted"]
    path: str


Tellings = SimpleQueue[list[Told] | WatchError]
"""What was told, in bursts; an error is the last thing that is."""

_KINDS: Final[dict[int, Literal["added", "modified", "deleted"]]] = {1: "added", 2: "modified", 3: "deleted"}


class Notifier:
    """Watches folders from its construction on, and puts what it is told into a queue until it is stopped."""

    def __init__(self, folders: Sequence[str], tellings: Tellings, *, recursive: bool, poll: bool) -> None:
        """``recursive``: also what is below the folders; ``poll``: look at them again and again instead.

        Raises:
            WatchError: see there.
        """
        self._tellings = tellings
        self._stopping = threading.Event()
        self._watcher = _watcher(folders, recursive, poll)
        self._thread = threading.Thread(target=self._listen, name="notifier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell nothing any more. What the thread was told before is in the queue."""
        self._stopping.set()
        self._thread.join(2)
        self._watcher.close()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                found = self._watcher.watch(_DEBOUNCE, _STEP, 1000, self._stopping)
            except Exception as error:  # whatever the library raises: this thread has nobody else to tell
                self._tellings.put(WatchError(f"watching ended: {error}"))
                return
            if isinstance(found, set):
                self._tellings.put([Told(_KINDS[change], path) for change, path in sorted(found)])


def _watcher(folders: Sequence[str], recursive: bool, poll: bool) -> RustNotify:
    try:
        from watchfiles._rust_notify import RustNotify
    except ImportError as error:
        raise WatchError(f"`stocktake watch` needs the package watchfiles ({error}): install it") from None
    remaining = list(folders)
    while True:
        try:
            # Its last argument would make it pass over every kind of error, also that there are too many folders.
            return RustNotify(remaining, False, poll, _POLL_DELAY, recursive, False)
        except (FileNotFoundError, PermissionError):  # a folder that went since it was listed, or cannot be entered
            there = [folder for folder in remaining if Path(folder).is_dir() and os.access(folder, os.R_OK | os.X_OK)]
            if not there or len(there) == len(remaining):
                raise WatchError("the folder to watch is gone, or cannot be read") from None
            remaining = there
        except Exception as error:  # its own, or OSError, as its version has it
            is_limit = "limit" in str(error) or getattr(error, "errno", None) == errno.ENOSPC
            hint = "raise fs.inotify.max_user_watches, or use --poll" if is_limit else "try --poll"
            raise WatchError(f"cannot watch {len(remaining):,} folders: {error}: {hint}") from None
