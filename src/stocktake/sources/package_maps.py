"""The ``exports`` and ``imports`` of a package.json, as Node and the TypeScript compiler read them.

Spec: "Package entry points" and "Subpath patterns" of Node's documentation. One deviation is TypeScript's own: a
target that does not exist, null included, does not end the search; the next condition or array entry is tried.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any, NamedTuple

from stocktake.sources.bounds import MAX_ENTRIES

COMPILER_VERSION = (5, 9)
"""The TypeScript version that ``types@<range>`` conditions and ``typesVersions`` are read for."""

_COMPARATOR = re.compile(r"(<=|>=|<|>|=|\^|~)?\s*v?(\d+)(?:\.(\d+|[xX*]))?[^\s]*")


class Entry(NamedTuple):
    """The entry of a map that a subpath matches. ``rest`` replaces each ``*`` (``is_pattern``), or is appended to
    targets that end in a slash (the former folder mappings)."""

    target: Any
    rest: str = ""
    is_pattern: bool = False


class SubpathMap:
    """An ``exports`` or ``imports`` value, ready to look up in."""

    def __init__(self, value: Any) -> None:
        is_table = isinstance(value, dict)
        self._main = value if not is_table or not any(key.startswith((".", "#")) for key in value) else value.get(".")
        self._exact: Mapping[str, Any] = {}
        if is_table and all(key.startswith((".", "#")) for key in value):
            self._exact = value
        # The most specific pattern or folder first: longest part before "*", then patterns, then the longest key.
        keys = sorted(patterns_of(self._exact)[:MAX_ENTRIES], key=_specificity)
        self._patterns = [(*key.partition("*"), self._exact[key]) for key in keys]

    def find(self, subpath: str) -> Entry | None:
        """The entry for ``subpath`` (".", "./…" or "#…"); None where there is none."""
        if subpath == ".":
            return Entry(self._main) if self._main else None
        if subpath in self._exact and "*" not in subpath and not subpath.endswith("/"):
            return Entry(self._exact[subpath])
        for prefix, star, suffix, target in self._patterns:
            if not subpath.startswith(prefix):
                continue
            if not star:
                return Entry(target, subpath[len(prefix) :])
            if subpath.endswith(suffix) and len(subpath) >= len(prefix) + len(suffix):
                return Entry(target, subpath[len(prefix) : len(subpath) - len(suffix)], True)
        return None


def patterns_of(value: Any) -> list[str]:
    """The keys of an ``exports`` or ``imports`` value that stand for more than one subpath, in the order written."""
    return [key for key in value if key.count("*") == 1 or key.endswith("/")] if isinstance(value, dict) else []


def targets(entry: Entry, conditions: Container[str] | None) -> Iterator[str]:
    """The target paths of an entry in the order to try them, ``*`` filled in. ``conditions`` are those that hold
    besides "default"; None: all of them do.

    Invalid targets (outside of the package, through node_modules) are left out; a target that does not begin with
    "./" (a package: only an ``imports`` map may name one) is passed on.
    """
    if _leaves_package(entry.rest, 0):
        return
    for target in _leaves(entry.target, conditions):
        if not entry.is_pattern and entry.rest and not target.endswith("/"):
            continue
        if _leaves_package(target, 1):
            continue
        yield target.replace("*", entry.rest) if entry.is_pattern else target + entry.rest


def _leaves_package(path: str, skip: int) -> bool:
    if "." not in path and "node_modules" not in path:
        return False
    return not {"..", ".", "node_modules"}.isdisjoint(path.split("/")[skip:])


def _leaves(target: Any, conditions: Container[str] | None) -> Iterator[str]:
    if isinstance(target, str):
        yield target
        return
    pending = [target]
    while pending:
        target = pending.pop()
        if isinstance(target, str):
            yield target
        elif isinstance(target, list):
            pending.extend(reversed(target))
        elif isinstance(target, dict):
            pending.extend(value for key, value in reversed(target.items()) if _holds(key, conditions))


def _holds(condition: str, conditions: Container[str] | None) -> bool:
    if conditions is None or condition == "default" or condition in conditions:
        return True
    return condition.startswith("types@") and "types" in conditions and satisfies(condition[6:])


def _specificity(key: str) -> tuple[int, int, int]:
    """Sort key for Node's PATTERN_KEY_COMPARE: longest part before ``*`` first, then patterns, then longest key."""
    star = key.find("*")
    return (-(len(key) if star < 0 else star + 1), star < 0, -len(key))


def satisfies(version_range: str) -> bool:
    """Whether :data:`COMPILER_VERSION` lies in an npm version range (unions and comparators; major and minor)."""
    return any(
        all(_compare(comparator) for comparator in _COMPARATOR.finditer(alternative)) and _is_range(alternative)
        for alternative in version_range.split("||")
    )


def _is_range(text: str) -> bool:
    return text.strip() in ("", "*", "x") or _COMPARATOR.search(text) is not None


def _compare(comparator: re.Match[str]) -> bool:
    operator, major, minor = comparator.groups()
    whole = minor is None or not minor.isdigit()
    version = COMPILER_VERSION[:1] if whole else COMPILER_VERSION
    bound = (int(major),) if whole else (int(major), int(minor))
    match operator:
        case ">=":
            return version >= bound
        case "<=":
            return version <= bound
        case ">":
            return version > bound
        case "<":
            return version < bound
        case "^":
            return version >= bound and COMPILER_VERSION[0] == int(major)
    return version == bound
