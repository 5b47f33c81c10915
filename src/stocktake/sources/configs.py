"""Loading the configuration files that resolution depends on, as plain data. Nothing in them is ever run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any, Final

from stocktake.digests import digest
from stocktake.model import ConfigFile, Diagnostic
from stocktake.sources import jsonc
from stocktake.sources.bearing import without_versions
from stocktake.sources.content import decode
from stocktake.sources.extends import places_in_package
from stocktake.sources.reading import ReadError, read_source
from stocktake.sources.toml import MOST_DOTS, has_long_keys

MAX_CONFIG_SIZE: Final = 2_000_000
"""Bytes of a configuration file; a larger one is not read."""

_MAX_YAML_DEPTH: Final = 100

_NAMED: Final = frozenset({"package.json", "pnpm-workspace.yaml", "lerna.json", "nx.json", "rush.json"})
_OF_TOOLS: Final = frozenset(
    {
        *("angular.json", "app.json", "bunfig.toml", "electron-builder.json", "langgraph.json", ".mocharc.json"),
        *("jest.config.json", "ng-package.json", "nodemon.json", "typedoc.json", "wrangler.json", "wrangler.jsonc"),
        *("wrangler.toml", ".sequelizerc"),
    }
)
"""Configuration that names modules for a tool to load: taken for that beside a package.json only, since some of the
names are anybody's."""
_SCRIPT: Final = ".sequelizerc"
"""JavaScript without an extension."""

_ENDINGS: Final = (".json", ".jsonc", ".toml", ".yaml", _SCRIPT)
_JOINED: Final = re.compile(r"\b(?:resolve|join)\s*\(([^()]*)\)")
_QUOTED: Final = re.compile(r"""(['"`])([^'"`\n$]*)\1""")
_PROJECT: Final = re.compile(r"[tj]sconfig[^/]*\.json")


def is_config_name(name: str) -> bool:
    """Whether a file of this name (no folder) is loaded wherever it lies."""
    return name in _NAMED or _PROJECT.fullmatch(name) is not None


def load_configs(root: str, paths: AbstractSet[str]) -> tuple[tuple[ConfigFile, ...], list[Diagnostic]]:
    """Every configuration file among ``paths`` (relative to ``root``), by name, as one of a tool's in the folder of a
    package, or because another one refers to it.

    Followed are ``extends`` and ``references`` of tsconfig and jsconfig files, relative or (``extends``) through the
    name of a package in the tree, with the rules of TypeScript's ``getExtendsConfigPath``; only files among ``paths``
    are loaded. A file that cannot be read or is not an object has ``data`` None and a diagnostic, and an empty digest
    where not even its bytes were read. Versions that nothing depends on are left out
    (:mod:`stocktake.sources.bearing`). Sorted by path.
    """
    loader = _Loader(root, paths)
    named = [path for path in paths if path.endswith(_ENDINGS) and _is_config(path, paths)]
    for path in named:
        loader.load(path)
    pending = [path for path in named if _PROJECT.fullmatch(path[path.rfind("/") + 1 :])]
    packages = _packages(loader.files.values())
    while pending:
        path = pending.pop()
        for target in _references(path, loader.files[path].data, packages, paths):
            if target not in loader.files:
                loader.load(target)
                pending.append(target)
    files = sorted(loader.files.values(), key=lambda file: file.path.replace("/", "\0"))
    return tuple(without_versions(files)), sorted(
        loader.diagnostics, key=lambda d: (d.path.replace("/", "\0"), d.line, d.message)
    )


def _is_config(path: str, paths: AbstractSet[str]) -> bool:
    folder, slash, name = path.rpartition("/")
    return is_config_name(name) or (name in _OF_TOOLS and f"{folder}{slash}package.json" in paths)


class _Loader:
    """Files as they are loaded, and what was wrong with them."""

    def __init__(self, root: str, paths: AbstractSet[str]) -> None:
        self.root = root
        self.paths = paths
        self.files: dict[str, ConfigFile] = {}
        self.diagnostics: list[Diagnostic] = []

    def load(self, path: str) -> None:
        try:
            raw = read_source(self.root, path, MAX_CONFIG_SIZE)
        except ReadError as error:
            if error.reason != "vanished":
                detail = f" ({error.detail})" if error.detail else ""
                self._problem(path, 0, f"not read: {error.reason}{detail}")
            self.files[path] = ConfigFile(path, "", None)
            return
        data: Any = None
        try:
            data = _parse(path, decode(raw)[0])
        except jsonc.JsonError as error:
            self._problem(path, error.line, f"not valid {_language(path)}: {error.message}")
        except UnicodeDecodeError:
            self._problem(path, 0, "not valid text: it begins with the mark of UTF-16 but is not")
        else:
            if not isinstance(data, dict):
                self._problem(path, 1, "not an object")
                data = None
        self.files[path] = ConfigFile(path, digest(raw), data)

    def _problem(self, path: str, line: int, message: str) -> None:
        self.diagnostics.append(Diagnostic(path, line, message))


