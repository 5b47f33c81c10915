"""What a run saw of the disk, kept to tell at a glance that nothing has changed since.

``discover`` looks at the files before it reads any: which there are (what git lists), and the size, times and inode of
each that it may read. In the end it looks at the state folder, and keeps digests over all of it. Where the same looks
give the same digests, a run would publish the same bytes: ``check`` can say "fresh", and ``discover`` that there is
nothing to do, without decoding anything. What had changed within the clock's granularity of the run may change again
without a trace (the racy-git rule): of those files the digests of the bytes are kept too, and compared.

Whatever is unusual leaves no snapshot, and any difference only means that the long way must be gone. Light on purpose:
loading the libraries of the long way takes longer than all of this.
"""

# Paths are bytes here (any name a file system allows), which pathlib cannot hold.
# ruff: noqa: PTH112, PTH115, PTH116

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from stocktake import __version__
from stocktake.digests import digest
from stocktake.extractors.built_in import BUILT_IN
from stocktake.settings import CACHE_FOLDER, CONFIG_FILES, ENVIRONMENT_PREFIX
from stocktake.sources import git
from stocktake.state import disk

if TYPE_CHECKING:
    from stocktake.pipeline.plan import Place

NAME = "snapshot"
"""In the cache folder."""

_FORM = b"stocktake snapshot 1"
_LARGEST = 64 * 1024 * 1024
_NEVER = 1 << 64
"""A start that makes all files settled."""

_CONFIGS = frozenset(map(os.fsencode, CONFIG_FILES))
_IGNORE_FILE = b".stocktakeignore"
_LOOKED_AT = (
    *(b".ts", b".mts", b".cts", b".tsx", b".js", b".jsx", b".mjs", b".cjs"),
    *(b".json", b".yaml", b".yml", _IGNORE_FILE),
)
"""How the tracked files end that a run may read."""


class Look(NamedTuple):
    """One look at files: a ``digest`` over which there are and what the disk says of them, and the paths (bytes,
    relative) of those that may change without a trace."""

    digest: str
    unsettled: list[bytes]


class Unchanged(NamedTuple):
    """Nothing has changed: the state folder as it is shown to people, and how many source files there are."""

    shown: str
    files: int


class _Snapshot(NamedTuple):
    """``inside`` is the state folder relative to the root, where it lies inside; ``contents`` the digests of files
    that may have changed without a trace, by path (absolute)."""

    key: str
    output: str
    inside: str
    shown: str
    files: int
    sources: str
    state: str
    contents: dict[bytes, str]


def look(root: str, inside: str, started_ns: int = _NEVER) -> Look | None:
    """Look at what a run may read at ``root`` (absolute, resolved) that began at ``started_ns``; ``inside``, the state
    folder, is left out. None where git does not list the files: see :func:`git.begun_listing`."""
    listing = git.begun_listing(root)
    if listing is None or not any(listing):
        return None
    ours = (b".stocktake/", *([os.fsencode(inside) + b"/"] if inside else []))
    seen = _Seen(root, started_ns)
    there: list[bytes] = []
    for paths in listing[:-1]:
        there += [path for path in paths if not path.startswith(ours)]
        there.append(b"")
    status = listing.status
    for path in listing.tracked:
        if path.endswith(_LOOKED_AT) and not path.startswith(ours):
            seen.add(path, status[path])
    for path in (*listing.untracked, *listing.sparse):
        if not path.startswith(ours):
            seen.add(path, status.get(path))
    for path in sorted(_CONFIGS):
        seen.add(path, _status(root, path))
        seen.add(path, _status(root, path, os.stat))  # of what it leads to, where it is a link
    for path in listing.symlinks:
        seen.add_link(path)
    return seen.look(there)


def _look_at_state(output: str, started_ns: int = _NEVER) -> Look:
    """The same for everything in the state folder; raises OSError."""
    seen = _Seen(output, started_ns)
    there: list[bytes] = []
    for path, is_folder in _below(os.fsencode(output) + b"/"):
        there.append(path + b"/" if is_folder else path)
        if not is_folder:
            seen.add(path, _status(output, path))
    return seen.look(there)


class _Seen:
    """Files as they are looked at, one after the other."""

    def __init__(self, root: str, started_ns: int) -> None:
        self.unsettled: list[bytes] = []
        self._base = os.fsencode(root) + b"/"
        self._facts: list[object] = []
        self._settled_ns = started_ns - disk.GRANULARITY_NS

    def add(self, path: bytes, status: os.stat_result | None) -> None:
        """What the disk says of the file ``path``, or that there is none."""
        if status is None:
            self._facts.append(None)
            return
        modified, changed = status.st_mtime_ns, status.st_ctime_ns
        self._facts += (status.st_mode, status.st_size, modified, changed, status.st_ino)
        if modified >= self._settled_ns or changed >= self._settled_ns:
            self.unsettled.append(path)

    def add_link(self, path: bytes) -> None:
        """Where the link ``path`` leads to, and whether that is a folder."""
        try:
            target = os.readlink(self._base + path)
        except OSError:
            target = None
        self._facts += (target, os.path.isdir(self._base + path))

    def look(self, paths: list[bytes]) -> Look:
        """The look at them all, and at which there are."""
        # The version of marshal that knows no references: those depend on more than the values.
        return Look(digest(marshal.dumps((paths, self._facts), 2)), self.unsettled)


