"""The errors a user can cause, each with the exit code the command line answers.

Every one of them is shown as a single line, ``stocktake: error: MESSAGE``; a traceback is always our bug.
"""

from __future__ import annotations

from collections.abc import Iterable


class StocktakeError(Exception):
    """Something a user can put right; the message says what is wrong, where, and what to do."""

    exit_code = 2


class UsageError(StocktakeError):
    """An argument, option, extractor or environment variable that means nothing."""


class ConfigError(StocktakeError):
    """A configuration file that cannot be read, or that holds an unknown key or a wrong value."""


class SourceError(StocktakeError):
    """No repository, no source file, or a root that cannot be listed."""


class ExtractorError(StocktakeError):
    """An extractor that cannot be loaded, or that contradicts the extractor protocol."""


class StateError(StocktakeError):
    """State that cannot be read, written or locked; what was published before is intact."""


class OutputError(StocktakeError):
    """Standard output that takes no more: what was done stays done."""


class WorkerError(StocktakeError):
    """Workers that cannot start here, or that nearly all fail alike: the environment is broken, not the sources."""


class LockHeldError(StateError):
    """Another run holds the lock of this state."""


class LostError(Exception):
    """Something that was remembered is gone or damaged, whatever it was needed for: all is to be done anew."""


def nearest(word: str, known: Iterable[str], prefix: str = "") -> str:
    """The end of a message about an unknown ``word``: ``; did you mean 'x'?`` with the known word most like it, else
    ``; known: a, b``; empty where nothing is known. A ``prefix`` that all of them have makes none like another."""
    import difflib

    names = sorted(known)
    lowered = {name.removeprefix(prefix).lower(): name for name in reversed(names)}
    match = difflib.get_close_matches(word.removeprefix(prefix).lower(), lowered, n=1, cutoff=0.6)
    if match:
        return f"; did you mean {lowered[match[0]]!r}?"
    return f"; known: {', '.join(names)}" if names else ""
