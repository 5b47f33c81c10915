"""What a file does with the names it imports: the members it takes of a namespace, and which imports are erased because
no name of theirs is there when the program runs."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from stocktake.syntax.nodes import has_token

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from stocktake.extractors.linkage import ImportedName, ImportFact
    from stocktake.syntax.parsed import ParsedFile


def namespace_uses(file: ParsedFile, imports: Iterable[ImportFact]) -> dict[str, list[str]]:
    """For every namespace import the members used on it, where each use names one."""
    found: dict[str, list[str]] = {}
    for entry in imports:
        if entry.kind not in ("value", "type"):
            continue
        for name in entry.names:
            if name.imported != "*" or not name.local:
                continue
            # Every occurrence of the name but its own import must be followed by `.member`: found in comments and
            # strings too, which can only add uses.
            uses = _members_after(file.data, name.local.encode())
            if sum(not member for member in uses) > 1:
                continue
            found[name.local] = sorted({member.decode("utf-8", "replace") for member in uses if member})
    return dict(sorted(found.items()))


NOT_A_MEMBER = rb"(?:(?<!\.)|(?<=\.\.\.))"
"""What stands before a name that is no member: anything but a dot, or the dots of a spread."""

# Two expressions for all names: compiling one for each name would take longer than all searches.
_BEFORE_NAME = re.compile(rb"(?<![\w$'\"/@-])" + NOT_A_MEMBER)
_AFTER_NAME = re.compile(rb"(?![\w$'\"/-])(?:\s*(?:\?\.|\.)\s*([A-Za-z_$][\w$]*))?")


def _members_after(data: bytes, name: bytes) -> list[bytes]:
    """The member that follows each occurrence of a name, empty where none does."""
    found = []
    at = data.find(name)
    while at >= 0:
        after = _AFTER_NAME.match(data, at + len(name)) if _BEFORE_NAME.match(data, at) else None
        if after is not None:
            found.append(after[1] or b"")
        # Where the parser filled in a missing name, that is empty: the search must go on all the same.
        at = data.find(name, max(at + 1, after.end()) if after is not None else at + 1)
    return found


_WORD_STARTS = re.compile(rb"(?<![\w$\x80-\xff])" + NOT_A_MEMBER)
_WORD_ENDS = re.compile(rb"(?![\w$\x80-\xff])")
# Where a name that is no name of a type may stand in one; the tree is asked only there.
_IN_TYPE = re.compile(rb"(?<=typeof[\s(])|[\w$]+\s*(?:[.,}]|as\b)")
_DECORATOR = re.compile(rb"@(?<!\S@)(?<!\* @)(?=[A-Za-z_$])")
_MOST_NAMES = 500
"""Imported names of a file that are looked for at most: each is looked for in the whole file."""
_NO_USES = frozenset(
    {
        "type_identifier",
        "property_identifier",
        "private_property_identifier",
        "statement_identifier",
        "shorthand_property_identifier_pattern",
        "string",
        "string_fragment",
        "template_string",
        "jsx_text",
        "regex_pattern",
        "comment",
    }
)
"""Nodes that are no name of a value."""


class Erasure:
    """Tells which imports of a TypeScript file a compiler leaves out, because their names are used as types alone.

    As far as one file can tell: what is exported again may be a value, what decorators may ask for
    of types is kept, and where the parser had to recover, or there are very many names, nothing is said.
    """

    def __init__(self, file: ParsedFile) -> None:
        self._file = file
        self._looked_for = 0

    def applies(self, names: Iterable[ImportedName]) -> bool:
        """Whether no name is used as a value, nor named like one."""
        is_value = any(
            not name.is_type and (_is_named_like_value(name) or self._is_value(name.local.encode())) for name in names
        )
        return not is_value and self._is_clear

    @cached_property
    def _is_clear(self) -> bool:
        return self._file.partial is None and b"@jsx" not in self._file.data

    @cached_property
    def _code(self) -> bytes:
        return _without_imports(self._file)

    def _is_value(self, name: bytes) -> bool:
        self._looked_for += 1
        if self._looked_for > _MOST_NAMES:
            return True
        code = self._code
        at = code.find(name) if name else 0
        while at >= 0:
            end = at + len(name)
            if _WORD_STARTS.match(code, at) and _WORD_ENDS.match(code, end):
                node = self._file.root.descendant_for_byte_range(at, end)
                if node is None or self._stays(node, code, at):
                    return True
            at = code.find(name, max(end, at + 1))
        return False

    def _stays(self, node: Node, code: bytes, at: int) -> bool:
        """Whether a name, where it is used, is there when the program runs."""
        kind = node.type
        if kind not in _NO_USES:
            return not (_IN_TYPE.match(code, at) and _is_in_type(node))
        return kind == "type_identifier" and self._has_decorators and _is_metadata(node)

    @cached_property
    def _has_decorators(self) -> bool:
        return _has_decorators(self._file)


def _is_named_like_value(name: ImportedName) -> bool:
    """Whether a name is that of a value without a look at its uses: types begin with a capital, and JSX may use React,
    unseen."""
    return name.local == "React" or (name.local[:1].islower() and name.imported != "*")


def _is_metadata(name: Node) -> bool:
    """Whether a type is one that decorators may ask for (``emitDecoratorMetadata``): that of a field of a class, or of
    a parameter or the result of a method; not what is an argument of such a type."""
    above = name.parent
    while above is not None and above.type in ("union_type", "generic_type", "nested_type_identifier"):
        above = above.parent
    holder = above.parent if above is not None and above.type == "type_annotation" else None
    if holder is not None and holder.type in ("required_parameter", "optional_parameter"):
        listing = holder.parent
        holder = listing.parent if listing is not None else None
    return holder is not None and holder.type in ("public_field_definition", "method_definition")


def _has_decorators(file: ParsedFile) -> bool:
    for match in _DECORATOR.finditer(file.data):
        node = file.root.descendant_for_byte_range(match.start(), match.end())
        if node is not None and node.type == "@":
            return True
    return False


def _without_imports(file: ParsedFile) -> bytes:
    code = bytearray(file.data)
    for node in file.outline.imports:
        code[node.start_byte : node.end_byte] = b" " * (node.end_byte - node.start_byte)
    return bytes(code)


def _is_in_type(node: Node) -> bool:
    """Whether a name is that of a value in ``typeof a.b``, of a namespace in ``a.B``, or is exported as a type."""
    parent = node.parent
    while parent is not None and parent.type in ("member_expression", "nested_identifier"):
        parent = parent.parent
    if parent is None or parent.type != "export_specifier":
        return parent is not None and parent.type in ("type_query", "nested_type_identifier")
    statement = parent.parent.parent if parent.parent is not None else None
    return has_token(parent, "type") or (statement is not None and has_token(statement, "type"))
