"""The program a worker runs: ``python -P -m stocktake.workers.child PARENT READ WRITE CRUMB``.

``PARENT`` is the process id of the coordinator, the others are inherited descriptors: the pipe to read frames from, the
one to write frames to, and the file of the breadcrumb. :mod:`stocktake.workers.protocol` says what the frames hold.
Standard input is empty; whatever is written to standard output or error goes to a log that is emptied for each batch.
"""

from __future__ import annotations

import faulthandler
import gc
import mmap
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from stocktake.encoding import from_packed, to_packed
from stocktake.workers.protocol import (
    CRUMB_SIZE,
    HEADER_SIZE,
    IDLE,
    LOADING,
    Batch,
    Done,
    Ready,
    Setup,
    frame,
    write_all,
)
from stocktake.workers.tied import tie_to

if TYPE_CHECKING:
    from stocktake.extractors.base import Extractor

T = TypeVar("T")

_COLLECTED_AFTER = 10_000
"""Objects between two looks for garbage in cycles, of which there is hardly any, but an extractor of others may tie a
whole tree into one. With Python's 700, the looks take a tenth of the time of a file, and more of that of loading."""

_OOM_SCORE = b"800"
"""What a kernel short of memory goes by: end a worker rather than the coordinator."""


def main(arguments: Sequence[str]) -> None:
    """Serve batches until the coordinator closes its pipe."""
    gc.set_threshold(_COLLECTED_AFTER)
    parent, source, sink, crumbs = (int(argument) for argument in arguments)
    tie_to(parent)
    _harden()
    channel = _Channel(source, sink)
    crumb = memoryview(mmap.mmap(crumbs, CRUMB_SIZE)).cast("I")
    setup = channel.receive(Setup)
    if setup is None:
        return
    _bound(setup.data_backstop)
    crumb[0] = LOADING
    extractors, problem = _load(setup, crumb)
    crumb[0] = IDLE
    channel.send(Ready(problem))
    if not problem:
        _serve(channel, setup, extractors, crumb)


def _serve(channel: _Channel, setup: Setup, extractors: Sequence[Extractor], crumb: memoryview) -> None:
    from stocktake.workers.extraction import extract_files
    from stocktake.workers.meter import Meter

    meter = Meter(setup.names, crumb)
    gc.collect()
    gc.freeze()  # what is loaded now stays: no need to look through it again
    while (batch := channel.receive(Batch)) is not None:
        with suppress(OSError):
            os.ftruncate(1, 0)
        faulthandler.dump_traceback_later(batch.patience, exit=True)
        meter.reset()
        outcomes = list(extract_files(setup.root, batch.files, extractors, setup.max_file_size, meter))
        crumb[0] = IDLE
        faulthandler.cancel_dump_traceback_later()
        channel.send(Done(outcomes, meter.uses(), *_memory()))


def _load(setup: Setup, crumb: memoryview) -> tuple[Sequence[Extractor], str]:
    """The extractors, and what is wrong with them or with this environment."""
    from stocktake.errors import StocktakeError
    from stocktake.extractors import registry

    try:
        for index, name in enumerate(setup.names):  # one by one first, so that the breadcrumb names each
            crumb[1] = index
            registry.choose([name], setup.options, setup.known).get(name)
        extractors = registry.choose(setup.names, setup.options, setup.known)
        loaded = extractors.loaded
        import stocktake.workers.extraction  # noqa: F401 - the parser must be there too
    except StocktakeError as error:
        return (), str(error)
    except (Exception, SystemExit) as error:
        return (), f"{type(error).__name__}: {error}"
    if extractors.cache_keys != setup.keys:
        return (), "the worker found other versions of the extractors, or of the parser, than the coordinator"
    return loaded, ""


class _Channel:
    """Frames on two pipes."""

    def __init__(self, source: int, sink: int) -> None:
        self._source = source
        self._sink = sink

    def receive(self, kind: type[T]) -> T | None:
        """The next message; None at the end of the pipe."""
        size = int.from_bytes(self._read(HEADER_SIZE), "big")
        data = self._read(size)
        return from_packed(data, kind) if data else None

    def _read(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            more = os.read(self._source, size - len(data))
            if not more:
                return b""
            data += more
        return bytes(data)

    def send(self, message: Any) -> None:
        """Write one message."""
        write_all(self._sink, frame(to_packed(message)))


def _harden() -> None:
    import resource

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the coordinator decides when work ends
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    faulthandler.enable()
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError), open("/proc/self/oom_score_adj", "wb") as stream:
        stream.write(_OOM_SCORE)


def _bound(data: int) -> None:
    """Let the kernel refuse this process more than ``data`` bytes (0: no bound), where it does such a thing."""
    import resource

    if data:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, (data, data))


def _memory() -> tuple[int, int]:
    """Resident memory of this process in bytes, now and at its highest; 0 where the platform does not say."""
    found = {b"VmRSS:": 0, b"VmHWM:": 0}
    with suppress(OSError), open("/proc/self/status", "rb") as stream:
        for line in stream:
            words = line.split()
            if words and words[0] in found:
                found[words[0]] = int(words[1]) * 1024
    return found[b"VmRSS:"], found[b"VmHWM:"]


if __name__ == "__main__":
    main(sys.argv[1:])
    os._exit(0)  # threads that an extractor left behind must not keep the process
