"""A process that does not outlive the one that started it."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def tie_to(parent: int) -> None:
    """End with ``parent``, whatever it dies of and whatever this process is doing then (on Linux); at once where it is
    dead already."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            prctl = ctypes.CDLL(None).prctl
            prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what escapes its group still belongs to this process
    if os.getppid() != parent:
        os._exit(1)
