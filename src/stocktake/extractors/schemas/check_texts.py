"""How the checks of a schema that a function makes are shown: ``max(size)`` as ``max(50)``, where a call gives 50.

A parameter means something else at each call, and nothing to who does not see the function. What the call gives is put
in its place in the text of the check, and a fallback of what it gives nothing for is chosen; where one of the names is
not known by then, the whole text stays as written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from stocktake.extractors.code.zod import OPAQUE, TEXT_LIMIT, Step, Term
from stocktake.extractors.schemas.shapes import Scope
from stocktake.extractors.schemas.terms import NOT_GIVEN, as_given, taken

_TOKENS = re.compile(
    r"""(?xs)
    (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    | (?P<template>`(?:\\.|[^`\\])*`)
    | (?P<path>[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*)
    | (?P<number>\d[\w.]*)
    | (?P<space>\s+)
    | (?P<mark>\?\?|\|\||&&|\?\.|\.\.\.|=>|[=!<>]=+|.)
    """
)
_REGEX = re.compile(r"/(?![/*])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\[])+/[a-z]*")
_PLACE = re.compile(r"\$\{([^{}`]*)\}")
_VALUE = re.compile(r"-?\d[\w.]*|true|false|null|\"(?:\\.|[^\"\\])*\"")
_SIMPLE = re.compile(rf"{_VALUE.pattern}|[\w$.]+\([^()]*\)")
_OPENING, _CLOSING = ("(", "[", ","), (")", "]", ",")
_PATH = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_OPERAND_BEFORE = frozenset(("", *"([{,;:=!&|?<>+-*%~", "??", "||", "&&", "=>", "...", "===", "!=="))
_MAX_DEPTH = 8

ABSENT = "undefined"
_NOTHING = (ABSENT, "null")
_FALSE = ("0", "false", '""')


class _Token(NamedTuple):
    kind: str
    text: str


def check_text(text: str, scope: Scope) -> str:
    """A check as a reader is shown it, in a function that is called with what ``scope`` gives."""
    name, _, rest = text.partition("(")
    if not (scope.given or scope.local) or not rest.endswith(")") or "…" in rest:
        return text
    found = _replaced(rest[:-1], scope, 0)
    if found is None or found == rest[:-1]:
        return text
    shown = f"{name}({found})"
    return shown if len(shown) <= TEXT_LIMIT else shown[: TEXT_LIMIT - 1] + "…"


def _replaced(text: str, scope: Scope, depth: int) -> str | None:
    """An expression, or several with commas between, with what names of the function stand for; None where that is not
    known of one."""
    tokens = _tokens(text)
    if depth > _MAX_DEPTH or any(token.text in ("=>", "function") for token in tokens):
        return None
    found: list[str] = []
    for given in _split(tokens, (",",)):
        # A condition is looked at as a whole: what it chooses from binds closer.
        operands = _split(given, ("??", "||") if all(token.text != "?" for token in given) else ())
        shown = _chosen(operands, scope, depth)
        if shown is None:
            return None
        found.append(shown)
    return ",".join(found)


def _chosen(operands: Sequence[Sequence[_Token]], scope: Scope, depth: int) -> str | None:
    """``given ?? other``: what is given, or where nothing is, the other."""
    kept: list[str] = []
    for at, operand in enumerate(operands):
        mark, tokens = (operand[0].text, operand[1:]) if at else ("", operand)
        written = "".join(token.text for token in tokens)
        text = _operand(tokens, scope, depth)
        if text is None:
            return None
        following = operands[at + 1][0].text if at < len(operands) - 1 else ""
        value = text.strip() if text != written else ""
        if value == ABSENT and not following:
            return None
        if following and (value in _NOTHING or (value in _FALSE and following == "||")):
            continue
        kept += [mark, text] if kept else [text]
        if following and _VALUE.fullmatch(value):
            break
    first = operands[0][0].text if operands[0] else ""
    # With the space before it, as written.
    return first[: len(first) - len(first.lstrip())] + "".join(kept).strip()


