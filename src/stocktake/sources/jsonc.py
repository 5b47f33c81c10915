"""JSON as tsconfig.json is written: with comments, trailing commas and a byte order mark."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from stocktake.encoding import from_json

_STRING: Final = rb'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?'
_COMMENT: Final = re.compile(_STRING + rb"|//[^\n]*+|/\*.*?(?:\*/|\Z)", re.DOTALL)
_TRAILING_COMMA: Final = re.compile(_STRING + rb"|,(?=\s*+[\]}])", re.DOTALL)
_NOT_NEWLINE: Final = re.compile(rb"[^\n]+")


class JsonError(ValueError):
    """Not JSON, even with comments and trailing commas; ``line`` is 1-based, 0 where it is not known."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def decode(data: bytes) -> Any:
    """The value of ``data``, UTF-8 text without a byte order mark.

    Raises:
        JsonError: it is not JSON of that kind.
    """
    try:
        return from_json(data, Any)
    except (msgspec.DecodeError, RecursionError):
        stripped = strip(data)
    try:
        return from_json(stripped, Any)
    except RecursionError:
        raise JsonError("nested too deeply", 0) from None
    except msgspec.DecodeError as error:
        raise _explain(stripped, str(error)) from None


def strip(data: bytes) -> bytes:
    """``data`` with comments and trailing commas blanked out; every other byte, and every line, stays in its place."""
    if b"/" in data:
        data = _COMMENT.sub(_blank, data)
    return _TRAILING_COMMA.sub(_blank, data)


def _blank(match: re.Match[bytes]) -> bytes:
    text = match[0]
    if text.startswith(b'"'):
        return text
    return _NOT_NEWLINE.sub(lambda part: b" " * len(part[0]), text)


def _explain(data: bytes, message: str) -> JsonError:
    """The error with its line: found by the standard library, whose parser counts lines."""
    import json  # most configuration files need no explaining

    try:
        json.loads(data)
    except json.JSONDecodeError as error:
        return JsonError(error.msg.lower(), error.lineno)
    except (ValueError, RecursionError):
        return JsonError("not valid JSON", 0)
    return JsonError(message.lower(), 0)
