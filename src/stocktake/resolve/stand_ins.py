"""Modules that another file beside them stands for, so that what is imported of that is theirs: what they export is
used wherever a bundler, or whoever installs the package, takes them in its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final

_DECLARATIONS: Final = {"js": "d.ts", "jsx": "d.ts", "mjs": "d.mts", "cjs": "d.cts"}
"""The extensions of declaration files by those of the modules they are of."""

_PLATFORMS: Final = ("ios", "android", "native", "web", "windows", "macos")
"""What React Native's bundler takes ``card.ios.tsx`` for, where ``./card`` is imported."""

_EXTENSIONS: Final = ("tsx", "ts", "jsx", "js")


def stood_for(
    modules: Iterable[str], paths: AbstractSet[str], suffixes: Callable[[str], Collection[str]]
) -> Iterator[str]:
    """Those of the ``modules`` beside which, among ``paths``, lies their declaration file, or the module for another
    platform or for all. ``suffixes`` tells which ``moduleSuffixes`` hold for a file: with one of them the module for
    all platforms is not what an import leads to. May repeat."""
    for path in modules:
        stem, dot, extension = path.rpartition(".")
        declaration = _DECLARATIONS.get(extension)
        if declaration is not None and stem + dot + declaration in paths:
            yield path
        common, _, platform = stem.rpartition(".")
        if platform in _PLATFORMS:
            general = [found for each in _EXTENSIONS if (found := f"{common}.{each}") in paths]
            if general or any(other in paths for other in _others(common, platform)):
                yield path
            yield from (each for each in general if f".{platform}" in suffixes(each))


def _others(common: str, platform: str) -> Iterator[str]:
    """Paths of the module for the other platforms."""
    return (f"{common}.{each}.{extension}" for each in _PLATFORMS if each != platform for extension in _EXTENSIONS)
