"""What a computation has read: the facts of which files, so that it is done again only when one of those changes.

Everything that answers from facts notes what it reads in the frame that is open; what is remembered keeps what it was
computed from, and notes that again whenever it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, ItemsView, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, TypeVar

Read = tuple[str, str]
"""An extractor's name and the path of a file: its facts of that file were read, or that it has none was noticed. The
path is :data:`EVERY` where the facts of all files were. What was read may be a single name of them, see
:func:`names_of`."""

EVERY = "*"

_NAMES = " names"


def names_of(kind: str) -> str:
    """The kind that reads of single names have, beside the ``kind`` that a read of all of a file has. The path of such
    a read is as :func:`named` has it."""
    return f"{kind}{_NAMES}"


def whole_of(kind: str) -> str:
    """The kind that a read of all has, beside reads of single names of ``kind``; any other is its own."""
    return kind.removesuffix(_NAMES)


def named(path: str, name: str) -> str:
    """A single name of a file, as reads have it."""
    return f"{path}\0{name}"


def file_and_name(where: str) -> tuple[str, str | None]:
    """The file and the name of :func:`named`; no name of a read of all."""
    path, separator, name = where.partition("\0")
    return path, name if separator else None


def answer(asked: str, of: str = "") -> str:
    """The name that reads of answers over all files have in the place of an extractor's: the path is that of the file
    asked about."""
    return f"{of}:{asked}"


def is_answer(kind: str) -> bool:
    """Whether a read is of an answer over all files."""
    return ":" in kind


def asked_about_others(reads: Iterable[Read], own: str) -> str:
    """What an answer over all files was asked about that is neither the file ``own`` nor declared in it; empty where
    there is no such thing. Of what was asked it is only kept for which file: a change to such an answer would reach
    nobody."""
    others = (where for kind, where in reads if is_answer(kind) and where != own and not where.startswith(f"{own}#"))
    return min(others, default="")


T = TypeVar("T")
Memo = MutableMapping[Any, tuple[Any, tuple[Read, ...]]]
"""Values with what was read for them: there are many, and a tuple takes a fifth of the memory of a set."""


class Trace:
    """The reads of the computation going on."""

    __slots__ = ("open",)

    def __init__(self) -> None:
        self.open: set[Read] | None = None
        """The reads of the computation going on so far; None where there is none."""

    def note(self, read: Read) -> None:
        """Something was read."""
        if self.open is not None:
            self.open.add(read)

    def note_name(self, kind: str, path: str, name: str) -> None:
        """A single name was read; ``kind`` is one of :func:`names_of`."""
        if self.open is not None:
            self.open.add((kind, named(path, name)))

    def note_all(self, reads: Iterable[Read]) -> None:
        """Much was read."""
        if self.open is not None:
            self.open.update(reads)

    def run(self, compute: Callable[[], T]) -> tuple[T, set[Read]]:
        """What ``compute`` returns and what it read. That is not noted for the computation around it."""
        outer, self.open = self.open, set()
        try:
            return compute(), self.open
        finally:
            self.open = outer

    def untraced(self, compute: Callable[[], T]) -> T:
        """What ``compute`` returns; what it reads is noted nowhere."""
        outer, self.open = self.open, None
        try:
            return compute()
        finally:
            self.open = outer

    def remember(self, memo: Memo, key: Hashable, compute: Callable[[], T]) -> T:
        """What ``compute`` returned when first asked for ``key``; its reads are noted each time."""
        known = memo.get(key)
        if known is None:
            value, reads = self.run(compute)
            known = memo[key] = (value, tuple(reads))
        if self.open is not None:
            self.open.update(known[1])
        found: T = known[0]
        return found


class TracedFacts(Mapping[str, Any]):
    """The facts of one extractor by path; looking at a path's is a read of it, and going through all one of all."""

    __slots__ = ("_every", "_facts", "_name", "_order", "_sorted", "_trace")

    def __init__(self, name: str, facts: Mapping[str, Any], trace: Trace, order: Callable[[str], Any]) -> None:
        self._name = name
        self._facts = facts
        self._trace = trace
        self._order = order
        self._every = (name, EVERY)
        self._sorted: list[str] | None = None

    def __getitem__(self, path: str) -> Any:
        self._trace.note((self._name, path))
        return self._facts[path]

    def get(self, path: str, default: Any = None) -> Any:
        """The facts of a file, or ``default``."""
        self._trace.note((self._name, path))
        return self._facts.get(path, default)

    def __contains__(self, path: object) -> bool:
        if isinstance(path, str):
            self._trace.note((self._name, path))
        return path in self._facts

    def __iter__(self) -> Iterator[str]:
        self._trace.note(self._every)
        if self._sorted is None:
            self._sorted = sorted(self._facts, key=self._order)
        return iter(self._sorted)

    def __len__(self) -> int:
        self._trace.note(self._every)
        return len(self._facts)

    def items(self) -> ItemsView[str, Any]:
        """Every path with its facts, in order."""
        every = dict(self._facts.items())
        return {path: every[path] for path in self}.items()
