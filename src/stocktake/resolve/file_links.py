"""What one file imports and exports, in terms of other files: with the facts of the file and where its imports lead,
all that unused exports and import cycles are computed from. Small, so that it can be remembered of every file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from stocktake.extractors.base import Target
from stocktake.extractors.linkage import ImportFact, LinkageFacts
from stocktake.resolve.file_lookup import TYPESCRIPT
from stocktake.resolve.linkage_index import is_value_import

ALL = "*"
"""In place of a name: whatever the module exports."""


class FileLinks(Struct, frozen=True, array_like=True, gc=False):
    """Links of one file; a target is the path of a module in view.

    ``exported``: names that the file exports by statements of its own, each with what it re-exports as (target, name).
    ``stars``: targets of ``export *``, and whether of their types only. ``uses``: (target, name) of what it imports,
    or mentions.
    ``values``: targets of imports that are there when the program runs, at once.
    """

    exported: dict[str, list[tuple[str, str]]] = {}
    stars: list[tuple[str, bool]] = []
    uses: list[tuple[str, str]] = []
    values: list[str] = []


def file_links(
    path: str, facts: LinkageFacts, resolve: Callable[[str, str], Target], mentioned: Iterable[str]
) -> FileLinks:
    """The links of the file ``path``. ``resolve`` tells what a specifier in a file leads to; the modules ``mentioned``
    are used by it as wholes."""
    found = FileLinks({}, [], [(target, ALL) for target in mentioned], [])
    for fact in facts.imports:
        target = resolve(path, fact.specifier)
        leads = target.path if target.kind == "module" else ""
        if leads and _runs_it(path, fact):
            found.values.append(leads)
        if fact.kind == "re-export":
            _add_reexport(found, fact, leads)
        elif leads and fact.kind != "side-effect":
            found.uses.extend((leads, name) for name in _used(fact, facts))
            if fact.is_passed_on:
                found.stars.append((leads, False))
    for export in facts.exports:
        found.exported.setdefault(export.name, [])
    return found


def _runs_it(path: str, fact: ImportFact) -> bool:
    """Whether the module that the file ``path`` imports runs at once. Imports of JavaScript are never erased."""
    return is_value_import(fact) and not (fact.is_erased and path.endswith(TYPESCRIPT))


def _add_reexport(found: FileLinks, fact: ImportFact, leads: str) -> None:
    for name in fact.names:
        if name.local:
            sources = found.exported.setdefault(name.local, [])
            if leads:
                sources.append((leads, name.imported))
        elif name.imported == "*" and leads:
            found.stars.append((leads, name.is_type))


def _used(fact: ImportFact, facts: LinkageFacts) -> list[str]:
    if not fact.names:
        return [ALL]
    found = []
    for name in fact.names:
        if name.imported == "*":
            members = facts.namespace_uses.get(name.local) if fact.kind != "dynamic" else None
            found += [ALL] if members is None else members
        else:
            found.append(name.imported)
    return found