def _language(path: str) -> str:
    return {".yaml": "YAML", ".toml": "TOML"}.get(path[path.rfind(".") :], "JSON")


def _parse(path: str, data: bytes) -> Any:
    if path.endswith(_SCRIPT):
        return {"paths": list(_joined_texts(data.decode("utf-8", "replace")))}
    language = _language(path)
    if language != "JSON":
        return _parse_yaml(data) if language == "YAML" else _parse_toml(data)
    # An empty tsconfig.json is, for TypeScript, one without settings; an empty file has no other meaning anywhere.
    return jsonc.decode(data) if data.strip() else {}


def _joined_texts(script: str) -> Iterator[str]:
    """What the calls of a script join of texts that are written out: ``path.resolve("config", "database.js")``."""
    for call in _JOINED.finditer(script):
        yield "/".join(text for _, text in _QUOTED.findall(call[1]))


def _parse_toml(data: bytes) -> Any:
    """The value of a TOML document.

    Raises:
        JsonError: it is not one, is nested too deeply, or would take too long to read.
    """
    if has_long_keys(data):
        raise jsonc.JsonError(f"a line has more than {MOST_DOTS:,} dots", 0)
    import tomllib

    try:
        return tomllib.loads(data.decode())
    except RecursionError:
        raise jsonc.JsonError("nested too deeply", 0) from None
    except ValueError as error:
        message, _, place = str(error).partition(" (at line ")
        raise jsonc.JsonError(message, int(place.partition(",")[0] or 0)) from None


def _parse_yaml(data: bytes) -> Any:
    """The value of a YAML document of plain data.

    Looked through event by event first: building a value recurses in C, which a deep document crashes, and ``<<``
    copies what it merges, which a few lines that merge one another multiply without bound.

    Raises:
        JsonError: it is not one, or is nested too deeply, or merges.
    """
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    try:
        for event in yaml.parse(data, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_YAML_DEPTH:
                raise jsonc.JsonError("nested too deeply", 0)
            if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]:
                raise jsonc.JsonError("merge keys (<<) are not supported", 0)
        value = yaml.load(data, Loader=loader)  # noqa: S506 - one of the two safe loaders
    except jsonc.JsonError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise jsonc.JsonError(str(error.problem or "malformed"), mark.line + 1 if mark else 0) from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise jsonc.JsonError(type(error).__name__, 0) from None
    return {} if value is None else value


def _packages(files: Iterable[ConfigFile]) -> dict[str, ConfigFile]:
    """The package.json of each package by its name; of two of a name, the one nearest the root."""
    packages: dict[str, ConfigFile] = {}
    found = [file for file in files if file.data and file.path.rpartition("/")[2] == "package.json"]
    for file in sorted(found, key=lambda file: (file.path.count("/"), file.path)):
        name = file.data.get("name")
        if isinstance(name, str) and name:
            packages.setdefault(name, file)
    return packages


def _references(path: str, data: Any, packages: dict[str, ConfigFile], paths: AbstractSet[str]) -> Iterator[str]:
    """Paths of the project files that the project file ``path`` extends or refers to, as far as they are in view."""
    if not isinstance(data, dict):
        return
    folder = path.rpartition("/")[0]
    extends = data.get("extends")
    for specifier in extends if isinstance(extends, list) else [extends]:
        if isinstance(specifier, str) and specifier:
            yield from _first_in_view(_extended(folder, specifier.replace("\\", "/"), packages), paths)
    references = data.get("references")
    for reference in references if isinstance(references, list) else ():
        target = reference.get("path") if isinstance(reference, dict) else None
        if isinstance(target, str) and target:
            place = posixpath.normpath(posixpath.join(folder, target.replace("\\", "/")))
            yield from _first_in_view(
                [place if target.endswith(".json") else posixpath.join(place, "tsconfig.json")], paths
            )


def _extended(folder: str, specifier: str, packages: dict[str, ConfigFile]) -> list[str]:
    """Where ``extends: specifier`` in a project file of ``folder`` may lie, in order of preference."""
    if specifier.startswith(("./", "../")):
        place = posixpath.join(folder, specifier)
        return [place, place + ".json"]
    if specifier.startswith("/"):
        return []
    parts = specifier.split("/")
    length = 2 if specifier.startswith("@") else 1
    package = packages.get("/".join(parts[:length]))
    if package is None:
        return []
    base = package.path.rpartition("/")[0]
    return [posixpath.join(base, place) for place in places_in_package(package.data, "/".join(parts[length:]))]


def _first_in_view(places: list[str], paths: AbstractSet[str]) -> Iterator[str]:
    for place in places:
        normal = posixpath.normpath(place)
        if normal in paths:
            yield normal
            return
