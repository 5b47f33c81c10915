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
_OPENING = _VALIDATING | _ACTING | _ADJECTIVES
_CONNECTIVE_WORDS = (
    "after and at before belong belongs between by for from has have if in into is of on or own owns per than that to "
    "under when where with within without"
)
_CONNECTIVES = frozenset(_CONNECTIVE_WORDS.split())
"""Words that end what is validated, and begin something else: ``TokenFromEmail``."""

_SAME_WORDS = (
    "absolute address addresses array available complexity correct equal equals exists expression expressions external "
    "format http https iso length like list literal local number numbers object pattern private profile property "
    "protection public range ready relative safe schedule security ssrf strength syntax taken text unique url values"
)
_SAME = _OPENING.union(_SAME_WORDS.split())
_ACTED_ON = _SAME.union(("async", "field", "fields", "input", "inputs", "match", "matches", "sync"))
"""Further words that name what holds a value, or how it is validated, after a verb that acts on it
(``validateNumberField``); after a bare ``is`` they are nouns themselves: a date field is no date."""

_PARTICIPLE = re.compile(r"(?!variable|reached|exceeded)(?:\w*[^e]ed|\w{3,}(?:able|ible))|\d+")
"""Besides those words, what may follow a noun without being another one that it only qualifies: ``isEmailAllowed``."""


def pattern_of(name: str) -> str:
    """What a function validates, from the words of its name: ``isLinkedInUrl`` → ``linkedin-url``; "" where no word
    says, where one that does only qualifies another (``isEmailRuleEnabled``), or where the name does not speak of
    validating (``sendEmail``). ``validate`` is one word: no ``date``."""
    words = [word.lower() for word in _WORD.findall(name.rpartition(".")[2])]
    if not words or (words[0] not in _VALIDATING | _ACTING and _VALIDATING.isdisjoint(words)):
        return ""
    words = _validated(words)
    same = _SAME if words[0] == "is" and "valid" not in words else _ACTED_ON
    # "Required" is no noun: it says the same of whatever follows it.
    known = {word for at, word in enumerate(words) if word == "required" or _is_last_noun(words[at + 1 :], same)}
    pairs = enumerate(pairwise(words), 2)
    known.update(first + second for end, (first, second) in pairs if _is_last_noun(words[end:], same))
    if "iphone" in known:
        known.discard("phone")
    # An invoice number is no number, and whether something is required validates nothing.
    for word in ("number", "numbers", "required"):
        if word in known and not _OPENING.issuperset(words[: words.index(word)]):
            known.discard(word)
    return next((pattern for pattern, given in _PATTERNS if not given.isdisjoint(known)), "")


def _validated(words: list[str]) -> list[str]:
    """The words of a name up to the first that connects what is validated with something else."""
    first = next((at for at, word in enumerate(words) if word not in _OPENING), len(words))
    for at in range(first + 1, len(words)):
        if words[at] in _CONNECTIVES and words[at - 1] != "linked":
            return words[:at]
    return words


def _is_last_noun(following: list[str], same: frozenset[str]) -> bool:
    """Whether the words after a noun name nothing else that the noun would only qualify."""
    return all(word in same or _PARTICIPLE.fullmatch(word) for word in following)
