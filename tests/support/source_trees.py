"""Trees of files and git repositories for the tests of sources."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Create ``files`` (path → content) below ``root`` and return it."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def hermetic(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Keep the settings of whoever runs the tests out of git."""
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "none"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Nobody")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "nobody@example.org")


def git(root: Path, *arguments: str) -> bytes:
    """Run git in ``root``; what it prints."""
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True).stdout


def repository(root: Path, files: Mapping[str, str | bytes], *, commit: bool = True) -> Path:
    """A git repository at ``root`` with ``files``, all committed unless told otherwise."""
    write(root, files)
    git(root, "init", "-q", "-b", "main")
    if commit:
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "files")
    return root


def bare_bones(root: Path) -> None:
    """Make ``root`` a git repository without running git, for tests that need many."""
    (root / ".git" / "objects").mkdir(parents=True)
    (root / ".git" / "refs").mkdir()
    (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")


@contextmanager
def unprivileged() -> Iterator[Path]:
    """A folder of its own, and an effective user whom permissions bind (root is bound by none)."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        if os.geteuid() != 0:
            yield Path(folder)
            return
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)
