"""What arrays, sets and maps of the language hold, as far as their types say it.

Of a reference (:mod:`stocktake.extractors.call_graph.terms`) whose root is such a type, as ``:Log[]`` or
``:Map<string,Log>``, the members are the language's own; what they give is not.
"""

from __future__ import annotations

import re

from stocktake.extractors.code.type_texts import parsed_type

OF_LANGUAGE = "string"
"""In the place of a type that is of the language's own."""

NOT_TOLD = "unknown"
"""In the place of a type of which nothing is known."""

ITERATED = "[]"
"""As a member: what going through a thing gives, one at a time."""

EACH = "[e]"
"""As a member: what the function is given that is given to ``forEach`` and the like."""

INDEXED = "[i]"
"""As a member: what is found under a key that is computed."""

ARRAYS = re.compile("(?:Readonly)?(?:Array|Set)|(?:Async)?(?:Iterable|Iterator|IterableIterator|Generator)")
"""Types of which all that counts here is what they hold, which is their first type argument."""

MAPS = re.compile("(?:Readonly|Weak)?Map")

HELD, KEY = "$held", "$key"
"""In :data:`OF_ARRAYS` and :data:`OF_MAPS`: what is held, and by which key."""

OF_ARRAYS = {
    **dict.fromkeys(("at", "find", "findLast", "pop", "shift"), HELD),
    **dict.fromkeys(("filter", "slice", "concat", "reverse", "sort", "splice", "fill", "with", "add"), f"{HELD}[]"),
    **dict.fromkeys(("toReversed", "toSorted", "toSpliced", "values"), f"{HELD}[]"),
    **dict.fromkeys(("map", "flatMap", "flat"), f"{NOT_TOLD}[]"),
    **dict.fromkeys(("reduce", "reduceRight", "next"), NOT_TOLD),
    "entries": f"[{OF_LANGUAGE},{HELD}][]",
}
"""By method the type of what it gives, where that is not the language's own: of arrays, sets, and what else is gone
through."""

OF_MAPS = {"get": HELD, "values": f"{HELD}[]", "keys": f"{KEY}[]", "entries": f"[{KEY},{HELD}][]"}
"""The same of maps."""

OF_LANGUAGE_TOO = frozenset(
    [
        "at",
        "charAt",
        "charCodeAt",
        "catch",
        "clear",
        "codePointAt",
        "concat",
        "copyWithin",
        "delete",
        "description",
        "endsWith",
        "entries",
        "every",
        "fill",
        "filter",
        "finally",
        "find",
        "findIndex",
        "findLast",
        "findLastIndex",
        "flat",
        "flatMap",
        "forEach",
        "get",
        "has",
        "hasOwnProperty",
        "includes",
        "indexOf",
        "isPrototypeOf",
        "join",
        "keys",
        "lastIndexOf",
        "length",
        "localeCompare",
        "map",
        "match",
        "matchAll",
        "normalize",
        "padEnd",
        "padStart",
        "pop",
        "push",
        "reduce",
        "reduceRight",
        "repeat",
        "replace",
        "replaceAll",
        "reverse",
        "search",
        "set",
        "shift",
        "size",
        "slice",
        "some",
        "sort",
        "splice",
        "split",
        "startsWith",
        "substr",
        "substring",
        "then",
        "toExponential",
        "toFixed",
        "toLocaleString",
        "toLowerCase",
        "toPrecision",
        "toReversed",
        "toSorted",
        "toSpliced",
        "toString",
        "toUpperCase",
        "trim",
        "trimEnd",
        "trimStart",
        "unshift",
        "valueOf",
        "values",
        "with",
    ]
)
"""Members of texts, numbers, arrays, sets and maps: what is one of those or of a class may have either."""

GIVEN_EACH: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("forEach", "map", "filter", "find", "findIndex", "findLast", "findLastIndex"), (0,)),
    **dict.fromkeys(("some", "every", "flatMap"), (0,)),
    **dict.fromkeys(("sort", "toSorted"), (0, 1)),
    **dict.fromkeys(("reduce", "reduceRight"), (1,)),
}
"""By method of an array that calls a function for what it holds, the parameters of that function that are such."""

_HOLDER = re.compile(r":(?P<held>\[?[^.()!|]+\]|(?:Readonly|Weak)?Map<[^.()!|]+>)(?:\.(?P<member>[^.()!]+))?")


def held_by(reference: str, by: str) -> str | None:
    """The type of what a step leads to from an array, tuple or map of declared types, or from a method of one: ``Log``
    of ``:Log[].find`` and ``()``. None where a reference is no such thing, or that is only a method of it."""
    match = _HOLDER.fullmatch(reference) if "[" in reference or "Map<" in reference else None
    if match is None:
        return None
    holder, member = match["held"], match["member"]
    key, held = _parts(holder)
    if member is not None:
        methods = OF_MAPS if key else OF_ARRAYS
        found = methods.get(member, OF_LANGUAGE) if by == "()" else OF_LANGUAGE
        return found.replace(KEY, key).replace(HELD, held)
    name = by[1:]
    if name.isdecimal() and holder[0] == "[":
        elements = [each.text or OF_LANGUAGE for each in parsed_type(holder).parts]
        return elements[int(name)] if int(name) < len(elements) else NOT_TOLD
    if name.isdecimal() or name in (ITERATED, EACH, INDEXED):
        if not key:
            return held
        return f"[{key},{held}]" if name == ITERATED else held if name == EACH else NOT_TOLD
    return None if by[0] == "." else NOT_TOLD


def _parts(holder: str) -> tuple[str, str]:
    """The types of the keys of a map ("" of what else holds something) and of what it holds."""
    if holder.endswith("[]"):
        return "", holder[:-2]
    if holder[0] == "[":
        return "", NOT_TOLD
    key, held = parsed_type(holder).parts
    return key.text or OF_LANGUAGE, held.text or OF_LANGUAGE


def is_method(reference: str) -> bool:
    """Whether a reference is that of a method of an array or map of declared types, which is the language's own."""
    match = _HOLDER.fullmatch(reference) if reference[:1] == ":" and ("[" in reference or "Map<" in reference) else None
    return match is not None and match["member"] is not None
