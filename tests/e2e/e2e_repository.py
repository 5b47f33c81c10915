"""A real git repository with a few sources, and the installed command in it, as a person has them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from stocktake import api

IN_PROCESS = api.Options(environment={})
STATE = ".claude/state"

FILES = {
    "package.json": '{"name": "demo"}\n',
    "tsconfig.json": '{"compilerOptions": {"baseUrl": "."}}\n',
    "src/ui/Button.tsx": "export interface ButtonProps { label: string }\n"
    "export const Button = ({ label }: ButtonProps) => <button>{label}</button>;\n",
    "src/hooks/useThing.ts": "import { useState } from 'react';\n"
    "export function useThing(a: number) { return useState(a); }\n",
    "src/app/Page.tsx": "import { Button } from '../ui/Button';\nimport { useThing } from '../hooks/useThing';\n"
    "export default function Page() { useThing(1); return <Button label='x' />; }\n",
}


def environment(home: Path) -> dict[str, str]:
    """The process's, with the command on the PATH and nobody's settings of git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "STOCKTAKE_"))}
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_EDITOR": "true",
    }


class Repository:
    """A work tree at ``root``; ``env`` is that of every command."""

    def __init__(self, root: Path, env: Mapping[str, str]) -> None:
        self.root = root
        self.env = dict(env)

    def command(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=self.root, env=self.env, capture_output=True, text=True, check=False)

    def git(self, *arguments: str, fails: bool = False) -> str:
        done = self.command("git", *arguments)
        assert (done.returncode != 0) == fails, (arguments, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def stocktake(self, *arguments: str, code: int = 0) -> str:
        done = self.command("stocktake", *arguments)
        assert done.returncode == code, (arguments, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def commit(self, files: Mapping[str, str], message: str, *, discover: bool = True) -> None:
        """Write ``files``, bring the state up to date, and commit all of it."""
        self.write(files)
        if discover:
            self.discover()
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def discover(self) -> None:
        """In this process, to save the start of another."""
        api.discover(self.root, IN_PROCESS)

    def is_fresh(self) -> bool:
        """By the digests and by computing everything again: both must say the same."""
        quick = api.check(self.root, IN_PROCESS)
        full = api.check(self.root, IN_PROCESS, verify=True)
        assert quick.fresh == full.fresh
        return quick.fresh


def snapshot(root: Path, *, below_git: bool = False) -> dict[str, tuple[object, ...]]:
    """Everything below ``root``: files with bytes, mode and modification time, folders with theirs. ``below_git``: also
    what git keeps for people (hooks, configuration)."""
    found: dict[str, tuple[object, ...]] = {}
    for folder, folders, names in os.walk(root):
        if Path(folder).name == ".git":
            folders[:] = ["hooks"] if below_git else []
            names = ["config"] if below_git else []
        for path in (Path(folder, name) for name in names):
            status = path.lstat()
            content = str(path.readlink()) if path.is_symlink() else path.read_bytes()
            found[path.relative_to(root).as_posix()] = (content, status.st_mode, status.st_mtime_ns)
        if Path(folder).name not in (".git", "hooks") and Path(folder) != root:
            found[f"{Path(folder).relative_to(root).as_posix()}/"] = (Path(folder).stat().st_mtime_ns,)
    return found


def contents(root: Path) -> dict[str, tuple[object, ...]]:
    """As :func:`snapshot` with git's files, without times."""
    return {path: entry[:2] for path, entry in snapshot(root, below_git=True).items() if not path.endswith("/")}
