"""What a hook of git does once a merge, cherry-pick or rebase took one side of the state: write it again.

A merge driver sees one file at a time, while the sources are not all merged yet, so it can compute nothing: it keeps
our side and notes the path (``texts.DRIVER``). Until the state is written again its checksums and digests contradict
the merged files, so ``check`` says that it is stale whether or not a hook ever runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from stocktake.errors import StateError, StocktakeError
from stocktake.integration.texts import MARKER
from stocktake.pipeline.plan import Place
from stocktake.pipeline.staged import differs
from stocktake.sources.git import GitError, run_git
from stocktake.state import disk

_CONCLUDING = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
"""Any of these in the git folder: the commit being made concludes an operation that had conflicts."""

_GOING_ON = ("rebase-merge", "rebase-apply", "sequencer")
"""Any of these: further commits follow, which a changed work tree would stop."""

_STALE = "the merge left the inventories stale, and they could not be written again"


class Settled(Struct, frozen=True):
    """What a hook did about the state. ``written``: it was written again; ``staged``: and staged, unless it describes
    edits that are not; ``amend``: after the commit, so that it is still to be added to it; ``problem``: what went
    wrong, a sentence. What is noted stays noted then."""

    written: bool
    staged: bool = False
    amend: bool = False
    problem: str = ""


def settle(place: Place, hook: str, index: str, write_again: Callable[[], object]) -> Settled:
    """Do what ``hook`` has to: ``write_again`` is ``discover`` at the root of ``place``. ``index`` is the index file
    that git told the hook to use (absolute), empty for the usual one.

    Raises:
        StateError: it cannot be told whether there is something to do, or not be noted that it is done.
    """
    try:
        marker = _git_path(place.root, MARKER)
        folder = _line(run_git(place.root, "rev-parse", "--show-prefix")[0]) + place.inside
    except GitError as error:
        raise StateError(str(error)) from None
    noted = _noted(marker)
    ours = [path for path in noted if path.startswith(f"{folder}/")]
    if not ours:
        return Settled(False)
    if hook == "post-commit" and _any(place.root, _GOING_ON):
        return Settled(False)
    if hook == "pre-commit" and not _any(place.root, _CONCLUDING):
        _forget(marker, noted, ours)  # of a merge that was given up: this commit has nothing to do with it
        return Settled(False)
    try:
        write_again()
    except StocktakeError as error:
        return Settled(False, problem=f"{_STALE}: {error}")
    try:
        is_described = not differs(place.root, index, leave_out=place.inside)
        if is_described:
            run_git(place.root, "add", "--all", "--", f":(literal){place.inside}", index=index)
    except GitError as error:
        return Settled(True, problem=f"{place.shown} was written again, but could not be staged: {error}")
    _forget(marker, noted, ours)
    return Settled(True, staged=is_described, amend=hook != "pre-commit")


def _noted(marker: str) -> list[str]:
    try:
        return os.fsdecode(disk.read(marker)).splitlines()
    except OSError:
        return []


def _forget(marker: str, noted: Sequence[str], done: Sequence[str]) -> None:
    """Take what is done out of the note; that of other roots stays."""
    left = [path for path in noted if path not in set(done)]
    try:
        if left:
            Path(marker).write_bytes(os.fsencode("".join(f"{path}\n" for path in left)))
        else:
            disk.remove(marker)
    except OSError as error:
        raise StateError(f"{marker} cannot be changed: {error.strerror}") from None


def _any(root: str, names: Sequence[str]) -> bool:
    return any(disk.kind(_git_path(root, name)) != "missing" for name in names)


def _git_path(root: str, name: str) -> str:
    return os.path.join(root, _line(run_git(root, "rev-parse", "--git-path", name)[0]))


def _line(output: bytes) -> str:
    return os.fsdecode(output.rstrip(b"\r\n"))
