"""The documentation says what the code does: links, keys, exit codes, recipes."""

from __future__ import annotations

import json
import re

import msgspec
import pytest
from checkout import ROOT, files, texts

from stocktake.config import Config, InventoryConfig
from stocktake.errors import StocktakeError

PAGES = sorted(path for path in files() if path.endswith(".md") and not path.startswith("tests/"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = re.sub(r"```.*?```", "", texts()[page], flags=re.DOTALL)
    targets = [target for target in LINK.findall(text) if not re.match(r"[a-z]+:", target)]

    folder = (ROOT / page).parent
    assert [target for target in targets if not (folder / target).exists()] == []


@pytest.mark.parametrize("kind", [Config, InventoryConfig])
def test_every_configuration_key_is_documented(kind: type[msgspec.Struct]) -> None:
    guide = texts()["docs/guide/configuration.md"]

    assert [field.name for field in msgspec.structs.fields(kind) if f"| `{field.name}` |" not in guide] == []


def test_only_configuration_keys_are_documented() -> None:
    guide = texts()["docs/guide/configuration.md"]
    keys = {field.name for kind in (Config, InventoryConfig) for field in msgspec.structs.fields(kind)}

    assert set(re.findall(r"^\| `([a-z_]+)` \|", guide, re.MULTILINE)) <= keys


def test_documented_defaults_are_the_defaults() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| `([^`]+)` \|", texts()["docs/guide/configuration.md"], re.MULTILINE)
    documented = {key: value for key, value in rows if key in {field.name for field in msgspec.structs.fields(Config)}}

    defaults = {key: msgspec.json.encode(getattr(Config(), key)).decode() for key in documented}
    assert {key: value.replace("_", "") for key, value in documented.items()} == defaults


def test_read_me_tells_how_to_start_and_how_it_ends() -> None:
    text = texts()["README.md"]

    assert "make discover" in text and "make test" in text
    codes = set(re.findall(r"^\| (\d+) ", text, re.MULTILINE))
    assert codes == {"0", "1", str(StocktakeError.exit_code), "3", "130", "143"}


def test_read_me_shows_what_the_example_gives() -> None:
    manifest = json.loads((ROOT / "examples/storefront/.claude/state/manifest.json").read_bytes())
    shown = re.findall(r"^(\w+) +(\d+) +(\d+)  \d+ added$", texts()["README.md"], re.MULTILINE)

    given = [(i["name"], str(i["item_count"]), str(i["chunk_count"])) for i in manifest["inventories"]]
    assert sorted(shown) == sorted(entry for entry in given if entry[0] != "sources")


def test_decisions_are_numbered_and_listed() -> None:
    decisions = sorted(path for path in files() if re.match(r"docs/adr/\d{4}-[a-z0-9-]+\.md", path))
    index = texts()["docs/adr/README.md"]

    assert [int(path[9:13]) for path in decisions] == list(range(1, len(decisions) + 1))
    assert [path for path in decisions if path.removeprefix("docs/adr/") not in index] == []
    for path in decisions:
        assert re.findall(r"^## (\w+)", texts()[path], re.MULTILINE) == ["Context", "Decision", "Consequences"], path
