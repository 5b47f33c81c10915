"""Small builders of configuration files and linkage facts for the tests of ``stocktake.resolve``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stocktake.extractors.linkage import (
    DeclarationFact,
    DeclarationKind,
    ExportFact,
    ImportedName,
    ImportFact,
    ImportKind,
    LinkageFacts,
)
from stocktake.model import ConfigFile
from stocktake.resolve.modules import ModuleResolver
from stocktake.resolve.packages import Packages
from stocktake.resolve.project import ResolvedProject
from stocktake.resolve.symbolic_links import aliases
from stocktake.resolve.tsconfig import Configs


def config_files(configs: Mapping[str, Any]) -> list[ConfigFile]:
    return [ConfigFile(path, "", data) for path, data in configs.items()]


def packages(configs: Mapping[str, Any]) -> Packages:
    return Packages(config_files(configs))


def tsconfigs(configs: Mapping[str, Any]) -> Configs:
    files = config_files(configs)
    return Configs(files, Packages(files))


def resolver(
    files: Iterable[str], configs: Mapping[str, Any] | None = None, links: Iterable[tuple[str, str]] = ()
) -> ModuleResolver:
    given = config_files(configs or {})
    found = Packages(given)
    paths = frozenset([*files, *(configs or {})])
    return ModuleResolver(paths, found, Configs(given, found), aliases(links, paths))


def answer(files: Iterable[str], configs: Mapping[str, Any], path: str, specifier: str) -> str:
    """Path of the module, "external:package", or "unresolved:reason"."""
    target = resolver(files, configs).resolve(path, specifier)
    return target.path if target.kind == "module" else f"{target.kind}:{target.package or target.reason}"


def imported(specifier: str, *names: str, kind: ImportKind = "value") -> ImportFact:
    """``names``: "a", "a as b", "type a", "* as ns", "default as d"; "*" alone for ``export * from``."""
    return ImportFact(specifier, kind, 1, [_name(name, kind) for name in names])


def reexported(specifier: str, *names: str) -> ImportFact:
    return imported(specifier, *names, kind="re-export")


def _name(text: str, kind: ImportKind) -> ImportedName:
    is_type = text.startswith("type ") or kind == "type"
    text = text.removeprefix("type ")
    name, _, local = text.partition(" as ")
    return ImportedName(name, local or ("" if name == "*" else name), is_type)


def exported(name: str, local: str | None = None, *, is_type: bool = False, line: int = 1) -> ExportFact:
    return ExportFact(name, name if local is None else local, line, is_type)


def declared(name: str, kind: DeclarationKind = "variable", line: int = 1) -> DeclarationFact:
    return DeclarationFact(name, kind, line, line)


def module(
    *parts: ImportFact | ExportFact | DeclarationFact, namespace_uses: dict[str, list[str]] | None = None
) -> LinkageFacts:
    """Facts of one file from its parts."""
    return LinkageFacts(
        True,
        [part for part in parts if isinstance(part, ImportFact)],
        [part for part in parts if isinstance(part, ExportFact)],
        [part for part in parts if isinstance(part, DeclarationFact)],
        namespace_uses or {},
    )


def constants(*names: str) -> LinkageFacts:
    """A module that declares and exports constants."""
    return module(*(exported(name) for name in names), *(declared(name) for name in names))


def project(
    modules: Mapping[str, LinkageFacts], configs: Mapping[str, Any] | None = None, others: Iterable[str] = ()
) -> ResolvedProject:
    given = config_files(configs or {})
    paths = frozenset([*modules, *others, *(configs or {})])
    return ResolvedProject({"modules": modules}, given, paths)
