"""The digest that stands for bytes everywhere. Not in :mod:`encoding`, whose library takes longer to load than a
repository takes to be looked at."""

from __future__ import annotations

import hashlib

DIGEST_LENGTH = 32
"""Hexadecimal digits of a digest: the first 128 bits of a SHA-256."""


def digest(data: bytes) -> str:
    """The first 128 bits of SHA-256 over ``data``, as 32 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()[:DIGEST_LENGTH]
