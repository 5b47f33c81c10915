"""What calls of the project's own functions give: parameters are what the call gives for them, variables what the
function sets them to, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from stocktake.extractors.code.zod import Term
from stocktake.extractors.schemas.bodies import Entry
from stocktake.extractors.schemas.choices import either, is_known, one_of_returned
from stocktake.extractors.schemas.declarations import Declarations
from stocktake.extractors.schemas.facts import MakerFact
from stocktake.extractors.schemas.methods import Assume
from stocktake.extractors.schemas.shapes import UNRESOLVED, Maker, Scope, Shape, Value, change
from stocktake.extractors.schemas.terms import NOT_GIVEN, argument, handed_over


class EvaluateAssumed(Protocol):
    """Evaluates terms."""

    def __call__(self, term: Term, scope: Scope, *, is_assumed: bool = False) -> Value:
        """What a term stands for where it is written; ``is_assumed``: known that it is a schema."""


class Calls:
    """Follows functions; arguments and results are evaluated by what is given."""

    def __init__(self, declarations: Declarations, evaluate: EvaluateAssumed, assume: Assume) -> None:
        self.declarations = declarations
        self.evaluate = evaluate
        self.assume = assume

    def result(self, maker: Maker, fact: MakerFact, args: Sequence[Term], scope: Scope, *, is_assumed: bool) -> Value:
        """What a call gives; ``is_assumed``: it is a schema, however little is known of it."""
        inner, values = self._followed(maker, fact, args, scope, is_assumed=False)
        value, like = either(values), inner.bound.get(fact.like)
        if is_known(like) and (value is None or isinstance(value, Shape)) and not is_known(value):
            value = like
        is_typed = fact.annotation and (value is None or (isinstance(value, Shape) and value.type == "other"))
        typed = self.declarations.annotated(maker.path, fact.annotation) if is_typed else ""
        if typed not in ("", "other"):
            # A type that says which kind of schema it is says more than the alternatives.
            return change(value, type=typed) if isinstance(value, Shape) else Shape(typed)
        value = value or one_of_returned(values) or (Shape(typed) if typed else None)
        return self._assumed(maker, fact, args, scope) if value is None and is_assumed else value

    def _assumed(self, maker: Maker, fact: MakerFact, args: Sequence[Term], scope: Scope) -> Value:
        """What is said of a schema that is not known by the chain that is called on it: ``other().nullish()``."""
        value = either(self._followed(maker, fact, args, scope, is_assumed=True)[1])
        return change(value, members=()) if isinstance(value, Shape) and value.type == UNRESOLVED else value

    def _followed(
        self, maker: Maker, fact: MakerFact, args: Sequence[Term], scope: Scope, *, is_assumed: bool
    ) -> tuple[Scope, list[Value]]:
        """Where the function ends, and what it may have returned by then."""
        bound: dict[str, Value] = {}
        given: dict[str, tuple[Term, Scope]] = {}
        inner = Scope(maker.path, maker.name, bound, scope.depth + 1, given=given, local=_set_once(fact.body))
        for at, (name, typed) in enumerate(zip(fact.parameters, fact.typed, strict=False)):
            handed, where = argument(args, at), scope
            if handed is None:
                handed, where = fact.defaults.get(name, NOT_GIVEN), inner
            kind = self.declarations.annotated(maker.path, typed) if typed else ""
            for each, part in handed_over(name, handed).items():
                is_default = part is NOT_GIVEN and each in fact.defaults
                given[each] = (fact.defaults[each], inner) if is_default else (part, where)
                bound[each] = self._argument(*given[each], kind)
        values: list[Value] = []
        for name, term in fact.body:
            if name:
                bound[name] = self.evaluate(term, inner)
                given.pop(name, None)
            else:
                values.append(self.evaluate(term, inner, is_assumed=is_assumed))
        return inner, values

    def _argument(self, term: Term, scope: Scope, kind: str) -> Value:
        if not kind:
            return self.evaluate(term, scope)
        return self.assume(term, scope) if term is not NOT_GIVEN else Shape(kind)


def _set_once(body: Sequence[Entry]) -> dict[str, Term]:
    """What variables are, of those that are set just once."""
    counts = Counter(name for name, _ in body)
    return {name: term for name, term in body if name and counts[name] == 1}
