"""From docstrings to what a reader of the published files is told: about a kind of item, and about each of its keys.

A docstring says what the whole is, and then, in a list, what each field or counter means::

    One hook at module level.

    * ``parameters``: null where the declaration does not show them;
    * ``return_type``: the annotation as written.

Fields are written by their Python names, as everywhere in the code, and shown by those they have in JSON.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stocktake.extractors.base import Extractor

_LISTED = re.compile(r"^\* ((?:``\w+``,\s+)*``\w+``):\s", re.MULTILINE)
_NAME = re.compile(r"(?<=``)\w+(?=``)")

OF_EVERY_ITEM: Mapping[str, str] = {
    "name": "What it is called in the source; `default` for an anonymous default export.",
    "file": "Path of its source file, relative to the root, with `/`.",
    "line": "Its first line, counted from 1.",
    "endLine": "Its last line.",
    "exports": "The names it is exported under, `default` among them; none: it is private to its file.",
}
"""What the keys that items of every inventory have mean, where an item does not say it itself."""


def describe(definitions: Mapping[str, dict[str, Any]], item: str = "") -> None:
    """Make of the docstrings in the JSON Schemas of structs, by name, descriptions of these and of their properties;
    ``item`` is the one that is an item of an inventory."""
    known = {name for schema in definitions.values() for name in schema.get("properties", ())}
    for name, schema in definitions.items():
        head, meanings = divided(schema.get("description", ""), known)
        if head:
            schema["description"] = head
        properties = schema.get("properties", {})
        for key, meaning in ({**OF_EVERY_ITEM, **meanings} if name == item else meanings).items():
            if key in properties:
                properties[key]["description"] = meaning


def counter_meanings(extractor: Extractor) -> dict[str, str]:
    """What each counter in the manifest of an inventory counts, as the docstrings of the methods that count say."""
    texts = (type(extractor).counters.__doc__, type(extractor).summarise.__doc__)
    return {name: meaning for text in texts for name, meaning in divided(text or "", ())[1].items()}


def divided(docstring: str, known: Collection[str]) -> tuple[str, dict[str, str]]:
    """What a docstring says before its list, and what the list says of each name; ``known`` are keys in JSON."""
    head, *listed = _LISTED.split(inspect.cleandoc(docstring))
    meanings: dict[str, str] = {}
    for names, meaning in zip(listed[::2], listed[1::2], strict=True):
        text = _plain(meaning, known).rstrip(";.")
        shown = text if text.endswith(("…", "?")) else f"{text}."
        for name in _NAME.findall(names):
            meanings[_key(name, known)] = shown[:1].upper() + shown[1:]
    return _plain(head, known), meanings


def _plain(text: str, known: Collection[str]) -> str:
    renamed = _NAME.sub(lambda name: _key(name[0], known), text)
    return " ".join(renamed.replace("``", "`").split())


def _key(name: str, known: Collection[str]) -> str:
    """The key that a Python name has in JSON: ``in_loop`` is ``inLoop`` where there is such a key."""
    key = re.sub(r"_+(\w?)", lambda match: match[1].upper(), name)
    return key if key in known else name
