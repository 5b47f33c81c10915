"""From a file that a package publishes to the source it is built from.

A repository holds sources, not what ``build`` makes of them, but a package.json names the latter (``dist/index.js``).
What a tsconfig says about its output folders decides; failing that, the usual names of output folders and the usual
places of sources. Every answer is a file in view.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence

AFTER = "\U0010ffff"
"""Sorts after whatever a path can go on with."""

_OUTPUT_FOLDERS = (
    "dist lib build out output esm cjs es umd mjs types typings dts commonjs module modern legacy bundle bundles "
    "dist-es dist-cjs dist-esm dist-types dist-src lib-esm lib-es5 build-esm build-cjs _esm _cjs _types es6 es2015 "
    "node browser web server client tmp pkg publish release compiled target declarations production development"
)
OUTPUT_FOLDERS = frozenset(_OUTPUT_FOLDERS.split())
"""Folders that builds write to, or the variants below them."""
_NESTED = "node browser web server client module modern legacy tmp target production development"
_TOP_FOLDERS = OUTPUT_FOLDERS - frozenset(_NESTED.split())
_BUILT = re.compile(r"(?:\.d\.ts|\.d\.mts|\.d\.cts|\.jsx?|\.mjs|\.cjs)$")
_MODULE = re.compile(r"(?:\.d)?\.[mc]?[jt]sx?$")
_FORMAT = re.compile(
    r"\.(?:cjs|esm|es|umd|mjs|iife|min|prod|production|dev|development|module|modern|legacy|node|browser|common|global"
    r"|bundle|system|rollup|d)$"
)
_SOURCE_FOLDERS = ("src/", "source/", "lib/")
_ENTRIES = ("src/index", "index", "lib/index", "source/index", "src/main", "src/lib/index", "main")
_EXTENSIONS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts")
_ESM_EXTENSIONS = (".mts", ".ts", ".tsx", ".mjs", ".js", ".jsx", ".d.mts", ".d.ts")
_CJS_EXTENSIONS = (".cts", ".ts", ".tsx", ".cjs", ".js", ".jsx", ".d.cts", ".d.ts")


def find_source(
    files: Container[str],
    folder: str,
    target: str,
    subpath: str,
    outputs: Iterable[tuple[str, str | None]],
) -> str | None:
    """The source of the built file ``target`` (relative to the package in ``folder``), or None.

    Args:
        files: every path in view.
        folder: the package's folder.
        target: what its package.json names, or a path below it that was imported.
        subpath: the part of the specifier after the package's name ("" for the package itself).
        outputs: (output folder, root folder of its sources or None where not stated) of the package's tsconfigs,
            relative to the root.
    """
    parts = [part for part in target.split("/") if part not in ("", ".")]
    if ".." in parts or not parts:
        return None
    built = _BUILT.search(parts[-1])
    if built is None and "." in parts[-1].strip("."):
        return None  # a stylesheet or the like, copied by the build
    suffix = built.group() if built else ""
    extensions = _ESM_EXTENSIONS if ".m" in suffix else _CJS_EXTENSIONS if ".c" in suffix else _EXTENSIONS
    stem = "/".join(parts)
    stem = stem[: len(stem) - len(suffix)]
    for candidate in _stems(folder, stem, subpath, outputs):
        for variant in _variants(candidate):
            for extension in extensions:
                if variant + extension in files:
                    return variant + extension
    return None


def is_module(path: str) -> bool:
    """Whether a file of this name is a module, or declares one."""
    return _MODULE.search(path) is not None


def modules_of(files: Iterable[str]) -> list[tuple[str, str]]:
    """Those of the files that are modules: path without extension, and path; sorted."""
    return sorted((path[: ending.start()], path) for path in files if (ending := _MODULE.search(path)))


def find_sources(
    modules: Sequence[tuple[str, str]], folder: str, pattern: str, outputs: Iterable[tuple[str, str | None]]
) -> list[str]:
    """The sources, among the ``modules`` of the package in ``folder`` (as from :func:`modules_of`), of the built files
    that a target with ``*`` stands for."""
    built = _BUILT.search(pattern)
    if built is None and "." in pattern.rpartition("/")[2].strip(".*"):
        return []
    stem = pattern[: built.start()] if built else pattern
    for candidate in _stems(folder, stem, "", outputs):
        prefix, _, suffix = candidate.partition("*")
        start = bisect_left(modules, (prefix, ""))
        end = bisect_left(modules, (prefix + AFTER, ""), start)
        found = [path for name, path in modules[start:end] if name.endswith(suffix)]
        if found:
            return found
    return []


def find_entry_source(files: Container[str], folder: str) -> str | None:
    """The usual entry module of a package's sources, or None."""
    prefix = f"{folder}/" if folder else ""
    return next(
        (
            prefix + entry + extension
            for entry in _ENTRIES
            for extension in _EXTENSIONS
            if prefix + entry + extension in files
        ),
        None,
    )


def _stems(folder: str, stem: str, subpath: str, outputs: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """Paths without extension at which the source may lie, best first."""
    prefix = f"{folder}/" if folder else ""
    path = prefix + stem
    for output, root in outputs:
        if path.startswith(output + "/"):
            rest = path[len(output) :]
            for base in (root,) if root is not None else (f"{prefix}src", folder):
                yield (base + rest).lstrip("/")
    parts = stem.split("/")
    if "src" in parts[:-1]:
        yield prefix + "/".join(parts[parts.index("src") :])
    # What is below a folder of sources by the whole of its path comes before what the package's own folder has by less.
    shortened = list(_without_output_folders(parts, subpath))
    for rest in shortened:
        for source in _SOURCE_FOLDERS:
            yield prefix + source + rest
    for rest in shortened:
        yield prefix + rest


def _without_output_folders(parts: list[str], subpath: str) -> Iterator[str]:
    """The path below its output folders. ``dist/types/index`` may be ``types/index`` or ``index`` of the sources: the
    former where the import names ``types`` too, else the shorter one first."""
    count = 0
    while count < len(parts) - 1 and parts[count] in (OUTPUT_FOLDERS if count else _TOP_FOLDERS):
        count += 1
    named = set(subpath.split("/"))
    kept = next((at for at in range(1, count) if parts[at] in named), count)
    for at in sorted(range(count + 1), key=lambda at: (at != kept, -at)):
        yield "/".join(parts[at:])


def _variants(stem: str) -> Iterator[str]:
    """``stem``, its folder's index, the module a folder's index was made of, and all without a format's infix."""
    while True:
        yield stem
        yield f"{stem}/index"
        if stem.endswith("/index"):
            yield stem.removesuffix("/index")
        shorter = _FORMAT.sub("", stem)
        if shorter == stem:
            return
        stem = shorter
