"""Functions that validate without a schema: known by the words of their name and by what they return or throw."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from stocktake.extractors.react import called_name, returned
from stocktake.syntax.nodes import parameters, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

NAMED_LIKE_ONE = re.compile(r"(is|validate|check|assert|ensure)(?=[A-Z])")

_BOOLEAN_CALLS = re.compile(
    r"test|includes|startsWith|endsWith|has|some|every|Boolean|equals|hasOwn|hasOwnProperty|isPrototypeOf"
    r"|(?:is|has|can|should)[A-Z]\w*|is(?:Array|NaN|Finite|Integer|SafeInteger)"
)
_BOOLEAN_MEMBERS = re.compile(r"success|valid|ok|enabled|disabled|checked|(?:is|has|can|should|was|are)[A-Z]\w*")
_COMPARISONS = frozenset({"==", "===", "!=", "!==", "<", "<=", ">", ">=", "in", "instanceof"})
_ERROR_NAMES = re.compile(r"\w*(?:[eE]rrors?|[iI]ssues?|[mM]essages?|[pP]roblems?)")
_RESULT_KEYS = frozenset({"valid", "isValid", "ok", "success", "error", "errors", "message", "issues", "isInvalid"})
_RESULT_TYPE = re.compile(r"\w*(?:Valid|Error|Issue|Problem)\w*(?:\[\])?|Result(?:Async)?<.*>")
_NOTHING = frozenset({"null", "undefined", "void", "never"})
_MAX_VISITS = 200


def shape_of(file: ParsedFile, function: Node, name: str) -> str:
    """What a function that is named like a validator is, or "" where its shape shows none.

    ``guard``: its result type is a type predicate; ``assertion``: it throws, or asserts; ``predicate``: it returns a
    boolean; ``check``: it returns what is wrong (a text, a list of them, a result object).
    """
    match = NAMED_LIKE_ONE.match(name)
    if match is None:
        return ""
    verb = match.group(1)
    typed = function.child_by_field_name("return_type")
    shown = ""
    if typed is None:
        shown = _Returns(file, function, is_question=verb == "is").shape()
    elif typed.type == "asserts_annotation":
        return "assertion"
    elif typed.type == "type_predicate_annotation":
        return "guard"
    else:
        shown = _annotated(file.line_text(typed, _TYPE_LIMIT))
    if shown == "predicate" and not parameters(function):
        # Given nothing, it asks about the environment or itself: there is nothing that it validates.
        return ""
    # What an `ensure…` returns is the thing ensured, and what an `is…` returns is no message.
    if shown in ("guard", "predicate") or (shown == "check" and verb in ("validate", "check")):
        return shown
    if verb == "is":
        return ""
    if throws(file, function) and not (verb == "check" and _gives(file, typed)):
        # What is validated may be returned; what a `check…` gives is something else.
        return "assertion"
    return "check" if shown == "text" and verb in ("validate", "check") else ""


def _gives(file: ParsedFile, typed: Node | None) -> bool:
    """Whether a result type is of a value."""
    return typed is not None and re.search(r"\b(?:void|never|undefined)\b", file.text(typed)) is None


_TYPE_LIMIT = 200


def _annotated(text: str) -> str:
    """The shape that a result type shows, given with its colon; "" where it shows none."""
    text = text.removeprefix(":").strip()
    inner = re.fullmatch(r"(?:Promise|PromiseLike|MaybePromise)<(.*)>", text)
    text = inner.group(1).strip() if inner is not None else text
    if re.search(r"^\w+ is ", text):
        return "guard"
    parts = [part.strip() for part in text.split("|") if part.strip()]
    if parts and all(part in ("boolean", "true", "false", "null", "undefined") for part in parts):
        return "predicate" if {"boolean", "true", "false"}.intersection(parts) else ""
    rest = [part for part in parts if part not in _NOTHING and part not in ("boolean", "true", "false")]
    texts = ("string", "string[]", "string []", "readonly string[]", "Array<string>", "Record<string, string>")
    if rest and all(part in texts or part[:1] in "'\"`" for part in rest):
        return "text"
    if _RESULT_TYPE.fullmatch(text) or (rest and all(_RESULT_TYPE.fullmatch(part) for part in rest)):
        return "check"
    return ""


class _Returns:
    """What the values a function returns are, as far as they show it."""

    def __init__(self, file: ParsedFile, function: Node, *, is_question: bool) -> None:
        self.file = file
        self.is_question = is_question
        self.boolean = self.text = self.result = self.nothing = self.other = self.unknown = False
        stack = [unwrap(each) for each in returned(function)]
        for _ in range(_MAX_VISITS):
            if not stack:
                break
            self._value(stack.pop(), stack)

    def shape(self) -> str:
        """The shape these values show together."""
        if self.other:
            return ""
        if self.text or self.result:
            return "check" if self.result else "text"
        return "predicate" if self.boolean else ""

    def _value(self, node: Node, stack: list[Node]) -> None:
        kind = node.type
        if kind in ("true", "false"):
            self.boolean = True
        elif kind in ("null", "undefined") or self.file.text(node) == "undefined":
            self.nothing = True
        elif kind in ("string", "template_string"):
            self.text = True
        elif kind == "unary_expression":
            self._flag("boolean" if self.file.text(node).startswith("!") else "other")
        elif kind == "ternary_expression":
            for name in ("consequence", "alternative"):
                inner = node.child_by_field_name(name)
                if inner is not None:
                    stack.append(unwrap(inner))
        elif kind == "binary_expression":
            self._binary(node, stack)
        elif kind == "call_expression":
            self._call(node)
        elif kind in ("identifier", "member_expression"):
            self._name(node)
        elif kind == "object":
            self._flag("result" if self._is_result(node) else "other")
        elif kind == "array" and not node.named_children:
            self.nothing = True
        else:
            self.other = True

    def _flag(self, name: str) -> None:
        setattr(self, name, True)

    def _binary(self, node: Node, stack: list[Node]) -> None:
        operator = node.child_by_field_name("operator")
        mark = self.file.text(operator) if operator is not None else ""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if mark in _COMPARISONS:
            self.boolean = True
        elif mark in ("&&", "||", "??"):
            sides = [right] if mark == "&&" else [left, right]
            stack.extend(unwrap(side) for side in sides if side is not None)
        else:
            # `"…" + field` may be a message, anything else is a number.
            self._flag("text" if mark == "+" and '"' in self.file.text(node).replace("'", '"') else "other")

    def _call(self, node: Node) -> None:
        function = node.child_by_field_name("function")
        name = called_name(self.file, function) if function is not None else ""
        # What another validator gives, nobody knows; but an `is…` gives a boolean.
        if _BOOLEAN_CALLS.fullmatch(name) or (self.is_question and NAMED_LIKE_ONE.match(name)):
            self.boolean = True
        elif name in ("t", "translate", "getMessage", "formatMessage") or node.type == "tagged_template":
            self.text = True
        else:
            self.unknown = True

    def _name(self, node: Node) -> None:
        last = self.file.text(node).rpartition(".")[2]
        if _ERROR_NAMES.fullmatch(last):
            self.result = True
        elif _BOOLEAN_MEMBERS.fullmatch(last):
            self.boolean = True
        else:
            self.unknown = True

    def _is_result(self, literal: Node) -> bool:
        for child in literal.named_children:
            key = child.child_by_field_name("key") if child.type == "pair" else child
            if key is not None and self.file.text(key) in _RESULT_KEYS:
                return True
        return False


def throws(file: ParsedFile, function: Node) -> bool:
    """Whether a function throws by a statement of its own, outside functions inside it."""
    data, at, end = file.data, function.start_byte, function.end_byte
    while (at := data.find(b"throw", at, end)) >= 0:
        node = file.root.descendant_for_byte_range(at, at + 5)
        at += 5
        if node is None or node.type != "throw":
            continue
        outer = node.parent
        for _ in range(200):
            if outer is None or outer == function:
                return True
            if outer.type in _FUNCTIONS:
                break
            outer = outer.parent
    return False


_FUNCTIONS = frozenset({"arrow_function", "function_expression", "function_declaration", "method_definition"})


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PATTERNS = (
    ("linkedin-url", {"linkedin"}),
    ("uuid", {"uuid", "guid"}),
    ("email", {"email", "emails"}),
    ("url", {"url", "urls", "uri", "href"}),
    ("phone", {"phone", "phones", "telephone"}),
    ("date", {"date", "dates", "datetime", "birthday"}),
    ("password", {"password", "passwords"}),
    ("ip", {"ip", "ipv"}),
    ("domain", {"domain", "domains", "hostname"}),
    ("color", {"color", "colour"}),
    ("slug", {"slug"}),
    ("json", {"json"}),
    ("cron", {"cron"}),
    ("timezone", {"timezone"}),
    ("number", {"number", "numeric", "integer"}),
    ("regex", {"regex", "regexp"}),
    ("required", {"required"}),
)
_VALIDATING = frozenset({"is", "has", "verify", "parse", "sanitize", "normalize", "valid", "validator", "validators"})
_ACTING = frozenset({"validate", "check", "assert", "ensure", "try", "safe", "to"})


def pattern_of(name: str) -> str:
    """What a function validates, from the words of its name: ``isLinkedInUrl`` → ``linkedin-url``; "" where no word
    says, or where the name does not speak of validating (``sendEmail``). ``validate`` is one word: no ``date``."""
    words = [word.lower() for word in _WORD.findall(name.rpartition(".")[2])]
    if not words or (words[0] not in _VALIDATING | _ACTING and _VALIDATING.isdisjoint(words)):
        return ""
    known = {*words, *(first + second for first, second in pairwise(words))}
    return next((pattern for pattern, given in _PATTERNS if not given.isdisjoint(known)), "")
