"""Calls that check a value with a schema, and the functions they are in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.code.possible_values import constant_value, possible_values
from stocktake.extractors.code.taken_apart import function_name
from stocktake.extractors.code.zod import HOLDERS, PARSERS, links
from stocktake.syntax.nodes import arguments, function_around, unwrap
from stocktake.syntax.searching import matches_at

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

# The end of every parser's name: what is searched for as fixed text is found fast.
_ENDS = tuple((text, re.compile(re.escape(text) + rb"(?:Async)?\s*[(<]")) for text in (b"arse", b".spa", b"code"))


class ParseFact(Struct, frozen=True, array_like=True, gc=False):
    """``function`` calls a parsing method on what ``names`` (dotted) lead to. ``argument`` are the names of the first
    argument, for ``z.parse(schema, value)``."""

    function: str
    names: str
    argument: str = ""


def parse_facts(file: ParsedFile, known: Callable[[str], bool]) -> list[ParseFact]:
    """The parsing calls inside functions of a file, by the module-level declaration they are in, each once.

    ``known`` says whether a name is imported or declared at module level.
    """
    found: dict[ParseFact, None] = {}
    if not file.captured("call"):
        return []
    for end in _call_ends(file.data):
        call = _call_of(file.root.descendant_for_byte_range(end, end))
        uses = _uses(file, call, known) if call is not None else []
        function = _function_around(file, call) if call is not None and uses else ""
        if function:
            found.update((ParseFact(function, names, argument), None) for names, argument in uses)
    return list(found)


def _uses(file: ParsedFile, call: Node, known: Callable[[str], bool]) -> list[tuple[str, str]]:
    """What a call may parse with: the names, and those of its first argument."""
    chain = links(file, call)
    function = call.child_by_field_name("function")
    receiver = function.child_by_field_name("object") if function is not None else None
    if chain is None:
        # `(isNew ? User : Patch).parse(…)`
        named = function.child_by_field_name("property") if function is not None else None
        is_parser = named is not None and file.text(named) in PARSERS
        return [(names, "") for names in _schemas_of(file, receiver, known)] if is_parser and receiver else []
    root, steps = chain
    last = steps[-1][0] if steps else None
    if last not in PARSERS | {""} or root == "JSON":
        return []
    bound = file.binding_of(root, call)
    if bound is not None:
        held = _held_by(file, bound, known) or _schemas_of(file, receiver, known) if last and receiver else []
        return [(names, "") for names in held]
    if not known(root):
        return []
    names = ".".join([root, *_uncalled(steps[:-1])])
    return [(names, _argument(file, call, known)), *((held, "") for held in _held(file, steps[:-1], known))]


def _call_ends(data: bytes) -> list[int]:
    """Offsets inside the names of calls that may parse, ascending."""
    found = [match.start() + 1 for text, pattern in _ENDS for match in matches_at(text, pattern, data)]
    return sorted(found)


def _uncalled(steps: list[tuple[str, Node | None]]) -> list[str]:
    """Members up to the first that is called."""
    names = []
    for name, call in steps:
        if call is not None:
            break
        names.append(name)
    return names


def _held_by(file: ParsedFile, bound: Node, known: Callable[[str], bool]) -> list[str]:
    """The names of the schemas that a constant of a function may be: ``const schema = isNew ? User : Patch``."""
    value = constant_value(bound)
    return _schemas_of(file, value, known) if value is not None else []


def _schemas_of(file: ParsedFile, value: Node, known: Callable[[str], bool]) -> list[str]:
    """The names of the schemas that an expression may be."""
    found = []
    for side in possible_values(file, value):
        chain = links(file, side)
        if chain is None or not known(chain[0]) or file.is_shadowed(chain[0], side):
            continue
        root, steps = chain
        if not any(name in PARSERS for name, _ in steps):
            found.append(".".join([root, *_uncalled(steps)]))
            found += _held(file, steps, known)
    return found


def _held(file: ParsedFile, steps: list[tuple[str, Node | None]], known: Callable[[str], bool]) -> list[str]:
    """The names of the schemas that one written in place holds: ``User`` of ``z.array(User).parse(…)``."""
    name, call = steps[0] if steps else ("", None)
    given = arguments(call) if call is not None and name in _HOLDERS else []
    last = unwrap(given[-1]) if given else None
    found = []
    for each in last.named_children if last is not None and last.type == "array" else given[-1:]:
        chain = links(file, each)
        if chain is not None and known(chain[0]) and not file.is_shadowed(chain[0], each):
            found.append(".".join([chain[0], *_uncalled(chain[1])]))
    return found


_HOLDERS = HOLDERS | {"preprocess", "union", "discriminatedUnion"}


def _argument(file: ParsedFile, call: Node, known: Callable[[str], bool]) -> str:
    """The names of the first of several arguments: the schema, where a function of zod parses."""
    given = arguments(call)
    first = links(file, given[0]) if len(given) > 1 else None
    if first is None or not known(first[0]):
        return ""
    return ".".join([first[0], *_uncalled(first[1])])


def _call_of(leaf: Node | None) -> Node | None:
    """The call whose function ends in ``leaf``."""
    if leaf is None or leaf.type not in ("property_identifier", "identifier") or leaf.parent is None:
        return None
    function = leaf.parent if leaf.parent.type == "member_expression" else leaf
    call = function.parent
    while call is not None and call.type in ("non_null_expression", "await_expression", "instantiation_expression"):
        call = call.parent
    return call if call is not None and call.type == "call_expression" else None


def _function_around(file: ParsedFile, node: Node) -> str:
    """The module-level declaration that holds a node inside a function, or ""."""
    if function_around(node) is None:
        return ""
    for declaration in file.outline.values():
        inner = declaration.node
        if inner.start_byte <= node.start_byte < inner.end_byte:
            return function_name(file, declaration)
    return ""
