"""Standard output and standard error, whoever listens: nobody listening changes neither the work nor its verdict.

Results alone go to standard output. Extractors of other packages run in this process too, and what they print there
would get between the lines of JSON that a program reads: while a command runs, :func:`print` leads to standard error.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

TYPE_CHECKING = False  # importing typing for it would make the start slower

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

_kept: list[TextIO] = []
"""Standard output, while ``sys.stdout`` is another stream."""


@contextmanager
def for_results_alone() -> Iterator[None]:
    """Inside, nobody prints to standard output but :func:`tell`."""
    _kept.append(sys.stdout)
    sys.stdout = sys.stderr
    try:
        yield
    finally:
        sys.stdout = _kept.pop()


def results() -> TextIO:
    """The stream of results: standard output."""
    return _kept[-1] if _kept else sys.stdout


def tell(text: str, done: str = "") -> bool:
    """Print a result. Whether anybody reads on: a reader that has gone (``| head``) has read enough, and what is left
    is dropped. ``done`` is what stays done where it cannot be printed: ``the state is published``.

    Raises:
        OutputError: the output takes no more, as on a full disk.
    """
    try:
        print(text, file=results())
    except OSError as error:
        return _dropped(error, done)
    return flush(done)


def flush(done: str = "") -> bool:
    """Have what was printed written; as :func:`tell`."""
    try:
        results().flush()
    except OSError as error:
        return _dropped(error, done)
    return True


def note(text: str) -> None:
    """Say something on standard error, where it can be said."""
    try:
        print(f"stocktake: {text}", file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Have nothing come of what is still printed: Python would complain when it writes what it has kept so far."""
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, stream.fileno())
    except (OSError, ValueError):
        pass
    finally:
        os.close(null)


def open_closed_streams() -> None:
    """Open the standard streams that were closed (``>&-``) on nothing. The next file to be opened, the cache or the
    lock, would take their place, and what is printed would get into it."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest number that is free: this one
    if sys.stdout is None:
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 - as long as the process
    if sys.stderr is None:
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115


def _dropped(error: OSError, done: str) -> bool:
    silence(results())
    if isinstance(error, BrokenPipeError):
        return False
    from stocktake.errors import OutputError

    what = f"{done}, but the" if done else "the"
    raise OutputError(f"{what} output cannot be written: {error.strerror or error}") from error
