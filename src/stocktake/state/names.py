"""From the names of a repository's folders and files to names that are safe and distinct on every file system.

A name is kept as it is wherever possible. What is not safe is written ``%XX``, one for each UTF-8 byte, so that the
name can still be read and no two names become one:

* characters Windows forbids, control and invisible characters, ``%`` and ``~`` themselves;
* the last character of a name that ends in a dot or a space, the first of a device name (``CON``, ``aux.ts``);
* whatever would collide with the names stocktake gives: ``_root``, ``manifest`` in the inventory's own folder, a
  trailing ``.json`` (a chunk ``x`` is the file ``x.json``) and ``Foo.tsx.1`` (a part of ``Foo.tsx``);
* characters whose normal form or letter case may differ from one Unicode version to the next.

Siblings that differ only in case (or in what a file system may fold) are escaped further, every one of them, so that
the result does not depend on their order. Only a name of more than :data:`LONGEST` bytes is cut, and carries a digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from stocktake.digests import digest

LONGEST = 200
"""Bytes of an escaped name; leaves room for ``.json`` and a part's number within the 255 of usual file systems."""

ROOT = "_root"
"""The chunk of the items of files directly in a folder whose subfolders have chunks of their own."""

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !#$&'()+,-.;=@[]^_`{}")
_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"]
    + [port + digit for port in ("COM", "LPT") for digit in "0123456789¹²³"]
)
_INVALID = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*]')
_PART = re.compile(r"\.[^.\d][^.]*(\.)[0-9]+\Z")
_ENCODED_PART = re.compile(r"%2E[0-9]+\Z")
_EXTENSION = re.compile(r"\.[^.\d][^.]*\Z")


def safe_names(names: Iterable[str], *, top: bool = False) -> dict[str, str]:
    """Escaped names of siblings, distinct even where letter case and normalisation are ignored.

    ``top``: they lie directly in the inventory's folder, next to its ``manifest.json``.
    """
    lightly = {name: _escape(name, top, fully=False) for name in names}
    groups: dict[str, list[str]] = {}
    for name, escaped in lightly.items():
        groups.setdefault(folded(escaped), []).append(name)
    for group in groups.values():
        if len(group) > 1:
            for name in group:
                lightly[name] = _escape(name, top, fully=True)
    return lightly


def part_name(escaped: str, number: int) -> str:
    """Name of the ``number``-th part of a file, which no folder's and no other file's name can equal."""
    return f"{escaped}.{number}" if _EXTENSION.search(escaped) else f"{escaped}%2E{number}"


def is_part_name(escaped: str) -> bool:
    """Whether a name is one that :func:`part_name` gives."""
    return bool(_PART.search(escaped) or _ENCODED_PART.search(escaped))


def folded(name: str) -> str:
    """``name`` as a file system sees it that ignores letter case and Unicode normalisation."""
    if name.isascii():
        return name.lower()
    import unicodedata

    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def unsafe(path: str) -> str:
    """Why ``path``, relative to the state folder, must not be written, or empty.

    The last door before the disk: names of extractors' folders and of a manifest found on disk pass here too.
    """
    return next(filter(None, map(_unsafe_segment, path.split("/"))), "")


@lru_cache(maxsize=10_000)
def _unsafe_segment(segment: str) -> str:
    if segment in ("", ".", ".."):
        return "not a plain relative path"
    if segment[-1] in ". " or segment.lower() == ".git" or _is_device(segment):
        return "a name that is not valid on every file system"
    if _INVALID.search(segment):
        return "a character that is not valid on every file system"
    if len(segment.encode("utf-8", "surrogatepass")) > 255:
        return "a name longer than 255 bytes"
    return ""


@lru_cache(maxsize=10_000)
def _escape(name: str, top: bool, *, fully: bool) -> str:
    """``fully`` also escapes upper-case letters and everything beyond ASCII."""
    forced = _forced(name, top)
    plain = name.isascii() or (not fully and _is_normal(name))
    pieces = []
    for position, character in enumerate(name):
        if character.isascii():
            keep = character in _PLAIN and not (fully and character.isupper())
        else:
            keep = plain and _is_letter(character)
        pieces.append(character if keep and position not in forced else _percent(character))
    escaped = "".join(pieces) or "%"
    if len(escaped.encode()) > LONGEST:
        mark = "~" + digest(name.encode())[:16]
        escaped = escaped.encode()[: LONGEST - len(mark)].decode(errors="ignore").rstrip(". ") + mark
    return escaped


def _forced(name: str, top: bool) -> set[int]:
    """Positions that are escaped whatever character they hold."""
    forced: set[int] = set()
    if name.endswith((".", " ")):
        forced.add(len(name) - 1)
    lower = name.lower()
    reserved = lower == ".git" or lower == ROOT or lower.startswith(ROOT + ".") or (top and lower == "manifest")
    if reserved or _is_device(name):
        forced.add(0)
    if lower.endswith(".json"):
        forced.add(len(name) - len(".json"))
    part = _PART.search(name)
    if part:
        forced.add(part.start(1))
    return forced


def _is_device(name: str) -> bool:
    return name.split(".", 1)[0].rstrip(" ").upper() in _DEVICES


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _is_normal(name: str) -> bool:
    from unicodedata import ucd_3_2_0

    return ucd_3_2_0.is_normalized("NFC", name)


def _is_letter(character: str) -> bool:
    """A letter, mark or number of Unicode 3.2: the one version every Python carries, so the same answer everywhere.

    Not those that fold to ASCII (the long s, ligatures): they could pass for a reserved name.
    """
    from unicodedata import ucd_3_2_0

    if any(letter.isascii() for letter in character.casefold()) and character not in "\u00df\u1e9e":
        return False
    return ucd_3_2_0.category(character)[0] in "LMN"
