"""The misbehaving package as the tests see it, and runs of a pool that uses it."""

from __future__ import annotations

import os
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from stocktake.extractors import registry
from stocktake.model import Outcome, SourceFile
from stocktake.workers.in_process import InProcess
from stocktake.workers.limits import Limits
from stocktake.workers.pool import Pool
from stocktake.workers.protocol import Setup

LIMITS = Limits(batch_seconds=1.2, memory=300_000_000, start_seconds=15.0)
INNOCENT = "export const size = {number};\nexport function f{number}(a: string) {{ return a; }}\n"


@dataclass(frozen=True)
class Site:
    folder: Path

    def on_import(self, fault: str) -> None:
        """What the package does when a worker imports it."""
        (self.folder / "on-import").write_text(fault)


@dataclass(frozen=True)
class Run:
    outcomes: dict[str, Outcome]
    pool: Pool


def sources(root: Path, faults: dict[str, str], innocents: int = 12) -> list[SourceFile]:
    """Files of which those named in ``faults`` ask for what is there."""
    texts = {f"src/file{number:02}.ts": INNOCENT.format(number=number) for number in range(innocents)}
    texts |= {path: f"// fault: {fault}\nexport const a = 1;\n" for path, fault in faults.items()}
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return [SourceFile(path, "ts", len(texts[path])) for path in sorted(texts)]


def setup_for(root: Path) -> Setup:
    known = registry.registered()
    loaded = registry.load(["misbehaving"], {}, known)
    names = tuple(extractor.name for extractor in loaded.extractors)
    return Setup(str(root), 1_000_000, names, {name: known[name] for name in names}, {}, loaded.cache_keys)


def extract(
    root: Path,
    files: list[SourceFile],
    workers: int = 2,
    limits: Limits = LIMITS,
    executor: type[Executor] = ThreadPoolExecutor,
) -> Run:
    pool = Pool(setup_for(root), workers, limits, executor)
    outcomes = list(pool.run(files))
    assert sorted(outcome.path for outcome in outcomes) == [file.path for file in files]
    return Run({outcome.path: outcome for outcome in outcomes}, pool)


def in_process(root: Path, files: list[SourceFile]) -> dict[str, Outcome]:
    """What the files give without workers (where nobody misbehaves)."""
    setup = setup_for(root)
    extractors = registry.load(setup.names, {}, setup.known).extractors
    return {outcome.path: outcome for outcome in InProcess(str(root), extractors, 1_000_000).run(files)}


def alive(mark: str) -> list[str]:
    """Command lines of the processes whose environment holds ``mark``, except this one; a moment is given to the
    kernel to end what was killed."""
    deadline = time.monotonic() + 2
    while (found := _holding(mark.encode())) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def _holding(mark: bytes) -> list[str]:
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            if mark in Path(f"/proc/{name}/environ").read_bytes().split(b"\0"):
                found.append(Path(f"/proc/{name}/cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found
