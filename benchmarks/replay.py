"""Replays a repository's history: after every commit the incremental state must be, byte for byte, what a clean run
writes. The repository given is only read.

    python benchmarks/replay.py REPO [--commits 200] [--every 1]

Commits whose files are not all there (a shallow or filtered copy) are passed over. Exits with 1 at the first difference
and says in which files it is.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stocktake import api
from stocktake.errors import StocktakeError
from stocktake.pipeline.plan import Options

OPTIONS = Options(environment={}, is_root=True)


def git(folder: Path, *arguments: str) -> str:
    """What git prints.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    command = [
        "git",
        "-c",
        "advice.detachedHead=false",
        "-c",
        "core.hooksPath=/dev/null",
        "-C",
        str(folder),
        *arguments,
    ]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def state_of(root: Path) -> dict[str, bytes]:
    """Every file of the state."""
    folder = root / ".claude/state"
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def checked_out(folder: Path, commit: str) -> bool:
    """Whether the work tree could be brought to a commit."""
    try:
        git(folder, "checkout", "-q", "--force", commit)
    except subprocess.CalledProcessError:
        return False
    return True


def replay(repository: Path, count: int, step: int) -> int:
    """The number of commits that were compared.

    Raises:
        SystemExit: the states differ.
    """
    commits = git(repository, "log", "--first-parent", "--format=%H", f"--max-count={count * step}").split()[::step]
    with tempfile.TemporaryDirectory(prefix="stocktake-replay-") as scratch:
        kept, clean = Path(scratch) / "kept", Path(scratch) / "clean"
        for folder in (kept, clean):
            subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", repository, folder], check=True)
            (folder / ".git/info/exclude").write_text(".claude/state/\n.stocktake/\n")
        compared, taken_over, seconds = 0, 0, 0.0
        for commit in reversed(commits):
            if not (checked_out(kept, commit) and checked_out(clean, commit)):
                continue
            for name in (".stocktake", ".claude/state"):
                shutil.rmtree(clean / name, ignore_errors=True)
            try:
                api.discover(clean, OPTIONS)
            except StocktakeError as error:
                print(f"{commit[:10]}: {error}", file=sys.stderr)
                continue
            started = time.perf_counter()
            result = api.discover(kept, OPTIONS)
            seconds += time.perf_counter() - started
            compared += 1
            taken_over += not result.resolved_all
            before, after = state_of(clean), state_of(kept)
            different = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
            if different:
                raise SystemExit(f"{commit}: not what a clean run writes: {', '.join(different[:10])}")
        how = f"{taken_over} of them by what the change reached"
        print(f"{compared} commits, {how}, {seconds:.1f} s incremental: no difference")
        return compared


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("repository", type=Path)
    parser.add_argument("--commits", type=int, default=200)
    parser.add_argument("--every", type=int, default=1, help="compare every n-th commit only")
    arguments = parser.parse_args()
    if not replay(arguments.repository.resolve(), arguments.commits, arguments.every):
        raise SystemExit("no commit could be checked out")


if __name__ == "__main__":
    main()
