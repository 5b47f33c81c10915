"""Parsing with tree-sitter, within limits. The one module that imports it.

Measured hazards behind the limits: queries silently miss captures in trees deeper than 65,535; pathological input
parses for many seconds (a megabyte of random bytes, an unclosed string) or without end (thirty blank lines before the
``}`` of a pattern that lacks its ``{``); ``Parser.parse(bytes)`` cannot be interrupted, its reading variant can, for a
fiftieth of the time more.
"""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import tree_sitter
import tree_sitter_typescript

from stocktake.model import Language, PartialParse
from stocktake.syntax.parsed import ParsedFile
from stocktake.syntax.patches import Patched, TagArguments, only_tag_arguments, patch, repair
from stocktake.syntax.queries import CAPTURES

MAX_DEPTH = 2_000
"""Levels of the tree; beyond it the file is reported and not extracted. The query takes time quadratic in the depth of
a chain of calls or operators (0.3 s at this depth, 33 s at 18,000); sources written by people stay below 60."""

MAX_PIECES = 20_000
"""Pieces in a row of which the parser can make nothing: the query takes time quadratic in them (1.5 s for so many, 27 s
for 100,000)."""

SOFT_BUDGET = 10.0
"""Seconds one parse may take."""

_READ_SIZE = 65_536
_SPECIFIER_ENDS = (b"'", b'"', b"';", b'";')
_PASSED = frozenset({"identifier", "member_expression"})
_REPAIRS = 3
_REPAIRED_PLACES = 50


class ParseLimitError(Exception):
    """The file is too deep or too broken, or takes too long to parse; the text says which, and at what limit."""


@cache
def _language(language: Language) -> tree_sitter.Language:
    pointer = (
        tree_sitter_typescript.language_tsx() if language == "tsx" else tree_sitter_typescript.language_typescript()
    )
    return tree_sitter.Language(pointer)


@cache
def _parser(language: Language) -> tree_sitter.Parser:
    return tree_sitter.Parser(_language(language))


@cache
def _query(language: Language) -> tree_sitter.Query:
    return tree_sitter.Query(_language(language), CAPTURES[language])


def parse(data: bytes, language: Language, budget: float = SOFT_BUDGET) -> ParsedFile:
    """Parse UTF-8 ``data``; syntax errors give a tree with a partial parse, never an exception.

    Raises:
        ParseLimitError: deeper than :data:`MAX_DEPTH`, more than :data:`MAX_PIECES` in an error, or ``budget`` seconds
            used up.
    """
    patched = patch(data)
    tree = _parse(patched.data, language, budget)
    errors = _errors(tree.root_node)
    tags = list(patched.tag_arguments)
    if errors:
        tree, errors, tags = _repaired(tree, errors, patched, language, budget)
    root = tree.root_node
    if _is_deeper(root, MAX_DEPTH):
        raise ParseLimitError(f"nested deeper than {MAX_DEPTH} levels")
    if _has_wide_error(errors):
        raise ParseLimitError(f"more than {MAX_PIECES:,} pieces in a row that cannot be parsed")
    captures = _captures(root, patched.data, language)
    partial = PartialParse(min(each.start_point[0] for each in errors) + 1, len(errors)) if errors else None
    types = _tag_types(root, patched.with_tags, tags, language, budget) if tags else {}
    return ParsedFile(data, language, root, captures, partial, patched, types)


def _captures(root: tree_sitter.Node, data: bytes, language: Language) -> dict[str, list[tree_sitter.Node]]:
    cursor = tree_sitter.QueryCursor(_query(language))
    cursor.set_byte_range(_imports_end(root, data), root.end_byte)
    found = cursor.captures(root)
    given = [child for each in found.pop("arguments", ()) for child in each.named_children if child.type in _PASSED]
    if given:
        found.setdefault("passed", []).extend(given)
    return found


