"""The short way of ``discover``, where nothing has changed since the last run."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from stocktake.pipeline import record, snapshot
from stocktake.pipeline.look import SourcesLook, at_state, at_state_after
from stocktake.pipeline.memory import peak_memory
from stocktake.pipeline.plan import Options, Plan
from stocktake.pipeline.results import DiscoverResult
from stocktake.settings import CACHE_FOLDER
from stocktake.sources import early
from stocktake.sources.scan import Tree
from stocktake.state import disk

if TYPE_CHECKING:
    from stocktake.pipeline.build import Built


def prepare(
    run_plan: Plan,
    seen: SourcesLook | None,
    started_ns: int,
    tree: Tree,
    files: int,
    digests: Mapping[str, str],
    built: Built,
    lies: Mapping[str, disk.Kind] | None,
) -> None:
    """Keep what a run saw that has nothing to say that the next would have to say again, for that to tell that there is
    nothing to do: see :func:`snapshot.keep`. ``files`` is how many source files there are, ``lies`` all that lies in
    the state folder, where that is known."""
    if seen is None or not _is_plain(run_plan):
        return
    place = run_plan.place
    read = {config.path: config.digest for config in tree.configs} | dict(digests)
    try:
        now = snapshot.now(place.cache)
        state = at_state(place.output) if lies is None else at_state_after(place.output, lies, built.status)
    except OSError:
        return
    snapshot.keep(place, seen, state, started_ns, now, files, read, built.files)


def _is_plain(run_plan: Plan) -> bool:
    """Whether a run was one without options that concern what is published, by the extractors that are built in:
    another could not be answered for without its own."""
    config, own = run_plan.place.config, run_plan.place.own
    same = structs.replace(config, jobs=own.jobs, timeout=own.timeout, memory_limit=own.memory_limit) == own
    built_in = all(registered.package == "stocktake" for registered in run_plan.known.values())
    return same and built_in


def glance(start: str, options: Options) -> snapshot.Glance | None:
    """What a run at the repository around ``start`` sees first; None where there is nothing to compare it with."""
    if options.full or options.overrides:
        return None
    root = early.root_of(start, is_root=options.is_root)
    if root is None:
        return None
    return snapshot.glance(root, os.environ if options.environment is None else options.environment)


def nothing_to_do(seen: snapshot.Glance) -> DiscoverResult | None:
    """The result of a run that finds everything as the last run left it; None where it does not."""
    if not seen.unchanged:
        return None
    cache = Path(seen.root, CACHE_FOLDER)
    last = record.read(cache)
    if last is None or last.result.root != seen.root:
        return None
    result = _again(last.result, round((time.time_ns() - seen.started_ns) / 1e9, 4))
    record.write(cache, result)
    snapshot.renew(seen)
    return result


def _again(last: DiscoverResult, seconds: float) -> DiscoverResult:
    """What ``last`` would have been like, had it found nothing to do."""
    files = last.files
    return structs.replace(
        last,
        inventories=[structs.replace(each, added=0, changed=0, removed=0) for each in last.inventories],
        files=structs.replace(files, extracted=0, reused=files.extracted + files.reused),
        changes=dict.fromkeys(last.changes, 0),
        recomputed=[],
        warnings=[],  # none that it would give again
        seconds={"look": seconds},
        peak_memory=peak_memory(),
        steps=[],
        workers=None,
        resolved=[],
        resolved_all="",
        rewritten=[],
    )
