"""Whether published state is fresh, and if not, every reason why. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from stocktake.model import InventoryManifest, SourceEntry
from stocktake.paths import path_order
from stocktake.state.assemble import SOURCES
from stocktake.state.published import State

ReasonKind = Literal[
    "state problem",
    "generator changed",
    "extractor changed",
    "options changed",
    "config changed",
    "new",
    "modified",
    "deleted",
]
"""In the order in which reasons are told."""

_ORDER: dict[ReasonKind, int] = {
    "state problem": 0,
    "generator changed": 1,
    "extractor changed": 2,
    "options changed": 3,
    "config changed": 4,
    "new": 5,
    "modified": 6,
    "deleted": 7,
}


class Reason(Struct, frozen=True):
    """One reason for published state being stale. ``path`` is the source or config file, or for a state problem the
    file in the state folder; empty where the reason concerns all files."""

    kind: ReasonKind
    path: str = ""
    detail: str = ""


class InventoryKey(Struct, frozen=True):
    """What an inventory depends on besides the sources."""

    extractor_version: int
    fingerprint: str


class Current(Struct):
    """What a run would publish now; ``inventories`` are by name, ``sources`` in any order. ``options`` says what it can
    be that has changed where no inventory has the fingerprint that it had."""

    generator: str
    fingerprint: str
    inventories: Mapping[str, InventoryKey]
    sources: Sequence[SourceEntry]
    options: str = "configuration or options"


def stale_reasons(published: State, current: Current) -> list[Reason]:
    """Every reason why ``published`` is not what a run would publish now; empty if it is fresh.

    Sorted by kind, then path. Sources are not compared where those published could not be read: the problem says so.
    """
    problems = published.problems
    reasons = [Reason("state problem", problem.path, _told(problem.kind, problem.detail)) for problem in problems]
    if published.manifest is not None:
        reasons += _version_reasons(published, current)
        if not any(problem.path.split("/")[0] == SOURCES for problem in problems):
            if SOURCES in published.inventories:
                reasons += source_reasons(published.sources, current.sources)
            else:
                reasons.append(Reason("state problem", SOURCES, "missing: the manifest does not list it"))
    return sorted(reasons, key=lambda reason: (_ORDER[reason.kind], path_order(reason.path), reason.detail))


def source_reasons(published: Sequence[SourceEntry], current: Sequence[SourceEntry]) -> list[Reason]:
    """What happened to the source and config files, sorted by path within each kind."""
    before = {entry.path: entry for entry in published}
    after = {entry.path: entry for entry in current}
    changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    changed.sort(key=path_order)
    reasons = [_source_reason(path, before.get(path), after.get(path)) for path in changed]
    return sorted(reasons, key=lambda reason: _ORDER[reason.kind])


def _source_reason(path: str, old: SourceEntry | None, new: SourceEntry | None) -> Reason:
    kind: ReasonKind = "modified" if old and new else "new" if new else "deleted"
    either = new or old
    if either is not None and either.kind == "config":
        return Reason("config changed", path, kind)
    if either is not None and either.kind == "probe":
        return Reason("config changed", path, _presence(old, new))
    was = f"was of kind {old.kind}" if old and new and old.kind != new.kind else ""
    return Reason(kind, path, was)


def _presence(old: SourceEntry | None, new: SourceEntry | None) -> str:
    """Of an imported file of which only the presence matters."""
    if new is None:
        return "no longer imported"
    if old is None or old.kind != "probe":
        return f"imported, {new.digest}"
    return f"{old.digest} before, {new.digest} now"


def _version_reasons(published: State, current: Current) -> list[Reason]:
    manifest = published.manifest
    if manifest is None:
        return []
    reasons = []
    if manifest.generator != current.generator:
        reasons.append(Reason("generator changed", "", f"{manifest.generator} → {current.generator}"))
    listed = {entry.name for entry in manifest.inventories} - {SOURCES}
    inventories = current.inventories
    names = sorted(listed | inventories.keys())
    same = [name for name in names if _is_of_version(published.inventories.get(name), inventories.get(name))]
    in_all = [name for name in same if published.inventories[name].fingerprint != inventories[name].fingerprint]
    if len(in_all) < max(len(same), 2):
        in_all = []
    for name in names:
        if name not in in_all:
            reasons += _inventory_reason(name, name in listed, published.inventories.get(name), inventories.get(name))
    if in_all or (manifest.fingerprint != current.fingerprint and not reasons):
        reasons.append(Reason("options changed", "", current.options))
    return reasons


def _is_of_version(old: InventoryManifest | None, new: InventoryKey | None) -> bool:
    return old is not None and new is not None and old.extractor_version == new.extractor_version


def _inventory_reason(name: str, listed: bool, old: InventoryManifest | None, new: InventoryKey | None) -> list[Reason]:
    if new is None:
        return [Reason("options changed", "", f"{name}: published, no longer selected")]
    if not listed:
        return [Reason("options changed", "", f"{name}: selected, not published")]
    if old is None:  # its manifest is damaged: a state problem already
        return []
    if old.extractor_version != new.extractor_version:
        return [Reason("extractor changed", "", f"{name}: version {old.extractor_version} → {new.extractor_version}")]
    if old.fingerprint != new.fingerprint:
        return [Reason("options changed", "", f"{name}: its options or what it depends on")]
    return []


def _told(kind: str, detail: str) -> str:
    return f"{kind}: {detail}" if detail else kind
