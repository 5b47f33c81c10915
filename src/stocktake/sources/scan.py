"""One look at a whole tree: the source files to extract, what is left out and why, and the configuration files."""

# Paths are bytes here (any name a file system allows), which pathlib cannot hold.
# ruff: noqa: PTH112, PTH115

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from stocktake.errors import SourceError
from stocktake.model import ConfigFile, Diagnostic, Language, Skipped, SkipReason, SourceFile
from stocktake.settings import CONFIG_FILES
from stocktake.sources.classify import folder_reasons, name_reasons
from stocktake.sources.configs import load_configs
from stocktake.sources.reading import kind_of, os_reason
from stocktake.sources.roots import find_root
from stocktake.sources.scope import IGNORE_FILE, Scope
from stocktake.sources.tool_configurations import configures_tests
from stocktake.sources.view import list_view
from stocktake.sources.walk import NEVER_ENTERED, Listing, published_path

__all__ = ["LANGUAGES", "ScanOptions", "Tree", "find_root", "scan"]

LANGUAGES: Final[dict[bytes, Language]] = {
    b".ts": "ts",
    b".mts": "ts",
    b".cts": "ts",
    b".tsx": "tsx",
    b".js": "tsx",
    b".jsx": "tsx",
    b".mjs": "tsx",
    b".cjs": "tsx",
}
"""The extensions of source files, and the grammar for each."""

CONTENT_COUNTS: Final = (*LANGUAGES, b".json", b".jsonc", b".yaml", b".yml", b".toml", b".sequelizerc", b"ignore")
"""How files end whose content counts: sources, configuration, ignore files; of others only whether they are there."""


_CONFIGS: Final = frozenset(map(os.fsencode, CONFIG_FILES))

LINKED: frozenset[SkipReason] = frozenset({"declaration", "generated"})
"""Reasons to skip a file that others may import all the same: it is read for what it declares."""

_OF_RUNNERS: frozenset[SkipReason] = frozenset({"test", "story"})
"""Reasons to skip a file that is not to be taken stock of; configuration among them is read for what it names."""


class ScanOptions(Struct, frozen=True):
    """What the user decides about a scan.

    ``exclude``: patterns in gitignore syntax, relative to the root; what they match is reported as "excluded".
    ``keep``: of the reasons "test", "story" and "declaration", those for which a file is *not* skipped.
    ``max_file_size``: bytes; larger files are reported as "too-large".
    ``never``: folders relative to the root that are not in view and not reported (state and cache).
    """

    exclude: tuple[str, ...] = ()
    keep: frozenset[str] = frozenset()
    max_file_size: int = 2_000_000
    never: tuple[str, ...] = ()


