"""A process with everything it started: how much memory it holds, and how it ends."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from functools import cache
from typing import NamedTuple

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_MOST = 4096
"""Processes of a tree that are looked at."""


def members(pid: int) -> list[int]:
    """``pid`` and its descendants. Where the platform has no /proc, ``pid`` alone."""
    found = [pid]
    for process in found:  # grows while it is walked
        if len(found) > _MOST:
            break
        try:
            threads = os.listdir(f"/proc/{process}/task")
        except OSError:
            continue
        for thread in threads:
            with suppress(OSError), open(f"/proc/{process}/task/{thread}/children", "rb") as stream:
                found.extend(int(child) for child in stream.read().split())
    return found


class Held(NamedTuple):
    """What a process holds with its descendants: bytes of resident memory (0: cannot be told), and processes."""

    memory: int
    processes: int


def held(pid: int) -> Held:
    """What ``pid`` and its descendants hold now."""
    if not has_proc():
        return _held_by_ps(pid)
    everybody = members(pid)
    total = 0
    for process in everybody:
        try:
            with open(f"/proc/{process}/statm", "rb") as stream:
                total += int(stream.read().split()[1]) * _PAGE
        except (OSError, IndexError):
            continue
    return Held(total, len(everybody))


@cache
def has_proc() -> bool:
    """Whether this platform shows its processes as files."""
    return os.path.isdir("/proc/self")  # noqa: PTH112


def _held_by_ps(pid: int) -> Held:
    """The same of the process group ``pid``, as ``ps`` tells it."""
    import subprocess

    try:
        listed = subprocess.run(
            ["ps", "-A", "-o", "pgid=,rss="], capture_output=True, text=True, timeout=5, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return Held(0, 1)
    rows = [line.split() for line in listed.splitlines()]
    sizes = [int(row[1]) * 1024 for row in rows if len(row) == 2 and row[0] == str(pid)]
    return Held(sum(sizes), len(sizes))


def kill(pid: int) -> None:
    """End the process group ``pid`` and every descendant at once. The process itself must not have been waited for
    yet, so that its number cannot have been given to another."""
    everybody = members(pid)
    with suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    for process in everybody[1:]:
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)
