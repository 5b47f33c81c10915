"""What the imports of each file lead to, in a form that the next run can compare."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from stocktake.digests import digest
from stocktake.encoding import to_json
from stocktake.marks import Marks, marks_in, packed_marks
from stocktake.resolve.project import ResolvedProject


class Imported(NamedTuple):
    """What the imports of a file lead to: a digest over it, the files, the .json files that decided it, and marks of
    all paths that were asked about."""

    digest: str
    files: frozenset[str]
    probes: dict[str, bool]
    asked: Marks


class Imports:
    """What the imports of each file lead to. ``modules`` are the files with facts of modules; ``repeated`` says that
    one may be asked about more than once."""

    def __init__(self, project: ResolvedProject, modules: Container[str], *, repeated: bool) -> None:
        self._project = project
        self._modules = modules
        self._known: dict[str, Imported] | None = {} if repeated else None

    def of(self, path: str) -> Imported:
        """What the imports of ``path`` lead to; nothing where it was not read as a module."""
        if self._known is None:
            return self._now(path)
        if path not in self._known:
            self._known[path] = self._now(path)
        return self._known[path]

    def _now(self, path: str) -> Imported:
        if path not in self._modules:
            return Imported("", frozenset(), {}, b"")
        answers = self._project.answers_of(path)
        targets = [(each.target.kind, each.target.path, each.target.package, each.target.reason) for each in answers]
        probes = {probe: is_there for each in answers for probe, is_there in each.probes.items()}
        asked = packed_marks(mark for each in answers for mark in marks_in(each.asked))
        mark = digest(to_json([targets, sorted(probes.items())]))
        return Imported(mark, frozenset(target[1] for target in targets), probes, asked)
