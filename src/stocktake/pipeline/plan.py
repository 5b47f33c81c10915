"""What a run is about to do: where, with which options and extractors, and under which fingerprints."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from stocktake import __version__
from stocktake.config import SCOPE_KEYS, Config, load
from stocktake.digests import digest
from stocktake.encoding import to_json
from stocktake.errors import ConfigError, SourceError, UsageError, nearest
from stocktake.extractors import registry
from stocktake.extractors.registry import GRAMMAR_PACKAGE, PARSER_PACKAGE, ExtractorSet, Registered, version_of
from stocktake.model import SCHEMA_VERSION
from stocktake.pipeline.scope import kept_reasons
from stocktake.settings import CACHE_FOLDER
from stocktake.sources.scan import ScanOptions, Tree, find_root, scan

GENERATOR = f"stocktake {'.'.join(__version__.split('.')[:2])}"
"""Who wrote the state. Without the last part of the version: a release that changes nothing published must not make
every committed state stale."""

_OUR_PLACES = frozenset({".git", CACHE_FOLDER})


class Options(Struct, frozen=True):
    """What a caller asks for. ``overrides`` maps configuration keys to values that win over environment and file;
    ``full`` ignores the cache; ``parallel`` insists on workers. ``environment`` None: that of the process.
    ``is_root``: the folder given is the root itself, whatever repository it lies in."""

    overrides: dict[str, Any] = {}
    full: bool = False
    parallel: bool = False
    environment: Mapping[str, str] | None = None
    is_root: bool = False


class Place(Struct, frozen=True):
    """Where a run works. ``root`` and ``output`` are absolute; ``shown`` is the state folder as it is written to
    people, relative to the root (POSIX) where it lies inside; ``inside`` then is the same, else empty."""

    root: str
    output: str
    shown: str
    inside: str
    config_file: str
    config: Config
    own: Config
    """The configuration without command line and environment: what is to be published in the long run."""
    origins: dict[str, str]
    """What set each key of the configuration, for messages: see :class:`stocktake.config.Loaded`."""

    @property
    def cache(self) -> str:
        """The cache folder, absolute."""
        return os.path.join(self.root, CACHE_FOLDER)


class Plan(Struct, frozen=True):
    """A run. ``selected`` are the inventories to compute, ``published`` those that the configuration wants in the
    state (inventories of the latter only are carried over from the state as they are)."""

    place: Place
    known: dict[str, Registered]
    selected: tuple[str, ...]
    published: tuple[str, ...]
    extractors: ExtractorSet

    def fingerprint(self, inventory: str) -> str:
        """Digest over everything the items of a selected inventory depend on besides the scanned repository."""
        parts = [self.extractors.fingerprints[name] for name in self.extractors.closure(inventory)]
        config = self.place.config
        return digest(to_json([inventory, parts, config.scope_digest(), config.inventory_digest(inventory)]))


def locate(start: str, options: Options) -> Place:
    """Find the root (``start`` itself, or around it) and read its configuration.

    Raises:
        SourceError: no such folder, or one that cannot be entered; ``start`` is relative to a folder that is gone.
        ConfigError, UsageError: see :func:`stocktake.config.load`.
    """
    _refuse_lost_folder(start)
    if "\0" in start or not os.path.lexists(start):
        raise SourceError(f"no folder {start}: give an existing one")
    folder = Path(start)
    if not folder.is_dir():
        raise SourceError(f"{start} is not a folder: give the folder of a repository")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise SourceError(f"{start} cannot be read: permission denied")
    root = os.path.realpath(folder) if options.is_root else str(find_root(folder))
    loaded = load(root, options.overrides, options.environment)
    output = os.path.normpath(os.path.join(root, loaded.config.output))
    inside = _inside(root, output)
    given = f"{loaded.origins.get('output', 'output')} {loaded.config.output}"
    _check_output(root, output, inside, given)
    if "output" in loaded.origins:
        _check_above(root, output, given)
    if not inside and loaded.file and "output" not in options.overrides and loaded.config.output == loaded.own.output:
        raise ConfigError(
            f"{loaded.file}: output {loaded.own.output} lies outside of the repository, whose files must not decide "
            "what is written elsewhere: name it with --output"
        )
    shown = inside or Path(output).as_posix()
    return Place(root, output, shown, inside, loaded.file, loaded.config, loaded.own, loaded.origins)


def _refuse_lost_folder(start: str) -> None:
    """The current folder may have been deleted, as by a change of branch: no relative path leads anywhere then."""
    try:
        if not Path(start).is_absolute():
            Path.cwd()
    except OSError:
        text = "the current folder is gone: change to one that exists, or name one by its whole path"
        raise SourceError(text) from None


def make(place: Place) -> Plan:
    """Select the extractors of a run.

    Raises:
        UsageError: an unknown extractor, or none left.
        ConfigError: the configuration file names an unknown extractor, or wrong options.
        ExtractorError: one that cannot be loaded, where that is tried already: see :func:`registry.choose`.
    """
    config, own = place.config, place.own
    known = registry.registered()
    _check_names(place, known)
    published = _select(own, known, {key: f"{place.config_file}: {key}" for key in ("only", "skip")})
    selected = _select(config, known, place.origins)
    options = {name: inventory.options for name, inventory in config.inventories.items()}
    try:
        extractors = registry.choose(selected, options, known)
    except ConfigError as error:
        raise ConfigError(f"{place.config_file}: {error}") from None
    return Plan(place, known, tuple(selected), tuple(published), extractors)


def scan_options(place: Place) -> ScanOptions:
    """How the files in view are found: never in our own folders, whatever the selection of inventories."""
    never = [CACHE_FOLDER, *([place.inside] if place.inside else [])]
    config = place.config
    return ScanOptions(config.exclude, frozenset(kept_reasons(config)), config.max_file_size, tuple(sorted(never)))


def scan_sources(run_plan: Plan) -> Tree:
    """The files in view.

    Raises:
        SourceError: there is no source file, or there are some in the state folder.
    """
    place = run_plan.place
    tree = scan(Path(place.root), scan_options(place))
    _check_hidden(tree, place.inside)
    if all(file.reason is not None for file in tree.files):
        raise SourceError(
            f"no source file under {place.root}{_left_out(tree)}: "
            "expected .ts, .tsx, .mts, .cts, .js, .jsx, .mjs or .cjs"
        )
    return tree


def _left_out(tree: Tree) -> str:
    """What there is but skipped, by reason, the most frequent first; empty where there is nothing."""
    reasons = [*(entry.reason for entry in tree.skipped), *(file.reason for file in tree.files)]
    counts = Counter(reason for reason in reasons if reason is not None)
    listed = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{count:,} {reason}" for reason, count in listed)
    return f" ({counts.total():,} skipped: {told})" if counts else ""


def _check_hidden(tree: Tree, inside: str) -> None:
    """What lies in the state folder is never in view: sources there would be in no inventory, and nobody told."""
    hidden = [path for path in tree.hidden if inside and path.startswith(f"{inside}/")]
    if hidden:
        more = f" and {len(hidden) - 1:,} more" if len(hidden) > 1 else ""
        raise SourceError(
            f"output {inside} holds source files ({hidden[0]}{more}), which would be in no inventory: name a folder of "
            "its own"
        )


def version_tag() -> str:
    """What all records of the cache depend on."""
    versions = (version_of(GRAMMAR_PACKAGE), version_of(PARSER_PACKAGE))
    return f"{SCHEMA_VERSION} {__version__} {versions[0]} {versions[1]}"


def set_since(run_plan: Plan, published: Mapping[str, str]) -> list[str]:
    """The keys of the configuration that are set now and were not when the inventories with the fingerprints
    ``published``, by name, were made; as far as one of them alone makes the difference."""
    place = run_plan.place
    config, defaults = place.config, Config()
    found = []
    for key in (*SCOPE_KEYS, "inventories"):
        if getattr(config, key) == getattr(defaults, key):
            continue
        without = structs.replace(config, **{key: getattr(defaults, key)})
        other = structs.replace(run_plan, place=structs.replace(place, config=without))
        if any(other.fingerprint(name) == published.get(name) for name in run_plan.selected):
            found.append(key)
    return found


def state_fingerprint(inventories: Mapping[str, str], config: Config) -> str:
    """The fingerprint of the top manifest, over those of its inventories by name, and the configuration."""
    return digest(to_json([SCHEMA_VERSION, sorted(inventories.items()), config.scope_digest()]))


def _check_names(place: Place, known: Iterable[str]) -> None:
    """Names in the configuration file are checked first, since they are wrong for every run."""
    own, config = place.own, place.config
    names = set(known)
    for key, given in (("only", own.only), ("skip", own.skip), ("inventories", tuple(own.inventories))):
        for name in given:
            if name not in names:
                raise ConfigError(f"{place.config_file}: {key}: no extractor {name!r}{nearest(name, names)}")
    for key, given in (("only", config.only), ("skip", config.skip)):
        for name in given:
            if name not in names:
                raise UsageError(f"{place.origins[key]}: no extractor {name!r}{nearest(name, names)}")


def _select(config: Config, known: Mapping[str, Registered], origins: Mapping[str, str]) -> list[str]:
    """The inventories that ``config`` selects; ``origins`` say what set it."""
    names = registry.select(config.only, config.skip, known)
    if not names:
        setters = [origins[key] for key in ("only", "skip") if getattr(config, key)]
        raise UsageError(f"{' and '.join(setters)}: no inventory left")
    return names


def _inside(root: str, output: str) -> str:
    relative = os.path.relpath(output, root)
    if relative == os.curdir or relative == os.pardir or relative.startswith(os.pardir + os.sep):
        return ""
    return Path(relative).as_posix()


def _check_output(root: str, output: str, inside: str, given: str) -> None:
    if output == root or (root + os.sep).startswith(output.rstrip(os.sep) + os.sep):
        raise UsageError(f"{given} holds the repository itself: name a folder of its own")
    if inside.partition("/")[0] in _OUR_PLACES:
        raise UsageError(f"{given} lies in {inside.partition('/')[0]}: name another folder")
    if os.path.lexists(output) and not Path(output).is_dir():
        raise UsageError(f"{given} is not a folder: name another one")


def _check_above(root: str, output: str, given: str) -> None:
    """Refuse a folder that was named and cannot be made; what is in the way of the default one is to be removed, which
    whoever reads or writes there says."""
    place = output
    while not os.path.lexists(place):
        place = os.path.dirname(place)
    if not Path(place).is_dir():
        raise UsageError(f"{given} lies below {_inside(root, place) or place}, which is not a folder: name another one")
