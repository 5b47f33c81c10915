"""The configuration of a run: file, environment and command line merged into one frozen record.

Precedence: command line, then ``STOCKTAKE_*`` variables, then the configuration file, then defaults. The file is
``stocktake.toml``, ``.config/stocktake.toml`` or the ``[tool.stocktake]`` table of ``pyproject.toml`` at the root;
two of them at once are an error, because either could be the one somebody edits in vain.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from math import ceil
from typing import Any, Literal

from msgspec import Struct

from stocktake.digests import digest
from stocktake.encoding import to_json
from stocktake.errors import ConfigError, StocktakeError, UsageError, nearest
from stocktake.settings import CONFIG_FILES, ENVIRONMENT_PREFIX
from stocktake.sources.toml import MOST_DOTS, has_long_keys

_LARGEST = 1_000_000
"""Bytes of a configuration file."""

_UNITS = {"b": 1, "k": 10**3, "kb": 10**3, "m": 10**6, "mb": 10**6, "g": 10**9, "gb": 10**9}
_UNITS |= {"kib": 2**10, "mib": 2**20, "gib": 2**30}
_SIZE = re.compile(r"\s*(\d{1,18}(?:\.\d{1,18})?)\s*([a-z]*)\s*", re.IGNORECASE | re.ASCII)


SCOPE_KEYS = ("exclude", "max_file_size", "chunk_budget", "tests", "stories", "declarations")
"""Keys of the configuration that concern every inventory, of those that decide what is published."""


class InventoryConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """``[inventories.<name>]``: the scope of one inventory, and the options of its extractor.

    ``include`` and ``exclude`` are gitignore-style patterns relative to the root; without ``include`` every file is
    in. ``tests``, ``stories`` and ``declarations`` are the top-level switches where they are None.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    tests: bool | None = None
    stories: bool | None = None
    declarations: bool | None = None
    options: dict[str, Any] = {}


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a user can set. ``timeout`` in seconds a batch, ``memory_limit`` in MB (10**6 bytes) a worker (0: no
    limit), ``max_file_size`` in bytes, ``chunk_budget`` in bytes a chunk. ``only`` empty: every inventory."""

    output: str = ".claude/state"
    exclude: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    jobs: int | Literal["auto"] = "auto"
    timeout: float = 300.0
    memory_limit: int = 800
    max_file_size: int = 2_000_000
    chunk_budget: int = 30_000
    tests: bool = False
    stories: bool = False
    declarations: bool = False
    inventories: dict[str, InventoryConfig] = {}

    def switch(self, inventory: str, name: Literal["tests", "stories", "declarations"]) -> bool:
        """Whether tests, stories or declaration files are in the scope of ``inventory``."""
        own = self.inventories.get(inventory)
        value: bool | None = getattr(own, name) if own is not None else None
        default: bool = getattr(self, name)
        return default if value is None else value

    def scope_digest(self) -> str:
        """Digest over the options that decide which files are read and how items are cut into chunks: with the
        fingerprints of the extractors, everything of the configuration that can change a published byte."""
        own = [(name, config.tests, config.stories, config.declarations) for name, config in self.inventories.items()]
        switches = sorted((name, *values) for name, *values in own if values != [None, None, None])
        return digest(to_json([[getattr(self, key) for key in SCOPE_KEYS], switches]))

    def inventory_digest(self, inventory: str) -> str:
        """Digest over the options that decide which items ``inventory`` holds (those of its extractor are in the
        extractor's own fingerprint)."""
        own = self.inventories.get(inventory, InventoryConfig())
        switches = [self.switch(inventory, name) for name in ("tests", "stories", "declarations")]
        return digest(to_json([own.include, own.exclude, switches]))


class Loaded(Struct, frozen=True):
    """A configuration and the file it came from (POSIX, relative to the root; empty: no file). ``own`` is the part of
    it that is in the file, over the defaults; ``origins`` name for each key that was set where its value comes from, as
    in ``stocktake.toml: jobs``, ``STOCKTAKE_JOBS`` and ``--jobs``."""

    config: Config
    file: str
    own: Config
    origins: dict[str, str]


def load(root: str, overrides: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Loaded:
    """The configuration of a run at ``root``.

    ``overrides`` maps keys to what the command line (or a library user) gave; ``environment`` defaults to the
    process's.

    Raises:
        ConfigError: an unreadable file, two files, an unknown key, a value of the wrong type.
        UsageError: the same in ``overrides`` or in the environment.
    """
    file, table = read_file(root)
    values = _checked(table, file, ConfigError)
    own = Config(**values)
    origins = {key: _label(file, key) for key in values}
    variables = from_environment(os.environ if environment is None else environment)
    values |= variables
    origins |= {key: f"{ENVIRONMENT_PREFIX}{key.upper()}" for key in variables}
    for key, value in overrides.items():
        label = _label("option", key)
        given = _from_text(key, value, label) if isinstance(value, str) else value
        values |= _checked({key: given}, "option", UsageError)
        origins[key] = label
    return Loaded(Config(**values), file, own, origins)


def read_file(root: str) -> tuple[str, dict[str, Any]]:
    """The configuration file at ``root`` and its content; ("", {}) where there is none.

    Raises:
        ConfigError: not readable, not TOML, or two of them.
    """
    found: list[tuple[str, dict[str, Any]]] = []
    for name in CONFIG_FILES:
        path = os.path.join(root, name)
        if not os.path.lexists(path):
            continue
        table = _read_toml(path, name)
        if name == "pyproject.toml":
            table = table.get("tool", {}).get("stocktake") if isinstance(table.get("tool", {}), dict) else None
            if table is None:
                continue
            if not isinstance(table, dict):
                raise ConfigError("pyproject.toml: tool.stocktake must be a table")
        found.append((name, table))
    if len(found) > 1:
        names = " and ".join(name for name, _ in found)
        raise ConfigError(f"two configurations, {names}: keep one of them")
    return found[0] if found else ("", {})


def _read_toml(path: str, name: str) -> Any:
    try:
        data = _bytes(path.removesuffix(name), path)
    except OSError as error:
        raise ConfigError(f"{name} cannot be read: {error.strerror}") from None
    if name == "pyproject.toml" and b"stocktake" not in data:
        return {}  # nothing for us: a pyproject.toml broken elsewhere is not our business
    if has_long_keys(data):
        raise ConfigError(f"{name} has a line with more than {MOST_DOTS:,} dots")
    import tomllib

    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name} is not UTF-8 (byte {error.start}): save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name} is not valid TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{name} is nested too deeply") from None


