"""One record of the facts cache: its key, its checksum, and an outcome as it is kept and given back."""

from __future__ import annotations

import hashlib

from stocktake.model import Extracted, Failed, Language, Outcome, SkippedFile

Key = tuple[str, Language]
"""Digest and language of what was parsed."""


def record_key(content: str, language: Language) -> str:
    """What a record is found by."""
    return f"{content}.{language}"


def record_checksum(key: str, suite: bytes, body: bytes) -> bytes:
    """Over all of a record; ``suite`` names the extractors that ran, with their fingerprints."""
    return hashlib.sha256(b"%b\0%d\0%b%b" % (key.encode(), len(suite), suite, body)).digest()[:16]


def restored(outcome: Outcome, path: str, names: set[str] | None) -> Outcome:
    """``outcome`` as of the file ``path``; of the extractors ``names``, or of all."""
    if isinstance(outcome, SkippedFile):
        return SkippedFile(path, outcome.digest, outcome.reason, outcome.detail)
    if isinstance(outcome, Failed):
        return Failed(path, outcome.digest, outcome.failure)
    facts, failures = outcome.facts, outcome.failures
    if names is not None:
        facts = {name: data for name, data in facts.items() if name in names}
        failures = [failure for failure in failures if failure.extractor in names]
    rest = (outcome.partial, failures, outcome.note, outcome.reason, outcome.detail)
    return Extracted(path, outcome.digest, facts, *rest)
