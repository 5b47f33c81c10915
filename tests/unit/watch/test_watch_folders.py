from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from stocktake.watch.folders import Folders

FILES = {
    ".gitignore": "dist/\n*.log\n!keep.log\n/build\n",
    "src/a.ts": "",
    "src/deep/b.ts": "",
    "src/.gitignore": "generated/\n",
    "src/generated/c.ts": "",
    "dist/d.ts": "",
    "dist/tracked/e.ts": "",
    "node_modules/x/i.ts": "",
    ".git/HEAD": "ref: refs/heads/main\n",
    "state/x.json": "",
    "empty/.keep": "",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "empty/.keep").unlink()
    return tmp_path.resolve()


def folders(root: Path) -> Folders:
    return Folders(str(root), ["state", ".stocktake"], ["src/a.ts", "dist/tracked/e.ts"])


def test_folders_in_view_are_watched(root: Path) -> None:
    found = [Path(path).relative_to(root).as_posix() for path in folders(root).absolute()]
    assert found == [".", "dist", "dist/tracked", "empty", "src", "src/deep"]


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        ("modified", "src/a.ts", True),
        ("added", "src/new.ts", True),
        ("deleted", "src/deep/b.ts", True),
        ("deleted", "src/deep", True),
        ("added", "new/deep/x.ts", True),
        ("modified", "README.md", False),
        ("added", "README.md", True),
        ("modified", "package.json", True),
        ("modified", "stocktake.toml", True),
        ("modified", "src/.gitignore", True),
        ("modified", ".stocktakeignore", True),
        ("added", "src/generated/c.ts", False),
        ("added", "src/generated/deep/c.ts", False),
        ("added", "dist/d.ts", False),
        ("modified", "dist/tracked/e.ts", True),
        ("added", "x.log", False),
        ("added", "keep.log", True),
        ("added", "build", False),
        ("added", "src/build/x.ts", True),
        ("added", "node_modules/x/i.ts", False),
        ("added", "packages/a/node_modules/x/i.ts", True),
        ("modified", ".git/HEAD", False),
        ("modified", "state/x.json", False),
        ("added", "state", False),
        ("added", "states.ts", True),
        ("added", ".stocktake/facts.db", False),
        ("added", "../outside.ts", False),
    ],
)
def test_what_counts(root: Path, change: str, path: str, expected: bool) -> None:
    (root / "build").touch()
    assert folders(root).counts(change, str(root.parent / "outside.ts" if ".." in path else root / path)) == expected


def test_what_reshapes(root: Path) -> None:
    found = folders(root)
    (root / "new").mkdir()
    assert found.reshapes("added", str(root / "new"))
    assert found.reshapes("deleted", str(root / "src/deep"))
    assert found.reshapes("modified", str(root / ".gitignore"))
    assert not found.reshapes("modified", str(root / "src/a.ts"))
    assert not found.reshapes("deleted", str(root / "src/gone.ts"))


def test_ignore_files_above_the_root_count(root: Path) -> None:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    below = Folders(str(root / "src"), [], [])
    assert not below.counts("added", str(root / "src/dist/x.ts"))
    assert not below.counts("added", str(root / "src/x.log"))
    assert below.counts("added", str(root / "src/x.ts"))
    (root / "dist").mkdir(exist_ok=True)
    ignored = Folders(str(root / "dist"), [], [])
    assert ignored.counts("added", str(root / "dist/x.ts"))
