"""Functions that draw parts of a form, and are no components: a component calls them, or hands them over, to render
what they return."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from stocktake.extractors.code.react import HOOK_NAME, returns
from stocktake.extractors.forms.calls import Calls
from stocktake.extractors.forms.names import is_own_name, name_text, named
from stocktake.extractors.forms.options import properties
from stocktake.syntax.nodes import FUNCTIONS, arguments, unwrap
from stocktake.syntax.searching import matches_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile


class DrawFact(Struct, frozen=True, array_like=True, gc=False):
    """A function that is called, or handed over, to draw something. ``given`` are the names written in the call, by
    where the function is handed them: ``0`` for its first parameter, ``0.name`` for a property of it; empty for the
    name that the component is given itself."""

    name: str
    given: dict[str, list[str]] = {}


def draws_elements(file: ParsedFile, declaration: Declaration) -> bool:
    """Whether a declaration that is no component is a function that returns elements."""
    node = declaration.node if declaration.kind == "function" else declaration.value
    is_function = node is not None and node.type in FUNCTIONS and not declaration.pattern
    if node is None or not is_function or HOOK_NAME.match(declaration.name):
        return False
    return bool(file.captured("jsx", node)) and returns(file, node).element


class Draws:
    """Finds uses of functions that draw something: of those of the file, and of imported ones, which are known by being
    called ``render…`` or handed a form, or parts of one."""

    def __init__(self, calls: Calls, functions: Iterable[str]) -> None:
        self.file = file = calls.file
        self._calls = calls
        self._own = frozenset(functions)
        self._names = [(name.encode(), _as_word(re.escape(name))) for name in sorted(self._own)]
        if b"render" in file.data:
            self._names.append((b"render", _RENDERS))

    def inside(self, node: Node) -> list[DrawFact]:
        """What is drawn inside a node by functions, in source order."""
        file, found = self.file, {}
        span = node.byte_range
        for match in (each for name in self._names for each in matches_at(*name, file.data, *span)):
            used = node.descendant_for_byte_range(*match.span())
            if used is not None and used.type in _NAMES and self._is_drawing(used):
                found[used.start_byte] = used
        for function, name in file.calls(node):
            if not name[:1].islower() or HOOK_NAME.match(name) or function.type != "identifier":
                continue
            # Most calls are of what the component binds itself, or take nothing: that is told before what they take.
            is_possible = function.start_byte not in found and self._is_drawing(function)
            call = function.parent if is_possible else None
            if call is not None and self._calls.names_part(function.end_byte, call.end_byte):
                found[function.start_byte] = function
        return [DrawFact(file.text(found[at]), _given(file, found[at])) for at in sorted(found)[:_MAX_DRAWN]]

    def _is_drawing(self, used: Node) -> bool:
        """Whether a name is that of a function of the file that draws something, or one from elsewhere."""
        name = self.file.text(used)
        is_known = name in self._own or self.file.outline.declared(name) is None
        return is_known and not self.file.is_shadowed(name, used)


def _as_word(pattern: str) -> re.Pattern[bytes]:
    return re.compile(rf"(?<![\w$.]){pattern}(?![\w$])".encode())


_RENDERS = _as_word("render[A-Z]\\w*")
_MAX_DRAWN = 40
_NAMES = ("identifier", "shorthand_property_identifier")


def _given(file: ParsedFile, function: Node) -> dict[str, list[str]]:
    call = function.parent
    if call is None or call.type != "call_expression" or call.child_by_field_name("function") != function:
        return {}
    given: dict[str, Node] = {}
    for at, each in enumerate(arguments(call)):
        value = unwrap(each)
        if value.type == "object":
            given.update({f"{at}.{key}": inner for key, inner in properties(file, value).items()})
        else:
            given[str(at)] = value
    return {key: names for key, value in given.items() if (names := _names(file, value)) is not None}


def _names(file: ParsedFile, value: Node) -> list[str] | None:
    """The names that a value may be; None where none of them is written there."""
    chosen = named(file, value)
    is_written = any(each.type in ("string", "template_string") for each in chosen)
    if not is_written and not (value.type in ("identifier", "member_expression") and is_own_name(file, value)):
        return None
    return list(dict.fromkeys(text for each in chosen if (text := name_text(file, each))))