def _bytes(root: str, path: str) -> bytes:
    """What the regular file at ``path`` holds, or a link to one below ``root``. It belongs to the repository that is
    looked at: it may be a pipe that never answers, a device without end, or a link to what is none of its business.

    Raises:
        OSError: also where it is none, or larger than any configuration.
    """
    real = os.path.realpath(path)
    if not real.startswith(os.path.join(os.path.realpath(root), "")):
        raise OSError(errno.EINVAL, "a link out of the repository")
    descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise OSError(errno.EFBIG, f"larger than {_LARGEST:,} bytes")
    return data


def from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """The values set by ``STOCKTAKE_<KEY>`` variables; lists are separated by commas; an empty variable counts as
    not set.

    Raises:
        UsageError: no such key, or a value that means nothing for it.
    """
    keys = {f"{ENVIRONMENT_PREFIX}{name.upper()}": name for name in _READERS if name != "inventories"}
    values: dict[str, Any] = {}
    for variable in sorted(environment):
        text = environment[variable].strip()
        if not variable.startswith(ENVIRONMENT_PREFIX) or not text:
            continue
        if variable not in keys:
            if variable.lower() == f"{ENVIRONMENT_PREFIX}inventories".lower():
                raise UsageError(f"{variable} means nothing: inventories are configured in a file only")
            raise UsageError(
                f"environment variable {variable} means nothing{nearest(variable, keys, ENVIRONMENT_PREFIX)}"
            )
        key = keys[variable]
        values |= _checked({key: _from_text(key, text, variable)}, variable, UsageError)
    return values


def _from_text(key: str, text: str, where: str) -> Any:
    """The value that a variable or an option gives a key, as a file would give it."""
    if key in ("exclude", "only", "skip"):
        return [part.strip() for part in text.split(",") if part.strip()]
    if key in ("tests", "stories", "declarations"):
        lowered = text.strip().lower()
        if lowered in ("1", "true", "yes", "on"):
            return True
        if lowered in ("0", "false", "no", "off"):
            return False
        raise UsageError(f"{where}: expected true or false, got {text!r}")
    with suppress(ValueError):
        if key == "jobs":
            return int(text)
        if key == "timeout":
            return float(text)
    return text


def _checked(table: Mapping[str, Any], where: str, error: type[StocktakeError]) -> dict[str, Any]:
    """``table`` with every key known and every value of its type; ``where`` names it in messages."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _READERS:
            raise error(f"{where}: unknown key {key!r}{nearest(key, _READERS)}")
        values[key] = _READERS[key](value, _label(where, key), error)
    return values


def _label(where: str, key: str) -> str:
    if where.startswith(ENVIRONMENT_PREFIX):
        return where
    return f"--{key.replace('_', '-')}" if where == "option" else f"{where}: {key}"


def _shown(value: Any) -> str:
    """A value that is not what it should be, in the words of TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list | tuple):
        return "a table" if isinstance(value, dict) else "a list"
    return repr(value) if isinstance(value, str | int | float) else str(value)


