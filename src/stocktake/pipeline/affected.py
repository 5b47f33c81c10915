"""Which inventories, and which chunks of them, are not fresh: from the reasons that ``check`` found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

import msgspec

from stocktake.encoding import from_json
from stocktake.paths import path_order
from stocktake.pipeline.results import Mismatch, StaleInventory
from stocktake.state import disk
from stocktake.state.assemble import SOURCES
from stocktake.state.published import State

_FILE: Final = re.compile(rb'"file":("(?:[^"\\]|\\.)*")')


def affected(output: str, state: State, mismatches: Sequence[Mismatch]) -> list[StaleInventory]:
    """The inventories of ``state`` (published in the folder ``output``) that ``mismatches`` concern, by name; not
    ``sources``, which any change to a file concerns."""
    changed = frozenset(mismatch.path for mismatch in mismatches if mismatch.kind == "source")
    general = [m.message for m in mismatches if m.kind == "options" and not m.inventory]
    general += [f"{m.path}: {m.message}" for m in mismatches if m.message.startswith("config changed")]
    entries = {entry.name: entry for entry in state.manifest.inventories} if state.manifest else {}
    named = {mismatch.inventory for mismatch in mismatches if mismatch.inventory}
    found = []
    for name in sorted((entries.keys() | named) - {SOURCES}):
        own = [mismatch for mismatch in mismatches if mismatch.inventory == name]
        reasons = list(dict.fromkeys([*general, *(m.message for m in own if m.kind == "options")]))
        chunks = {mismatch.path for mismatch in own if mismatch.kind == "state"}
        manifest = state.inventories.get(name)
        if changed and manifest is not None and name in entries:
            for chunk in manifest.chunks:
                path = f"{entries[name].folder}/{chunk.file}"
                if path not in chunks and not changed.isdisjoint(_files(f"{output}/{path}")):
                    chunks.add(path)
        if chunks or reasons:
            found.append(StaleInventory(name, sorted(chunks, key=path_order), reasons))
    return found


def _files(path: str) -> Iterator[str]:
    """The source files whose items a chunk holds; none where it cannot be read: that is a reason of its own."""
    try:
        data = disk.read(path)
    except OSError:
        return
    for text in set(_FILE.findall(data)):
        with suppress(msgspec.DecodeError):
            yield from_json(text, str)
