"""The command line: `python -m bench run …` measures, `python -m bench render` writes the page about it."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench import corpora, peers, render
from bench.corpora import Corpus, CorpusError
from bench.ours import Ours, floors
from bench.rounds import Contender, go
from bench.stages import summary_of

CHECKOUT = Path(__file__).resolve().parents[2]
RESULTS = CHECKOUT / "benchmarks" / "results"
GUIDE = CHECKOUT / "docs" / "guide"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench", description="Stocktake, its floors and its peers on the same files.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="measure, and write benchmarks/results/NAME.json")
    run.add_argument("--repo", type=Path, action="append", default=[], help="a repository, which is only read")
    run.add_argument("--npm", action="store_true", help="the pinned packages that ship TypeScript source")
    run.add_argument("--synthetic", type=_numbers, default=[], metavar="N,N", help="generated repositories of N files")
    run.add_argument("--seed", type=int, default=1)
    run.add_argument("--rounds", type=int, default=5)
    run.add_argument("--peers", default="all", metavar="A,B", help="all, none, or the beginnings of their names")
    run.add_argument("--box", type=float, default=300, metavar="S", help="seconds for all runs of one contender")
    run.add_argument("--peer-files", type=int, default=20_000, metavar="N", help="no peers above so many files")
    run.add_argument("--name", default="latest", help="of the result")
    run.add_argument("--add", action="store_true", help="more corpora for the result of that name")
    run.add_argument("--scratch", type=Path, default=_default_scratch(), help="where corpora and peers are kept")
    shown = commands.add_parser("render", help="write docs/guide/benchmarks.md from a result")
    shown.add_argument("--name", default="latest")
    shown.add_argument("--guide", type=Path, default=GUIDE, help="the folder to write into")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # which ends what is being measured, too
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{arguments.name}.json"
    if arguments.command == "run":
        measure_all(arguments, file)
    else:
        write_guide(file, arguments.guide)


def write_guide(file: Path, guide: Path) -> None:
    """Render a result into the page and its plots, and remove plots of results before."""
    pages = render.render(json.loads(file.read_bytes()))
    for left in guide.glob("benchmarks-*.svg"):
        left.unlink()
    for name, text in pages.items():
        (guide / name).write_text(text, "utf-8")


def _numbers(text: str) -> list[int]:
    return [int(each.replace("_", "")) for each in text.split(",")]


def _default_scratch() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stocktake-bench"


def measure_all(arguments: argparse.Namespace, file: Path) -> None:
    """Measure every corpus asked for; the result is written after each, so that an interrupted run has something."""
    processes = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    result: dict[str, Any] = {"version": 1, "machine": machine(processes), "stocktake": stocktake_version()}
    result |= {"rounds": arguments.rounds, "box": arguments.box, "peers": [], "corpora": []}
    if arguments.add:
        before = json.loads(file.read_bytes())
        if (before["machine"], before["stocktake"]) != (result["machine"], result["stocktake"]):
            raise SystemExit("bench run --add: that result is of another machine, or of another stocktake")
        result = before
    compile_modules()
    arguments.scratch.mkdir(parents=True, exist_ok=True)
    chosen = [each for each in peers.PEERS if _is_chosen(each.name, arguments.peers)]
    for corpus in bring(arguments):
        if isinstance(corpus, str):
            result["corpora"].append({"name": corpus.partition(":")[0], "trouble": corpus})
        else:
            tell(f"{corpus.name}: {len(corpus.sources):,} files, {corpus.size / 1e6:.1f} MB")
            small = len(corpus.sources) <= arguments.peer_files
            result["corpora"].append(measure_one(corpus, chosen if small else [], processes, arguments))
        result["peers"] = _known(result["corpora"])
        file.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
        if not isinstance(corpus, str):
            shutil.rmtree(corpus.ours.parent)
    tell(f"written: {os.path.relpath(file)}")


def compile_modules() -> None:
    """Have every module compiled, as an installation has: the first run is not to pay for it."""
    import stocktake

    folders = {str(Path(stocktake.__file__).parent), sysconfig.get_path("purelib")}
    command = [sys.executable, "-m", "compileall", "-q", *sorted(folders)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _is_chosen(name: str, wanted: str) -> bool:
    return wanted == "all" or any(part and name.startswith(part) for part in wanted.split(","))


def _known(measured: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The peers that were to run, with the version that did."""
    contenders = [each for corpus in measured for each in corpus.get("contenders", ())]
    versions = {each["name"]: each["version"] for each in contenders if each["group"] == "peer"}
    asked = [peer for peer in peers.PEERS if peer.name in versions]
    return [{"name": p.name, "version": versions[p.name], "does": p.does, "lacks": p.lacks} for p in asked]


