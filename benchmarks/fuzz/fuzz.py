"""Fuzzes parsing, extraction and resolution: ``make fuzz``, or ``python benchmarks/fuzz/fuzz.py SECONDS [FOLDER]``.

With atheris (the dependency group ``fuzz``; CPython 3.11 to 3.13 on Linux) the run is guided by coverage: what reaches
new code of stocktake is kept and changed further. Without, the same changes are made blindly. Either way an input that
raises, or takes more than ten seconds, is written to FOLDER (default: ``tests/hostile/findings``), where the tests try
it from then on, and ends the run with an exit code that is not 0.
"""

from __future__ import annotations

import faulthandler
import hashlib
import sys
import time
from pathlib import Path
from random import Random
from types import ModuleType

HERE = Path(__file__).parent
FINDINGS = HERE.parents[1] / "tests/hostile/findings"
SLOW = 10


def main(arguments: list[str]) -> int:
    """Fuzz for so many seconds; the exit code says whether nothing was found."""
    seconds = int(arguments[0]) if arguments else 60
    folder = Path(arguments[1]) if len(arguments) > 1 else FINDINGS
    sys.path.insert(0, str(HERE))
    atheris = _atheris()
    if atheris is None:
        return _blind(seconds, folder)
    with atheris.instrument_imports(include=["stocktake"]):
        import targets
    from mutations import corpus, mutated

    seeds = corpus()
    store = HERE / ".corpus"
    store.mkdir(exist_ok=True)
    for seed in seeds:
        (store / hashlib.sha256(seed).hexdigest()[:20]).write_bytes(seed)

    def change(data: bytes, _most: int, number: int) -> bytes:
        return mutated(data, seeds, Random(number))  # noqa: S311

    def target(data: bytes) -> None:
        targets.take_stock(data)

    folder.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", f"-timeout={SLOW}", "-max_len=20000", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], str(store), *options, "-rss_limit_mb=3000"], target, custom_mutator=change)
    atheris.Fuzz()
    return 0


def _atheris() -> ModuleType | None:
    try:
        import atheris
    except ImportError:
        print("atheris is not installed: fuzzing without coverage", file=sys.stderr)
        return None
    return atheris if isinstance(atheris, ModuleType) else None


def _blind(seconds: int, folder: Path) -> int:
    import targets
    from mutations import corpus, endless

    number = time.time_ns() % 2**32
    deadline = time.monotonic() + seconds
    tried = 0
    folder.mkdir(parents=True, exist_ok=True)
    for data in endless(corpus(), Random(number)):  # noqa: S311
        if time.monotonic() > deadline:
            break
        tried += 1
        found = folder / f"found-{hashlib.sha256(data).hexdigest()[:20]}"
        found.write_bytes(data)  # what does not come back from C is there all the same
        faulthandler.dump_traceback_later(10 * SLOW, exit=True)
        started = time.monotonic()
        try:
            targets.take_stock(data)
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return 1
        if time.monotonic() - started > SLOW:
            return 1
        found.unlink()
    print(f"{tried:,} inputs in {seconds} s from seed {number}: nothing found")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
