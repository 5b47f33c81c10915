"""Whether a file holds stories, whatever it is called: by what it takes of Storybook and what it exports.

A file is one of stories if

* its default export is typed as the head of stories, by a type of Storybook's or Ladle's (``Meta``, ``ComponentMeta``,
  ``StoryDefault``), also by a comment (``@type {import("@storybook/react").Meta}``);
* its default export is an object with a ``title`` or ``component``, and it imports something of theirs;
* it makes its stories by ``storiesOf``, or by the ``meta`` of Storybook's own ``preview``;
* it exports something typed as a story of Ladle's, which needs no default export.

To import something of Storybook alone says nothing: so do its configuration, its addons and that of test runners.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from stocktake.syntax.nodes import annotation

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Export
    from stocktake.syntax.parsed import ParsedFile

_LADLE = "@ladle/react"
# Not `storybook/internal/…`, which are parts of the program itself.
_PACKAGE = re.compile(rf"(?:@storybook/|(?:@[\w.-]+/)?storybook(?=[-/]|\Z))(?!/?internal\b).*|{_LADLE}")
_PREVIEW = re.compile(r"(?:.*[/#])?\.?[\w-]*storybook[\w-]*/(?:.*/)?preview(?:\.[cm]?[jt]sx?)?")
_HEAD = re.compile(r"(?:Component)?Meta|StoryDefault")
_STORY = re.compile(r"Story(?:Obj|Fn)?")
_COMMENT = re.compile(
    rb"@type\s*\{\s*import\(\s*['\"]((?:@storybook|storybook|" + _LADLE.encode() + rb")[^'\"]*)['\"]\s*\)"
    rb"\.(?:(?:Component)?Meta|StoryDefault)\b"
)
_OF_HEAD = frozenset({"title", "component"})
_CASTS = frozenset({"as_expression", "satisfies_expression", "parenthesized_expression"})


class _Import(NamedTuple):
    """One imported name: ``*`` of a namespace, ``default`` of a default import."""

    package: str
    imported: str
    local: str


def stories_of(file: ParsedFile) -> str:
    """The package whose stories the file holds, as it is imported; "" where it holds none."""
    if b"storybook" not in file.data and _LADLE.encode() not in file.data:
        return ""
    imports = list(_imports(file))
    made = next((each.package for each in imports if each.imported == "storiesOf"), "") or _required(file)
    return made or _headed(file, imports) or _by_preview(file) or _of_ladle(file, imports)


def _headed(file: ParsedFile, imports: list[_Import]) -> str:
    """The package of stories that have a default export as their head."""
    exported = next((each for each in file.outline.exports if each.name == "default"), None)
    if exported is None:
        return ""
    for typed in _types_of(file, exported):
        found = _package_of(file, typed, imports, _HEAD)
        if found:
            return found
    declared = file.outline.declared(exported.local)
    value = declared.value if declared is not None else None
    if value is None or value.type != "object":
        return ""
    comment = _COMMENT.search(file.data)
    if comment is not None:
        return comment[1].decode("utf-8", "replace")
    return imports[0].package if imports and not _OF_HEAD.isdisjoint(_keys(file, value)) else ""


def _by_preview(file: ParsedFile) -> str:
    """The specifier of the preview that makes the stories: ``preview.meta({…})``."""
    for specifier, name in _default_imports(file):
        called = (
            rb"(?<![\w$.])" + re.escape(name.encode()) + rb"\s*\.\s*(?:type\s*<[^;]*?>\s*\(\s*\)\s*\.\s*)?meta\s*\("
        )
        if _PREVIEW.fullmatch(specifier) and re.search(called, file.data):
            return specifier
    return ""


def _of_ladle(file: ParsedFile, imports: list[_Import]) -> str:
    of_it = [each for each in imports if each.package == _LADLE]
    exports = file.outline.exports if of_it else []
    found = (_package_of(file, typed, of_it, _STORY) for export in exports for typed in _types_of(file, export))
    return next(filter(None, found), "")


def _required(file: ParsedFile) -> str:
    """The package that a file without imports takes ``storiesOf`` from."""
    if b"storiesOf" not in file.data:
        return ""
    for node, called in file.calls():
        if called == "require" and node.parent is not None and node.parent.parent is not None:
            given = file.text(node.parent).removeprefix("require").strip("()'\" ")
            if _PACKAGE.fullmatch(given) and "storiesOf" in file.text(node.parent.parent):
                return given
    return ""


def _package_of(file: ParsedFile, typed: Node, imports: list[_Import], kinds: re.Pattern[str]) -> str:
    """The package that a type is from, if it is one of some names there."""
    if typed.type == "generic_type":
        typed = typed.child_by_field_name("name") or typed
    holder, _, member = file.text(typed).rpartition(".")
    for package, imported, local in imports:
        if holder:
            is_one = imported == "*" and local == holder and kinds.fullmatch(member)
        else:
            is_one = local == member and kinds.fullmatch(imported)
        if is_one:
            return package
    return ""


def _types_of(file: ParsedFile, export: Export) -> Iterator[Node]:
    """The types that an exported variable or expression is declared with, cast to, or satisfies."""
    declared = file.outline.declared(export.local)
    if declared is not None:
        typed = annotation(declared.annotation)
        if typed is not None:
            yield typed
        yield from _casts(declared.node.child_by_field_name("value"))
    for statement in file.root.named_children if export.name == "default" else ():
        if statement.type == "export_statement":
            yield from _casts(statement.child_by_field_name("value"))


def _casts(value: Node | None) -> Iterator[Node]:
    while value is not None and value.type in _CASTS and value.named_children:
        if value.type != "parenthesized_expression":
            yield value.named_children[-1]
        value = value.named_children[0]


def _keys(file: ParsedFile, literal: Node) -> set[str]:
    found = set()
    for child in literal.named_children:
        key = child if child.type == "shorthand_property_identifier" else child.child_by_field_name("key")
        if key is not None:
            found.add(file.text(key).strip("'\""))
    return found


def _imports(file: ParsedFile) -> Iterator[_Import]:
    """What is imported of Storybook or Ladle."""
    for statement in file.outline.imports:
        package = _specifier(file, statement)
        if statement.type != "import_statement" or not _PACKAGE.fullmatch(package):
            continue
        for part in _parts(statement):
            if part.type == "identifier":
                yield _Import(package, "default", file.text(part))
            elif part.type == "namespace_import":
                yield _Import(package, "*", file.text(part.named_children[0]))
            for named in part.named_children if part.type == "named_imports" else ():
                name, alias = named.child_by_field_name("name"), named.child_by_field_name("alias")
                if name is not None:
                    yield _Import(package, file.text(name), file.text(alias or name))


def _default_imports(file: ParsedFile) -> Iterator[tuple[str, str]]:
    for statement in file.outline.imports:
        if statement.type == "import_statement":
            names = [file.text(part) for part in _parts(statement) if part.type == "identifier"]
            yield from ((_specifier(file, statement), name) for name in names)


def _parts(statement: Node) -> list[Node]:
    clause = next((child for child in statement.named_children if child.type == "import_clause"), None)
    return clause.named_children if clause is not None else []


def _specifier(file: ParsedFile, statement: Node) -> str:
    source = statement.child_by_field_name("source")
    return file.text(source)[1:-1] if source is not None else ""
