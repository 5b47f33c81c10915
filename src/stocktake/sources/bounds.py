"""How much of a configuration counts: what is tried for each import or file may not be without end."""

from __future__ import annotations

from typing import Any

from stocktake.model import Diagnostic

MAX_ENTRIES = 2_000
"""Of a list of patterns, folders or targets, more than any project has."""

_LONGEST_NAME = 60


def bounded(path: str, name: str, value: Any, diagnostics: list[Diagnostic]) -> Any:
    """``value``, which the configuration file ``path`` has under ``name``; of a list with too many entries, the first,
    and that is added to ``diagnostics``."""
    if not isinstance(value, list) or len(value) <= MAX_ENTRIES:
        return value
    shown = name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"
    told = f"{shown}: more than {MAX_ENTRIES:,} entries, the others are left out"
    diagnostics.append(Diagnostic(path, 0, told))
    return value[:MAX_ENTRIES]
