"""What a run saw of the disk, kept to tell at a glance that nothing has changed since.

``discover`` looks at the files before it reads any: which there are (what git lists), and the size, times and inode of
each that it may read. In the end it looks at the state folder, and keeps digests over all of it. Where the same looks
give the same digests, a run would publish the same bytes: ``check`` can say "fresh", and ``discover`` that there is
nothing to do, without decoding anything. What had changed within the clock's granularity of the run may change again
without a trace (the racy-git rule): of those files the digests of the bytes are kept too, and compared.

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
_LARGEST = 64 * 1024 * 1024


class Unchanged(NamedTuple):
    """Nothing has changed: the state folder as it is shown to people, and how many source files there are."""

    shown: str
    files: int


class Glance(NamedTuple):
    """What a run sees that has a snapshot to compare with: when it looked at what, and whether nothing has changed."""

    started_ns: int
    root: str
    inside: str
    output: str
    sources: SourcesLook
    state: StateLook
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
    return Glance(started_ns, root, kept.inside, kept.output, sources, state, same)


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


def keep(
    place: Place,
    sources: SourcesLook,
    state: StateLook,
    started_ns: int,
    files: int,
    read: Mapping[str, str],
    published: Mapping[str, bytes],
) -> None:
    """Keep what a run without options saw that ended well. ``sources`` is a look of before it read anything, ``read``
    has the digest of everything that it read; ``state`` is one of afterwards, and ``published`` what it wrote there.
    Nothing is kept where something is not known, or it cannot be written: that costs the next run time and no more."""
    try:
        contents = _contents(place, sources.unsettled, state.unsettled(started_ns), read, published)
        if contents is None or not all(os.fsencode(path).endswith(look.LOOKED_AT) for path in read):
            return
        kept = _Snapshot(
            _key(place.root), place.output, place.inside, place.shown, files, sources.digest, state.digest(), contents
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
    place: Place, sources: list[bytes], state: list[str], read: Mapping[str, str], published: Mapping[str, bytes]
) -> dict[bytes, str] | None:
    """The digests of what may have changed without a trace since it was looked at; None where one is not known. What
    was not read may change as it likes."""
    contents: dict[bytes, str] = {}
    for path in sources:
        known = read.get(os.fsdecode(path))
        if known:
            contents[os.fsencode(f"{place.root}/") + path] = known
        elif known is not None or path in look.CONFIGS or path.endswith(look.IGNORE_FILE):
            return None
    for name in state:
        data = published.get(name)
        if data is None:
            return None
        contents[os.fsencode(f"{place.output}/{name}")] = digest(data)
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
