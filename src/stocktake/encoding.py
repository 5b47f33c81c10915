"""The only writer of JSON.

Everything here is a pure function of its arguments: keys keep the order of their type's fields, text is UTF-8,
nothing depends on hash seeds, locale or platform.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_json = msgspec.json.Encoder()
_msgpack = msgspec.msgpack.Encoder()


def to_json(value: Any) -> bytes:
    """``value`` as one line of compact JSON, without a final newline."""
    return _json.encode(value)


def to_pretty_json(value: Any) -> bytes:
    """``value`` as JSON with two-space indentation and a final newline."""
    return msgspec.json.format(_json.encode(value), indent=2) + b"\n"


def from_json(data: bytes | str, kind: type[T]) -> T:
    """Decode and validate JSON.

    Raises:
        msgspec.DecodeError: not JSON, or (as ``ValidationError``) not of ``kind``.
    """
    return msgspec.json.decode(data, type=kind)


def to_packed(value: Any) -> bytes:
    """``value`` in the compact binary form in which facts travel and are cached (MessagePack)."""
    return _msgpack.encode(value)


def from_packed(data: bytes, kind: type[T]) -> T:
    """Decode and validate what :func:`to_packed` wrote.

    Raises:
        msgspec.DecodeError: damaged, or (as ``ValidationError``) not of ``kind``.
    """
    return msgspec.msgpack.decode(data, type=kind)
