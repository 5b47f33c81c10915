"""The edits whose cost is measured: in the body of a function, and of the name it is exported by."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# A function declaration with its parameters on one line, closed where its body begins.
EXPORTED = re.compile(rb"^export (?:default )?(?:async )?function (\w+)[^\n]*\{\r?\n", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """An exported function: where its name stands, and where its body begins, in bytes."""

    path: str
    importers: int
    name: bytes
    name_at: int
    body_at: int
    original: bytes

    def body_edited(self, number: int) -> bytes:
        """The file with one more statement in the function."""
        return self.original[: self.body_at] + b"  void %d;\n" % number + self.original[self.body_at :]

    def name_edited(self, number: int) -> bytes:
        """The file with the function under another name: who imports it is left without."""
        end = self.name_at + len(self.name)
        return self.original[:end] + b"Renamed%d" % number + self.original[end:]


def importers_of(folder: Path) -> Counter[str]:
    """How many files import each file, by the published modules inventory."""
    found: Counter[str] = Counter()
    for chunk in sorted((folder / ".claude/state/modules-inventory").rglob("*.json")):
        for item in json.loads(chunk.read_bytes()).get("items", ()):
            found.update({each["to"] for each in item.get("imports", ()) if each.get("to")})
    return found


def place_in(path: str, importers: int, data: bytes) -> Place | None:
    """The first exported function of a file that can be edited."""
    match = EXPORTED.search(data)
    return Place(path, importers, match[1], match.start(1), match.end(), data) if match else None


def choose(folder: Path, sources: Sequence[str], importers: Mapping[str, int]) -> tuple[Place, Place] | None:
    """Of the imported files that have an exported function: the one with the median number of importers, and the one
    with the most. Nothing where there is none."""
    imported = sorted((path for path in sources if importers.get(path)), key=lambda path: (importers[path], path))
    places = [place for path in imported if (place := place_in(path, importers[path], (folder / path).read_bytes()))]
    return (places[len(places) // 2], places[-1]) if places else None
