"""What an import specifier means: a file in view, an external package, or nothing, with the reason.

Order and rules are those of the TypeScript compiler with ``moduleResolution: bundler`` (``nodeModuleNameResolver``):
``paths``, ``baseUrl`` or ``rootDirs``, then ``#imports``, self-reference by name, and links to workspace packages.
Where the compiler would find nothing because a workspace package is not built, its source is taken instead.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import NamedTuple

from stocktake.extractors.base import Target
from stocktake.marks import Marks, packed_marks
from stocktake.resolve.file_lookup import ANY
from stocktake.resolve.framework_aliases import FRAMEWORK_ALIASES
from stocktake.resolve.governing import Governing
from stocktake.resolve.in_view import InView, mark
from stocktake.resolve.package_files import IMPORT, PackageFiles
from stocktake.resolve.package_maps import targets
from stocktake.resolve.packages import Package, Packages, package_name
from stocktake.resolve.specifiers import is_asset, is_package_name, is_relative, special, without_query
from stocktake.resolve.tree import inside, join, parent
from stocktake.resolve.tsconfig import Configs, Options

NO_FILE = "no file matches"
OUTSIDE = "outside of the root"
ASSET = "asset"


class Answer(NamedTuple):
    """What a specifier means, the .json paths whose presence (True) or absence decided it, and marks of all paths that
    were asked about for it."""

    target: Target
    probes: Mapping[str, bool]
    asked: Marks


_MAX_HOPS = 8
"""How often an ``imports`` map may lead to another specifier."""


class ModuleResolver:
    """Resolves specifiers against the files in view.

    Pure but for its caches: the answer depends on the path asked from, the specifier, and the constructor's
    arguments.
    """

    def __init__(
        self,
        files: AbstractSet[str],
        packages: Packages,
        configs: Configs,
        aliases: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """``aliases``: further paths, each with the one of ``files`` that it stands for."""
        outputs: dict[str, list[tuple[str, str | None]]] = {}
        for config in configs.by_path.values():
            outputs.setdefault(config.folder, []).extend(config.outputs)
        self._probed: dict[str, bool] = {}
        self._in_view = InView(files | aliases.keys() if aliases else files)
        self._files = PackageFiles(self._in_view, packages, outputs)
        self._aliases = aliases
        self._packages = packages
        self._governing = Governing(configs)
        self._places: dict[str, _Place] = {}
        self._by_folder: dict[tuple[int, str], _Place] = {}
        self._bare: dict[tuple[int, int, int], dict[str, Answer]] = {}

    def resolve(self, path: str, specifier: str) -> Target:
        """What ``specifier``, written in ``path``, imports."""
        return self.answer(path, specifier).target

    def answer(self, path: str, specifier: str) -> Answer:
        """The same, and what decided it."""
        place = self._places.get(path)
        if place is None:
            place = self._places[path] = self._place(path)
        answer = place.known.get(specifier)
        if answer is None:
            answer = place.known[specifier] = self._resolve(place, specifier)
        if answer.target.path == path and _is_of_output(path, specifier):
            # What is built is of another source than the one that imports it.
            return answer._replace(target=_unresolved(NO_FILE))
        return answer

    def entries(self, package: Package) -> Iterator[str]:
        """The modules a package offers or runs; see :meth:`PackageFiles.entries`."""
        found = self._files.entries(package)
        return (self._aliases.get(path, path) for path in found) if self._aliases else found

    def _place(self, path: str) -> _Place:
        choices = self._governing.options(path)
        folder = parent(path)
        key = (id(choices), folder)
        if key not in self._by_folder:
            # Whatever is not relative depends on the folder only through what is visible from it. Identities serve as
            # keys: the governing options, zones and packages live as long as this object.
            visible = (id(choices), id(self._packages.zone(folder)), id(self._packages.scope(folder)))
            attempts = tuple(_Attempt(self, self._files, options, folder) for options in choices)
            self._by_folder[key] = _Place(attempts, {}, self._bare.setdefault(visible, {}))
        return self._by_folder[key]

    def probe(self, path: str, found: bool) -> None:
        """The presence of ``path`` decides the answer being looked for."""
        self._probed[path] = found

    def _resolve(self, place: _Place, specifier: str) -> Answer:
        if is_relative(specifier):
            return self._first(place, specifier)
        answer = place.bare.get(specifier)
        if answer is None:
            answer = place.bare[specifier] = self._first(place, specifier)
        return answer

    def _first(self, place: _Place, specifier: str) -> Answer:
        self._probed = {}
        self._in_view.asked = []
        first: Target | None = None
        for attempt in place.attempts:
            target = attempt.resolve(specifier)
            if target.kind == "module":
                if target.path in self._aliases:
                    target = Target("module", path=self._aliases[target.path])
                if target.path.endswith(".json"):
                    self.probe(target.path, found=True)
                return self._answered(target)
            first = first or target
        return self._answered(first or _unresolved(NO_FILE))

    def _answered(self, target: Target) -> Answer:
        return Answer(target, self._probed, packed_marks(map(mark, self._in_view.asked)))


class _Place(NamedTuple):
    """A folder whose files share their compiler options, with what is known of the specifiers in it."""

    attempts: tuple[_Attempt, ...]
    known: dict[str, Answer]
    bare: dict[str, Answer]


class _Attempt:
    """Resolution under one set of compiler options, from one folder."""

    __slots__ = ("_files", "_folder", "_hops", "_lookup", "_options", "_packages", "_resolver")

    def __init__(
        self, resolver: ModuleResolver, files: PackageFiles, options: Options, folder: str, hops: int = 0
    ) -> None:
        self._resolver = resolver
        self._files = files
        self._packages = files.packages
        self._options = options
        self._folder = folder
        self._hops = hops
        self._lookup = files.lookup(options.module_suffixes)

    def resolve(self, specifier: str) -> Target:
        path, query = without_query(specifier)
        found = self._without_query(path)
        if query and found.reason == NO_FILE:
            # The query tells the bundler what to make of whatever is there.
            at = join(self._folder, path) if is_relative(path) else None
            return _asset(at or "")
        return found

    def _without_query(self, specifier: str) -> Target:
        if is_relative(specifier):
            return self._relative(specifier)
        aliased, missing = self._aliased(specifier)
        if aliased is not None:
            return Target("module", path=aliased)
        if specifier.startswith("#"):
            return self._private(specifier)
        if not missing and (meant := self._of_framework(specifier)) is not None:
            return meant
        known = special(specifier)
        if known is not None:
            package, reason = known
            return Target("external", package=package) if package else _unresolved(reason)
        if specifier.startswith("/"):
            return _unresolved(ASSET if is_asset(specifier) else "absolute path")
        return self._package(specifier, missing)

    # ---- relative

    def _relative(self, specifier: str) -> Target:
        path = join(self._folder, specifier)
        if path is None:
            return _unresolved(OUTSIDE)
        # With `rootDirs` the compiler normalises "." and ".." before it looks, and so may find a file.
        is_dotted = specifier.endswith(("/.", "/..")) or specifier in (".", "..")
        within_roots = any(inside(root, path) for root in self._options.root_dirs)
        as_folder = specifier.endswith(("/", "\\")) or (is_dotted and not within_roots)
        if found := self._at(path, as_folder):
            return Target("module", path=found)
        for candidate in self._other_roots(path) if self._options.root_dirs else ():
            if found := self._at(candidate, as_folder):
                return Target("module", path=found)
        package = self._packages.by_folder.get(path)
        if package is not None and self._files.states_entry(package):
            found = self._files.find(package, "", self._lookup, self._options.conditions)
            if found is not None:
                return Target("module", path=found)
        if (found := self._built(path)) is not None:
            return Target("module", path=found)
        return _asset(path) if is_asset(specifier) or path in self._files.files else _unresolved(NO_FILE)

    def _built(self, path: str) -> str | None:
        """The source of a path in a folder that a build writes to, below the folder of a package. ``lib`` and the like
        hold sources in many a package: they count where there is no such folder."""
        package = self._packages.scope(parent(path))
        if package is None:
            return None
        start = f"{package.folder}/" if package.folder else ""
        parts = path[len(start) :].split("/")
        is_output = not _OUTPUTS.isdisjoint(parts)
        if not is_output and parts[0] in _OFTEN_SOURCES:
            is_output = not self._files.files.has_folder(start + parts[0])
        return self._unbuilt([path]) if is_output else None

    def _other_roots(self, path: str) -> Iterator[str]:
        roots = self._options.root_dirs
        within = max((root for root in roots if inside(root, path)), key=len, default=None)
        if within is not None:
            rest = path[len(within) :].lstrip("/")
            for root in roots:
                if root != within and (other := join(root, rest)) is not None:
                    yield other

    def _at(self, path: str, as_folder: bool = False) -> str | None:
        package = self._packages.by_folder.get(path)
        lookup = self._lookup
        found = lookup.folder(path, package) if as_folder else lookup.module(path, package)
        if found is None and path.endswith(".json"):
            self._resolver.probe(path, found=False)
        return found

    # ---- paths and baseUrl

    def _aliased(self, specifier: str) -> tuple[str | None, list[str]]:
        """The file by ``paths`` or else ``baseUrl``; where there is none, the paths that were tried."""
        matched = self._options.paths.match(specifier) if self._options.paths else None
        if matched is None:
            base = self._options.base_url
            path = join(base, specifier) if base is not None and not specifier.startswith("/") else None
            return (self._at(path) if path else None), []
        star, entries = matched
        tried = []
        for entry in entries:
            path = join("", entry.replace("*", star, 1) if star else entry)
            if path is None:
                continue
            if entry.endswith(_EXTENSIONS) and (exact := self._lookup.exact(path)):
                return exact, []
            if found := self._at(path):
                return found, []
            tried.append(path)
        return None, tried if matched != (specifier, entries) else []

    def _of_framework(self, specifier: str) -> Target | None:
        """What a specifier means that a framework gives a meaning."""
        head, _, rest = specifier.partition("/")
        alias = FRAMEWORK_ALIASES.get(head)
        package = self._packages.scope(self._folder) if alias is not None else None
        if alias is None or package is None or not self._packages.is_declared(self._folder, alias.dependency):
            return None
        if alias.folder is None:
            return _unresolved("virtual module")
        path = join(package.folder, posixpath.join(alias.folder, rest).rstrip("/"))
        found = self._at(path) if path is not None else None
        return Target("module", path=found) if found else self._no_module(specifier, [path] if path else [])

    # ---- packages

    def _private(self, specifier: str) -> Target:
        """``#name``, by the ``imports`` of the nearest package.json."""
        package = self._packages.scope(self._folder)
        is_name = specifier[1:2] not in ("", "/")
        entry = self._files.subpaths(package, "imports").find(specifier) if package is not None and is_name else None
        if package is None or entry is None:
            return _unresolved(f"package imports do not include {specifier}")
        conditions = IMPORT + self._options.conditions
        for target in targets(entry, conditions):
            if target.startswith("./"):
                path = join(package.folder, target)
                if path is not None and (found := self._lookup.published(path, ANY)):
                    return Target("module", path=found)
            elif not target.startswith(("../", "/")) and self._hops < _MAX_HOPS:
                onward = _Attempt(self._resolver, self._files, self._options, package.folder, self._hops + 1)
                if (result := onward.resolve(target)).kind != "unresolved":
                    return result
        if found := self._files.entry_source(package, entry, specifier, self._options.conditions):
            return Target("module", path=found)
        return _unresolved(ASSET if is_asset(specifier) else NO_FILE)

    def _package(self, specifier: str, missing: list[str]) -> Target:
        name, rest = package_name(specifier)
        conditions = self._options.conditions
        own = self._packages.scope(self._folder)
        refers_to_self = own is not None and own.name == name and own.manifest.get("exports")
        if own and refers_to_self and (found := self._files.find(own, rest, self._lookup, conditions)):
            return Target("module", path=found)
        linked = self._packages.link(self._folder, name) or self._packages.link(self._folder, _types_package(name))
        if linked is not None:
            if self._packages.is_installed(self._folder, linked):
                return Target("external", package=name)
            if found := self._files.find(linked, rest, self._lookup, conditions):
                return Target("module", path=found)
            if self._packages.is_from_catalog(self._folder, linked.name):
                return Target("external", package=name)
            return _unresolved(self._why_not(linked, rest))
        if (found := self._unbuilt(missing)) is not None:
            return Target("module", path=found)
        if self._is_project_path(specifier, name, missing):
            return self._no_module(specifier, missing)
        return Target("external", package=name)

    def _no_module(self, specifier: str, missing: list[str]) -> Target:
        """A file that is no module, where `paths` or else `baseUrl` has it, or has it first if it is nowhere."""
        base = self._options.base_url
        path = join(base, specifier) if base is not None else None
        tried = missing or ([path] if path is not None else [])
        found = next((each for each in tried if each in self._files.files), None)
        if found is None and not is_asset(specifier):
            return _unresolved(NO_FILE)
        return _asset(found or next(iter(tried), ""))

    def _unbuilt(self, missing: list[str]) -> str | None:
        """The source of a built file that ``paths`` leads to, inside of a package in view."""
        for path in missing:
            package = self._packages.by_folder.get(path)
            if package is not None and (found := self._files.find(package, "", self._lookup, self._options.conditions)):
                return found
            package = self._packages.scope(parent(path))
            if package is None or not package.folder:
                continue
            rest = path[len(package.folder) + 1 :]
            for built in (rest, f"{rest}/index"):
                if found := self._files.source_of(package, built, rest):
                    return found
        return None

    def _is_project_path(self, specifier: str, name: str, missing: list[str]) -> bool:
        """Whether a specifier that leads nowhere was meant for a file of the project rather than for a package."""
        if not is_package_name(name):
            return True
        if self._packages.is_declared(self._folder, name):
            return False
        if missing:
            return not any("node_modules" in path.split("/") for path in missing)
        base = self._options.base_url
        top = join(base, name.partition("/")[0]) if base is not None else None
        return top is not None and specifier != name and self._files.files.has_folder(top)

    def _why_not(self, package: Package, rest: str) -> str:
        if package.manifest.get("exports") and self._files.exports_entry(package, rest) is None:
            return f"package exports do not include {'./' + rest if rest else '.'}"
        return ASSET if rest and is_asset(rest) else NO_FILE


_OUTPUTS = frozenset({"dist", "build", "out"})
_OFTEN_SOURCES = frozenset({"lib", "esm", "cjs", "es"})

_EXTENSIONS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json")


def _is_of_output(path: str, specifier: str) -> bool:
    """Whether a relative specifier names another path than the one it leads to."""
    named = join(parent(path), without_query(specifier)[0]) if is_relative(specifier) else None
    return named is not None and not path.startswith(posixpath.splitext(named)[0])


def _types_package(name: str) -> str:
    """Name of the package with the types of ``name``."""
    return "@types/" + name.removeprefix("@").replace("/", "__")


def _unresolved(reason: str) -> Target:
    return Target("unresolved", reason=reason)


def _asset(path: str) -> Target:
    return Target("unresolved", path=path, reason=ASSET)
