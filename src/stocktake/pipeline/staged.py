"""``check --staged``: whether the inventories are fresh in the commit that git would make now.

What is staged is in the index, not in the work tree. Where the two agree, as they mostly do, the work tree is checked;
else, and where the state itself is not in the index, that is written to a folder for temporary files and checked there.
So it is where git does not look at all of the work tree: in a sparse checkout, and where it was told to assume that a
file has not changed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import structs

from stocktake.errors import SourceError
from stocktake.pipeline import plan
from stocktake.pipeline.check import check as check_tree
from stocktake.pipeline.check import prefix_of
from stocktake.pipeline.plan import Options
from stocktake.pipeline.results import CheckResult, Progress
from stocktake.pipeline.unshared import is_staged, not_staged
from stocktake.sources.git import GitError, run_git
from stocktake.sources.scan import CONTENT_COUNTS

_LOOKED_AT: Final = (b"H ", b"M ")
"""How git lists the tracked files that it compares with the work tree."""

_SETTINGS: Final = ("-c", "filter.lfs.smudge=", "-c", "filter.lfs.process=", "-c", "filter.lfs.required=false")
"""Files in git's large file storage are no sources: their pointers will do."""


def check(start: str, options: Options, *, verify: bool, progress: Progress) -> CheckResult:
    """As :func:`stocktake.pipeline.check.check`, of what is staged for commit around ``start``.

    Raises:
        SourceError: there is no git repository, or git cannot tell.
        StocktakeError: as there.
    """
    place = plan.locate(start, options)
    try:
        index = _index_file(place.root)
        has_state = not place.inside or is_staged(place, index)
        if has_state and not differs(place.root, index, all_files=verify):
            return check_tree(start, options, verify=verify, progress=progress)
        with _written(place.root, index) as folder:
            at_root = structs.replace(options, is_root=True)
            result = check_tree(folder, at_root, verify=verify, progress=progress)
    except GitError as error:
        raise SourceError(f"--staged needs git: {error}") from None
    result = structs.replace(result, root=place.root, prefix=prefix_of(place.root))
    why = [] if has_state else not_staged(place)
    return structs.replace(result, warnings=[*result.warnings, *why], by_hand=True) if why else result


def _index_file(root: str) -> str:
    """The index of the commit that is being made: a hook of ``git commit -a`` is told of another one. Absolute."""
    told = os.environ.get("GIT_INDEX_FILE", "")
    if told:
        return os.path.abspath(told)  # noqa: PTH100 - git's own words, not resolved
    return os.path.join(root, _line(run_git(root, "rev-parse", "--git-path", "index")[0]))


def differs(root: str, index: str, *, all_files: bool = False, leave_out: str = "") -> bool:
    """Whether a file below ``root`` that may count is in the work tree otherwise than in ``index`` (absolute; empty:
    the usual one). ``all_files``: any untracked file may; ``leave_out``: a folder in which none does.

    Raises:
        GitError: git cannot tell.
    """
    options = ("--name-only", "-z", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--no-renames")
    places = (".", *([f":(exclude,literal){leave_out}"] if leave_out else []))
    if run_git(root, "diff", *options, "--", *places, index=index)[0]:
        return True
    listing = ("ls-files", "-z", "-v", "--cached", "--others", "--exclude-standard", "--exclude=node_modules/")
    entries = run_git(root, *listing, "--", *places, index=index)[0].split(b"\0")
    return any(
        (all_files or entry.endswith(CONTENT_COUNTS)) if entry.startswith(b"? ") else not entry.startswith(_LOOKED_AT)
        for entry in entries[:-1]
    )


@contextmanager
def _written(root: str, index: str) -> Iterator[str]:
    """The root as the commit will have it, in a folder that goes again. It is a repository of its own with that index,
    so that the same files are in view as after the commit."""
    prefix = _line(run_git(root, "rev-parse", "--show-prefix")[0])
    top = os.path.normpath(os.path.join(root, *([os.pardir] * prefix.count("/"))))
    folder = os.path.realpath(tempfile.mkdtemp(prefix="stocktake-staged-"))
    try:
        run_git(folder, "init", "--quiet", "--template=")
        shutil.copyfile(index, os.path.join(folder, ".git", "index"))
        # The index of a sparse checkout may name folders as a whole: what they hold is among the objects.
        objects = os.path.join(top, _line(run_git(top, "rev-parse", "--git-path", "objects")[0]))
        Path(folder, ".git", "objects", "info", "alternates").write_bytes(os.fsencode(f"{objects}\n"))
        arguments = ("checkout-index", "--all", "--quiet", "--force", f"--prefix={folder}/")
        run_git(top, *_SETTINGS, *arguments, *_whole(top), index=index)
        for path in _announced(top, index):
            Path(folder, os.fsdecode(path)).unlink(missing_ok=True)
        below = os.path.join(folder, prefix)
        Path(below).mkdir(parents=True, exist_ok=True)
        yield os.path.normpath(below)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _whole(top: str) -> tuple[str, ...]:
    """The option that makes git write what a sparse checkout leaves out; a git that does not know it does so anyway."""
    option = "--ignore-skip-worktree-bits"
    try:
        run_git(top, "checkout-index", option)  # of no file
    except GitError:
        return ()
    return (option,)


def _announced(top: str, index: str) -> list[bytes]:
    """Files that are in the index by name only (``git add --intent-to-add``): a commit leaves them out."""
    arguments = ("diff", "--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames", "--diff-filter=A")
    return run_git(top, *arguments, index=index)[0].split(b"\0")[:-1]


def _line(output: bytes) -> str:
    return os.fsdecode(output.rstrip(b"\r\n"))
