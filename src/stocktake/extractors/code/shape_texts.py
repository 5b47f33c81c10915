"""Texts of types: where type parameters are in them, and how several are written as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from stocktake.extractors.code.shapes import ALL_LISTED, OTHER, PropertyFact, Shape, cut


def alternatives(texts: list[str]) -> str:
    """The union of types, as one would write it."""
    parts = [text for text in dict.fromkeys(texts) if text != "never"] or texts[:1]
    if len(parts) > 1:
        parts = [f"({part})" if "=>" in part and part[:1] in "(<" else part for part in parts]
    return cut(" | ".join(parts))


def chosen_keys(operator: str, given: Shape) -> tuple[str, Shape]:
    """``Omit`` or ``Pick`` and the keys it is given: ``Pick<T, Exclude<keyof T, K>>`` is ``Omit<T, K>``."""
    keys = given.parts[1] if len(given.parts) > 1 else OTHER
    if operator == "Pick" and keys.name == "Exclude" and len(keys.parts) > 1:
        of, excluded = keys.parts[:2]
        if of.op == "keyof" and of.parts[0] == given.parts[0]:
            return "Omit", excluded
    return operator, keys


def both(one: PropertyFact, other: PropertyFact) -> PropertyFact:
    """A property that two members of an intersection have."""
    parts: dict[str, str] = {}
    for text in (one.type, other.type):
        if text:
            parts.setdefault(text.replace("React.", "").replace(" | undefined", ""), text)
    texts = list(parts.values())
    if len(texts) > 1:
        texts = [f"({text})" if _COMPOSED.search(text) else text for text in texts]
    optional, readonly = one.optional and other.optional, one.readonly and other.readonly
    return PropertyFact(one.name, cut(" & ".join(texts)), optional, readonly)


_PARAMETER = re.compile(r"(?:(?:const|in|out)\s+)*(?P<name>[\w$]+)")


def type_parameter(written: str) -> tuple[str, str]:
    """Name and default ("" for none) of ``T``, ``T extends U``, ``T = D``."""
    match = _PARAMETER.match(written)
    depth = 0
    for at, character in enumerate(written):
        if character in "<({[":
            depth += 1
        elif character in ")}]" or (character == ">" and written[at - 1] != "="):
            depth -= 1
        elif character == "=" and depth == 0 and written[at + 1 : at + 2] != ">":
            return match.group("name") if match else "", written[at + 1 :].strip()
    return match.group("name") if match else "", ""


def property_shape(holder: Shape, name: str) -> Shape:
    """The shape of a property of an object."""
    if name in holder.names:
        return holder.parts[holder.names.index(name)]
    text = next((each.type for each in holder.properties if each.name == name), "")
    return shape_of_text(text.removesuffix(" | undefined").removesuffix(" | null"))


_NAME = re.compile(r"[A-Za-z_$][\w$.]*")


def shape_of_text(text: str) -> Shape:
    """The shape of a type that is only known by its text: as far as it is a name, or nothing."""
    if text == "{}":
        return Shape("object", name=ALL_LISTED, text=text)
    if text.endswith("[]") and _NAME.fullmatch(text[:-2]):
        return Shape("list", parts=[shape_of_text(text[:-2])], text=text)
    return Shape("ref", name=text, text=text) if _NAME.fullmatch(text) else Shape("other", text=text)


@lru_cache(maxsize=512)
def any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of several type parameters where one is used: not a property of that name, a text, or a member."""
    listed = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?<![\w$.'\"`-])(?:{listed})(?![\w$'\"`-]|\??:)")


def own_parameters(text: str) -> frozenset[str]:
    """Type parameters of a function type: ``T`` of ``<T extends U>(value: T) => T``."""
    return frozenset(_declared(text)) if text.startswith("<") else frozenset()


def _declared(text: str) -> Iterator[str]:
    depth = 0
    start = 1
    for at, character in enumerate(text):
        depth += (character in "<({[") - (character in ")}]" or (character == ">" and text[at - 1] != "="))
        if (character == "," and depth == 1) or depth == 0:
            match = _PARAMETER.match(text[start:at].strip())
            if match is not None:
                yield match.group("name")
            start = at + 1
        if depth == 0:
            return


_COMPOSED = re.compile(r"[|&?]|=>|\bkeyof\b|\binfer\b")
_ENDS = ("", *">),;]")


def in_place(argument: str, match: re.Match[str]) -> str:
    """A type argument as it is written in the place of its parameter: in parentheses where it needs them."""
    if not _COMPOSED.search(argument):
        return argument
    before, after = match.string[: match.start()].rstrip()[-1:], match.string[match.end() :].lstrip()[:1]
    if (before in ("", *"<(,:=[")) and after in _ENDS:
        return argument
    return f"({argument})"
