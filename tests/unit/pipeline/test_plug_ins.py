"""An extractor of another package that goes wrong costs what it is about, and is named; the run goes on."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from stocktake.api import Options, check, discover
from stocktake.cli.main import main
from stocktake.errors import ExtractorError
from stocktake.extractors import registry
from stocktake.extractors.base import Extractor, Link, Project
from stocktake.extractors.registry import Registered
from stocktake.pipeline import schemas

REGISTERED = registry.registered
OPTIONS = Options({"only": ("notes", "modules")}, environment={})


class Note(Struct, frozen=True):
    name: Any
    file: Any
    line: Any


class Notes(Extractor):
    name = "notes"
    folder = "notes-inventory"
    summary = "Notes"
    version = 1
    incremental = True
    fact_type = int
    item_type = Note
    link_kinds = ("says",)

    def extract(self, file: Any) -> int:
        return 1

    def items(self, path: str, facts: int, project: Project) -> Iterable[Any]:
        return [Note("note", path, facts)]

    def links(self, path: str, project: Project) -> Iterable[Link]:
        return [Link("says", f"{path}#a", f"{path}#b")]

    def counters(self, items: Sequence[Any]) -> dict[str, int]:
        return {"notes": len(items)}


Broken = Callable[[str, Any], None]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def registered(search: Sequence[str] | None = None) -> dict[str, Registered]:
        return {**REGISTERED(search), "notes": Registered("notes", f"{__name__}:Notes", "st-notes")}

    monkeypatch.setattr(registry, "registered", registered)
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"src/{name}.ts").write_text(f"export const {name} = 1;\n")
    return tmp_path


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Broken:
    """Have a method of the extractor do something else."""
    return lambda method, does: monkeypatch.setattr(Notes, method, does)


def leave(*_arguments: Any) -> Any:
    sys.exit(0)


def of_a(path: str, wrong: Any, right: Any) -> Any:
    if path != "src/a.ts":
        return right
    return wrong() if callable(wrong) else wrong


WRONG_ITEMS = {
    "exit": (leave, "SystemExit: 0"),
    "line": ([Note("note", "src/a.ts", "1")], "TypeError: line and name of an item must be int and str"),
    "nan": ([Note("note", "src/a.ts", float("nan"))], "TypeError: line and name of an item must be int and str"),
    "bool": ([Note("note", "src/a.ts", True)], "TypeError: line and name of an item must be int and str"),
    "name": ([Note(3, "src/a.ts", 1)], "TypeError: line and name of an item must be int and str"),
    "kind": ([Link("says", "a", "b")], "TypeError: items gave Link, not Note"),
    "not iterable": (3, "TypeError: 'int' object is not iterable"),
}
WRONG_LINKS = {
    "exit": (leave, "SystemExit: 0"),
    "numbers": ([1, 2], "TypeError: links must give instances of Link, of three str each"),
    "texts": (["abc"], "TypeError: links must give instances of Link, of three str each"),
    "numbers inside": ([Link("says", 3, 4)], "TypeError: links must give instances of Link, of three str each"),  # type: ignore[arg-type]
    "kind": ([Link("asks", "a", "b")], "ValueError: a link of the kind 'asks', which is not in link_kinds"),
}


def assert_only_a_failed(root: Path, message: str) -> None:
    result = discover(root, OPTIONS)
    assert [(each.path, each.extractor, each.detail) for each in result.problems] == [("src/a.ts", "notes", message)]
    assert result.files.failed == 1
    (notes,) = [each for each in result.inventories if each.name == "notes"]
    assert notes.items == 1
    assert check(root, OPTIONS, verify=True).fresh


@pytest.mark.parametrize("case", WRONG_ITEMS)
def test_wrong_items_fail_their_file(root: Path, broken: Broken, case: str) -> None:
    wrong, message = WRONG_ITEMS[case]
    broken("items", lambda _self, path, _facts, _project: of_a(path, wrong, [Note("note", path, 1)]))
    assert_only_a_failed(root, message)


@pytest.mark.parametrize("case", WRONG_LINKS)
def test_wrong_links_fail_their_file(root: Path, broken: Broken, case: str) -> None:
    wrong, message = WRONG_LINKS[case]
    broken("links", lambda _self, path, _project: of_a(path, wrong, []))
    assert_only_a_failed(root, message)


@pytest.mark.parametrize(
    ("method", "wrong", "message"),
    [
        ("counters", leave, "failed for src/a.ts: SystemExit: 0"),
        ("counters", lambda *_: {"a": "b"}, "failed for src/a.ts: TypeError: 'a': 'b' is no count by name"),
        ("counters", lambda *_: {"a": 1.5}, "failed for src/a.ts: TypeError: 'a': 1.5 is no count by name"),
        ("counters", lambda *_: {"a": True}, "failed for src/a.ts: TypeError: 'a': True is no count by name"),
        ("counters", lambda *_: {"a": 10**30}, "is no count by name"),
        ("counters", lambda *_: {3: 1}, "failed for src/a.ts: TypeError: 3: 1 is no count by name"),
        ("counters", lambda *_: None, "failed for src/a.ts: TypeError: 'NoneType' object is not iterable"),
        ("summarise", leave, "failed: SystemExit: 0"),
        ("summarise", lambda *_: {"a": "b"}, "failed: TypeError: 'a': 'b' is no count by name"),
    ],
)
def test_wrong_counters_end_the_run_and_are_named(
    root: Path, broken: Broken, method: str, wrong: Any, message: str
) -> None:
    broken(method, wrong)
    with pytest.raises(ExtractorError) as caught:
        discover(root, OPTIONS)
    assert str(caught.value).startswith("extractor 'notes': its counters failed")
    assert message in str(caught.value)


def test_what_leaves_by_itself_after_publication_is_not_fresh(
    root: Path, broken: Broken, capsys: pytest.CaptureFixture[str]
) -> None:
    discover(root, OPTIONS)
    broken("items", leave)
    assert main(["check", "-C", str(root), "--only", "notes", "--verify", "--format", "json"]) == 1
    assert not json.loads(capsys.readouterr().out)["fresh"]


def test_what_a_file_exposes_is_asked_with_the_same_care(root: Path, broken: Broken) -> None:
    discover(root, OPTIONS)
    broken("exposed", leave)
    (root / "src/a.ts").write_text("export const a = 2;\n")
    with pytest.raises(ExtractorError, match=r"^extractor 'notes': exposed failed for src/a\.ts: SystemExit: 0$"):
        discover(root, OPTIONS)


@pytest.mark.parametrize("command", [["discover", "--json"], ["check", "--verify", "--format", "json"]])
def test_what_it_prints_does_not_get_between_the_results(
    root: Path, broken: Broken, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    def printing(does: str, given: Any) -> Any:
        print(f"noise in {does}")
        return given

    broken("extract", lambda *_: printing("extract", 1))
    broken("items", lambda *_: printing("items", []))
    broken("__init__", lambda *_: printing("init", None))
    main([*command, "-C", str(root), "--only", "notes"])
    output = capsys.readouterr()
    assert json.loads(output.out)["version"]
    if command[0] == "discover":
        assert all(f"noise in {does}\n" in output.err for does in ("extract", "items", "init"))
    print("as before")
    assert capsys.readouterr().out == "as before\n"


def test_one_that_cannot_be_loaded_costs_its_own_schema_alone(
    root: Path, broken: Broken, capsys: pytest.CaptureFixture[str]
) -> None:
    names = schemas.names()
    whole = {name: schemas.text(name) for name in names}
    broken("version", "1")
    assert schemas.names() == names
    told = "extractor 'notes' of package st-notes has no version of type int"
    assert main(["schema", "notes"]) == 2
    assert capsys.readouterr().err == f"stocktake: error: {told}\n"
    for name in set(names) - {"notes"}:
        assert schemas.text(name) == whole[name]
    with pytest.raises(ExtractorError, match=f"^{told} \\(all other schemas are written\\)$"):
        schemas.write_all(root / "schemas")
    written = {path.name for path in (root / "schemas").iterdir()}
    assert written == {f"{name}.schema.json" for name in names if name != "notes"}


def test_items_that_have_no_json_schema(root: Path, broken: Broken) -> None:
    broken("item_type", type("Odd", (), {}))
    told = "^extractor .notes. of package st-notes: its item_type has no JSON Schema: "
    with pytest.raises(ExtractorError, match=told):
        schemas.text("notes")


QUESTIONS: dict[str, Callable[[Project, str], Any]] = {
    "linked": lambda project, path: project.linked("notes", "says", f"{path}#b"),
    "link_cycle": lambda project, path: project.link_cycle("notes", "says", f"{path}#b"),
    "unused_exports": lambda project, path: project.unused_exports(path),
    "import_cycle": lambda project, path: project.import_cycle(path),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("incremental", [True, False])
def test_incremental_ones_ask_about_the_file_at_hand_alone(
    root: Path, broken: Broken, question: str, incremental: bool
) -> None:
    """What they were told about another file would stay as it is when it changes there."""

    def items(_self: Notes, path: str, _facts: int, project: Project) -> list[Note]:
        QUESTIONS[question](project, path)
        return [Note(f"{path}: {QUESTIONS[question](project, 'src/b.ts')}", path, 1)]

    broken("incremental", incremental)
    broken("items", items)
    for text in ("export const a = 1;\n", "import { b } from './b';\nexport const c = b;\n"):
        (root / "src/a.ts").write_text(text)
        result = discover(root, OPTIONS)
        assert result.files.failed == incremental
        for problem in result.problems:
            assert (problem.path, problem.extractor) == ("src/a.ts", "notes")
            assert re.search(r"an incremental extractor asked about src/b\.ts\S*, which is of another", problem.detail)
        assert check(root, OPTIONS, verify=True).fresh


def test_links_ask_about_the_file_at_hand_alone(root: Path, broken: Broken) -> None:
    broken("links", lambda _self, _path, project: [project.import_cycle("src/b.ts")][:0])
    assert_only_a_failed(root, "ValueError: an incremental extractor asked about src/b.ts, which is of another file")


def test_where_it_is_not_installed_its_inventory_does_not_go_without_a_word(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    discover(root, Options(environment={}))
    monkeypatch.setattr(registry, "registered", REGISTERED)
    warning = "no extractor 'notes' is installed here: discover removes the inventory that was published of it"
    assert check(root, Options(environment={})).warnings == [warning]
    assert discover(root, Options(environment={})).warnings == [warning]
    assert discover(root, Options(environment={})).warnings == []
    assert check(root, Options(environment={})).warnings == []
