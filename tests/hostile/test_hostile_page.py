"""The page about hostile repositories says what the tests hold true."""

from __future__ import annotations

import ast
from pathlib import Path

from hostile_table import ROWS
from render_hostile import PAGE, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_every_row_has_its_test() -> None:
    folder = Path(__file__).parents[1]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("test_*.py")]
    tests = {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {test for rows in ROWS.values() for test, _ in rows.values()} - tests == set()
