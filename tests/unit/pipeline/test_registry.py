from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from stocktake.errors import ConfigError, ExtractorError
from stocktake.extractors import registry
from stocktake.extractors.base import Extractor
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.registry import Registered, choose, fingerprint, registered, select
from stocktake.pipeline import schemas


def package(site: Path, name: str, entries: str, code: str = "") -> None:
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[stocktake.extractors]\n{entries}\n")
    (site / f"{name}.py").write_text(code)


CODE = """
from stocktake.extractors.base import Extractor
class Routes(Extractor):
    name = "routes"
    folder = "routes-inventory"
    summary = "Routes"
    version = 1
    requires = {requires}
    fact_type = int
    item_type = int
"""


def test_the_table_of_built_in_extractors_is_what_the_package_registers() -> None:
    declared = {e.name: e.value for e in distribution("stocktake").entry_points if e.group == registry.GROUP}
    assert declared == {name: built_in.value for name, built_in in BUILT_IN.items()}


def test_built_in_ones_come_first_and_in_order(tmp_path: Path) -> None:
    package(tmp_path, "zoo", "zebra = zoo:Z\nant = zoo:A")
    assert list(registered([str(tmp_path)])) == [*BUILT_IN, "ant", "zebra"]
    assert registered([str(tmp_path)])["ant"] == Registered("ant", "zoo:A", "zoo")


def test_two_packages_with_one_name_are_an_error_naming_both(tmp_path: Path) -> None:
    package(tmp_path, "one", "routes = one:R")
    package(tmp_path, "two", "routes = two:R")
    with pytest.raises(ExtractorError, match=r"'routes' is offered by one and by two"):
        registered([str(tmp_path)])


def test_a_package_cannot_replace_a_built_in_extractor(tmp_path: Path) -> None:
    package(tmp_path, "evil", "hooks = evil:H")
    with pytest.raises(ExtractorError, match="stocktake and by evil"):
        registered([str(tmp_path)])


def test_selection_keeps_the_order() -> None:
    known = registered([])
    assert select((), (), known) == list(BUILT_IN)
    assert select(("modules", "hooks"), (), known) == ["hooks", "modules"]
    assert select((), ("hooks",), known) == [name for name in BUILT_IN if name != "hooks"]
    assert select(("hooks",), ("hooks",), known) == []


def load_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, name: str) -> registry.ExtractorSet:
    package(tmp_path, name, f"routes = {name}:Routes", code)
    monkeypatch.syspath_prepend(str(tmp_path))
    chosen = choose(["routes"], {}, registered([str(tmp_path)]))
    assert chosen.loaded
    return chosen


def test_a_third_party_extractor_is_loaded_with_what_it_requires(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = load_from(tmp_path, monkeypatch, CODE.format(requires='("types",)'), "routes_good")
    assert [e.name for e in chosen.loaded] == list(chosen.names) == ["types", "modules", "routes"]
    assert chosen.closure("routes") == ["modules", "routes", "types"]
    assert chosen.closure("types") == ["modules", "types"]
    assert set(chosen.fingerprints) == set(chosen.cache_keys) == {"types", "modules", "routes"}


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("broken_import", "import nothing_like_it", "cannot be loaded: ModuleNotFoundError"),
        ("broken_exit", "raise SystemExit('bye')", "cannot be loaded: SystemExit: bye"),
        ("broken_missing", "", "cannot be loaded: AttributeError"),
        ("broken_kind", "class Routes: pass", "is not an Extractor"),
        ("broken_name", CODE.format(requires="()").replace('"routes"', '"other"'), "calls itself 'other'"),
        ("broken_version", CODE.format(requires="()").replace("version = 1", "version = '1'"), "no version of type"),
        ("broken_facts", CODE.format(requires="()").replace("fact_type = int", ""), "has no fact_type"),
        ("broken_folder", CODE.format(requires="()").replace("routes-inv", "../inv"), "may hold letters"),
        ("broken_taken", CODE.format(requires="()").replace("routes-inv", "modules-inv"), "is taken by modules"),
        ("broken_truth", CODE.format(requires="()").replace("version = 1", "version = True"), "no version of type int"),
        (
            "broken_decoder",
            CODE.format(requires="()").replace("fact_type = int", "fact_type = 3"),
            "of its fact_type",
        ),
        (
            "broken_items",
            CODE.format(requires="()").replace("item_type = int", "item_type = None"),
            "item_type is no class",
        ),
        ("broken_options", CODE.format(requires="()") + "    option_type = dict", "no subclass of msgspec.Struct"),
        ("broken_numbers", CODE.format(requires="(3,)"), "requires is no tuple of str"),
        ("broken_links", CODE.format(requires="()") + "    link_kinds = 'says'", "link_kinds is no tuple of str"),
        ("broken_requires", CODE.format(requires='("nothing",)'), "requires 'nothing', which is not installed"),
    ],
)
def test_an_extractor_that_cannot_be_loaded_names_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: str, message: str
) -> None:
    with pytest.raises(ExtractorError) as caught:
        load_from(tmp_path, monkeypatch, code, name)
    assert message in str(caught.value)
    assert name in str(caught.value) or name == "broken_requires"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["a,b", "../x", "Hooks", "a b", "_a", "1a", "a.b", "a\n", "", "é"])
