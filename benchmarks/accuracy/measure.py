"""Measures stocktake's accuracy on a repository, which is only read.

Usage: ``measure.py REPO [--list] [--json] [--under FOLDER] [--keep FOLDER] [--memory MB]``. Its files are copied to a
temporary folder, `stocktake discover` runs there, truth.mjs asks the TypeScript compiler about the original.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from compare import add_output_arguments, compare, read_state, read_truth, show

HERE = Path(__file__).resolve().parent
NEVER = {".git", "node_modules", ".stocktake"}


def files_in_view(root: Path) -> list[str]:
    """Paths of the files that git tracks or would track, relative to ``root``; without git every file there is."""
    # Settings of a repository may name programs that git runs: none is to run here.
    git = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", str(root), "ls-files", "-z"]
    asked = [*git, "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(asked, capture_output=True, check=False)
    listed = run.stdout.decode("utf-8", "surrogateescape").split("\0") if run.returncode == 0 else _walk(root)
    return sorted({path for path in listed if path and (root / path).is_file()})


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in NEVER]
        for name in names:
            yield Path(folder, name).relative_to(root).as_posix()


def copy(root: Path, paths: list[str], target: Path) -> None:
    """Copy files below ``root`` to ``target``; symbolic links stay what they are. Without ``.gitignore`` files: what is
    tracked although one names it is in view all the same, and git is not there to tell."""
    for path in (each for each in paths if each.rpartition("/")[2] != ".gitignore"):
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / path, place, follow_symlinks=False)


def discover(checkout: Path, state: Path) -> None:
    """Run stocktake on the copy."""
    stocktake = Path(sys.executable).with_name("stocktake")
    command = [str(stocktake), "discover", str(checkout), "--output", str(state), "--full", "--quiet"]
    code = subprocess.run(command, check=False).returncode
    if code not in (0, 1):  # 1: published, with files that failed
        raise SystemExit(f"stocktake discover ended with {code}")


def ask_compiler(root: Path, view: list[str], files: list[str], memory: int, folder: Path) -> bytes:
    """The output of truth.mjs; ``memory`` is the limit of its heap in MB."""
    lists = {"view.txt": view, "files.txt": files}
    for name, paths in lists.items():
        (folder / name).write_text("".join(f"{path}\n" for path in paths), "utf-8", "surrogateescape")
    program = ["node", f"--max-old-space-size={memory}", "--stack-size=4000", str(HERE / "truth.mjs"), str(root)]
    with (folder / "truth.jsonl").open("wb") as output:
        subprocess.run([*program, *(str(folder / name) for name in lists)], stdout=output, check=True)
    return (folder / "truth.jsonl").read_bytes()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Compare stocktake with the TypeScript compiler on a repository.")
    parser.add_argument("repository", type=Path)
    add_output_arguments(parser)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the truth and the state there")
    parser.add_argument("--memory", type=int, default=8000, metavar="MB", help="limit of node's heap (default 8000)")
    arguments = parser.parse_args()
    root = arguments.repository.resolve()
    if not root.is_dir():
        raise SystemExit(f"{root} is no folder")
    with tempfile.TemporaryDirectory(prefix="stocktake-accuracy-") as temporary:
        folder = arguments.keep.resolve() if arguments.keep else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        view = files_in_view(root)
        checkout = Path(temporary, "checkout")
        copy(root, view, checkout)
        discover(checkout, folder / "state")
        state = read_state(folder / "state")
        files = sorted(path for path in state.files if path.startswith(arguments.under))
        truth = ask_compiler(root, view, files, arguments.memory, folder)
        show(compare(read_truth(truth), state, arguments.under), arguments)


if __name__ == "__main__":
    main()