def _imports_end(root: tree_sitter.Node, data: bytes) -> int:
    """Where the imports end that a file begins with: a tenth of its nodes, in which there is nothing to capture."""
    end = 0
    for child in root.children:
        kind = child.type
        if child.has_error:
            break
        if kind == "import_statement":
            # Attributes after the specifier are an object like any other.
            if not data.endswith(_SPECIFIER_ENDS, 0, child.end_byte):
                break
            end = child.end_byte
        elif kind != "comment" and not (kind == "expression_statement" and child.children[0].type == "string"):
            break
    return end


def _repaired(
    tree: tree_sitter.Tree, errors: list[tree_sitter.Node], patched: Patched, language: Language, budget: float
) -> tuple[tree_sitter.Tree, list[tree_sitter.Node], list[TagArguments]]:
    """The tree of the same text with what the grammar is known not to accept rewritten, if that has fewer errors, and
    the type arguments of tagged templates that are not in it."""
    data, tags = patched.data, list(patched.tag_arguments)
    if tags:
        # What looks like type arguments may be something else.
        written = _parse(patched.with_tags, language, budget)
        remaining = _errors(written.root_node)
        if len(remaining) < len(errors):
            tree, errors, data, tags = written, remaining, patched.with_tags, []
    for _ in range(_REPAIRS):
        if not errors:
            break
        found = repair(data, [(each.start_byte, each.end_byte) for each in errors[:_REPAIRED_PLACES]])
        if found is None:
            break
        better = _parse(found[0], language, budget)
        remaining = _errors(better.root_node)
        if len(remaining) > len(errors):
            break
        tree, errors, data = better, remaining, found[0]
        tags += found[1]
    return tree, errors, tags


def _tag_types(
    root: tree_sitter.Node, data: bytes, tags: list[TagArguments], language: Language, budget: float
) -> dict[int, tree_sitter.Node]:
    """The type arguments of tagged templates, by the offset of the template: parsed apart, as they are not in the
    tree. Those that turn out to be something else (a word in a comment) are left out."""
    known = []
    for each in tags:
        node = root.named_descendant_for_byte_range(each[2], each[2] + 1)
        above = node.parent if node is not None else None
        if node is not None and node.type == "template_string" and above is not None:
            function = above.child_by_field_name("function")
            if above.type == "call_expression" and function is not None and function.end_byte == each[0]:
                known.append(each)
    if not known:
        return {}
    apart = _parse(only_tag_arguments(data, known), language, budget).root_node
    found = {}
    for opening, end, template in known:
        node = apart.named_descendant_for_byte_range(opening, end)
        while node is not None and node.type != "type_arguments" and node.start_byte == opening:
            node = node.parent
        if node is not None and node.type == "type_arguments" and not node.has_error:
            found[template] = node
    return found


def _parse(data: bytes, language: Language, budget: float) -> tree_sitter.Tree:
    parser = _parser(language)
    deadline = time.monotonic() + budget

    def read(offset: int, _point: Any) -> bytes:
        return data[offset : offset + _READ_SIZE]

    def in_time(_offset: int, _has_error: bool) -> bool:
        return time.monotonic() > deadline

    try:
        return parser.parse(read, progress_callback=in_time)
    except ValueError:
        raise ParseLimitError(f"parsing takes longer than {budget:g} s") from None
    finally:
        parser.reset()


def _is_deeper(root: tree_sitter.Node, limit: int) -> bool:
    """Whether any node is more than ``limit`` levels below ``root``. Only nodes with so many nodes below them that it
    is possible are entered: in most trees hardly any."""
    stack = [(root, 0)] if root.descendant_count > limit else []
    while stack:
        node, depth = stack.pop()
        if depth > limit:
            return True
        stack.extend((child, depth + 1) for child in node.children if depth + child.descendant_count > limit)
    return False


def _has_wide_error(errors: list[tree_sitter.Node]) -> bool:
    stack = list(errors)
    while stack:
        node = stack.pop()
        if node.is_error and node.child_count > MAX_PIECES:
            return True
        stack.extend(child for child in node.children if child.has_error)
    return False


def _errors(root: tree_sitter.Node) -> list[tree_sitter.Node]:
    """The places where the parser had to recover, in source order."""
    if not root.has_error:
        return []
    found: list[tree_sitter.Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            found.append(node)
        elif node.has_error:
            stack.extend(reversed(node.children))
    return found
