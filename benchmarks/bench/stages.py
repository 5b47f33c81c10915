"""Where stocktake's time goes: the stages and steps of its run records, as medians over the rounds."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any


def summary_of(records: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Medians of the seconds of each stage and step, the memory of the coordinator and of the largest worker."""
    if not records:
        return {}
    workers = [each["peak_memory"] for record in records for each in (record.get("workers") or {}).get("workers", ())]
    return {
        "stages": _medians([record["seconds"] for record in records]),
        "steps": _medians([{step["name"]: step["seconds"] for step in record.get("steps", ())} for record in records]),
        "coordinator_memory": statistics.median(record["peak_memory"] for record in records),
        "worker_memory": max(workers, default=0),
    }


def _medians(tables: Sequence[dict[str, float]]) -> dict[str, float]:
    """The median of each key, in the order of the first table; a key that a table lacks counts as 0 there."""
    return {key: round(statistics.median(table.get(key, 0.0) for table in tables), 4) for key in tables[0]}
