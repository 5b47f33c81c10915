"""Components that are handed a form's ``control`` only to read what the form holds: they register nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.expressions import reference
from stocktake.extractors.code.react import called_name
from stocktake.syntax.searching import matches_at

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_READING = frozenset({"useWatch", "useFormState"})
_READS = [(name.encode(), re.compile(rf"\b{name}\b".encode())) for name in sorted(_READING)]
_RENAMED = re.compile(rb"\bcontrol\s*:\s*([A-Za-z_$][\w$]*)")
_AROUND = frozenset({"pair", "object", "parenthesized_expression", "as_expression", "non_null_expression"})


def only_reads_control(file: ParsedFile, component: Node) -> bool:
    """Whether a component gives the ``control`` that it is handed to hooks that read a form, and to nothing else."""
    start, end = component.byte_range
    reads = (match for name in _READS for match in matches_at(*name, file.data, start, end))
    if next(reads, None) is None or file.data.find(b"control", start, end) < 0:
        return False
    names = {b"control", *(match[1] for match in _RENAMED.finditer(file.data, start, end))}
    word = re.compile(rb"(?<![\w$])(?:" + b"|".join(map(re.escape, sorted(names))) + rb")(?![\w$])")
    found = [component.descendant_for_byte_range(*match.span()) for match in word.finditer(file.data, start, end)]
    used = [node for each in found if each is not None and (node := _own_control(file, each)) is not None]
    return bool(used) and all(_is_read(file, each) for each in used) and not _hands_all_on(file, used)


def _own_control(file: ParsedFile, name: Node) -> Node | None:
    """The expression that uses what the component is handed as ``control``, where a name is or ends one; else None."""
    if name.type == "property_identifier" and name.parent is not None and name.parent.type == "member_expression":
        name = name.parent
    elif (
        name.type not in ("identifier", "shorthand_property_identifier")
        or file.binding_of(file.text(name), name) == name
    ):
        return None
    return name if reference(file, name).parameter.endswith(".control") else None


def _is_read(file: ParsedFile, used: Node) -> bool:
    around = used.parent
    while around is not None and around.type in _AROUND:
        around = around.parent
    call = around.parent if around is not None and around.type == "arguments" else None
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and called_name(file, function) in _READING


def _hands_all_on(file: ParsedFile, used: list[Node]) -> bool:
    """Whether what holds the control, as ``props`` of ``props.control`` does, is spread into something too."""
    owners = (each.child_by_field_name("object") for each in used if each.type == "member_expression")
    return any(b"..." + file.text(owner).encode() in file.data for owner in owners if owner is not None)
