"""What terms are made of."""

from __future__ import annotations

from collections.abc import Sequence

from stocktake.extractors.code.zod import NOT_KNOWN, Step, Term, computed
from stocktake.extractors.schemas.shapes import Scope

NOT_GIVEN = Term("text", "…")
"""What a call gives for a parameter that it gives nothing for."""

_UNDEFINED = Term("text", "undefined")


def roots(term: Term) -> list[str]:
    """The root identifiers of every chain in a term, in source order, once each."""
    return list(dict.fromkeys(each.name for each in chains(term)))


def chains(term: Term, *, later_too: bool = True) -> list[Term]:
    """Every chain in a term, in source order; ``later_too``: also those evaluated only when the schema is used."""
    found: list[Term] = []
    stack = [term]
    while stack:
        each = stack.pop()
        if each.op == "later" and not later_too:
            continue
        if each.op == "chain":
            found.append(each)
        stack.extend(reversed(each.parts))
        if each.op == "object":
            found.extend(chain for key in each.keys if (chain := computed(key)) is not None)
        for step in reversed(each.steps):
            stack.extend(reversed(step.args or ()))
    return found


def check_texts(term: Term) -> list[str]:
    """How the checks in a term are shown."""
    return [step.text for chain in chains(term) for step in chain.steps if step.text]


def handed_over(parameter: str, given: Term) -> dict[str, Term]:
    """The names that a parameter binds, with what an argument gives for each; NOT_GIVEN where it gives nothing."""
    if not parameter.startswith("{"):
        return {parameter: given}
    entries = (entry.partition(":") for entry in parameter[1:-1].split(","))
    return {name: taken(given, [Step(key)]) for key, _, name in entries}


def taken(term: Term, steps: Sequence[Step]) -> Term:
    """What some steps take from a term: of a literal the part that they name, NOT_GIVEN where it has none."""
    for at, step in enumerate(steps):
        if term.op == "chain":
            return Term("chain", term.name, [*term.steps, *steps[at:]])
        if term.op != "object" or step.args is not None:
            return term if term is NOT_GIVEN else NOT_KNOWN
        term = _held(term, step.name)
    return term


def _held(literal: Term, key: str) -> Term:
    """What an object literal holds under a key."""
    for name, part in zip(reversed(literal.keys), reversed(literal.parts), strict=True):
        if name == key:
            return part if part != _UNDEFINED else NOT_GIVEN
        if name == "..." or name.startswith("["):
            # What is spread, or a computed key, may bring it.
            return NOT_KNOWN
    return NOT_GIVEN


def as_given(term: Term, scope: Scope) -> tuple[Term, Scope]:
    """A term that starts with a parameter, as the call gives it, and where that stands: a parameter's name says nothing
    to who does not see the function. Any other term as it is."""
    while term.op == "chain" and term.name in scope.given:
        steps = term.steps
        term, scope = scope.given[term.name]
        term = taken(term, steps)
    return term, scope


def is_absent(term: Term, scope: Scope) -> bool:
    """Whether a term is a parameter that nothing is given for."""
    return as_given(term, scope)[0] is NOT_GIVEN


def argument(args: Sequence[Term], at: int) -> Term | None:
    """What a call gives for the parameter at a place; None for nothing."""
    given = args[at] if at < len(args) else None
    return given if given != _UNDEFINED else None


def is_called(term: Term) -> bool:
    """Whether a term is what a call gives."""
    return term.op == "chain" and bool(term.steps) and term.steps[-1].args is not None


def given_to_object(term: Term) -> tuple[str, Term] | None:
    """The name and the argument of ``Object.freeze(…)``, ``Object.keys(…)`` and ``Object.values(…)``, else None."""
    if term.op != "chain" or term.name != "Object" or len(term.steps) != 1:
        return None
    name, args = term.steps[0].name, term.steps[0].args
    return (name, args[0]) if args and name in ("freeze", "keys", "values") else None


def has_later(term: Term) -> bool:
    """Whether something in a term is evaluated only when the schema is used."""
    stack = [term]
    while stack:
        each = stack.pop()
        if each.op == "later":
            return True
        stack.extend(each.parts)
        for step in each.steps:
            stack.extend(step.args or ())
    return False
