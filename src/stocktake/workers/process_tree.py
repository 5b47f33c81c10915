"""A process with everything it started: how much memory it holds, and how it ends."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

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


def resident(pid: int) -> int:
    """Bytes of resident memory of ``pid`` and its descendants; 0 where it cannot be told."""
    if not os.path.isdir("/proc/self"):  # noqa: PTH112 - asked ten times a second
        return _resident_by_ps(pid)
    total = 0
    for process in members(pid):
        try:
            with open(f"/proc/{process}/statm", "rb") as stream:
                total += int(stream.read().split()[1]) * _PAGE
        except (OSError, IndexError):
            continue
    return total


def _resident_by_ps(pid: int) -> int:
    """The same of the process group ``pid``, as ``ps`` tells it."""
    import subprocess

    try:
        listed = subprocess.run(
            ["ps", "-A", "-o", "pgid=,rss="], capture_output=True, text=True, timeout=5, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    rows = (line.split() for line in listed.splitlines())
    return sum(int(row[1]) * 1024 for row in rows if len(row) == 2 and row[0] == str(pid))


def kill(pid: int) -> None:
    """End the process group ``pid`` and every descendant at once. The process itself must not have been waited for
    yet, so that its number cannot have been given to another."""
    everybody = members(pid)
    with suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    for process in everybody[1:]:
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)
