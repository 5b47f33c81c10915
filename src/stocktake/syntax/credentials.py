"""Texts of source code without what looks like a credential: inventories are committed and read by others."""

from __future__ import annotations

import re

SHORTEST = 20
"""Characters that a credential has at least."""

_TOKEN = re.compile(rf"[A-Za-z0-9+/_=-]{{{SHORTEST},}}")
# Prefixes by which issuers mark their keys, so that scanners find them: of a word, as in "/AKIA…" or "key=ghp_…".
_KNOWN_SECRET = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:sk|pk|rk)_(?:live|test)_|sk-(?:proj|ant|or|svcacct)-|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|npm_[A-Za-z0-9]{30}"
    r"|A[KS]IA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30}|eyJ)"
)


def redacted(text: str) -> str:
    """``text`` with everything that looks like a credential replaced by "…"."""
    return _TOKEN.sub(_hidden, text) if len(text) >= SHORTEST else text


def _hidden(match: re.Match[str]) -> str:
    text = match.group()
    if _KNOWN_SECRET.search(text):
        return "…"
    is_random = len(text) >= 32 and any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
    # Names written in words have separators or a single case; random texts have digits throughout.
    return "…" if is_random and sum(c.isdigit() for c in text) * 8 >= len(text) else text
