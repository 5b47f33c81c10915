"""Inventories whose items all came out as before: their chunks are taken from what is published, if it is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set

from msgspec import structs

from stocktake.digests import digest
from stocktake.state.assemble import CarriedInventory, sources_digest
from stocktake.state.layout import one_a_line
from stocktake.state.remembered import Layout

Read = Callable[[str], bytes | None]
"""From the path of a state file to its bytes, None where it cannot be read."""


def unchanged(
    name: str,
    folder: str,
    description: str,
    layout: Layout,
    paths: Sequence[str],
    changed: Set[str],
    digests: Mapping[str, str],
    read: Read,
) -> tuple[CarriedInventory, Layout] | None:
    """The inventory with the chunks of ``layout`` as they are published, and with the digests of sources that
    ``changed``; None where a chunk is not there as it was written: then it has to be made again."""
    chunks: dict[str, bytes] = {}
    entries = []
    for entry, numbers in zip(layout.manifest.chunks, layout.paths, strict=True):
        data = read(f"{folder}/{entry.file}")
        if data is None or digest(data) != entry.checksum:
            return None
        chunks[entry.file] = data
        files = [paths[number] for number in numbers]
        if not changed.isdisjoint(files):
            entry = structs.replace(entry, sources_digest=sources_digest(files, digests))
        entries.append(entry)
    manifest = structs.replace(layout.manifest, chunks=entries)
    found = CarriedInventory(name, folder, one_a_line(manifest), chunks, description)
    return found, Layout(manifest, layout.paths)
