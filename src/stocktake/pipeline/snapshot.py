"""What a run saw of the disk, kept to tell at a glance that nothing has changed since.

``discover`` looks at the files before it reads any: which there are (what git lists), and the size, times and inode of
each that it may read. In the end it looks at the state folder, and keeps digests over all of it. Where the same looks
give the same digests, a run would publish the same bytes: ``check`` can say "fresh", and ``discover`` that there is
nothing to do, without decoding anything. What had changed within the clock's granularity of the run may change again
without a trace (the racy-git rule): of those files the digests of the bytes are kept too, and compared. Bytes that are
the same once the clock has moved on settle a file: a run reads again what it has published, and one that finds nothing
to do keeps a snapshot without what has settled since.

Whatever is unusual leaves no snapshot, and any difference only means that the long way must be gone. Light on purpose:
loading the libraries of the long way takes longer than all of this.
"""

# pathlib would be loaded for it.
# ruff: noqa: PTH116

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from stocktake import __version__
from stocktake.digests import digest
from stocktake.extractors.built_in import BUILT_IN
from stocktake.pipeline import look
from stocktake.pipeline.look import SourcesLook, StateLook
from stocktake.settings import CACHE_FOLDER, ENVIRONMENT_PREFIX
from stocktake.state import disk

if TYPE_CHECKING:
    from stocktake.pipeline.plan import Place

NAME = "snapshot"
"""In the cache folder."""

_FORM = b"stocktake snapshot 2"
_LOOKED_AT = tuple(map(os.fsdecode, look.LOOKED_AT))
_LARGEST = 64 * 1024 * 1024


class Unchanged(NamedTuple):
    """Nothing has changed: the state folder as it is shown to people, and how many source files there are."""

    shown: str
    files: int


class Glance(NamedTuple):
    """What a run sees that has a snapshot to compare with: when it looked at what, and whether that is what was
    ``kept``."""

    started_ns: int
    root: str
    inside: str
    output: str
    sources: SourcesLook
    state: StateLook
    kept: _Snapshot
    unchanged: bool

    def is_of(self, place: Place) -> bool:
        """Whether a run at ``place`` sees this."""
        return (self.root, self.inside, self.output) == (place.root, place.inside, place.output)


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


def unchanged(root: str, environment: Mapping[str, str]) -> Unchanged | None:
    """Whether nothing has changed at ``root`` since its last run, for one with no options but those of its
    configuration file, while git lists the files. None: it has, or that cannot be told at a glance."""
    try:
        kept = _kept(root, environment)
        if kept is None or look.at_state(kept.output).digest() != kept.state:  # while git lists the files
            return None
        sources = look.at_sources(root, kept.inside)
        same = sources is not None and sources.digest == kept.sources and _has_contents(kept)
    except (OSError, ValueError):
        return None
    return Unchanged(kept.shown, kept.files) if same else None


def glance(root: str, environment: Mapping[str, str]) -> Glance | None:
    """The same for a run that can use what was looked at, whatever has changed. None: there is nothing to compare with,
    or not all could be looked at."""
    started_ns = time.time_ns()
    try:
        kept = _kept(root, environment)
        if kept is None:
            return None
        state = look.at_state(kept.output)
        sources = look.at_sources(root, kept.inside, started_ns)
        if sources is None:
            return None
        same = state.digest() == kept.state and sources.digest == kept.sources and _has_contents(kept)
    except (OSError, ValueError):
        return None
    return Glance(started_ns, root, kept.inside, kept.output, sources, state, kept, same)


def _kept(root: str, environment: Mapping[str, str]) -> _Snapshot | None:
    """The snapshot of the last run, if it answers for one in ``environment``; raises OSError or ValueError."""
    if any(name.startswith(ENVIRONMENT_PREFIX) for name in environment):
        return None
    kept = _decoded(disk.read(f"{root}/{CACHE_FOLDER}/{NAME}", _LARGEST))
    return kept if kept is not None and kept.key == _key(root) else None


def _has_contents(kept: _Snapshot) -> bool:
    return all(digest(disk.read(os.fsdecode(path))) == known for path, known in kept.contents.items())


def forget(cache: str) -> None:
    """A run begins: what was seen before is not to be believed while it works, nor if it fails."""
    try:
        disk.remove(f"{cache}/{NAME}")
    except OSError:
        return


