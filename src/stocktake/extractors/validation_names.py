"""What the name of a function says: that it validates, and what."""

from __future__ import annotations

import re
from itertools import pairwise

NAMED_LIKE_ONE = re.compile(r"(is|validate|check|assert|ensure)(?=[A-Z])")
"""Matches at the start of a validator's name: one of these verbs, and what it is about."""

# Acronyms run together: `HTTPURL` is two words. No shorter one is split off: `VIP` is no IP, `CURL` no URL.
_ACRONYMS = r"[A-Z]{2,}(?=(?:URL|URI|UUID|GUID|JSON)(?:[A-Z][a-z]|[^A-Za-z]|$))"
_WORD = re.compile(rf"{_ACRONYMS}|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SINGULARS = (
    ("linkedin-url", "linkedin"),
    ("uuid", "uuid guid"),
    ("email", "email"),
    ("url", "url uri href"),
    ("phone", "phone telephone"),
    ("date", "date datetime birthday"),
    ("password", "password"),
    ("ip", "ip ipv"),
    ("domain", "domain hostname"),
    ("color", "color colour"),
    ("slug", "slug"),
    ("json", "json"),
    ("cron", "cron"),
    ("timezone", "timezone"),
    ("number", "number numeric integer"),
    ("regex", "regex regexp"),
    ("required", "required"),
)
_PATTERNS = tuple((pattern, {*words.split(), *(f"{word}s" for word in words.split())}) for pattern, words in _SINGULARS)
_VALIDATING = frozenset({"is", "has", "verify", "parse", "sanitize", "normalize", "valid", "validator", "validators"})
_ACTING = frozenset({"validate", "check", "assert", "ensure", "try", "safe", "to"})
_QUALIFYING = "a all are big every finite invalid max min negative non not only or positive real string value whole"
_ADJECTIVES = frozenset(_QUALIFYING.split())


def pattern_of(name: str) -> str:
    """What a function validates, from the words of its name: ``isLinkedInUrl`` → ``linkedin-url``; "" where no word
    says, or where the name does not speak of validating (``sendEmail``). ``validate`` is one word: no ``date``."""
    words = [word.lower() for word in _WORD.findall(name.rpartition(".")[2])]
    if not words or (words[0] not in _VALIDATING | _ACTING and _VALIDATING.isdisjoint(words)):
        return ""
    known = {*words, *(first + second for first, second in pairwise(words))}
    if "iphone" in known:
        known.discard("phone")
    # An invoice number is no number, and whether something is required validates nothing.
    for word in ("number", "numbers", "required"):
        if word in known and not _VALIDATING.union(_ACTING, _ADJECTIVES).issuperset(words[: words.index(word)]):
            known.discard(word)
    return next((pattern for pattern, given in _PATTERNS if not given.isdisjoint(known)), "")
