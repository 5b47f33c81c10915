"""Effective compiler options of every tsconfig and jsconfig in view, as far as they bear on module resolution.

Rules of TypeScript's ``parseJsonConfigFileContent``: ``extends`` (a path, a package, or a list of either), options of
the extending file win one by one, relative paths belong to the file that states them, ``${configDir}`` to the file
that is extended last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.model import ConfigFile, Diagnostic
from stocktake.paths import path_order
from stocktake.resolve.globs import Globs, exclude_dialect, include_dialect
from stocktake.resolve.packages import Packages, package_name
from stocktake.resolve.tree import join, parent
from stocktake.sources.bounds import bounded
from stocktake.sources.extends import places_in_package

_NAME = re.compile(r"(?:.*/)?[tj]sconfig(?:\.[^/]*)?\.json")
_CONFIG_DIR = "${configDir}"
_PATH_OPTIONS = ("baseUrl", "outDir", "declarationDir", "rootDir")
_NEVER = ("node_modules", "bower_components", "jspm_packages")
_MAX_CHAIN = 64


class Paths:
    """``paths``, ready to match. Targets are relative to the root, with the ``*`` still in them. There may be thousands
    of patterns: a specifier is cut at the places where one of them has its ``*``, and looked up."""

    __slots__ = ("_exact", "_lengths", "_patterns", "_suffixes")

    def __init__(
        self, exact: Mapping[str, tuple[str, ...]], patterns: Iterable[tuple[str, str, tuple[str, ...]]]
    ) -> None:
        """``patterns`` are (prefix, suffix, targets), in the order written."""
        self._exact = exact
        self._patterns: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = {}
        suffixes: dict[str, set[int]] = {}
        for order, (prefix, suffix, found) in enumerate(patterns):
            self._patterns.setdefault((prefix, suffix), (order, found))
            suffixes.setdefault(prefix, set()).add(len(suffix))
        self._suffixes = {prefix: sorted(lengths) for prefix, lengths in suffixes.items()}
        self._lengths = sorted({len(prefix) for prefix in suffixes}, reverse=True)

    def match(self, specifier: str) -> tuple[str, tuple[str, ...]] | None:
        """What ``*`` stands for and the targets of the pattern with the longest matching prefix, the first of several;
        an exact one wins."""
        exact = self._exact.get(specifier)
        if exact is not None:
            return "", exact
        for length in self._lengths:
            prefix = specifier[:length]
            best: tuple[int, int, tuple[str, ...]] | None = None
            for size in self._suffixes.get(prefix, ()) if length <= len(specifier) else ():
                end = len(specifier) - size
                found = self._patterns.get((prefix, specifier[end:])) if end >= length else None
                if found is not None and (best is None or found[0] < best[0]):
                    best = (found[0], end, found[1])
            if best is not None:
                return specifier[length : best[1]], best[2]
        return None


@dataclass(frozen=True, eq=False, slots=True)
class Options:
    """Compiler options that decide what a specifier resolves to; folders are relative to the root."""

    base_url: str | None = None
    paths: Paths | None = None
    root_dirs: tuple[str, ...] = ()
    module_suffixes: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether resolution is the same as without any configuration."""
        return (
            self.base_url is None
            and self.paths is None
            and not (self.root_dirs or self.module_suffixes or self.conditions)
        )


PLAIN = Options()