def renew(seen: Glance) -> None:
    """Keep what was seen by a run that found nothing changed, where files have settled since: nobody has to read those
    again. Another run, at work or done since, is not disturbed."""
    kept, root = seen.kept, seen.root
    sources, state = seen.sources.unsettled, seen.state.unsettled(seen.started_ns)
    still = {*_in_sources(root, sources), *_in_state(kept.output, state)}
    contents = {path: known for path, known in kept.contents.items() if path in still}
    if len(contents) == len(kept.contents):
        return
    from pathlib import Path

    from stocktake.errors import StateError
    from stocktake.state.lock import lock

    cache = f"{root}/{CACHE_FOLDER}"
    try:
        with lock(Path(cache)):
            if _decoded(disk.read(f"{cache}/{NAME}", _LARGEST)) == kept:
                _write(cache, kept._replace(contents=contents))
    except (OSError, ValueError, StateError):
        return


def now(cache: str) -> os.stat_result:
    """What the disk says of a file that was just written: whatever changes from now on gets its time or a later one, as
    far as that disk can tell times apart. Raises OSError."""
    temporary = f"{cache}/now.{os.getpid()}"
    try:
        disk.write_new(temporary, b"")
        return os.lstat(temporary)
    finally:
        disk.remove(temporary)


def keep(
    place: Place,
    sources: SourcesLook,
    state: StateLook,
    started_ns: int,
    now: os.stat_result,
    files: int,
    read: Mapping[str, str],
    published: Mapping[str, bytes],
) -> None:
    """Keep what a run without options saw that ended well. ``sources`` is a look of before it read anything, ``read``
    has the digest of everything that it read; ``state`` is a look of afterwards, begun :func:`now`, and ``published``
    what it wrote there. Nothing is kept where something is not known, or it cannot be written: that costs the next run
    time and no more."""
    try:
        contents = _of_sources(place.root, sources.unsettled, read)
        written = _of_state(place.output, state, started_ns, now, published)
        if contents is None or written is None or not all(path.endswith(_LOOKED_AT) for path in read):
            return
        contents.update(written)
        kept = _Snapshot(
            _key(place.root), place.output, place.inside, place.shown, files, sources.digest, state.digest(), contents
        )
        _write(place.cache, kept)
    except (OSError, ValueError):
        return


def _write(cache: str, kept: _Snapshot) -> None:
    temporary = f"{cache}/{NAME}.{os.getpid()}"
    try:
        disk.write_new(temporary, _encoded(kept))
        disk.move(temporary, f"{cache}/{NAME}")
    finally:
        disk.remove(temporary)


def _of_sources(root: str, unsettled: list[bytes], read: Mapping[str, str]) -> dict[bytes, str] | None:
    """The digests of the sources that may have changed without a trace since they were looked at; None where one is
    not known. What was not read may change as it likes."""
    contents: dict[bytes, str] = {}
    for path, place in zip(unsettled, _in_sources(root, unsettled), strict=True):
        known = read.get(os.fsdecode(path))
        if known:
            contents[place] = known
        elif known is not None or path in look.CONFIGS or path.endswith(look.IGNORE_FILE):
            return None
    return contents


def _of_state(
    output: str, state: StateLook, started_ns: int, now: os.stat_result, published: Mapping[str, bytes]
) -> dict[bytes, str] | None:
    """The same of the published files. Those that had settled when they were looked at are read: they are as they were
    published, or nothing is known."""
    contents: dict[bytes, str] = {}
    unsettled = state.unsettled(started_ns)
    still = set(state.not_before(now))
    for name, place in zip(unsettled, _in_state(output, unsettled), strict=True):
        data = published.get(name)
        if data is None:
            return None
        if name in still:
            contents[place] = digest(data)
        elif disk.read(f"{output}/{name}") != data:
            return None
    return contents


def _in_sources(root: str, paths: list[bytes]) -> list[bytes]:
    """Where they are on the disk."""
    top = os.fsencode(f"{root}/")
    return [top + path for path in paths]


def _in_state(output: str, names: list[str]) -> list[bytes]:
    return [os.fsencode(f"{output}/{name}") for name in names]


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
