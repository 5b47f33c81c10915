"""The plain data that passes between the stages of a run. No behaviour beyond derived values, no effects.

``path`` is always POSIX, relative to the root, and valid UTF-8; lines are 1-based.
"""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct, field

SCHEMA_VERSION = 1
"""Version of the format of everything under the state folder."""

Item = TypeVar("Item")

Language = Literal["ts", "tsx"]
"""The grammar a file is parsed with: ``ts`` for .ts/.mts/.cts, ``tsx`` for every other extension (JavaScript is
parsed as the TypeScript compiler parses it: TypeScript with JSX)."""

SkipReason = Literal[
    "test",
    "story",
    "declaration",
    "generated",
    "minified",
    "binary",
    "encoding",
    "too-large",
    "too-deep",
    "symlink",
    "special-file",
    "unreadable",
    "path-encoding",
    "submodule",
    "excluded",
    "vanished",
]
"""Why a file in view was not read as source."""

FailReason = Literal["raised", "timed-out", "out-of-memory", "worker-died", "parse-limit"]
"""Why a source file could not be extracted."""


class SourceFile(Struct, frozen=True, array_like=True):
    """A file to extract: ``size`` in bytes, times and inode as found by the walk (never published). ``reason``: why it
    is skipped all the same (a declaration file, generated): its facts only tell others what names mean."""

    path: str
    language: Language
    size: int
    mtime_ns: int = 0
    inode: int = 0
    ctime_ns: int = 0
    reason: SkipReason | None = None


class Skipped(Struct, frozen=True, array_like=True):
    """A file or folder in view that is not extracted. ``detail`` is a short, deterministic text, or empty."""

    path: str
    reason: SkipReason
    detail: str = ""


class Diagnostic(Struct, frozen=True, array_like=True):
    """Something wrong in the scanned repository that did not stop the run (``line`` 0: the whole file)."""

    path: str
    line: int
    message: str


class ConfigFile(Struct, frozen=True):
    """A file that resolution depends on (package.json, tsconfig …): its digest and its parsed content.

    ``data`` is None where the file could not be read or parsed; a diagnostic says why.
    """

    path: str
    digest: str
    data: Any


class PartialParse(Struct, frozen=True, array_like=True):
    """Where the parser had to recover: the first line, and the number of places."""

    line: int
    count: int


class Failure(Struct, frozen=True, array_like=True):
    """What went wrong with one file. ``extractor`` is empty where it cannot be known."""

    reason: FailReason
    extractor: str
    message: str
    line: int = 0


class Extracted(Struct, frozen=True, array_like=True, tag="extracted"):
    """The file was read and parsed. ``facts`` maps an extractor to its encoded facts (an extractor that failed
    is in ``failures`` instead); ``digest`` is of the bytes parsed."""

    path: str
    digest: str
    facts: dict[str, bytes]
    partial: PartialParse | None = None
    failures: list[Failure] = field(default_factory=list)
    note: str = ""
    """How the bytes were read where they were not plain UTF-8 ("utf-16", "invalid-utf8"), else empty."""
    reason: SkipReason | None = None
    """Why the content says that the file is to be skipped although it was read (generated, story); see
    ``SourceFile``."""
    detail: str = ""


class SkippedFile(Struct, frozen=True, array_like=True, tag="skipped"):
    """The file has no items: its name or content says it is not source to take stock of (generated, minified …).
    ``facts`` as in :class:`Extracted`, where other files may refer to what it declares."""

    path: str
    digest: str
    reason: SkipReason
    detail: str = ""
    facts: dict[str, bytes] = field(default_factory=dict)


class Failed(Struct, frozen=True, array_like=True, tag="failed"):
    """Nothing was extracted from the file. ``digest`` is empty where it could not be read."""

    path: str
    digest: str
    failure: Failure


Outcome = Extracted | SkippedFile | Failed
"""What happened to one source file."""


class Chunk(Struct, Generic[Item], frozen=True):
    """One bounded file of an inventory."""

    schema_version: int
    inventory: str
    chunk: str
    item_count: int
    items: list[Item]


class ChunkEntry(Struct, frozen=True):
    """A chunk as its manifest lists it.

    * ``name``: the path that its items share;
    * ``file``: the file it is in, below the inventory's folder;
    * ``item_count``: how many items it has;
    * ``checksum``: the digest of the file;
    * ``sources_digest``: a digest over the paths and digests of the source files whose items it holds.
    """

    name: str
    file: str
    item_count: int
    checksum: str
    sources_digest: str


