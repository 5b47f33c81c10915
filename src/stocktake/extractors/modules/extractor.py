"""The modules inventory: one item a source file, with what it imports and exports, and where that leads."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import UNSET, Struct, UnsetType, field

from stocktake.extractors.base import ByName, Extractor, Project, Target
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.linkage import VALUE_KINDS, DeclarationFact, ImportFact, ImportKind, LinkageFacts
from stocktake.extractors.modules.examples import EXAMPLES
from stocktake.extractors.modules.facts import linkage

if TYPE_CHECKING:
    from stocktake.extractors.base import Example
    from stocktake.syntax.parsed import ParsedFile

_MAX_NAMES = 250
"""Names on one item's line; a barrel that exports more is continued in further items."""


class ImportItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One import. Where there is neither ``to`` nor ``asset``, it leaves the project.

    * ``specifier``: what is imported, as written;
    * ``kind``: ``value`` where absent; ``type``: an import that says so, or an import type (``import("./a").B``);
      ``dynamic``: ``import()``, or ``require`` inside a function; ``side-effect``: without names; ``re-export``;
    * ``names``: the imported names (``default``; ``*``: all there is). Absent: a side effect has none; of a dynamic
      import it is not known what is used, it may be all;
    * ``to``: the project file it resolves to, or null with the ``reason``;
    * ``package``: the package it leaves the project for, where that is not called like the specifier;
    * ``asset``: a file that is no module (style sheet, image, .vue file), or of which a query makes something else
      (``?raw``), by its path where that is told;
    * ``reason``: why it is unresolved;
    * ``type_only``: whether a re-export hands on types alone, false where absent.
    """

    specifier: str
    kind: ImportKind = "value"
    names: list[str] = []
    to: str | UnsetType | None = UNSET
    package: str | UnsetType = UNSET
    asset: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    type_only: bool = False


class ExportItem(Struct, frozen=True, omit_defaults=True):
    """One exported name: either with the kind of its declaration, or with where it comes from.

    * ``name``: the exported name; ``*``: everything that the package in ``from`` exports;
    * ``kind``: how it is declared: ``function``, ``class``, ``variable``, ``interface``, ``type``, ``enum`` or
      ``namespace`` (of a type and a value of one name the value's); ``expression`` for a value that has no declaration
      (``export default {…}``, a property of ``module.exports``), and for all that a namespace exports which is a
      module's ``export =``; ``module`` for the whole of the file in ``from``; ``unknown`` where what is exported is not
      found;
    * ``from``: the file or package that declares it, where it is another one.
    """

    name: str
    kind: str | UnsetType = UNSET
    from_: str | UnsetType = field(default=UNSET, name="from")


class ModuleItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One source file; lists that are empty are absent.

    * ``name``: the file's name without its folder;
    * ``line``, ``end_line``: 1 and the number of lines;
    * ``package``: the name of the nearest package around it, "" for one at the root that has no name;
    * ``imports``: what it imports and re-exports;
    * ``exports``: what it exports;
    * ``unused_exports``: exported names of which no source makes use, for as far as it is seen: an import is a use, a
      re-export by itself is none, unless its own name is imported. Not seen are the imports of tests, stories and .vue,
      .svelte, .astro and .mdx files, and those of a specifier that is put together otherwise than as a pattern,
      ``./pages/${name}.ts``: what only they use is listed. Declaration files and generated files count as sources here.
      Of what a package.json, a framework's file convention (the routes of Next.js, React Router, Expo …) or a tool's
      configuration, that of test runners included, hands out or names, and of a file with a declaration file beside it
      or for one platform (``card.ios.tsx`` beside ``card.tsx``), none is. The patterns of an ``entry`` name files, but
      for those that take in a whole tree, as ``src/**/*.ts`` does;
    * ``cycle``: the shortest cycle through it of imports that are there when the program runs, beginning with itself:
      neither dynamic ones nor those of types, and of TypeScript none that is erased because no name of it is used as a
      value (what is exported again may be one);
    * ``part``: its number where it continues, from 2, a module whose exports do not fit one line.
    """

    name: str
    file: str
    line: int
    end_line: int
    package: str
    imports: list[ImportItem] = []
    exports: list[ExportItem] = []
    unused_exports: list[str] = []
    cycle: list[str] = []
    part: int | UnsetType = UNSET


class ModulesExtractor(Extractor):
    """Imports, exports, packages, unused exports and import cycles of every source file."""

    name: ClassVar[str] = "modules"
    folder: ClassVar[str] = "modules-inventory"
    summary: ClassVar[str] = "Source files: what each imports, exports and leaves unused, and import cycles"
    version: ClassVar[int] = BUILT_IN["modules"].version
    incremental: ClassVar[bool] = True
    fact_type: ClassVar[type] = LinkageFacts
    item_type: ClassVar[type] = ModuleItem
    examples: ClassVar[tuple[Example, ...]] = EXAMPLES

    def extract(self, file: ParsedFile) -> LinkageFacts:
        """Linkage facts; every file has them."""
        return linkage(file)

    def items(self, path: str, facts: LinkageFacts, project: Project) -> Iterable[ModuleItem]:
        """One item, or several where the exports are too many for a line."""
        exports = _exports(path, facts, project)
        package = project.package_of(path)
        cycle = list(project.import_cycle(path))
        first, rest = exports[:_MAX_NAMES], exports[_MAX_NAMES:]
        yield ModuleItem(
            name=posixpath.basename(path),
            file=path,
            line=1,
            end_line=facts.end_line,
            package=package,
            imports=[_import(path, entry, project) for entry in facts.imports],
            exports=first,
            unused_exports=list(project.unused_exports(path)),
            cycle=cycle,
        )
        for part in range(0, len(rest), _MAX_NAMES):
            yield ModuleItem(
                name=posixpath.basename(path),
                file=path,
                line=1,
                end_line=facts.end_line,
                package=package,
                exports=rest[part : part + _MAX_NAMES],
                part=part // _MAX_NAMES + 2,
            )

    def exposed(self, facts: LinkageFacts) -> ByName:
        """What exported names mean: what each stands for, and how that, and the name itself, is declared or imported,
        in whatever order. If an export is written with its declaration matters where a type hides an import of the same
        name."""
        declared: dict[str, list[DeclarationFact]] = {}
        for declaration in facts.declarations:
            declared.setdefault(declaration.name, []).append(declaration)
        exported: dict[str, list[Any]] = {}
        outside: dict[str, set[str]] = {}
        for export in facts.exports:
            stated = any(each.line <= export.line <= each.end_line for each in declared.get(export.local, ()))
            exported.setdefault(export.name, []).append((export.local, export.is_type, stated))
            outside.setdefault(export.name, {export.name}).add(export.local)
        passed_on: list[Any] = []
        bound: dict[str, Any] = {}
        for entry in facts.imports:
            for name in entry.names:
                if entry.kind == "re-export" and name.local:
                    exported.setdefault(name.local, []).append((entry.specifier, name.imported, name.is_type))
                    outside.setdefault(name.local, {name.local})
                elif entry.kind in ("value", "type") and name.local:
                    bound.setdefault(name.local, (entry.specifier, name.imported, name.is_type))
            if entry.kind == "re-export" or entry.is_passed_on:
                stars = [(name.imported, name.is_type) for name in entry.names if not name.local]
                if stars or entry.is_passed_on:
                    passed_on.append((entry.specifier, stars, entry.is_passed_on))

        def meaning(local: str) -> Any:
            return local, [each.kind for each in declared.get(local, ())], bound.get(local)

        names = {name: (own, [meaning(each) for each in sorted(outside[name])]) for name, own in exported.items()}
        return ByName(names, (facts.is_module, passed_on))

    def counters(self, items: Sequence[ModuleItem]) -> dict[str, int]:
        """Totals over imports by where they lead, exports, and files in cycles.

        * ``modules``: source files: items without ``part``;
        * ``imports``: entries of all ``imports``;
        * ``imports_in_project``, ``imports_of_packages``, ``imports_of_assets``, ``imports_unresolved``: those that
          lead to a source file, out of the project, to a file that is no module, or nowhere;
        * ``exports``, ``unused_exports``: exported names, and those of which no source makes use;
        * ``modules_in_cycles``: files with a ``cycle``;
        * ``cycles``: different ones among these cycles.
        """
        imports = [entry for item in items for entry in item.imports]
        return {
            "modules": sum(1 for item in items if item.part is UNSET),
            "imports": len(imports),
            "imports_in_project": sum(1 for entry in imports if isinstance(entry.to, str)),
            "imports_of_packages": sum(1 for entry in imports if entry.to is UNSET and entry.asset is UNSET),
            "imports_of_assets": sum(1 for entry in imports if entry.asset is not UNSET),
            "imports_unresolved": sum(1 for entry in imports if entry.to is None),
            "exports": sum(len(item.exports) for item in items),
            "unused_exports": sum(len(item.unused_exports) for item in items),
            "modules_in_cycles": sum(1 for item in items if item.cycle),
            "cycles": sum(1 for item in items if item.cycle and item.file == min(item.cycle)),
        }


def _import(path: str, entry: ImportFact, project: Project) -> ImportItem:
    target = project.resolve(path, entry.specifier)
    names = [name.imported for name in entry.names]
    if "export=" in names and entry.kind != "re-export":
        names.remove("*")
    is_type_only = entry.kind == "re-export" and all(name.is_type for name in entry.names)
    leading = partial(ImportItem, entry.specifier, entry.kind, names, type_only=is_type_only)
    if target.kind == "module":
        return leading(to=target.path)
    if target.kind == "external":
        return leading(package=UNSET if target.package == entry.specifier else target.package)
    if target.reason == "asset":
        # `logo.svg?react` tells the bundler what to make of it.
        return leading(asset=target.path or entry.specifier.partition("?")[0])
    return leading(to=None, reason=target.reason)


def _exports(path: str, facts: LinkageFacts, project: Project) -> list[ExportItem]:
    found = []
    for name, target in project.exports(path).items():
        elsewhere = target.package if target.kind == "external" else target.path
        if elsewhere and elsewhere != path:
            found.append(ExportItem(name, "module" if target.kind == "module" else UNSET, elsewhere))
        else:
            found.append(ExportItem(name, _kind(target, project)))
    # What `export *` from a package adds cannot be listed by name.
    for entry in facts.imports:
        is_star = entry.kind == "re-export" and any(name.imported == "*" and not name.local for name in entry.names)
        if is_star or entry.is_passed_on:
            target = project.resolve(path, entry.specifier)
            if target.kind == "external":
                found.append(ExportItem("*", from_=target.package))
    return found


def _kind(target: Target, project: Project) -> str:
    """The kind of declaration behind a name of the module's own: "expression" for a value without one."""
    kinds = project.remember(("modules", "kinds", target.path), lambda: _kinds(target.path, project))
    return kinds.get(target.name, "expression" if target.kind == "declaration" else "unknown")


def _kinds(path: str, project: Project) -> dict[str, str]:
    """The kind of each declaration of a file; of a name declared more than once, that of the one written after
    ``export``, and of several such that of the value."""
    facts: LinkageFacts | None = project.facts("modules").get(path)
    if facts is None:
        return {}
    exported = {(each.local, each.line) for each in facts.exports}
    found: dict[str, tuple[tuple[bool, bool], str]] = {}
    for each in facts.declarations:
        rank = ((each.name, each.line) in exported, each.kind in VALUE_KINDS)
        if each.name not in found or found[each.name][0] < rank:
            # Nothing can be called so: it is what `export default` gives a name to.
            is_unnamed = each.name == "default" and each.kind == "variable"
            found[each.name] = rank, "expression" if is_unnamed else each.kind
    return {name: kind for name, (_, kind) in found.items()}