def _status(root: str, path: bytes, ask: Callable[[bytes], os.stat_result] = os.lstat) -> os.stat_result | None:
    try:
        return ask(os.fsencode(root) + b"/" + path)
    except OSError:
        return None


def _below(base: bytes) -> Iterator[tuple[bytes, bool]]:
    """The path of everything below a folder, and whether it is a folder, in an order that is always the same."""
    pending = [b""]
    while pending:
        folder = pending.pop()
        with os.scandir(base + folder) as scan:
            entries = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in scan)
        for name, is_folder in entries:
            yield folder + name, is_folder
            if is_folder:
                pending.append(folder + name + b"/")


def unchanged(root: str, environment: Mapping[str, str]) -> Unchanged | None:
    """Whether nothing has changed at ``root`` since its last run, for one with no options but those of its
    configuration file, while git lists the files. None: it has, or that cannot be told at a glance."""
    if any(name.startswith(ENVIRONMENT_PREFIX) for name in environment):
        return None
    try:
        kept = _decoded(disk.read(f"{root}/{CACHE_FOLDER}/{NAME}", _LARGEST))
        if kept is None or kept.key != _key(root):
            return None
        if _look_at_state(kept.output).digest != kept.state:  # while git lists the files
            return None
        seen = look(root, kept.inside)
        if seen is None or seen.digest != kept.sources:
            return None
        if any(digest(disk.read(os.fsdecode(path))) != known for path, known in kept.contents.items()):
            return None
    except (OSError, ValueError):
        return None
    return Unchanged(kept.shown, kept.files)


def forget(cache: str) -> None:
    """A run begins: what was seen before is not to be believed while it works, nor if it fails."""
    try:
        disk.remove(f"{cache}/{NAME}")
    except OSError:
        return


def keep(
    place: Place, seen: Look, started_ns: int, files: int, read: Mapping[str, str], published: Mapping[str, bytes]
) -> None:
    """Keep what a run without options saw that ended well. ``seen`` is a look of before it read anything, ``read`` has
    the digest of everything that it read, ``published`` is the state. Nothing is kept where something is not known, or
    it cannot be written: that costs the next run time and no more."""
    try:
        state = _look_at_state(place.output, started_ns)
        contents = _contents(place, seen, state, read, published)
        if contents is None or not all(os.fsencode(path).endswith(_LOOKED_AT) for path in read):
            return
        kept = _Snapshot(
            _key(place.root), place.output, place.inside, place.shown, files, seen.digest, state.digest, contents
        )
        temporary = f"{place.cache}/{NAME}.{os.getpid()}"
        try:
            disk.write_new(temporary, _encoded(kept))
            disk.move(temporary, f"{place.cache}/{NAME}")
        finally:
            disk.remove(temporary)
    except (OSError, ValueError):
        return


def _contents(
    place: Place, seen: Look, state: Look, read: Mapping[str, str], published: Mapping[str, bytes]
) -> dict[bytes, str] | None:
    """The digests of what may have changed without a trace since it was looked at; None where one is not known. What
    was not read may change as it likes."""
    contents: dict[bytes, str] = {}
    for path in seen.unsettled:
        known = read.get(os.fsdecode(path))
        if known:
            contents[os.fsencode(f"{place.root}/") + path] = known
        elif known is not None or path in _CONFIGS or path.endswith(_IGNORE_FILE):
            return None
    for path in state.unsettled:
        data = published.get(os.fsdecode(path))
        if data is None:
            return None
        contents[os.fsencode(f"{place.output}/") + path] = digest(data)
    return contents


def _key(root: str) -> str:
    """What else decides a run: this program, what is installed with it, and who runs it where."""
    installed = []
    for folder in sys.path:
        try:
            installed.append((folder, os.stat(folder or ".").st_mtime_ns))
        except OSError:
            installed.append((folder, 0))
    user = os.geteuid() if hasattr(os, "geteuid") else 0
    return digest(repr((__version__, BUILT_IN, sys.version, installed, user, root)).encode("utf-8", "surrogateescape"))


def _encoded(kept: _Snapshot) -> bytes:
    fields = [*kept[:4], str(kept.files), kept.sources, kept.state]
    lines = [*map(os.fsencode, fields)]
    for path, known in kept.contents.items():
        lines += (path, known.encode())
    body = b"\0".join(lines)
    return b"\0".join([_FORM, digest(body).encode(), body])


def _decoded(data: bytes) -> _Snapshot | None:
    """What :func:`_encoded` wrote; None where it is damaged, or of another version. Raises ValueError likewise."""
    form, _, rest = data.partition(b"\0")
    checksum, _, body = rest.partition(b"\0")
    if form != _FORM or digest(body).encode() != checksum:
        return None
    lines = body.split(b"\0")
    key, output, inside, shown, files, sources, state = map(os.fsdecode, lines[:7])
    contents = dict(zip(lines[7::2], (known.decode() for known in lines[8::2]), strict=True))
    return _Snapshot(key, output, inside, shown, int(files), sources, state, contents)
