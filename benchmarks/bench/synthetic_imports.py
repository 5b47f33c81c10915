"""What the modules of a synthetic repository import, and what its index files export."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.synthetic import Module, Repository, random_of

RANKS = ("types", "constants", "schema", "service", "class", "hook", "context", "component", "form", "barrel")
"""Modules import those of lower rank, and of their own rank those that come later: cycles are rare, as in real code."""

BACKWARDS = 0.04
"""Share of imports that may go any way."""


@dataclass(frozen=True)
class Imported:
    """One name of a project module, as the importing file sees it."""

    name: str
    specifier: str
    kind: str
    main: bool


def folder_of(path: str) -> str:
    """`a/b` for `a/b/c.ts`."""
    return path.rpartition("/")[0]


def relative(source: str, target: str) -> str:
    """The specifier by which the file `source` names the file `target`, without extension."""
    ours, theirs = folder_of(source).split("/"), target.rpartition(".")[0].split("/")
    shared = 0
    while shared < min(len(ours), len(theirs) - 1) and ours[shared] == theirs[shared]:
        shared += 1
    up = len(ours) - shared
    return ("../" * up if up else "./") + "/".join(theirs[shared:])


def exported_by_index(repository: Repository, index: int) -> list[Module]:
    """The modules that the index file of number `index` exports: its folder's, and a choice of the whole package's
    where it is the package's own."""
    barrel = repository.modules[index]
    package = repository.packages[barrel.package]
    inside = repository.of_package[barrel.package]
    if barrel.path == f"{package.folder}/src/index.ts":
        random = random_of(repository.seed, "index", barrel.path)
        others = [each for each in inside if repository.modules[each].kind != "barrel"]
        return [repository.modules[each] for each in sorted(random.sample(others, min(len(others), 60)))]
    folder = folder_of(barrel.path)
    near = range(max(inside.start, index - 60), min(inside.stop, index + 60))
    found = [repository.modules[each] for each in near]
    return [each for each in found if each.kind != "barrel" and folder_of(each.path) == folder]


def choose(repository: Repository, index: int, random: Random) -> list[Imported]:
    """What the module of number `index` imports from the project, at most one module a specifier."""
    module = repository.modules[index]
    wanted = min(40, round(random.lognormvariate(1.5, 0.85)))
    if module.kind in ("constants", "types"):
        wanted = min(wanted, random.randint(0, 2))
    names = set(module.names)
    specifiers: set[str] = set()
    found: list[Imported] = []
    for _ in range(wanted):
        for specifier, target in _candidate(repository, index, random):
            if specifier in specifiers:
                continue
            specifiers.add(specifier)
            count = 1 if random.random() < 0.75 else len(target.names)
            for position, name in enumerate(target.names[:count]):
                if name not in names:
                    names.add(name)
                    found.append(Imported(name, specifier, target.kind, position == 0))
    return found


def _candidate(repository: Repository, index: int, random: Random) -> list[tuple[str, Module]]:
    """A specifier with the module it leads to; nothing where what was drawn may not be imported."""
    module = repository.modules[index]
    package = repository.packages[module.package]
    inside = repository.of_package[module.package]
    way = random.random()
    if way < 0.5:
        other = min(inside.stop - 1, max(inside.start, index + random.randint(-10, 14)))
    elif way < 0.78 or not package.uses:
        size = len(inside)
        other = inside.start + int(size * random.random() ** 2.6) * 7919 % size
    else:
        return _from_package(repository, random.choice(package.uses), random)
    target = repository.modules[other]
    if other == index or not target.names or not (_may(module, target, other > index) or random.random() < BACKWARDS):
        return []
    if package.is_app and folder_of(target.path) != folder_of(module.path) and random.random() < 0.8:
        return [("@/" + target.path.removeprefix(f"{package.folder}/src/").rpartition(".")[0], target)]
    return [(relative(module.path, target.path), target)]


def _from_package(repository: Repository, number: int, random: Random) -> list[tuple[str, Module]]:
    package = repository.packages[number]
    inside = repository.of_package[number]
    if random.random() < 0.6:
        barrel = next(each for each in inside if repository.modules[each].path == f"{package.folder}/src/index.ts")
        exported = exported_by_index(repository, barrel)
        return [(package.name, random.choice(exported))] if exported else []
    target = repository.modules[random.choice(inside)]
    if not target.names:
        return []
    return [(package.name + "/" + target.path.removeprefix(f"{package.folder}/src/").rpartition(".")[0], target)]


def _may(module: Module, target: Module, later: bool) -> bool:
    ours, theirs = RANKS.index(module.kind), RANKS.index(target.kind)
    return theirs < ours or (theirs == ours and later)
