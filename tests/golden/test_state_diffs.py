"""What an edit changes in the committed state, as the difference a reviewer would see: only the lines that must change;
and before it what was computed for that, with the reasons.

The differences are files in ``state_diffs/``, digests masked. After a change of items, write them again with
``STOCKTAKE_UPDATE_GOLDEN=1 pytest tests/golden/test_state_diffs.py`` and read what changed.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from stocktake import api
from stocktake.pipeline.plan import Options
from stocktake.pipeline.results import DiscoverResult

EXAMPLE = Path(__file__).parents[2] / "examples/storefront"
GOLDEN = Path(__file__).parent / "state_diffs"
STATE = ".claude/state"
PRICING = "packages/catalog/src/pricing.ts"


def add_a_function(root: Path) -> None:
    path = root / PRICING
    path.write_text(
        path.read_text("utf-8")
        + "\nexport function amountOf(order: Order): number {\n  return orderTotal(order).amount;\n}\n",
        "utf-8",
    )


def move_a_function_100_lines_down(root: Path) -> None:
    path = root / PRICING
    text = path.read_text("utf-8")
    [function] = re.findall(r"(?ms)^export function formatMoney.*?^}\n\n", text)
    path.write_text(text.replace(function, "") + "// padding\n" * 76 + function.rstrip("\n") + "\n", "utf-8")


def change_a_name_that_is_exported(root: Path) -> None:
    for path in (root / PRICING, root / "packages/catalog/src/index.ts"):
        path.write_text(path.read_text("utf-8").replace("withDiscount", "discounted"), "utf-8")


def change_a_type_that_props_are_made_of(root: Path) -> None:
    path = root / "packages/ui/src/types.ts"
    text = path.read_text("utf-8")
    path.write_text(text.replace("export type Tone =", "export type Tone = string |"), "utf-8")


def extend_a_schema(root: Path) -> None:
    path = root / "packages/catalog/src/schemas/money.ts"
    path.write_text(path.read_text("utf-8").replace("z.object({", "z.object({ note: z.string(),", 1), "utf-8")


def rename_a_file(root: Path) -> None:
    (root / "packages/ui/src/Spinner.tsx").rename(root / "packages/ui/src/BusySpinner.tsx")
    for path in (root / "packages/ui/src/index.ts", root / "packages/ui/src/Button.tsx"):
        path.write_text(path.read_text("utf-8").replace("./Spinner", "./BusySpinner"), "utf-8")


def change_a_body(root: Path) -> None:
    path = root / PRICING
    path.write_text(path.read_text("utf-8").replace("1 - share", "1.0 - share"), "utf-8")


EDITS = (
    add_a_function,
    move_a_function_100_lines_down,
    change_a_body,
    change_a_name_that_is_exported,
    change_a_type_that_props_are_made_of,
    extend_a_schema,
    rename_a_file,
)


def published(root: Path) -> dict[str, list[str]]:
    folder = root / STATE
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8").splitlines()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def explained(result: DiscoverResult) -> str:
    """What was computed, and why."""
    lines = [f"# extracted {each.path}: {each.reason}" for each in result.recomputed]
    if result.resolved_all:
        lines.append(f"# computed the items of every file: {result.resolved_all}")
    lines += [f"# computed the items of {each.path}: {each.reason}" for each in result.resolved]
    lines += [f"# wrote {each.path}: {each.reason}" for each in result.rewritten]
    return "".join(f"{line}\n" for line in lines)


def difference(before: dict[str, list[str]], after: dict[str, list[str]]) -> str:
    """Every state file that changed, with its changed lines and no context."""
    lines: list[str] = []
    for name in sorted(before.keys() | after.keys()):
        changed = difflib.unified_diff(before.get(name, []), after.get(name, []), name, name, "", "", 0, "")
        lines += [re.sub(r"\b[0-9a-f]{32}\b", "<digest>", line) for line in changed if not line.startswith("@@")]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_an_edit_changes_only_the_lines_that_must_change(edit: Callable[[Path], None], tmp_path: Path) -> None:
    root = tmp_path / "storefront"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".stocktake", "node_modules"))
    options = Options(environment={}, is_root=True)
    api.discover(root, options)
    before = published(root)

    edit(root)
    result = api.discover(root, options)

    shown = explained(result) + difference(before, published(root))
    golden = GOLDEN / f"{edit.__name__}.diff"
    if os.environ.get("STOCKTAKE_UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(shown, "utf-8")
    assert shown == golden.read_text("utf-8")
