"""Calls that check a value with a schema, and the functions they are in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.zod import PARSERS, links
from stocktake.syntax.nodes import FUNCTIONS, arguments

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
        chain = links(file, call) if call is not None else None
        if call is None or chain is None or not chain[1]:
            continue
        root, steps = chain
        last = steps[-1][0]
        if not known(root) or last not in PARSERS | {""} or file.is_shadowed(root, call):
            continue
        function = _function_around(file, call)
        if function:
            names = [root, *_uncalled(steps[:-1])]
            found[ParseFact(function, ".".join(names), _argument(file, call, known))] = None
            held = _held(file, steps[:-1], known)
            if held:
                found[ParseFact(function, held)] = None
    return list(found)


def _call_ends(data: bytes) -> list[int]:
    """Offsets inside the names of calls that may parse, ascending."""
    found = [match.start() + 1 for text, pattern in _ENDS if text in data for match in pattern.finditer(data)]
    return sorted(found)


def _uncalled(steps: list[tuple[str, Node | None]]) -> list[str]:
    """Members up to the first that is called."""
    names = []
    for name, call in steps:
        if call is not None:
            break
        names.append(name)
    return names


def _held(file: ParsedFile, steps: list[tuple[str, Node | None]], known: Callable[[str], bool]) -> str:
    """The names of the schema that one written in place holds: ``User`` of ``z.array(User).parse(…)``."""
    name, call = steps[0] if steps else ("", None)
    given = arguments(call) if call is not None and name in _HOLDERS else []
    first = links(file, given[-1]) if given else None
    if first is None or not known(first[0]) or file.is_shadowed(first[0], given[-1]):
        return ""
    return ".".join([first[0], *_uncalled(first[1])])


_HOLDERS = frozenset({"array", "set", "record", "map", "optional", "nullable", "nullish", "promise"})


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
    climb: Node | None = node
    while climb is not None and climb.type not in FUNCTIONS:
        climb = climb.parent
    if climb is None:
        return ""
    for declaration in file.outline.values():
        inner = declaration.node
        if inner.start_byte <= node.start_byte < inner.end_byte:
            return declaration.name
    return ""
