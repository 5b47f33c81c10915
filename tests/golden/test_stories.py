"""Files of which only the content tells that they hold stories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stocktake import api
from stocktake.pipeline.plan import Options

STORIES = (
    "import type { Meta } from '@storybook/react';\nimport { Slider } from './slider';\n"
    "export const WithValue = () => <Slider />;\nexport default { component: Slider } satisfies Meta<typeof Slider>;\n"
)
SOURCES = {
    "src/slider.tsx": "export const Slider = () => <input />;\n",
    "src/stories.tsx": STORIES,
    "news/stories.ts": "export const useStories = () => [];\nexport default { title: 'Stories' };\n",
}
OPTIONS = Options(environment={}, is_root=True)


def items(root: Path, folder: str) -> dict[str, str]:
    chunks = [path for path in (root / ".claude/state" / folder).rglob("*.json") if path.name != "manifest.json"]
    return {item["name"]: item["file"] for path in chunks for item in json.loads(path.read_text())["items"]}


def unused(root: Path) -> list[str]:
    chunk = json.loads((root / ".claude/state/modules-inventory/src.json").read_text())
    slider = next(item for item in chunk["items"] if item["file"] == "src/slider.tsx")
    return list(slider.get("unusedExports", []))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in SOURCES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_stories_have_no_items_and_their_imports_are_not_seen(root: Path) -> None:
    api.discover(root, OPTIONS)
    assert items(root, "component-inventory") == {"Slider": "src/slider.tsx"}
    assert sorted(items(root, "modules-inventory").values()) == ["news/stories.ts", "src/slider.tsx"]
    assert unused(root) == ["Slider"]
    coverage = json.loads((root / ".claude/state/coverage.json").read_text())
    assert coverage["entries"] == [
        {"path": "src/stories.tsx", "outcome": "skipped", "reason": "story", "detail": "stories for @storybook/react"}
    ]
    # An edit makes the state stale, from the cache all is as it was.
    assert api.check(root, OPTIONS).fresh
    assert not api.discover(root, OPTIONS).changes["changed"]
    (root / "src/stories.tsx").write_text(
        STORIES.replace("satisfies Meta<typeof Slider>", "").replace("component", "a")
    )
    assert [mismatch.path for mismatch in api.check(root, OPTIONS).mismatches] == ["src/stories.tsx"]
    api.discover(root, OPTIONS)
    assert items(root, "component-inventory") == {"Slider": "src/slider.tsx", "WithValue": "src/stories.tsx"}
    assert unused(root) == []


def test_stories_are_taken_in_where_the_configuration_says_so(root: Path) -> None:
    api.discover(root, OPTIONS)
    (root / "stocktake.toml").write_text("stories = true\n[inventories.hooks]\nstories = false\n")
    with_hook = STORIES + "export const useSlider = () => 1;\n"
    (root / "src/stories.tsx").write_text(with_hook)
    api.discover(root, OPTIONS)
    assert items(root, "component-inventory") == {"Slider": "src/slider.tsx", "WithValue": "src/stories.tsx"}
    assert items(root, "hooks-inventory") == {"useStories": "news/stories.ts"}
    assert unused(root) == []
    (root / "stocktake.toml").unlink()
    api.discover(root, OPTIONS)
    assert items(root, "component-inventory") == {"Slider": "src/slider.tsx"}