def _read_switch(value: Any, where: str, error: type[StocktakeError]) -> bool:
    if not isinstance(value, bool):
        raise error(f"{where}: expected true or false, got {_shown(value)}")
    return value


def _read_list(value: Any, where: str, error: type[StocktakeError]) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise error(f"{where}: expected a list of texts, such as ['a', 'b'], got {_shown(value)}")
    for index, text in enumerate(value):
        if not isinstance(text, str):
            raise error(f"{where}[{index}]: expected a text, got {_shown(text)}")
    return tuple(value)


def _read_table(value: Any, where: str, error: type[StocktakeError]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise error(f"{where}: expected a table, got {_shown(value)}")
    return value


def _read_output(value: Any, where: str, error: type[StocktakeError]) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise error(f"{where}: expected the name of a folder, got {_shown(value)}")
    if value.partition("/")[0] == "~":
        raise error(f"{where}: ~ does not stand for the home folder here: write its name, got {value!r}")
    return value


def _read_jobs(value: Any, where: str, error: type[StocktakeError]) -> int | Literal["auto"]:
    if value == "auto":
        return "auto"
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise error(f"{where}: expected a number of 1 or more, or auto, got {_shown(value)}")
    return value


def _read_timeout(value: Any, where: str, error: type[StocktakeError]) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < float("inf"):
        raise error(f"{where}: expected seconds, more than 0, got {_shown(value)}")
    return float(value)


def _read_memory(value: Any, where: str, error: type[StocktakeError]) -> int:
    """Megabytes: a plain number is in MB. A fraction counts as a whole one, since 0 is no limit."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    found = _size(str(value) if is_number else value, unit=10**6)
    if found is None:
        raise error(f"{where}: expected MB, a size such as 1GB, or 0 for no limit, got {_shown(value)}")
    return -(-found // 10**6)


def _read_size(value: Any, where: str, error: type[StocktakeError]) -> int:
    size = parse_size(value, where, error)
    if size <= 0:
        raise error(f"{where}: must be more than 0")
    return size


def _read_inventories(value: Any, where: str, error: type[StocktakeError]) -> dict[str, InventoryConfig]:
    tables: dict[str, InventoryConfig] = {}
    for name, table in _read_table(value, where, error).items():
        values: dict[str, Any] = {}
        for key, own in _read_table(table, f"{where}.{name}", error).items():
            if key not in _INVENTORY_READERS:
                raise error(f"{where}.{name}: unknown key {key!r}{nearest(key, _INVENTORY_READERS)}")
            values[key] = _INVENTORY_READERS[key](own, f"{where}.{name}.{key}", error)
        tables[name] = InventoryConfig(**values)
    return tables


def parse_size(value: Any, where: str, error: type[StocktakeError] = UsageError) -> int:
    """Bytes: an integer, or a text with a unit (kB, MB, GB of 1000; KiB, MiB, GiB of 1024; any case).

    Raises ``error`` naming ``where`` for anything else.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = _size(value, unit=1)
    if found is None:
        raise error(f"{where}: expected bytes, or a size such as 2MB or 512KiB, got {_shown(value)}")
    return found


def _size(value: Any, unit: int) -> int | None:
    """The bytes that a text says, without a unit those of ``unit``; None where it is no size."""
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    factor = None if match is None else _UNITS.get(match[2].lower()) if match[2] else unit
    return None if match is None or factor is None else ceil(float(match[1]) * factor)


_Reader = Callable[[Any, str, type[StocktakeError]], Any]

_INVENTORY_READERS: dict[str, _Reader] = {
    "include": _read_list,
    "exclude": _read_list,
    "tests": _read_switch,
    "stories": _read_switch,
    "declarations": _read_switch,
    "options": _read_table,
}
"""How the value of each key of :class:`InventoryConfig` is read and checked."""

_READERS: dict[str, _Reader] = {
    "output": _read_output,
    "exclude": _read_list,
    "only": _read_list,
    "skip": _read_list,
    "jobs": _read_jobs,
    "timeout": _read_timeout,
    "memory_limit": _read_memory,
    "max_file_size": _read_size,
    "chunk_budget": _read_size,
    "tests": _read_switch,
    "stories": _read_switch,
    "declarations": _read_switch,
    "inventories": _read_inventories,
}
"""How the value of each key of :class:`Config` is read and checked."""
