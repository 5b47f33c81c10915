"""What an extractor is: versioned code that turns one parsed file into facts, and facts into items.

Two halves, run in different processes:

* :meth:`Extractor.extract` runs in a worker and sees one parsed file and nothing else. What it returns (the *facts*)
  must depend only on the file's bytes and language, never on its path, so that a renamed file keeps its facts.
* :meth:`Extractor.items` runs in the coordinator and sees the facts of every file through a :class:`Project`.
  It must be pure: same facts, same items, in any order of files.

A third party registers a subclass instance under the entry-point group ``stocktake.extractors``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Protocol, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from stocktake.syntax.parsed import ParsedFile

T = TypeVar("T")

Space = Literal["value", "type", "typeof"]
"""TypeScript's two meanings of a name: ``Foo`` in an expression, ``Foo`` in a type. ``typeof Foo`` in a type names the
value too, but, as it is erased, also through type-only imports and exports."""


class Target(Struct, frozen=True):
    """What a name or an import refers to.

    ``kind``:

    * ``declaration``: ``name`` declared at module level in the project file ``path``;
    * ``module``: the project file ``path`` itself (a namespace import, ``export * as``);
    * ``external``: ``name`` of the package ``package`` (``path`` empty; ``name`` empty for the whole package);
    * ``unresolved``: nothing in the project; ``reason`` says why.
    """

    kind: Literal["declaration", "module", "external", "unresolved"]
    path: str = ""
    name: str = ""
    package: str = ""
    reason: str = ""

    @property
    def id(self) -> str:
        """``path#name`` of a declaration, ``path`` of a module, else empty."""
        if self.kind == "declaration":
            return f"{self.path}#{self.name}"
        return self.path if self.kind == "module" else ""


_IMPORT_TYPE = re.compile(r"import\s*\(\s*(['\"])([^'\"\n]+)\1[^()]*\)")


def name_parts(name: str) -> list[str]:
    """``a``, ``b`` and ``c`` of ``a.b.c``; ``import("./a")`` is one part."""
    imported = _IMPORT_TYPE.match(name) if name.startswith("import") else None
    if imported is None:
        return name.split(".")
    return [imported[0], *(each.strip() for each in name[imported.end() :].split(".")[1:])]


def imported_by(part: str) -> str:
    """The specifier in ``import("./a")``; "" for a name."""
    imported = _IMPORT_TYPE.fullmatch(part)
    return imported[2] if imported is not None else ""


class Link(NamedTuple):
    """What one declaration says of another, as ids: followed backwards by :meth:`Project.linked`."""

    kind: str
    source: str
    target: str


