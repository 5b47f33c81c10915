"""What an extractor is: versioned code that turns one parsed file into facts, and facts into items.

Two halves, run in different processes:

* :meth:`Extractor.extract` runs in a worker and sees one parsed file and nothing else. What it returns (the *facts*)
  must depend only on the file's bytes and language, never on its path, so that a renamed file keeps its facts.
* :meth:`Extractor.items` runs in the coordinator and sees the facts of every file through a :class:`Project`.
  It must be pure: same facts, same items, in any order of files.

A third party registers a subclass instance under the entry-point group ``stocktake.extractors``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from stocktake.syntax.parsed import ParsedFile

Space = Literal["value", "type"]
"""TypeScript's two meanings of a name: ``Foo`` in an expression, ``Foo`` in a type."""


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


class Project(Protocol):
    """The facts of every file, and what they mean together. Pure: nothing here reads a file."""

    def facts(self, extractor: str) -> Mapping[str, Any]:
        """Decoded facts of ``extractor`` by path, for the files that have any, in the project's path order."""

    def resolve(self, path: str, specifier: str) -> Target:
        """What ``specifier``, written in the file ``path``, imports: a module, an external package, or unresolved."""

    def lookup(self, path: str, name: str, space: Space = "value") -> Target:
        """What ``name`` (may be dotted: ``ns.Foo``) means at module level in ``path``: follows imports and
        re-exports to the declaration. Unresolved for globals and for names local to a function."""

    def exports(self, path: str) -> Mapping[str, Target]:
        """Every name the module exports (``default`` included, star exports expanded), in sorted order."""

    def unused_exports(self, path: str) -> Sequence[str]:
        """Names the module exports that nothing in the project imports, sorted; empty for a package's entry."""

    def import_cycle(self, path: str) -> Sequence[str]:
        """The shortest cycle of value imports through the module, starting with it; empty where there is none."""

    def cycles(self, graph: Mapping[str, Iterable[str]]) -> Mapping[str, Sequence[str]]:
        """For every node on a cycle of ``graph`` (node → successors; those that are no node are left out) a shortest
        cycle through it, starting with it. The answer depends on the edges only."""

    def package_of(self, path: str) -> str:
        """Name of the nearest enclosing package (its folder where it has no name; "" for the root)."""


class Example(Struct, frozen=True):
    """Source → items, run as a test and rendered into the reference.

    ``sources`` maps paths to text; ``items`` are the expected items of the extractor as JSON-like data (complete,
    unless ``partial``: then only the keys given are compared).
    """

    title: str
    sources: dict[str, str]
    items: list[dict[str, Any]]
    partial: bool = False


class Extractor:
    """Base class of every extractor; class attributes are its declaration.

    ``name`` is the key on the command line, in the configuration and in the manifest; ``folder`` the inventory's
    folder under the state; ``requires`` names the extractors whose facts :meth:`items` reads. ``version`` grows with
    every change that can change a fact or an item. ``options`` is an instance of ``option_type`` where the
    configuration has a table ``[inventories.<name>.options]``, else None.
    """

    name: ClassVar[str]
    folder: ClassVar[str]
    summary: ClassVar[str]
    version: ClassVar[int]
    requires: ClassVar[tuple[str, ...]] = ()
    fact_type: ClassVar[Any]
    item_type: ClassVar[Any]
    option_type: ClassVar[type[Struct] | None] = None
    options: Any = None
    examples: ClassVar[tuple[Example, ...]] = ()

    def extract(self, file: ParsedFile) -> Any | None:
        """Facts of one file, an instance of ``fact_type``, or None where it has none."""
        raise NotImplementedError

    def items(self, path: str, facts: Any, project: Project) -> Iterable[Any]:
        """Items of one file: instances of ``item_type``, whose ``file`` is ``path``."""
        raise NotImplementedError

    def counters(self, items: Sequence[Any]) -> dict[str, int]:  # noqa: ARG002
        """Counters for the inventory's manifest, over all its items; keys in a fixed order."""
        return {}
