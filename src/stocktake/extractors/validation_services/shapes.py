"""Functions that validate without a schema: known by the words of their name and by what they return or throw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import chain, parameter_of
from stocktake.extractors.code.react import called_name, returned
from stocktake.extractors.validation_services.assertions import of_overloads, stated
from stocktake.extractors.validation_services.names import NAMED_LIKE_ONE
from stocktake.extractors.validation_services.reports import reports
from stocktake.extractors.validation_services.result_types import annotated
from stocktake.extractors.validation_services.results import Returns
from stocktake.extractors.validation_services.throws import refuses
from stocktake.syntax.nodes import parameters, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile


def shape_of(file: ParsedFile, function: Node, name: str, variable_type: Node | None = None) -> str:
    """What a function that is named like a validator is, or "" where its shape shows none.

    ``variable_type``: that of the variable the function is in.

    ``guard``: its result type is a type predicate; ``assertion``: it throws, or asserts; ``predicate``: it returns a
    boolean; ``check``: it returns what is wrong (a text, a list of them, a result object), or reports it to what it is
    given for that.
    """
    match = NAMED_LIKE_ONE.match(name)
    if match is None:
        return ""
    verb = match.group(1)
    typed = function.child_by_field_name("return_type")
    if typed is not None and typed.type == "asserts_annotation":
        return "assertion"
    if typed is not None and typed.type == "type_predicate_annotation":
        return "guard"
    said = stated(file, variable_type) or of_overloads(file, function)
    if said:
        return said
    shown = _shown(file, function, typed, verb)
    if verb != "is" and shown != "predicate" and reports(file, function):
        return "check"
    if (shown == "predicate" and not parameters(function)) or (shown == "assertion" and _is_routine(function, verb)):
        # Given nothing, it asks about the environment or itself: there is nothing that it validates.
        return ""
    # What an `ensure…` returns is the thing ensured, and what an `is…` returns is no message.
    if shown in ("guard", "predicate", "assertion") or (shown == "check" and verb in ("validate", "check")):
        return shown
    if may_assert(file, function, name) and refuses(file, function):
        return "assertion"
    return "check" if shown == "text" and verb in ("validate", "check") else ""


def _shown(file: ParsedFile, function: Node, typed: Node | None, verb: str) -> str:
    """The shape that a function's result shows: by its type, and what it returns where that says more."""
    shown = annotated(file, typed) if typed is not None else ""
    if shown in ("guard", "check"):
        return shown
    values = Returns(file, function, is_question=verb == "is")
    if values.is_only_true and shown in ("", "predicate") and refuses(file, function):
        # It does not say no, it throws.
        return "assertion"
    if typed is None:
        # A text that there always is, is what was asked for.
        return "" if values.is_only_text and _always_gives(function) else values.shape()
    if shown in ("text", "string"):
        return "text" if not values.given and (shown == "text" or values.tells) else ""
    if shown or values.unknown:
        return shown
    # A type by a name that says nothing: what is returned may show that it is one of results.
    shape = values.shape()
    is_finding = shape == "text" and (values.nothing or values.true or re.search(_OR_NOTHING, file.text(typed)))
    return shape if shape == "check" or is_finding else ""


def _always_gives(function: Node) -> bool:
    """Whether a function gives a value whichever way it goes: it is an expression, or its last statement returns."""
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return True
    statements = [child for child in body.named_children if child.type != "comment"]
    return bool(statements) and statements[-1].type == "return_statement"


_OR_NOTHING = re.compile(r"\b(?:null|undefined|void)\b")


def may_assert(file: ParsedFile, function: Node, name: str) -> bool:
    """Whether a function that is named like a validator is an assertion where it throws: what is validated may be
    returned; what a ``check…`` gives is something else, and one that is given nothing does what it is named for. An
    ``ensure…`` that gives something else than it is given makes or finds it."""
    match = NAMED_LIKE_ONE.match(name)
    verb = match.group(1) if match is not None else "is"
    if verb == "ensure" and any(_is_made(file, value) for value in returned(function)):
        return False
    return verb != "is" and not (verb == "check" and (_is_routine(function, verb) or _gives(file, function)))


def _is_made(file: ParsedFile, value: Node) -> bool:
    """Whether what is returned is neither a parameter, or a member of one, nor nothing."""
    inner = unwrap(value)
    if inner.type in ("true", "null", "undefined") or file.text(inner) == "undefined":
        return False
    called = inner.child_by_field_name("function")
    if called is not None and called_name(file, called) == "forEach":
        return False
    root = chain(file, inner)[0] if inner.type in ("identifier", "member_expression") else None
    bound = file.binding_of(file.text(root), root) if root is not None else None
    return bound is None or not parameter_of(file, bound)


def _is_routine(function: Node, verb: str) -> bool:
    """Whether a ``check…`` is given nothing, not even an object that it is a method of: a job, that throws if it
    fails."""
    if verb != "check" or parameters(function) or function.type == "method_definition":
        return False
    return function.parent is None or function.parent.type not in ("pair", "public_field_definition")


def _gives(file: ParsedFile, function: Node) -> bool:
    """Whether a function gives a value, by its type or as it returns one that it makes."""
    typed = function.child_by_field_name("return_type")
    if typed is None:
        return Returns(file, function, is_question=False).gives_other
    return re.search(r"\b(?:void|never|undefined)\b", file.text(typed)) is None
