"""How many processors this process may use."""

from __future__ import annotations

import os

_CGROUPS = "/sys/fs/cgroup"


def usable(cgroups: str = _CGROUPS) -> int:
    """Processors in the affinity mask of this process, but no more than its control group's quota; at least 1."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota(cgroups)
    return max(1, count if quota is None else min(count, int(quota)))


def _quota(cgroups: str) -> float | None:
    """Processors granted by the control group (version 2, then 1) as it is mounted here; None: no quota."""
    unified = _words(f"{cgroups}/cpu.max")
    if len(unified) == 2:
        return _ratio(unified[0], unified[1])
    quota, period = _words(f"{cgroups}/cpu/cpu.cfs_quota_us"), _words(f"{cgroups}/cpu/cpu.cfs_period_us")
    return _ratio(quota[0], period[0]) if quota and period else None


def _ratio(quota: str, period: str) -> float | None:
    if quota.isdigit() and period.isdigit() and int(period) > 0:  # else "max", or -1
        return int(quota) / int(period)
    return None


def _words(path: str) -> list[str]:
    try:
        with open(path, encoding="ascii") as stream:
            return stream.read().split()
    except (OSError, ValueError):
        return []
