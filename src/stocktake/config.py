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
from typing import Any, Literal

import msgspec
from msgspec import Struct, structs

from stocktake.digests import digest
from stocktake.encoding import to_json
from stocktake.errors import ConfigError, StocktakeError, UsageError, nearest
from stocktake.settings import CONFIG_FILES, ENVIRONMENT_PREFIX
from stocktake.sources.toml import MOST_DOTS, has_long_keys

_LARGEST = 1_000_000
"""Bytes of a configuration file."""

_UNITS = {"": 1, "b": 1, "k": 10**3, "kb": 10**3, "m": 10**6, "mb": 10**6, "g": 10**9, "gb": 10**9}
_UNITS |= {"kib": 2**10, "mib": 2**20, "gib": 2**30}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", re.IGNORECASE | re.ASCII)


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
    it that is in the file, over the defaults."""

    config: Config
    file: str
    own: Config


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
    values |= from_environment(os.environ if environment is None else environment)
    for key, value in overrides.items():
        values |= _checked({key: value}, "option", UsageError)
    return Loaded(Config(**values), file, own)


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
            raise UsageError(f"environment variable {variable} means nothing{nearest(variable, keys)}")
        key = keys[variable]
        values |= _checked({key: _from_text(key, text, variable)}, variable, UsageError)
    return values


def _from_text(key: str, text: str, variable: str) -> Any:
    if key in ("exclude", "only", "skip"):
        return [part.strip() for part in text.split(",") if part.strip()]
    if key in ("tests", "stories", "declarations"):
        lowered = text.lower()
        if lowered in ("1", "true", "yes", "on"):
            return True
        if lowered in ("0", "false", "no", "off"):
            return False
        raise UsageError(f"{variable}: expected true or false, got {text!r}")
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


def _convert(value: Any, kind: Any, where: str, error: type[StocktakeError]) -> Any:
    try:
        return msgspec.convert(value, type=kind)
    except msgspec.ValidationError as failure:
        text, _, place = str(failure).partition(" - at `$")
        raise error(f"{where}{place.rstrip('`')}: {text[:1].lower()}{text[1:]}") from None


def _read_switch(value: Any, where: str, error: type[StocktakeError]) -> bool:
    return bool(_convert(value, bool, where, error))


def _read_list(value: Any, where: str, error: type[StocktakeError]) -> tuple[str, ...]:
    return tuple(_convert(value, tuple[str, ...], where, error))


def _read_output(value: Any, where: str, error: type[StocktakeError]) -> str:
    output = str(_convert(value, str, where, error))
    if not output.strip() or "\0" in output:
        raise error(f"{where}: name a folder")
    return output


def _read_jobs(value: Any, where: str, error: type[StocktakeError]) -> int | Literal["auto"]:
    if value == "auto":
        return "auto"
    try:
        number = int(_convert(value, int | str, where, error))
    except ValueError:
        number = 0
    if number < 1:
        raise error(f"{where}: expected a number of 1 or more, or auto, got {value!r}")
    return number


def _read_timeout(value: Any, where: str, error: type[StocktakeError]) -> float:
    try:
        seconds = float(_convert(value, float | str, where, error))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise error(f"{where}: expected seconds, more than 0, got {value!r}")
    return seconds


def _read_memory(value: Any, where: str, error: type[StocktakeError]) -> int:
    """Megabytes: a plain number is in MB already."""
    if isinstance(value, int | str) and not isinstance(value, bool):
        text = str(value).strip()
        if text.isascii() and text.isdigit():
            return int(text)
    return parse_size(value, where, error) // 10**6


def _read_size(value: Any, where: str, error: type[StocktakeError]) -> int:
    size = parse_size(value, where, error)
    if size <= 0:
        raise error(f"{where}: must be more than 0")
    return size


def _read_inventories(value: Any, where: str, error: type[StocktakeError]) -> dict[str, InventoryConfig]:
    known = [field.name for field in structs.fields(InventoryConfig)]
    tables = _convert(value, dict[str, dict[str, Any]], where, error)
    for name, table in tables.items():
        for key in table:
            if key not in known:
                raise error(f"{where}.{name}: unknown key {key!r}{nearest(key, known)}")
    return {name: _convert(table, InventoryConfig, f"{where}.{name}", error) for name, table in tables.items()}


def parse_size(value: Any, where: str, error: type[StocktakeError] = UsageError) -> int:
    """Bytes: an integer, or a text with a unit (kB, MB, GB of 1000; KiB, MiB, GiB of 1024; any case).

    Raises ``error`` naming ``where`` for anything else.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[2].lower() not in _UNITS:
        raise error(f"{where}: expected bytes, or a size such as 2MB or 512KiB, got {value!r}")
    return int(float(match[1]) * _UNITS[match[2].lower()])


_READERS: dict[str, Callable[[Any, str, type[StocktakeError]], Any]] = {
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
