"""Where the files come from: npm packages that ship their source, repositories, and the synthetic generator.

Each corpus is reduced to the sources that stocktake extracts (and to what is no source at all), so that every contender
sees the same files, and put twice under git: one copy that stocktake writes into, one for everybody else.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measure import environment_of

NPM = (
    "ra-core@5.15.4",
    "ra-ui-materialui@5.15.4",
    "@blueprintjs/core@6.20.0",
    "@blueprintjs/table@6.2.6",
    "@tanstack/query-core@5.108.0",
    "@tanstack/react-query@5.108.0",
)
"""Packages that ship TypeScript source, pinned."""

SOURCES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
HARMLESS = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_OPTIONAL_LOCKS": "0"}
"""Nothing of the user's git is to have a part in this."""

STOCKTAKE = str(Path(sys.executable).with_name("stocktake"))


class CorpusError(Exception):
    """The files could not be brought; the text says why."""


@dataclass(frozen=True)
class Corpus:
    """A folder for stocktake, one for the others; paths of the sources relative to both; bytes and lines of these."""

    name: str
    kind: str
    origin: str
    ours: Path
    theirs: Path
    sources: tuple[str, ...]
    size: int
    lines: int

    @property
    def listing(self) -> Path:
        """A file with the absolute paths of the sources in ``theirs``, one a line."""
        return self.theirs.parent / "sources.txt"


def git(folder: Path, *arguments: str) -> str:
    """What git prints.

    Raises:
        CorpusError: it failed.
    """
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", str(folder), *arguments]
    ran = subprocess.run(command, capture_output=True, check=False, env={**os.environ, **HARMLESS})
    if ran.returncode:
        raise CorpusError(f"git {arguments[0]}: {ran.stderr.decode('utf-8', 'replace').strip()[:300]}")
    return ran.stdout.decode("utf-8", "surrogateescape")


def from_repository(repository: Path, scratch: Path) -> Corpus:
    """A copy of the files that git tracks in a repository, or of all files of a folder."""
    name = repository.resolve().name
    folder = _new(scratch, name)
    if (repository / ".git").exists():
        tracked = [path for path in git(repository, "ls-files", "-z").split("\0") if path]
        origin = f"commit {git(repository, 'rev-parse', '--short=12', 'HEAD').strip()}"
    else:
        tracked = list(_walk(repository))
        origin = "a folder"
    for path in tracked:
        if (repository / path).is_file() and not (repository / path).is_symlink():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(repository / path, target)
    return _finish(name, "repository", origin, folder)


def _walk(root: Path) -> Iterator[str]:
    for place, folders, files in os.walk(root):
        folders[:] = [each for each in folders if each not in {".git", "node_modules", ".stocktake"}]
        for file in files:
            yield os.path.relpath(os.path.join(place, file), root)


def from_npm(pins: Sequence[str], scratch: Path, timeout: float = 300) -> Corpus:
    """The sources in npm packages, as the workspaces of one repository.

    Raises:
        CorpusError: npm is not installed, or does not bring one of them.
    """
    folder = _new(scratch, "npm")
    (folder / "package.json").write_text(json.dumps({"name": "npm", "private": True, "workspaces": ["packages/*"]}))
    for pin in pins:
        command = ["npm", "pack", pin, "--silent", "--pack-destination", str(folder)]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, cwd=scratch)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CorpusError(f"npm pack {pin}: {type(error).__name__}") from error
        if ran.returncode:
            raise CorpusError(f"npm pack {pin}: {ran.stderr.strip()[-300:]}")
        archive = folder / ran.stdout.split()[-1]
        _unpack(archive, folder / "packages" / pin.rpartition("@")[0].replace("@", "").replace("/", "-"))
        archive.unlink()
    return _finish("npm", "npm packages", ", ".join(pins), folder)


def _unpack(archive: Path, target: Path) -> None:
    """The manifest, the compiler options and the sources of a package, without what was built from them."""
    with tarfile.open(archive) as members:
        for member in members:
            path = member.name.partition("/")[2]
            wanted = path.startswith("src/") or path in ("package.json", "tsconfig.json", "README.md")
            content = members.extractfile(member) if member.isfile() and wanted and ".." not in path else None
            if content is not None:
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                (target / path).write_bytes(content.read())


def from_generator(files: int, seed: int, scratch: Path) -> Corpus:
    """A synthetic repository of ``files`` source files."""
    from bench.synthetic import write

    name = f"synthetic-{files}"
    folder = _new(scratch, name)
    folder.rmdir()
    write(folder, files, seed)
    return _finish(name, "synthetic", f"seed {seed}", folder)


def _new(scratch: Path, name: str) -> Path:
    place = scratch / "corpora" / name
    shutil.rmtree(place, ignore_errors=True)
    (place / "ours").mkdir(parents=True)
    return place / "ours"


def _finish(name: str, kind: str, origin: str, folder: Path) -> Corpus:
    """Reduce to what stocktake extracts, commit, copy."""
    shutil.rmtree(folder / ".git", ignore_errors=True)
    for left in (".stocktake", ".claude/state"):
        shutil.rmtree(folder / left, ignore_errors=True)
    git(folder, "init", "-q")
    (folder / ".git/info/exclude").write_text(".stocktake/\n")
    discover(folder)
    for path, reason in skipped(folder):
        if path.endswith(SOURCES) and reason != "declaration":
            (folder / path).unlink(missing_ok=True)
    shutil.rmtree(folder / ".claude/state")
    shutil.rmtree(folder / ".stocktake")
    _commit(folder)
    theirs = folder.with_name("theirs")
    git(folder.parent, "clone", "-q", "--no-hardlinks", str(folder), str(theirs))
    discover(folder)
    _commit(folder)
    paths = extracted(folder)
    data = [(folder / path).read_bytes() for path in paths]
    corpus = Corpus(
        name, kind, origin, folder, theirs, tuple(paths), sum(map(len, data)), sum(each.count(b"\n") for each in data)
    )
    corpus.listing.write_text("".join(f"{theirs / path}\n" for path in paths), "utf-8", "surrogateescape")
    return corpus


def _commit(folder: Path) -> None:
    git(folder, "add", "--all", "--force", ".", ":!.stocktake")
    git(folder, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "-q", "-m", "corpus")


def discover(folder: Path) -> None:
    """Bring the state up to date.

    Raises:
        CorpusError: nothing was published.
    """
    ran = subprocess.run(
        [STOCKTAKE, "discover", str(folder), "-q"],
        capture_output=True,
        text=True,
        check=False,
        env=environment_of(os.environ),
    )
    if ran.returncode not in (0, 1):
        raise CorpusError(f"stocktake discover ended with {ran.returncode}: {ran.stderr.strip()[-300:]}")


def skipped(folder: Path) -> list[tuple[str, str]]:
    """Path and reason of every file that the published coverage lists as skipped."""
    coverage = json.loads((folder / ".claude/state/coverage.json").read_bytes())
    return [(each["path"], each["reason"]) for each in coverage["entries"] if each["outcome"] == "skipped"]


def extracted(folder: Path) -> list[str]:
    """The sources that the published state is about, sorted."""
    found = []
    for chunk in sorted((folder / ".claude/state/sources").rglob("*.json")):
        content = json.loads(chunk.read_bytes())
        found += [each["path"] for each in content.get("items", ()) if "kind" not in each]
    return sorted(path for path in found if path.endswith(SOURCES))
