"""From facts to the items of every inventory. What the last run made of a file is taken over where nothing that it was
made from has changed; the result is the same as without. Reads no file.

A file is computed again for an extractor if it changed itself, or if something changed that was read for it: what
another file exposes (:meth:`Extractor.exposed`), or an answer over all files (links, unused exports, import cycles).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct

from stocktake.encoding import to_json
from stocktake.errors import ExtractorError
from stocktake.extractors.base import Extractor, Link
from stocktake.model import Diagnostic, Failed, Failure, Outcome, SkippedFile
from stocktake.pipeline.fact_store import FactStore, LazyFacts, decoded
from stocktake.pipeline.plan import Plan
from stocktake.pipeline.reach import Exposure, Numbers, hit
from stocktake.pipeline.scope import Scope
from stocktake.resolve.project import IMPORT_CYCLE, UNUSED_EXPORTS, ResolvedProject
from stocktake.resolve.trace import Read, answer
from stocktake.sources.scan import Tree
from stocktake.state.assemble import InventoryContent
from stocktake.state.chunks import ItemLine
from stocktake.state.remembered import Answers, FileRecord, Part, Reads, Remembered
from stocktake.workers.failures import describe

Failures = dict[str, list[Failure]]
"""What went wrong after extraction, by path."""

_Lists = dict[str, list[str]]


class Given(Struct):
    """The files of a run in path order: their outcomes, the extractors that have facts of each, and why their paths say
    that they are skipped ("" for no reason). Where something is to be taken over, ``past`` is what the last run made of
    the same files, ``changed`` are those that are different since, and ``old`` has the facts they had."""

    outcomes: Mapping[str, Outcome]
    having: Mapping[str, Collection[str]]
    reasons: Mapping[str, str]
    facts: FactStore
    past: Remembered | None = None
    changed: frozenset[str] = frozenset()
    old: Mapping[str, Outcome] = {}


class Resolution(Struct):
    """What came out. ``recomputed``: extractor → the files whose items were computed, in order; ``reasons`` says for
    those of them that are as they were what else had changed, ``different`` (extractor → paths) where items came out
    otherwise; both are empty where everything was computed. ``remembered`` is for the next run (None where that has to
    begin anew), ``touched`` the paths whose record in it is new (None: all)."""

    contents: list[InventoryContent]
    failures: Failures
    diagnostics: list[Diagnostic]
    probes: dict[str, bool]
    recomputed: _Lists
    reasons: dict[str, str]
    different: _Lists
    remembered: Remembered | None
    touched: set[str] | None


def resolve(plan: Plan, tree: Tree, given: Given, key: Mapping[str, str], report: Callable[[str], None]) -> Resolution:
    """Everything that depends on more than one file. ``key``: what the result depends on besides the files' content.

    Raises:
        ExtractorError: an extractor's counters raise.
        FactsMissingError: facts that were remembered are gone.
    """
    return _Run(plan, tree, given).resolve(key, report)


class _Run:
    def __init__(self, plan: Plan, tree: Tree, given: Given) -> None:
        self.plan = plan
        self.tree = tree
        self.given = given
        self.past = given.past
        self.records = given.past.files if given.past is not None else {}
        self.paths = [path for path, outcome in given.outcomes.items() if not isinstance(outcome, Failed)]
        self.numbers = Numbers(given.outcomes)
        self.extractors = plan.loaded.extractors
        self.facts = {each.name: self._facts(each) for each in self.extractors}
        self.project = ResolvedProject(self.facts, tree.configs, tree.paths, self.extractors)
        self.failures: Failures = {path: list(found) for path, found in given.facts.failures.items()}
        # By extractor, the files to compute items of; None: all.
        self.stale: dict[str, set[str]] | None = None
        self.reasons: dict[str, str] = {}
        self.relinked: set[str] = set()
        self.same_links: set[str] = set()

    def _facts(self, extractor: Extractor) -> Mapping[str, Any]:
        paths = [path for path in self.paths if extractor.name in self.given.having[path]]
        if self.past is not None:
            return LazyFacts(extractor, paths, self.given.facts)
        return decoded(extractor, paths, self.given.facts)

    def resolve(self, key: Mapping[str, str], report: Callable[[str], None]) -> Resolution:
        report("resolve")
        answers = self._answers()
        report("items")
        scopes = self._scopes()
        parts: dict[str, dict[str, Part]] = {}
        contents: list[InventoryContent] = []
        recomputed: _Lists = {}
        for name in self.plan.selected:
            parts[name], recomputed[name], content = _Inventory(self, self.plan.loaded.get(name), scopes[name]).made()
            contents.append(content)
        touched = None
        if self.stale is not None:
            touched = self.relinked.union(self.given.changed, *recomputed.values())
        records = self._records(parts, touched)
        probes = {path: found for record in records.values() for path, found in record.probes.items()}
        can_remember = not self.failures and all(each.incremental for each in self.extractors)
        remembered = Remembered(dict(key), list(self.given.outcomes), answers, records) if can_remember else None
        return Resolution(
            contents=contents,
            failures=self.failures,
            diagnostics=self.project.diagnostics,
            probes=probes,
            recomputed=recomputed,
            reasons={path: why for path, why in self.reasons.items() if path not in self.given.changed},
            different=self._different(parts, recomputed),
            remembered=remembered,
            touched=touched,
        )

    def _different(self, parts: Mapping[str, Mapping[str, Part]], recomputed: _Lists) -> _Lists:
        """By extractor, the files whose items came out otherwise than last time."""
        if self.past is None:
            return {}
        nothing = Part()
        found: _Lists = {}
        for name, paths in recomputed.items():
            gone = [path for path in self.given.changed if path not in paths]
            for path in (*paths, *sorted(gone)):
                record = self.records.get(path)
                was = record.parts.get(name, nothing) if record is not None else nothing
                if parts[name].get(path, nothing).lines != was.lines:
                    found.setdefault(name, []).append(path)
        return found

    # ---- what is stale, and the answers over all files

    def _answers(self) -> Answers:
        past = self.past
        if past is None:
            unused, cycles = self._module_answers()
            return Answers(unused, cycles, self._link_cycles({}))
        before = past.answers
        self.stale = {each.name: set(self.given.changed) for each in self.extractors}
        exposure = Exposure(self.given.changed, self.extractors, self.facts, self.records, self.given.old)
        self._spread(exposure.reads)
        differing = self._relink()
        unused, cycles = before.unused, before.import_cycles
        if exposure.is_relinked:
            unused, cycles = self._module_answers()
        else:
            self.project.give(unused, cycles)
        link_cycles = self._link_cycles(before.link_cycles)
        differing |= {(UNUSED_EXPORTS, path) for path in _different(unused, before.unused)}
        differing |= {(IMPORT_CYCLE, path) for path in _different(cycles, before.import_cycles)}
        for kind in link_cycles.keys() | before.link_cycles.keys():
            nodes = _different(link_cycles.get(kind, {}), before.link_cycles.get(kind, {}))
            differing |= {(kind, node) for node in nodes}
        self._spread(differing)
        return Answers(unused, cycles, link_cycles)

    def _spread(self, reads: set[Read]) -> None:
        """What was made from ``reads`` is stale."""
        assert self.stale is not None
        by_kind = self.numbers.by_kind(reads)
        if not by_kind:
            return
        for path, record in self.records.items():
            for name, part in record.parts.items():
                why = hit(part.reads, by_kind) or hit(part.link_reads, by_kind)
                if why is not None:
                    self.stale[name].add(path)
                    self.reasons.setdefault(path, self.numbers.explain(*why))

    def _module_answers(self) -> tuple[_Lists, _Lists]:
        """Unused exports and import cycles, of every file that has any."""
        unused: _Lists = {}
        cycles: _Lists = {}
        for path in self.facts["modules"]:
            if names := list(self.project.unused_exports(path)):
                unused[path] = names
            if cycle := list(self.project.import_cycle(path)):
                cycles[path] = cycle
        return unused, cycles

    def _relink(self) -> set[Read]:
        """Compute the links of stale files anew; returns the reads of links that come out differently."""
        assert self.stale is not None
        differing: set[Read] = set()
        for name, links in self.project.links.items():
            before = len(differing)
            for path in self.given.outcomes:
                record = self.records.get(path)
                part = record.parts.get(name) if record is not None else None
                known = [Link(*each) for each in part.links] if part is not None else []
                if path not in self.stale[name]:
                    links.give(path, known)
                    continue
                found = links.of(path) if path in self.facts["modules"] else []
                if found != known:
                    self.relinked.add(path)
                    for link in set(found).symmetric_difference(known):
                        differing.add((answer(link.kind, name), link.target))
            if len(differing) == before:
                self.same_links.add(name)
        return differing

    def _link_cycles(self, before: Mapping[str, _Lists]) -> dict[str, _Lists]:
        """By kind of read, then declaration; without a change of links they are what they were ``before``."""
        found: dict[str, _Lists] = {}
        for extractor in self.extractors:
            for kind in extractor.cyclic_kinds:
                read = answer(kind, extractor.name)
                links = self.project.links[extractor.name]
                if extractor.name in self.same_links:
                    links.give_cycles(kind, before.get(read, {}))
                cycles = links.cycles(kind)
                if cycles:
                    found[read] = {node: list(cycles[node]) for node in sorted(cycles)}
        return found

    # ---- items

    def _scopes(self) -> dict[str, Scope]:
        config = self.plan.place.config
        configs = (each.path.rpartition("/") for each in self.tree.configs)
        packages = frozenset(folder for folder, _, name in configs if name == "package.json") | {""}
        skipped = frozenset(path for path, outcome in self.given.outcomes.items() if isinstance(outcome, SkippedFile))
        return {name: Scope(name, config, packages, skipped) for name in self.plan.selected}

    # ---- what to remember

    def _records(self, parts: Mapping[str, Mapping[str, Part]], touched: set[str] | None) -> dict[str, FileRecord]:
        records: dict[str, FileRecord] = {}
        for path in self.paths:
            if touched is not None and path not in touched:
                records[path] = self.records[path]
                continue
            records[path] = FileRecord(
                given=self.given.reasons[path],
                outcome=_without_facts(self.given.outcomes[path]),
                having=sorted(self.given.having[path]),
                probes=dict(self.project.probes_of(path)) if path in self.facts["modules"] else {},
                parts={name: found[path] for name, found in parts.items() if path in found},
            )
        return records


class _Inventory:
    """Makes one inventory."""

    def __init__(self, run: _Run, extractor: Extractor, scope: Scope) -> None:
        self.run = run
        self.extractor = extractor
        self.scope = scope
        self.facts = run.facts[extractor.name]
        self.links = run.project.links.get(extractor.name)
        self.items: list[Any] = []

    def made(self) -> tuple[dict[str, Part], list[str], InventoryContent]:
        """What the extractor makes of each file, the files whose items were computed now, and all of it together."""
        run, name = self.run, self.extractor.name
        parts: dict[str, Part] = {}
        computed: list[str] = []
        for path in run.paths:
            if run.stale is not None and path not in run.stale[name]:
                known = run.records[path].parts.get(name)
                if known is not None:
                    parts[path] = known
                continue
            if path in self.facts:
                computed.append(path)
            part = self._part(path)
            if part is not None:
                parts[path] = part
        return parts, computed, self._content(parts)

    def _part(self, path: str) -> Part | None:
        run, extractor = self.run, self.extractor
        links = self.links.of(path) if self.links is not None else []
        error = self.links.errors.get(path) if self.links is not None else None
        items: list[Any] = []
        lines: list[tuple[int, str, bytes]] = []
        reads: set[Read] = set()
        if path in self.facts and self.scope.admits(path):
            try:
                if error is not None:
                    raise error
                items, reads = run.project.traced(lambda: list(extractor.items(path, self.facts[path], run.project)))
                lines = [_line(path, item) for item in items]
            except Exception as problem:
                run.failures.setdefault(path, []).append(describe(problem, extractor.name, path))
                items = []
        part = Part(
            lines=lines,
            reads=run.numbers.encode(reads, path),
            links=[(link.kind, link.source, link.target) for link in links],
            link_reads=self._link_reads(path),
        )
        if extractor.incremental:
            part.counters = self._counters(items)
        else:
            self.items.extend(items)
        return part if part.lines or part.reads or part.links or part.link_reads else None

    def _link_reads(self, path: str) -> Reads:
        if self.links is None:
            return {}
        if path in self.links.reads:
            return self.run.numbers.encode(self.links.reads[path], path)
        known = self.run.records[path].parts.get(self.extractor.name)  # they were not computed now
        return known.link_reads if known is not None else {}

    def _content(self, parts: Mapping[str, Part]) -> InventoryContent:
        extractor = self.extractor
        counters = self._counters(self.items)
        if extractor.incremental:
            for part in parts.values():
                for key, count in part.counters.items():
                    counters[key] = counters.get(key, 0) + count
        return InventoryContent(
            name=extractor.name,
            folder=extractor.folder,
            extractor_version=extractor.version,
            fingerprint=self.run.plan.fingerprint(extractor.name),
            lines=[ItemLine(path, *line) for path, part in parts.items() for line in part.lines],
            summary=self._guarded(lambda: extractor.summarise(counters)),
            description=extractor.summary,
        )

    def _counters(self, items: Sequence[Any]) -> dict[str, int]:
        return self._guarded(lambda: dict(self.extractor.counters(items)))

    def _guarded(self, compute: Callable[[], dict[str, int]]) -> dict[str, int]:
        name = self.extractor.name
        try:
            return compute()
        except Exception as error:
            message = describe(error, name, "").message
            raise ExtractorError(f"extractor {name!r}: its counters failed: {message}") from error


def _different(now: Mapping[str, Any], before: Mapping[str, Any]) -> set[str]:
    return {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}


def _without_facts(outcome: Outcome) -> Outcome:
    if isinstance(outcome, SkippedFile):
        return SkippedFile(outcome.path, outcome.digest, outcome.reason, outcome.detail)
    if isinstance(outcome, Failed):
        return outcome
    rest = (outcome.partial, outcome.failures, outcome.note, outcome.reason, outcome.detail)
    return type(outcome)(outcome.path, outcome.digest, {}, *rest)


def _line(path: str, item: Any) -> tuple[int, str, bytes]:
    if item.file != path:
        raise ValueError("an item is of another file than its facts")
    return item.line, item.name, to_json(item)
