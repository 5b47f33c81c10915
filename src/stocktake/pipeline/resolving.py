"""Everything that depends on more than one file: all at once, or part by part, in copies of this process where that is
safe. The result is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import msgspec

from stocktake.encoding import to_packed
from stocktake.extractors.registry import LINKAGE
from stocktake.pipeline.plan import Plan
from stocktake.pipeline.resolution import Run, is_large
from stocktake.pipeline.resolution_data import Computed, Given, Resolution, Share
from stocktake.pipeline.resolved import resolution
from stocktake.sources.scan import Tree
from stocktake.state.made import Packed
from stocktake.workers.aside import can_copy, results


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

    def made(names: Sequence[str]) -> Share:
        run = Run(plan, tree, given, names)
        share = run.made()
        run.release()
        return share

    def computed(names: Sequence[str], report: Callable[[str], None] = lambda _stage: None) -> Computed:
        run = Run(plan, tree, given, names)
        found = run.computed(report)
        run.release()
        return found

    last = lanes[-1][-1]
    tasks = [[partial(_pieces, computed if names is last else made, names) for names in lane] for lane in lanes]
    found: Computed | None = None
    shares: dict[tuple[int, int], Share] = {}
    for lane, place, pieces in results(tasks) if copies else ():
        if pieces is not None and lanes[lane][place] is last:
            found = _computed.decode(pieces[0])
            _put(found.share, pieces[1:])
            report("items")
        elif pieces is not None:
            shares[lane, place] = share = _share.decode(pieces[0])
            _put(share, pieces[1:])
    if found is None:
        found = computed(last, report)
    for lane, several in enumerate(lanes):
        for place, names in enumerate(several):
            if names is not last:
                found.share.add(shares.get((lane, place)) or made(names))
    given.facts.let_go()
    found.answers.link_cycles |= found.share.link_cycles
    return found


def _pieces(compute: Callable[[Sequence[str]], Share | Computed], names: Sequence[str]) -> Iterator[bytes]:
    """The result, but for what was made of files; then that, of some files at a time."""
    found = compute(names)
    share = found if isinstance(found, Share) else found.share
    parts, share.parts = share.parts, {name: {} for name in share.parts}
    yield to_packed(found)
    for name, made in parts.items():
        paths = list(made)
        for start in range(0, len(paths), _TOGETHER):
            yield to_packed((name, {path: made.pop(path) for path in paths[start : start + _TOGETHER]}))


def _put(share: Share, pieces: Iterable[memoryview]) -> None:
    """Put what was made of files where it belongs."""
    for piece in pieces:
        name, made = _some.decode(piece)
        share.parts[name].update(made)


_TOGETHER = 1_000
_share: msgspec.msgpack.Decoder[Share] = msgspec.msgpack.Decoder(Share)
_computed: msgspec.msgpack.Decoder[Computed] = msgspec.msgpack.Decoder(Computed)
_some: msgspec.msgpack.Decoder[tuple[str, dict[str, Packed]]] = msgspec.msgpack.Decoder(tuple[str, dict[str, Packed]])