@dataclass(frozen=True, eq=False, slots=True)
class Config:
    """One tsconfig or jsconfig with everything it extends.

    ``outputs`` pairs the folders it writes to (``declarationDir``, ``outDir``) with ``rootDir`` (None: not stated).
    ``chain`` lists the config files it was made from, itself first.
    """

    path: str
    options: Options
    files: frozenset[str]
    include: Globs
    exclude: Globs
    references: tuple[str, ...]
    outputs: tuple[tuple[str, str | None], ...]
    chain: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder the config lies in."""
        return parent(self.path)

    def includes(self, path: str) -> bool:
        """Whether the file belongs to this project (by ``files``, ``include`` and ``exclude``; whatever its
        extension, since ``allowJs`` says nothing about how an import in it resolves)."""
        if path in self.files:
            return True
        return bool(self.include) and self.include.match(path) and not self.exclude.match(path)


class Configs:
    """Every tsconfig*.json and jsconfig*.json in view, by path. ``diagnostics`` tells what is wrong in them."""

    def __init__(self, configs: Iterable[ConfigFile], packages: Packages) -> None:
        ordered = sorted(configs, key=lambda config: path_order(config.path))
        self._data = {config.path: config.data for config in ordered if config.path.endswith(".json")}
        self._packages = packages
        self._raw: dict[str, _Raw] = {}
        self.diagnostics: list[Diagnostic] = []
        self.by_path: dict[str, Config] = {
            path: self._config(path)
            for path in self._data
            if _NAME.fullmatch(path) and isinstance(self._data[path], dict)
        }

    def _config(self, path: str) -> Config:
        raw = self._load(path, ())
        folder = parent(path)

        def place(base: str, value: str) -> str | None:
            if value.startswith(_CONFIG_DIR):
                return join(folder, value.removeprefix(_CONFIG_DIR))
            return None if value.startswith("/") else join(base, value)

        options = raw.options
        at = {name: place(*options[name]) for name in _PATH_OPTIONS if name in options and _is_path(options[name][1])}
        outputs = tuple(
            dict.fromkeys(
                (output, at.get("rootDir"))
                for output in (at.get("declarationDir"), at.get("outDir"))
                if output is not None
            )
        )
        included = _placed(raw.fields.get("include"), place)
        if "include" not in raw.fields and "files" not in raw.fields:
            included = [f"{folder}/**/*".lstrip("/")]
        excluded = _placed(raw.fields.get("exclude"), place)
        if "exclude" not in raw.fields:
            excluded = [f"{folder}/{name}".lstrip("/") for name in _NEVER] + [output for output, _ in outputs if output]
        return Config(
            path=path,
            options=_effective(options, at, place),
            files=frozenset(_placed(raw.fields.get("files"), place)),
            include=Globs(included, "", include_dialect),
            exclude=Globs(excluded, "", exclude_dialect),
            references=tuple(self._references(folder, path)),
            outputs=outputs,
            chain=raw.chain,
        )

    def _references(self, folder: str, path: str) -> list[str]:
        found = []
        entries = self._data[path].get("references")
        for entry in entries if isinstance(entries, list) else ():
            target = join(folder, entry["path"]) if isinstance(entry, dict) and _is_path(entry.get("path")) else None
            if target is None:
                continue
            if not target.endswith(".json"):
                target = f"{target}/tsconfig.json" if target else "tsconfig.json"
            if target in self._data:
                found.append(target)
            else:
                self.diagnostics.append(Diagnostic(path, 0, f"references {target}, which is not in view"))
        return found

    def _load(self, path: str, above: tuple[str, ...]) -> _Raw:
        """The config with what it extends merged in. ``above``: the configs being loaded, to find cycles."""
        if path in self._raw:
            return self._raw[path]
        data = self._data[path] if isinstance(self._data[path], dict) else {}
        folder = parent(path)
        options: dict[str, tuple[str, Any]] = {}
        fields: dict[str, tuple[str, list[str]]] = {}
        chain = [path]
        extends = data.get("extends")
        for name in [extends] if isinstance(extends, str) else extends if isinstance(extends, list) else ():
            target = self._extended(path, folder, name) if isinstance(name, str) else None
            if target is None:
                continue
            if target == path or target in above or len(above) >= _MAX_CHAIN:
                self.diagnostics.append(Diagnostic(path, 0, f"extends {target}, which extends this file"))
                continue
            base = self._load(target, (*above, path))
            options |= base.options
            fields |= base.fields
            chain += base.chain
        own = data.get("compilerOptions")
        for key, value in own.items() if isinstance(own, dict) else ():
            if key == "paths" and isinstance(value, dict):
                value = {name: bounded(path, f"paths {name}", each, self.diagnostics) for name, each in value.items()}
            options[key] = (folder, bounded(path, key, value, self.diagnostics))
        for key in ("files", "include", "exclude"):
            if isinstance(data.get(key), list):
                entries = [entry for entry in data[key] if isinstance(entry, str)]
                fields[key] = (folder, entries if key == "files" else bounded(path, key, entries, self.diagnostics))
        raw = self._raw[path] = _Raw(options, fields, tuple(dict.fromkeys(chain)))
        return raw

    def _extended(self, path: str, folder: str, name: str) -> str | None:
        """Path of the config that ``extends: name`` means; None, with a diagnostic where it should be in view."""
        if name.startswith(("./", "../")) or name in (".", ".."):
            target = join(folder, name)
            for candidate in () if target is None else (target, f"{target}.json"):
                if candidate in self._data:
                    return candidate
            if target is not None and "node_modules" not in target.split("/"):
                self.diagnostics.append(Diagnostic(path, 0, f"extends {name}, which is not in view"))
            return None
        package, rest = package_name(name)
        linked = self._packages.link(folder, package)
        if linked is None:
            return None
        for relative in places_in_package(linked.manifest, rest):
            place = join(linked.folder, relative)
            if place is not None and place in self._data:
                return place
        self.diagnostics.append(Diagnostic(path, 0, f"extends {name}, which is not in view"))
        return None


@dataclass(frozen=True, eq=False, slots=True)
class _Raw:
    """Options and file lists, each with the folder of the config that states it."""

    options: dict[str, tuple[str, Any]]
    fields: dict[str, tuple[str, list[str]]]
    chain: tuple[str, ...]


_Place = Callable[[str, str], str | None]
"""Folder of the config that states a path, and the path → the path from the root, None where it leaves it."""


def _placed(field: tuple[str, list[str]] | None, place: _Place) -> list[str]:
    base, entries = field or ("", [])
    return [found for entry in entries if (found := place(base, entry)) is not None]


def _effective(options: Mapping[str, tuple[str, Any]], at: Mapping[str, str | None], place: _Place) -> Options:
    def strings(name: str) -> tuple[str, tuple[str, ...]]:
        base, value = options.get(name, ("", ()))
        return base, tuple(entry for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()

    base, root_dirs = strings("rootDirs")
    base_url = at.get("baseUrl")
    stated, paths = options.get("paths", ("", None))
    # A base outside of the root (None although stated) leaves the patterns, which lead to nothing in view.
    origin = at.get("baseUrl", stated)
    result = Options(
        base_url=base_url,
        paths=_paths(paths, origin, place) if isinstance(paths, dict) else None,
        root_dirs=tuple(placed for entry in root_dirs if (placed := place(base, entry)) is not None),
        module_suffixes=strings("moduleSuffixes")[1],
        conditions=strings("customConditions")[1],
    )
    return PLAIN if result.is_plain else result


def _paths(paths: Mapping[str, Any], base: str | None, place: _Place) -> Paths | None:
    exact: dict[str, tuple[str, ...]] = {}
    patterns: list[tuple[str, str, tuple[str, ...]]] = []
    for key, value in paths.items():
        entries = [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []
        targets = tuple(_placed((base, entries), place)) if base is not None else ()
        prefix, star, suffix = key.partition("*")
        if not star:
            exact[key] = targets
        elif "*" not in suffix:
            patterns.append((prefix, suffix, targets))
    return Paths(exact, patterns) if exact or patterns else None


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
