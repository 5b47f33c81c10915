"""How much memory this process has taken: apart, so that a run that finds nothing to do loads no more of a summary."""

from __future__ import annotations

import sys


def peak_memory() -> int:
    """Peak resident memory of this process in bytes; 0 where the platform does not say."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
