"""From what was computed to what a run publishes and remembers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from stocktake.pipeline.contents import Content, Parts
from stocktake.pipeline.plan import Plan
from stocktake.pipeline.resolution_data import Computed, Given, Lists, Resolution
from stocktake.state.made import KINDS, FileMade, Kind, Made
from stocktake.state.remembered import FileRecord, Remembered


def resolution(
    plan: Plan, given: Given, key: Mapping[str, str], computed: Computed, items: Mapping[str, Sequence[Any]]
) -> Resolution:
    """The result of a run; ``items`` are all those of extractors that are not incremental."""
    past = given.past
    before, records = (past.made, past.files) if past is not None else (None, {})
    stale: Mapping[str, Set[str] | None] = (
        computed.stale if computed.stale is not None else dict.fromkeys(plan.selected)
    )
    share = computed.share
    parts = {name: Parts(name, made, before, records, stale[name]) for name, made in share.parts.items()}
    now, made_now = _records(given, computed, parts)
    touched = computed.touched
    if before is not None and touched is not None:
        same = _same(given, before, now, made_now)
        touched = touched - same
        made_now = {path: made for path, made in made_now.items() if path not in same}
    loaded = plan.extractors.loaded
    selected = {*plan.selected, *(each.name for each in loaded if not each.link_kinds)}
    remembered = None
    if not share.failures and all(each.incremental and each.name in selected for each in loaded):
        made = before.renewed(made_now) if before is not None else Made(made_now)
        kept = past.kept if past is not None else None
        paths = list(given.outcomes)
        numbers = [given.numbers[path] for path in paths]
        remembered = Remembered(dict(key), given.view, paths, numbers, computed.answers, now, made, kept=kept)
    extractors = {name: plan.extractors.get(name) for name in plan.selected}
    return Resolution(
        contents={
            name: Content(extractor, plan.fingerprint(name), parts[name], items.get(name, ()))
            for name, extractor in extractors.items()
        },
        failures=share.failures,
        diagnostics=computed.diagnostics,
        probes={path: found for record in now.values() for path, found in record.probes.items()},
        recomputed={name: share.recomputed[name] for name in plan.selected},
        reasons=computed.reasons,
        different=_different(given, parts, share.recomputed),
        remembered=remembered,
        touched=touched,
    )


def _records(
    given: Given, computed: Computed, parts: Mapping[str, Parts]
) -> tuple[dict[str, FileRecord], dict[str, FileMade]]:
    """The record of every file, and what was made of those of which it is new."""
    records = dict(given.past.files) if given.past is not None else {}
    made: dict[str, FileMade] = {}
    for path in [path for path in records if path not in given.outcomes or path in given.changed]:
        del records[path]
    for path, (imports, probes, asked) in computed.imported.items():
        having = ",".join(sorted(given.having[path]))
        records[path] = FileRecord(given.reasons[path], given.outcomes[path], having, imports, probes)
        own = {name: part for name, found in parts.items() if (part := found.packed(path)) is not None}
        made[path] = FileMade(own, computed.links[path], asked)
    return records, made


def _same(given: Given, before: Made, now: Mapping[str, FileRecord], made: Mapping[str, FileMade]) -> set[str]:
    """The files that came out as they are remembered, in every respect: their buckets need not be written again.
    Without files that came or went, imports ask about the same paths."""
    past = given.past.files if given.past is not None else {}
    kinds: tuple[Kind, ...] = KINDS if given.moves is not None else ("origins", "links", "items")
    same = [path for path in made if path not in given.changed and path in past and now[path] == past[path]]
    return {path for path in same if before.is_kept(path, made[path], kinds)}


def _different(given: Given, parts: Mapping[str, Parts], recomputed: Lists) -> Lists:
    """By extractor, the files whose items came out otherwise than last time."""
    if given.past is None:
        return {}
    found: Lists = {}
    removed = given.moves.removed if given.moves is not None else frozenset()
    for name, paths in recomputed.items():
        gone = [path for path in given.changed | removed if path not in paths]
        for path in (*paths, *sorted(gone)):
            if parts[name].get(path).lines != parts[name].before(path).lines:
                found.setdefault(name, []).append(path)
    return found
