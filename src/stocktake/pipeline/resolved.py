"""From what was computed to what a run publishes and remembers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any

from stocktake.pipeline.contents import Content, Parts
from stocktake.pipeline.plan import Plan
from stocktake.pipeline.resolution_data import Computed, Given, Lists, Resolution
from stocktake.state.made import KINDS, FileMade, Kind, Made
from stocktake.state.remembered import RECORD_PARTS, FileRecord, RecordPart, Remembered


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
    loaded = plan.extractors.loaded
    selected = {*plan.selected, *(each.name for each in loaded if not each.link_kinds)}
    remembered, touched = None, None
    if not share.failures and all(each.incremental and each.name in selected for each in loaded):
        made = before.renewed(made_now) if before is not None else Made(made_now)
        touched = _touched(given, computed.touched, now, made) if computed.touched is not None else None
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
        own = {name: found.packed(path) for name, found in parts.items() if found.made_now(path)}
        made[path] = FileMade(own, computed.links[path], asked)
    return records, made


def _touched(
    given: Given, paths: Set[str], now: Mapping[str, FileRecord], made: Made
) -> dict[str, Collection[RecordPart]]:
    """Of the files ``paths``, those of which something is to be remembered otherwise, with what that is. Most that are
    computed again because of another come out as they were."""
    past = given.past.files if given.past is not None else {}
    kinds: tuple[Kind, ...] = KINDS
    if given.moves is None:
        kinds = tuple(kind for kind in KINDS if kind != "asked")  # files that are there ask about the same paths
    found: dict[str, Collection[RecordPart]] = {}
    for path in paths:
        if path in given.changed or path not in past or path not in made.fresh:
            found[path] = RECORD_PARTS
            continue
        differing: list[RecordPart] = [kind for kind in kinds if made.differs(path, kind)]
        if now[path] != past[path]:
            differing.append("record")
        if differing:
            found[path] = differing
    return found


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
