"""Medians, spreads and ratios of repeated measurements."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from math import exp, log


def median(values: Sequence[float]) -> float:
    """The middle value.

    Raises:
        ValueError: there is none.
    """
    if not values:
        raise ValueError("nothing was measured")
    return statistics.median(values)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """The median of the ratios within one round each: what slowed a whole round down is in both halves of its ratio.
    Rounds that one side has not are left out; nothing where no round is left. Of two in the middle it is the geometric
    mean, so that the ratio the other way round is exactly the inverse."""
    pairs = [log(a / b) for a, b in zip(ours, theirs, strict=False) if a > 0 and b > 0]
    return exp(statistics.median(pairs)) if pairs else None


def noise(runs: Sequence[Sequence[float]]) -> float | None:
    """How many times as long the slowest run takes as the fastest: the median over everything that ran repeatedly."""
    spreads = [max(values) / min(values) for values in runs if len(values) > 1 and min(values) > 0]
    return statistics.median(spreads) if spreads else None


def slope(sizes: Sequence[float], values: Sequence[float]) -> float | None:
    """The exponent with which values grow with sizes, by least squares of the logarithms: 1 is linear. Nothing for
    fewer than two sizes."""
    points = [(log(size), log(value)) for size, value in zip(sizes, values, strict=True) if size > 0 and value > 0]
    if len({x for x, _ in points}) < 2:
        return None
    return statistics.linear_regression([x for x, _ in points], [y for _, y in points]).slope
