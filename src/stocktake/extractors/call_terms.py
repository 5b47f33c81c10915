"""References as texts, which the coordinator follows across files.

A reference is a root and any number of steps:

* roots: ``name`` (at module level), ``:Type`` (an instance of a declared type; dots of its name are written ``/``),
  ``<specifier>`` (a module imported at run time; ``<>`` is the file itself), ``this``, ``super``;
* steps: ``.member``, ``()`` (the result of calling), ``!`` (an instance made by ``new``).

``new Service().run`` is ``Service!.run``; with ``import * as api``, ``api.get`` stays ``api.get``. Local variables do
not occur: they are replaced by what they stand for. Awaiting changes nothing, a promise of a thing is that thing.
"""

from __future__ import annotations

UNKNOWN = ""
"""Syntax does not tell what the expression is."""

LOCAL = "~"
"""A function or class made inside the declaration itself."""

BUILT_IN = "-"
"""A literal, a global of the language or its host, or something got from those."""

NOT_REFERENCES = frozenset({UNKNOWN, LOCAL, BUILT_IN})

MORE = "…"
"""At the end of a reference: further steps, of a chain of calls too long to be followed."""

MAX_LENGTH = 200
_MAX_RESULTS = 1
_OF_PROMISES = frozenset({".then", ".catch", ".finally"})


def step(reference: str, by: str) -> str:
    """A reference with one more step."""
    if reference in (UNKNOWN, BUILT_IN):
        return reference
    if reference == LOCAL:
        return UNKNOWN
    if by in _OF_PROMISES and reference[0] == "<" and reference[-1] == ">":
        return BUILT_IN
    if reference[-1] == MORE or reference.count("()") > _MAX_RESULTS or len(reference) > MAX_LENGTH:
        return reference if reference[-1] == MORE else reference + MORE
    return reference + by


def is_plain(reference: str) -> bool:
    """Whether a reference names something as it is: not what a call gives, nor an instance."""
    return bool(reference) and "()" not in reference and "!" not in reference and reference[0] not in ":<~-"
