"""Which file of a package a subpath of it means: what an install would give, else the source of what a build would."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stocktake.resolve.file_lookup import TYPED, TYPESCRIPT, UNTYPED, FileLookup, substitutions, version_paths
from stocktake.resolve.in_view import InView
from stocktake.resolve.packages import Package, Packages
from stocktake.resolve.source_mapping import AFTER, find_entry_source, find_source, find_sources, modules_of
from stocktake.resolve.tree import join
from stocktake.sources.bounds import MAX_ENTRIES
from stocktake.sources.package_maps import Entry, SubpathMap, patterns_of, targets

IMPORT = ("import", "types")
"""The conditions of the TypeScript compiler for an import; "default" always holds."""
REQUIRE = ("require", "types")

_FIELDS = ("source", "types", "typings", "module", "main", "jsnext:main", "es2015", "react-native")
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")


class _AllBut(frozenset[str]):
    """Every condition except its members."""

    def __contains__(self, condition: object) -> bool:
        return not super().__contains__(condition)


_THIS_PLATFORM = _AllBut(
    ("browser", "deno", "bun", "worker", "workerd", "edge-light", "react-native", "react-server", "production", "test")
)


class PackageFiles:
    """Files of packages. ``outputs``: (output folder, root folder of its sources) of the tsconfigs in a folder."""

    def __init__(
        self,
        files: InView,
        packages: Packages,
        outputs: Mapping[str, Sequence[tuple[str, str | None]]],
    ) -> None:
        self.files = files
        self.packages = packages
        self._outputs = outputs
        self._lookups: dict[tuple[str, ...], FileLookup] = {}
        self._sorted: list[str] | None = None
        self._modules: dict[str, list[tuple[str, str]]] = {}
        self._maps: dict[tuple[str, str], SubpathMap] = {}
        self._found: dict[tuple[str, str, int, tuple[str, ...]], tuple[str | None, list[str]]] = {}

    def lookup(self, suffixes: tuple[str, ...] = ()) -> FileLookup:
        """File lookup with these ``moduleSuffixes``."""
        if suffixes not in self._lookups:
            self._lookups[suffixes] = FileLookup(self.files, suffixes)
        return self._lookups[suffixes]

    def find(self, package: Package, rest: str, lookup: FileLookup, conditions: tuple[str, ...]) -> str | None:
        """The file that ``package/rest`` is ("" for the package itself), installed or as its source."""
        key = (package.folder, rest, id(lookup), conditions)
        asked = self.files.asked
        if key in self._found:
            found, again = self._found[key]
            asked += again
        else:
            start = len(asked)
            found = (
                self._find_exported(package, rest, lookup, conditions)
                if package.manifest.get("exports")
                else self._find_unmapped(package, rest, lookup)
            )
            self._found[key] = found, asked[start:]
        return found

    def states_entry(self, package: Package) -> bool:
        """Whether the package.json says what the package itself is."""
        return any(field in package.manifest for field in (*_FIELDS, "exports"))

    def exports_entry(self, package: Package, rest: str) -> Entry | None:
        """The entry of the package's ``exports`` for what follows its name in a specifier."""
        return self.subpaths(package, "exports").find(f"./{rest}" if rest else ".")

    def subpaths(self, package: Package, field: str) -> SubpathMap:
        """The ``exports`` or ``imports`` of the package."""
        key = (package.folder, field)
        if key not in self._maps:
            self._maps[key] = SubpathMap(package.manifest.get(field))
        return self._maps[key]

    def entry_source(self, package: Package, entry: Entry, subpath: str, conditions: tuple[str, ...]) -> str | None:
        """The source behind an entry none of whose targets is there for the compiler's conditions."""
        for target in targets(entry, _THIS_PLATFORM):
            if target.endswith(TYPESCRIPT) and not target.endswith(_DECLARATIONS):
                path = join(package.folder, target)
                if path in self.files:
                    return path
        ordered = [target for held in (IMPORT + conditions, REQUIRE, None) for target in targets(entry, held)]
        for target in dict.fromkeys(ordered):
            if target.startswith("./") and (found := self.source_of(package, target, subpath)):
                return found
        return None

    def _find_exported(
        self, package: Package, rest: str, lookup: FileLookup, conditions: tuple[str, ...]
    ) -> str | None:
        entry = self.exports_entry(package, rest)
        if entry is None or entry.target is None:
            return None
        for held in (IMPORT, REQUIRE):
            candidates = [target for target in targets(entry, held + conditions) if target.startswith("./")]
            for kinds in (TYPED, UNTYPED):
                for target in candidates:
                    path = join(package.folder, target)
                    if path is not None and (found := lookup.published(path, kinds)):
                        return found
        if found := self.entry_source(package, entry, rest, conditions):
            return found
        return self.source_of(package, rest, rest) if rest else self._main_source(package)

    def _find_unmapped(self, package: Package, rest: str, lookup: FileLookup) -> str | None:
        """For a package without ``exports``."""
        for kinds in (TYPED, UNTYPED):
            if found := self._installed(package, rest, lookup, kinds):
                return found
        return self.source_of(package, rest, rest) if rest else self._main_source(package)

    def source_of(self, package: Package, target: str, subpath: str) -> str | None:
        """The source of a built file, ``target`` being relative to the package."""
        return find_source(self.files, package.folder, target, subpath, self._outputs.get(package.folder, ()))

    def entries(self, package: Package) -> Iterator[str]:
        """The modules a package offers or runs, built files mapped to their sources: ``exports``, ``main``,
        ``module``, ``types``, ``source``, ``browser``, ``bin``; may repeat."""
        manifest = package.manifest
        exports = manifest.get("exports")
        table = exports if isinstance(exports, dict) and any(key.startswith(".") for key in exports) else {".": exports}
        left_out = frozenset(patterns_of(table)[MAX_ENTRIES:])
        for key, target in table.items():
            if key in left_out:
                continue
            for leaf in targets(Entry(target), None):
                yield from self._entry(package, leaf, "" if key == "." else key.removeprefix("./"))
        if self.states_entry(package):
            found = self.find(package, "", self.lookup(), ())
        else:
            found = self.lookup().folder(package.folder, package)
        if found:
            yield found
        for leaf in _strings([manifest.get(field) for field in (*_FIELDS, "browser", "bin")]):
            yield from self._entry(package, leaf, "")

    def _entry(self, package: Package, target: str, subpath: str) -> Iterator[str]:
        if "*" in target:
            yield from self._pattern_entries(package, target.removeprefix("./"))
            return
        path = join(package.folder, target)
        found = self.lookup().module(path, None) if path is not None else None
        if found := found or self.source_of(package, target, subpath):
            yield found

    def _pattern_entries(self, package: Package, pattern: str) -> Iterator[str]:
        """Files that a target with ``*`` stands for, or the sources of those it would after a build."""
        folder = f"{package.folder}/" if package.folder else ""
        prefix, _, suffix = pattern.partition("*")
        found = [path for path in self.below(folder + prefix) if path.endswith(suffix)]
        if found:
            yield from found
            return
        if package.folder not in self._modules:
            self._modules[package.folder] = modules_of(self.below(folder))
        outputs = self._outputs.get(package.folder, ())
        yield from find_sources(self._modules[package.folder], package.folder, pattern, outputs)

    def below(self, prefix: str) -> list[str]:
        """The files whose paths begin with ``prefix``, sorted."""
        if self._sorted is None:
            self._sorted = sorted(self.files.paths)
        start = bisect_left(self._sorted, prefix)
        return self._sorted[start : bisect_left(self._sorted, prefix + AFTER, start)]

    def _installed(self, package: Package, rest: str, lookup: FileLookup, kinds: int) -> str | None:
        """``loadModuleFromSpecificNodeModulesDirectory`` of the compiler, for a link to a package without exports."""
        path = join(package.folder, rest)
        if path is None:
            return None
        if not rest:
            return lookup.folder(path, package, kinds)
        inner = self.packages.by_folder.get(path)
        if inner is not None:
            return lookup.module(path, inner, kinds)
        versioned = substitutions(version_paths(package.manifest), rest)
        for target in versioned or ():
            inner_path = join(package.folder, target)
            if inner_path is not None and (found := lookup.exact(inner_path) or lookup.module(inner_path, None, kinds)):
                return found
        return None if versioned is not None else lookup.module(path, None, kinds)

    def _main_source(self, package: Package) -> str | None:
        """The source of the package itself."""
        for field in _FIELDS:
            target = package.manifest.get(field)
            if not isinstance(target, str) or not target:
                continue
            path = join(package.folder, target)
            if path is None:
                continue
            if field == "source" and (found := self.lookup().module(path, None)):
                return found
            if found := self.source_of(package, target, ""):
                return found
        return find_entry_source(self.files, package.folder)


def _strings(values: list[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (entry for entry in value.values() if isinstance(entry, str))
