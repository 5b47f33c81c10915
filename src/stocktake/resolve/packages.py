"""Packages, workspaces, and the links an install would make between them.

A *link* is what a package manager would put at ``node_modules/<name>``: the folder of a workspace package, made
visible to every file below the folder that holds the ``node_modules``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.model import ConfigFile, Diagnostic
from stocktake.paths import path_order
from stocktake.resolve.globs import Globs, workspace_dialect
from stocktake.resolve.tree import ancestors, join, parent
from stocktake.resolve.version_ranges import excludes
from stocktake.sources.bearing import DEPENDENCY_FIELDS
from stocktake.sources.bounds import bounded
from stocktake.sources.package_maps import patterns_of

Link = str | None
"""Folder of the package linked under a name; None where the name is installed from elsewhere (``npm:`` alias)."""


@dataclass(frozen=True, eq=False, slots=True)
class Package:
    """A package.json. ``name`` is empty where it has none; ``is_member``: an install links it (workspace member)."""

    folder: str
    name: str
    manifest: Mapping[str, Any]
    is_member: bool

    @property
    def path(self) -> str:
        """Path of the package.json."""
        return f"{self.folder}/package.json" if self.folder else "package.json"


class Packages:
    """Every package.json in view, and which packages see which under what name."""

    def __init__(self, configs: Iterable[ConfigFile]) -> None:
        by_name: dict[str, dict[str, Any]] = {}
        for config in sorted(configs, key=lambda config: path_order(config.path)):
            folder, _, name = config.path.rpartition("/")
            by_name.setdefault(name, {})[folder] = config.data
        manifests = {
            folder: data if isinstance(data, dict) else {} for folder, data in by_name.get("package.json", {}).items()
        }
        self.diagnostics: list[Diagnostic] = []
        members = _members(by_name, manifests, self.diagnostics)
        linked = {folder for folders in members.values() for folder in folders}
        self.by_folder: dict[str, Package] = {
            folder: Package(folder, _text(data, "name"), data, folder in linked) for folder, data in manifests.items()
        }
        for package in self.by_folder.values():
            for field in ("exports", "imports"):
                found = patterns_of(package.manifest.get(field))
                bounded(package.path, f"{field} with a pattern", found, self.diagnostics)
        self.roots: tuple[str, ...] = tuple(members)
        self._links = self._all_links(members)
        self._zones: dict[str, tuple[Mapping[str, Link], ...]] = {}
        self._scopes: dict[str, Package | None] = {}
        self._names: dict[str, str] = {}

    def scope(self, folder: str) -> Package | None:
        """The package whose package.json is nearest to ``folder``, upwards: Node's package scope."""
        pending = []
        found: Package | None = None
        for ancestor in ancestors(folder):
            if ancestor in self._scopes:
                found = self._scopes[ancestor]
                break
            pending.append(ancestor)
        for ancestor in reversed(pending):
            self._scopes[ancestor] = found = self.by_folder.get(ancestor, found)
        return found

    def package_of(self, path: str) -> str:
        """Name of the package a file belongs to; its folder where it has no name; "" for an unnamed root.

        A package.json without name, dependencies and scripts (``{"type": "module"}``) only marks a folder of its
        package, unless it is a workspace member.
        """
        folder = parent(path)
        if folder not in self._names:
            self._names[folder] = next(
                (package.name or package.folder for package in self.enclosing(folder) if _is_whole(package)), ""
            )
        return self._names[folder]

    def enclosing(self, folder: str) -> Iterator[Package]:
        """The packages around ``folder``, nearest first."""
        for ancestor in ancestors(folder):
            if ancestor in self.by_folder:
                yield self.by_folder[ancestor]

    def zone(self, folder: str) -> tuple[Mapping[str, Link], ...]:
        """The link tables that ``folder`` sees, nearest first; equal zones are the same object."""
        pending = []
        zone: tuple[Mapping[str, Link], ...] = ()
        for ancestor in ancestors(folder):
            if ancestor in self._zones:
                zone = self._zones[ancestor]
                break
            pending.append(ancestor)
        for ancestor in reversed(pending):
            own = self._links.get(ancestor)
            self._zones[ancestor] = zone = (own, *zone) if own else zone
        return zone

    def link(self, folder: str, name: str) -> Package | None:
        """The package that ``name`` is linked to for files in ``folder``; None where it is not one in view."""
        for table in self.zone(folder):
            if name in table:
                target = table[name]
                return None if target is None else self.by_folder.get(target)
        return None

    def is_installed(self, folder: str, linked: Package) -> bool:
        """Whether a package around ``folder`` asks for another version of ``linked`` than the one in view: an install
        then takes the published package, although the workspace has one of that name."""
        spec = self._wanted(folder, linked.name)
        if spec is None:
            return False
        # `npm:its-own-name@^1` is a range of it.
        return excludes(spec.removeprefix(f"npm:{linked.name}@"), _text(linked.manifest, "version"))

    def is_from_catalog(self, folder: str, name: str) -> bool:
        """Whether a package around ``folder`` takes the version of ``name`` from a catalog: a published one, mostly."""
        return (self._wanted(folder, name) or "").startswith("catalog:")

    def _wanted(self, folder: str, name: str) -> str | None:
        """What the nearest package around ``folder`` that depends on ``name`` says of it."""
        for package in self.enclosing(folder):
            for field in DEPENDENCY_FIELDS:
                spec = _text(package.manifest.get(field), name)
                if spec:
                    return spec
        return None

    def is_declared(self, folder: str, name: str) -> bool:
        """Whether a package around ``folder`` lists ``name`` among its dependencies."""
        return any(
            name in package.manifest.get(field, ())
            for package in self.enclosing(folder)
            for field in DEPENDENCY_FIELDS
            if isinstance(package.manifest.get(field), dict)
        )

    def _all_links(self, members: Mapping[str, list[str]]) -> dict[str, dict[str, Link]]:
        links: dict[str, dict[str, Link]] = {}
        for root, folders in members.items():
            table = links.setdefault(root, {})
            for folder in folders:
                # Root and members share no name in a valid workspace; the first in path order wins elsewhere.
                if folder != root and (name := self.by_folder[folder].name):
                    table.setdefault(name, folder)
        named: dict[str, str] = {}
        for folder, package in sorted(self.by_folder.items(), key=lambda entry: not entry[1].is_member):
            named.setdefault(package.name, folder)
        for folder, package in self.by_folder.items():
            own: dict[str, Link] = {}
            for name, spec in _dependencies(package.manifest):
                found = self._dependency(folder, name, spec, members, named)
                if found is not None:
                    own[name] = found[0]
            if own:
                links[folder] = links.get(folder, {}) | own
        return {folder: table for folder, table in links.items() if table}

    def _dependency(
        self, folder: str, name: str, spec: str, members: Mapping[str, list[str]], named: Mapping[str, str]
    ) -> tuple[Link] | None:
        protocol, _, rest = spec.partition(":")
        if protocol == "npm":
            return (None,) if rest.rpartition("@")[0] not in ("", name) else None
        if protocol == "workspace" and not rest.startswith((".", "/")):
            wanted = rest.rpartition("@")[0] or name
            # Of its own workspace: each example of a repository may be one, all with an `app`.
            workspace = next((members[root] for root in ancestors(folder) if folder in members.get(root, ())), ())
            target = next((each for each in workspace if self.by_folder[each].name == wanted), named.get(wanted))
        elif protocol in ("workspace", "file", "link", "portal"):
            target = join(folder, rest.partition("#")[0])
        else:
            return None
        return (target,) if target is not None and target in self.by_folder else None


