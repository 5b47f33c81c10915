"""Whether a function makes something of the problems that a validation found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import chain, initializer
from stocktake.extractors.code.react import called_name
from stocktake.extractors.validation_services.narrowing import is_other_error
from stocktake.syntax.nodes import FUNCTIONS, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

# Of `...errors` the last dot takes no member.
_PROBLEMS = re.compile(rb"\.(?<!\.\.)(?:issues|errors|flatten|format|formErrors|fieldErrors)\b")
# Begun with a text, an expression is found in a fraction of the time.
_FORMATTING = re.compile(
    rb"Error(?:Map\b|\b(?:(?<=treeifyError)|(?<=prettifyError)|(?<=flattenError)|(?<=formatError)|(?<=fromError)"
    rb"|(?<=fromZodError)))"
)
_TESTED = re.compile(rb"instanceof\s+[\w.]*(?:Zod|Validation)Error\b")
_TEXT = re.compile(rb"\.(?:message|toString)\b")
"""Members that tell the whole error as a text."""

_WHOLE = re.compile(rb"\b[eE]rr(?:or)?\b")

_FORMATTERS = frozenset({"treeifyError", "prettifyError", "flattenError", "formatError"})
_ERROR_OBJECT = re.compile(r"(?:.*[eE]rr(?:or)?s?|e|.*[rR]esult|parsed\w*|.*[vV]alidat\w+)$")
_ERROR = re.compile(r"\w*[eE]rr(?:or)?")
_OF_SCHEMA = re.compile(r"spa|validate(?:A?[sS]ync)?|(?:safe)?(?:[pP]arse|[dD]ecode)(?:Async)?")
"""Methods of schemas whose result holds what is wrong."""

_OF_ERROR = re.compile(r"[cC]ompile|[fF]ormat|[eE]rr(?:or)?s?$|[iI]ssues?$")
"""Found in the names of what gives an error, something made of one, or a compiled schema that holds one."""

_VALIDATING = re.compile(r"[pP]arse|[vV]alidat|[cC]heck|[dD]ecode|[aA]ssert")
"""Found in the names of what validates, which may give the error of a schema in its result."""

_MAX_CLIMB = 20


def formats_errors(file: ParsedFile, function: Node) -> bool:
    """Whether a function reads the problems out of a validation error. Found in the bytes, then looked up in the
    tree, so that comments and strings do not count."""
    start, end = function.byte_range
    data = file.data
    if any(_is_problem(file, node, function) for node in _names(file, _PROBLEMS, function)):
        return True
    if data.find(b"Error", start, end) >= 0 and (
        any(_is_problem(file, node, function) for node in _names(file, _FORMATTING, function))
        or any(_is_used(file, node) for node in _names(file, _TESTED, function))
    ):
        return True
    # The message of a schema's error lists what is wrong; that of another says nothing of a validation.
    return data.find(b"afeParse", start, end) >= 0 and (
        any(_is_of_result(file, node) for node in _names(file, _TEXT, function))
        or any(_is_formatted(file, node) for node in _names(file, _WHOLE, function))
    )


def tells_thrown(file: ParsedFile, call: Node, around: Node) -> bool:
    """Whether the ``catch`` around a call in the function ``around`` reads the message of what it caught."""
    node = call
    for _ in range(_MAX_CLIMB):
        above = node.parent
        if above is None or node == around or node.type in FUNCTIONS:
            return False
        handler = above.child_by_field_name("handler") if above.type == "try_statement" else None
        if handler is not None and above.child_by_field_name("body") == node:
            bound = handler.child_by_field_name("parameter")
            return bound is not None and any(
                _is_of(file, each, bound, handler) for each in _names(file, _TEXT, handler)
            )
        node = above
    return False


def _is_of(file: ParsedFile, member: Node, bound: Node, handler: Node) -> bool:
    """Whether a member is taken of what ``bound`` names, where nothing in the ``catch`` says that it is another error
    than one of a schema."""
    inner = member.parent.child_by_field_name("object") if member.parent is not None else None
    inner = unwrap(inner) if inner is not None else None
    if inner is None or inner.type != "identifier" or file.binding_of(file.text(inner), inner) != bound:
        return False
    return not is_other_error(file, inner, handler)


def _names(file: ParsedFile, pattern: re.Pattern[bytes], function: Node) -> Iterator[Node]:
    """The names in a function that what a pattern matches ends with."""
    for match in pattern.finditer(file.data, *function.byte_range):
        node = file.root.descendant_for_byte_range(match.end() - 1, match.end())
        if node is not None and node.type in ("property_identifier", "identifier", "type_identifier"):
            yield node


def _is_problem(file: ParsedFile, node: Node, function: Node) -> bool:
    """Whether a name is that of a formatting function, or of a member of an error."""
    member = node.parent
    if node.type != "property_identifier" or member is None or member.type != "member_expression":
        return True
    if file.text(node) in _FORMATTERS:
        return True
    inner = member.child_by_field_name("object")
    if inner is None or not _may_be_error(file, inner):
        return False
    root, _ = chain(file, inner)
    return root is None or not is_other_error(file, root, function)


def _may_be_error(file: ParsedFile, node: Node) -> bool:
    """Whether an expression has the name of an error, or of the result of a validation; one that is known to be, or to
    be taken from, what something else was called for is neither: ``const result = await save(x)``. What a function of
    the project's own finds in ``const result = checkUser(x)`` is none of a schema's, unless it holds an error."""
    inner = unwrap(node)
    called = inner.child_by_field_name("function")
    if called is not None:
        return _gives_error(called_name(file, called), is_whole=True)
    name = file.text(inner).rpartition(".")[2].rstrip("?!)")
    if _ERROR_OBJECT.match(name) is None:
        return False
    root, _ = chain(file, inner)
    source = _source(file, root) if root is not None else ""
    return not source or _gives_error(source, is_whole=inner == root and "rr" not in name)


def _gives_error(function: str, *, is_whole: bool) -> bool:
    """Whether what a function gives may be, or hold, the error of a schema; ``is_whole``: what it gives itself."""
    if _OF_SCHEMA.fullmatch(function) or _OF_ERROR.search(function):
        return True
    return not is_whole and _VALIDATING.search(function) is not None


def _is_used(file: ParsedFile, node: Node) -> bool:
    """Whether what is tested to be a validation error, by an ``instanceof`` that ends in ``node``, is used where it is
    one: other than thrown again."""
    tested = ""
    for _ in range(_MAX_CLIMB):
        above = node.parent
        if above is None:
            return False
        left = above.child_by_field_name("left") if above.type == "binary_expression" else None
        if not tested and left is not None:
            tested = file.text(left)
        if above.type in ("if_statement", "ternary_expression"):
            where = above.child_by_field_name("consequence")
            return where is not None and where != node and _mentions(file, where, tested)
        if above.type not in ("binary_expression", "parenthesized_expression", "member_expression"):
            return False
        node = above
    return False


def _mentions(file: ParsedFile, where: Node, tested: str) -> bool:
    pattern = rf"(?<![\w$.])(?<!throw ){re.escape(tested)}(?![\w$])"
    return bool(tested) and re.search(pattern, file.code_text(where)) is not None


def _is_of_result(file: ParsedFile, node: Node) -> bool:
    """Whether a member is taken of the error that a safe parse gave: ``parsed.error.message``."""
    inner = node.parent.child_by_field_name("object") if node.parent is not None else None
    return inner is not None and _is_parse_error(file, inner)


def _is_parse_error(file: ParsedFile, node: Node) -> bool:
    """Whether an expression is the error that a safe parse gave: ``parsed.error``."""
    root, dotted = chain(file, node)
    # The error itself, or the result's; one in its data may be any.
    if root is None or dotted.count(".") > 1 or not _ERROR.fullmatch(dotted.rpartition(".")[2]):
        return False
    return _source(file, root).startswith("safeParse")


def _source(file: ParsedFile, root: Node) -> str:
    """The last name of what is called for the value of a local variable, or for what it is a part of; "" where that is
    no call."""
    bound = file.binding_of(file.text(root), root)
    value = initializer(bound) if bound is not None else None
    called = unwrap(value).child_by_field_name("function") if value is not None else None
    return called_name(file, called) if called is not None else ""


def _is_formatted(file: ParsedFile, node: Node) -> bool:
    """Whether the error of a safe parse, whose name ends in ``node``, is given to a function that makes something of
    it: one whose result is used, and that neither logs the error nor hands it on as it is."""
    whole = node.parent if node.type == "property_identifier" and node.parent is not None else node
    above = whole.parent
    while above is not None and above.type in _CASTS:
        above = above.parent
    call = above.parent if above is not None and above.type == "arguments" else None
    if call is None:
        return False
    called = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    if called is None or call.parent is None or call.parent.type == "expression_statement":
        return False
    return _HANDING_ON.fullmatch(called_name(file, called)) is None and _is_parse_error(file, whole)


_HANDING_ON = re.compile(
    r"json|send|reject|resolve|next|fail|failure|err|error|left|push|callback|cb|done|warn|info|debug|trace"
    r"|(?:log|capture|report|track|notify|set|dispatch|is|has)(?:[A-Z]\w*)?"
)
_CASTS = frozenset({"non_null_expression", "as_expression", "parenthesized_expression"})
