"""A floor: reads and parses every file of a list once, and does nothing with the trees.

``floor_parse.py LISTING PROCESSES tree|captures [PART]``: `tree` is tree-sitter alone, `captures` stocktake's own
parser with its one query over every tree. With more processes than one, the files are shared out by bytes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def share_out(sizes: list[int], parts: int) -> list[list[int]]:
    """Indexes of the sizes for each part, the largest first, each to the part that has the least."""
    shares: list[list[int]] = [[] for _ in range(parts)]
    totals = [0] * parts
    for index in sorted(range(len(sizes)), key=lambda each: -sizes[each]):
        least = totals.index(min(totals))
        shares[least].append(index)
        totals[least] += sizes[index]
    return [sorted(share) for share in shares]


def parse_all(paths: list[str], mode: str) -> None:
    """Parse the files one after another."""
    if mode == "captures":
        from stocktake.syntax.parser import parse

        for path in paths:
            with open(path, "rb") as file:
                parse(file.read(), "ts" if path.endswith((".ts", ".mts", ".cts")) else "tsx")
        return
    import tree_sitter
    import tree_sitter_typescript as grammars

    plain = tree_sitter.Parser(tree_sitter.Language(grammars.language_typescript()))
    with_tags = tree_sitter.Parser(tree_sitter.Language(grammars.language_tsx()))
    for path in paths:
        with open(path, "rb") as file:
            (plain if path.endswith((".ts", ".mts", ".cts")) else with_tags).parse(file.read())


def main(listing: str, processes: int, mode: str, part: int | None) -> int:
    """The exit code: 1 if one of the processes failed."""
    with open(listing, encoding="utf-8", errors="surrogateescape") as file:
        paths = file.read().splitlines()
    if processes == 1:
        parse_all(paths, mode)
        return 0
    if part is not None:
        shares = share_out([Path(path).stat().st_size for path in paths], processes)
        parse_all([paths[index] for index in shares[part]], mode)
        return 0
    command = [sys.executable, __file__, listing, str(processes), mode]
    started = [subprocess.Popen([*command, str(each)]) for each in range(processes)]
    codes = [each.wait() for each in started]
    return max(map(abs, codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else None))
