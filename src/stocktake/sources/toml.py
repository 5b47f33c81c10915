"""What the standard reader of TOML is not to be given."""

from __future__ import annotations

from typing import Final

MOST_DOTS: Final = 1_000
"""Dots on one line: tomllib takes time quadratic in the parts of a dotted key."""


def has_long_keys(data: bytes) -> bool:
    """Whether a line may hold a key of more parts than are read in reasonable time."""
    return max(line.count(b".") for line in data.split(b"\n")) > MOST_DOTS
