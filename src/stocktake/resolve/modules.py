"""What an import specifier means: a file in view, an external package, or nothing, with the reason.

Order and rules are those of the TypeScript compiler with ``moduleResolution: bundler`` (``nodeModuleNameResolver``):
``paths``, ``baseUrl`` or ``rootDirs``, then ``#imports``, self-reference by name, and links to workspace packages.
Where the compiler would find nothing because a workspace package is not built, its source is taken instead.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import NamedTuple

from stocktake.extractors.base import Target
from stocktake.marks import Marks, packed_marks
from stocktake.resolve.attempts import NO_FILE, Attempt, unresolved
from stocktake.resolve.glob_imports import GlobImports
from stocktake.resolve.governing import Governing
from stocktake.resolve.in_view import InView, mark, mark_below
from stocktake.resolve.package_files import PackageFiles
from stocktake.resolve.packages import Package, Packages
from stocktake.resolve.specifiers import is_relative, without_query
from stocktake.resolve.tree import join, parent
from stocktake.resolve.tsconfig import Configs


class Answer(NamedTuple):
    """What a specifier means, the .json paths whose presence (True) or absence decided it, and marks of all paths that
    were asked about for it."""

    target: Target
    probes: Mapping[str, bool]
    asked: Marks


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
        self.packages = packages
        self._governing = Governing(configs)
        self._globs = GlobImports(self._files, self._governing)
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
            return answer._replace(target=unresolved(NO_FILE))
        return answer

    def globbed(self, path: str, patterns: Sequence[str]) -> list[Answer]:
        """The modules that patterns written in ``path`` match, and with nothing to lead to, what decided it."""
        found, folders = self._globs.matching(path, patterns)
        nothing = Answer(unresolved(NO_FILE), {}, packed_marks(map(mark_below, folders)))
        return [nothing, *(Answer(Target("module", path=each), {}, b"") for each in found)]

    def entries(self, package: Package) -> Iterator[str]:
        """The modules a package offers or runs; see :meth:`PackageFiles.entries`."""
        found = self._files.entries(package)
        return (self._aliases.get(path, path) for path in found) if self._aliases else found

    def suffixes(self, path: str) -> frozenset[str]:
        """The ``moduleSuffixes`` that hold for a file."""
        return frozenset(suffix for options in self._governing.options(path) for suffix in options.module_suffixes)

    def _place(self, path: str) -> _Place:
        choices = self._governing.options(path)
        folder = parent(path)
        key = (id(choices), folder)
        if key not in self._by_folder:
            # Whatever is not relative depends on the folder only through what is visible from it. Identities serve as
            # keys: the governing options, zones and packages live as long as this object.
            visible = (id(choices), id(self.packages.zone(folder)), id(self.packages.scope(folder)))
            attempts = tuple(Attempt(self.probe, self._files, options, folder) for options in choices)
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
        return self._answered(first or unresolved(NO_FILE))

    def _answered(self, target: Target) -> Answer:
        return Answer(target, self._probed, packed_marks(map(mark, self._in_view.asked)))


class _Place(NamedTuple):
    """A folder whose files share their compiler options, with what is known of the specifiers in it."""

    attempts: tuple[Attempt, ...]
    known: dict[str, Answer]
    bare: dict[str, Answer]


def _is_of_output(path: str, specifier: str) -> bool:
    """Whether a relative specifier names another path than the one it leads to."""
    named = join(parent(path), without_query(specifier)[0]) if is_relative(specifier) else None
    return named is not None and not path.startswith(posixpath.splitext(named)[0])
