"""What of configuration files bears on resolution. Versions of packages that are not in view do not: they are most of
what changes in a package.json, or in the catalogs of pnpm."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from stocktake.digests import digest
from stocktake.encoding import to_json
from stocktake.model import ConfigFile

DEPENDENCY_FIELDS: Final = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
"""The fields of a package.json that list packages, each with a version, a range or a place to take it from."""

_ANY: Final = "*"
_VERSIONS: Final = re.compile(r"(?:[~^=v]|[<>]=?)?\s*\d+(?:\.[\dx*]+){0,2}(?:[-+][\w.+-]+)?")
_MOST_VALUES: Final = 50_000
"""What YAML writes once may be part of many others: written out it may be of any size."""


def without_versions(files: Iterable[ConfigFile]) -> list[ConfigFile]:
    """The files, without the versions of packages that no package.json among them is of: whoever looks at one sees
    ``*`` in place of a version or a simple range. Nothing can be resolved by what is not there, so a change of it
    changes nothing."""
    found = list(files)
    names = {
        name for file in found if _is_named(file, "package.json") and isinstance(name := file.data.get("name"), str)
    }
    return [_shortened(file, names) for file in found]


def _is_named(file: ConfigFile, name: str) -> bool:
    return isinstance(file.data, dict) and file.path.rpartition("/")[2] == name


def _shortened(file: ConfigFile, names: set[str]) -> ConfigFile:
    if _is_named(file, "package.json"):
        fields = {key: _any(file.data[key], names) for key in DEPENDENCY_FIELDS if key in file.data}
    elif _is_named(file, "pnpm-workspace.yaml"):
        catalogs = file.data.get("catalogs")
        named = catalogs.items() if isinstance(catalogs, dict) else ()
        fields = {"catalogs": {name: _any(packages, names) for name, packages in named}} if named else {}
        fields |= {"catalog": _any(file.data["catalog"], names)} if "catalog" in file.data else {}
    else:
        return file
    return ConfigFile(file.path, file.digest, {**file.data, **fields})


def _any(packages: Any, names: set[str]) -> Any:
    if not isinstance(packages, dict):
        return packages
    return {
        name: _ANY if name not in names and isinstance(spec, str) and _VERSIONS.fullmatch(spec) else spec
        for name, spec in packages.items()
    }


def bearing(file: ConfigFile) -> str:
    """A digest over what a file says to whom reads its data, or over its bytes."""
    if file.data is None or _is_large(file.data):
        return file.digest
    try:
        return digest(to_json(file.data))
    except (RecursionError, UnicodeEncodeError):
        return file.digest  # JSON may hold what is no text: half of a surrogate pair


def _is_large(data: Any) -> bool:
    todo, count = [data], 0
    while todo and count <= _MOST_VALUES:
        value = todo.pop()
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        todo.extend(inner)
        count += 1 + len(inner)
    return count > _MOST_VALUES
