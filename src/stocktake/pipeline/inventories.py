"""Makes the items of one inventory, or takes over what was made of a file before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Raw

from stocktake.encoding import to_json
from stocktake.errors import LostError
from stocktake.extractors.base import Extractor
from stocktake.model import Failure
from stocktake.pipeline.contents import counters_of
from stocktake.pipeline.plan import Plan
from stocktake.pipeline.reach import Numbers
from stocktake.pipeline.scope import Scope
from stocktake.resolve.links import refuse_others
from stocktake.resolve.project import ResolvedProject
from stocktake.resolve.trace import Read
from stocktake.state.made import NO_READS, Line, Made, Packed, Part, encoded, encoded_reads, packed
from stocktake.workers.failures import describe

HandOver = Callable[[str, dict[str, Packed]], None]
TOGETHER = 1_000
"""Files of which it is handed over together."""


@dataclass(frozen=True)
class Stage:
    """What the making of every inventory shares: the files in order, their facts by extractor, and what was made of
    them before (``past``). ``stale`` are the files to compute by extractor, None for all; ``failures`` grows by what
    goes wrong. ``hand_over`` takes what was made of some files (extractor, parts by path), where nobody here needs it.
    """

    plan: Plan
    paths: Sequence[str]
    facts: Mapping[str, Mapping[str, Any]]
    project: ResolvedProject
    numbers: Numbers
    past: Made | None
    stale: Mapping[str, set[str]] | None
    failures: dict[str, list[Failure]]
    hand_over: HandOver | None = None


class Inventory:
    """Makes one inventory."""

    def __init__(self, stage: Stage, extractor: Extractor, scope: Scope) -> None:
        self.stage = stage
        self.extractor = extractor
        self.scope = scope
        self.facts = stage.facts.get(extractor.name, {})
        self.links = stage.project.links.get(extractor.name)
        self.items: list[Any] = []

    def made(self) -> tuple[dict[str, Packed], list[str]]:
        """What the extractor makes now of files, but for what was handed over, and the files whose items were
        computed."""
        stage, name = self.stage, self.extractor.name
        parts: dict[str, Packed] = {}
        computed: list[str] = []
        stale = stage.stale[name] if stage.stale is not None else None
        for path in stage.paths if stale is None else [path for path in stage.paths if path in stale]:
            if path in self.facts:
                computed.append(path)
            part = self._part(path)
            if part is not None:
                parts[path] = packed(part)
            if stage.hand_over is not None and len(parts) == TOGETHER:
                stage.hand_over(name, parts)
                parts = {}
        return parts, computed

    def _part(self, path: str) -> Part | None:
        stage, extractor = self.stage, self.extractor
        links = self.links.of(path) if self.links is not None else []
        error = self.links.errors.get(path) if self.links is not None else None
        items: list[Any] = []
        lines: list[Line] = []
        reads: set[Read] = set()
        if path in self.facts and self.scope.admits(path):
            try:
                if error is not None:
                    raise error
                items, reads = stage.project.traced(
                    lambda: list(extractor.items(path, self.facts[path], stage.project))
                )
                refuse_others(extractor, reads, path)
                lines = [_line(path, item, extractor.item_type) for item in items]
            except LostError:  # not the extractor's fault
                raise
            except (Exception, SystemExit) as problem:
                stage.failures.setdefault(path, []).append(describe(problem, extractor.name, path))
                items = []
        part = Part(
            lines=encoded(lines),
            reads=encoded_reads(stage.numbers.encode(reads, path)),
            links=encoded(links),
            link_reads=self._link_reads(path),
        )
        if extractor.incremental:
            part.counters = counters_of(extractor, items, path) if items else {}
        else:
            self.items.extend(items)
        is_something = lines or links or part.reads != NO_READS or part.link_reads != NO_READS
        return part if is_something else None

    def _link_reads(self, path: str) -> Raw:
        if self.links is None:
            return NO_READS
        if path in self.links.reads:
            return encoded_reads(self.stage.numbers.encode(frozenset(self.links.reads[path]), path))
        known = self.stage.past.origins(path).get(self.extractor.name) if self.stage.past is not None else None
        return known.link_reads if known is not None else NO_READS  # they were not computed now


def _line(path: str, item: Any, kind: Any) -> Line:
    if not isinstance(item, kind):
        raise TypeError(f"items gave {type(item).__name__}, not {kind.__name__}")
    if item.file != path:
        raise ValueError("an item is of another file than its facts")
    if type(item.line) is not int or type(item.name) is not str:
        raise TypeError("line and name of an item must be int and str")
    return item.line, item.name, to_json(item)
