"""Renders docs/reference/<inventory>.md from the extractors themselves: their summaries, item types and examples.

Run ``make docs`` (or ``python docs/render_reference.py``) after a change; a test compares the pages with the code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stocktake.extractors.base import Example, Extractor
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.registry import choose, registered
from stocktake.state.descriptions import counter_meanings
from stocktake.state.schemas import chunk_schema

FOLDER = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """File name → text of every reference page."""
    extractors = choose(BUILT_IN, {}, registered(())).loaded
    found = {f"{extractor.name}.md": page(extractor) for extractor in extractors}
    rows = [f"| [{each.name}]({each.name}.md) | `{each.folder}/` | {each.summary} |" for each in extractors]
    head = "# Inventories\n\nOne page an inventory, rendered from the code: `make docs`.\n\n"
    found["README.md"] = head + "| inventory | folder | items |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    return found


def page(extractor: Extractor) -> str:
    """One inventory's page: what its items are, their fields, its counters, and examples."""
    schema = chunk_schema(extractor)
    definitions = schema["$defs"]
    item = definitions[extractor.item_type.__name__]
    parts = [
        f"# {extractor.name}\n",
        f"{extractor.summary}. Folder `{extractor.folder}/`, extractor version {extractor.version}.\n",
        "## Items\n",
        _fields(item, definitions),
        "## Counters\n",
        _counters(counter_meanings(extractor)),
    ]
    parts += ["## Examples\n", *(_example(each) for each in extractor.examples)]
    return "\n".join(parts)


def _fields(item: dict[str, Any], definitions: dict[str, Any]) -> str:
    """The fields of a type, then those of the types they are made of, each once."""
    types: list[str] = []
    text = _table(item, types)
    for each in types:  # grows while it is walked: a type may lead to further ones, or to itself
        text += f"\n### {each}\n\n" + _table(definitions[each], types)
    return text


def _table(item: dict[str, Any], types: list[str]) -> str:
    lines = [item.get("description", ""), "", "| field | type | meaning |", "|---|---|---|"]
    required = set(item.get("required", ()))
    for name, schema in item["properties"].items():
        presence = "" if name in required else ", may be absent"
        lines.append(f"| `{name}` | {_type(schema, types)}{presence} | {_cell(schema.get('description', ''))} |")
    return "\n".join(lines) + "\n"


def _counters(meanings: dict[str, str]) -> str:
    """What the manifest of the inventory counts."""
    rows = [f"| `{name}` | {_cell(meaning)} |" for name, meaning in meanings.items()]
    return "\n".join(["In `summary` of its `manifest.json`.\n", "| counter | counts |", "|---|---|", *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _type(schema: dict[str, Any], nested: list[str]) -> str:
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        if name not in nested:
            nested.append(name)
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(each, nested) for each in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(each)}`" for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'], nested)}"
    return str(schema.get("type", "any"))


def _example(example: Example) -> str:
    lines = [f"### {example.title[:1].upper()}{example.title[1:]}\n"]
    for path, text in example.sources.items():
        lines += [f"```tsx\n// {path}\n{text.rstrip()}\n```\n"]
    listed = "\n".join(json.dumps(item, ensure_ascii=False) for item in example.items)
    lines += [f"gives{' (some of the fields)' if example.partial else ''}\n", f"```json\n{listed}\n```\n"]
    return "\n".join(lines)


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
