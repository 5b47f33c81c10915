"""The public API: what the command line does, as functions. Nothing here prints, exits or installs signal handlers.
What extractors of other packages print goes where ``print`` leads; the command line leads that to standard error.

Modules behind each function are loaded when it is called: importing this one is cheap.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stocktake.pipeline.plan import Options
from stocktake.pipeline.results import (
    CheckResult,
    DiscoverResult,
    EditResult,
    Event,
    ExtractorInfo,
    Progress,
    StatusResult,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from os import PathLike

    from stocktake.integration.merged import Settled

__all__ = [
    "CheckResult",
    "DiscoverResult",
    "EditResult",
    "Event",
    "ExtractorInfo",
    "Options",
    "Progress",
    "StatusResult",
    "check",
    "clean",
    "discover",
    "extractors",
    "init",
    "schema",
    "schema_names",
    "settle_merge",
    "status",
    "write_schemas",
]


DEFAULTS = Options()
"""Nothing asked for: what configuration and environment say."""


def _ignore(_event: Event) -> None:
    return


def discover(
    start: str | PathLike[str] = ".", options: Options = DEFAULTS, progress: Progress = _ignore
) -> DiscoverResult:
    """Write or update the inventories of the repository around ``start``; ``progress`` is called with each event.

    Raises:
        StocktakeError: nothing was published; what was published before is intact.
    """
    from stocktake.pipeline.nothing_to_do import glance, nothing_to_do
    from stocktake.sources import early

    with early.listing_around(str(start), is_root=options.is_root):
        seen = glance(str(start), options)
        done = nothing_to_do(seen) if seen is not None else None
        if done is not None:
            return done
        from stocktake.pipeline import discover as run

        return run.discover(str(start), options, progress, seen)


def check(
    start: str | PathLike[str] = ".",
    options: Options = DEFAULTS,
    *,
    verify: bool = False,
    staged: bool = False,
    progress: Progress = _ignore,
) -> CheckResult:
    """Whether the published inventories are what :func:`discover` would write now; leaves no trace. ``verify``:
    believe nothing recorded, compute everything again and compare the bytes. ``staged``: of what git would commit,
    instead of the work tree.

    Raises:
        StocktakeError: it cannot be told.
    """
    from stocktake.pipeline import check as run

    if staged:
        from stocktake.pipeline import staged as index

        return index.check(str(start), options, verify=verify, progress=progress)
    return run.check(str(start), options, verify=verify, progress=progress)


def status(start: str | PathLike[str] = ".", options: Options = DEFAULTS) -> StatusResult:
    """What is published at the repository around ``start``, without looking at its sources.

    Raises:
        StocktakeError: no such folder, or a bad configuration.
    """
    from stocktake.pipeline import inspect

    return inspect.status(str(start), options)


def extractors() -> list[ExtractorInfo]:
    """Every registered extractor, also those that cannot be loaded.

    Raises:
        ExtractorError: two packages offer the same name.
    """
    from stocktake.pipeline import inspect

    return inspect.extractors()


def clean(
    start: str | PathLike[str] = ".", options: Options = DEFAULTS, *, cache: bool = True, state: bool = False
) -> EditResult:
    """Delete the cache, the published state, or both; only files that stocktake wrote.

    Raises:
        StocktakeError: a run is going on, or a file cannot be deleted.
    """
    from stocktake.pipeline import clean as run

    return run.clean(str(start), options, cache=cache, state=state)


def init(
    start: str | PathLike[str] = ".",
    options: Options = DEFAULTS,
    *,
    pieces: Collection[str] = (),
    write: bool = False,
    remove: bool = False,
) -> EditResult:
    """Set the repository around ``start`` up, or with ``remove`` take that back; without ``write`` only say how.
    ``pieces`` (config, ignore, attributes, merge, pre-commit): these only; none: all but pre-commit, and all to remove.

    Raises:
        StocktakeError: an unknown piece; a file that cannot be read or written.
    """
    from stocktake.integration import install
    from stocktake.pipeline import plan

    return install.init(plan.locate(str(start), options), pieces, write=write, remove=remove)


def settle_merge(
    start: str | PathLike[str] = ".", options: Options = DEFAULTS, *, hook: str, index: str = ""
) -> Settled:
    """What git's ``hook`` does: write the state again, and stage it, where a merge took one side of it. ``index``: the
    index file of the commit that is being made (absolute).

    Raises:
        StocktakeError: it cannot be told whether there is something to do.
    """
    from stocktake.integration import merged
    from stocktake.pipeline import plan

    place = plan.locate(str(start), options)
    return merged.settle(place, hook, index, lambda: discover(start, options))


def schema_names() -> list[str]:
    """What :func:`schema` knows: files of the state, then the inventories, then the JSON of the commands."""
    from stocktake.pipeline import schemas

    return schemas.names()


def schema(name: str) -> bytes:
    """The JSON Schema (draft 2020-12) of a state file, an inventory's chunks, or a command's JSON, as indented JSON.

    Raises:
        UsageError: no such name.
        ExtractorError: the extractor of that inventory cannot be loaded.
    """
    from stocktake.pipeline import schemas

    return schemas.text(name)


def write_schemas(folder: str | PathLike[str]) -> list[str]:
    """Write every schema into ``folder`` (made where missing) as ``<name>.schema.json``; returns their paths.

    Raises:
        StateError: the folder or a file cannot be written.
        ExtractorError: some extractors cannot be loaded; the schemas of all others are written.
    """
    from stocktake.pipeline import schemas

    return schemas.write_all(Path(folder))