class Project(Protocol):
    """The facts of every file, and what they mean together. Pure: nothing here reads a file.

    What an extractor asks while it computes the items of a file is noted, so that they are computed again only when an
    answer may differ. Hence: whatever it keeps from one file to another it keeps by :meth:`remember` or with its reads
    (:meth:`traced`, :meth:`note`), and it must not matter for which file something is computed first; and
    :meth:`unused_exports`, :meth:`import_cycle`, :meth:`linked` and :meth:`link_cycle` are asked only about the file
    whose items are computed: for another, an incremental extractor fails.
    """

    def facts(self, extractor: str) -> Mapping[str, Any]:
        """Decoded facts of ``extractor`` by path, for the files that have any, in the project's path order."""

    def named(self, extractor: str, path: str, name: str) -> Any:
        """What the facts of a file expose under ``name`` (see :class:`ByName`), None where that is nothing. Only this
        name is read of them: what else changes in the file is no reason to compute anything again."""

    def resolve(self, path: str, specifier: str) -> Target:
        """What ``specifier``, written in the file ``path``, imports: a module, an external package, or unresolved."""

    def lookup(self, path: str, name: str, space: Space = "value") -> Target:
        """What ``name`` (may be dotted: ``ns.Foo``, in a type also ``import("./a").Foo``) means at module level in
        ``path``: follows imports and re-exports to the declaration. Unresolved for globals and for names local to a
        function."""

    def exports(self, path: str) -> Mapping[str, Target]:
        """Every name the module exports (``default`` included, star exports expanded), in sorted order."""

    def exported(self, path: str, name: str) -> Target | None:
        """What the module exports under one name, as :meth:`exports` has it; None where it exports nothing under it.
        Only this name is read."""

    def unused_exports(self, path: str) -> Sequence[str]:
        """Names the module exports that nothing in the project imports, sorted; empty for a package's entry, and
        for what a framework or tool calls."""

    def import_cycle(self, path: str) -> Sequence[str]:
        """The shortest cycle of value imports through the module, starting with it; empty where there is none."""

    def remember(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What ``compute`` returned when ``key`` was first asked for. ``key`` begins with the extractor's name."""

    def traced(self, compute: Callable[[], T]) -> tuple[T, AbstractSet[Any]]:
        """What ``compute`` returns and what it read, for an extractor that keeps results itself: whenever it uses one
        it notes those reads."""

    def note(self, reads: AbstractSet[Any]) -> None:
        """What is being computed uses something that was computed from this."""

    def linked(self, extractor: str, kind: str, target: str) -> Sequence[str]:
        """Ids of what is linked to the declaration ``target`` in this way, sorted; see :meth:`Extractor.links`."""

    def link_cycle(self, extractor: str, kind: str, source: str) -> Sequence[str]:
        """A shortest cycle of links of this kind through the declaration ``source``, starting with it; empty where
        there is none. Links from a declaration to itself make none, nor do links to what links to nothing."""

    def package_of(self, path: str) -> str:
        """Name of the nearest enclosing package (its folder where it has no name; "" for the root)."""


class ByName(NamedTuple):
    """What facts expose, of which others may read single names: ``names`` are all, each with what it exposes, as
    comparable data; ``rest`` is what everybody depends on who reads any of them."""

    names: Mapping[str, Any]
    rest: Any = None


class Example(Struct, frozen=True):
    """Source → items, of built-in extractors run as a test and rendered into the reference.

    ``sources`` maps paths to text; ``items`` are the expected items of the extractor as JSON-like data (complete,
    unless ``partial``: then only the keys given are compared).
    """

    title: str
    sources: dict[str, str]
    items: list[dict[str, Any]]
    partial: bool = False


class Extractor:
    """Base class of every extractor; class attributes are its declaration.

    ``name`` is the key on the command line, in the configuration and in the manifest (letters, digits, ``-`` and ``_``,
    of which the first a small letter; not that of a JSON Schema of stocktake's own); ``folder`` the inventory's folder
    under the state; ``requires`` names the extractors whose facts :meth:`items` reads. ``version`` grows with
    every change that can change a fact or an item. ``options`` is an instance of ``option_type`` where the
    configuration has a table ``[inventories.<name>.options]``, else None.

    ``incremental``: items may be computed for some files only. It promises that :meth:`items` and :meth:`links` keep
    nothing but by :meth:`Project.remember`, and that :meth:`counters` of all items is the sum, key by key, of those of
    each file's. Without it, items of every file are computed whenever a source file has changed.
    """

    name: ClassVar[str]
    folder: ClassVar[str]
    summary: ClassVar[str]
    version: ClassVar[int]
    incremental: ClassVar[bool] = False
    requires: ClassVar[tuple[str, ...]] = ()
    fact_type: ClassVar[Any]
    item_type: ClassVar[Any]
    option_type: ClassVar[type[Struct] | None] = None
    options: Any = None
    examples: ClassVar[tuple[Example, ...]] = ()
    link_kinds: ClassVar[tuple[str, ...]] = ()
    cyclic_kinds: ClassVar[tuple[str, ...]] = ()

    def extract(self, file: ParsedFile) -> Any | None:
        """Facts of one file, an instance of ``fact_type``, or None where it has none."""
        raise NotImplementedError

    def items(self, path: str, facts: Any, project: Project) -> Iterable[Any]:
        """Items of one file: instances of ``item_type``, whose ``file`` is ``path``."""
        raise NotImplementedError

    def links(self, path: str, project: Project) -> Iterable[Link]:  # noqa: ARG002
        """What the declarations of a file say of others, of the kinds in ``link_kinds`` (those whose cycles are asked
        for are in ``cyclic_kinds`` too); asked for every file, before
        the items of any that asks for what is linked to it. Must not ask that itself."""
        return ()

    def exposed(self, facts: Any) -> Any:
        """What the items of other files may depend on of a file's facts, as comparable data: as long as that stays the
        same, the items of other files do. Where in the file something is declared is nobody else's business. Where it
        is a :class:`ByName`, others may read single names of it."""
        return without_lines(facts)

    def counters(self, items: Sequence[Any]) -> dict[str, int]:  # noqa: ARG002
        """Counters for the inventory's manifest, over all its items; keys in a fixed order."""
        return {}

    def summarise(self, counters: dict[str, int]) -> dict[str, int]:
        """The manifest's summary, from the counters over all items: where something is no sum, but follows from
        sums."""
        return counters


_LINES = frozenset({"line", "end_line"})


def without_lines(facts: Any) -> Any:
    """Facts as nested tuples, without the fields ``line`` and ``end_line`` of structs."""
    if isinstance(facts, Struct):
        names = facts.__struct_fields__
        return (type(facts).__name__, *(without_lines(getattr(facts, name)) for name in names if name not in _LINES))
    if isinstance(facts, list | tuple):
        return tuple(without_lines(each) for each in facts)
    if isinstance(facts, Mapping):
        return tuple((key, without_lines(value)) for key, value in facts.items())
    return facts
