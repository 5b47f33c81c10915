"""Whether a function throws: what is thrown in it, and leaves it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import initializer
from stocktake.extractors.code.react import called_name
from stocktake.extractors.validation_services.promises import is_dropped, is_lost
from stocktake.syntax.nodes import FUNCTIONS, annotation, arguments, has_token, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_MAX_CLIMB = 200
_MAX_MADE = 3
_NAMES = (
    "forEach map flatMap filter find findIndex findLast findLastIndex some every reduce reduceRight sort toSorted from "
    "replace replaceAll then catch finally transaction $transaction with otherwise"
)
RUN_AT_ONCE = frozenset(_NAMES.split())
"""What runs the function it is given before its caller goes on, or whose promise is rejected when that throws."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_FIRST_WORDS = (
    "add after all command create cron defer define delete enqueue every expose get handle interval listen make "
    "observe on once patch post process put queue register route schedule set subscribe tool use wait watch work"
)
_LATER = frozenset(_FIRST_WORDS.split())
"""First words of the names of what keeps the function it is given, to run it when something happens."""

_CATCHING_WORDS = "attempt catch catching either ignore result safe safely settle settled suppress swallow try"
_CATCHING = frozenset(_CATCHING_WORDS.split())


def throws(file: ParsedFile, function: Node) -> bool:
    """Whether a function throws by a statement in it."""
    return any(True for _ in thrown(file, function))


def refuses(file: ParsedFile, function: Node) -> bool:
    """Whether a function throws something of its own: one that only hands on what it caught refuses nothing."""
    return any(not _is_handed_on(file, statement) for statement in thrown(file, function))


def thrown(file: ParsedFile, function: Node) -> Iterator[Node]:
    """What a function throws by: the ``throw`` statements in it, rejected promises that it returns, and calls of what
    is typed to return ``never``."""
    return (statement for statement in _throw_statements(file, function) if leaves(file, statement, function))


def _throw_statements(file: ParsedFile, inside: Node) -> Iterator[Node]:
    data, at, end = file.data, inside.start_byte, inside.end_byte
    while (at := data.find(b"throw", at, end)) >= 0:
        node = file.root.descendant_for_byte_range(at, at + 5)
        at += 5
        if node is not None and node.type == "throw" and node.parent is not None:
            yield node.parent
    at = inside.start_byte
    while (at := data.find(_REJECT, at, end)) >= 0:
        node = file.root.descendant_for_byte_range(at, at + len(_REJECT))
        at += len(_REJECT)
        if node is not None and node.type == "call_expression" and _is_returned(node):
            yield node
    failing = _failing(file)
    for called, last in file.calls(inside) if failing else ():
        is_one = last in failing and called.type == "identifier" and not file.is_shadowed(last, called)
        if is_one and called.parent is not None:
            yield called.parent


_REJECT = b"Promise.reject("
_BETWEEN = frozenset({"parenthesized_expression", "ternary_expression", "binary_expression"})


def _is_returned(call: Node) -> bool:
    """Whether what a call gives is what the function around it gives, or waits for."""
    above = call.parent
    while above is not None and above.type in _BETWEEN:
        above = above.parent
    return above is not None and above.type in ("return_statement", "arrow_function", "await_expression")


def _failing(file: ParsedFile) -> set[str]:
    """The functions of a file whose result type is ``never``: whoever calls one throws what it throws."""
    if not file.has(b"never") or _NEVER.search(file.data) is None:
        return set()
    return {each.name for each in file.outline.values() if _is_failing(file, each)}


_NEVER = re.compile(rb"(?::|=>)\s*never\b")


def _is_failing(file: ParsedFile, declaration: Declaration) -> bool:
    function = declaration.node if declaration.value is None else declaration.value
    typed = annotation(function.child_by_field_name("return_type")) if function.type in FUNCTIONS else None
    if typed is None and (stated := annotation(declaration.annotation)) is not None:
        # Of a function type, the variable says what it returns.
        typed = stated.child_by_field_name("return_type")
    return typed is not None and file.text(typed) == "never"


def leaves(file: ParsedFile, node: Node, around: Node, seen: set[int] | None = None) -> bool:
    """Whether what is thrown at ``node``, a ``throw`` or a call, leaves the function ``around``: it is caught nowhere
    between, the functions between run as a part of it, and the promises between are waited for. ``seen``: where the
    local functions start whose calls have been looked at."""
    is_promise = node.type == "call_expression"
    if is_promise and _gives_promise(file, node) and is_dropped(file, node):
        return False
    for _ in range(_MAX_CLIMB):
        above = node.parent
        if above is None or above == around:
            return True
        kind = above.type
        if kind == "try_statement":
            handler = above.child_by_field_name("handler")
            if handler is not None and above.child_by_field_name("body") == node and not _hands_on(file, handler):
                return False
        elif kind == "member_expression":
            if is_promise and _is_rejection_caught(file, above):
                return False
        elif kind in FUNCTIONS:
            call = _run_by(file, above)
            if call is None:
                seen = seen if seen is not None else set()
                if above.start_byte in seen:
                    return False
                seen.add(above.start_byte)
                calls = _local_calls(file, above, around)
                heard = (each for each in calls if not has_token(above, "async") or not is_dropped(file, each))
                return any(leaves(file, each, around, seen) for each in heard)
            if is_lost(file, above, call):
                return False
            # What it rejects is no longer thrown.
            node, is_promise = call, True
            continue
        elif kind != "call_expression":
            is_promise = False
        node = above
    return True


