"""What a file names if it is the configuration of a tool: paths in texts, and the patterns of what is to be loaded."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from stocktake.extractors.modules.joined_paths import JoinedPaths

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.parsed import ParsedFile

_PATH: Final = re.compile(rb"""(['"`])((?:\.{1,2}/|<rootDir>/)[^'"`\n*?{}]{1,200}|\w[\w./@-]{0,200}\.[cm]?[jt]sx?)\1""")
"""A text that is a relative path, or ends as the name of a module does."""

_NOT_LOADED: Final = re.compile(
    r"(?i:.*(?:exclude|ignore|coverage).*)|files|include|exports|imports|typesVersions|sideEffects"
    r"|name|description|keywords|version|optimizeDeps"
)
"""Keys of what tools leave alone, check, measure or look for imports in, of what is an entry of a package anyway, and
of prose."""

_ENTRY: Final = r"entr(?:y|ies)|entry_?[Pp]oints?|entrypoints|entities(?:Ts)?|subscribers|migrations|seeds|schema"
"""Keys under which patterns stand for modules that a tool loads. Under most others they are what it looks through."""

_IS_ENTRY: Final = re.compile(_ENTRY)
_ENTRY_KEY: Final = re.compile(rf"(?:{_ENTRY}|input)(?:['\"]?\s*:|\s*=)(?![=>])".encode())
_WHOLE: Final = (b"module.exports", b"export default", b"exports.config", b"export const config")
"""How configuration is exported."""


class Configured(NamedTuple):
    """What a file names if it is the configuration of a tool: ``paths``, each once, in source order, and ``patterns``,
    those of one key together."""

    paths: list[str]
    patterns: list[list[str]]


def is_loaded(key: str) -> bool:
    """Whether modules that are named under this key of a configuration may be loaded."""
    return _NOT_LOADED.fullmatch(key) is None


def is_entry(key: str) -> bool:
    """Whether the patterns under this key of a configuration stand for modules that are loaded."""
    return _IS_ENTRY.fullmatch(key) is not None


def is_pattern(text: str) -> bool:
    """Whether a text that is a path stands for several."""
    return "*" in text or "{" in text


def configured(file: ParsedFile, imported: Collection[str]) -> Configured:
    """What a file names that exports a whole and has no elements, as configuration does; nothing that is ``imported``,
    or written under a key of what is not loaded."""
    data = file.data
    if file.captured("jsx") or not any(each in data for each in _WHOLE):
        return Configured([], [])
    joining = JoinedPaths(file)
    joined = joining.all()
    found = [(node.start_byte, path) for path, node in joined if not is_pattern(path) and _is_given(file, node)]
    spans = iter([(node.start_byte, node.end_byte) for _, node in joined])
    start, end = next(spans, _NOWHERE)
    for match in _PATH.finditer(data):
        while end <= match.start():
            start, end = next(spans, _NOWHERE)
        if match.start() < start and _is_value(file, match.start()):
            found.append((match.start(), match[2].decode("utf-8", "replace")))
    root = _root(file, joining)
    paths = dict.fromkeys(_below(root, path) for _, path in sorted(found) if path not in imported)
    return Configured(list(paths), list(_patterns_of_entries(file, joining)))


_ROOT: Final = "<rootDir>/"
_ROOT_KEY: Final = re.compile(rb"\brootDir['\"]?\s*:")


def _root(file: ParsedFile, joining: JoinedPaths) -> str:
    """What stands for ``<rootDir>`` in a configuration of Jest: as it says, or what it is to be replaced by there."""
    match = _ROOT_KEY.search(file.data) if _ROOT.encode() in file.data else None
    name = file.root.descendant_for_byte_range(match.start(), match.start() + 1) if match is not None else None
    value = _value_of(name) if name is not None else None
    path = joining.path(value) if value is not None else None
    return f"{path}/" if path is not None else _ROOT


def _below(root: str, path: str) -> str:
    return root + path.removeprefix(_ROOT) if path.startswith(_ROOT) else path


_NOWHERE: Final = (1 << 62, 1 << 62)


def _is_value(file: ParsedFile, offset: int) -> bool:
    node = file.root.descendant_for_byte_range(offset, offset + 1)
    if node is None or node.type not in ("string", "string_fragment", "template_string", '"', "'", "`"):
        return False
    return _is_given(file, node)


def _is_given(file: ParsedFile, node: Node) -> bool:
    return all(is_loaded(key) for key in _keys_above(file, node))


def _keys_above(file: ParsedFile, node: Node) -> Iterator[str]:
    above = node.parent
    while above is not None:
        key = above.child_by_field_name("key") if above.type == "pair" else None
        if key is not None:
            yield file.text(key).strip("'\"")
        above = above.parent


_IN_QUOTES: Final = re.compile(rb"""['"`](?=[^'"`\s:]*[*{])(?=[^'"`\s:]*[/.])[^'"`\s:]{2,200}['"`]""")
"""What may be a pattern: without any, the tree need not be asked."""


def _patterns_of_entries(file: ParsedFile, joining: JoinedPaths) -> Iterator[list[str]]:
    data = file.data
    first = _ENTRY_KEY.search(data)
    if first is None or _IN_QUOTES.search(data) is None:
        return
    end = 0
    for match in _ENTRY_KEY.finditer(data, first.start()):
        if match.start() < end:
            continue
        name = file.root.descendant_for_byte_range(match.start(), match.start() + 1)
        value = _value_of(name) if name is not None and name.start_byte == match.start() else None
        if value is None or not _is_given(file, value):
            continue
        end = value.end_byte
        # Bundlers take no patterns as `input`, other tools do, of what they look through; but what a call finds is one.
        found = _paths_in(file, value, joining, is_found=match[0].startswith(b"input"))
        patterns = [each for each in found if (is_pattern(each) or each[:1] == "!") and not _NO_PATH.search(each)]
        if any(each[:1] != "!" for each in patterns):
            yield patterns


_VALUES: Final = {
    "pair": ("key", "value"),
    "variable_declarator": ("name", "value"),
    "assignment_expression": ("left", "right"),
}
"""Nodes that give a name a value, with the fields of both."""


def _value_of(name: Node) -> Node | None:
    """What the key, variable or member gets that stands here."""
    holder: Node | None = name
    while holder is not None and holder.type not in _VALUES:
        if holder.end_byte - holder.start_byte > _LONGEST_KEY:
            return None
        holder = holder.parent
    if holder is None:
        return None
    key, value = (holder.child_by_field_name(field) for field in _VALUES[holder.type])
    return value if key is not None and key.start_byte <= name.start_byte < key.end_byte else None


_NO_PATH: Final = re.compile(r"[\s:\\$<>]")
_LONGEST_KEY: Final = 200
_MOST_ENTRIES: Final = 5_000
"""Nodes of the value of a key that are looked at, at most."""


def _paths_in(file: ParsedFile, value: Node, joining: JoinedPaths, *, is_found: bool) -> Iterator[str]:
    """The paths and patterns written in a value; with ``is_found`` those that are given to calls alone."""
    todo = [(value, not is_found)]
    for _ in range(_MOST_ENTRIES):
        if not todo:
            return
        node, counts = todo.pop()
        kind = node.type
        if kind in ("string", "template_string"):
            if counts and "${" not in (text := file.text(node)[1:-1]):
                yield text
                continue
        elif kind == "identifier" and (declared := file.outline.declared(file.text(node))) is not None:
            if node is value and declared.value is not None:
                todo.append((declared.value, counts))
            continue
        if kind in ("call_expression", "template_string", "binary_expression"):
            path = joining.path(node)
            if path is not None:
                if counts:
                    yield path
                continue
        counts = counts or kind == "arguments"
        inside = [node.child_by_field_name("value")] if kind == "pair" else reversed(node.named_children)
        todo.extend((child, counts) for child in inside if child is not None and child.type != "comment")
