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

IsSame = Callable[[str, str], bool]
"""Whether a chunk, by its path in the state folder, is known to be what a checksum says."""


def unchanged(
    name: str,
    folder: str,
    description: str,
    layout: Layout,
    paths: Sequence[str],
    changed: Set[str],
    digests: Mapping[str, str],
    read: Read,
    is_same: IsSame,
) -> tuple[CarriedInventory, Layout] | None:
    """The inventory with the chunks of ``layout`` as they are published, and with the digests of sources that
    ``changed``; None where a chunk is not there as it was written: then it has to be made again. The bytes of those
    that are known to be the same are left out."""
    chunks: dict[str, bytes] = {}
    entries = []
    for entry, numbers in zip(layout.manifest.chunks, layout.paths, strict=True):
        place = f"{folder}/{entry.file}"
        if not is_same(place, entry.checksum):
            data = read(place)
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
