"""What was found in the state folder, as data: also whatever is wrong with it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from stocktake.model import InventoryManifest, Manifest, SourceEntry

ProblemKind = Literal[
    "absent", "interrupted", "missing", "edited", "truncated", "extra", "unreadable", "invalid", "version"
]
"""``absent``: nothing was ever published here. ``interrupted``: a run was stopped (or is) while it published.
``invalid``: not what a file of this name holds (a merge conflict, other JSON). ``version``: of another format."""


class Problem(Struct, frozen=True):
    """Something wrong with published state. ``path`` is relative to the state folder, "" for the folder itself.
    ``by_hand``: no run puts it right; ``detail`` says what does."""

    kind: ProblemKind
    path: str
    detail: str = ""
    by_hand: bool = False


class State(Struct):
    """What is published. ``manifest`` is None where it could not be read; ``inventories`` holds the manifests (that of
    ``sources`` too) that agree with it, by name; ``sources`` is complete only where no problem concerns it."""

    manifest: Manifest | None = None
    inventories: dict[str, InventoryManifest] = field(default_factory=dict)
    sources: list[SourceEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
