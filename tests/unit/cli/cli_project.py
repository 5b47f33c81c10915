"""A small project on disk, and what the command line answered: for the tests of this folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

FILES = {
    "package.json": '{"name": "demo"}',
    "tsconfig.json": '{"compilerOptions": {"baseUrl": "."}}',
    "src/Button.tsx": "export interface ButtonProps { label: string }\n"
    "export const Button = ({ label }: ButtonProps) => <button>{label}</button>;\n",
    "src/useThing.ts": "import { useState } from 'react';\n"
    "export function useThing(a: number) { return useState(a); }\n",
    "src/app/Page.tsx": "import { Button } from '../Button';\nimport { useThing } from '../useThing';\n"
    "export default function Page() { useThing(1); return <Button label='x' />; }\n",
    "src/app/Page.test.tsx": "test('x', () => {});\n",
}


def write_files(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def snapshot(root: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below ``root`` (git's own left out) with its bytes and modification time."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            path = Path(folder, name)
            found[path.relative_to(root).as_posix()] = (path.read_bytes(), path.stat().st_mtime_ns)
    return found


class Ran(NamedTuple):
    code: int
    out: str
    err: str
