"""Compares what stocktake published with what the TypeScript compiler says.

Usage: ``compare.py TRUTH STATE [--list] [--json] [--under FOLDER]``: TRUTH is the output of truth.mjs, STATE a
published state folder. Standard library and msgspec only; nothing of stocktake is imported.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

UNKNOWN = "unknown"
"""State of a truth that the compiler cannot tell: the type is ``any``, or nothing decides the import."""

MODULE = "(module)"
"""Name of the item for what a module calls when it is loaded."""

INVENTORIES = {
    "imports": "modules",
    "resolution": "modules",
    "exports": "modules",
    "types": "types",
    "hooks": "hooks",
    "components": "components",
    "schemas": "schemas",
    "edges": "callGraph",
}
"""Inventory that answers each question, in the order of the table."""


class Claim(NamedTuple):
    """One answer. Two answers are the same when file, name and detail are; the line only shows where. ``callee`` is the
    name of what an edge calls, where that is another than the declaration it is part of."""

    file: str
    name: str
    detail: str = ""
    line: int = 0
    callee: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What is compared."""
        return self.file, self.name, self.detail


class Truth(msgspec.Struct, frozen=True):
    """A line of truth.mjs; its docstring explains the fields."""

    question: str
    file: str
    line: int
    name: str
    detail: str = ""
    state: str = ""
    or_detail: str = msgspec.field(default="", name="or")

    @property
    def claim(self) -> Claim:
        """What is compared."""
        return Claim(self.file, self.name, self.detail, self.line)


class State(NamedTuple):
    """A published state: the files that were extracted, and the items of each published inventory."""

    files: frozenset[str]
    items: Mapping[str, list[dict[str, Any]]]


@dataclass
class Row:
    """How one question was answered. ``variant`` is "" or a kind of truth that has a row of its own."""

    question: str
    variant: str
    agreed: int = 0
    unknown: int = 0
    missing: list[Claim] = field(default_factory=list)
    extra: list[Claim] = field(default_factory=list)
    published: bool = True

    @property
    def title(self) -> str:
        """Question and variant."""
        return f"{self.question} ({self.variant})" if self.variant else self.question

    @property
    def truth(self) -> int:
        """Number of true answers."""
        return self.agreed + len(self.missing)

    @property
    def ours(self) -> int:
        """Number of answers that stocktake gave, without the unknown ones."""
        return self.agreed + len(self.extra)

    @property
    def precision(self) -> float | None:
        """Share of our answers that are true, None where there are none."""
        return self.agreed / self.ours if self.ours else None

    @property
    def recall(self) -> float | None:
        """Share of the truth that we have, None where there is none."""
        return self.agreed / self.truth if self.truth else None


def read_truth(data: bytes) -> list[Truth]:
    """The claims of truth.mjs.

    Raises:
        msgspec.DecodeError: a line is not one of its claims.
    """
    return msgspec.json.Decoder(Truth).decode_lines(data)


def read_state(folder: Path) -> State:
    """The files and items of a published state.

    Raises:
        OSError: nothing is published there.
    """

    def load(path: Path) -> Any:
        return msgspec.json.decode(path.read_bytes())

    items: dict[str, list[dict[str, Any]]] = {}
    for entry in load(folder / "manifest.json")["inventories"]:
        home = folder / entry["folder"]
        chunks = load(home / "manifest.json")["chunks"]
        items[entry["name"]] = [item for chunk in chunks for item in load(home / chunk["file"])["items"]]
    lost = {
        entry["path"]
        for entry in load(folder / "coverage.json")["entries"]
        if entry["outcome"] in ("skipped", "failed")
    }
    sources = {entry["path"] for entry in items.pop("sources", []) if entry.get("kind", "source") == "source"}
    return State(frozenset(sources - lost), items)


def claims(question: str, items: Iterable[dict[str, Any]]) -> Iterator[Claim]:
    """What the items of an inventory answer to a question."""
    return _READERS[question](items)


def _named(items: Iterable[dict[str, Any]]) -> Iterator[Claim]:
    for item in items:
        yield Claim(item["file"], _plain(item["name"]), "", item["line"])


def _schemas(items: Iterable[dict[str, Any]]) -> Iterator[Claim]:
    """Schemas of a module; those that a class holds (``Service.schema``) are not asked about."""
    return (claim for claim in _named(items) if "." not in claim.name)


def _types(items: Iterable[dict[str, Any]]) -> Iterator[Claim]:
    for item in items:
        yield Claim(item["file"], _plain(item["name"]), item["kind"], item["line"])


