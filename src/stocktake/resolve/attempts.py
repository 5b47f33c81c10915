"""Resolution of a specifier under one set of compiler options: see :mod:`stocktake.resolve.modules`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stocktake.extractors.base import Target
from stocktake.resolve.file_lookup import ANY
from stocktake.resolve.framework_modules import FRAMEWORK_MODULES
from stocktake.resolve.package_files import IMPORT, PackageFiles
from stocktake.resolve.packages import Package, package_name
from stocktake.resolve.specifiers import is_asset, is_package_name, is_relative, special, without_query
from stocktake.resolve.tree import inside, join, parent
from stocktake.resolve.tsconfig import Options
from stocktake.sources.package_maps import targets

NO_FILE = "no file matches"
OUTSIDE = "outside of the root"
ASSET = "asset"

_MAX_HOPS = 8
"""How often an ``imports`` map may lead to another specifier."""


class Attempt:
    """Resolution under one set of compiler options, from one folder."""

    __slots__ = ("_files", "_folder", "_hops", "_lookup", "_options", "_packages", "_probe")

    def __init__(
        self, probe: Callable[[str, bool], None], files: PackageFiles, options: Options, folder: str, hops: int = 0
    ) -> None:
        self._probe = probe
        self._files = files
        self._packages = files.packages
        self._options = options
        self._folder = folder
        self._hops = hops
        self._lookup = files.lookup(options.module_suffixes)

    def resolve(self, specifier: str) -> Target:
        """What ``specifier``, written in a file of the folder, imports under these options."""
        path, query = without_query(specifier)
        found = self._without_query(path)
        if query and (found.kind == "module" or found.reason == NO_FILE):
            # The query tells the bundler what to make of whatever is there: for the compiler it is no module.
            at = join(self._folder, path) if is_relative(path) else None
            return _asset(at if at is not None and at in self._files.files else found.path or at or "")
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
            return Target("external", package=package) if package else unresolved(reason)
        if specifier.startswith("/"):
            return unresolved(ASSET if is_asset(specifier) else "absolute path")
        return self._package(specifier, missing)

    # ---- relative

    def _relative(self, specifier: str) -> Target:
        path = join(self._folder, specifier)
        if path is None:
            return unresolved(OUTSIDE)
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
        return _asset(path) if is_asset(specifier) or path in self._files.files else unresolved(NO_FILE)

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
            self._probe(path, False)
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
        known = FRAMEWORK_MODULES.get(specifier.partition("/")[0])
        if known is None or not self._packages.is_declared(self._folder, known.dependency):
            return None
        if known.is_made:
            return unresolved("virtual module")
        return unresolved(ASSET if is_asset(specifier) else NO_FILE)

    # ---- packages

    def _private(self, specifier: str) -> Target:
        """``#name``, by the ``imports`` of the nearest package.json."""
        package = self._packages.scope(self._folder)
        is_name = specifier[1:2] not in ("", "/")
        entry = self._files.subpaths(package, "imports").find(specifier) if package is not None and is_name else None
        if package is None or entry is None:
            return unresolved(f"package imports do not include {specifier}")
        conditions = IMPORT + self._options.conditions
        for target in targets(entry, conditions):
            if target.startswith("./"):
                path = join(package.folder, target)
                if path is not None and (found := self._lookup.published(path, ANY)):
                    return Target("module", path=found)
            elif not target.startswith(("../", "/")) and self._hops < _MAX_HOPS:
                onward = Attempt(self._probe, self._files, self._options, package.folder, self._hops + 1)
                if (result := onward.resolve(target)).kind != "unresolved":
                    return result
        if found := self._files.entry_source(package, entry, specifier, self._options.conditions):
            return Target("module", path=found)
        return unresolved(ASSET if is_asset(specifier) else NO_FILE)

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
            return unresolved(self._why_not(linked, rest))
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
            return unresolved(NO_FILE)
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


def _types_package(name: str) -> str:
    """Name of the package with the types of ``name``."""
    return "@types/" + name.removeprefix("@").replace("/", "__")


def unresolved(reason: str) -> Target:
    """What leads nowhere, and why."""
    return Target("unresolved", reason=reason)


def _asset(path: str) -> Target:
    return Target("unresolved", path=path, reason=ASSET)
