"""The comparer of the accuracy benchmark: what counts as agreed, missing, extra and unknown."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks" / "accuracy"


def load(name: str) -> Any:
    """A module of the benchmark, which is no package."""
    spec = importlib.util.spec_from_file_location(f"accuracy_{name}", FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look their module up
    spec.loader.exec_module(module)
    return module


compare = load("compare")


def truth(question: str, name: str, detail: str = "", state: str = "", file: str = "a.ts", line: int = 1) -> Any:
    return compare.Truth(question, file, line, name, detail, state)


def names(claims: list[Any]) -> list[str]:
    return [claim.name for claim in claims]


def test_what_only_one_side_says_is_missing_or_extra() -> None:
    truths = [truth("hooks", "useA"), truth("hooks", "useB")]
    [row] = compare.judge("hooks", truths, [compare.Claim("a.ts", "useB"), compare.Claim("a.ts", "useC")])

    assert (row.truth, row.ours, row.agreed) == (2, 2, 1)
    assert (names(row.missing), names(row.extra)) == (["useA"], ["useC"])
    assert (row.precision, row.recall) == (0.5, 0.5)


def test_the_same_name_in_another_file_is_another_answer() -> None:
    [row] = compare.judge("hooks", [truth("hooks", "useA", file="b.ts")], [compare.Claim("a.ts", "useA")])

    assert (row.agreed, len(row.missing), len(row.extra)) == (0, 1, 1)


def test_an_answer_given_twice_counts_once() -> None:
    twice = [compare.Claim("a.ts", "./b"), compare.Claim("a.ts", "./b")]
    [row] = compare.judge("imports", [truth("imports", "./b", line=1), truth("imports", "./b", line=9)], twice)

    assert (row.truth, row.ours, row.agreed) == (1, 1, 1)


def test_what_the_compiler_cannot_tell_is_left_out_of_the_figures() -> None:
    truths = [
        truth("components", "A"),
        truth("components", "B", state="unknown"),
        truth("components", "C", state="unknown"),
    ]
    [row] = compare.judge("components", truths, [compare.Claim("a.ts", "A"), compare.Claim("a.ts", "B")])

    assert (row.truth, row.ours, row.unknown) == (1, 1, 1)
    assert (row.missing, row.extra) == ([], [])


def test_exports_of_a_module_whose_value_is_any_are_unknown() -> None:
    [row] = compare.judge("exports", [truth("exports", "*", state="unknown")], [compare.Claim("a.ts", "theme")])

    assert (row.ours, row.unknown) == (0, 1)


def test_an_edge_is_unknown_by_the_name_that_is_called() -> None:
    truths = [truth("edges", "f", "call x", state="unknown"), truth("edges", "f", "call b.ts#g")]
    ours = [compare.Claim("a.ts", "f", "call b.ts#x"), compare.Claim("a.ts", "f", "call b.ts#y")]
    [row] = compare.judge("edges", truths, ours)

    assert row.unknown == 1
    assert [claim.detail for claim in row.extra] == ["call b.ts#y"]


def test_an_edge_to_a_method_is_unknown_by_the_name_of_the_method() -> None:
    calls = [{"to": "b.ts#Client.get", "type": "call"}, {"to": "b.ts#Store.load", "type": "call"}]
    ours = list(compare.claims("edges", [{"name": "f", "file": "a.ts", "line": 1, "calls": calls}]))
    [row] = compare.judge("edges", [truth("edges", "f", "call get", state="unknown")], ours)

    assert row.unknown == 1
    assert [claim.detail for claim in row.extra] == ["call b.ts#Store"]


def test_an_edge_is_unknown_by_the_file_that_declares_what_is_called_on() -> None:
    truths = [truth("edges", "f", "render b.ts#*", state="unknown")]
    ours = [compare.Claim("a.ts", "f", "render b.ts#Item"), compare.Claim("a.ts", "f", "call b.ts#Item")]
    [row] = compare.judge("edges", truths, ours)

    assert row.unknown == 1
    assert [claim.detail for claim in row.extra] == ["call b.ts#Item"]


@pytest.mark.parametrize(
    ("answered", "agreed", "missing"),
    [
        (["call b.ts#api"], 1, []),
        (["call b.ts#save"], 1, []),
        (["call b.ts#api", "call b.ts#save"], 2, []),
        ([], 0, ["call b.ts#api"]),
    ],
)
def test_an_edge_may_lead_to_what_is_named_or_to_what_is_run(
    answered: list[str], agreed: int, missing: list[str]
) -> None:
    either = compare.Truth("edges", "a.ts", 1, "f", "call b.ts#api", "", "call b.ts#save")
    [row] = compare.judge("edges", [either], [compare.Claim("a.ts", "f", detail) for detail in answered])

    assert (row.agreed, [claim.detail for claim in row.missing], row.extra) == (agreed, missing, [])


def test_imports_of_unbuilt_packages_have_a_row_of_their_own() -> None:
    truths = [truth("resolution", "./b", "b.ts"), truth("resolution", "@x/c", "c/src/index.ts", "build")]
    ours = [compare.Claim("a.ts", "./b", "b.ts"), compare.Claim("a.ts", "@x/c", "c/index.ts")]
    plain, build = compare.judge("resolution", truths, ours)

    assert (plain.title, plain.agreed, plain.extra) == ("resolution", 1, [])
    assert build.title == "resolution (build)"
    assert ([claim.detail for claim in build.missing], [claim.detail for claim in build.extra]) == (
        ["c/src/index.ts"],
        ["c/index.ts"],
    )


def test_a_call_that_names_lead_to_counts_once_though_types_lead_there_too() -> None:
    truths = [truth("edges", "f", "call b.ts#g", "typed"), truth("edges", "f", "call b.ts#g")]

    assert [(row.variant, row.truth) for row in compare.judge("edges", truths, [])] == [("", 1)]


def test_edges_are_those_between_module_level_declarations() -> None:
    calls = [
        {"to": "b.ts#Service.run", "type": "call", "line": 2},
        {"to": "a.ts#Client.stop", "type": "call", "line": 3},
        {"to": "b.ts#useIt", "type": "hook", "line": 4},
        {"to": "b.ts#then", "type": "callback", "line": 5},
        {"to": "b.ts#View~2", "type": "render", "line": 6},
    ]
    found = compare.claims("edges", [{"name": "Client.start", "file": "a.ts", "line": 1, "calls": calls}])

    assert [(claim.name, claim.detail) for claim in found] == [
        ("Client", "call b.ts#Service"),
        ("Client", "call b.ts#useIt"),
        ("Client", "render b.ts#View"),
    ]


def test_modules_answer_imports_resolution_and_exports() -> None:
    imports = [{"specifier": "react"}, {"specifier": "./b", "to": "b.ts"}, {"specifier": "./gone", "to": None}]
    exports = [{"name": "A", "kind": "class"}, {"name": "*", "from": "react"}, {"name": "export=", "kind": "variable"}]
    items = [{"name": "a.ts", "file": "a.ts", "line": 1, "imports": imports, "exports": exports}]

    assert names(compare.claims("imports", items)) == ["react", "./b", "./gone"]
    assert [claim.detail for claim in compare.claims("resolution", items)] == ["b.ts"]
    assert names(compare.claims("exports", items)) == ["A"]


def publish(folder: Path) -> None:
    """A small state: one component in a.tsx, and a skipped and a failed file."""

    def write(path: str, content: Any) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(content))

    component = {"name": "A", "file": "a.tsx", "line": 3}
    sources = [{"path": path, "digest": "0"} for path in ("a.tsx", "made.ts", "bad.ts")]
    inventories = {
        "components": ("component-inventory", [component]),
        "sources": ("sources", [*sources, {"path": "package.json", "digest": "0", "kind": "config"}]),
    }
    listed = [{"name": name, "folder": place} for name, (place, _) in inventories.items()]
    write("manifest.json", {"inventories": listed})
    for place, items in inventories.values():
        write(f"{place}/manifest.json", {"chunks": [{"file": "_root.json"}]})
        write(f"{place}/_root.json", {"items": items})
    outcomes = {"made.ts": "skipped", "bad.ts": "failed", "a.tsx": "partial"}
    entries = [{"path": path, "outcome": outcome, "reason": ""} for path, outcome in outcomes.items()]
    write("coverage.json", {"entries": entries})


def test_only_extracted_files_and_published_inventories_are_compared(tmp_path: Path) -> None:
    publish(tmp_path)
    state = compare.read_state(tmp_path)
    truths = [truth("components", name, file=file) for name, file in [("A", "a.tsx"), ("B", "made.ts"), ("C", "x.ts")]]
    rows = {row.question: row for row in compare.compare(truths, state)}

    assert state.files == {"a.tsx"}
    assert (rows["components"].truth, rows["components"].ours) == (1, 1)
    assert [question for question, row in rows.items() if row.published] == ["components"]
    assert "not published" in compare.table(rows.values())


def test_under_restricts_both_sides(tmp_path: Path) -> None:
    publish(tmp_path)
    rows = compare.compare([truth("components", "A", file="a.tsx")], compare.read_state(tmp_path), "src/")

    assert [(row.truth, row.ours) for row in rows if row.published] == [(0, 0)]


def test_listing_names_place_and_side() -> None:
    truths = [truth("types", "T", "enum", line=7)]
    rows = compare.judge("types", truths, [compare.Claim("a.ts", "T", "interface", 7)])

    assert list(compare.disagreements(rows)) == ["- types a.ts:7 T enum", "+ types a.ts:7 T interface"]


@pytest.mark.parametrize(("agreed", "shown"), [(99_999, "99.99 %"), (100_000, "100.00 %")])
def test_a_hundred_percent_is_without_a_single_error(agreed: int, shown: str) -> None:
    row = compare.Row("types", "", agreed=agreed, missing=[compare.Claim("a.ts", "T")] * (100_000 - agreed))

    assert compare.table([row]).splitlines()[1].endswith(shown)


def test_json_has_figures_and_disagreements() -> None:
    rows = compare.judge("hooks", [truth("hooks", "useA", line=5)], [])
    [entry] = json.loads(compare.as_json(rows))

    assert (entry["question"], entry["truth"], entry["recall"], entry["precision"]) == ("hooks", 1, 0.0, None)
    assert entry["missing"] == [{"file": "a.ts", "name": "useA", "detail": "", "line": 5}]


@given(st.sets(st.sampled_from("ABCDEFGH")), st.sets(st.sampled_from("ABCDEFGH")), st.sets(st.sampled_from("ABCDEFGH")))
def test_figures_are_set_arithmetic(true: set[str], unsure: set[str], given_names: set[str]) -> None:
    truths = [truth("components", name) for name in sorted(true)]
    truths += [truth("components", name, state="unknown") for name in sorted(unsure - true)]
    [row] = compare.judge("components", truths, [compare.Claim("a.ts", name) for name in sorted(given_names)])

    assert row.agreed == len(true & given_names)
    assert names(row.missing) == sorted(true - given_names)
    assert names(row.extra) == sorted(given_names - true - unsure)
    assert row.unknown == len((given_names & unsure) - true)
    assert row.ours + row.unknown == len(given_names)


def test_files_in_view_without_git_leave_out_what_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "compare", compare)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for path in ("src/a.ts", "node_modules/b/index.js", ".stocktake/c.db"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text("")

    assert load("measure").files_in_view(tmp_path) == ["src/a.ts"]
