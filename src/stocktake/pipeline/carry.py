"""What a run keeps of the published state because it computes only a part of it (``--only``, ``--skip``)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from stocktake.encoding import from_json
from stocktake.errors import ExtractorError, StateError
from stocktake.extractors.registry import choose
from stocktake.model import Coverage, CoverageEntry, InventoryManifest, SourceEntry
from stocktake.pipeline import plan
from stocktake.pipeline.plan import Plan
from stocktake.sources.scan import Tree
from stocktake.state import disk
from stocktake.state.assemble import COVERAGE, SOURCES, CarriedInventory
from stocktake.state.layout import one_a_line
from stocktake.state.published import State
from stocktake.state.reading import retained

OUTDATED = "outdated"
"""The fingerprint of an inventory that was carried over although what it was computed from has changed: it equals no
inventory's, so ``check`` reports it until it is computed again."""


class Carried(Struct, frozen=True):
    """What is kept of the previous state because this run does not compute it: inventories, and the coverage entries
    about their extractors."""

    inventories: tuple[CarriedInventory, ...] = ()
    coverage: tuple[CoverageEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()


def carried_over(run_plan: Plan, state: State, tree: Tree) -> Carried:
    """What this run keeps of the published state because it was told to compute only a part of it.

    Raises:
        StateError: a part to be kept is damaged.
    """
    output = Path(run_plan.place.output)
    names = [name for name in run_plan.published if name not in run_plan.selected]
    kept = retained(output, names) if names else []
    if not kept:
        return Carried()
    if state.manifest is not None and state.manifest.generator != plan.GENERATOR:
        kept = [_outdated(inventory) for inventory in kept]  # another version may resolve otherwise
    for inventory in kept:
        inventory.description = _description(run_plan, inventory.name)
    ran = frozenset(run_plan.extractors.names)
    present = {file.path for file in tree.files}
    entries = [e for e in read_coverage(output).entries if e.extractor and e.extractor not in ran and e.path in present]
    return Carried(tuple(kept), tuple(entries), tuple(state.sources))


def not_installed(run_plan: Plan, state: State) -> list[str]:
    """A warning for each inventory of ``state`` whose extractor there is not: it may be that of a package that others
    have, who will miss it."""
    entries = state.manifest.inventories if state.manifest else []
    return [
        f"no extractor {entry.name!r} is installed here: discover removes the inventory that was published of it"
        for entry in entries
        if entry.name != SOURCES and entry.name not in run_plan.known
    ]


def read_coverage(output: Path) -> Coverage:
    """The published coverage.

    Raises:
        StateError: it cannot be read.
    """
    try:
        return from_json(disk.read(str(output / COVERAGE)), Coverage)
    except (OSError, msgspec.DecodeError) as error:
        raise StateError(f"{output / COVERAGE} cannot be read ({error}): run `stocktake discover`") from None


def _description(run_plan: Plan, name: str) -> str:
    """The one-line summary of an extractor that does not run; empty where it cannot be loaded."""
    try:
        return choose([name], {}, run_plan.known).get(name).summary
    except ExtractorError:
        return ""


def aged(inventory: CarriedInventory, before: Sequence[SourceEntry], now: Sequence[SourceEntry]) -> CarriedInventory:
    """A carried inventory, marked :data:`OUTDATED` where what it was computed from has changed since."""
    if _key(before) == _key(now):
        return inventory
    return _outdated(inventory)


def _outdated(inventory: CarriedInventory) -> CarriedInventory:
    manifest = from_json(inventory.manifest, InventoryManifest)
    if manifest.fingerprint == OUTDATED:
        return inventory
    marked = one_a_line(structs.replace(manifest, fingerprint=OUTDATED))
    return structs.replace(inventory, manifest=marked, said=None)


def _key(entries: Sequence[SourceEntry]) -> list[tuple[str, str, str]]:
    return sorted((entry.path, entry.kind, entry.digest) for entry in entries)
