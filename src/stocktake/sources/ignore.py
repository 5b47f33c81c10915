"""Ignore patterns with git's meaning, over raw bytes, without git.

The rules are those of gitignore(5) as git's ``dir.c`` implements them: how a line is read, which file and which line
decide, and that nothing below an ignored folder comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from stocktake.sources.glob import compile_glob

LONGEST = 4_096
"""Bytes of a pattern. No path is longer, and a longer pattern can be made to take minutes to compile."""


class Pattern(NamedTuple):
    """One line of an ignore file. ``matches`` gets a name where ``by_name``, else a path below the file's folder."""

    negated: bool
    folders_only: bool
    by_name: bool
    literal: bytes | None
    matches: Callable[[bytes], object]


class IgnoreFile:
    """The patterns of one ignore file; ``base`` is its folder as ``b""`` or ``b"a/b/"``."""

    __slots__ = ("_names", "_others", "base", "patterns")

    def __init__(self, content: bytes, base: bytes = b"") -> None:
        self.base = base
        self.patterns = tuple(parse_patterns(content))
        # Most patterns are plain names (node_modules, dist): one set look-up answers for all of them.
        self._names = frozenset(p.literal for p in self.patterns if p.by_name and p.literal is not None)
        self._others = tuple(p for p in self.patterns if not p.by_name or p.literal is None)

    def verdict(self, path: bytes, name: bytes, is_folder: bool) -> bool | None:
        """Whether ``path`` (from the top, inside ``base``; ``name`` is its last part) is ignored; None: no pattern
        matches. The last pattern that matches decides; parents are not considered."""
        below = path[len(self.base) :]
        for pattern in reversed(self.patterns if name in self._names else self._others):
            if pattern.folders_only and not is_folder:
                continue
            if pattern.matches(name if pattern.by_name else below):
                return not pattern.negated
        return None


Chain = tuple[IgnoreFile, ...]
"""The ignore files that apply in a folder, the most specific first."""


def ignored_by(chain: Chain, path: bytes, name: bytes, is_folder: bool) -> bool:
    """Whether the first file of ``chain`` that has an opinion on ``path`` ignores it (its parents not considered)."""
    for ignore_file in chain:
        verdict = ignore_file.verdict(path, name, is_folder)
        if verdict is not None:
            return verdict
    return False


class IgnoreTree:
    """Nested ignore files over a whole tree: git's rules, where nothing below an ignored folder comes back."""

    def __init__(self, files: dict[bytes, bytes]) -> None:
        """``files``: content of each ignore file by its folder (``b""``, ``b"a/b"``)."""
        self._files = {
            folder: IgnoreFile(content, folder + b"/" if folder else b"") for folder, content in files.items()
        }
        self._folders: dict[bytes, tuple[bool, Chain]] = {}

    def ignores_folder(self, folder: bytes) -> bool:
        """Whether ``folder`` or one of its parents is ignored."""
        return self._folder(folder)[0]

    def ignores_file(self, path: bytes) -> bool:
        """Whether the file ``path`` or one of its parents is ignored."""
        folder, _, name = path.rpartition(b"/")
        ignored, chain = self._folder(folder)
        return ignored or ignored_by(chain, path, name, False)

    def _folder(self, folder: bytes) -> tuple[bool, Chain]:
        known = self._folders.get(folder)
        if known is not None:
            return known
        missing = [folder]
        while missing[-1] and missing[-1] not in self._folders:
            missing.append(missing[-1].rpartition(b"/")[0])
        for current in reversed(missing):
            if current not in self._folders:
                self._folders[current] = self._decide(current)
        return self._folders[folder]

    def _decide(self, folder: bytes) -> tuple[bool, Chain]:
        own = self._files.get(folder)
        if not folder:
            return (False, (own,) if own else ())
        parent, _, name = folder.rpartition(b"/")
        ignored, chain = self._folders[parent]
        if ignored or ignored_by(chain, folder, name, True):
            return (True, ())
        return (False, (own, *chain) if own else chain)


def parse_patterns(content: bytes) -> list[Pattern]:
    """The patterns of an ignore file in order; lines that can match nothing, or are too long, are left out."""
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    patterns = []
    for line in content.split(b"\n"):
        if not line or line.startswith(b"#") or len(line) > LONGEST:
            continue
        pattern = _parse_line(_trim(line.removesuffix(b"\r").partition(b"\0")[0]))
        if pattern is not None:
            patterns.append(pattern)
    return patterns


def _trim(line: bytes) -> bytes:
    """``line`` without trailing spaces, unless a backslash quotes the first of them."""
    bare = line.rstrip(b" ")
    if bare == line:
        return line
    backslashes = len(bare) - len(bare.rstrip(b"\\"))
    return bare + b" " if backslashes % 2 else bare


def _parse_line(line: bytes) -> Pattern | None:
    negated = line.startswith(b"!")
    text = line[1:] if negated else line
    folders_only = text.endswith(b"/")
    if folders_only:
        text = text[:-1]
    by_name = b"/" not in text
    if not by_name and text.startswith(b"/"):
        text = text[1:]
    if not text:
        return None
    compiled = compile_glob(text, by_name)
    return None if compiled is None else Pattern(negated, folders_only, by_name, *compiled)
