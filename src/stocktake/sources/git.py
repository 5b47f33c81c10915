"""The one place that runs git, hardened against the repository it looks at.

A repository's own configuration can name programs that git runs (``core.fsmonitor``, hooks, pagers, transports). Every
call therefore goes through :func:`run_git`, which overrides those settings, drops the git variables of the
environment, and starts only a git found in an absolute folder of ``PATH`` outside the scanned root.
"""

# Paths are bytes here (any name a file system allows), which pathlib cannot hold.
# ruff: noqa: PTH112, PTH117

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from stocktake.sources.reading import os_reason

TIMEOUT: Final = 120.0
"""Seconds after which a git call is given up."""

_SETTINGS: Final = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.editor=false",
    "core.sshCommand=false",
    "core.askPass=",
    "credential.helper=",
    "diff.external=",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
)
_KEPT: Final = frozenset({"GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL", "GIT_DISCOVERY_ACROSS_FILESYSTEM"})
"""Variables of the user's own that say where git looks; GIT_DIR and the like (set inside hooks) would mislead it."""

_ENVIRONMENT: Final = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_LISTING: Final = (
    "ls-files",
    "-z",
    "-t",
    "--stage",
    "--cached",
    "--others",
    "--exclude-standard",
    "--exclude=node_modules/",
)
_PLAIN: Final = (b"H 100644 ", b"H 100755 ")
_MERGED: Final = b" 0\t"
"""How the entry of a plain file that is tracked begins, and what its path follows."""
_UNOPENED: Final = b"warning: could not open directory '"


class GitError(Exception):
    """git is missing, or will not answer for this repository. The message says which, without absolute paths."""


class GitListing(NamedTuple):
    """What git says is in view below the root: paths relative to it, as git gives them (bytes, ``/``).

    ``tracked`` files exist, or that cannot be told; ``untracked`` and ``sparse`` ones (tracked, but git need not write
    them) need not, and may be of any kind. ``status`` has what the disk says of those of all three that it tells of.
    ``symlinks`` and ``submodules`` are there, too, unless in ``absent``: whatever is tracked and git has not written,
    because it is left out of a sparse checkout. ``repositories`` are untracked folders that are repositories of their
    own. ``unopened`` are folders git could not list; their paths alone are relative to the top of the work tree.
    ``left_out`` are files that would be in view, but for the folder they lie in; they need not exist.
    """

    tracked: list[bytes]
    untracked: list[bytes]
    sparse: list[bytes]
    symlinks: list[bytes]
    submodules: list[bytes]
    repositories: list[bytes]
    absent: list[bytes]
    unopened: list[bytes]
    status: dict[bytes, os.stat_result]
    left_out: list[bytes]

    @property
    def in_view(self) -> tuple[list[bytes], ...]:
        """Every list of paths but those that are left out."""
        return self[:-2]


def find_git(root: str) -> str | None:
    """The git program: the first in an absolute folder of ``PATH`` that is not inside ``root``, or None."""
    inside = os.path.realpath(root) + os.sep
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if not os.path.isabs(folder):
            continue
        program = os.path.join(folder, "git")
        if os.access(program, os.X_OK) and not os.path.isdir(program):
            if (os.path.realpath(folder) + os.sep).startswith(inside) or os.path.realpath(program).startswith(inside):
                continue
            return program
    return None


