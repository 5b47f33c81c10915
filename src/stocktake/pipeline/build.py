"""From outcomes to the complete state as bytes: resolve, items, coverage, assemble. Reads no file, writes none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from msgspec import Struct

from stocktake.encoding import from_json
from stocktake.model import (
    Coverage,
    Failed,
    InventoryManifest,
    Outcome,
    SourceEntry,
)
from stocktake.pipeline.backends import resolves_in_two
from stocktake.pipeline.carry import Carried, aged
from stocktake.pipeline.coverage import build as build_coverage
from stocktake.pipeline.extraction import source_entries
from stocktake.pipeline.fact_store import FactStore
from stocktake.pipeline.plan import Plan, state_fingerprint
from stocktake.pipeline.resolution import resolve
from stocktake.pipeline.resolution_data import Given, Resolution
from stocktake.pipeline.unchanged import IsSame, Read, unchanged
from stocktake.sources.scan import Tree
from stocktake.state.assemble import CarriedInventory, InventoryContent, assemble
from stocktake.state.chunks import ChunkFile
from stocktake.state.remembered import Layout


class Built(Struct, frozen=True):
    """The complete state: path relative to the state folder → bytes, but for the chunks that are ``kept`` as they are
    there; the records it holds, and how it was resolved."""

    files: dict[str, bytes]
    kept: Set[str]
    coverage: Coverage
    sources: list[SourceEntry]
    resolution: Resolution
    checksums: dict[str, str]
    """Of the chunks that this run made or found as they should be, by path."""


def everything(tree: Tree, outcomes: Mapping[str, Outcome]) -> Given:
    """What to resolve where nothing is taken over: every outcome with its facts."""
    facts = {path: outcome.facts for path, outcome in outcomes.items() if not isinstance(outcome, Failed)}
    return Given(outcomes, facts, reasons(tree), FactStore(facts, {}, lambda _wanted: {}))


def reasons(tree: Tree) -> dict[str, str]:
    """Why the path of each file says that it is skipped; "" for no reason."""
    return {file.path: file.reason or "" for file in tree.files}


def build(
    plan: Plan,
    tree: Tree,
    given: Given,
    carried: Carried,
    generator: str,
    key: Mapping[str, str] | None = None,
    report: Callable[[str], None] = lambda _stage: None,
    read: Read = lambda _path: None,
    is_same: IsSame = lambda _path, _checksum: False,
) -> Built:
    """The state of ``plan`` from what is known of every file of ``tree``; ``report`` is told each stage as it begins,
    ``key`` is what to remember the resolution under, ``read`` gives what is published, ``is_same`` tells what of it is
    known.

    Raises:
        ExtractorError: an extractor contradicts the protocol.
        FactsMissingError: facts that were remembered are gone.
    """
    config = plan.place.config
    resolution = resolve(plan, tree, given, key or {}, report, in_two=resolves_in_two(plan, tree))
    published = [d for d in (*tree.diagnostics, *resolution.diagnostics) if d.path]
    outcomes = given.outcomes
    coverage = build_coverage(tree.skipped, outcomes.values(), resolution.failures, published, carried.coverage)
    digests = {path: outcome.digest for path, outcome in outcomes.items()}
    sources = source_entries(tree, digests, resolution.probes)
    report("assemble")
    kept = [aged(inventory, carried.sources, sources) for inventory in carried.inventories]
    fingerprints = {name: plan.fingerprint(name) for name in plan.selected}
    fingerprints |= {i.name: from_json(i.manifest, InventoryManifest).fingerprint for i in kept}
    layouts: dict[str, Layout] = {}
    contents: list[Callable[[], InventoryContent]] = []
    for name, content in resolution.contents.items():
        same = _unchanged(plan, name, given, resolution, digests, read, is_same)
        if same is None:
            contents.append(content)
        else:
            kept.append(same[0])
            layouts[name] = same[1]
    numbers = {path: number for number, path in enumerate(outcomes)}

    def note(manifest: InventoryManifest, chunks: list[ChunkFile]) -> None:
        layouts[manifest.inventory] = Layout(manifest, [[numbers[path] for path in chunk.paths] for chunk in chunks])

    files = assemble(
        (content() for content in contents),
        sources,
        coverage,
        fingerprint=state_fingerprint(fingerprints, config),
        generator=generator,
        carried=kept,
        budget=config.chunk_budget,
        note=note,
    )
    if resolution.remembered is not None:
        resolution.remembered.layouts = layouts
    checksums = {
        f"{plan.extractors.get(name).folder}/{chunk.file}": chunk.checksum
        for name, layout in layouts.items()
        for chunk in layout.manifest.chunks
    }
    same_chunks = {path for path, checksum in checksums.items() if is_same(path, checksum)}
    files = {path: data for path, data in files.items() if path not in same_chunks}
    return Built(files, same_chunks, coverage, sources, resolution, checksums)


def _unchanged(
    plan: Plan,
    name: str,
    given: Given,
    resolution: Resolution,
    digests: Mapping[str, str],
    read: Read,
    is_same: IsSame,
) -> tuple[CarriedInventory, Layout] | None:
    """The inventory as published, where all its items came out as before; None where they did not."""
    past = given.past
    if past is None or given.moves is not None or name not in past.layouts or name in resolution.different:
        return None
    extractor, layout = plan.extractors.get(name), past.layouts[name]
    return unchanged(
        name, extractor.folder, extractor.summary, layout, past.paths, given.changed, digests, read, is_same
    )
