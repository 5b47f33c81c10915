"""The patterns of what a bundler is to find: modules that a file loads of others without importing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stocktake.syntax.nodes import arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile


def globs(file: ParsedFile) -> list[list[str]]:
    """The patterns of each ``import.meta.glob``, and of each ``import()`` or ``require`` of a text with values in it,
    which a bundler replaces by all that they match; those of which some pattern is not written out are left out."""
    if not any(map(file.has, (b"import.meta.glob", b"import(", b"require(`"))):
        return []
    return [patterns for node in file.captured("call") if (patterns := _patterns(file, node))]


def _patterns(file: ParsedFile, called: Node) -> list[str]:
    is_glob = file.data.startswith(b"import.meta.glob", called.start_byte)
    call = called.parent if is_glob or called.type == "import" or _is_require(file, called) else None
    given = arguments(call) if call is not None else []
    first = unwrap(given[0]) if given else None
    if first is None:
        return []
    if not is_glob:
        has_values = first.type == "template_string" and any(each.type != "string_fragment" for each in first.children)
        pattern = _with_stars(file, first) if has_values else ""
        return [pattern] if pattern.startswith(("./", "../", "@", "~", "#")) and "*" in pattern else []
    written = [unwrap(each) for each in first.named_children] if first.type == "array" else [first]
    is_told = all(each.type == "string" for each in written)
    return [file.text(each)[1:-1] for each in written] if is_told else []


def _is_require(file: ParsedFile, called: Node) -> bool:
    return called.type == "identifier" and file.text(called) == "require" and not file.is_shadowed("require", called)


def _with_stars(file: ParsedFile, template: Node) -> str:
    """The text of a template, with a star for each value in it."""
    parts = [file.text(each) if each.type == "string_fragment" else "*" for each in template.named_children]
    return "".join(parts)
