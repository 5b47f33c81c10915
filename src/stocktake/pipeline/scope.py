"""Which files an inventory takes its items from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set
from typing import Literal

from stocktake.config import Config, InventoryConfig
from stocktake.sources.classify import path_reason
from stocktake.sources.ignore import IgnoreTree

Switchable = Literal["test", "story", "declaration"]

_SWITCHES: tuple[tuple[Switchable, Literal["tests", "stories", "declarations"]], ...] = (
    ("test", "tests"),
    ("story", "stories"),
    ("declaration", "declarations"),
)


class Scope:
    """The scope of one inventory: its include and exclude patterns, and its switches for tests, stories and
    declaration files. ``packages`` are the folders that hold a package.json, ``without_items`` the files that were
    skipped although they have facts, ``stories`` those that are stories by their content."""

    def __init__(
        self,
        inventory: str,
        config: Config,
        packages: Set[str],
        without_items: Set[str] = frozenset(),
        stories: Set[str] = frozenset(),
    ) -> None:
        own = config.inventories.get(inventory, InventoryConfig())
        self._include = _patterns(own.include)
        self._exclude = _patterns(own.exclude)
        self._packages = packages
        self._on = frozenset(reason for reason, name in _SWITCHES if config.switch(inventory, name))
        self._without_items = without_items if "story" in self._on else without_items | stories
        self._by_reason = kept_reasons(config) != self._on  # else the scan has left out all there is to leave out

    def admits(self, path: str) -> bool:
        """Whether items of the file ``path`` are published."""
        if path in self._without_items:
            return False
        if self._by_reason and path_reason(path, self._packages, self._on) is not None:
            return False
        if self._include is None and self._exclude is None:
            return True
        name = _encoded(path)
        if self._include is not None and not self._include.ignores_file(name):
            return False
        return self._exclude is None or not self._exclude.ignores_file(name)


def kept_reasons(config: Config) -> frozenset[Switchable]:
    """The reasons (test, story, declaration) for which the scan must not skip files, because at least one inventory
    takes them in. Independent of which inventories a run selects: the files in view never depend on ``--only``."""
    kept: set[Switchable] = set()
    for reason, name in _SWITCHES:
        own = [getattr(inventory, name) for inventory in config.inventories.values()]
        if getattr(config, name) or True in own:
            kept.add(reason)
    return frozenset(kept)


def unmatched(config: Config, names: Iterable[str], paths: Collection[str]) -> list[str]:
    """Warnings about those of the inventories ``names`` whose ``include`` matches none of ``paths``."""
    found = []
    for name in names:
        include = _patterns(config.inventories.get(name, InventoryConfig()).include)
        if include is not None and not any(include.ignores_file(_encoded(path)) for path in paths):
            found.append(f"inventories.{name}.include matches no source file: {name} is empty")
    return found


def _encoded(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def _patterns(patterns: tuple[str, ...]) -> IgnoreTree | None:
    if not patterns:
        return None
    return IgnoreTree({b"": "\n".join(patterns).encode("utf-8", "surrogateescape")})
