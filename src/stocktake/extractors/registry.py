"""Which extractors there are: the built-in ones and those of installed packages, both by entry point.

Built-in extractors are registered under the entry-point group like everybody's (a test holds the two lists together),
but are found in a table here: reading the metadata of every installed package costs more than a fresh ``check``. For
the same reason packages are first looked through for the name of the group, and ``importlib.metadata`` is loaded only
where another package has it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.msgpack import Decoder

from stocktake.digests import digest
from stocktake.encoding import to_json
from stocktake.errors import ConfigError, ExtractorError, nearest
from stocktake.extractors.base import Extractor
from stocktake.extractors.built_in import BUILT_IN, BuiltIn
from stocktake.model import SCHEMA_VERSION

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "stocktake.extractors"

LINKAGE = "modules"
"""The extractor whose facts resolution is built on: it always runs."""

RESERVED_NAMES = frozenset(
    {
        "manifest",
        "inventory-manifest",
        "coverage",
        "sources",
        "discover-output",
        "check-output",
        "status-output",
        "edit-output",
        "last-run",
    }
)
"""What no inventory may be called: JSON Schemas that are of no inventory have these names."""

_NAME = re.compile(r"[a-z][A-Za-z0-9_-]*")

GRAMMAR_PACKAGE = "tree_sitter_typescript"
PARSER_PACKAGE = "tree_sitter"


class Registered(Struct, frozen=True):
    """An extractor that can be loaded: ``package`` is the distribution it comes from, ``value`` its
    ``module:class``."""

    name: str
    value: str
    package: str


def registered(search: Sequence[str] | None = None) -> dict[str, Registered]:
    """Every extractor by name: the built-in ones in their order, then the others by name.

    ``search`` are the folders looked through for installed packages (default: ``sys.path``).

    Raises:
        ExtractorError: two packages offer the same name.
    """
    found = {name: Registered(name, built_in.value, "stocktake") for name, built_in in BUILT_IN.items()}
    others = sorted(_third_party(tuple(sys.path if search is None else search)), key=lambda entry: entry.name)
    for entry in others:
        if entry.name in found and found[entry.name] != entry:
            raise ExtractorError(
                f"extractor {entry.name!r} is offered by {found[entry.name].package} and by {entry.package}: "
                "uninstall one of them"
            )
        found[entry.name] = entry
    return found


@cache
def _third_party(search: tuple[str, ...]) -> tuple[Registered, ...]:
    places = [folder for folder in dict.fromkeys(search) if _mentions_group(folder)]
    if not places:
        return ()
    from importlib.metadata import distributions

    entries: dict[tuple[str, str], Registered] = {}
    for distribution in distributions(path=places):
        package = distribution.metadata["Name"] or "an unnamed package"
        for entry in distribution.entry_points:
            if entry.group == GROUP and package != "stocktake":
                entries.setdefault((package, entry.name), _entry(entry, package))
    return tuple(entries[key] for key in sorted(entries))


def _entry(entry: EntryPoint, package: str) -> Registered:
    return Registered(entry.name, entry.value, package)


def _mentions_group(folder: str) -> bool:
    """Whether a package installed in ``folder``, other than this one, offers extractors. Packages inside archives
    are not looked through."""
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return False
    group = f"[{GROUP}]".encode()
    for name in names:
        if not name.endswith((".dist-info", ".egg-info")) or name.startswith("stocktake-"):
            continue
        try:
            with open(os.path.join(folder, name, "entry_points.txt"), "rb") as stream:
                if group in stream.read():
                    return True
        except OSError:
            continue
    return False


def select(only: Iterable[str], skip: Iterable[str], known: Mapping[str, Registered]) -> list[str]:
    """Those of the ``known`` names that are to be published, in order: ``only`` (empty: all) without ``skip``."""
    wanted, unwanted = frozenset(only), frozenset(skip)
    return [name for name in known if (not wanted or name in wanted) and name not in unwanted]


class ExtractorSet:
    """The extractors of a run, in order, whatever they require included. ``fingerprints`` and ``cache_keys`` are by
    name, of each extractor alone.

    Built-in ones are loaded when they are first asked for: a ``check`` that finds everything fresh needs none.
    """

    def __init__(
        self,
        declared: Mapping[str, BuiltIn | Extractor],
        options: Mapping[str, Mapping[str, Any]],
        known: Mapping[str, Registered],
    ) -> None:
        self.names = tuple(name for name in known if name in declared)
        self._declared = declared
        self._options = options
        self._known = known
        self.fingerprints = {
            name: fingerprint(name, declared[name].version, options.get(name, {})) for name in self.names
        }
        parser = version_of(PARSER_PACKAGE)
        self.cache_keys = {name: digest(to_json([value, parser])) for name, value in self.fingerprints.items()}

    @cached_property
    def loaded(self) -> tuple[Extractor, ...]:
        """All of them, ready to run.

        Raises:
            ExtractorError: one that cannot be imported, contradicts the protocol, or wants the folder of another; names
                its package.
        """
        loaded: dict[str, Extractor] = {}
        for name in self.names:
            declared = self._declared[name]
            if isinstance(declared, BuiltIn):
                declared = _load_one(self._known[name], self._options.get(name, {}))
            loaded[name] = declared
        _check_folders(loaded, self._known)
        return tuple(loaded.values())

    def get(self, name: str) -> Extractor:
        """The extractor ``name``, ready to run; raises like :attr:`loaded`."""
        return next(extractor for extractor in self.loaded if extractor.name == name)

    def version(self, name: str) -> int:
        """The version of the extractor ``name``."""
        return self._declared[name].version

    def closure(self, name: str) -> list[str]:
        """``name``, what it requires, and the linkage every resolution rests on; sorted."""
        found: set[str] = set()
        waiting = [name, LINKAGE]
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting.extend(self._declared[each].requires)
        return sorted(found)


def choose(
    names: Iterable[str], options: Mapping[str, Mapping[str, Any]], known: Mapping[str, Registered]
) -> ExtractorSet:
    """``names`` with everything they require (always the linkage too). Only what must be loaded to know that is loaded:
    extractors of other packages, and those with options.

    ``options`` maps an extractor to its table in the configuration.

    Raises:
        ExtractorError: an extractor that is required is not installed; one of those loaded is unusable.
        ConfigError: options that the extractor does not take.
    """
    declared: dict[str, BuiltIn | Extractor] = {}
    waiting = [LINKAGE, *names]
    while waiting:
        name = waiting.pop()
        if name in declared:
            continue
        if name not in known:
            asking = sorted(other for other, declaration in declared.items() if name in declaration.requires)
            raise ExtractorError(f"extractor {', '.join(asking)} requires {name!r}, which is not installed")
        given = options.get(name, {})
        declared[name] = BUILT_IN[name] if name in BUILT_IN and not given else _load_one(known[name], given)
        waiting.extend(declared[name].requires)
    return ExtractorSet(declared, options, known)


def _load_one(entry: Registered, options: Mapping[str, Any]) -> Extractor:
    where = f"extractor {entry.name!r} of package {entry.package}"
    if not _NAME.fullmatch(entry.name):
        raise ExtractorError(f"{where}: its name must be letters, digits, - and _, of which the first a small letter")
    if entry.name in RESERVED_NAMES:
        raise ExtractorError(f"{where}: its name is taken by stocktake")
    module, _, attribute = entry.value.partition(":")
    try:
        target: Any = import_module(module)
        for part in attribute.split("."):
            target = getattr(target, part)
        extractor = target() if isinstance(target, type) else target
    except (Exception, SystemExit) as error:  # whatever a package does while it is imported
        raise ExtractorError(f"{where} cannot be loaded: {type(error).__name__}: {_first_line(error)}") from error
    if not isinstance(extractor, Extractor):
        raise ExtractorError(f"{where} is not an Extractor: {entry.value} is a {type(extractor).__name__}")
    _check_declaration(extractor, where)
    if extractor.name != entry.name:
        raise ExtractorError(f"{where} calls itself {extractor.name!r}: the two names must be one")
    if not extractor.folder or not all(c.isascii() and (c.isalnum() or c in "-_") for c in extractor.folder):
        raise ExtractorError(f"{where}: folder {extractor.folder!r} may hold letters, digits, - and _ only")
    _configure(extractor, options)
    return extractor


def _check_declaration(extractor: Extractor, where: str) -> None:
    """Whether the class attributes are of the types that :class:`Extractor` declares."""
    for attribute, kind in (("name", str), ("folder", str), ("summary", str), ("version", int), ("incremental", bool)):
        if type(getattr(extractor, attribute, None)) is not kind:  # True is an int, too
            raise ExtractorError(f"{where} has no {attribute} of type {kind.__name__}")
    for attribute in ("requires", "link_kinds", "cyclic_kinds"):
        names = getattr(extractor, attribute)
        if type(names) is not tuple or not all(type(name) is str for name in names):
            raise ExtractorError(f"{where}: {attribute} is no tuple of str")
    for attribute in ("fact_type", "item_type"):
        if not hasattr(extractor, attribute):
            raise ExtractorError(f"{where} has no {attribute}")
    try:
        Decoder(extractor.fact_type)
    except Exception as error:
        raise ExtractorError(f"{where}: facts of its fact_type cannot be read: {_first_line(error)}") from error
    if not isinstance(extractor.item_type, type):
        raise ExtractorError(f"{where}: item_type is no class")
    options = extractor.option_type
    if options is not None and not (isinstance(options, type) and issubclass(options, Struct)):
        raise ExtractorError(f"{where}: option_type is no subclass of msgspec.Struct")


def _configure(extractor: Extractor, options: Mapping[str, Any]) -> None:
    if not options:
        return
    where = f"inventories.{extractor.name}.options"
    if extractor.option_type is None:
        raise ConfigError(f"{where}: extractor {extractor.name!r} takes no options")
    import msgspec

    known = [field.name for field in msgspec.structs.fields(extractor.option_type)]
    for key in options:
        if key not in known:
            raise ConfigError(f"{where}: unknown key {key!r}{nearest(key, known)}")
    try:
        extractor.options = msgspec.convert(options, type=extractor.option_type)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {error}") from None


def _check_folders(loaded: Mapping[str, Extractor], known: Mapping[str, Registered]) -> None:
    owners: dict[str, str] = {"sources": "stocktake"}
    for name in known:
        if name not in loaded:
            continue
        folder = loaded[name].folder.casefold()
        if folder in owners:
            raise ExtractorError(
                f"extractor {name!r} of package {known[name].package}: folder {folder!r} is taken by {owners[folder]}"
            )
        owners[folder] = name


def fingerprint(name: str, version: int, options: Mapping[str, Any]) -> str:
    """Digest over everything the facts of one extractor depend on besides the file.

    That is its name, version and options, the version of the grammar and the schema version. The grammar's ABI is
    fixed by its version, and stocktake's own version is left out: a release that changes facts raises the
    extractor's version or the schema's, one that does not must not make every committed state stale. The version of
    the tree-sitter library only matters to how it recovers from errors, so it is in the key of the local cache
    (``cache_keys``) but not here.
    """
    pairs = sorted(options.items())
    value = [name, version, pairs, version_of(GRAMMAR_PACKAGE), SCHEMA_VERSION]
    return digest(to_json(value))


@cache
def version_of(package: str) -> str:
    """The installed version of the distribution whose import name is ``package``; "unknown" where it cannot be told.

    Read from the name of the ``.dist-info`` folder beside the package, a tenth of what ``importlib.metadata`` takes.
    """
    from importlib.util import find_spec

    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return "unknown"
    site = os.path.dirname(os.path.dirname(spec.origin))
    prefix = package.lower() + "-"
    for name in sorted(os.listdir(site)):
        if name.lower().startswith(prefix) and name.endswith(".dist-info"):
            return name[len(prefix) : -len(".dist-info")]
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package.replace("_", "-"))
    except PackageNotFoundError:
        return "unknown"


def _first_line(error: BaseException) -> str:
    try:
        return str(error).strip().splitlines()[0]
    except Exception:  # an exception that cannot be shown, or says nothing
        return "no message"
