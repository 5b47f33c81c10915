"""The order of paths, and lists of them in messages."""

from __future__ import annotations

from collections.abc import Sequence


def path_order(path: str) -> list[str]:
    """Key of the order in which paths are published: folder by folder."""
    return path.split("/")


def shortened(names: Sequence[str], most: int) -> str:
    """``a, b, c and 4 more``: at most ``most`` of the names."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
