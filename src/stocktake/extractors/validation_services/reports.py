"""Whether a function reports what is wrong to what it is given: the context of a refinement, or a list of problems."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import chain, initializer
from stocktake.extractors.validation_services.names import NAMED_LIKE_ONE
from stocktake.extractors.validation_services.result_types import PROBLEM_TYPE
from stocktake.syntax.nodes import arguments, parameters, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_CONTEXT = re.compile(r"\bRefinementCtx\b")
_ADDING_ISSUE = re.compile(r"add(?:Issue|Error|Problem|Violation)s?")
_ADDING = frozenset({"push", "unshift", "add", "set"})
_PROBLEMS = re.compile(
    r"\w*(?:[eE]rrors|[iI]ssues|[pP]roblems|[vV]iolations|[wW]arnings|[fF]ailures|(?:[eE]rr(?:or)?|[iI]ssue)(?:List|Map))"
)
"""Names of what holds problems; messages may be any."""

_HOLDING = re.compile(
    rf":\s*(?:readonly )?{PROBLEM_TYPE}\[\]|:\s*(?:Array|Set)<{PROBLEM_TYPE}>"
    rf"|:\s*(?:Map|Record)<.*{PROBLEM_TYPE}(?:\[\])?>"
)
_REPORTING = re.compile(r"(?:add|append|collect|push|record|report)(?=[A-Z])")
"""Begins the names of what adds to the list it is given, elsewhere than in this file."""

_SET = r"(?<![\w$.])%s(?:\??\.(?!length\b)[\w$]+|\[[^\]\n]*\])+\s*(?:\?\?|\|\|)?=(?![=>])"
_MAX_SEEN = 40


def reports(file: ParsedFile, function: Node) -> bool:
    """Whether a function is given the context of a refinement, or adds to what it is given: an issue
    (``ctx.addIssue(…)``), or one more to a list of problems (``issues.push(…)``, ``errors.name = …``), also by another
    function that it gives that list."""
    given = parameters(function)
    if any(_CONTEXT.search(file.text(typed)) for each in given if (typed := each.child_by_field_name("type"))):
        return True
    return _adds(file, function, given, set())


def _adds(file: ParsedFile, function: Node, given: Sequence[Node], seen: set[tuple[int, int]]) -> bool:
    """Whether a function adds problems to one of the parameters ``given``; ``seen``: where the functions and parameters
    start that have been looked at."""
    for called, last in file.calls(function):
        is_issue = _ADDING_ISSUE.fullmatch(last) is not None
        if not is_issue and last not in _ADDING:
            continue
        root, dotted = chain(file, called)
        parameter = _parameter(file, root, given) if root is not None else None
        names = dotted.split(".")
        if parameter is not None and (is_issue or (len(names) > 1 and _holds(file, names, parameter))):
            return True
    lists = [each for each in given if _is_list(file, each)]
    return bool(lists) and (_sets(file, function, lists) or _hands_on(file, function, lists, seen))


def _parameter(file: ParsedFile, name: Node, given: Sequence[Node]) -> Node | None:
    """The one of some parameters that binds a name, itself or by what a local variable is taken from."""
    bound = file.binding_of(file.text(name), name)
    for _ in range(2):
        if bound is None:
            return None
        start = bound.start_byte
        parameter = next((each for each in given if each.start_byte <= start < each.end_byte), None)
        if parameter is not None:
            return parameter
        value = initializer(bound)
        is_part = value is not None and unwrap(value).type in ("identifier", "member_expression")
        root = chain(file, value)[0] if value is not None and is_part else None
        bound = file.binding_of(file.text(root), root) if root is not None else None
    return None


def _holds(file: ParsedFile, names: list[str], parameter: Node) -> bool:
    """Whether what something is added to, by a method of that dotted name, holds problems."""
    is_whole = len(names) == _OF_PARAMETER and _HOLDING.search(file.text(parameter)) is not None
    return is_whole or _PROBLEMS.fullmatch(names[-2]) is not None


_OF_PARAMETER = 2
"""The names in a method of a parameter itself: ``issues.push``."""


def _is_list(file: ParsedFile, parameter: Node) -> bool:
    text = file.text(parameter)
    names = re.findall(r"[\w$]+", text.partition(":")[0] if not text.startswith("{") else text)
    return any(_PROBLEMS.fullmatch(name) for name in names) or _HOLDING.search(text) is not None


def _sets(file: ParsedFile, function: Node, lists: Sequence[Node]) -> bool:
    """Whether a problem is set under a key: ``errors.name = …``."""
    names = {name for each in lists for name in re.findall(r"[\w$]+", file.text(each)) if _PROBLEMS.fullmatch(name)}
    for name in sorted(names):
        for match in re.finditer((_SET % re.escape(name)).encode(), file.data[function.start_byte : function.end_byte]):
            at = function.start_byte + match.start()
            node = file.root.descendant_for_byte_range(at, at + len(name))
            if node is not None and node.type == "identifier" and _parameter(file, node, lists) is not None:
                return True
    return False


def _hands_on(file: ParsedFile, function: Node, lists: Sequence[Node], seen: set[tuple[int, int]]) -> bool:
    """Whether a function gives its list to one that adds to it: one of the same file, or one of another whose name says
    so, for a list that is not the first it is given."""
    for called, last in file.calls(function):
        call = called.parent if called.type == "identifier" else None
        for at, each in enumerate(arguments(call) if call is not None else []):
            parameter = _handed(file, each, lists)
            if parameter is None or file.is_shadowed(last, called):
                continue
            inner = file.outline.function(last)
            if file.outline.declared(last) is None:
                is_first = parameter == parameters(function)[0] and not file.text(parameter).startswith("{")
                if (NAMED_LIKE_ONE.match(last) or _REPORTING.match(last)) and at and not is_first:
                    return True
            elif inner is not None and _adds_to(file, inner, at, seen):
                return True
    return False


def _handed(file: ParsedFile, argument: Node, lists: Sequence[Node]) -> Node | None:
    """The one of some lists that an argument is, or holds under its own name: ``{ value, issues }``."""
    argument = unwrap(argument)
    names = argument.named_children if argument.type == "object" else [argument]
    for each in names:
        if each.type in ("identifier", "shorthand_property_identifier"):
            parameter = _parameter(file, each, lists)
            if parameter is not None:
                return parameter
    return None


def _adds_to(file: ParsedFile, function: Node, at: int, seen: set[tuple[int, int]]) -> bool:
    key = (function.start_byte, at)
    given = parameters(function)
    if key in seen or len(seen) >= _MAX_SEEN or at >= len(given):
        return False
    seen.add(key)
    return _adds(file, function, [given[at]], seen)