def _imports(items: Iterable[dict[str, Any]]) -> Iterator[Claim]:
    for item in items:
        for entry in item.get("imports", ()):
            yield Claim(item["file"], entry["specifier"])


def _resolution(items: Iterable[dict[str, Any]]) -> Iterator[Claim]:
    for item in items:
        for entry in item.get("imports", ()):
            if entry.get("to"):
                yield Claim(item["file"], entry["specifier"], entry["to"])


def _exports(items: Iterable[dict[str, Any]]) -> Iterator[Claim]:
    for item in items:
        for entry in item.get("exports", ()):
            # `*`: everything a package exports; `export=`: the value a whole module stands for.
            if entry["name"] not in ("*", "export="):
                yield Claim(item["file"], entry["name"])


def _edges(items: Iterable[dict[str, Any]]) -> Iterator[Claim]:
    """Edges between module-level declarations: a method's are those of its class, none leads to itself, and the
    statements of a module (``(module)``) are no declaration."""
    for item in items:
        if item["name"] == MODULE:
            continue
        start = _module_level(item["name"])
        for call in item.get("calls", ()):
            path, _, name = call["to"].partition("#")  # names may have one: `Store.#load`
            kind = "call" if call["type"] == "hook" else call["type"]
            end = f"{path}#{_module_level(name)}"
            if kind != "callback" and end != f"{item['file']}#{start}":
                called = _plain(name.rpartition(".")[2])
                yield Claim(item["file"], start, f"{kind} {end}", call.get("line", 0), called)


_READERS: dict[str, Callable[[Iterable[dict[str, Any]]], Iterator[Claim]]] = {
    "imports": _imports,
    "resolution": _resolution,
    "exports": _exports,
    "types": _types,
    "hooks": _named,
    "components": _named,
    "schemas": _schemas,
    "edges": _edges,
}


def _plain(name: str) -> str:
    """A name without the mark of a second declaration of that name (``Foo~2``)."""
    return re.sub(r"~\d+$", "", name)


def _module_level(name: str) -> str:
    """The module-level declaration that a method or member (``Class.method``) belongs to."""
    return _plain(name.partition(".")[0])


def compare(truths: Iterable[Truth], state: State, under: str = "") -> list[Row]:
    """One row a question and variant, over the files below ``under`` that stocktake extracted."""
    files = {path for path in state.files if path.startswith(under)}
    by_question: dict[str, list[Truth]] = {question: [] for question in INVENTORIES}
    for truth in truths:
        if truth.file in files:
            by_question[truth.question].append(truth)
    rows: list[Row] = []
    for question, inventory in INVENTORIES.items():
        if inventory not in state.items:
            rows.append(Row(question, "", published=False))
            continue
        ours = (claim for claim in claims(question, state.items[inventory]) if claim.file in files)
        rows.extend(judge(question, by_question[question], ours))
    return rows


def judge(question: str, truths: Iterable[Truth], ours: Iterable[Claim]) -> list[Row]:
    """Rows of one question: the plain one first, then one for each variant in the truth."""
    found: dict[tuple[str, str, str], Claim] = {}
    callees: dict[tuple[str, str, str], set[str]] = {}
    for claim in ours:
        found.setdefault(claim.key, claim)
        callees.setdefault(claim.key, set()).add(claim.callee or claim.detail.rpartition("#")[2])
    known: dict[tuple[str, str, str], Truth] = {}
    unknown: set[tuple[str, str]] = set()
    unknown_edges: set[tuple[str, str, str]] = set()
    for given in truths:
        for truth in _as_answered(given, found):
            if truth.state == UNKNOWN:
                unknown.add((truth.file, truth.name))
                unknown_edges.add(truth.claim.key)
            elif truth.claim.key not in known or not truth.state:
                known[truth.claim.key] = truth
    variants = sorted({truth.state for truth in known.values()} - {""})
    rows = {variant: Row(question, variant) for variant in ("", *variants)}
    variant_of = {(truth.file, truth.name): truth.state for truth in known.values()} if question == "resolution" else {}

    def is_unknown(claim: Claim) -> bool:
        if question == "edges":
            where = claim.detail.rpartition("#")[0]
            kind = where.partition(" ")[0]
            asked = [f"{kind} {callee}" for callee in callees[claim.key]]
            # Each by the name that is called, or all by the file that declares what they are members of.
            by_name = all((claim.file, claim.name, each) in unknown_edges for each in asked)
            return by_name or (claim.file, claim.name, f"{where}#*") in unknown_edges
        return (claim.file, claim.name) in unknown or (claim.file, "*") in unknown

    for key, claim in found.items():
        if key in known:
            rows[known[key].state].agreed += 1
        elif is_unknown(claim):
            rows[""].unknown += 1
        else:
            rows[variant_of.get((claim.file, claim.name), "")].extra.append(claim)
    for key, truth in known.items():
        if key not in found:
            rows[truth.state].missing.append(truth.claim)
    for row in rows.values():
        row.missing.sort(key=_place)
        row.extra.sort(key=_place)
    return list(rows.values())


