"""What resolving is given and what comes out, as data."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from stocktake.model import Diagnostic, Failure, Outcome
from stocktake.pipeline.contents import Content
from stocktake.pipeline.fact_store import FactStore
from stocktake.pipeline.moves import Moves
from stocktake.state.made import Packed
from stocktake.state.remembered import Answers, RecordPart, Remembered, View

Failures = dict[str, list[Failure]]
"""What went wrong after extraction, by path."""

Lists = dict[str, list[str]]


class Given(Struct):
    """The files of a run in path order: their outcomes (without facts), the extractors that have facts of each, and why
    their paths say that they are skipped ("" for no reason), the ``numbers`` by which records name them and those that
    were removed. Where something is to be taken over, ``past`` is what the
    last run made of the files, ``changed`` are those that are different since, and ``old`` has the facts they had;
    ``moves`` tells what files were added or removed (None: nothing of that kind). ``view`` is to be
    remembered."""

    outcomes: Mapping[str, Outcome]
    having: Mapping[str, Collection[str]]
    reasons: Mapping[str, str]
    facts: FactStore
    numbers: Mapping[str, int]
    past: Remembered | None = None
    changed: frozenset[str] = frozenset()
    old: Mapping[str, Outcome] = {}
    moves: Moves | None = None
    view: View | None = None


class Resolution(Struct):
    """What came out. ``contents`` are the inventories, by name. ``recomputed``: extractor → the files whose items were
    computed, in order; ``reasons`` says for those of them that are as they were what else had changed, ``different``
    (extractor → paths) where items came out otherwise; both are empty where everything was computed. ``remembered`` is
    for the next run (None: it begins anew), ``touched`` the paths of which something in it is new or gone, with
    the parts that are (None: all)."""

    contents: dict[str, Content]
    failures: Failures
    diagnostics: list[Diagnostic]
    probes: dict[str, bool]
    recomputed: Lists
    reasons: dict[str, str]
    different: Lists
    remembered: Remembered | None
    touched: Mapping[str, Collection[RecordPart]] | None


class Share(Struct):
    """What some of the inventories came to: by inventory the parts of each file, and the files that were computed now;
    what went wrong, by path; cycles of links."""

    parts: dict[str, dict[str, Packed]]
    recomputed: Lists
    failures: Failures
    link_cycles: dict[str, Lists]

    def add(self, other: Share) -> None:
        """Take in what other inventories came to."""
        self.parts |= other.parts
        self.recomputed |= other.recomputed
        self.link_cycles |= other.link_cycles
        for path, found in other.failures.items():
            known = self.failures.setdefault(path, [])
            known += [failure for failure in found if failure not in known]


class Computed(Struct):
    """All that resolving computes, as plain data: another process may do it. ``imported`` is, by path, a digest over
    what its imports lead to, with the .json files that decided it and marks of what was asked about; it and ``links``
    (of files to others) are of those files that are ``touched`` (None: all). ``stale``: by extractor, the files whose
    items were computed (None: all); ``reasons`` says why, of those that did not change themselves."""

    share: Share
    answers: Answers
    imported: dict[str, tuple[str, dict[str, bool], bytes]]
    links: dict[str, Packed]
    diagnostics: list[Diagnostic]
    reasons: dict[str, str] = {}
    stale: dict[str, set[str]] | None = None
    touched: set[str] | None = None
