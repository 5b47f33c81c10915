"""What modules export, and what a name means, through any chain of imports and re-exports.

Rules of ECMAScript's ``ResolveExport`` with TypeScript's additions: a name has a value and a type meaning, type-only
imports and exports carry the latter only, ``export =`` takes the place of a default export, ``default`` is not part of
``export *``, a module's own names hide those of its stars, and a name that two stars give to different declarations is
exported by neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from stocktake.extractors.base import Space, Target, imported_by, name_parts
from stocktake.graphs import strongly_connected
from stocktake.resolve.linkage_index import BOTH, TYPE, TYPEOF, VALUE, Binding, Exported, LinkageIndex
from stocktake.resolve.trace import Memo, Trace, names_of

Origin = tuple[str, bool]
"""A module that exports a name by a statement of its own; whether the way there is type-only."""

Table = Mapping[str, tuple[Origin, ...]]
"""Exported name → where it is exported from: the module itself, or what its stars lead to (several: ambiguous)."""

WHOLE = "export="
"""The name under which a module exports what it is as a whole."""

DEFAULTS = frozenset({"default", WHOLE})
"""Names that can stand for one another, and that no ``export *`` hands on."""

NOT_EXTRACTED = "file not extracted"
NOT_EXPORTED = "not exported"
NOT_DECLARED = "not declared at module level"
TYPE_ONLY = "type only"
AMBIGUOUS = "ambiguous between star exports"
MEMBER = "member of a declaration"
CIRCULAR = "circular re-export"

MODULES = "modules"
"""The kind of read that looking at all that a module exports is."""

EXPORTED = names_of(MODULES)
"""The kind of read that looking up one name that a module exports, or does not, is."""

LOCALS = "locals"
"""The kind of read that looking at everything would be that is declared or imported in a module."""

LOCAL = names_of(LOCALS)
"""The kind of read that looking up a name is that a module does not export: it depends on what is declared or imported
there under it."""

TABLES = "tables"
"""The kind of read that looking at the table of a module with stars is: it depends on all that the stars lead to."""

LISTED = names_of(TABLES)
"""The kind of read that looking up one name there is: it depends on where that comes from."""

_SPACES: Mapping[Space, int] = {"value": VALUE, "type": TYPE, "typeof": TYPEOF}
_MAX_NESTING = 40
"""How often one lookup may branch over names with several origins; real code stays below three."""

_MOST_LOOKED_UP = 50_000
"""Lookups that are remembered: names are asked for again while their file is at hand, and hardly ever after. All those
of 60,000 files would be a fifth of the memory that following their calls takes."""


class ExportTables:
    """Export tables of modules, computed when first asked for. ``resolve`` is module resolution; ``trace`` is told what
    is read of ``index``."""

    def __init__(
        self, index: Mapping[str, LinkageIndex], resolve: Callable[[str, str], Target], trace: Trace | None = None
    ) -> None:
        self._index = index
        self._resolve = resolve
        self._trace = trace or Trace()
        self._tables: dict[str, Table] = {}
        self._unlisted: dict[str, tuple[Target, ...]] = {}
        self._known: Memo = {}
        self._looked_up: Memo = {}
        self._nesting = 0

    def table(self, path: str) -> Table:
        """Every name the module exports, star exports included, ambiguous ones too."""
        self._trace.note((MODULES, path))
        if self._has_stars(path):
            self._trace.note((TABLES, path))
        return self._computed(path)

    def _origins(self, path: str, name: str) -> tuple[Origin, ...]:
        """Where a name is exported from."""
        if self._has_stars(path):
            self._trace.note_name(LISTED, path, name)
        return self._computed(path).get(name, ())

    def _has_stars(self, path: str) -> bool:
        index = self._index.get(path)
        return index is not None and bool(index.stars)

    def _computed(self, path: str) -> Table:
        if path not in self._tables:
            self._trace.untraced(lambda: self._compute(path))
        return self._tables[path]

    def exports(self, path: str) -> dict[str, Target]:
        """Every name the module exports and what it means (as a value, else as a type), in sorted order."""
        found = {name: self.exported(path, name) for name in sorted(self.table(path))}
        return {name: target for name, target in found.items() if target is not None}

    def exported(self, path: str, name: str) -> Target | None:
        """What the module exports under a name means (as a value, else as a type); None where it exports none."""
        self._trace.note_name(EXPORTED, path, name)
        if not self._origins(path, name):
            return None
        index = self._index.get(path)
        has_types = index is None or index.is_module
        for space in (VALUE, TYPE, BOTH) if has_types else (VALUE,):
            target = self.export(path, name, space)
            if target.kind != "unresolved":
                break
        # What a CommonJS module hands on is there when the program runs.
        return target if target.reason != AMBIGUOUS and (has_types or target.reason != TYPE_ONLY) else None

    def stars(self, path: str) -> list[Origin]:
        """The modules in view that the module re-exports by ``export *``, with whether only their types."""
        targets = [(self._resolve(path, specifier), is_type) for specifier, is_type in self._index[path].stars]
        return [(target.path, is_type) for target, is_type in targets if target.kind == "module"]

    def lookup(self, path: str, name: str, space: Space = "value") -> Target:
        """What a name written in ``path`` means at module level; ``a.b`` leads through a namespace ``a``, in a type
        ``import("./a").b`` through that module."""
        if len(self._looked_up) > _MOST_LOOKED_UP:
            self._looked_up.clear()
        return self._trace.remember(self._looked_up, (path, name, space), lambda: self._lookup(path, name, space))

    def _lookup(self, path: str, name: str, space: Space) -> Target:
        head, *members = name_parts(name)
        specifier = imported_by(head) if space != "value" else ""
        if specifier:
            return self._members(self._resolve(path, specifier), members, _SPACES[space])
        index = self._index.get(path)
        self._trace.note_name(EXPORTED if index is None or head in index.exported else LOCAL, path, head)
        if index is None:
            return Target("unresolved", path=path, name=name, reason=NOT_EXTRACTED)
        return self._members(self._local(path, head, _SPACES[space]), members, _SPACES[space])

    def _members(self, target: Target, members: Sequence[str], space: int) -> Target:
        """What ``a.b.c`` means where ``a`` means ``target``."""
        for at, member in enumerate(members):
            if target.kind == "module":
                last = at == len(members) - 1
                target = self.export(target.path, member, space if last else BOTH)
            elif target.kind == "external":
                target = Target("external", package=target.package, name=f"{target.name}.{member}".lstrip("."))
            elif target.kind == "declaration":
                whole = ".".join([target.name, *members[at:]])
                return Target("unresolved", path=target.path, name=whole, reason=MEMBER)
            else:
                return target
        return target

    def export(self, path: str, name: str, space: int) -> Target:
        """What the name that ``path`` exports means in ``space`` (VALUE, TYPE, TYPEOF, or BOTH for either)."""
        follow = partial(self._follow, path, name, space, set(), 0)
        return self._trace.remember(self._known, (path, name, space), follow)

    def forget(self) -> None:
        """Keep nothing of what was looked up: it is looked up again if need be."""
        self._looked_up.clear()
        self._known.clear()

    # ---- tables

    def _compute(self, path: str) -> None:
        """Compute the table of ``path`` and of all that it needs."""
        graph: dict[str, list[str]] = {}
        todo = [path]
        while todo:
            module = todo.pop()
            if module in graph or module in self._tables:
                continue
            graph[module] = [star for star, _ in self.stars(module)] if module in self._index else []
            todo.extend(graph[module])
        for component in strongly_connected(graph):
            if len(component) == 1:
                self._tables[component[0]] = self._merged(component[0])
            else:
                self._tables.update(self._circle(component))
            self._collect_unlisted(component)

    def _merged(self, path: str) -> Table:
        """The table of a module all of whose stars have theirs."""
        index = self._index.get(path)
        if index is None:
            return {}
        table: dict[str, tuple[Origin, ...]] = dict.fromkeys(index.exported, ((path, False),))
        for star, is_type in self.stars(path):
            if star == path:
                continue
            for name, origins in self._tables[star].items():
                if name in index.exported or name in DEFAULTS:
                    continue
                if is_type:
                    origins = tuple((owner, True) for owner, _ in origins)
                known = table.get(name)
                table[name] = origins if known is None else tuple(dict.fromkeys((*known, *origins)))
        return table

    def _circle(self, component: list[str]) -> dict[str, Table]:
        """The tables of modules that reach each other by star exports. A name that just one of them owns is in all of
        their tables; only the others are searched for, module by module."""
        members = frozenset(component)
        stars = {module: self.stars(module) for module in component}
        outside = dict.fromkeys(star for module in component for star, _ in stars[module] if star not in members)
        owners: dict[str, list[str]] = {}
        for module in component:
            for name in self._index[module].exported:
                owners.setdefault(name, []).append(module)
        foreign = dict.fromkeys(name for star in outside for name in self._tables[star])
        has_types = any(is_type for module in component for _, is_type in stars[module])
        shared: Table = {
            name: ((owning[0], False),)
            for name, owning in owners.items()
            if len(owning) == 1 and name not in foreign and not has_types and name not in DEFAULTS
        }
        others = [name for name in {**owners, **foreign} if name not in shared]
        if not others:
            return dict.fromkeys(component, shared)
        return {module: {**shared, **self._searched(module, others, stars)} for module in component}

    def _searched(self, path: str, names: list[str], stars: Mapping[str, list[Origin]]) -> Table:
        """The origins of ``names`` for a module of a circle, whose modules have ``stars``: a walk over the circle that
        stops at a name's owner."""
        table: dict[str, dict[Origin, None]] = {}
        own = self._index[path].exported
        for name in names:
            if name in DEFAULTS and name not in own:
                continue
            seen: set[str] = set()
            todo: list[Origin] = [(path, False)]
            while todo:
                module, is_type = todo.pop()
                if module in seen:
                    continue
                seen.add(module)
                if module not in stars:
                    found = self._tables[module].get(name, ())
                    table.setdefault(name, {}).update({(owner, is_type or only): None for owner, only in found})
                elif name in self._index[module].exported:
                    table.setdefault(name, {})[(module, is_type)] = None
                else:
                    todo.extend((star, is_type or only) for star, only in reversed(stars[module]))
        return {name: tuple(origins) for name, origins in table.items() if origins}

    def _collect_unlisted(self, component: list[str]) -> None:
        """What the stars of a component lead to without names that are known here: packages, skipped files."""
        found: dict[Target, None] = {}
        for module in component:
            if module not in self._index:
                continue
            for specifier, _ in self._index[module].stars:
                target = self._resolve(module, specifier)
                if target.kind == "module" and target.path in self._index:
                    found.update(dict.fromkeys(self._unlisted.get(target.path, ())))
                else:
                    found[target] = None
        self._unlisted.update(dict.fromkeys(component, tuple(found)))

    # ---- names

    def _follow(self, path: str, name: str, space: int, seen: set[tuple[str, str]], nesting: int) -> Target:
        while True:
            if (path, name) in seen or nesting > _MAX_NESTING:
                return Target("unresolved", path=path, name=name, reason=CIRCULAR)
            seen.add((path, name))
            self._trace.note_name(EXPORTED, path, name)
            if path not in self._index:
                if path.endswith(".json"):
                    return Target("module", path=path)
                return Target("unresolved", path=path, name=name, reason=NOT_EXTRACTED)
            origins = self._origins(path, name)
            if not origins:
                if name == "default":
                    self._trace.note_name(EXPORTED, path, WHOLE)
                    if WHOLE in self._index[path].exported:
                        name = WHOLE
                        continue
                return self._from_unlisted(path, name)
            if len(origins) > 1 and not self._index[path].is_module:
                origins = origins[-1:]  # what is spread last into the exports of a CommonJS module counts
            if len(origins) > 1:
                return self._agreed(origins, name, space, seen, nesting)
            owner, is_type = origins[0]
            if is_type and space == VALUE:
                return Target("unresolved", path=owner, name=name, reason=TYPE_ONLY)
            step = self._step(owner, name, space)
            if isinstance(step, Target):
                return step
            path, name = step

    def _agreed(
        self, origins: tuple[Origin, ...], name: str, space: int, seen: set[tuple[str, str]], nesting: int
    ) -> Target:
        """The one thing that all of several origins lead to."""
        found: dict[Target, None] = {}
        for owner, is_type in origins:
            if not (is_type and space == VALUE):
                found[self._follow(owner, name, space, set(seen) - {(owner, name)}, nesting + 1)] = None
        resolved = [target for target in found if target.kind != "unresolved"]
        if len(resolved) == 1:
            return resolved[0]
        if resolved:
            return Target("unresolved", name=name, reason=AMBIGUOUS)
        return next(iter(found), Target("unresolved", name=name, reason=TYPE_ONLY))

    def _from_unlisted(self, path: str, name: str) -> Target:
        """A name that can only come from a star export whose names are unknown, if there is just one such."""
        unlisted = self._unlisted.get(path, ()) if name not in DEFAULTS else ()
        if len(unlisted) == 1:
            only = unlisted[0]
            if only.kind == "external":
                return Target("external", package=only.package, name=name)
            if only.kind == "module":
                return Target("unresolved", path=only.path, name=name, reason=NOT_EXTRACTED)
        return Target("unresolved", path=path, name=name, reason=NOT_EXPORTED)

    def _step(self, path: str, name: str, space: int) -> Target | tuple[str, str]:
        """One step from a name exported by ``path`` itself: what it means, or the next (module, name) to look at."""
        self._trace.note_name(EXPORTED, path, name)
        index = self._index[path]
        entry = self._best(index, index.entries(name), space)
        if entry.is_type and space == VALUE:
            return Target("unresolved", path=path, name=name, reason=TYPE_ONLY)
        if entry.source is not None:
            return self._imported(path, entry.source, space)
        if not entry.local:
            return Target("declaration", path=path, name="default" if name == WHOLE else name)
        return self._named(path, entry.local, space)

    @staticmethod
    def _best(index: LinkageIndex, entries: Sequence[Exported], space: int) -> Exported:
        return next((entry for entry in entries if index.meaning(entry, space)), entries[0])

    def _local(self, path: str, name: str, space: int) -> Target:
        step = self._named(path, name, space)
        if isinstance(step, Target):
            return step
        return self.export(*step, space)

    def _named(self, path: str, name: str, space: int) -> Target | tuple[str, str]:
        """What a module-level name of ``path`` is, or where to look on."""
        index = self._index[path]
        declared = index.declared.get(name, 0) & space
        binding = index.bindings.get(name)
        if binding is not None and not (declared and self._is_hidden(path, binding, space)):
            return self._imported(path, binding, space)
        if declared:
            return Target("declaration", path=path, name=name)
        reason = TYPE_ONLY if index.declared.get(name) == TYPE else NOT_DECLARED
        return Target("unresolved", path=path, name=name, reason=reason)

    def _is_hidden(self, path: str, binding: Binding, space: int) -> bool:
        """Whether a declaration of the same name takes an import's place in ``space``: a declared type does; a
        declared value does unless the import has a value meaning, for then it is ``const x = require("x")``."""
        if space not in (VALUE, TYPEOF) or binding.is_type:
            return True
        step = self._imported(path, binding, space)
        if self._nesting >= _MAX_NESTING:
            return False
        self._nesting += 1
        try:
            target = step if isinstance(step, Target) else self.export(*step, space)
        finally:
            self._nesting -= 1
        return target.kind == "unresolved" and target.reason in (TYPE_ONLY, NOT_EXPORTED, NOT_DECLARED)

    def _imported(self, path: str, binding: Binding, space: int) -> Target | tuple[str, str]:
        if binding.is_type and space == VALUE:
            return Target("unresolved", path=path, name=binding.imported, reason=TYPE_ONLY)
        target = self._resolve(path, binding.specifier)
        if target.kind == "external":
            name = "" if binding.imported in ("*", WHOLE) else binding.imported
            return Target("external", package=target.package, name=name)
        if target.kind != "module" or binding.imported == "*":
            return target
        if binding.imported == WHOLE:
            self._trace.note_name(EXPORTED, target.path, WHOLE)
            index = self._index.get(target.path)
            if index is not None and WHOLE not in index.exported:
                return target
        return target.path, binding.imported