class InventoryManifest(Struct, frozen=True):
    """``manifest.json`` in an inventory's folder.

    * ``summary``: counters over all its items;
    * ``chunks``: its files, in order.
    """

    schema_version: int
    inventory: str
    extractor_version: int
    fingerprint: str
    item_count: int
    summary: dict[str, int]
    chunks: list[ChunkEntry]


class InventoryEntry(Struct, frozen=True):
    """An inventory as the top manifest lists it.

    * ``name``, ``folder``: what it is called, and its folder below this one;
    * ``item_count``, ``chunk_count``: how many items and chunks it has;
    * ``checksum``: the digest of its own manifest.
    """

    name: str
    folder: str
    item_count: int
    chunk_count: int
    checksum: str


class Totals(Struct, frozen=True):
    """Counts of one run; the three file counts add up to the source files in view.

    * ``inventories``, ``items``, ``chunks``: without ``sources``, which the manifest lists as well;
    * ``extracted``: source files that were read; a very large one may be several items of ``modules``;
    * ``skipped``: files in view that are not taken in, such as tests; ``coverage.json`` has their reasons;
    * ``failed``: files of which nothing is known.
    """

    inventories: int
    items: int
    chunks: int
    extracted: int
    skipped: int
    failed: int


class Manifest(Struct, frozen=True):
    """``manifest.json`` at the top of the state: the one file from which everything else is verified.

    * ``generator``: what wrote it;
    * ``fingerprint``: a digest over whatever the items depend on besides the sources: versions, configuration, options;
    * ``totals``: counts over all inventories;
    * ``inventories``: the inventories, and ``sources``, which has the digests of what they were computed from;
    * ``files``: the checksum of every other file at the top (index.md, coverage.json).
    """

    schema_version: int
    generator: str
    fingerprint: str
    totals: Totals
    inventories: list[InventoryEntry]
    files: dict[str, str]


class CoverageEntry(Struct, frozen=True, omit_defaults=True):
    """One file that was not, or not fully, read.

    * ``path``: the file, or a folder that is left out as a whole;
    * ``outcome``: ``skipped``: on purpose, by its name or content; ``partial``: read, but for places that do not parse;
      ``failed``: not read, or one ``extractor`` has nothing of it; ``diagnostic``: read, and something is wrong with
      it;
    * ``reason``: of what is skipped ``test``, ``story``, ``declaration``, ``generated``, ``minified``, ``binary``,
      ``encoding``, ``too-large``, ``too-deep``, ``symlink``, ``special-file``, ``unreadable``, ``path-encoding``,
      ``submodule``, ``excluded`` or ``vanished``; of what failed ``raised``, ``timed-out``,
      ``out-of-memory``, ``worker-died`` or ``parse-limit``; ``syntax-error`` of what is partial; of a diagnostic
      ``encoding`` or ``configuration`` (a package.json or tsconfig that cannot be used);
    * ``line``: where it is first, absent for the whole file;
    * ``extractor``: the one that failed, absent where none did, or it cannot be known;
    * ``detail``: more about the reason, for a person.
    """

    path: str
    outcome: Literal["skipped", "partial", "failed", "diagnostic"]
    reason: str
    line: int = 0
    extractor: str = ""
    detail: str = ""


class Coverage(Struct, frozen=True):
    """``coverage.json``: counts first, then one entry a line, sorted by path.

    * ``extracted``: source files that were read;
    * ``skipped``: files that were skipped, by reason;
    * ``partial``: of the files that were read, those with places that do not parse;
    * ``failed``: files of which nothing is known;
    * ``entries``: every file that is not among those read without remark.
    """

    schema_version: int
    extracted: int
    skipped: dict[str, int]
    partial: int
    failed: int
    entries: list[CoverageEntry]


class SourceEntry(Struct, frozen=True, omit_defaults=True):
    """One line of the ``sources`` inventory: what the items were computed from. It has no name or line.

    * ``path``: the file;
    * ``digest``: of its bytes; of a ``probe`` "present" or "absent";
    * ``kind``: ``source`` (read and parsed, or skipped for its content), ``config`` (package.json, tsconfig …) or
      ``probe`` (only its presence matters: an imported JSON file).
    """

    path: str
    digest: str
    kind: Literal["source", "config", "probe"] = "source"