class Tree(Struct, frozen=True):
    """What was found below ``root`` (absolute, resolved); every path is relative to it, every tuple sorted by path.

    ``files`` are to be extracted (those that are skipped as far as items go carry their reason: declaration and
    generated files, and the configuration of test runners); ``skipped`` are source files, and folders of source files,
    that are not; ``paths`` holds every regular file in view, of any kind; ``configs`` see :func:`load_configs`. A
    diagnostic with an empty path is about this machine (git is missing, or refuses) and not to be published. ``links``
    are the symbolic links that are skipped, with the relative path that each is to: none was followed. ``hidden`` are
    the source files in the folders that are never in view (nothing else tells of them). ``keep`` are the reasons for
    which no file is skipped, see :class:`ScanOptions`.
    """

    root: str
    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...]
    paths: frozenset[str]
    configs: tuple[ConfigFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    links: tuple[tuple[str, str], ...] = ()
    hidden: tuple[str, ...] = ()
    keep: frozenset[str] = frozenset()


def scan(root: Path, options: ScanOptions) -> Tree:
    """Find everything below ``root``. No file is opened but ignore and configuration files; nothing is executed.

    Raises:
        SourceError: ``root`` does not exist, is not a folder, or cannot be listed; or it is a sparse checkout without
            files that are to be read.
    """
    resolved = _checked_root(root)
    listing, diagnostics = list_view(resolved, options.never)
    found = _Scan(resolved, options, listing)
    found.run()
    paths = frozenset(found.paths)
    configs, problems = load_configs(resolved, paths)
    _refuse_partial([*found.missing, *(c.path for c in configs if c.path.encode() in listing.absent)])
    return Tree(
        root=resolved,
        files=tuple(sorted(found.files, key=lambda file: file.path.replace("/", "\0"))),
        skipped=tuple(sorted(found.skipped, key=lambda entry: (entry.path.replace("/", "\0"), entry.reason))),
        paths=paths,
        configs=configs,
        diagnostics=(*diagnostics, *problems),
        links=tuple(sorted(found.links)),
        hidden=found.hidden(),
        keep=options.keep,
    )


def _checked_root(root: Path) -> str:
    resolved = os.path.realpath(root)
    try:
        with os.scandir(resolved):
            return resolved
    except FileNotFoundError:
        raise SourceError(f"{root}: there is no such folder") from None
    except NotADirectoryError:
        raise SourceError(f"{root}: not a folder") from None
    except OSError as error:
        raise SourceError(f"{root}: cannot be listed ({error.strerror})") from None


def _refuse_partial(missing: list[str]) -> None:
    """Files that a sparse checkout left out have not been deleted: without them every inventory would lose its part,
    for everybody. What is not read (tests, what the user excludes) may be missing."""
    if missing:
        count = f"{len(missing):,} tracked {'file' if len(missing) == 1 else 'files'}"
        raise SourceError(
            f"this sparse checkout lacks {count} that the inventories are made from, such as {min(missing)}: check "
            "them out (git sparse-checkout disable), or run in a full checkout; check --staged needs none"
        )


class _Scan:
    """The state of one scan: what was found so far."""

    def __init__(self, root: str, options: ScanOptions, listing: Listing) -> None:
        self.paths: set[str] = set()
        self.files: list[SourceFile] = []
        self.skipped: list[Skipped] = []
        self.links: list[tuple[str, str]] = []
        self.missing: list[str] = []
        """What would have to be read but is absent."""
        self._base = os.fsencode(root) + b"/"
        self._options = options
        self._listing = listing
        self._scope = Scope(root, (*listing.files, *listing.unchecked), options.exclude, options.never)
        self._status = listing.status
        self._left_out = list(listing.left_out)

    def run(self) -> None:
        symlinks = set(self._listing.symlinks)
        # Once each (git lists a file in conflict three times), in the listing's order: neighbours are quick to stat.
        regular = dict.fromkeys(self._listing.files)
        regular.update(dict.fromkeys(self._regular(symlinks)))
        sources = self._add_paths(regular)
        self._classify(sources)
        for raw in sorted(symlinks):
            self._add_symlink(raw)
        for entry in self._listing.skipped:
            self._add_reported(entry)

    def hidden(self) -> tuple[str, ...]:
        """The source files in the folders that are never in view, sorted."""
        folders = tuple(os.fsencode(folder) + b"/" for folder in self._options.never)
        sources = [raw for raw in self._left_out if _extension(raw) in LANGUAGES and raw.startswith(folders)]
        return tuple(sorted({published_path(raw) for raw in sources if os.path.lexists(self._base + raw)}))

    def _look_at(self, raw: bytes) -> os.stat_result:
        return self._status.get(raw) or os.lstat(self._base + raw)

    def _regular(self, symlinks: set[bytes]) -> list[bytes]:
        """The regular files among what the listing did not check, or what may be one; links go to ``symlinks``."""
        regular = []
        for raw in self._listing.unchecked:
            try:
                status = self._look_at(raw)
            except OSError as error:
                is_absent = raw in self._listing.absent
                if is_absent and (raw in _CONFIGS or raw.rpartition(b"/")[2] == IGNORE_FILE):
                    self.missing.append(published_path(raw))
                if is_absent or os_reason(error)[0] != "vanished":
                    regular.append(raw)
                continue
            if stat.S_ISLNK(status.st_mode):
                symlinks.add(raw)
            elif stat.S_ISREG(status.st_mode):
                regular.append(raw)
        return regular

    def _add_paths(self, regular: Iterable[bytes]) -> list[tuple[str, bytes, Language]]:
        """Put the files in view into :attr:`paths`; return those with a source file's extension."""
        sources = []
        paths = []
        has = self._scope.has
        language_of = LANGUAGES.get
        for raw in regular:
            if not has(raw):
                self._left_out.append(raw)
                continue
            language = language_of(raw[raw.rfind(b".") :])
            try:
                path = raw.decode()
            except UnicodeDecodeError:
                if language is not None:
                    self.skipped.append(Skipped(published_path(raw), "path-encoding"))
                continue
            paths.append(path)
            if language is not None:
                sources.append((path, raw, language))
        self.paths.update(paths)
        return sources

    def _classify(self, sources: list[tuple[str, bytes, Language]]) -> None:
        """Sort source files into :attr:`files` and :attr:`skipped`."""
        packages = {path[: -len("/package.json")] for path in self.paths if path.endswith("/package.json")} | {""}
        keep = self._options.keep
        excludes = self._scope.excludes if self._options.exclude else None
        of_folder: dict[str, SkipReason | None] = {}
        last, of_last = "/", None  # no folder
        for path, raw, language in sources:
            at = path.rfind("/")
            folder = path[: max(at, 0)]
            if folder != last:
                if folder not in of_folder:
                    of_folder[folder] = next((r for r in folder_reasons(folder, packages) if r not in keep), None)
                last, of_last = folder, of_folder[folder]
            reason = of_last
            if excludes is not None and excludes(raw):
                reason = "excluded"
            elif reason is None and (own := name_reasons(path[at + 1 :])):
                reason = next((r for r in own if r not in keep), None)
            if reason is None or reason in LINKED or (reason in _OF_RUNNERS and configures_tests(path, packages)):
                self._add_source(path, raw, language, reason)
            else:
                self.skipped.append(Skipped(path, reason))

    def _add_source(self, path: str, raw: bytes, language: Language, reason: SkipReason | None) -> None:
        try:
            status = self._look_at(raw)
        except OSError as error:
            cause, detail = os_reason(error)
            if raw in self._listing.absent:
                self.missing.append(path)
            elif cause == "vanished":
                self.paths.discard(path)
            else:
                self.skipped.append(Skipped(path, "unreadable", detail or cause))
            return
        if stat.S_ISREG(status.st_mode):
            if status.st_size > self._options.max_file_size:
                self.skipped.append(Skipped(path, "too-large", f"{status.st_size} bytes"))
            else:
                found = (status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns)
                self.files.append(SourceFile(path, language, *found, reason))
            return
        # The index still says file, but it has been replaced in the work tree.
        self.paths.discard(path)
        if stat.S_ISLNK(status.st_mode):
            self._add_symlink(raw)
        elif not stat.S_ISDIR(status.st_mode):
            self.skipped.append(Skipped(path, "special-file", kind_of(status.st_mode)))

    def _add_symlink(self, raw: bytes) -> None:
        """Report a link that could hide sources: one named like a source file, or to a folder."""
        if not self._scope.has(raw) or raw.rpartition(b"/")[2] in NEVER_ENTERED:
            return
        is_source = _extension(raw) in LANGUAGES
        try:
            target = os.readlink(self._base + raw)
        except OSError as error:
            cause, detail = os_reason(error)
            if raw in self._listing.absent:
                self.missing.append(published_path(raw))
            elif cause != "vanished" and error.errno != errno.EINVAL:  # that is no link any more
                self.skipped.append(Skipped(published_path(raw), "unreadable", detail or cause))
            return
        if not is_source and not os.path.isdir(self._base + raw):
            return
        if self._scope.excludes(raw):
            self.skipped.append(Skipped(published_path(raw), "excluded"))
        else:
            shown = "an absolute path" if target.startswith(b"/") else published_path(target)
            self.skipped.append(Skipped(published_path(raw), "symlink", f"to {shown}"))
            if not target.startswith(b"/"):
                self._add_link(raw, target)

    def _add_link(self, raw: bytes, target: bytes) -> None:
        try:
            self.links.append((raw.decode(), target.decode()))
        except UnicodeDecodeError:
            return

    def _add_reported(self, entry: Skipped) -> None:
        """Pass on what the listing itself could not enter or read, as far as it is in view."""
        raw = entry.path.encode()
        if entry.reason == "special-file":
            wanted = _extension(raw) in LANGUAGES and self._scope.has(raw)
        else:
            wanted = self._scope.has(raw) and self._scope.has_folder(raw)
        if wanted:
            self.skipped.append(entry)


def _extension(raw: bytes) -> bytes:
    return raw[raw.rfind(b".") :]
