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
from stocktake.workers.aside import Send, can_copy, results


def resolve(
    plan: Plan,
    tree: Tree,
    given: Given,
    key: Mapping[str, str],
    report: Callable[[str], None],
    *,
    in_two: bool = False,
) -> Resolution:
    """Everything that depends on more than one file. ``key``: what the result depends on besides the files' content.
    ``in_two``: copies of this process, two at a time, may compute parts of it; none depends on another.

    Raises:
        ExtractorError: an extractor's counters raise.
        LostError: something that was remembered is gone.
    """
    report("resolve")
    all_plain = all(extractor.incremental for extractor in plan.extractors.loaded)
    large = is_large(given)
    lanes = _lanes(plan.selected, is_large=large)
    if all_plain and len(lanes) > 1 and given.past is None:
        copies = in_two and can_copy()
        if copies or large:
            return resolution(plan, given, key, _in_parts(plan, tree, given, lanes, report, copies=copies), {})
    run = Run(plan, tree, given, plan.selected)
    computed = run.computed(report)
    run.release()
    return resolution(plan, given, key, computed, run.items)


_OTHER_HALF: Final = frozenset({"callGraph", "schemas"})
"""Inventories that take about as long as the others and what is known of all modules together."""


def _lanes(names: Sequence[str], *, is_large: bool) -> list[list[list[str]]]:
    """What two copies make side by side, and with a large repository, one after the other: the less is made together,
    the less is held together. The last inventories are those made with what is known of all modules."""
    half = [name for name in names if name in _OTHER_HALF]
    rest = [name for name in names if name not in _OTHER_HALF]
    if not half or not rest:
        return [[list(names)]]
    if not is_large:
        return [[half], [rest]]
    last = [LINKAGE] if LINKAGE in rest else rest[-1:]
    others = [name for name in rest if name not in last]
    return [[[name] for name in half], [*([others] if others else []), last]]


def _in_parts(
    plan: Plan,
    tree: Tree,
    given: Given,
    lanes: Sequence[Sequence[list[str]]],
    report: Callable[[str], None],
    *,
    copies: bool,
) -> Computed:
    """All that resolving computes, part by part; with ``copies`` by copies of this process: what they decode and look
    up for it is several times what comes of it, and goes with them."""

    last = lanes[-1][-1]

    def computed(names: Sequence[str], hand_over: HandOver | None = None) -> Share | Computed:
        run = Run(plan, tree, given, names, hand_over)
        found = run.computed(report if hand_over is None else _say_nothing) if names is last else run.made()
        run.release()
        return found

    def send_computed(names: Sequence[str], send: Send) -> None:
        rest = computed(names, lambda name, parts: send(to_packed((name, parts))))
        send(to_packed(rest))

    tasks = [[partial(send_computed, names) for names in lane] for lane in lanes]
    shares: dict[tuple[int, int], Share] = {}
    found: Computed | None = None
    for lane, place, pieces in results(tasks) if copies else ():
        if pieces is None:
            continue
        if lanes[lane][place] is last:
            found = _computed.decode(pieces[-1])
            _put(found.share, pieces[:-1])
            report("items")
        else:
            shares[lane, place] = share = _share.decode(pieces[-1])
            _put(share, pieces[:-1])
    if found is None:
        whole = computed(last)
        assert isinstance(whole, Computed)
        found = whole
    for lane, several in enumerate(lanes):
        for place, names in enumerate(several):
            if names is not last:
                own = shares.get((lane, place)) or computed(names)
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
