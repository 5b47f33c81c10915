"""The project as extractors see it: the facts of every file, and what they mean together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from stocktake.extractors.base import ByName, Extractor, Space, Target
from stocktake.extractors.linkage import LinkageFacts
from stocktake.model import ConfigFile, Diagnostic
from stocktake.paths import path_order
from stocktake.resolve.cycles import ShortestCycles
from stocktake.resolve.exports import ExportTables
from stocktake.resolve.file_links import FileLinks, file_links
from stocktake.resolve.frameworks import called_by_frameworks
from stocktake.resolve.linkage_index import LinkageIndex, LinkageIndexes
from stocktake.resolve.links import Links
from stocktake.resolve.mentions import mentioned
from stocktake.resolve.modules import Answer, ModuleResolver
from stocktake.resolve.named_modules import named_modules
from stocktake.resolve.packages import Packages
from stocktake.resolve.stand_ins import stood_for
from stocktake.resolve.symbolic_links import aliases
from stocktake.resolve.trace import Memo, Read, Trace, TracedFacts, answer, names_of
from stocktake.resolve.tsconfig import Configs
from stocktake.resolve.usage import ExportUsage

T = TypeVar("T")

UNUSED_EXPORTS = answer("unused exports")
IMPORT_CYCLE = answer("import cycle")


class ResolvedProject:
    """Implements :class:`stocktake.extractors.base.Project`.

    Args:
        facts: extractor name → path → decoded facts; those of ``modules`` (:class:`LinkageFacts`) must be there.
        configs: every configuration file in view that bears on resolution.
        paths: every path in view, of whatever kind.
        extractors: those whose links are followed, and of whose facts single names are read.
        symbolic_links: those in view, with the relative path that each is to.

    Nothing is computed before it is asked for, and nothing given is changed.
    """

    def __init__(
        self,
        facts: Mapping[str, Mapping[str, Any]],
        configs: Sequence[ConfigFile],
        paths: AbstractSet[str],
        extractors: Sequence[Extractor] = (),
        symbolic_links: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._paths = paths
        self._configs = configs
        self._trace = Trace()
        self._facts = {name: TracedFacts(name, entries, self._trace, path_order) for name, entries in facts.items()}
        self._extractors = {each.name: each for each in extractors}
        self._exposed: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._linkage: Mapping[str, LinkageFacts] = facts["modules"]
        self.links = {
            each.name: Links(each, self, self._linkage, self._trace) for each in extractors if each.link_kinds
        }
        self.packages = Packages(configs)
        tsconfigs = Configs(configs, self.packages)
        self.diagnostics: list[Diagnostic] = sorted(
            {*tsconfigs.diagnostics, *self.packages.diagnostics},
            key=lambda each: (path_order(each.path), each.line, each.message),
        )
        self._modules = ModuleResolver(paths, self.packages, tsconfigs, aliases(symbolic_links, paths))
        self._gone: set[str] = set()
        self._known_exports: Memo = {}
        self._remembered: Memo = {}
        self._given_unused: Mapping[str, Sequence[str]] | None = None
        self._given_cycles: Mapping[str, Sequence[str]] | None = None
        self._given_links: Mapping[str, FileLinks] = {}

    def facts(self, extractor: str) -> Mapping[str, Any]:
        """Decoded facts of ``extractor`` by path, in path order; empty for an extractor that did not run."""
        if extractor in self._gone:
            raise RuntimeError(f"facts of {extractor} are read by an extractor that does not require them")
        return self._facts.get(extractor, {})

    def named(self, extractor: str, path: str, name: str) -> Any:
        """What the facts of a file expose under ``name``, None where that is nothing."""
        self._trace.note_name(names_of(extractor), path, name)
        key = extractor, path
        known = self._exposed.get(key)
        if known is None:
            known = self._exposed[key] = self._names(extractor, path)
        return known.get(name)

    def _names(self, extractor: str, path: str) -> Mapping[str, Any]:
        facts = self._trace.untraced(lambda: self.facts(extractor).get(path))
        if facts is None:
            return {}
        exposed = self._extractors[extractor].exposed(facts)
        if not isinstance(exposed, ByName):
            raise TypeError(f"facts of {extractor} are not exposed by name")
        return exposed.names

    def resolve(self, path: str, specifier: str) -> Target:
        """What ``specifier``, written in the file ``path``, imports: a module, an external package, or unresolved."""
        self._trace.note(("modules", path))  # with files added or removed, it may be another one
        return self._modules.resolve(path, specifier)

    def lookup(self, path: str, name: str, space: Space = "value") -> Target:
        """What ``name`` (may be dotted) means at module level in ``path``; see :meth:`ExportTables.lookup`."""
        return self._tables.lookup(path, name, space)

    def exports(self, path: str) -> Mapping[str, Target]:
        """Every name the module exports (``default`` included, star exports expanded), in sorted order."""
        return self._trace.remember(self._known_exports, path, lambda: self._tables.exports(path))

    def exported(self, path: str, name: str) -> Target | None:
        """What the module exports under ``name``; None where it exports nothing under it."""
        return self._tables.exported(path, name)

    def package_of(self, path: str) -> str:
        """Name of the nearest enclosing package (its folder where it has no name; "" for the root)."""
        return self.packages.package_of(path)

    def unused_exports(self, path: str) -> Sequence[str]:
        """Names the module exports that nothing in the project imports, sorted; empty for a package's entry."""
        self._trace.note((UNUSED_EXPORTS, path))
        if self._given_unused is not None:
            return self._given_unused.get(path, ())
        return self._usage.unused(path)

    def import_cycle(self, path: str) -> Sequence[str]:
        """The shortest cycle of value imports through the module, starting with it; empty where there is none.

        Imports that are erased, because they are type-only or their names are used as types alone, and dynamic imports,
        which run later, make no cycle.
        """
        self._trace.note((IMPORT_CYCLE, path))
        if self._given_cycles is not None:
            return self._given_cycles.get(path, ())
        return self._cycles.through(path)

    def is_entry(self, path: str) -> bool:
        """Whether the module is used from outside: a package offers or runs it, or a framework calls it."""
        return path in self.stated_entries or any(called_by_frameworks(self.packages, [path]))

    def give(self, unused: Mapping[str, Sequence[str]], import_cycles: Mapping[str, Sequence[str]]) -> None:
        """Unused exports and import cycles are known, for all files that have any."""
        self._given_unused = unused
        self._given_cycles = import_cycles
        for name in ("_usage", "_cycles", "_file_links"):
            self.__dict__.pop(name, None)

    def give_links(self, links: Mapping[str, FileLinks]) -> None:
        """Links of files are known, of some of them or all."""
        self._given_links = links

    def links_of(self, path: str) -> FileLinks:
        """The links of a file of which there are facts."""
        found = self._given_links.get(path)
        if found is None:
            mentions = [each.target.path for each in self._mentions(path) if each.target.kind == "module"]
            found = file_links(path, self._linkage[path], self._modules.resolve, mentions)
        return found

    @property
    def import_cycles(self) -> Sequence[tuple[str, ...]]:
        """Groups of modules that all reach one another by value imports, each from its first in path order."""
        return self._cycles.cycles

    def remember(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What ``compute`` returned when ``key`` was first asked for."""
        return self._trace.remember(self._remembered, key, compute)

    def linked(self, extractor: str, kind: str, target: str) -> Sequence[str]:
        """Ids of what is linked to the declaration ``target`` in this way, sorted."""
        self._trace.note((answer(kind, extractor), target))
        return self.links[extractor].linked(kind, target)

    def link_cycle(self, extractor: str, kind: str, source: str) -> Sequence[str]:
        """A shortest cycle of links of this kind through the declaration ``source``, starting with it."""
        self._trace.note((answer(kind, extractor), source))
        return self.links[extractor].cycle(kind, source)

    def traced(self, compute: Callable[[], T]) -> tuple[T, set[Read]]:
        """What ``compute`` returns, and all it read of the facts."""
        return self._trace.run(compute)

    def note(self, reads: AbstractSet[Read]) -> None:
        """What is being computed uses something that was computed from this."""
        self._trace.note_all(reads)

    def stars_of(self, path: str) -> list[str]:
        """The files in view that a file re-exports by ``export *``."""
        return [star for star, _ in self._trace.untraced(lambda: self._tables.stars(path))]

    def answers_of(self, path: str) -> list[Answer]:
        """What each import of a file leads to, in source order, then what it mentions, and what decided it."""
        imported = [self._modules.answer(path, fact.specifier) for fact in self._linkage[path].imports]
        return imported + list(self._mentions(path))

    def _mentions(self, path: str) -> Iterator[Answer]:
        return mentioned(path, self._linkage[path], self._modules)

    def forget_lookups(self) -> None:
        """Keep nothing of what names led to: it is looked up again if need be."""
        self._tables.forget()

    def let_go(self, extractor: str) -> None:
        """Forget the facts of an extractor, and what it remembered: nobody will ask for them."""
        self._gone.add(extractor)
        self._facts.pop(extractor, None)
        self.links.pop(extractor, None)
        for known in [key for key in self._exposed if key[0] == extractor]:
            del self._exposed[known]
        for key in [key for key in self._remembered if isinstance(key, tuple) and key[0] == extractor]:
            del self._remembered[key]

    def release(self) -> None:
        """Forget everything: nothing is asked any more. Results refer to the project they were made from."""
        self.links.clear()
        self._remembered.clear()
        self._facts.clear()
        self._exposed.clear()
        for name in ("_index", "_tables", "_usage", "_cycles", "_file_links"):
            self.__dict__.pop(name, None)
        self._known_exports.clear()
        self._linkage = {}
        self._given_links = {}

    @cached_property
    def _index(self) -> Mapping[str, LinkageIndex]:
        return LinkageIndexes(self._linkage)

    @cached_property
    def _tables(self) -> ExportTables:
        return ExportTables(self._index, self._modules.resolve, self._trace)

    @cached_property
    def _usage(self) -> ExportUsage:
        entries = chain(self.stated_entries, called_by_frameworks(self.packages, self._linkage))
        return ExportUsage(self._file_links).use_all(entries)

    @cached_property
    def stated_entries(self) -> frozenset[str]:
        """The files that packages offer or run, those that configuration names, and those that another file beside
        them stands for."""
        packages = self.packages.by_folder.values()
        offered = {entry for package in packages for entry in self._modules.entries(package)}
        named = named_modules(self._configs, self.packages, self._paths)
        return frozenset(offered.union(named, stood_for(self._linkage, self._paths, self._modules.suffixes)))

    @cached_property
    def _cycles(self) -> ShortestCycles:
        return ShortestCycles({path: set(links.values) for path, links in self._file_links.items()}, path_order)

    @cached_property
    def _file_links(self) -> Mapping[str, FileLinks]:
        return {path: self.links_of(path) for path in self._linkage}
