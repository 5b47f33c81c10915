"""What a file may load of others without importing it: the patterns of what a bundler is to find, and paths in texts,
which count where the file is the configuration of a tool."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from stocktake.syntax.nodes import arguments, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_PATH: Final = re.compile(rb"""(['"])((?:\.{1,2}/|<rootDir>/)[^'"\n*?{}]{1,200}|\w[\w./@-]{0,200}\.[cm]?[jt]sx?)\1""")
"""A text that is a relative path, or ends as the name of a module does."""

_NOT_LOADED: Final = re.compile(
    r"(?i:.*(?:exclude|ignore|coverage).*)|files|include|exports|imports|typesVersions|sideEffects"
    r"|name|description|keywords|version"
)
"""Keys of what tools leave alone, check or measure, of what is an entry of a package anyway, and of prose."""


def is_loaded(key: str) -> bool:
    """Whether modules that are named under this key of a configuration may be loaded."""
    return _NOT_LOADED.fullmatch(key) is None


def globs(file: ParsedFile) -> list[list[str]]:
    """The patterns of each ``import.meta.glob`` and of each ``import()`` of a text with values in it, which a bundler
    replaces by all that they match; those of which some pattern is not written out are left out."""
    if b"import.meta.glob" not in file.data and b"import(" not in file.data:
        return []
    return [patterns for node in file.captured("call") if (patterns := _patterns(file, node))]


def _patterns(file: ParsedFile, called: Node) -> list[str]:
    is_glob = file.data.startswith(b"import.meta.glob", called.start_byte)
    call = called.parent
    given = arguments(call) if call is not None and (is_glob or called.type == "import") else []
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


def _with_stars(file: ParsedFile, template: Node) -> str:
    """The text of a template, with a star for each value in it."""
    parts = [file.text(each) if each.type == "string_fragment" else "*" for each in template.named_children]
    return "".join(parts)


def named(file: ParsedFile, imported: Collection[str]) -> list[str]:
    """Paths in texts of a file that exports a whole and has no elements, as configuration does; none of those that are
    ``imported``, or written under a key of what is not loaded. Each once, in source order."""
    data = file.data
    if (b"module.exports" not in data and b"export default" not in data) or b"</" in data or b"/>" in data:
        return []
    found = ((each[2].decode("utf-8", "replace"), each.start()) for each in _PATH.finditer(file.data))
    return list(dict.fromkeys(path for path, at in found if path not in imported and _is_value(file, at)))


def _is_value(file: ParsedFile, offset: int) -> bool:
    node = file.root.descendant_for_byte_range(offset, offset + 1)
    if node is None or node.type not in ("string", "string_fragment", '"', "'"):
        return False
    return all(is_loaded(key) for key in _keys_above(file, node))


def _keys_above(file: ParsedFile, node: Node) -> Iterator[str]:
    above = node.parent
    while above is not None:
        key = above.child_by_field_name("key") if above.type == "pair" else None
        if key is not None:
            yield file.text(key).strip("'\"")
        above = above.parent
