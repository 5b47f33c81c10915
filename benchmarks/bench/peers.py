"""The peers: how each is installed and run on the same files, what it does, and what it does not."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import measure
from bench.corpora import Corpus
from bench.rounds import Contender

HERE = Path(__file__).resolve().parent
PINS: dict[str, str] = json.loads((HERE / "peers" / "package.json").read_bytes())["dependencies"]
HEAP = "8000"
"""Megabytes that the heap of node may have: its default would end some peers early."""

_UNKNOWN_TO_KNIP = {"node-test-runner", "tanstack-start"}
"""Plugins that its schema names and its program refuses."""


@dataclass(frozen=True)
class Peer:
    """A program to compare with. ``packages``: what npm installs for it, none for a program of the system;
    ``command``: argument list from the folder of its own, the corpus, and a folder to write into; ``patience``: how
    many times the usual time it may take."""

    name: str
    packages: tuple[str, ...]
    does: str
    lacks: str
    command: Callable[[Path, Corpus, Path], list[str]]
    patience: float = 1


def _node(program: str) -> Callable[[Path], list[str]]:
    return lambda folder: ["node", f"--max-old-space-size={HEAP}", str(folder / "node_modules" / program)]


def _ctags(_folder: Path, corpus: Corpus, out: Path) -> list[str]:
    languages = ["--languages=TypeScript,JavaScript", "--map-TypeScript=+.tsx", "--map-JavaScript=+.jsx"]
    return ["ctags", *languages, "--fields=+n", "-L", str(corpus.listing), "-f", str(out / "tags")]


def _cruiser(folder: Path, _corpus: Corpus, out: Path) -> list[str]:
    flags = ["--no-config", "--ts-pre-compilation-deps", "--output-type", "json", "--output-to", str(out / "out.json")]
    return [*_node("dependency-cruiser/bin/dependency-cruise.mjs")(folder), *flags, "."]


def _madge(folder: Path, _corpus: Corpus, _out: Path) -> list[str]:
    extensions = "ts,tsx,mts,cts,js,jsx,mjs,cjs"
    return [*_node("madge/bin/cli.js")(folder), "--json", "--no-spinner", "--extensions", extensions, "."]


def _knip(folder: Path, corpus: Corpus, out: Path) -> list[str]:
    # Its plugins load the configuration of the repository's tools, which fails where these are not installed.
    schema = json.loads((folder / "node_modules/knip/schema.json").read_bytes())
    plugins = schema["definitions"]["plugins"]["properties"].keys() - _UNKNOWN_TO_KNIP
    everything = {"entry": ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"]}
    settings = {**dict.fromkeys(sorted(plugins), False), "workspaces": {".": everything, "**": everything}}
    (out / "knip.json").write_text(json.dumps(settings))
    flags = ["-c", str(out / "knip.json"), "--directory", str(corpus.theirs), "--no-exit-code", "--reporter=json"]
    return [*_node("knip/bin/knip.js")(folder), *flags]


def _repomix(folder: Path, corpus: Corpus, out: Path) -> list[str]:
    which = ["--include", "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}", "--no-git-sort-by-changes", "--quiet"]
    program = _node("repomix/bin/repomix.cjs")(folder)
    return [*program, str(corpus.theirs), "--compress", "--style", "xml", "-o", str(out / "out.xml"), *which]


def _scip(folder: Path, corpus: Corpus, out: Path) -> list[str]:
    options = {"allowJs": True, "jsx": "react-jsx", "module": "esnext", "moduleResolution": "bundler", "noEmit": True}
    files = corpus.listing.read_text("utf-8").splitlines()
    (out / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": files}))
    (out / "package.json").write_text('{"name": "corpus", "version": "0.0.0"}')
    program = _node("@sourcegraph/scip-typescript/dist/src/main.js")(folder)
    return [*program, "index", str(out), "--cwd", str(out), "--output", str(out / "index.scip"), "--no-progress-bar"]


def _baseline(program: str) -> Callable[[Path, Corpus, Path], list[str]]:
    def command(folder: Path, corpus: Corpus, out: Path) -> list[str]:
        # Beside its node_modules, where node looks for what it imports.
        for each in (HERE / "baseline").glob("*.mjs"):
            shutil.copyfile(each, folder / each.name)
        limit = f"--max-old-space-size={HEAP}"
        return ["node", limit, str(folder / program), str(corpus.theirs), str(corpus.listing), str(out)]

    return command


PEERS = (
    Peer(
        "universal-ctags",
        (),
        "names of declarations with kind and line, from a parser of its own for every language",
        "imports, who uses what, React, schemas; incremental runs of a tree",
        _ctags,
    ),
    Peer(
        "dependency-cruiser",
        ("dependency-cruiser", "typescript"),
        "which file imports which, cycles, rules about them; resolves through node_modules and one tsconfig",
        "anything inside a file; one process",
        _cruiser,
    ),
    Peer(
        "madge",
        ("madge", "typescript"),
        "which file imports which, cycles",
        "anything inside a file; workspaces by name; one process",
        _madge,
    ),
    Peer(
        "knip",
        ("knip",),
        "unused files, exports and dependencies; understands workspaces, and many tools by plugins",
        "anything inside a file but its exports. Here without plugins, which load the configuration of other tools, "
        "and with every file as an entry, so that it parses all of them",
        _knip,
    ),
    Peer(
        "repomix --compress",
        ("repomix",),
        "one text with the signatures of everything (tree-sitter), for a model to read; counts tokens",
        "resolution of anything; a text that fits: it grows with the repository",
        _repomix,
    ),
    Peer(
        "ts-morph, a worker an extractor",
        ("ts-morph",),
        "seven inventories of names, kinds, props and fields, types by the checker: the plan that stocktake replaced, "
        "with one worker for each extractor that loads the project anew",
        "imports between items, incremental runs, isolation of a file",
        _baseline("worker-per-extractor.mjs"),
        patience=3,
    ),
    Peer(
        "TypeScript, program and checker",
        ("typescript",),
        "one program of all files, the type of every export: the truth that names and types come from",
        "an inventory; one process; several tsconfigs at once",
        _baseline("checker.mjs"),
    ),
    Peer(
        "scip-typescript",
        ("@sourcegraph/scip-typescript",),
        "every occurrence of every symbol, precise to the compiler, for code navigation",
        "React, schemas, forms; a text a person or a model reads",
        _scip,
    ),
)


def install(peer: Peer, scratch: Path, timeout: float = 300) -> tuple[Path, str, str]:
    """The peer's folder, its version, and why it cannot be had (empty if it can)."""
    if not peer.packages:
        return scratch, *_of_system(peer.name)
    pins = {name: PINS[name] for name in peer.packages}
    version = pins[peer.packages[0]]
    folder = scratch / "peers" / "-".join([peer.packages[0].replace("/", "-").lstrip("@"), version])
    if (folder / "installed").exists():
        return folder, version, ""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "type": "module", "dependencies": pins}))
    command = ["npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=timeout, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return folder, version, f"cannot be installed: {type(error).__name__}"
    if ran.returncode:
        said = [line for line in ran.stderr.splitlines() if line.strip()]
        return folder, version, f"cannot be installed: {(said or ['npm failed'])[0][:150]}"
    (folder / "installed").touch()
    return folder, version, ""


def _of_system(name: str) -> tuple[str, str]:
    program = shutil.which("ctags")
    if program is None:
        return "", f"{name} is not installed on this system"
    first = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.splitlines()
    if not first or "Universal Ctags" not in first[0]:
        return "", "the ctags of this system is not universal-ctags"
    return first[0].split(",")[0].removeprefix("Universal Ctags").strip(), ""


def contender(peer: Peer, corpus: Corpus, scratch: Path, box: float) -> Contender:
    """The peer on a corpus; with trouble from the start where it cannot be installed."""
    folder, version, trouble = install(peer, scratch)
    out = corpus.ours.parent / "out" / peer.name.replace(" ", "-").replace(",", "")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    environment = {"CI": "1", "NO_COLOR": "1", "NODE_OPTIONS": f"--max-old-space-size={HEAP}"}

    def run(timeout: float) -> measure.Measured:
        return measure.run(peer.command(folder, corpus, out), corpus.theirs, timeout, environment)

    return Contender(peer.name, "peer", run, box=box * peer.patience, version=version, trouble=trouble)
