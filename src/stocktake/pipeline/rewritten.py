"""Why each chunk was written again."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from stocktake.paths import path_order, shortened
from stocktake.pipeline.build import Built
from stocktake.pipeline.results import Reason
from stocktake.settings import MANIFEST
from stocktake.state.assemble import SOURCES
from stocktake.state.store import Changes

_NAMED = 3


class _Item(Struct):
    file: str = ""


class _Chunk(Struct):
    inventory: str = ""
    items: list[_Item] = []


_chunk = msgspec.json.Decoder(_Chunk)


def rewritten(built: Built, changes: Changes, resolved_all: str) -> list[Reason]:
    """The chunks that a publication added, changed or removed (relative to the state folder, in order), each with the
    reason: the source files whose items came out otherwise, as far as that is known."""
    found = [Reason(path, "no item is left in it") for path in changes.removed if _is_chunk(path)]
    written = (path for path in (*changes.added, *changes.changed) if _is_chunk(path))
    found += [Reason(path, _why(built, path, resolved_all)) for path in written]
    return sorted(found, key=lambda reason: path_order(reason.path))


def _is_chunk(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return bool(folder) and name != MANIFEST and path.split("/")[0] != SOURCES


def _why(built: Built, path: str, resolved_all: str) -> str:
    if resolved_all:
        return f"all items were computed: {resolved_all}"
    chunk = _chunk.decode(built.files[path])
    inside = {item.file for item in chunk.items}
    files = built.resolution.different.get(chunk.inventory, [])
    causes = [file for file in files if file in inside] or files
    if not causes:
        return "it was not as it had been written"
    return f"items of {shortened(causes, _NAMED)} changed"