def run_git(root: str, *arguments: str, timeout: float = TIMEOUT, index: str = "") -> tuple[bytes, bytes]:
    """Run ``git *arguments`` in ``root`` and return what it wrote to stdout and stderr. ``index``: an index file to use
    instead of the repository's (absolute), such as the one of a commit that is being made.

    Raises:
        GitError: git is missing, timed out, or failed.
    """
    import subprocess

    program = find_git(root)
    if program is None:
        raise GitError("git is not installed")
    command = [program, "--no-pager", *(part for setting in _SETTINGS for part in ("-c", setting)), *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=root,
            env=git_environment() | ({"GIT_INDEX_FILE": index} if index else {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GitError(f"git did not answer within {timeout:g} seconds") from None
    except OSError as error:
        raise GitError(f"git could not be started ({error.strerror})") from error
    if done.returncode != 0:
        raise GitError(_reason(done.stderr, done.returncode))
    return done.stdout, done.stderr


def git_environment() -> dict[str, str]:
    """The environment every git call gets: the user's, without git's variables but with the hardening ones."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    return {**kept, **_ENVIRONMENT}


def list_files(root: str, never: Sequence[str] = ()) -> GitListing:
    """What is in view below ``root``, a folder of a work tree: tracked files that exist, untracked ones not ignored.
    Left out is what lies in the folders ``never`` (relative to it).

    One git call; it reads no file of the work tree, so no filter program of the repository can run. Each file is looked
    at here: git would do that, too, but whoever scans needs to know more than that it is there.

    Raises:
        GitError: see :func:`run_git`.
    """
    begun = _begun.pop(root, None)
    return begun.result(never) if begun is not None else _listed(root, never, *run_git(root, *_LISTING))


def begun_listing(root: str, never: Sequence[str] = ()) -> GitListing | None:
    """What :func:`list_files` will say of ``root``, where git is listing it already; None where it is not, or fails."""
    begun = _begun.get(root)
    try:
        return begun.result(never) if begun is not None else None
    except GitError:
        return None


def is_listed(root: str, path: str) -> bool:
    """Whether git, which is listing ``root`` already, has this file in view, tracked or not. False, too, where that
    cannot be told."""
    begun = _begun.get(root)
    return begun is not None and begun.lists(os.fsencode(path))


@contextmanager
def listing_begun(root: str) -> Iterator[None]:
    """Within, git is already listing the files of ``root``, for the first call of :func:`list_files`."""
    if root in _begun:
        yield
        return
    _begun[root] = _Begun(root)
    try:
        yield
    finally:
        _begun.pop(root, None)  # nobody asked: its answer is of no use later


class _Begun:
    """The listing of a root, in a thread. (Loading ``concurrent.futures`` would take longer than git may take.)"""

    def __init__(self, root: str) -> None:
        import threading

        self._root = root
        self._output = b"", b""
        self._never: tuple[str, ...] = ()
        self._listing: GitListing | None = None
        self._error: GitError | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self, never: Sequence[str]) -> GitListing:
        """What git listed, without what lies in the folders ``never``; raises as :func:`run_git` does."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        if self._listing is None or self._never != tuple(never):
            self._never = tuple(never)
            self._listing = _listed(self._root, never, *self._output)
        return self._listing

    def lists(self, path: bytes) -> bool:
        """Whether git listed a file."""
        self._thread.join()
        return any(before + path + b"\0" in self._output[0] for before in (b"\t", b"? "))

    def _run(self) -> None:
        try:
            self._output = run_git(self._root, *_LISTING)
        except GitError as error:
            self._error = error


_begun: dict[str, _Begun] = {}


def _listed(root: str, never: Sequence[str], out: bytes, err: bytes) -> GitListing:
    return _looked_at(root, _outside(_parse(out, err), never))


def _parse(out: bytes, err: bytes) -> GitListing:
    """Entries are ``? PATH`` and ``TAG MODE OBJECT STAGE<tab>PATH``, nearly all of plain files that are tracked."""
    entries = out.split(b"\0")[:-1]
    listing = GitListing([], [], [], [], [], [], [], [], {}, [])
    add = listing.tracked.append
    at = next((entry.index(b"\t") + 1 for entry in entries if entry.startswith(_PLAIN)), 0)  # all ids are as long
    for entry in entries:
        if entry.startswith(_PLAIN) and entry[at - len(_MERGED) : at] == _MERGED:
            add(entry[at:])
            continue
        tag = entry[:1]
        if tag == b"?":
            path = entry[2:]
            if path.endswith(b"/"):
                listing.repositories.append(path[:-1])
            else:
                listing.untracked.append(path)
        else:
            path = entry[entry.index(b"\t") + 1 :]
            mode = entry[2:8]
            if tag == b"S":
                listing.absent.append(path)  # or there after all: see _looked_at
            if mode == b"160000":
                listing.submodules.append(path)
            elif mode == b"120000":
                listing.symlinks.append(path)
            elif tag == b"S":
                listing.sparse.append(path)
            else:
                listing.tracked.append(path)
    for line in err.split(b"\n"):
        if line.startswith(_UNOPENED):
            listing.unopened.append(line[len(_UNOPENED) :].rpartition(b"'")[0].rstrip(b"/"))
    return listing


def _outside(listing: GitListing, never: Sequence[str]) -> GitListing:
    """The listing without what lies in the folders ``never``."""
    prefixes = tuple(os.fsencode(folder) + b"/" for folder in never)
    if not prefixes:
        return listing

    def outside(paths: list[bytes]) -> list[bytes]:
        return [path for path in paths if not path.startswith(prefixes)]

    return GitListing(
        outside(listing.tracked),
        outside(listing.untracked),
        outside(listing.sparse),
        outside(listing.symlinks),
        outside(listing.submodules),
        outside(listing.repositories),
        outside(listing.absent),
        listing.unopened,
        listing.status,
        [path for path in (*listing.tracked, *listing.untracked) if path.startswith(prefixes)],
    )


def _looked_at(root: str, listing: GitListing) -> GitListing:
    """The listing without what is tracked but was deleted, and with the status of its files."""
    base = os.fsencode(root) + b"/"
    status = listing.status
    look = os.lstat
    gone: set[bytes] = set()
    for paths in (listing.tracked, listing.untracked, listing.sparse):
        for path in paths:
            try:
                status[path] = look(base + path)
            except OSError as error:
                if os_reason(error)[0] == "vanished":
                    gone.add(path)
    others = (*listing.symlinks, *listing.submodules)
    gone.update(path for path in others if _is_gone(base + path))
    absent = gone.intersection(listing.absent)
    if gone:
        deleted = gone - absent
        listing = listing._replace(
            tracked=[path for path in listing.tracked if path not in deleted],
            symlinks=[path for path in listing.symlinks if path not in deleted],
            submodules=[path for path in listing.submodules if path not in deleted],
        )
    return listing._replace(absent=[path for path in listing.absent if path in absent])


def _is_gone(path: bytes) -> bool:
    try:
        os.lstat(path)
    except OSError as error:
        return os_reason(error)[0] == "vanished"
    return False


def _reason(err: bytes, code: int) -> str:
    """Why git failed, in words that do not depend on where the repository lies."""
    if b"dubious ownership" in err or b"unsafe repository" in err:
        return "git refuses this repository because another user owns it (see safe.directory in git-config)"
    if b"not a git repository" in err:
        return "git does not recognise this repository"
    if b"index file" in err or b"bad signature" in err:
        return "git cannot read the index of this repository"
    if b"from promisor remote" in err:
        return "this clone does not have the content of all files (a partial clone), and nothing is fetched for it"
    return f"git failed here (exit code {code})"