def _operand(tokens: Sequence[_Token], scope: Scope, depth: int) -> str | None:
    """The text of an expression with what names of the function stand for."""
    found: list[str] = []
    brackets: list[str] = []
    solid = [at for at, token in enumerate(tokens) if token.kind != "space"]
    is_alone = len(solid) == 1 or (len(solid) == 2 and tokens[solid[1]].text == "!")
    for at, token in enumerate(tokens):
        before = next((tokens[each].text for each in reversed(solid) if each < at), "")
        after = next((tokens[each].text for each in solid if each > at), "")
        if token.text in ("(", "[", "{"):
            brackets.append(token.text)
        elif token.text in (")", "]", "}") and brackets:
            brackets.pop()
        text: str | None = token.text
        is_key = bool(brackets) and brackets[-1] == "{" and before in ("{", ",")
        if token.kind == "template":
            text = _template(token.text, scope, depth)
        elif token.kind == "path" and before not in (".", "?.") and not (is_key and after == ":"):
            text = _of_path(token.text, scope, depth)
            if text is not None and text != token.text:
                text = _fitting(text, before, after, is_alone=is_alone)
                text = f"{token.text}: {text}" if text is not None and is_key and after in (",", "}") else text
        elif token.text == "!" and before and found and after in ("", ")", ",", "*", "+", "-", "/", "??"):
            # `size!` says nothing of what stands in its place.
            text = "" if tokens[at - 1].kind == "path" and found[-1] != tokens[at - 1].text else token.text
        if text is None:
            return None
        found.append(text)
    return "".join(found)


def _fitting(text: str, before: str, after: str, *, is_alone: bool) -> str | None:
    """What stands in place of a name, in brackets where it needs them; None where it does not fit."""
    if is_alone:
        return text
    is_path = _PATH.fullmatch(text) is not None
    if text == ABSENT or (after in ("(", "[", ".", "?.") and not is_path) or after == "(":
        return None
    is_simple = is_path or (_SIMPLE.fullmatch(text) is not None and not (text[0] == "-" and before == "-"))
    return text if is_simple or (before in _OPENING and after in _CLOSING) else f"({text})"


def _template(text: str, scope: Scope, depth: int) -> str | None:
    """A template string; values are written into it."""
    found: list[str] = []
    end = 0
    for place in _PLACE.finditer(text):
        shown = _replaced(place[1], scope, depth + 1)
        if shown is None:
            return None
        is_value = shown != place[1] and _VALUE.fullmatch(shown) is not None
        found += [text[end : place.start()], shown.strip('"') if is_value else f"${{{shown}}}"]
        end = place.end()
    rest = text[end:]
    return "".join((*found, rest)) if "${" not in rest else None


def _of_path(path: str, scope: Scope, depth: int) -> str | None:
    """What a dotted name stands for: the name itself where it is none of the function."""
    root, *members = path.replace("?.", ".").split(".")
    if root not in scope.bound and root not in scope.given:
        return path
    return _of_term(Term("chain", root, [Step(each) for each in members]), scope, depth + 1)


def _of_term(term: Term, scope: Scope, depth: int) -> str | None:
    """The text of a term, as far as it is one that is read outside the function."""
    term, scope = as_given(term, scope)
    if depth > _MAX_DEPTH:
        return None
    if term is NOT_GIVEN:
        return ABSENT
    if term.op == "string":
        return '"' + term.name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if term.op == "text":
        return None if "…" in term.name else _replaced(term.name, scope, depth + 1)
    if term.op == "default":
        return _default(term, scope, depth)
    if term.op != "chain":
        return None
    if term.name in scope.local:
        return _of_term(taken(scope.local[term.name], term.steps), scope, depth + 1)
    return _of_chain(term, scope, depth) if term.name not in scope.bound else None


def _of_chain(term: Term, scope: Scope, depth: int) -> str | None:
    text = term.name
    for step in term.steps:
        text += f".{step.name}" if step.name else ""
        if step.args is not None:
            shown = [_of_term(each, scope, depth + 1) for each in step.args]
            if step.name in OPAQUE or None in shown:
                # What it is called with was not kept.
                return None
            text += f"({', '.join(each for each in shown if each is not None)})"
    return text


def _default(term: Term, scope: Scope, depth: int) -> str | None:
    first = _of_term(term.parts[0], scope, depth + 1)
    if first in _NOTHING:
        return _of_term(term.parts[1], scope, depth + 1)
    # Which of both operators is written is not known.
    return first if first is not None and first not in _FALSE and _VALUE.fullmatch(first) else None


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    before = ""
    while at < len(text):
        match = _REGEX.match(text, at) if text[at] == "/" and before in _OPERAND_BEFORE else None
        token = _Token("regex", match[0]) if match is not None else _next(text, at)
        before = token.text if token.kind != "space" else before
        found.append(token)
        at += len(token.text)
    return found


def _next(text: str, at: int) -> _Token:
    match = _TOKENS.match(text, at)
    return _Token(match.lastgroup or "mark", match[0]) if match is not None else _Token("mark", text[at])


def _split(tokens: Sequence[_Token], marks: Sequence[str]) -> list[list[_Token]]:
    """The tokens between some marks outside brackets, which begin what follows them; a comma is left out."""
    found: list[list[_Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if token.kind == "mark" and token.text in marks and depth == 0:
            found.append([token] if token.text != "," else [])
        else:
            found[-1].append(token)
    return found
