"""Whether the state gets into commits, for which it is made."""

from __future__ import annotations

from stocktake.pipeline.plan import Place
from stocktake.settings import MANIFEST
from stocktake.sources.git import GitError, run_git
from stocktake.state import disk


def ignored(place: Place) -> list[str]:
    """A warning where git ignores the state."""
    if not place.inside:
        return []
    listing = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", _manifest(place))
    try:
        listed, _ = run_git(place.root, *listing)
    except GitError:
        return []
    text = f"git ignores {place.inside}: take it out of .gitignore, the inventories are meant to be committed"
    return [text] if listed else []


def left_out(place: Place) -> list[str]:
    """A warning where a sparse checkout leaves files of the state out: they are not gone."""
    if not place.inside:
        return []
    try:
        listed, _ = run_git(place.root, "ls-files", "-z", "-t", "--", f":(literal){place.inside}")
    except GitError:
        return []
    if not any(entry.startswith(b"S ") for entry in listed.split(b"\0")):
        return []
    return [
        f"{place.inside} is in git, but this sparse checkout leaves it out in whole or in part: check it out (`git "
        "sparse-checkout add`), or use check --staged"
    ]


def is_staged(place: Place, index: str) -> bool:
    """Whether the state is in ``index`` (absolute).

    Raises:
        GitError: git cannot tell.
    """
    return bool(run_git(place.root, "ls-files", "-z", "--cached", "--", _manifest(place), index=index)[0])


def not_staged(place: Place) -> list[str]:
    """A warning why the state, which is not in the index, will not be in the commit, though it lies here."""
    if disk.kind(f"{place.output}/{MANIFEST}") == "missing":
        return []
    return ignored(place) or [f"{place.inside} is not in git yet: stage it with `git add`"]


def _manifest(place: Place) -> str:
    return f":(literal){place.inside}/{MANIFEST}"