def package_name(specifier: str) -> tuple[str, str]:
    """A bare specifier as package name and the rest: ``@scope/name/sub/path`` → (``@scope/name``, ``sub/path``)."""
    parts = specifier.split("/", 2)
    count = 2 if specifier.startswith("@") else 1
    return "/".join(parts[:count]), specifier[len("/".join(parts[:count])) + 1 :]


def _members(
    by_name: Mapping[str, Mapping[str, Any]], manifests: Mapping[str, Any], diagnostics: list[Diagnostic]
) -> dict[str, list[str]]:
    """Workspace root → folders of its member packages, in path order."""
    patterns: dict[str, list[str]] = {}

    def add(folder: str, name: str, what: str, entries: list[Any]) -> None:
        listed = bounded(f"{folder}/{name}" if folder else name, what, entries, diagnostics)
        patterns.setdefault(folder, []).extend(entry for entry in listed if isinstance(entry, str))

    for folder, manifest in manifests.items():
        for field in (manifest.get("workspaces"), _get(manifest, "bolt", "workspaces")):
            if isinstance(field, dict):
                field = field.get("packages")
            if isinstance(field, list):
                add(folder, "package.json", "workspaces", field)
    for name in ("pnpm-workspace.yaml", "pnpm-workspace.yml", "lerna.json"):
        for folder, data in by_name.get(name, {}).items():
            field = _get(data, "packages")
            if isinstance(field, list):
                add(folder, name, "packages", field)
            elif name == "lerna.json" and folder not in patterns:
                patterns[folder] = ["packages/*"]
    members: dict[str, list[str]] = {}
    for folder, globs in patterns.items():
        members[folder] = _matching(globs, folder, manifests)
    for folder, data in by_name.get("rush.json", {}).items():
        projects = _get(data, "projects")
        listed = members.setdefault(folder, [])
        for project in projects if isinstance(projects, list) else ():
            place = join(folder, _text(project, "projectFolder"))
            if place is not None and place in manifests:
                listed.append(place)
    return members


def _matching(globs: list[str], folder: str, manifests: Mapping[str, Any]) -> list[str]:
    wanted = Globs([glob for glob in globs if not glob.startswith("!")], folder, workspace_dialect)
    unwanted = Globs([glob[1:] for glob in globs if glob.startswith("!")], folder, workspace_dialect)
    return [candidate for candidate in manifests if wanted.match(candidate) and not unwanted.match(candidate)]


def _dependencies(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in DEPENDENCY_FIELDS:
        entries = manifest.get(field)
        if isinstance(entries, dict):
            yield from ((name, spec) for name, spec in entries.items() if isinstance(spec, str) and ":" in spec)


def _is_whole(package: Package) -> bool:
    manifest = package.manifest
    return (
        bool(package.name)
        or package.is_member
        or "scripts" in manifest
        or any(f in manifest for f in DEPENDENCY_FIELDS)
    )


def _get(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _text(data: Any, key: str) -> str:
    value = _get(data, key)
    return value if isinstance(value, str) else ""
