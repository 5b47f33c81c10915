"""The types of what functions return, as far as they show what those are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.validation_services.assertions import declared_type

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

# What is `Validated` is the thing itself, and what is a `Validator` a function.
PROBLEM_TYPE = (
    r"(?:[\w$]+\.)*(?:[\w$]*(?:Valid(?!ated|ator)|Error|Issue|Problem|Invalid)[\w$]*|[\w$]*(?:Violation|Failure)s?)"
)
"""Matches the name of the type of one: ``FieldError``, ``z.core.$ZodIssue``."""

VERDICT_KEYS = frozenset({"valid", "isValid", "ok", "success", "isInvalid"})
"""Keys of an object that say whether something went well."""

ERROR_KEYS = frozenset({"error", "errors", "errorMessage", "errorMessages", "issues"})
"""Keys of an object that say what is wrong."""

TELLING_KEYS = VERDICT_KEYS | ERROR_KEYS
RESULT_KEYS = TELLING_KEYS | {"message"}
_RESULT_TYPE = re.compile(
    rf"{PROBLEM_TYPE}(?:\[\])?|readonly {PROBLEM_TYPE}\[\]|(?:Readonly)?Array<{PROBLEM_TYPE}>"
    r"|Result(?:Async)?<.*>|(?:\w+\.)?(?:Reader)?(?:Task|IO)?Either<.*>"
)
_NOTHING = frozenset({"null", "undefined", "void", "never"})
_MAX_VISITS = 200
_TEXTS = frozenset({"string[]", "string []", "readonly string[]", "Array<string>", "Record<string, string>"})
_LISTS = _TEXTS - {"Record<string, string>"}
_QUOTES = "'\"`"
EMPTY_TEXTS = frozenset({"''", '""', "``"})
"""An empty text, as it may be written."""

_TYPE_LIMIT = 200


def annotated(file: ParsedFile, annotation: Node) -> str:
    """The shape that a function's result type shows, a ``type_annotation``; "" where it shows none. ``text`` may be
    none, ``string`` is always one: it tells what is wrong only where what is returned shows that."""
    shown = _named(file.line_text(annotation, _TYPE_LIMIT).removeprefix(":").strip())
    return shown or ("check" if _is_result_type(file, annotation) else "")


def _named(text: str) -> str:
    """The shape that the text of a result type shows."""
    inner = re.fullmatch(r"(?:Promise|PromiseLike|MaybePromise)<(.*)>", text)
    text = inner.group(1).strip() if inner is not None else text
    if re.search(r"^\w+ is ", text):
        return "guard"
    parts = [part.strip() for part in text.split("|") if part.strip()]
    if parts and all(part in ("boolean", "true", "false", "null", "undefined") for part in parts):
        return "predicate" if {"boolean", "true", "false"}.intersection(parts) else ""
    rest = [part for part in parts if part not in _NOTHING and part not in ("boolean", "true", "false")]
    if "false" in parts and not _LISTS.isdisjoint(parts):
        # A list is what is asked for, where there is a way to say no besides.
        return ""
    if rest and all(part == "string" or part in _TEXTS or part[:1] in _QUOTES for part in rest):
        if len(rest) < len(parts) or any(part in _TEXTS or part in EMPTY_TEXTS for part in rest):
            return "text"
        # Of some literals and no more, each is an answer, not what is wrong.
        return "string" if "string" in rest else ""
    if _RESULT_TYPE.fullmatch(text) or (rest and all(_RESULT_TYPE.fullmatch(part) for part in rest)):
        return "check"
    return ""


def _is_result_type(file: ParsedFile, annotation: Node) -> bool:
    """Whether a result type, or what it promises, is an object, or several, with a key of results: written there, or,
    where the key leaves no doubt, by the name of a type of the same file. Besides one with an error, another needs no
    such key: ``{ error: string } | { user: User }``."""
    is_result = is_error = is_plain = False
    keys = TELLING_KEYS
    stack = [child for child in annotation.named_children if child.type != "comment"]
    for _ in range(_MAX_VISITS):
        if not stack:
            return is_result and (is_error or not is_plain)
        node = stack.pop()
        if node.type in ("union_type", "parenthesized_type", "readonly_type"):
            stack.extend(node.named_children)
        elif node.type == "generic_type" and file.text(node).startswith("Promise<"):
            stack.extend(file.type_arguments(node))
        elif node.type in ("object_type", "interface_body"):
            is_one = _has_key(file, node, keys)
            is_result, is_plain = is_result or is_one, is_plain or not is_one
            is_error = is_error or (is_one and _has_key(file, node, ERROR_KEYS))
        elif node.type in ("type_identifier", "generic_type") and (declared := declared_type(file, node)) is not None:
            keys = VERDICT_KEYS
            stack.append(declared)
        elif file.text(node) not in _NOTHING:
            break
    return False


def _has_key(file: ParsedFile, object_type: Node, keys: frozenset[str]) -> bool:
    for member in object_type.named_children:
        key = member.child_by_field_name("name") if member.type == "property_signature" else None
        if key is not None and file.text(key) in keys:
            return True
    return False