def _gives_promise(file: ParsedFile, call: Node) -> bool:
    """Whether the name of what is called says that it gives a promise: ``parseAsync``."""
    function = call.child_by_field_name("function")
    return function is not None and called_name(file, function).endswith("Async")


def _is_rejection_caught(file: ParsedFile, member: Node) -> bool:
    """Whether a member of a promise is called to catch: ``.catch(…)``, ``.then(…, …)``."""
    call = member.parent
    if call is None or call.type != "call_expression" or call.child_by_field_name("function") != member:
        return False
    name = called_name(file, member)
    return name == "catch" or (name == "then" and len(arguments(call)) > 1)


def _run_by(file: ParsedFile, function: Node) -> Node | None:
    """The call that runs a function at once: one of it where it stands, or of what runs what it is given."""
    above = function.parent
    while above is not None and above.type == "parenthesized_expression":
        above = above.parent
    if above is None or above.type == "call_expression":
        return above
    call = above.parent if above.type == "arguments" else None
    if call is None:
        return None
    if call.type == "new_expression":
        made = call.child_by_field_name("constructor")
        return call if made is not None and file.text(made) == "Promise" else None
    called = call.child_by_field_name("function")
    name = called_name(file, called) if called is not None else ""
    return call if name in RUN_AT_ONCE or _is_waited_for(function, call, name) else None


def _is_waited_for(function: Node, call: Node, name: str) -> bool:
    """Whether an async function is given last to a call whose promise is waited for, as in a transaction, a span or a
    retry: it runs, and rejects, as a part of the call, unless the name says that it runs later or that it is caught."""
    if not has_token(function, "async") or arguments(call)[-1] != function:
        return False
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[0] in _LATER or not _CATCHING.isdisjoint(words) or name == "startTransition":
        return False
    above = call.parent
    while above is not None and above.type == "parenthesized_expression":
        above = above.parent
    if above is not None and above.type == "return_statement":
        # What is not async may as well return a function: a handler in a wrapper.
        above = next((each for each in _around(above) if each.type in FUNCTIONS), None)
    return above is not None and (above.type == "await_expression" or has_token(above, "async"))


def _around(node: Node) -> Iterator[Node]:
    """The nodes around one, the innermost first."""
    for _ in range(_MAX_CLIMB):
        above = node.parent
        if above is None:
            return
        yield above
        node = above


def _local_calls(file: ParsedFile, function: Node, around: Node) -> Iterator[Node]:
    """The calls, inside ``around``, of a function that is declared there; not those that it makes of itself."""
    named = function if function.type == "function_declaration" else function.parent
    if named is None or named.type not in ("function_declaration", "variable_declarator"):
        return
    declared = named.child_by_field_name("name")
    name = file.text(declared) if declared is not None else ""
    for called, last in file.calls(around):
        if last == name and called.type == "identifier" and called.parent is not None:
            is_own = function.start_byte <= called.start_byte < function.end_byte
            if not is_own and file.binding_of(name, called) == declared:
                yield called.parent


def _hands_on(file: ParsedFile, handler: Node) -> bool:
    """Whether a ``catch`` throws what it caught, if only some of it."""
    bound = handler.child_by_field_name("parameter")
    return bound is not None and any(
        _bound_value(file, statement) == bound for statement in _throw_statements(file, handler)
    )


def _is_handed_on(file: ParsedFile, statement: Node) -> bool:
    """Whether a ``throw`` is of what the ``catch``, or the function given to ``.catch(…)``, around it caught."""
    bound = _bound_value(file, statement)
    above = bound.parent if bound is not None else None
    for _ in range(3):
        if above is None or above.type == "catch_clause":
            return above is not None
        if above.type in FUNCTIONS:
            call = _run_by(file, above)
            called = call.child_by_field_name("function") if call is not None else None
            return called is not None and called_name(file, called) == "catch"
        above = above.parent
    return False


def _bound_value(file: ParsedFile, statement: Node) -> Node | None:
    """The node that binds the local name that is thrown, or what is thrown is made of by a function that is given
    nothing else, ``toError(caught)``, or by one that throws it itself."""
    given = arguments(statement) if statement.type == "call_expression" else statement.named_children[:1]
    value = unwrap(given[0]) if len(given) == 1 else None
    for _ in range(_MAX_MADE):
        if value is None:
            return None
        given = arguments(value) if value.type == "call_expression" else [value]
        name = unwrap(given[0]) if len(given) == 1 else value
        bound = file.binding_of(file.text(name), name) if name.type == "identifier" else None
        made = initializer(bound) if bound is not None and bound.type == "identifier" else None
        if made is None or unwrap(made).type != "call_expression":
            return bound
        value = unwrap(made)
    return None
