"""A small project, and what its state says, for tests in which something beside it means harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from source_trees import write

from stocktake import api

STATE = ".claude/state"

PROJECT: Mapping[str, str] = {
    "package.json": '{"name": "project", "workspaces": ["packages/*"]}\n',
    "tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["./src/*"]}}}\n',
    "packages/kit/package.json": '{"name": "@project/kit", "main": "./index.ts"}\n',
    "packages/kit/index.ts": "export * from './size';\nexport interface Row { id: string; size?: number }\n",
    "packages/kit/size.ts": "export const size = (a: number) => a * 2;\n",
    "src/schema.ts": "import { z } from 'zod';\nexport const RowSchema = z.object({ id: z.string().min(1) });\n"
    "export const save = (row: unknown) => RowSchema.parse(row);\n",
    "src/useRows.ts": "import { useState } from 'react';\nimport type { Row } from '@project/kit';\n"
    "export function useRows(first: Row[]) { return useState(first); }\n",
    "src/Page.tsx": "import { size } from '@project/kit';\nimport { useRows } from '@/useRows';\n"
    "import { save } from './schema';\n"
    "export default function Page() {\n  const [rows] = useRows([]);\n  save(rows[0]);\n"
    "  return <form onSubmit={() => save(size(2))}><Field label='a' /></form>;\n}\n"
    "export const Field = ({ label }: { label: string }) => <input name={label} />;\n",
}
"""Nothing in it is wrong: whatever else lies around, all of it must come out the same."""


def project(root: Path) -> Path:
    """The project at ``root``."""
    return write(root, PROJECT)


def discover(root: Path, **overrides: Any) -> api.DiscoverResult:
    """A run in this process."""
    return api.discover(root, api.Options(overrides=overrides, environment={}))


def check(root: Path, *, verify: bool = False) -> api.CheckResult:
    return api.check(root, api.Options(environment={}), verify=verify)


def state_of(root: Path, state: str = STATE) -> dict[str, bytes]:
    """Every file of the state, whatever its name."""
    found = {}
    for folder, _, names in os.walk(root / state):
        for name in names:
            path = Path(folder, name)
            found[path.relative_to(root / state).as_posix()] = path.read_bytes()
    return found


def coverage(root: Path) -> list[tuple[str, str, str, str]]:
    """The entries of the coverage: path, outcome, reason, detail."""
    entries = json.loads((root / STATE / "coverage.json").read_bytes())["entries"]
    return [(entry["path"], entry["outcome"], entry["reason"], entry.get("detail", "")) for entry in entries]


def items(root: Path) -> dict[str, list[str]]:
    """Inventory → its items about the project's own files, each as JSON, ``sources`` included."""
    found: dict[str, list[str]] = {}
    for path, data in state_of(root).items():
        if "/" in path and not path.endswith("manifest.json"):
            chunk = json.loads(data)
            own = [item for item in chunk["items"] if item.get("file", item.get("path")) in PROJECT]
            found.setdefault(chunk["inventory"], []).extend(json.dumps(item) for item in own)
    return {name: sorted(lines) for name, lines in sorted(found.items())}


def environment(home: Path, **more: str) -> dict[str, str]:
    """That of a child process: nobody's settings."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("GIT_", "STOCKTAKE_", "PYTHON", "COV_"))}
    return {**kept, "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "PYTHONDONTWRITEBYTECODE": "1", **more}


def command(*arguments: str) -> list[str]:
    """The installed command, as a person runs it."""
    return [str(Path(sys.executable).with_name("stocktake")), *arguments]


def run(
    root: Path, *arguments: str, env: Mapping[str, str] | None = None, timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """The installed command, started in ``root``."""
    return subprocess.run(
        command(*arguments), cwd=root, env=env, capture_output=True, text=True, timeout=timeout, check=False
    )