def bring(arguments: argparse.Namespace) -> Iterator[Corpus | str]:
    """Each corpus, made when it is its turn; a text for one that cannot be had."""
    scratch = arguments.scratch
    makers: list[tuple[str, Callable[[], Corpus]]] = []
    if arguments.npm:
        makers.append(("npm", partial(corpora.from_npm, corpora.NPM, scratch)))
    makers += [(each.resolve().name, partial(corpora.from_repository, each, scratch)) for each in arguments.repo]
    for size in arguments.synthetic:
        makers += [(f"synthetic-{size}", partial(corpora.from_generator, size, arguments.seed, scratch))]
    if not makers:
        raise SystemExit("bench run: no corpus: say --npm, --repo or --synthetic")
    for name, make in makers:
        try:
            yield make()
        except (CorpusError, OSError) as error:
            tell(f"{name}: {error}")
            yield f"{name}: {str(error).replace(str(arguments.scratch), '').replace(str(Path.home()), '~')}"


def measure_one(
    corpus: Corpus, chosen: list[peers.Peer], processes: int, arguments: argparse.Namespace
) -> dict[str, Any]:
    """The result of one corpus."""
    ours = Ours(corpus, processes, arguments.box)
    contenders = ours.contenders() + floors(corpus, processes, sys.executable, arguments.box)
    for peer in chosen:
        contenders.append(peers.contender(peer, corpus, arguments.scratch, arguments.box))
    go(contenders, arguments.rounds, tell)
    return {
        "name": corpus.name,
        "kind": corpus.kind,
        "origin": corpus.origin,
        "files": len(corpus.sources),
        "bytes": corpus.size,
        "lines": corpus.lines,
        "edited": ours.edited,
        "contenders": [as_result(each, corpus, arguments.scratch) for each in contenders],
        "stages": {name: summary_of(records) for name, records in ours.stages.items()},
    }


def as_result(contender: Contender, corpus: Corpus, scratch: Path) -> dict[str, Any]:
    """What is kept of a contender: nothing in it names a folder of this machine."""
    trouble = contender.trouble
    for folder in (corpus.ours, corpus.theirs, corpus.ours.parent, scratch, Path.home()):
        trouble = trouble.replace(str(folder), "…")
    return {
        "name": contender.name,
        "group": contender.group,
        "version": contender.version,
        "trouble": trouble,
        "seconds": [round(each.seconds, 4) for each in contender.runs],
        "processor_seconds": [round(each.processor_seconds, 3) for each in contender.runs],
        "memory": [each.memory for each in contender.runs],
    }


def machine(processes: int) -> dict[str, Any]:
    """What numbers depend on, without naming the machine."""
    node = shutil.which("node")
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout if node else ""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processors": processes,
        "memory": memory,
        "python": platform.python_version(),
        "node": asked.strip().lstrip("v"),
    }


def stocktake_version() -> str:
    """The version, and the commit of the checkout where there is one."""
    from stocktake import __version__

    try:
        return f"{__version__}, commit {corpora.git(CHECKOUT, 'rev-parse', '--short=12', 'HEAD').strip()}"
    except CorpusError:
        return __version__


def tell(text: str) -> None:
    """Say how far it is."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
