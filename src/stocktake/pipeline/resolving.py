"""Everything that depends on more than one file: all at once, or part by part, in copies of this process where that is
safe. The result is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

import msgspec

from stocktake.encoding import to_packed
from stocktake.extractors.registry import LINKAGE
from stocktake.pipeline.inventories import HandOver
from stocktake.pipeline.plan import Plan
from stocktake.pipeline.resolution import Run, is_large
from stocktake.pipeline.resolution_data import Computed, Given, Resolution, Share
from stocktake.pipeline.resolved import resolution
from stocktake.sources.scan import Tree
from stocktake.state.made import Packed
from stocktake.workers.aside import Send, copies_to_have, results


def resolve(
    plan: Plan,
    tree: Tree,
    given: Given,
    key: Mapping[str, str],
    report: Callable[[str], None],
    *,
    at_once: int = 1,
) -> Resolution:
    """Everything that depends on more than one file. ``key``: what the result depends on besides the files' content.
    ``at_once``: how many copies of this process may compute parts of it side by side; none depends on another.

    Raises:
        ExtractorError: an extractor's counters raise.
        LostError: something that was remembered is gone.
    """
    report("resolve")
    all_plain = all(extractor.incremental for extractor in plan.extractors.loaded)
    parts = _parts_of(plan.selected)
    if all_plain and len(parts) > 1 and given.past is None:
        copies = copies_to_have(min(at_once, len(parts)))
        if copies > 1 or is_large(given):
            return resolution(plan, given, key, _in_parts(plan, tree, given, parts, report, copies), {})
    run = Run(plan, tree, given, plan.selected)
    computed = run.computed(report)
    run.release()
    return resolution(plan, given, key, computed, run.items)


_ALONE: Final = ("callGraph", LINKAGE, "schemas")
"""Inventories that each take about as long as all others together, longest first: what is known of all modules together
is computed with the modules."""


def _parts_of(names: Sequence[str]) -> list[list[str]]:
    """What may be made by itself, in the order to begin with. Rather few parts: each decodes the facts that it needs,
    and resolves what it looks up."""
    alone = [[name] for name in _ALONE if name in names]
    others = [name for name in names if name not in _ALONE]
    return [*alone, others] if others else alone


def _in_parts(
    plan: Plan,
    tree: Tree,
    given: Given,
    parts: Sequence[list[str]],
    report: Callable[[str], None],
    copies: int,
) -> Computed:
    """All that resolving computes, part by part; by ``copies`` of this process side by side, if more than one: what
    they decode and look up for it is several times what comes of it, and goes with them."""
    with_answers = next((names for names in parts if LINKAGE in names), parts[-1])

    def computed(names: Sequence[str], hand_over: HandOver | None = None) -> Share | Computed:
        run = Run(plan, tree, given, names, hand_over)
        is_whole = names is with_answers
        found = run.computed(report if hand_over is None else _say_nothing) if is_whole else run.made()
        run.release()
        return found

    def send_computed(names: Sequence[str], send: Send) -> None:
        rest = computed(names, lambda name, made: send(to_packed((name, made))))
        send(to_packed(rest))

    tasks = [partial(send_computed, names) for names in parts]
    shares: dict[int, Share] = {}
    found: Computed | None = None
    for number, pieces in results(tasks, copies) if copies > 1 else ():
        if pieces is None:
            continue
        if parts[number] is with_answers:
            found = _computed.decode(pieces[-1])
            _put(found.share, pieces[:-1])
            report("items")
        else:
            shares[number] = share = _share.decode(pieces[-1])
            _put(share, pieces[:-1])
    if found is None:
        whole = computed(with_answers)
        assert isinstance(whole, Computed)
        found = whole
    for number, names in enumerate(parts):
        if names is not with_answers:
            own = shares.get(number) or computed(names)
            assert isinstance(own, Share)
            found.share.add(own)
    given.facts.let_go()
    found.answers.link_cycles |= found.share.link_cycles
    return found


def _say_nothing(_stage: str) -> None:
    return


def _put(share: Share, pieces: Iterable[bytes]) -> None:
    """Put what was handed over where it belongs: before the rest, which is of later files."""
    rest, share.parts = share.parts, {name: {} for name in share.parts}
    for piece in pieces:
        name, parts = _parts.decode(piece)
        share.parts[name].update(parts)
    for name, parts in rest.items():
        share.parts[name].update(parts)


_share: msgspec.msgpack.Decoder[Share] = msgspec.msgpack.Decoder(Share)
_computed: msgspec.msgpack.Decoder[Computed] = msgspec.msgpack.Decoder(Computed)
_parts: msgspec.msgpack.Decoder[tuple[str, dict[str, Packed]]] = msgspec.msgpack.Decoder(tuple[str, dict[str, Packed]])
