"""Stocktake's own contenders: each starts from a state that is made, unmeasured, before it runs."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import measure
from bench.corpora import STOCKTAKE, Corpus, discover
from bench.edits import Place, choose, importers_of
from bench.measure import Measured
from bench.rounds import Contender

GROUP = "stocktake"


@dataclass
class Ours:
    """Stocktake on one corpus; ``stages``: what it wrote into its run record, by contender, one for each round."""

    corpus: Corpus
    processes: int
    box: float
    stages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    edited: dict[str, str] = field(default_factory=dict)
    _dirty: Place | None = None

    def contenders(self) -> list[Contender]:
        """All of them, in the order to run them in: the first leaves a fresh state behind."""
        found = [
            self._contender(f"cold, {self.processes} workers", ["discover", f"--jobs={self.processes}"], self._nothing),
            self._contender("cold, 1 process", ["discover", "--jobs=1"], self._nothing),
            self._contender("nothing changed", ["discover"], self._fresh),
            self._contender("check, fresh", ["check"], self._fresh),
            self._contender("check, fresh, no cache", ["check"], self._without_cache),
            self._contender("every file touched", ["discover"], self._touched),
        ]
        places = choose(self.corpus.ours, self.corpus.sources, importers_of(self.corpus.ours))
        if places is None:
            return found
        typical, hub = places
        edits: list[tuple[str, Place, Callable[[int], bytes]]] = [
            ("edit of a body", typical, typical.body_edited),
            ("edit of an exported name", typical, typical.name_edited),
            ("edit of the most imported name", hub, hub.name_edited),
        ]
        for name, place, edit in edits:
            self.edited[name] = f"{place.path}, imported by {place.importers}"
            found.append(self._contender(name, ["discover"], self._editor(place, edit)))
        return found

    def _contender(self, name: str, arguments: list[str], prepare: Callable[[int], None]) -> Contender:
        command = [STOCKTAKE, *arguments, "-q", str(self.corpus.ours)]

        def run(timeout: float) -> Measured:
            measured = measure.run(command, self.corpus.ours, timeout)
            if arguments[0] == "discover" and measured.code in (0, 1):
                record = self.corpus.ours / ".stocktake/last-run.json"
                self.stages.setdefault(name, []).append(json.loads(record.read_bytes())["result"])
            return measured

        # 1: published, with files that failed; of `check` it would mean that the state is stale.
        good = (0, 1) if arguments[0] == "discover" else (0,)
        return Contender(name, GROUP, run, prepare, self.box, good)

    def _restored(self) -> None:
        if self._dirty is not None:
            (self.corpus.ours / self._dirty.path).write_bytes(self._dirty.original)
            self._dirty = None

    def _nothing(self, _round: int) -> None:
        self._restored()
        for left in (".stocktake", ".claude/state"):
            shutil.rmtree(self.corpus.ours / left, ignore_errors=True)

    def _fresh(self, _round: int) -> None:
        self._restored()
        discover(self.corpus.ours)

    def _without_cache(self, number: int) -> None:
        self._fresh(number)
        shutil.rmtree(self.corpus.ours / ".stocktake")

    def _touched(self, number: int) -> None:
        self._fresh(number)
        for path in self.corpus.sources:
            os.utime(self.corpus.ours / path)

    def _editor(self, place: Place, edit: Callable[[int], bytes]) -> Callable[[int], None]:
        def prepare(number: int) -> None:
            self._fresh(number)
            self._dirty = place
            (self.corpus.ours / place.path).write_bytes(edit(number))

        return prepare


def floors(corpus: Corpus, processes: int, python: str, box: float) -> list[Contender]:
    """What cannot be avoided: reading, parsing, and what git needs to see that nothing changed."""
    here = Path(__file__).resolve().parent
    parse = [python, str(here / "floor_parse.py"), str(corpus.listing)]
    commands = {
        "read every file": [python, str(here / "floor_read.py"), str(corpus.listing)],
        "parse, 1 process": [*parse, "1", "tree"],
        f"parse, {processes} processes": [*parse, str(processes), "tree"],
        f"parse with our query, {processes} processes": [*parse, str(processes), "captures"],
        "git status": ["git", "-c", "core.fsmonitor=false", "status", "--porcelain"],
    }

    def contender(name: str, command: list[str]) -> Contender:
        return Contender(name, "floor", lambda timeout: measure.run(command, corpus.theirs, timeout), box=box)

    return [contender(name, command) for name, command in commands.items()]
