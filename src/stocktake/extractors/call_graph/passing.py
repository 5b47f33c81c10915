"""Names that are given away: to a call, as a property's value, as an element of an array, in JSX."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from stocktake.syntax.nodes import FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

NAMED = frozenset({"identifier", "member_expression"})
_NAME = re.compile(rb"[A-Za-z_$][\w$.]*")
_CASTS = frozenset({"as_expression", "satisfies_expression", "non_null_expression", "parenthesized_expression"})
_CHOICES = frozenset({b"&&", b"||", b"??"})
_GIVEN_TO = frozenset({"arguments", "array", "jsx_expression"})


class Wrapped(NamedTuple):
    """The bytes of what is exported as default, and the declaration that is wrapped in it."""

    start: int = 0
    end: int = 0
    name: str = ""


def passed(file: ParsedFile, names: Collection[bytes], rendered: Collection[int], wrapped: Wrapped) -> Iterator[Node]:
    """Names given away: only those of module level (``names``) are looked at, what is local is of no other
    declaration. ``rendered`` are the offsets of those that ``createElement`` is given."""
    data = file.data
    may_export = not file.outline.is_module or b"export =" in data
    for node, is_given in _named(file, names):
        start = node.start_byte
        text = data[start : node.end_byte]
        if start in rendered or not (is_given or _is_given(node)):
            continue
        if (may_export and _is_exported(file, node)) or _is_dependency(node):
            continue
        if wrapped.start <= start < wrapped.end and text.decode() == wrapped.name:
            # What is wrapped is not given to itself.
            continue
        yield node


def _named(file: ParsedFile, names: Collection[bytes]) -> Iterator[tuple[Node, bool]]:
    """Names of module level where they are given away as they are (True), and where they may be, under a condition or
    behind a cast. Their text is looked at first: most are not among the ``names``."""
    data = file.data

    def is_ours(node: Node) -> bool:
        return data[node.start_byte : node.end_byte].partition(b".")[0] in names

    for node in file.captured("passed"):
        if is_ours(node):
            yield node, True
    for node in file.captured("branch"):
        if _NAME.fullmatch(data, node.start_byte, node.end_byte) is None:
            continue
        other = node.parent.child_by_field_name("left") if node.parent is not None else None
        for each in (node, other):
            if each is not None and is_ours(each):
                yield each, False
    for node in file.captured("cast"):
        if is_ours(node):
            yield node, False


def _is_given(node: Node) -> bool:
    """Whether what a name stands for is given away: ``save`` in ``f(ok ? save : undefined)``, not in
    ``f(save && ok)``."""
    inner, outer = node, node.parent
    while outer is not None:
        kind = outer.type
        if kind == "ternary_expression":
            if outer.child_by_field_name("condition") == inner:
                return False
        elif kind == "binary_expression":
            operator = outer.child_by_field_name("operator")
            mark = operator.text if operator is not None else None
            if mark not in _CHOICES or (mark == b"&&" and outer.child_by_field_name("left") == inner):
                return False
        elif kind not in _CASTS:
            return kind in _GIVEN_TO or inner.type == "shorthand_property_identifier" or _is_value(outer, inner)
        inner, outer = outer, outer.parent
    return False


def _is_value(pair: Node, inner: Node) -> bool:
    return pair.type == "pair" and pair.child_by_field_name("value") == inner


def _is_exported(file: ParsedFile, node: Node) -> bool:
    """Whether a name is a property of ``module.exports = {…}`` or ``export = {…}``: exported, not passed."""
    literal = node.parent
    if literal is not None and literal.type == "pair":
        literal = literal.parent
    outer = literal.parent if literal is not None and literal.type == "object" else None
    if outer is None:
        return False
    if outer.type == "export_statement":
        return outer.child_by_field_name("value") is None
    left = outer.child_by_field_name("left") if not file.outline.is_module else None
    return left is not None and file.text(left) == "module.exports"


def _is_dependency(passed: Node) -> bool:
    """Whether a name stands in what a callback depends on: ``useEffect(() => {…}, [name])``."""
    listing = passed.parent
    given = listing.parent if listing is not None and listing.type == "array" else None
    if given is None or given.type != "arguments":
        return False
    before = [child for child in given.named_children if child.end_byte <= passed.start_byte]
    return len(before) == 1 and before[0].type in FUNCTIONS
