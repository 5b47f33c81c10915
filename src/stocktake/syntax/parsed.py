"""One parsed source file, as extractors see it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from stocktake.model import Language, PartialParse
from stocktake.syntax.credentials import redacted
from stocktake.syntax.nodes import unwrap
from stocktake.syntax.one_line import on_one_line
from stocktake.syntax.outline import Outline, outline
from stocktake.syntax.patches import Patched

if TYPE_CHECKING:
    from tree_sitter import Node

_start = attrgetter("start_byte")
_end = attrgetter("end_byte")
_MEMBERS = re.compile(rb"[\w$#]++(?:\??\.[\w$#]++)++")
_COMMENTS = re.compile(
    r"(?<=\s)/\*.*?\*/[ \t]?|/\*.*?\*/|//[^\n]*|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`", re.DOTALL
)

SCOPES = frozenset(
    {
        "arrow_function",
        "function_expression",
        "function_declaration",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
        "function_type",
        "constructor_type",
        "function_signature",
        "method_signature",
        "abstract_method_signature",
        "call_signature",
        "construct_signature",
        "statement_block",
        "for_statement",
        "for_in_statement",
        "catch_clause",
        "class_body",
        "switch_body",
    }
)


class ParsedFile:
    """A source file's bytes and syntax tree.

    ``data`` is the UTF-8 text the positions refer to; ``partial`` says where the parser had to recover. The tree may
    have been parsed from a patched copy of the same length, so text comes from :meth:`text`, not from the nodes.
    """

    def __init__(
        self,
        data: bytes,
        language: Language,
        root: Node,
        captures: dict[str, list[Node]],
        partial: PartialParse | None,
        patched: Patched,
        tag_types: dict[int, Node],
    ) -> None:
        self.data = data
        self.language = language
        self.root = root
        self.partial = partial
        self.patched = patched
        self._tag_types = tag_types
        # Where every character is one byte, offsets of bytes are offsets of characters: slices need no decoding.
        self._characters = data.decode() if data.isascii() else None
        self._captures = captures
        self._has: dict[bytes, bool] = {}
        self._starts: dict[str, list[int]] = {}
        self._scopes: dict[str, list[tuple[int, int, Node]]] = {}

    @cached_property
    def outline(self) -> Outline:
        """The module-level imports, exports and declarations."""
        return outline(self)

    def has(self, text: bytes) -> bool:
        """Whether a text is anywhere in the file. It is searched once: what is asked of every declaration is cheap."""
        found = self._has.get(text)
        if found is None:
            found = self._has[text] = text in self.data
        return found

    def text(self, node: Node) -> str:
        """The node's source text; invalid UTF-8 becomes U+FFFD."""
        if self._characters is not None:
            return self._characters[node.start_byte : node.end_byte]
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def code_text(self, node: Node) -> str:
        """The node's text without comments."""
        text = self.text(node)
        return _COMMENTS.sub(_drop_comment, text) if "//" in text or "/*" in text else text

    def line_text(self, node: Node, limit: int) -> str:
        """The node's text on one line, without comments and what looks like a credential, at most ``limit`` characters;
        a cut ends in "…"."""
        text = redacted(on_one_line(self.code_text(node)))
        return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

    def type_arguments(self, call: Node) -> list[Node]:
        """The type arguments written on a call, or before a tagged template, where the tree does not show them."""
        inside = call.child_by_field_name("type_arguments")
        if inside is None and self._tag_types:
            given = call.child_by_field_name("arguments")
            inside = self._tag_types.get(given.start_byte) if given is not None else None
        return [] if inside is None else [child for child in inside.named_children if child.type != "comment"]

    def captured(self, name: str, inside: Node | None = None) -> list[Node]:
        """The nodes of a capture in source order, or only those that start inside a node."""
        starts = self._starts.get(name)
        if starts is None:
            # The binding collects captures in a set: their order is that of addresses in memory. Two sorts by a number
            # take half the time of one by a pair.
            nodes = self._captures.get(name, [])
            if len(nodes) > 1:
                nodes = sorted(nodes, key=_end)
                nodes.sort(key=_start)
            self._captures[name] = nodes
            starts = self._starts[name] = [node.start_byte for node in nodes]
        nodes = self._captures[name]
        if inside is None:
            return nodes
        return nodes[bisect_left(starts, inside.start_byte) : bisect_left(starts, inside.end_byte)]

    def calls(self, inside: Node | None = None) -> Iterable[tuple[Node, str]]:
        """The captured calls, or those that start inside a node, each with the last name of what is called."""
        found = self.captured("call")
        if inside is None:
            return zip(found, self._called, strict=True)
        starts = self._starts["call"]
        within = slice(bisect_left(starts, inside.start_byte), bisect_left(starts, inside.end_byte))
        return zip(found[within], self._called[within], strict=True)

    @cached_property
    def _called(self) -> list[str]:
        return [self.called_name(node) for node in self.captured("call")]

    def called_name(self, function: Node) -> str:
        """The last name of what is called: ``useState`` of ``React.useState``; "" where it has none."""
        kind = function.type
        if kind == "member_expression":
            start, end = function.byte_range
            name = _last_name(self.data[start:end]) if end - start <= _LONGEST_MEMBERS else ""
            if name:
                return name
        elif kind == "identifier":
            return self.text(function)
        node = unwrap(function)
        if node.type == "member_expression":
            inner = node.child_by_field_name("property")
            return self.text(inner) if inner is not None else ""
        return self.text(node) if node.type == "identifier" else ""

    @cached_property
    def _bindings(self) -> dict[str, list[Node]]:
        """Names bound below module level, with the nodes that bind them."""
        found: dict[str, list[Node]] = {}
        module_level = self.outline.binding_offsets
        for node in self.captured("binding"):
            if node.start_byte not in module_level:
                found.setdefault(self.text(node), []).append(node)
        return found

    def is_shadowed(self, name: str, at: Node) -> bool:
        """Whether ``name``, used at ``at``, means something bound in an enclosing function or block rather than at
        module level."""
        return self.binding_of(name, at) is not None

    def is_bound_below(self, name: str) -> bool:
        """Whether any function or block of the file binds ``name``."""
        return name in self._bindings

    def binding_of(self, name: str, at: Node) -> Node | None:
        """The node that binds ``name``, used at ``at``, in the innermost function or block around it; None where the
        name means something at module level, or a global."""
        if name not in self._bindings:
            return None
        scopes = self._scopes.get(name)
        if scopes is None:
            scopes = self._scopes[name] = _scopes_of(self._bindings[name])
        start = at.start_byte
        for first, last, binding in scopes:
            if first <= start < last:
                return binding
        return None