def test_names_are_plain(name: str) -> None:
    with pytest.raises(ExtractorError, match="of package tests: its name must be letters, digits, - and _"):
        choose([name], {}, {**registered([]), name: Registered(name, f"{__name__}:Configurable", "tests")})


def test_names_of_schemas_that_are_of_no_inventory_are_taken() -> None:
    assert {name for name in schemas.names() if name not in BUILT_IN} == registry.RESERVED_NAMES
    with pytest.raises(ExtractorError, match="'coverage' of package tests: its name is taken by stocktake"):
        choose(["coverage"], {}, {**registered([]), "coverage": Registered("coverage", "nowhere:A", "tests")})


class DepthOptions(Struct, frozen=True):
    depth: int = 1


class Configurable(Extractor):
    name = "configurable"
    folder = "configurable-inventory"
    summary = "Takes options"
    version = 1
    fact_type = int
    item_type = int
    option_type = DepthOptions


def load_configurable(options: dict[str, Any]) -> registry.ExtractorSet:
    known = {**registered([]), "configurable": Registered("configurable", f"{__name__}:Configurable", "tests")}
    return choose(["configurable"], {"configurable": options}, known)


def test_options_reach_the_extractor_and_its_fingerprint() -> None:
    chosen = load_configurable({"depth": 3})
    assert chosen.get("configurable").options == DepthOptions(3)
    assert chosen.fingerprints["configurable"] != load_configurable({}).fingerprints["configurable"]
    assert chosen.fingerprints["modules"] == load_configurable({}).fingerprints["modules"]


@pytest.mark.parametrize(
    ("options", "message"),
    [({"dept": 1}, "unknown key 'dept'; did you mean 'depth'?"), ({"depth": "x"}, "Expected `int`, got `str`")],
)
def test_bad_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_configurable(options)
    assert message in str(caught.value)


def test_an_extractor_without_options_takes_none() -> None:
    with pytest.raises(ConfigError, match="extractor 'modules' takes no options"):
        choose(["modules"], {"modules": {"depth": 1}}, registered([]))


def test_the_fingerprint_depends_on_version_options_and_grammar(monkeypatch: pytest.MonkeyPatch) -> None:
    base = fingerprint("configurable", 1, {})
    assert fingerprint("configurable", 1, {}) == base
    assert fingerprint("configurable", 1, {"depth": 2}) != base
    assert fingerprint("configurable", 2, {}) != base
    assert fingerprint("other", 1, {}) != base
    monkeypatch.setattr(registry, "version_of", lambda _package: "9.9")
    assert fingerprint("configurable", 1, {}) != base


def test_the_fingerprint_is_of_the_version_that_the_extractor_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    base = load_configurable({}).fingerprints["configurable"]
    monkeypatch.setattr(Configurable, "version", 2)
    assert load_configurable({}).fingerprints["configurable"] != base


def test_built_in_extractors_are_what_they_are_said_to_be() -> None:
    chosen = choose(BUILT_IN, {}, registered([]))
    assert list(chosen.names) == list(BUILT_IN)
    for extractor in chosen.loaded:
        assert (extractor.version, extractor.requires) == (
            BUILT_IN[extractor.name].version,
            BUILT_IN[extractor.name].requires,
        )


def test_versions_of_installed_packages_are_those_of_their_metadata() -> None:
    assert registry.version_of("tree_sitter_typescript") == distribution("tree-sitter-typescript").version
    assert registry.version_of("tree_sitter") == distribution("tree-sitter").version
    assert registry.version_of("no_such_package_at_all") == "unknown"
