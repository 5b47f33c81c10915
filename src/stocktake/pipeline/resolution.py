"""From facts to the items of every inventory. What the last run made of a file is taken over where nothing that it was
made from has changed; the result is the same as without. Reads no file.

A file is computed again for an extractor if it changed itself, or if something changed that was read for it: what
another file exposes (:meth:`Extractor.exposed`), or an answer over all files (links, unused exports, import cycles).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from stocktake.encoding import to_packed
from stocktake.extractors.base import Extractor, Link
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.registry import LINKAGE
from stocktake.model import Extracted, Failed, SkippedFile
from stocktake.pipeline.fact_store import LazyFacts, decoded
from stocktake.pipeline.imported import Imports
from stocktake.pipeline.inventories import HandOver, Inventory, Stage
from stocktake.pipeline.link_changes import LinkChanges
from stocktake.pipeline.moves import Moves
from stocktake.pipeline.plan import Plan
from stocktake.pipeline.reach import Exposure, Numbers, all_of, different, hit, reads_any, table_reads
from stocktake.pipeline.resolution_data import Computed, Failures, Given, Lists, Share
from stocktake.pipeline.scope import Scope
from stocktake.resolve.cycle_change import has_same_cycles
from stocktake.resolve.exports import LOCALS, MODULES
from stocktake.resolve.file_links import FileLinks
from stocktake.resolve.project import IMPORT_CYCLE, UNUSED_EXPORTS, ResolvedProject
from stocktake.resolve.trace import Read, answer
from stocktake.resolve.usage_change import Edit, KnownLinks, Surroundings, unused_after
from stocktake.sources.scan import Tree
from stocktake.state.made import MARKED, Origin, Packed, links_of
from stocktake.state.remembered import Answers

LARGE = 40_000_000
"""Bytes of encoded facts from which on they are not all kept decoded: those of some 25,000 files."""


def is_large(given: Given) -> bool:
    """Whether all is to be made of so much that it is not to be held decoded."""
    return given.past is None and given.facts.size > LARGE


class Run:
    """Makes the inventories ``names``."""

    def __init__(
        self, plan: Plan, tree: Tree, given: Given, names: Collection[str], hand_over: HandOver | None = None
    ) -> None:
        self.plan = plan
        self.hand_over = hand_over
        self.names = names
        self.tree = tree
        self.given = given
        self.past = given.past
        self.records = given.past.files if given.past is not None else {}
        self.made_before = given.past.made if given.past is not None else None
        self.paths = [path for path, outcome in given.outcomes.items() if not isinstance(outcome, Failed)]
        self.numbers = Numbers(given.numbers)
        needed = {each for name in names for each in plan.extractors.closure(name)}
        self.is_large = is_large(given)
        self.extractors = [each for each in plan.extractors.loaded if each.name in needed]
        self.facts = {each.name: self._facts(each) for each in self.extractors}
        self.project = ResolvedProject(self.facts, tree.configs, tree.paths, self.extractors, tree.links)
        self.imports = Imports(self.project, self.facts[LINKAGE], repeated=self.past is not None)
        self.failures: Failures = {path: list(found) for path, found in given.facts.failures.items()}
        # By extractor, the files to compute items of; None: all.
        self.stale: dict[str, set[str]] | None = None
        self.reasons: dict[str, str] = {}
        self.reimported: set[str] = set()
        """The files of which an import leads elsewhere, or to something else, since files were added or removed."""
        self.relinked: set[str] = set()
        """The files of which more than items is to be remembered otherwise."""
        self.link_changes = LinkChanges(self.project.links, self.facts[LINKAGE], self.numbers)
        self.items: dict[str, list[Any]] = {}
        """By extractor that is not incremental: all items."""

    def _facts(self, extractor: Extractor) -> Mapping[str, Any]:
        if self.past is not None or self.is_large:
            return LazyFacts(extractor, self.given.having, self.given.facts)
        paths = [path for path in self.paths if extractor.name in self.given.having[path]]
        return decoded(extractor, paths, self.given.facts)

    def made(self) -> Share:
        """The inventories, without what is known of all modules together."""
        return self._items(self._link_cycles({}))

    def computed(self, report: Callable[[str], None]) -> Computed:
        """The inventories and all else."""
        answers = self._answers()
        report("items")
        share = self._items(answers.link_cycles)
        touched = None
        if self.stale is not None:
            touched = self.relinked.union(self.given.changed, *self.stale.values())
            if self.given.moves is not None:
                touched |= self.given.moves.removed
        paths = [path for path in self.paths if touched is None or path in touched or path not in self.records]
        imported = {path: self.imports.of(path) for path in paths}
        return Computed(
            share=share,
            answers=answers,
            imported={path: (found.digest, found.probes, found.asked) for path, found in imported.items()},
            links={path: self._packed_links(path) for path in paths},
            diagnostics=self.project.diagnostics,
            reasons={path: why for path, why in self.reasons.items() if path not in self.given.changed},
            stale=self.stale,
            touched=touched,
        )

    def release(self) -> None:
        """Forget all that was needed to compute."""
        self.facts.clear()
        self.project.release()

    def _items(self, link_cycles: dict[str, Lists]) -> Share:
        if self.is_large:
            self.project.forget_lookups()  # what links needed of them is there, and takes a sixth of all memory
        scopes = self._scopes()
        stage = Stage(
            self.plan,
            self.paths,
            self.facts,
            self.project,
            self.numbers,
            self.made_before,
            self.stale,
            self.failures,
            self.hand_over,
        )
        share = Share({}, {}, self.failures, link_cycles)
        waiting = list(self.names)
        for name in self.names:
            inventory = Inventory(stage, self.plan.extractors.get(name), scopes[name])
            share.parts[name], share.recomputed[name] = inventory.made()
            self.items[name] = inventory.items
            waiting.remove(name)
            self._let_go(waiting)
        return share

    def _let_go(self, waiting: Iterable[str]) -> None:
        """Of decoded facts, keep those that the inventories ``waiting`` to be made require: all together would take
        several times as much memory as anything else. Extractors of others may say less than they read."""
        if self.past is None and all(each.name in BUILT_IN for each in self.extractors):
            needed = {each for name in (LINKAGE, *waiting) for each in self.plan.extractors.closure(name)}
            for name in self.facts.keys() - needed:
                if self.facts[name]:
                    self.facts[name] = {}
                    self.project.let_go(name)

    # ---- what is stale, and the answers over all files

    def _answers(self) -> Answers:
        past = self.past
        if past is None:
            unused, cycles = self._module_answers()
            self.project.give(unused, cycles)
            stars = self._stars({}, self.facts["modules"])
            return Answers(unused, cycles, self._link_cycles({}), stars, sorted(self.project.stated_entries))
        before = past.answers
        self.stale = {each.name: set(self.given.changed) for each in self.extractors}
        exposure = Exposure(self.given.changed, self.extractors, self.facts, self.records, self.given.old)
        reads = exposure.reads | self._moved()
        relinked = {path for kind, path in reads if kind == MODULES}
        names = {path: own for path, own in exposure.names.items() if path not in self.reimported}
        self._spread(reads | table_reads(relinked, names, before.stars))
        differing = self._relink()
        unused, cycles = before.unused, before.import_cycles
        if exposure.is_relinked or self.given.moves is not None:
            unused, cycles = self._module_answers_after(before)
        self.project.give(unused, cycles)
        link_cycles = self._link_cycles(before.link_cycles)
        differing |= {(UNUSED_EXPORTS, path) for path in different(unused, before.unused)}
        differing |= {(IMPORT_CYCLE, path) for path in different(cycles, before.import_cycles)}
        for kind in link_cycles.keys() | before.link_cycles.keys():
            nodes = different(link_cycles.get(kind, {}), before.link_cycles.get(kind, {}))
            differing |= {(kind, node) for node in nodes}
        self._spread(differing)
        entries = before.entries if self.given.moves is None else sorted(self.project.stated_entries)
        return Answers(unused, cycles, link_cycles, self._stars(before.stars, relinked), entries)

    def _stars(self, before: Lists, changed: Iterable[str]) -> Lists:
        """What every file re-exports whole, in view of what has ``changed``."""
        found = {path: stars for path, stars in before.items() if path in self.facts["modules"]}
        for path in changed:
            found.pop(path, None)
            if path in self.facts["modules"] and (stars := self.project.stars_of(path)):
                found[path] = stars
        return dict(sorted(found.items()))

    def _moved(self) -> set[Read]:
        """What comes out differently because files were added or removed: whoever imports something else now, or one of
        those files, is stale, and what was read of it may be different too."""
        moves = self.given.moves
        if moves is None or self.stale is None:
            return set()
        self._spread_removed(moves)
        reads: set[Read] = {(each.name, path) for path in moves.removed for each in self.extractors}
        for path in self._may_import_others(moves):
            record, imports = self.records.get(path), self.imports.of(path)
            if self.made_before is not None and self.made_before.asked(path) != imports.asked:
                self.relinked.add(path)  # found as before, but other paths matter now
            if record is None or record.imports != imports.digest or not moves.added.isdisjoint(imports.files):
                reads |= all_of(MODULES, path) | all_of(LOCALS, path)
                self.reimported.add(path)
                self.reasons.setdefault(path, "files that it imports were added or removed")
                for paths in self.stale.values():
                    paths.add(path)
        return reads

    def _may_import_others(self, moves: Moves) -> Iterable[str]:
        """The modules of which an import may lead elsewhere now, those among them of which one does."""
        modules = self.facts["modules"]
        if moves.marks is None or self.made_before is None:
            return modules
        asking = {path for path in self.made_before.asking(moves.marks) if path in modules}
        return asking.union(path for path in self.given.changed if path in modules)

    def _spread_removed(self, moves: Moves) -> None:
        """What was made from anything of a file that was removed is stale."""
        assert self.stale is not None
        numbers = frozenset(number for path in moves.removed for number in self.numbers.of(path))
        for path, origins in self._readers(numbers) if numbers else ():
            for name, origin in origins.items():
                if reads_any(origin.reads, numbers) or reads_any(origin.link_reads, numbers):
                    self.stale[name].add(path)
                    self.reasons.setdefault(path, "a file that it refers to was removed")

    def _readers(self, numbers: Collection[int]) -> Iterator[tuple[str, Mapping[str, Origin]]]:
        """The files that are still there and may have been made from something of the files ``numbers``."""
        removed = self.given.moves.removed if self.given.moves is not None else frozenset()
        if self.made_before is not None:
            yield from (found for found in self.made_before.readers(numbers) if found[0] not in removed)

    def _spread(self, reads: set[Read]) -> None:
        """What was made from ``reads`` is stale."""
        assert self.stale is not None
        by_kind = self.numbers.by_kind(reads)
        if not by_kind:
            return
        numbers = frozenset().union(*(each for kind, each in by_kind.items() if kind != MARKED))
        for path, origins in self._readers(numbers):
            for name, origin in origins.items():
                why = hit(origin.reads, by_kind) or hit(origin.link_reads, by_kind)
                if why is not None:
                    self.stale[name].add(path)
                    self.reasons.setdefault(path, self.numbers.explain(*why))

    def _packed_links(self, path: str) -> Packed:
        has_some = path in self.facts["modules"]
        return msgspec.Raw(to_packed(self.project.links_of(path))) if has_some else NO_LINKS

    def _known_links(self) -> dict[str, FileLinks]:
        """The links of the files that are, and import from, the same files as before."""
        found: dict[str, FileLinks] = {}
        if self.made_before is None:
            return found
        for path in self.facts["modules"]:
            record = self.records.get(path)
            if record is None or path in self.given.changed:
                continue
            links = self.made_before.links(path)
            if links is not None and path not in self.reimported:
                found[path] = _file_links.decode(links)
        return found

    def _module_answers(self) -> tuple[Lists, Lists]:
        """Unused exports and import cycles, of every file that has any."""
        return self._unused(), self._import_cycles()

    def _module_answers_after(self, before: Answers) -> tuple[Lists, Lists]:
        """The same after an edit. All files are only looked at where what the edited ones say does not suffice."""
        edits = self._edits()
        if edits is None:
            self.project.give_links(self._known_links())
            return self._module_answers()
        links = KnownLinks(self.facts["modules"], edits, self._links_of)
        around = Surroundings(links, self._mentioning, self.project.is_entry)
        unused = unused_after(before.unused, edits, around) if self._has_same_entries(before.entries, edits) else None
        changes = {path: edit.of_values() for path, edit in edits.items()}
        is_same = has_same_cycles(
            before.import_cycles, changes, lambda path: links[path].values if path in links else ()
        )
        cycles = before.import_cycles if is_same else None
        if unused is None or cycles is None:
            self.project.give_links(self._known_links())
        return (
            unused if unused is not None else self._unused(),
            cycles if cycles is not None else self._import_cycles(),
        )

    def _has_same_entries(self, before: Collection[str], edits: Mapping[str, Edit]) -> bool:
        """Whether packages offer and run the files that they did, but for such as came or went."""
        if self.given.moves is None:
            return True
        other = self.project.stated_entries.symmetric_difference(before)
        return all(path in edits and None in edits[path] for path in other)

    def _edits(self) -> dict[str, Edit] | None:
        """The links before and now, of all files that may have others; None where one that is no other file was, or is,
        no module."""
        if self.made_before is None:
            return None
        moves = self.given.moves or Moves()
        found: dict[str, Edit] = {}
        for path in self.given.changed | moves.removed | self.reimported:
            packed = self.made_before.links(path)
            before = _file_links.decode(packed) if packed is not None else None
            now = self.project.links_of(path) if path in self.facts["modules"] else None
            if (before is None and path not in moves.added) or (now is None and path not in moves.removed):
                return None
            found[path] = Edit(before, now)
        return found

    def _links_of(self, path: str) -> FileLinks:
        packed = self.made_before.links(path) if self.made_before is not None else None
        return _file_links.decode(packed) if packed is not None else self.project.links_of(path)

    def _mentioning(self, path: str) -> Iterator[tuple[str, FileLinks]]:
        if self.made_before is not None:
            found = self.made_before.links_with(path, self.numbers.of(path))
            yield from ((other, _file_links.decode(kept)) for other, kept in found)

    def _unused(self) -> Lists:
        return {path: names for path in self.facts["modules"] if (names := list(self.project.unused_exports(path)))}

    def _import_cycles(self) -> Lists:
        return {path: cycle for path in self.facts["modules"] if (cycle := list(self.project.import_cycle(path)))}

    def _relink(self) -> set[Read]:
        """Compute the links of stale files anew; returns the reads of links that come out differently."""
        assert self.stale is not None
        differing: set[Read] = set()
        gone = self.given.moves.links if self.given.moves is not None else {}
        for name, links in self.project.links.items():
            for left in gone.get(name, ()):
                differing |= self.link_changes.note(name, _links(left), ())
            part = partial(self._some_links_before, name)
            links.give(partial(self._links_before, name), self._parts_towards, part, self.stale[name])
            for path in self.stale[name].intersection(self.given.outcomes):
                known = self._links_before(name, path)
                found = links.of(path) if path in self.facts["modules"] else []
                if found != known:
                    self.relinked.add(path)
                    differing |= self.link_changes.note(name, known, found)
        return differing

    def _links_before(self, name: str, path: str) -> list[Link]:
        origin = self.made_before.origins(path).get(name) if self.made_before is not None else None
        return _links(origin.links) if origin is not None else []

    def _parts_towards(self, target: str) -> Iterable[int]:
        return self.made_before.towards(self.numbers.of(target)) if self.made_before is not None else ()

    def _some_links_before(self, name: str, number: int) -> Iterator[tuple[str, list[Link]]]:
        if self.made_before is not None:
            yield from ((path, _links(links)) for path, links in self.made_before.linked(name, number))

    def _link_cycles(self, before: Mapping[str, Lists]) -> dict[str, Lists]:
        """By kind of read, then declaration; those of ``before`` where they must be the same."""
        found: dict[str, Lists] = {}
        for extractor in self.extractors:
            for kind in extractor.cyclic_kinds:
                read = answer(kind, extractor.name)
                links = self.project.links[extractor.name]
                known = before.get(read, {})
                if self.stale is not None and self.link_changes.has_same_cycles(kind, extractor.name, known):
                    links.give_cycles(kind, known)
                cycles = links.cycles(kind)
                if cycles:
                    found[read] = {node: list(cycles[node]) for node in sorted(cycles)}
        return found

    # ---- items

    def _scopes(self) -> dict[str, Scope]:
        config = self.plan.place.config
        configs = (each.path.rpartition("/") for each in self.tree.configs)
        packages = frozenset(folder for folder, _, name in configs if name == "package.json") | {""}
        outcomes = self.given.outcomes.items()
        skipped = frozenset(path for path, outcome in outcomes if isinstance(outcome, SkippedFile))
        stories = frozenset(path for path, each in outcomes if isinstance(each, Extracted) and each.reason == "story")
        return {name: Scope(name, config, packages, skipped, stories) for name in self.plan.selected}


NO_LINKS = msgspec.Raw(to_packed(FileLinks()))

_file_links: msgspec.msgpack.Decoder[FileLinks] = msgspec.msgpack.Decoder(FileLinks)


def _links(links: msgspec.Raw) -> list[Link]:
    return [Link(*each) for each in links_of(links)]
