"""Valid TypeScript that the grammar does not know, rewritten in place before parsing.

tree-sitter-typescript 0.23.2 recovers from these with an error node that swallows its surroundings. Every rewrite
keeps each byte's offset and line, so positions stay true; text is always sliced from the original bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection

# `export type * from "x"` and `export type * as ns from "x"` (TypeScript 5.0).
_EXPORT_TYPE_STAR = re.compile(rb"\bexport type(?= \*)")

# `import("x").Name<Args>` and `import("x").Name["key"]` in a type, and `f<import("x").Name>()`: the grammar takes the
# import for a call and stops at the type arguments, or at the key.
_IMPORT_TYPE = re.compile(
    rb"(?<![\w$.])(import\s*\(\s*(['\"])((?:(?!\2)[^\\\n])*)\2\s*\))(?=\s*\.\s*[A-Za-z_$][\w$.]*\s*(?:[<\[]|>\s*\())"
)

# `typeof import("x")` as a type argument, and `keyof import("x").Name`: the grammar takes it for an expression.
_OPERATED_IMPORT = re.compile(rb"(?<![\w$.])(?:type|key)of\s+(import\s*\(\s*(['\"])((?:(?!\2)[^\\\n])*)\2\s*\))")

# `tag<Type>`…``, the type arguments of a tagged template: read as comparisons, or as an error. Those that end right
# before the template are taken out first, because `tag<Type>` does not fail; others only where the parser failed.
_TAG_ARGUMENTS_END = re.compile(rb"(?<!=)>`")
_TAG_ARGUMENTS_END_APART = re.compile(rb"(?<!=)>\s*`")
_NEARBY = 4_000

# Only where the parser failed: a bare `&` or `&&` in JSX, `export … from "x" with { type: "json" }`, whose attributes
# the grammar knows of imports alone, modifiers of type parameters (`<in out T>`, `<const T>` of a call signature), a
# member of a type without a separator after it, where the next is a generic call signature or named `in` or
# `instanceof`, `a < unique.b`, in which the grammar sees the start of a `unique symbol`, a parameter of a function
# type that is named like a type of the language, which the grammar takes for that type in parentheses: `(string) =>
# boolean`, an optional parameter that is a pattern, `({ a }?: A) => void`, the type `typeof undefined`, names that
# are words of the language elsewhere (`using`, a member `abstract`, an exported `type`, an attribute `extends`),
# `abstract override` and `import defer`.
_EXPORT_ATTRIBUTES = re.compile(
    rb"\bexport\s*(?:type\b\s*)?(?:\*(?:\s*as\b[^'\"{};]*)?|\{[^{};]*\})\s*from\s*(?:'[^'\n]*'|\"[^\"\n]*\")"
    rb"(\s*\b(?:with|assert)\s*\{[^{}]*\})"
)
_MODIFIERS = re.compile(
    rb"(?<=[<,])(?:\s|//[^\n]{0,200}\n|/\*(?:[^*]|\*(?!/)){0,200}\*/)*\b((?:in\s+)?out|in|const)(?=\s+[A-Za-z_$][\w$]*\s*(?:extends\b|[,>=]))"
)
_NEXT_MEMBER = re.compile(
    rb"(?:(?<=[\w\])}>'\"])(?<!=>)|(?<=\*/))[ \t]*(?:(?://[^\n]{0,200})?\r?\n[ \t]*){1,20}(?<=[ \t])"
    rb"(?=in\??\s*:|instanceof\??[:(]|<\s*[A-Za-z_$][\w$]*(?:\s+extends\b|\s*[,>=]))"
)
_UNIQUE = re.compile(rb"<\s*(?=unique\b(?!\s+symbol\b))")
_NAMED_LIKE_TYPE = re.compile(rb"\(\s*(?=(?:string|number|boolean|symbol|object|any|unknown|never|void)\s*\)\s*=>)")
_OPTIONAL_PATTERN = re.compile(rb"(?:\}|\(\s*\[[^\[\]]{0,200}\])\s*(\?)(?=\s*:)")
_TYPEOF_UNDEFINED = re.compile(rb"\btypeof\s+(?=undefined\b)")
_NOT_KEYWORD = re.compile(
    rb"(?<![\w$])(?=using\b(?!\s+[\w$]|\s*[\[{])|abstract\??\s*:|type\s*[,}]|extends\s*=\s*[{'\"])"
)
_KEYWORD = re.compile(rb"\b(?:abstract\s+(?=override\b)|import\s+(?=defer\s*\*))(override|defer)")
# Escapes that a template may hold where it is tagged, or a type; only where nothing else was found.
_ESCAPE = re.compile(rb"\\[^\r\n]")
# Character references by a name with a digit in it (`&sup3;`), or of more than five, are none for the grammar.
_BARE_AMPERSAND = re.compile(rb"(?<!&)&(?!(?:[a-zA-Z]{1,30}|#[0-9]{1,5}|#[xX][0-9a-fA-F]{1,6});|&|=)")
_AND_IN_TEXT = re.compile(rb">(?:[^<>{}()=;&]|&(?!&))*+&&[^<>{}()=;]*+(?=[<{])")
_COMMENT = re.compile(rb"//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/")

TypeImport = tuple[int, int, str]
"""Of an import type that was rewritten: the offsets of its ``import`` and of what follows its ``)``, its specifier."""


TagArguments = tuple[int, int, int]
"""Type arguments that were taken out: offsets of their ``<``, of what follows their ``>``, and of the template."""


class Patched:
    """The bytes to parse; the offsets of ``export type *`` statements, and the import types and the type arguments of
    tagged templates found in them. ``with_tags`` has those arguments in it."""

    __slots__ = ("data", "import_types", "tag_arguments", "type_stars", "with_tags")

    def __init__(
        self,
        data: bytes,
        type_stars: frozenset[int],
        import_types: tuple[TypeImport, ...],
        tag_arguments: tuple[TagArguments, ...] = (),
        with_tags: bytes = b"",
    ) -> None:
        self.data = data
        self.type_stars = type_stars
        self.import_types = import_types
        self.tag_arguments = tag_arguments
        self.with_tags = with_tags


def patch(data: bytes) -> Patched:
    """Rewrite what the grammar does not know; returns ``data`` itself where there is nothing of the kind."""
    stars: list[int] = []
    imports: list[TypeImport] = []

    def blank_type(match: re.Match[bytes]) -> bytes:
        stars.append(match.start())
        whole = match.group()
        return whole[: -len(b"type")] + b"    "

    def name_import(match: re.Match[bytes]) -> bytes:
        imports.append((*match.span(1), match.group(3).decode("utf-8", "replace")))
        start = match.start(1) - match.start()
        # An identifier of the same length, so that every offset and line stays.
        return match.group()[:start] + re.sub(rb"[^\n]", b"$", match.group(1))

    # For the grammar a NUL ends the text, in a template too.
    patched = data.replace(b"\0", b"_") if b"\0" in data else data
    # Substring tests first: they cost a tenth of a search by expression, and nearly every file fails them.
    if b"export type *" in patched:
        patched = _EXPORT_TYPE_STAR.sub(blank_type, patched)
    if b"import(" in patched:
        patched = _IMPORT_TYPE.sub(name_import, patched)
        if b"of import(" in patched:
            patched = _OPERATED_IMPORT.sub(name_import, patched)
    tags = _tag_arguments(patched, _TAG_ARGUMENTS_END, 0, len(patched)) if b">`" in patched else []
    return Patched(_blanked(patched, tags), frozenset(stars), tuple(imports), tuple(tags), patched)


def repair(data: bytes, errors: list[tuple[int, int]]) -> tuple[bytes, list[TagArguments]] | None:
    """Rewrite, at and around the byte ranges where parsing failed, what the grammar is known not to accept; also gives
    the type arguments of tagged templates among it. None where there is nothing of the kind. Offsets stay."""
    changed = bytearray(data)
    tags: set[TagArguments] = set()
    found = False
    for start, end in _surroundings(errors, len(data)):
        for expression in (_EXPORT_ATTRIBUTES, _MODIFIERS, _OPTIONAL_PATTERN, _KEYWORD):
            for match in expression.finditer(data, start, end):
                changed[match.start(1) : match.end(1)] = re.sub(rb"[^\n]", b" ", match.group(1))
                found = True
        for named in (_UNIQUE, _NAMED_LIKE_TYPE, _TYPEOF_UNDEFINED, _NOT_KEYWORD):
            for match in named.finditer(data, start, end):
                changed[match.end()] = ord("_")
                found = True
        for match in _NEXT_MEMBER.finditer(data, start, end):
            line = data.rfind(b"\n", start, match.start()) + 1
            if b"//" not in data[line : match.start()]:  # else it is the end of a comment that was found
                changed[match.end() - 1] = ord(";")
                found = True
        tags.update(_tag_arguments(data, _TAG_ARGUMENTS_END_APART, start, end))
    if found or tags:
        return _blanked(bytes(changed), tags), sorted(tags)
    for start, end in errors:
        for match in _ESCAPE.finditer(data, max(0, start - 1), min(end + 1, len(data))):
            changed[match.start() : match.end()] = b"__"
            found = True
    if found:
        return bytes(changed), []
    # Only then: where much could not be parsed, there are intersections of types in it.
    for start, end in errors:
        for match in _BARE_AMPERSAND.finditer(data, start, min(end + 1, len(data))):
            changed[match.start()] = ord("_")
            found = True
        first = max(0, data.rfind(b">", 0, start + 1))
        for match in _AND_IN_TEXT.finditer(data, first, min(end + _NEARBY, len(data))):
            if match.start() <= end:
                changed[match.start() : match.end()] = match.group().replace(b"&&", b"__")
                found = True
    return (bytes(changed), []) if found else None


def _tag_arguments(data: bytes, pattern: re.Pattern[bytes], first: int, last: int) -> list[TagArguments]:
    found = []
    for match in pattern.finditer(data, first, last):
        opening = _opening(data, match.start())
        # `text<b>`: an element, if it is closed.
        if opening is not None and b"</" + data[opening + 1 : match.start() + 1] not in data:
            found.append((opening, match.start() + 1, match.end() - 1))
    return found


def _blanked(data: bytes, tags: Collection[TagArguments]) -> bytes:
    if not tags:
        return data
    changed = bytearray(data)
    for opening, end, _ in tags:
        changed[opening:end] = re.sub(rb"[^\n]", b" ", data[opening:end])
    return bytes(changed)


_ALL_BLANK = bytes(each if each == 10 else 32 for each in range(256))


def only_tag_arguments(data: bytes, tags: Collection[TagArguments]) -> bytes:
    """A text of the same length with nothing but these type arguments in it, each as an expression of its own that the
    grammar accepts: ``f<Type>;``."""
    changed = bytearray(data.translate(_ALL_BLANK))
    for opening, end, template in tags:
        changed[opening - 1] = ord("f")
        changed[opening:end] = data[opening:end]
        changed[template] = ord(";")
    return bytes(changed)


def _surroundings(errors: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """The byte ranges around errors in which their cause may lie; they do not overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(errors):
        first, last = max(0, start - _NEARBY), min(size, end + _NEARBY)
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _opening(data: bytes, closing: int) -> int | None:
    """Offset of the ``<`` that the ``>`` at ``closing`` closes, if it follows a name or a call: type arguments."""
    first = max(0, closing - _NEARBY)
    text = data[first : closing + 1]
    if b"//" in text or b"/*" in text:
        text = _COMMENT.sub(lambda match: b" " * len(match.group()), text)
        if not text.endswith(b">"):
            return None
    depth = 0
    for offset in range(len(text) - 1, -1, -1):
        byte = text[offset : offset + 1]
        if byte == b">" and text[offset - 1 : offset] != b"=":
            depth += 1
        elif byte == b"<":
            depth -= 1
            if depth == 0:
                before = text[offset - 1 : offset]
                return first + offset if before.isalnum() or before in (b"_", b"$", b")") else None
        elif byte == b"`":
            return None
    return None
