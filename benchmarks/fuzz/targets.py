"""What is fuzzed: functions of bytes that must return, whatever the bytes are.

Used by the fuzzer and, on what it found (``tests/hostile/findings``), by the tests.
"""

from __future__ import annotations

from typing import Any

from stocktake.encoding import from_packed, to_json, to_packed
from stocktake.extractors.base import Extractor
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.registry import choose, registered
from stocktake.model import ConfigFile
from stocktake.resolve.project import ResolvedProject
from stocktake.sources import jsonc
from stocktake.sources.configs import MAX_CONFIG_SIZE
from stocktake.sources.content import decode, prepare
from stocktake.sources.ignore import parse_patterns
from stocktake.syntax.parser import ParseLimitError, parse

SEPARATOR = b"\n//// "
"""Before the name of each further file of an input; what has no name is ``a.tsx``."""

EXTRACTORS: tuple[Extractor, ...] = choose(BUILT_IN, {}, registered(())).loaded
_NAMES = ("a.tsx", "b.ts", "c.tsx", "d.ts", "package.json", "tsconfig.json", ".gitignore")


def split(data: bytes) -> dict[str, bytes]:
    """The files of an input, by path: known names only, so that they can import each other."""
    files: dict[str, bytes] = {}
    for number, part in enumerate(data.split(SEPARATOR)[:7]):
        name, _, rest = part.partition(b"\n")
        named = next((known for known in _NAMES if known.encode() == name.strip()), None) if number else None
        files[named or _NAMES[min(number, 3)]] = rest if named else part
    return files


def take_stock(data: bytes) -> bytes:
    """Everything between the bytes of some files and their items as JSON, which is returned. Raises nothing."""
    files = split(data)
    facts: dict[str, dict[str, Any]] = {each.name: {} for each in EXTRACTORS}
    configs = []
    for path, raw in files.items():
        if path.endswith(".json"):
            configs.append(ConfigFile(path, "", _json(raw)))
        elif path == ".gitignore":
            for pattern in parse_patterns(raw):
                pattern.matches(b"a.tsx")
        else:
            _extract(path, raw, facts)
    project = ResolvedProject(facts, configs, frozenset(files), EXTRACTORS)
    lines = []
    for each in EXTRACTORS:
        for path, found in facts[each.name].items():
            links = list(each.links(path, project))
            lines += [to_json(item) for item in each.items(path, found, project)]
            lines.append(to_json(sorted([link.kind, link.source, link.target] for link in links)))
    return b"\n".join(lines)


def _extract(path: str, raw: bytes, facts: dict[str, dict[str, Any]]) -> None:
    content = prepare(path, raw)
    if content.reason in ("binary", "encoding", "minified"):
        return
    try:
        parsed = parse(content.data, "ts" if path.endswith(".ts") else "tsx", 5.0)
    except ParseLimitError:
        return
    for each in EXTRACTORS:
        found = each.extract(parsed)
        if found is not None:
            facts[each.name][path] = from_packed(to_packed(found), each.fact_type)


def _json(raw: bytes) -> Any:
    try:
        data = jsonc.decode(decode(raw[:MAX_CONFIG_SIZE])[0])
    except (jsonc.JsonError, UnicodeDecodeError):
        return None
    return data if isinstance(data, dict) else None
