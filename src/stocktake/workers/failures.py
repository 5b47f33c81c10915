"""Exceptions as published failures: texts that are the same on every host and for every copy of a file."""

from __future__ import annotations

import re

from stocktake.model import FailReason, Failure

MAX_MESSAGE = 200
"""Characters of an exception's message that are kept."""

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{4,}\b")
_FOLDERS = re.compile(r"(?<![\w./\\])(?:[A-Za-z]:)?[/\\](?:[^\s/\\'\"<>:|]+[/\\])+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def describe(error: BaseException, extractor: str, path: str) -> Failure:
    """``error`` as a failure of ``extractor`` on the file ``path``: reason, ``Type: message`` (first line), and the
    source line where the exception carries one in an attribute ``line``.

    The text depends neither on the path (facts are shared between files of equal content) nor on the host.
    """
    try:
        message = str(error)
    except Exception:
        message = "<unprintable>"
    kind = type(error).__name__
    text = describe_text(message, path)
    reason: FailReason = "out-of-memory" if isinstance(error, MemoryError) else "raised"
    line = getattr(error, "line", 0)
    known = line if type(line) is int and line > 0 else 0
    return Failure(reason, extractor, f"{kind}: {text}" if text else kind, known)


def describe_text(message: str, path: str) -> str:
    """The first line of ``message``, bounded, without addresses, folders, control characters or ``path``."""
    first = next((line.strip() for line in message.splitlines() if line.strip()), "")
    first = _CONTROL.sub(" ", first)
    first = _FOLDERS.sub("", _ADDRESS.sub("0x…", first.replace(path, "<file>") if path else first))
    return first if len(first) <= MAX_MESSAGE else first[: MAX_MESSAGE - 1] + "…"
