"""Records that vouch for themselves: packed, behind a digest over all of it."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

import msgspec

from stocktake.digests import DIGEST_LENGTH, digest
from stocktake.encoding import from_packed, to_packed

T = TypeVar("T")


class Notes(Protocol):
    """Where records are kept."""

    def note(self, name: str) -> object:
        """What is kept under ``name``."""

    def keep_note(self, name: str, data: bytes) -> None:
        """Keep ``data`` under ``name``."""


def marked(value: Any) -> bytes:
    """``value`` as a record."""
    body = to_packed(value)
    return digest(body).encode() + body


def unmarked(data: object, kind: type[T]) -> T | None:
    """The value that :func:`marked` was given; None where ``data`` is no such record, damaged, or not of ``kind``."""
    if not isinstance(data, bytes) or digest(data[DIGEST_LENGTH:]).encode() != data[:DIGEST_LENGTH]:
        return None
    try:
        return from_packed(data[DIGEST_LENGTH:], kind)
    except msgspec.DecodeError:
        return None
