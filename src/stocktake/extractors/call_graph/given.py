"""What a call is given, as the reference of what it gives has it."""

from __future__ import annotations

from typing import NamedTuple

from stocktake.extractors.call_graph.terms import TYPE_ARGUMENT
from stocktake.extractors.call_graph.values import Arguments


class Call(NamedTuple):
    """Where a call is, and what it is given, as the reference has it."""

    path: str
    owner: str
    given: str
    scope: Arguments

    def arguments(self) -> dict[str, str]:
        """References by position (see :mod:`stocktake.extractors.call_graph.terms`)."""
        return {key: given for each in self.given[1:-1].split(";") for key, _, given in [each.partition(":")]}

    def held(self) -> str:
        """The reference of what a state, ref or context of React holds: by its type argument, else what it is at first;
        "" where it is not told."""
        given = self.arguments()
        return given.get(TYPE_ARGUMENT) or given.get("0") or given.get("0()") or ""

    def given_at(self, place: str) -> str:
        """The reference of what is given at the place ``0``, or of what that gives, ``0()``; "" where it is not."""
        given = self.arguments()
        position = place.removesuffix("()")
        return given.get(place) or (given[position] + "()" if position in given else "")
