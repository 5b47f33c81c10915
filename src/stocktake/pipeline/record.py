"""``last-run.json`` in the cache folder: when and how the last run went. Never committed, and decides nothing."""

from __future__ import annotations

import os
import platform
import time
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from stocktake import __version__
from stocktake.encoding import from_json, to_pretty_json
from stocktake.pipeline.results import RECORD_VERSION, DiscoverResult

NAME = "last-run.json"


class LastRun(Struct, frozen=True):
    """The last ``discover`` that ended well. ``ended`` in seconds since 1970; ``processors`` are those this process may
    use; ``result`` is what ``discover --json`` printed."""

    version: int
    ended: float
    stocktake: str
    python: str
    platform: str
    processors: int
    result: DiscoverResult


def write(folder: Path, result: DiscoverResult) -> None:
    """Replace the record in ``folder``. Where that fails nobody is the worse for it: no error."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    run = LastRun(
        version=RECORD_VERSION,
        ended=round(time.time(), 3),
        stocktake=__version__,
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        processors=processors,
        result=result,
    )
    temporary = folder / f"{NAME}.{os.getpid()}"
    with suppress(OSError):
        try:
            with temporary.open("xb") as stream:
                stream.write(to_pretty_json(run))
            temporary.replace(folder / NAME)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def read(folder: Path) -> LastRun | None:
    """The record in ``folder``; None where there is none that can be read."""
    try:
        return from_json((folder / NAME).read_bytes(), LastRun)
    except (OSError, msgspec.DecodeError):
        return None
