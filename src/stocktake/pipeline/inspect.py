"""What ``status`` and ``extractors`` tell: what is published, without looking at the sources, and what there is."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from stocktake.errors import ExtractorError
from stocktake.extractors import registry
from stocktake.extractors.built_in import BUILT_IN
from stocktake.pipeline import plan, record
from stocktake.pipeline.plan import Options
from stocktake.pipeline.results import RECORD_VERSION, ExtractorInfo, InventoryStatus, StatusResult
from stocktake.settings import CACHE_FOLDER
from stocktake.state import disk
from stocktake.state.assemble import SOURCES
from stocktake.state.reading import read_state


def status(start: str, options: Options) -> StatusResult:
    """What is published at the repository around ``start``, and when.

    Raises:
        SourceError, ConfigError, UsageError: see :func:`stocktake.pipeline.plan.locate`.
    """
    place = plan.locate(start, options)
    state = read_state(Path(place.output), chunks=False, top=place.root)
    last = record.read(Path(place.cache))
    problem = state.problems[0] if state.problems else None
    text = "" if problem is None else ": ".join(filter(None, (problem.path, problem.kind, problem.detail)))
    entries = state.manifest.inventories if state.manifest else []
    inventories = [InventoryStatus(e.name, e.folder, e.item_count, e.chunk_count) for e in entries if e.name != SOURCES]
    order = {name: index for index, name in enumerate(BUILT_IN)}
    totals = state.manifest.totals if state.manifest else None
    cache_bytes, cache_problem = _cache_size(place.cache)
    return StatusResult(
        version=RECORD_VERSION,
        root=place.root,
        config_file=place.config_file,
        state=place.shown,
        published=state.manifest is not None,
        problem=text,
        inventories=sorted(inventories, key=lambda inventory: (order.get(inventory.name, len(order)), inventory.name)),
        extracted=totals.extracted if totals else 0,
        skipped=totals.skipped if totals else 0,
        failed=totals.failed if totals else 0,
        cache=CACHE_FOLDER,
        cache_bytes=cache_bytes,
        cache_problem=cache_problem,
        last_run=last.ended if last else 0.0,
        last_seconds=round(sum(last.result.seconds.values()), 4) if last else 0.0,
        by_hand=problem is not None and problem.by_hand,
    )


def _cache_size(folder: str) -> tuple[int, str]:
    """Bytes in the cache folder, and why they cannot be counted."""
    try:
        total = 0
        for name, kind in disk.entries(folder):
            with suppress(FileNotFoundError):  # replaced by a run that is going on
                total += Path(folder, name).lstat().st_size if kind == "file" else 0
        return total, ""
    except OSError as error:
        return 0, f"cannot be read: {error.strerror or error}"


def extractors() -> list[ExtractorInfo]:
    """Every registered extractor, also those that cannot be loaded.

    Raises:
        ExtractorError: two packages offer the same name.
    """
    known = registry.registered()
    return [_info(known[name], known) for name in known]


def _info(entry: registry.Registered, known: dict[str, registry.Registered]) -> ExtractorInfo:
    try:
        extractor = registry.choose([entry.name], {}, known).get(entry.name)
    except ExtractorError as error:
        return ExtractorInfo(entry.name, entry.package, "", "", 0, (), str(error))
    return ExtractorInfo(
        entry.name, entry.package, extractor.summary, extractor.folder, extractor.version, extractor.requires
    )
