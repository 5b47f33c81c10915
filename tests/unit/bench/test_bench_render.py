"""The page about a result: losses are shown, what did not run is shown, plots are well-formed."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from bench_modules import FOLDER, module

budgets = module("budgets")
render = module("render")
plots = module("plots")
peers = module("peers")


def contender(name: str, group: str, seconds: list[float], megabytes: float = 10, trouble: str = "") -> dict[str, Any]:
    return {
        "name": name,
        "group": group,
        "version": "1.2.3" if group == "peer" else "",
        "trouble": trouble,
        "seconds": seconds,
        "processor_seconds": seconds,
        "memory": [megabytes * 1e6] * len(seconds),
    }


def corpus(files: int = 1300, scale: float = 1) -> dict[str, Any]:
    times = {
        "cold, 2 workers": ("stocktake", [4.0, 4.4]),
        "check, fresh": ("stocktake", [0.2, 0.2]),
        "edit of a body": ("stocktake", [0.4, 0.4]),
        "edit of an exported name": ("stocktake", [0.9, 0.9]),
        "parse, 2 processes": ("floor", [2.5, 2.5]),
        "git status": ("floor", [0.1, 0.1]),
        "quick": ("peer", [1.0, 1.0]),
        "slow": ("peer", [8.0, 8.0]),
    }
    found = [contender(name, group, [each * scale for each in values]) for name, (group, values) in times.items()]
    found += [contender("big", "peer", [8.0], 4), contender("absent", "peer", [], trouble="cannot | be installed")]
    stage = {"stages": {"scan": 0.5, "extract": 3.0}, "steps": {"parse": 2.0}}
    memory = {"coordinator_memory": 100e6, "worker_memory": 300e6}
    return {
        "name": f"made-{files}",
        "kind": "synthetic",
        "origin": "seed 1",
        "files": files,
        "bytes": files * 4000,
        "lines": files * 100,
        "edited": {"edit of a body": "a.ts, imported by 3"},
        "contenders": found,
        "stages": {"cold, 2 workers": stage | memory},
    }


def result(*corpora: dict[str, Any]) -> dict[str, Any]:
    machine = {"system": "Linux x86_64", "processors": 2, "memory": 8 * 2**30, "python": "3.11.7", "node": "20.0.0"}
    known = [{"name": "absent", "version": "1.2.3", "does": "nothing", "lacks": "all"}]
    return {
        "machine": machine,
        "stocktake": "1.0",
        "rounds": 2,
        "box": 60.0,
        "peers": known,
        "corpora": list(corpora),
    }


def test_budgets_are_judged() -> None:
    kept = {each.what: each.kept for each in budgets.judge(budgets.View(corpus()))}

    assert kept == {
        "cold, as a multiple of parsing alone": True,
        "the same by processor time": True,
        "fresh check": True,
        "edit of a body": True,
        "edit of an exported name": False,
        "memory of the coordinator, cold": True,
        "memory of the worker, cold": False,
    }


@pytest.mark.parametrize(("files", "seconds"), [(100, 0.5), (1300, 0.5), (30_000, 1.5), (15_650, 1.0)])
def test_allowance_of_an_edit(files: int, seconds: float) -> None:
    assert budgets.edit_allowance(files) == pytest.approx(seconds)


def test_losses_are_told() -> None:
    assert list(budgets.losses(budgets.View(corpus()))) == [
        "made-1300: edit of an exported name: 0.90 s, budget 0.50 s",
        "made-1300: memory of the worker, cold: 300 MB, budget 250 MB",
        "made-1300: a cold run takes 4.2 times as long as quick, and 4.2 times its processor time",
        "made-1300: a cold run holds 2.5 times the memory of big",
    ]


def test_page_shows_what_did_not_run() -> None:
    page = render.render(result(corpus(), {"name": "npm", "trouble": "npm: npm pack failed"}))["benchmarks.md"]

    assert "| peer | absent 1.2.3 | cannot \\| be installed |" in page
    assert "| absent 1.2.3 | nothing | all | made-1300: cannot \\| be installed |" in page
    assert "| npm | not measured: npm: npm pack failed |" in page


def test_noisy_result_is_called_provisional() -> None:
    quiet, noisy = corpus(), corpus()
    for each in noisy["contenders"]:
        each["seconds"] = [value * factor for value, factor in zip(each["seconds"], (1, 2), strict=False)]

    assert "**Provisional**" in render.render(result(noisy))["benchmarks.md"]
    assert "**Provisional**" not in render.render(result(quiet))["benchmarks.md"]


def test_page_shows_growth() -> None:
    page = render.render(result(corpus(1000), corpus(10_000, 100)))["benchmarks.md"]

    assert "| cold, 2 workers | 2.00 |" in page  # ten times the bytes, a hundred times as long


def test_every_plot_is_shown_and_well_formed() -> None:
    files = render.render(result(corpus(1000), corpus(10_000, 100)))
    drawn = [name for name in files if name.endswith(".svg")]

    assert len(drawn) == 3
    for name in drawn:
        ElementTree.fromstring(files[name])
        assert f"]({name})" in files["benchmarks.md"]


def test_result_without_measurements_is_a_page_without_plots() -> None:
    assert list(render.render(result({"name": "npm", "trouble": "npm: no"}))) == ["benchmarks.md"]


def test_points_lie_inside_the_plot() -> None:
    joined = {"a <b>": [(10, 0.004), (99_000, 87)], "b": [(500, 1)]}
    drawn = ElementTree.fromstring(plots.growth("t", "x", "y", joined, {"b": [(7, 800)], "c": [(100_000, 2)]}))
    circles = [each for each in drawn.iter() if each.tag.endswith("circle")]

    assert len(circles) == 5
    assert len([each for each in drawn.iter() if each.tag.endswith("polyline")]) == 1
    assert all(plots.LEFT <= float(each.attrib["cx"]) <= plots.WIDTH - plots.RIGHT for each in circles)
    assert all(plots.TOP <= float(each.attrib["cy"]) <= plots.HEIGHT - plots.BOTTOM for each in circles)


def test_every_peer_is_pinned_exactly() -> None:
    pins = json.loads((FOLDER / "peers" / "package.json").read_bytes())["dependencies"]

    assert {name for peer in peers.PEERS for name in peer.packages} == set(pins)
    assert [pin for pin in pins.values() if not pin.replace(".", "").isdigit()] == []
