"""Types that facts have as texts, read again as far as members and results can be told of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from stocktake.extractors.code.shapes import OTHER, Shape

_NAME = re.compile(r"[A-Za-z_$][\w$.]*")
_TEXT = re.compile(r"'[^'\\]*'|\"[^\"\\]*\"")
_MAPPED_KEY = re.compile(r"\s*(?:[+-]?readonly\s+)?\[\s*(?P<key>[\w$]+)\s+in\s+(?P<keys>.+)\]\s*(?:[+-]?\?)?\s*")
_OPENS, _CLOSES = frozenset("<({["), frozenset(">)}]")
_MEMBER = re.compile(r"(?:readonly\s+)?(?P<name>[\w$]+)\??\s*(?P<type>[:(<].+)", re.DOTALL)
_LABEL = re.compile(r"[\w$]+\s*\??:(?!:)")
_MAX_LENGTH = 400


@lru_cache(maxsize=2048)
def parsed_type(text: str) -> Shape:
    """The shape of a type's text: names with type arguments, texts, unions, intersections, arrays, tuples (``tuple``,
    with those ``parts`` that stand before a rest), objects (with their members as ``parts``), ``typeof``, ``keyof``,
    indexed accesses and functions; ``other`` where it is anything else, or was cut."""
    text = text.strip().removeprefix("| ").removeprefix("readonly ")
    if len(text) > _MAX_LENGTH or text.endswith("…"):
        return OTHER
    if _NAME.fullmatch(text):
        return Shape("ref", name=text, text=text)
    if _arrow(text) >= 0:
        return Shape("function", text=text)
    for operator, op in (("|", "or"), ("&", "and")):
        parts = _split(text, operator)
        if len(parts) > 1:
            return Shape(op, parts=[parsed_type(each) for each in parts], text=text)
    if text.startswith("typeof ") and _NAME.fullmatch(text[7:]):
        return Shape("typeof", name=text[7:], text=text)
    if text.startswith("keyof "):
        return Shape("keyof", parts=[parsed_type(text[6:])], text=text)
    if _TEXT.fullmatch(text):
        return Shape("keys", names=[text[1:-1]])
    return _bracketed(text)


def result_type(text: str) -> Shape:
    """The shape of what a function type gives, of which this is the text."""
    at = _arrow(text)
    returned = text[at + 2 :] if at >= 0 else ""
    return OTHER if not returned or re.match(r"\s*(?:asserts\s|[\w$]+\s+is\s)", returned) else parsed_type(returned)


def parameter_types(function: Shape) -> Shape:
    """The tuple of what a function type takes."""
    if function.parts:
        return Shape("tuple", parts=function.parts)
    head = function.text[function.text.find("(") :]
    at = _arrow(head) if head else -1
    inside = head[:at].strip() if at >= 0 else ""
    return Shape("tuple", parts=list(_elements(inside[1:-1]))) if inside.endswith(")") else OTHER


def function_type(signature: str) -> str:
    """``(query: Query) => Rows`` of the call signature ``(query: Query): Rows``."""
    depth = 0
    for at, mark in enumerate(signature):
        depth += (mark in _OPENS) - (mark in _CLOSES and signature[at - 1] != "=")
        if mark == ":" and depth == 0:
            return f"{signature[:at]} =>{signature[at + 1 :]}"
    return signature


@lru_cache(maxsize=512)
def mapped_type(text: str) -> tuple[str, Shape, Shape] | None:
    """``Key``, the shape of ``Keys`` and that of ``Value`` of ``{ [Key in Keys]: Value }``; None for anything else, and
    where keys are renamed."""
    head, *value = _split(text[1:-1], ":") if text[:1] == "{" and text[-1] == "}" else [""]
    match = _MAPPED_KEY.fullmatch(head)
    held = [each for each in _split(":".join(value), ";") if each.strip()]
    if match is None or len(held) != 1 or " as " in match["keys"]:
        return None
    return match["key"], parsed_type(match["keys"]), parsed_type(held[0])


def _bracketed(text: str) -> Shape:
    """A type that ends with a bracket."""
    start = _opening(text)
    before, inside = text[:start].strip(), text[start + 1 : -1].strip()
    if start < 0 or (not before and text[-1] == ">"):
        return OTHER
    if not before and text[-1] == "}":
        return _object(inside, text)
    if not before and text[-1] == "]":
        return Shape("tuple", parts=list(_elements(inside)), text=text)
    if not before:
        return parsed_type(inside)
    if text[-1] == ">" and _NAME.fullmatch(before):
        return Shape("ref", name=before, parts=[parsed_type(each) for each in _split(inside, ",")], text=text)
    if text[-1] != "]":
        return OTHER
    if not inside:
        return Shape("list", parts=[parsed_type(before)], text=text)
    return Shape("item", parts=[parsed_type(before), parsed_type(inside)], text=text)


def _object(inside: str, text: str) -> Shape:
    """An object type, of those members that have plain names."""
    members = [_MEMBER.fullmatch(each.strip()) for part in _split(inside, ";") for each in _split(part, ",")]
    told = {each["name"]: each["type"] for each in members if each is not None}
    types = [parsed_type(each[1:] if each[0] == ":" else function_type(each)) for each in told.values()]
    return Shape("object", names=list(told), parts=types, text=text)


def _elements(inside: str) -> Iterator[Shape]:
    for element in _split(inside, ","):
        text = element.strip()
        if not text or text.startswith("..."):
            break
        label = _LABEL.match(text)
        yield parsed_type(text[label.end() :] if label is not None else text.removesuffix("?"))


def _opening(text: str) -> int:
    """Where the bracket opens that the text ends with; -1 where it ends with none."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        character = text[at]
        if character in _CLOSES and not (character == ">" and text[at - 1 : at] == "="):
            depth += 1
        elif character in _OPENS:
            depth -= 1
        if depth == 0:
            return at if at < len(text) - 1 else -1
    return -1


def _arrow(text: str) -> int:
    """Where the arrow of a function type is; -1 where the text is no function type."""
    if text[:1] not in ("(", "<") and not text.startswith("new "):
        return -1
    depth = 0
    for at, character in enumerate(text):
        if character in _OPENS:
            depth += 1
        elif character in _CLOSES and text[at - 1] != "=":
            depth -= 1
        elif depth == 0 and character in "|&":
            return -1
        elif depth == 0 and text.startswith("=>", at):
            return at
    return -1


def _split(text: str, by: str) -> list[str]:
    """The parts of a text between an operator outside all brackets and quotes."""
    parts: list[str] = []
    depth = start = 0
    quote = ""
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"`":
            quote = character
        elif character in _OPENS:
            depth += 1
        elif character in _CLOSES and text[at - 1] != "=":
            depth -= 1
        elif character == by and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