def _as_answered(truth: Truth, found: Mapping[tuple[str, str, str], Claim]) -> Iterator[Truth]:
    """The truth in the words of the answer: where it has two details, those that were given, and the first if none."""
    second = msgspec.structs.replace(truth, detail=truth.or_detail)
    is_second = bool(truth.or_detail) and second.claim.key in found
    if not is_second or truth.claim.key in found:
        yield truth
    if is_second:
        yield second


def _place(claim: Claim) -> tuple[list[str], int, str, str]:
    return claim.file.split("/"), claim.line, claim.name, claim.detail


def table(rows: Iterable[Row]) -> str:
    """The figures as text."""
    lines = [
        f"{'question':<22}{'truth':>9}{'ours':>9}{'agreed':>9}{'unknown':>9}{'precision':>11}{'recall':>9}",
    ]
    for row in rows:
        if not row.published:
            lines.append(f"{row.title:<22}{'not published':>20}")
            continue
        precision, recall = (_percent(share) for share in (row.precision, row.recall))
        counts = f"{row.truth:>9,}{row.ours:>9,}{row.agreed:>9,}{row.unknown:>9,}"
        lines.append(f"{row.title:<22}{counts}{precision:>11}{recall:>9}")
    return "\n".join(lines) + "\n"


def _percent(share: float | None) -> str:
    if share is None:
        return "-"
    # Rounded down: 100 % is only what is without a single error.
    return f"{int(share * 10_000) / 100:.2f} %"


def disagreements(rows: Iterable[Row]) -> Iterator[str]:
    """Every disagreement as a line: what is missing with ``-``, what is too much with ``+``."""
    for row in rows:
        for mark, listed in (("-", row.missing), ("+", row.extra)):
            for claim in listed:
                place = f"{claim.file}:{claim.line}" if claim.line else claim.file
                yield " ".join(part for part in (mark, row.title, place, claim.name, claim.detail) if part)


def as_json(rows: Iterable[Row]) -> bytes:
    """The figures and the disagreements for a program."""
    return msgspec.json.encode(
        [
            {
                "question": row.question,
                "variant": row.variant,
                "published": row.published,
                "truth": row.truth,
                "ours": row.ours,
                "agreed": row.agreed,
                "unknown": row.unknown,
                "precision": row.precision,
                "recall": row.recall,
                "missing": [_shown(claim) for claim in row.missing],
                "extra": [_shown(claim) for claim in row.extra],
            }
            for row in rows
        ]
    )


def _shown(claim: Claim) -> dict[str, Any]:
    return {"file": claim.file, "name": claim.name, "detail": claim.detail, "line": claim.line}


def add_output_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that say what to print."""
    parser.add_argument("--list", action="store_true", help="every disagreement, one a line")
    parser.add_argument("--json", action="store_true", help="figures and disagreements as one JSON array")
    parser.add_argument("--under", default="", metavar="FOLDER", help="only files whose path starts so")


def show(rows: list[Row], arguments: argparse.Namespace) -> None:
    """Print the rows as the arguments say."""
    if arguments.json:
        sys.stdout.write(msgspec.json.format(as_json(rows), indent=2).decode() + "\n")
        return
    if arguments.list:
        sys.stdout.writelines(f"{line}\n" for line in disagreements(rows))
    sys.stdout.write(table(rows))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Compare a published state with the truth of the compiler.")
    parser.add_argument("truth", type=Path, help="output of truth.mjs")
    parser.add_argument("state", type=Path, help="state folder of stocktake")
    add_output_arguments(parser)
    arguments = parser.parse_args()
    rows = compare(read_truth(arguments.truth.read_bytes()), read_state(arguments.state), arguments.under)
    show(rows, arguments)


if __name__ == "__main__":
    main()
