"""Plans and writes a synthetic TypeScript/React monorepo of any size, the same for the same seed.

The distributions are those of open applications of 2,000 to 7,000 source files: sizes are log-normal (median 2 KB, mean
4 KB, one in a hundred above 25 KB), a file imports a handful of others, mostly near ones, and a few are imported by
hundreds. No file is a copy of another: each is generated from a seed of its own (see `synthetic_text`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.synthetic_words import NOUNS, QUALIFIERS, VERBS, camel, kebab, pascal

KINDS = {
    "feature": {
        "component": 38,
        "hook": 11,
        "service": 16,
        "schema": 8,
        "types": 8,
        "form": 7,
        "constants": 6,
        "context": 3,
        "class": 3,
    },
    "server": {"service": 46, "schema": 16, "types": 14, "class": 12, "constants": 12},
    "ui": {"component": 66, "hook": 12, "types": 8, "service": 6, "constants": 5, "context": 3},
}
"""Weights of the kinds of modules in a folder, by what the folder is for."""

THEMES = {"feature": 50, "server": 34, "ui": 16}
"""Weights of what folders are for."""

BARRELS = 0.22
"""Share of folders with an index file that exports the others."""


@dataclass(frozen=True)
class Package:
    """A workspace. ``uses``: indexes of the packages it may import, all of them later ones: no cycles of packages."""

    name: str
    folder: str
    is_app: bool
    uses: tuple[int, ...]


@dataclass(frozen=True)
class Module:
    """A source file to be: what it exports is settled before the text of anything is."""

    path: str
    kind: str
    names: tuple[str, ...]
    package: int
    size: int


@dataclass
class Repository:
    """A plan: every workspace and every module, sorted by path within its package."""

    seed: int
    packages: list[Package]
    modules: list[Module] = field(default_factory=list)
    of_package: list[range] = field(default_factory=list)


def random_of(seed: int, *what: object) -> Random:
    """A generator of its own for one purpose, so that no part of the plan disturbs another."""
    return Random(":".join(map(str, (seed, *what))))  # noqa: S311


def plan(files: int, seed: int = 1) -> Repository:
    """The plan of a repository of exactly ``files`` source files (at least 20)."""
    if files < 20:
        raise ValueError("a synthetic repository has at least 20 files")
    random = random_of(seed, "packages")
    count = min(len(NOUNS) * 2, max(3, round(files**0.55 / 3)))
    repository = Repository(seed, _packages(count, random))
    # Applications come first in the list, and are the largest.
    weights = [1 / (rank + 1) ** 0.8 for rank in range(count)]
    for index, share in enumerate(apportion(files, weights)):
        start = len(repository.modules)
        theme_random = random_of(seed, "package", index)
        repository.modules += sorted(_modules(index, repository.packages[index], share, theme_random), key=_path)
        repository.of_package.append(range(start, len(repository.modules)))
    return repository


def _path(module: Module) -> str:
    return module.path


def apportion(total: int, weights: list[float]) -> list[int]:
    """``total`` divided by weight into whole numbers that add up to it, each at least 1 where ``total`` allows."""
    spare = total - len(weights)
    shares = [1 + math.floor(spare * weight / sum(weights)) for weight in weights]
    for index in range(total - sum(shares)):
        shares[index % len(shares)] += 1
    return shares


def _packages(count: int, random: Random) -> list[Package]:
    names = _distinct_names(random)
    apps = max(1, count // 4)
    packages = []
    for index in range(count):
        name = next(names)
        is_app = index < apps
        later = range(max(index + 1, apps), count)
        uses = (
            sorted({later[int(len(later) * random.random() ** 1.6)] for _ in range(random.randint(2, 9))})
            if later
            else []
        )
        folder = f"{'apps' if is_app else 'packages'}/{name}"
        packages.append(Package(f"@acme/{name}", folder, is_app, tuple(uses)))
    return packages


def _distinct_names(random: Random) -> Iterator[str]:
    plain = list(NOUNS)
    random.shuffle(plain)
    yield from plain
    for noun in plain:
        yield f"{noun}-{random.choice(QUALIFIERS)}"


def _modules(index: int, package: Package, count: int, random: Random) -> Iterator[Module]:
    taken: set[str] = set()
    folders = [f"{package.folder}/src"]
    made = 0
    if not package.is_app:
        made += 1
        taken.add(f"{package.folder}/src/index")
        yield Module(f"{package.folder}/src/index.ts", "barrel", (), index, 0)
    while made < count:
        folder = _folder(folders, random)
        theme = pick(THEMES, random)
        inside = min(count - made, max(1, round(random.lognormvariate(1.1, 1.0))))
        made += inside
        if inside > 2 and random.random() < BARRELS and f"{folder}/index" not in taken:
            taken.add(f"{folder}/index")
            yield Module(f"{folder}/index.ts", "barrel", (), index, 0)
            inside -= 1
        for _ in range(inside):
            yield _module(index, folder, pick(KINDS[theme], random), taken, random)


def _folder(folders: list[str], random: Random) -> str:
    """A new folder below a known one, or one there is already."""
    parent = random.choice(folders[-12:]) if random.random() < 0.6 else random.choice(folders)
    if parent.count("/") >= 8 or random.random() < 0.2:
        return parent
    word = random.choice(NOUNS) if random.random() < 0.7 else f"{random.choice(NOUNS)}-{random.choice(QUALIFIERS)}"
    folder = f"{parent}/{word}"
    if folder not in folders:
        folders.append(folder)
    return folder


def _module(index: int, folder: str, kind: str, taken: set[str], random: Random) -> Module:
    while True:
        words = [random.choice(QUALIFIERS), random.choice(NOUNS)][random.random() < 0.35 :]
        action = [random.choice(VERBS), *words]
        stem = _stem(kind, words, action, folder)
        if stem not in taken:
            break
        words.append(random.choice(NOUNS))
        action.append(words[-1])
        stem = _stem(kind, words, action, folder)
        if stem not in taken:
            break
    taken.add(stem)
    extension = ".tsx" if kind in ("component", "form", "context") else ".ts"
    size = min(120_000, round(random.lognormvariate(7.35, 1.2)))
    return Module(stem + extension, kind, _names(kind, words, action, random), index, size)


def _stem(kind: str, words: list[str], action: list[str], folder: str) -> str:
    name = {
        "component": kebab(words),
        "form": kebab([*words, "form"]),
        "context": kebab([*words, "context"]),
        "hook": "use" + pascal(words),
        "schema": kebab([*words, "schema"]),
        "types": kebab([*words, "types"]),
        "constants": kebab([*words, "constants"]),
        "class": kebab([*words, "service"]),
    }.get(kind, kebab(action))
    return f"{folder}/{name}"


def _names(kind: str, words: list[str], action: list[str], random: Random) -> tuple[str, ...]:
    """What the module exports, the main thing first."""
    main = pascal(words)
    if kind == "component":
        return (main, *(f"{main}{pascal([noun])}" for noun in _some(random, 0.3, 3)))
    if kind == "hook":
        return (f"use{main}", *(f"use{main}{pascal([noun])}" for noun in _some(random, 0.15, 2)))
    if kind == "schema":
        return (f"{camel(words)}Schema", main, *(f"{camel([*words, noun])}Schema" for noun in _some(random, 0.6, 5)))
    if kind == "types":
        return (f"{main}Record", *(f"{main}{pascal([noun])}" for noun in _some(random, 0.8, 8)))
    if kind == "constants":
        return tuple(f"{'_'.join(words).upper()}_{noun.upper()}" for noun in (*_some(random, 0.9, 6), "defaults"))
    if kind == "service":
        return (camel(action), *(camel([random.choice(VERBS), *words, noun]) for noun in _some(random, 0.4, 4)))
    return {
        "form": (f"{main}Form",),
        "context": (f"{main}Provider", f"use{main}Context"),
        "class": (f"{main}Service",),
    }[kind]


def _some(random: Random, chance: float, most: int) -> list[str]:
    return random.sample(NOUNS, random.randint(1, most)) if random.random() < chance else []


def pick(weights: dict[str, int], random: Random) -> str:
    """A key, as often as its weight says."""
    return random.choices(list(weights), list(weights.values()))[0]


def configs(repository: Repository) -> Iterator[tuple[str, str]]:
    """Path and text of every file that is no source: manifests, compiler options, some prose, styles and messages."""
    options = {
        "target": "ES2022",
        "module": "ESNext",
        "moduleResolution": "bundler",
        "jsx": "react-jsx",
        "strict": True,
    }
    yield "package.json", _json({"name": "acme", "private": True, "packageManager": "pnpm@10.0.0"})
    yield "pnpm-workspace.yaml", "packages:\n  - apps/*\n  - packages/*\n"
    yield "tsconfig.base.json", _json({"compilerOptions": {**options, "skipLibCheck": True, "noEmit": True}})
    libraries = {"react": "^19.0.0", "zod": "^4.0.0", "react-hook-form": "^7.0.0", "@tanstack/react-query": "^5.0.0"}
    for index, package in enumerate(repository.packages):
        used = {repository.packages[each].name: "workspace:*" for each in package.uses}
        manifest = {"name": package.name, "version": "0.0.0", "private": True, "type": "module"}
        if not package.is_app:
            manifest["exports"] = {".": "./src/index.ts", "./*": "./src/*"}
        yield f"{package.folder}/package.json", _json({**manifest, "dependencies": {**used, **libraries}})
        paths = {"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["./src/*"]}}}
        yield (
            f"{package.folder}/tsconfig.json",
            _json({"extends": "../../tsconfig.base.json", **paths, "include": ["src"]}),
        )
        yield f"{package.folder}/README.md", f"# {package.name}\n\nWorkspace {index + 1}.\n"
        random = random_of(repository.seed, "messages", index)
        messages = {f"{random.choice(NOUNS)}.{random.choice(VERBS)}": random.choice(NOUNS).title() for _ in range(40)}
        yield f"{package.folder}/messages/en.json", _json(messages)


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"


def write(root: Path, files: int, seed: int = 1) -> Repository:
    """Write the repository into ``root``, which must not exist."""
    from bench.synthetic_text import text_of

    repository = plan(files, seed)
    root.mkdir(parents=True)
    made: set[Path] = set()

    def put(path: str, text: str) -> None:
        place = root / path
        if place.parent not in made:
            place.parent.mkdir(parents=True, exist_ok=True)
            made.add(place.parent)
        place.write_text(text, "utf-8")

    for path, text in configs(repository):
        put(path, text)
    for index, module in enumerate(repository.modules):
        put(module.path, text_of(repository, index))
    return repository
