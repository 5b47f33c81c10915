"""Synthetic repositories: exactly as many files as asked for, always the same, all different, and connected."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest
from bench_modules import module
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.syntax.parser import parse

synthetic = module("synthetic")
imports = module("synthetic_imports")
text = module("synthetic_text")

SPECIFIER = re.compile(r"^(?:import|export)\b[^;']*?from '([^']+)'", re.MULTILINE)


@pytest.fixture(scope="module")
def repository() -> object:
    return synthetic.plan(400, seed=7)


@pytest.fixture(scope="module")
def texts(repository: object) -> dict[str, str]:
    modules = repository.modules  # type: ignore[attr-defined]
    return {each.path: text.text_of(repository, index) for index, each in enumerate(modules)}


@settings(max_examples=12, deadline=None)
@given(st.integers(20, 300), st.integers(0, 10**6))
def test_plan_has_as_many_files_as_asked_for(files: int, seed: int) -> None:
    paths = [each.path for each in synthetic.plan(files, seed).modules]

    assert len(paths) == len({path.lower() for path in paths}) == files


def test_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 20"):
        synthetic.plan(19)


@given(st.integers(10, 5000), st.lists(st.floats(0.01, 10), min_size=1, max_size=10))
def test_shares_add_up(total: int, weights: list[float]) -> None:
    shares = synthetic.apportion(total, weights)

    assert sum(shares) == total and min(shares) >= 1


def test_packages_use_later_ones_only(repository: object) -> None:
    packages = repository.packages  # type: ignore[attr-defined]

    assert all(used > index for index, package in enumerate(packages) for used in package.uses)
    assert any(package.uses for package in packages)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for folder, seed in (("a", 3), ("b", 3), ("c", 4)):
        synthetic.write(tmp_path / folder, 40, seed)

    def content(folder: str) -> dict[str, bytes]:
        root = tmp_path / folder
        return {each.relative_to(root).as_posix(): each.read_bytes() for each in root.rglob("*") if each.is_file()}

    assert content("a") == content("b") != content("c")


def test_no_file_is_a_copy_of_another(texts: dict[str, str]) -> None:
    assert [count for _, count in Counter(texts.values()).items() if count > 1] == []


def test_every_file_parses(texts: dict[str, str]) -> None:
    parsed = {path: parse(data.encode(), "tsx" if path.endswith(".tsx") else "ts") for path, data in texts.items()}

    assert [path for path, each in parsed.items() if each.partial] == []


def test_imports_of_the_project_lead_to_files(texts: dict[str, str]) -> None:
    broken = []
    resolved = 0
    for path, data in texts.items():
        for specifier in SPECIFIER.findall(data):
            if specifier.startswith("."):
                target = PurePosixPath(path).parent.joinpath(specifier)
            elif specifier.startswith("@/"):
                target = PurePosixPath(*PurePosixPath(path).parts[:3], specifier[2:])
            else:
                continue
            parts: list[str] = []
            for part in target.parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            resolved += 1
            if not {f"{'/'.join(parts)}{ending}" for ending in (".ts", ".tsx")} & texts.keys():
                broken.append((path, specifier))

    assert broken == []
    assert resolved > len(texts)


def test_distributions_are_those_of_applications(texts: dict[str, str]) -> None:
    sizes = sorted(map(len, texts.values()))
    with_tags = sum(path.endswith(".tsx") for path in texts) / len(texts)

    assert 1_200 < sizes[len(sizes) // 2] < 4_000
    assert sizes[-1] > 8 * sizes[len(sizes) // 2]
    assert 0.2 < with_tags < 0.6


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("a/b/c.ts", "a/b/d.tsx", "./d"),
        ("a/b/c.ts", "a/d.ts", "../d"),
        ("a/b/c.ts", "e/f.ts", "../../e/f"),
        ("a/c.ts", "a/b/d.ts", "./b/d"),
    ],
)
def test_relative_specifiers(source: str, target: str, expected: str) -> None:
    assert imports.relative(source, target) == expected
