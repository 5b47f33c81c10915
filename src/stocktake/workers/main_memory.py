"""How much main memory the processes of a run may hold together."""

from __future__ import annotations

import os
from collections.abc import Iterator

_CGROUPS = "/sys/fs/cgroup"
_OWN = "/proc/self/cgroup"


def usable(cgroups: str = _CGROUPS, own: str = _OWN) -> int:
    """Bytes of main memory in this machine, but no more than any control group around this process grants; 0 where
    nothing can be told. ``cgroups`` is where the groups are mounted, ``own`` the file that names those of a process."""
    known = [limit for limit in (_installed(), *_granted(cgroups, own)) if limit > 0]
    return min(known, default=0)


def _installed() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 0


def _granted(cgroups: str, own: str) -> Iterator[int]:
    """The limits (version 2, then 1) of the group of this process and of those around it. In a container the mount
    begins at its own group, so that the path is not there, but its root is."""
    for line in _read(own).splitlines():
        _, colon, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if colon and controllers == "":
            yield from _limits(cgroups, path, "memory.max")
        elif "memory" in controllers.split(","):
            yield from _limits(f"{cgroups}/memory", path, "memory.limit_in_bytes")


def _limits(mount: str, path: str, name: str) -> Iterator[int]:
    parts = [part for part in path.split("/") if part not in ("", "..")]
    for depth in range(len(parts) + 1):
        text = _read("/".join([mount, *parts[:depth], name])).strip()
        if text.isdigit():  # else "max", or no such file
            yield int(text)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.read()
    except OSError:
        return ""
