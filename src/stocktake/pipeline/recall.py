"""What a run takes over from the last one: which files are as they were, and what was made of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from msgspec import structs

from stocktake.digests import digest
from stocktake.encoding import to_json
from stocktake.model import Extracted, Failed, Language, Outcome, SkippedFile
from stocktake.pipeline.build import everything, reasons
from stocktake.pipeline.fact_store import FactStore, names_in, without_facts
from stocktake.pipeline.moves import moved
from stocktake.pipeline.plan import Plan
from stocktake.pipeline.resolution_data import Given, Resolution
from stocktake.resolve.in_view import folders_of
from stocktake.sources.bearing import bearing
from stocktake.sources.scan import Tree
from stocktake.state import remembered
from stocktake.state.facts_cache import FactsCache
from stocktake.state.remembered import FileRecord, Remembered, View


class Recall:
    """The last run, as far as ``cache`` has it and it was like this one: the same configuration files, extractors and
    options. ``taken`` are the outcomes taken over, without facts, by path; ``why_not`` says why
    nothing could be."""

    def __init__(self, run_plan: Plan, tree: Tree, cache: FactsCache, digests: Mapping[str, str] | None) -> None:
        """``digests`` are those of the files now; None: nothing is to be taken over."""
        self._plan = run_plan
        self._tree = tree
        self._cache = cache
        self._given = reasons(tree)
        self.view = _view(tree)
        self.key = _key(run_plan, tree, self.view)
        self.past: Remembered | None = None
        self.why_not = ", ".join(
            f"{e.name} is not incremental" for e in run_plan.extractors.loaded if not e.incremental
        )
        if not self.why_not and digests is not None:
            self.past, self.why_not = remembered.load(cache, self.key, free=_FILES)
        self.taken: dict[str, Outcome] = {}
        if self.past is not None and digests is not None:
            for path, record in self.past.files.items():
                if _is_same(record, digests.get(path, ""), self._given.get(path)):
                    self.taken[path] = record.outcome

    def given(self, outcomes: Mapping[str, Outcome]) -> Given:
        """What to resolve. Whatever is not taken over has its facts with it."""
        past = self.past
        if past is None:
            return structs.replace(everything(self._tree, outcomes), view=self.view)
        moves = None
        if past.key != self.key or list(outcomes) != past.paths:
            past, moves = moved(past, outcomes, self.view)
        numbers = moves.numbers if moves is not None else past.numbered()
        taken = self.taken
        changed = frozenset(outcomes.keys() - taken.keys())
        fresh = {path: found.facts for path in changed if not isinstance(found := outcomes[path], Failed)}
        store = FactStore(fresh, taken, self._load_taken)
        before = {path: past.files[path].outcome.digest for path in sorted(changed) if path in past.files}
        old = self._load(before)
        having = {
            path: names_in(past.files[path].having) if path in taken else frozenset(fresh[path])
            for path in outcomes
            if path in taken or path in fresh
        }
        plain = {**outcomes, **without_facts({path: outcomes[path] for path in changed})}
        return Given(plain, having, self._given, store, numbers, past, changed, old, moves, self.view)

    def keep_made(self, made: Remembered) -> None:
        """Keep what was made of all files, before the run has gone well: nothing is remembered until then."""
        remembered.save_made(self._cache, made)

    def keep(self, resolution: Resolution) -> None:
        """Remember how this run went, for the next one."""
        if resolution.remembered is not None:
            remembered.save(self._cache, resolution.remembered, resolution.touched)
            if resolution.touched is not None:
                self._cache.spare()

    def _load_taken(self, paths: Collection[str]) -> dict[str, Outcome]:
        return self._load({path: self.taken[path].digest for path in paths})

    def _load(self, digests: Mapping[str, str]) -> dict[str, Outcome]:
        """What the cache has of files, by their digests."""
        wanted = {path: (found, self._languages[path]) for path, found in digests.items()}
        return self._cache.load(wanted, self._plan.extractors.cache_keys) if wanted else {}

    @cached_property
    def _languages(self) -> dict[str, Language]:
        return {file.path: file.language for file in self._tree.files}


def _is_same(record: FileRecord, found: str, reason: str | None) -> bool:
    """Whether a file is as it was. What failed in part is looked at again: not every failure lasts."""
    outcome = record.outcome
    if not found or outcome.digest != found or record.given != reason:
        return False
    return isinstance(outcome, SkippedFile) or (isinstance(outcome, Extracted) and not outcome.failures)


def _view(tree: Tree) -> View:
    """Of the files in view, those are listed that an import may lead to; of others only their folders can matter."""
    names = sorted([path for path in tree.paths if path.endswith(_IMPORTED)])
    return View(names, sorted(folders_of(tree.paths)), tree.links)


def _key(run_plan: Plan, tree: Tree, view: View) -> dict[str, str]:
    """All that the items depend on but the content of the source files."""
    plan = [(name, run_plan.fingerprint(name)) for name in run_plan.selected]
    parts = {
        "extractors or options changed": [plan, sorted(run_plan.extractors.cache_keys.items())],
        "configuration files changed": [(config.path, bearing(config)) for config in tree.configs],
        _FILES: [[file.path for file in tree.files], view.names, view.folders, view.links],
    }
    return {name: digest(to_json(part)) for name, part in parts.items()}


_FILES = "files in view"
_IMPORTED = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json")
