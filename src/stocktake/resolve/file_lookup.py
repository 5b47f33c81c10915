"""From a path without certainty about extension or index to a file in view, in the TypeScript compiler's order.

The functions follow ``loadModuleFromFile`` and ``loadNodeModuleFromDirectory`` of the compiler (5.9) with
``moduleResolution: bundler``. ``kinds`` says what may be found, since packages are searched for types first.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from stocktake.resolve.packages import Package
from stocktake.resolve.tree import join
from stocktake.sources.package_maps import satisfies

TYPED = 1
"""TypeScript and declaration files."""
UNTYPED = 2
"""JavaScript and JSON files."""
ANY = TYPED | UNTYPED

_STEMS = (".d.ts", ".d.mts", ".d.cts", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json")
TYPESCRIPT = (".ts", ".tsx", ".mts", ".cts")
"""How the names of TypeScript files end, declaration files among them."""

_PLAIN = ((".ts", ".tsx", ".d.ts"), (".js", ".jsx"))
_JSX = ((".tsx", ".ts", ".d.ts"), (".jsx", ".js"))
_ESM = ((".mts", ".d.mts"), (".mjs",))
_CJS = ((".cts", ".d.cts"), (".cjs",))
_BY_EXTENSION = {
    "": _PLAIN,
    ".js": _PLAIN,
    ".ts": _PLAIN,
    ".d.ts": _PLAIN,
    ".jsx": _JSX,
    ".tsx": _JSX,
    ".mjs": _ESM,
    ".mts": _ESM,
    ".d.mts": _ESM,
    ".cjs": _CJS,
    ".cts": _CJS,
    ".d.cts": _CJS,
    ".json": ((".d.json.ts",), (".json",)),
}


def split_extension(path: str) -> tuple[str, str]:
    """``path`` without its extension, and the extension: one the compiler knows, else all from the last dot of the
    name; "" where the name has no dot."""
    slash = path.rfind("/")
    dot = path.rfind(".")
    if dot <= slash:
        return path, ""
    extension = path[dot:]
    if extension in TYPESCRIPT and path.endswith(".d", 0, dot):
        dot -= 2
    return path[:dot], path[dot:]


class FileLookup:
    """Looks files up among ``files``, with ``suffixes`` (``moduleSuffixes``; empty for none) before extensions."""

    def __init__(self, files: Container[str], suffixes: tuple[str, ...] = ()) -> None:
        self.files = files
        self._suffixes = suffixes

    def exact(self, path: str) -> str | None:
        """The file of this very name."""
        if not self._suffixes:
            return path if path in self.files else None
        extension = next((known for known in _STEMS if path.endswith(known)), "")
        stem = path[: len(path) - len(extension)]
        return next((found for suffix in self._suffixes if (found := stem + suffix + extension) in self.files), None)

    def replaced(self, path: str, kinds: int = ANY) -> str | None:
        """The file whose name has the extension that stands behind the one written: ``.js`` for ``.ts`` …"""
        stem, extension = split_extension(path)
        return self._added(stem, extension, kinds) if extension else None

    def file(self, path: str, kinds: int = ANY) -> str | None:
        """The file written with or without its extension."""
        if path.rfind(".") > path.rfind("/") and (found := self.replaced(path, kinds)):
            return found
        return self._added(path, "", kinds)

    def published(self, path: str, kinds: int = ANY) -> str | None:
        """The file a field or map of a package.json names; no extension is added."""
        if kinds & TYPED and path.endswith(TYPESCRIPT):
            return self.exact(path)
        return self.replaced(path, kinds)

    def module(self, path: str, package: Package | None, kinds: int = ANY) -> str | None:
        """The file or folder module at ``path``; ``package`` is the one whose package.json lies there, if any."""
        return self.file(path, kinds) or self.folder(path, package, kinds)

    def folder(self, path: str, package: Package | None, kinds: int = ANY) -> str | None:
        """The module a folder stands for: the package.json's types or main, else its index."""
        prefix = f"{path}/" if path else ""
        if package is None:
            return self.file(f"{prefix}index", kinds)
        manifest = package.manifest
        field = (_path(manifest, "typings") or _path(manifest, "types")) if kinds & TYPED else ""
        field = field or _path(manifest, "main")
        name = "" if not field else join("", field)
        versioned = version_paths(manifest)
        redirected = substitutions(versioned, name or "index") if versioned and name is not None else None
        if redirected is not None:
            return next((found for target in redirected if (found := self._field(prefix + target, kinds))), None)
        if name is not None and field and (found := self._field(prefix + name if name else path, kinds)):
            return found
        return self.file(f"{prefix}index", kinds)

    def _field(self, path: str, kinds: int) -> str | None:
        return self.published(path, kinds) or self.module(path, None, kinds)

    def _added(self, stem: str, written: str, kinds: int) -> str | None:
        typed, untyped = _BY_EXTENSION.get(written) or ((f".d{written}.ts",), ())
        files = self.files
        if self._suffixes:
            extensions = (*(typed if kinds & TYPED else ()), *(untyped if kinds & UNTYPED else ()))
            return next((found for extension in extensions if (found := self.exact(stem + extension))), None)
        if kinds & TYPED:
            for extension in typed:
                if stem + extension in files:
                    return stem + extension
        if kinds & UNTYPED:
            for extension in untyped:
                if stem + extension in files:
                    return stem + extension
        return None


def version_paths(manifest: Any) -> dict[str, Any]:
    """The paths of the first ``typesVersions`` range that holds; empty where none does."""
    versions = manifest.get("typesVersions")
    if isinstance(versions, dict):
        for version_range, paths in versions.items():
            if isinstance(paths, dict) and satisfies(version_range):
                return paths
    return {}


def substitutions(paths: dict[str, Any], name: str) -> list[str] | None:
    """Targets of the best pattern of a ``typesVersions`` table for ``name``, normalised and inside of the package;
    None where no pattern matches."""
    best: tuple[str, str] | None = None
    for key in paths:
        prefix, star, suffix = key.partition("*")
        if not star and key == name:
            best = (key, "")
            break
        fits = star and len(name) >= len(prefix) + len(suffix) and name.startswith(prefix) and name.endswith(suffix)
        if fits and (best is None or len(prefix) > best[0].index("*")):
            best = (key, name[len(prefix) : len(name) - len(suffix)])
    if best is None or not isinstance(paths[best[0]], list):
        return None
    found = [join("", entry.replace("*", best[1], 1)) for entry in paths[best[0]] if isinstance(entry, str)]
    return [target for target in found if target]


def _path(manifest: Any, field: str) -> str:
    value = manifest.get(field)
    return value if isinstance(value, str) else ""
