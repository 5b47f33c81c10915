"""The misbehaving package as the tests see it, and runs of a pool that uses it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matrix import FILE_SECONDS, MEMORY
from msgspec import structs

from stocktake.encoding import to_packed
from stocktake.extractors import registry
from stocktake.extractors.registry import Registered
from stocktake.model import Outcome, SourceFile
from stocktake.workers.in_process import InProcess
from stocktake.workers.limits import Limits
from stocktake.workers.pool import Pool
from stocktake.workers.protocol import Setup

LIMITS = Limits(batch_seconds=20.0, memory=MEMORY, start_seconds=30.0)
"""Nothing that these tests let work comes near, however busy the machine is."""

SHORT = structs.replace(LIMITS, batch_seconds=FILE_SECONDS)
"""For what has to take too long."""

INNOCENT = "export const size = {number};\nexport function f{number}(a: string) {{ return a; }}\n"


class Inline(Executor):
    """Runs what is submitted at once, in the thread that submits it."""

    def __init__(self, _workers: int) -> None:
        pass

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(task(*arguments, **options))
        return future


@dataclass(frozen=True)
class Site:
    """The folder the package is installed in."""

    folder: Path

    def environment(self) -> dict[str, str]:
        """For a process of its own that is to find the package, and what this one finds."""
        folders = [str(self.folder), *filter(None, [os.environ.get("PYTHONPATH")])]
        return {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}

    def going_wrong(self, setup: Setup, stage: str, fault: str, times: int = 10**6) -> Setup:
        """``setup`` with a package that goes wrong at import or in the handshake, in the first workers."""
        module = f"wrong_{stage}_{re.sub(r'[^a-z0-9]+', '_', fault.lower())}_{times}"
        text = f"import misbehaving\nmisbehaving.begin({stage!r}, {fault!r}, {times})\n"
        (self.folder / f"{module}.py").write_text(f"{text}Misbehaving = misbehaving.Misbehaving\n")
        entry = Registered("misbehaving", f"{module}:Misbehaving", "misbehaving")
        return structs.replace(setup, known={**setup.known, "misbehaving": entry})


@dataclass(frozen=True)
class Run:
    """What a pool made of some files."""

    outcomes: dict[str, Outcome]
    pool: Pool


def sources(root: Path, faults: dict[str, str], innocents: int = 12) -> list[SourceFile]:
    """Files of which those named in ``faults`` ask for what is there: ``STAGE: FAULT``, or a fault of the extractor."""
    texts = {f"src/file{number:02}.ts": INNOCENT.format(number=number) for number in range(innocents)}
    for path, fault in faults.items():
        stage, _, name = fault.partition(": ")
        texts[path] = f"// at {f'{stage}: {name}' if name else f'extract: {fault}'}\nexport const a = 1;\n"
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return [SourceFile(path, "ts", len(texts[path])) for path in sorted(texts)]


def setup_for(root: Path) -> Setup:
    known = registry.registered()
    chosen = registry.choose(["misbehaving"], {}, known)
    names = chosen.names
    return Setup(str(root), 1_000_000, names, {name: known[name] for name in names}, {}, chosen.cache_keys)


def extract(
    root: Path,
    files: list[SourceFile],
    workers: int = 2,
    limits: Limits = LIMITS,
    executor: Callable[[int], Executor] = ThreadPoolExecutor,
    setup: Setup | None = None,
) -> Run:
    pool = Pool(setup_for(root) if setup is None else setup, workers, limits, executor)
    outcomes = list(pool.run(files))
    assert sorted(outcome.path for outcome in outcomes) == [file.path for file in files]
    return Run({outcome.path: outcome for outcome in outcomes}, pool)


def in_process(root: Path, files: list[SourceFile]) -> dict[str, Outcome]:
    """What the files give without workers (where nobody misbehaves)."""
    setup = setup_for(root)
    extractors = registry.choose(setup.names, {}, setup.known).loaded
    return {outcome.path: outcome for outcome in InProcess(str(root), extractors, 1_000_000).run(files)}


def as_bytes(outcomes: dict[str, Outcome]) -> dict[str, bytes]:
    """The outcomes as they are cached and sent."""
    return {path: to_packed(outcomes[path]) for path in sorted(outcomes)}


def left(mark: str) -> list[str]:
    """What is :func:`alive`, after a moment that the kernel needs to end what was killed."""
    deadline = time.monotonic() + 5
    while (found := alive(mark)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def alive(mark: str) -> list[str]:
    """Command lines of the processes whose environment holds ``mark``, except this one."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            if mark.encode() in Path(f"/proc/{name}/environ").read_bytes().split(b"\0"):
                found.append(Path(f"/proc/{name}/cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found
