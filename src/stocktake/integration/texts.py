"""What ``init`` puts into files, and the names that its parts agree on. Pure."""

from __future__ import annotations

from typing import Final, Literal

from stocktake.state.assemble import SOURCES, TOP_FILES

Piece = Literal["config", "ignore", "attributes", "merge", "pre-commit"]

PIECES: Final[tuple[Piece, ...]] = ("config", "ignore", "attributes", "merge", "pre-commit")
"""Everything that ``init`` knows to install."""

DEFAULT_PIECES: Final[tuple[Piece, ...]] = ("config", "ignore", "attributes", "merge")
"""What it installs unasked. A hook that can refuse a commit is a decision of its own."""

MARKER: Final = "stocktake-merge"
"""A file in the git folder of a work tree: the state files that a merge took from one side, a path a line. While it
names files of a state, that state has to be written again; a hook does."""

DRIVER_NAME: Final = "takes one side whole; the inventories are written again after the merge (stocktake)"

DRIVER: Final = f'echo %P >> "$(git rev-parse --git-path {MARKER})" || :'
"""Keeps our side, which is in place already, and makes a note. It cannot fail, needs no stocktake on the PATH, and
takes a few milliseconds a file: git runs it once for every file that both sides changed."""

MERGE_HOOKS: Final = ("pre-commit", "post-commit", "post-merge", "post-rewrite")
"""``pre-commit``: a merge with conflicts elsewhere is being concluded. ``post-merge``: one without. ``post-commit``: a
cherry-pick or revert. ``post-rewrite``: a rebase."""

CACHE_LINE: Final = ".stocktake/"

_PLACES: Final = (*sorted(TOP_FILES), f"{SOURCES}/**/*.json", "*-inventory/**/*.json")
"""Where stocktake writes, as patterns of git relative to the state folder."""

STARTER: Final = """\
# Configuration of stocktake. Every key is optional; a value is the default, unless an example is announced.

# Folder of the inventories, to be committed; relative to this repository.
# output = ".claude/state"

# Files to leave out, as in .gitignore; for example ["legacy/", "**/*.gen.ts"].
# exclude = []

# Inventories to publish (empty: all), and not to.
# only = []
# skip = []

# Larger files are skipped and reported; bytes, or a size such as "2MB".
# max_file_size = 2_000_000

# A chunk that is larger is divided; bytes, or a size.
# chunk_budget = 30_000

# Take tests, stories and .d.ts files in.
# tests = false
# stories = false
# declarations = false

# Worker processes (a number, or "auto"), seconds for one batch of files, MB for one worker (0: no limit).
# jobs = "auto"
# timeout = 300.0
# memory_limit = 800

# The scope of one inventory, and options of its extractor, if it has any. An example:
# [inventories.hooks]
# include = ["src/"]
# exclude = ["src/generated/"]
# tests = true
# stories = false
# declarations = false
# [inventories.hooks.options]
"""


def attributes_lines(output: str) -> list[str]:
    """The lines that mark the state as generated, keep git from changing its line ends (they are in the checksums),
    and name the merge driver; where that is not configured, git merges the files as text. They are about the places of
    stocktake's own files alone: what else lies in ``output`` is somebody's, and one side of it must not be lost."""
    return [f"{_pattern(f'{output}/{place}')} text eol=lf linguist-generated merge=stocktake" for place in _PLACES]


def _pattern(text: str) -> str:
    if not any(c in text for c in ' \t"\\'):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


def merge_lines(hook: str, prefix: str) -> str:
    """The block for ``hook`` that writes the state again where a merge took one side of it. ``prefix`` is the root's
    place in the work tree (``""``, ``"packages/app"``); a hook runs at the top."""
    return (
        f'if [ -e "$(git rev-parse --git-path {MARKER})" ]; then\n'
        f"  stocktake hook {hook} {quoted(prefix or '.')} </dev/null || :\n"
        "fi\n"
    )


def check_lines(prefix: str) -> str:
    """The block of ``pre-commit`` that refuses a commit whose inventories are stale."""
    return (
        "if command -v stocktake >/dev/null 2>&1; then\n"
        f"  stocktake check --staged {quoted(prefix or '.')} </dev/null >&2 || exit 1\n"
        "else\n"
        '  echo "stocktake is not on the PATH: the inventories were not checked" >&2\n'
        "fi\n"
    )


def quoted(text: str) -> str:
    """``text`` as one word of a shell command."""
    from shlex import quote

    return quote(text)
