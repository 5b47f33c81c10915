"""Which declarations of the project a component renders, by the names that its file has for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stocktake.extractors.code.held import ANY

if TYPE_CHECKING:
    from stocktake.extractors.base import Target
    from stocktake.extractors.components.facts import ComponentFact
    from stocktake.extractors.components.index import ComponentIndex

SPREAD = "..."
"""Before the name of an object that is spread into one of components."""

_BY_KEY = f".{ANY}"
_MAX_SPREADS = 16
_MAX_NAMES = 8


def rendered_by(index: ComponentIndex, path: str, fact: ComponentFact) -> list[str]:
    """Ids of the project's declarations that a component renders, sorted."""
    found = set()
    for tag, target in _targets(index, path, fact):
        if target.kind != "declaration" and "." in tag:
            # A part that is written in place belongs to its component.
            base = index.project.lookup(path, tag.rpartition(".")[0])
            target = base if base.kind == "declaration" and index.is_component(base.path, base.name) else target
        if target.kind == "declaration" and not index.is_context(target):
            found.add(target.id)
    return sorted(found)


def rendered_perhaps(index: ComponentIndex, path: str, fact: ComponentFact) -> list[str]:
    """Ids of the candidates that a component renders or is another name for, and of which nothing else says that they
    are components."""
    found: list[str] = []
    if fact.wraps and index.is_component(path, fact.name):
        found += _candidates(index, index.target(path, fact.wraps))
    # A choice says of neither what it is.
    is_choice = not fact.is_rendered
    tags = [tag for tag in fact.renders if not (is_choice and tag in fact.alternatives)]
    return [*found, *candidates_among(index, path, tags)]


def candidates_among(index: ComponentIndex, path: str, tags: list[str]) -> list[str]:
    """Ids of the candidates among what is rendered, of which nothing else says that they are components."""
    found: list[str] = []
    for tag in tags:
        by_key = tag.endswith(_BY_KEY)
        targets = _held(index, path, tag.removesuffix(_BY_KEY)) if by_key else [index.project.lookup(path, tag)]
        found += [each for target in targets for each in _candidates(index, target)]
    return found


def _candidates(index: ComponentIndex, target: Target) -> Iterator[str]:
    """The id of a candidate, and of those that it is another name for."""
    for _ in range(_MAX_NAMES):
        fact = index.fact(target)
        if fact is None or index.is_component(target.path, target.name):
            return
        yield target.id
        if not fact.wraps:
            return
        target = index.target(target.path, fact.wraps)


def _targets(index: ComponentIndex, path: str, fact: ComponentFact) -> Iterator[tuple[str, Target]]:
    for tag in fact.renders:
        if tag.endswith(_BY_KEY):
            yield from ((tag, target) for target in _held(index, path, tag.removesuffix(_BY_KEY)))
        else:
            yield tag, index.target(path, tag)


def _held(index: ComponentIndex, path: str, name: str) -> Iterator[Target]:
    """What an object of the project holds that is named like a component."""
    todo = [index.project.lookup(path, name)]
    seen: set[str] = set()
    while todo and len(seen) < _MAX_SPREADS:
        owner = todo.pop()
        if owner.kind != "declaration" or owner.id in seen:
            continue
        seen.add(owner.id)
        for key, held in index.parts(owner).items():
            if key.startswith(SPREAD):
                todo.append(index.project.lookup(owner.path, held))
            else:
                yield index.target(owner.path, held)
