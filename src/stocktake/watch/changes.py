"""What a run changed: two published states compared. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from msgspec import Struct

from stocktake.state.assemble import SOURCES
from stocktake.state.published import State
from stocktake.state.staleness import source_reasons

Sign = Literal["+", "~", "-"]

_SIGNS: Final[dict[str, Sign]] = {"new": "+", "deleted": "-"}


class FileChange(Struct, frozen=True):
    """A source or configuration file that is new (+), modified (~) or gone (-)."""

    sign: Sign
    path: str


class Change(Struct, frozen=True):
    """What one run changed. ``chunks`` are the chunk files written or removed, relative to the state folder, without
    those of ``sources``; ``seconds`` is what the run took."""

    files: list[FileChange]
    chunks: list[str]
    seconds: float


def compare(before: State, after: State, seconds: float, rewritten: Iterable[str] = ()) -> Change | None:
    """The change from ``before`` to ``after``; None where they are the same. ``rewritten`` are chunks that the run
    wrote or removed: also such as had been damaged meanwhile, and are again what they were."""
    written = set(rewritten)
    if before.manifest == after.manifest and after.manifest is not None and not written:
        return None
    reasons = source_reasons(before.sources, after.sources)
    files = [FileChange(_SIGNS.get(reason.kind, _SIGNS.get(reason.detail, "~")), reason.path) for reason in reasons]
    files.sort(key=lambda file: file.path.split("/"))
    old, new = dict(_chunks(before)), dict(_chunks(after))
    written.update(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    return Change(files, sorted(written), seconds)


def _chunks(state: State) -> Iterator[tuple[str, str]]:
    for entry in state.manifest.inventories if state.manifest else []:
        manifest = state.inventories.get(entry.name)
        if manifest is not None and entry.name != SOURCES:
            yield from ((f"{entry.folder}/{chunk.file}", chunk.checksum) for chunk in manifest.chunks)
