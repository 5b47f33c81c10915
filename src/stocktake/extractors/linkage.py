"""Facts of the ``modules`` extractor: what a file imports, exports and declares. Everything that crosses files
(resolution, export tables, cycles) is computed from these."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

ImportKind = Literal["value", "type", "dynamic", "side-effect", "re-export"]

DeclarationKind = Literal["function", "class", "variable", "interface", "type", "enum", "namespace"]

VALUE_KINDS = frozenset({"function", "class", "variable", "enum", "namespace"})
TYPE_KINDS = frozenset({"class", "interface", "type", "enum", "namespace"})


class ImportedName(Struct, frozen=True, array_like=True, gc=False):
    """``import {imported as local}``; ``imported`` is "default" or "*" for those forms. Of a re-export, ``local`` is
    the exported name ("" for ``export * from``). ``is_type``: only the type meaning is imported."""

    imported: str
    local: str
    is_type: bool = False


class ImportFact(Struct, frozen=True, array_like=True, gc=False):
    """One import, re-export, dynamic import, require, or import type. Names imported by a dynamic import are known
    only when destructured at once. ``is_erased``: TypeScript leaves it out, because no name of it is used as a value,
    although the import does not say ``type``. ``is_passed_on``: a CommonJS module exports all that it gives besides
    (``module.exports = {...required}``)."""

    specifier: str
    kind: ImportKind
    line: int
    names: list[ImportedName] = []
    is_erased: bool = False
    is_passed_on: bool = False


class ExportFact(Struct, frozen=True, array_like=True, gc=False):
    """A name exported by a statement of this file, other than a re-export (those are in ``imports``). ``local`` is
    the module-level name it stands for, "" for ``export default <expression>``."""

    name: str
    local: str
    line: int
    is_type: bool = False


class DeclarationFact(Struct, frozen=True, array_like=True, gc=False):
    """A module-level declaration (or, inside ``declare global`` / namespaces, none). One entry a name and kind:
    overloads and merged declarations are one, at the first line. ``name`` is "default" for an anonymous default
    export of a function or class."""

    name: str
    kind: DeclarationKind
    line: int
    end_line: int


class LinkageFacts(Struct, frozen=True, array_like=True, gc=False):
    """All of one file's imports, exports and declarations, in source order.

    ``is_module`` is false for a script (no import or export). ``namespace_uses`` maps the local name of a namespace
    import to the members used on it, sorted; absent: not known, all may be. ``end_line`` is the file's last line.
    ``globs`` are the patterns of what a bundler is to find, a list for each call; ``named`` the paths that are written
    out, and ``named_globs`` the patterns of entries, a list for each key, which matter where the file is the
    configuration of a tool.
    """

    is_module: bool
    imports: list[ImportFact] = []
    exports: list[ExportFact] = []
    declarations: list[DeclarationFact] = []
    namespace_uses: dict[str, list[str]] = {}
    end_line: int = 1
    globs: list[list[str]] = []
    named: list[str] = []
    named_globs: list[list[str]] = []