_LONGEST_MEMBERS = 80


@lru_cache(maxsize=8_000)
def _last_name(text: bytes) -> str:
    """The last of several names with nothing but dots between them; "" for anything else: the last has to be looked
    for in the tree. The same few members are called again and again."""
    return text[text.rindex(b".") + 1 :].decode() if _MEMBERS.fullmatch(text) else ""


def _drop_comment(match: re.Match[str]) -> str:
    text = match.group()
    return "" if text.startswith("/") else text


def _scopes_of(bindings: Iterable[Node]) -> list[tuple[int, int, Node]]:
    """Where each of several bindings of a name is visible, as (start, end, binding), the innermost first."""
    found = []
    for binding in bindings:
        scope = _scope_of(binding)
        if scope is not None:
            found.append((*scope.byte_range, binding))
    # Of two in one scope (a parameter and a variable of the same name) the later one counts.
    return sorted(found, key=lambda each: (each[1] - each[0], -each[2].start_byte))


_DECLARING = frozenset(
    {
        "abstract_class_declaration",
        "class_declaration",
        "function_declaration",
        "generator_function_declaration",
    }
)


def _scope_of(binding: Node) -> Node | None:
    """The function or block in which the name that ``binding`` binds is visible; None at module level."""
    node: Node | None = binding.parent
    # A function's or class's own name belongs to the scope around the declaration.
    if node is not None and node.type in _DECLARING:
        node = node.parent
    while node is not None:
        kind = node.type
        if kind in SCOPES:
            # A function's block is inside the scope that also holds its parameters.
            parent = node.parent
            if kind == "statement_block" and parent is not None and parent.type in SCOPES:
                return parent
            return node
        node = node.parent
    return None
