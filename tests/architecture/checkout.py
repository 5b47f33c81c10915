"""The files of this checkout, and its sources as syntax trees, for the tests beside this module."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "stocktake"

_NOT_OURS = {".git", ".venv", "node_modules", "__pycache__", "dist", "build", ".stocktake", ".make"}


@cache
def files() -> tuple[str, ...]:
    """Every file that is or would be committed, as POSIX paths relative to the root, sorted.

    In an unpacked archive, where git knows nothing, it is every file outside the folders that tools make.
    """
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
        return tuple(sorted(path for path in listed if path and (ROOT / path).is_file()))
    return tuple(sorted(_walk()))


def _walk() -> Iterator[str]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in _NOT_OURS and not name.endswith(("_cache", ".egg-info"))]
        for name in names:
            yield Path(folder, name).relative_to(ROOT).as_posix()


@cache
def texts() -> dict[str, str]:
    """The content of every committed file that is text, by path."""
    found = {}
    for path in files():
        try:
            found[path] = (ROOT / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


class Module(NamedTuple):
    """One source file of the package; ``name`` is relative to it: ``sources/git.py``."""

    name: str
    text: str
    tree: ast.Module


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package, sorted by name."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        found.append(Module(path.relative_to(SOURCE).as_posix(), text, ast.parse(text)))
    return tuple(found)


def runtime_imports(tree: ast.Module) -> Iterator[str]:
    """Dotted names that running the module can import, also inside functions; not those for type checking alone.

    ``from a import b`` gives both ``a`` and ``a.b``: ``b`` may be a module.
    """
    ignored = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for statement in block.body
        for node in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if id(node) in ignored:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and callee (as written, dotted) of every call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)
