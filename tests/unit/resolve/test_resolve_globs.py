import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.resolve.globs import Globs, exclude_dialect, include_dialect, workspace_dialect


def included(spec: str, path: str, folder: str = "") -> bool:
    return Globs([spec], folder, include_dialect).match(path)


@pytest.mark.parametrize(
    ("spec", "path", "expected"),
    [
        ("src", "src/a/b.ts", True),
        ("src/*", "src/a.ts", True),
        ("src/*", "src/a/b.ts", False),
        ("**/*", "a/b/c.ts", True),
        ("**/*", ".cache/c.ts", False),
        ("**/*", "node_modules/x/c.ts", False),
        ("**/*.ts", "a/b.tsx", False),
        ("src/**/*.test.ts", "src/a/b.test.ts", True),
        ("src/**/*.test.ts", "src/b.test.ts", True),
        ("src/**", "src/a.ts", False),  # an error in TypeScript: "**" must not be last
        ("src/?.ts", "src/a.ts", True),
        ("src/?.ts", "src/ab.ts", False),
        ("*.js", "lib.min.js", False),
        (".eslintrc.js", ".eslintrc.js", True),
        ("./src/", "src/a.ts", True),
        ("**/a/*/b/**/*.ts", "x/a/y/b/z/q.ts", True),
        ("**/a/*/b/**/*.ts", "x/a/a/y/b/q.ts", True),
    ],
)
def test_include_patterns(spec: str, path: str, expected: bool) -> None:
    assert included(spec, path) is expected


def test_patterns_are_relative_to_their_folder() -> None:
    assert included("../shared", "packages/shared/a.ts", "packages/app")
    assert not included("../../..", "a.ts", "packages/app")


@pytest.mark.parametrize(
    ("spec", "path", "expected"),
    [
        ("dist", "dist/a.ts", True),
        ("dist", "src/dist/a.ts", False),
        ("**/dist", "src/dist/a.ts", True),
        ("**/*.test.ts", "src/a.test.ts", True),
        ("src/*", "src/a/b/c.ts", True),
        ("src/a*/gen", "src/abc/gen/x.ts", True),
    ],
)
def test_exclude_patterns_take_what_lies_below(spec: str, path: str, expected: bool) -> None:
    assert Globs([spec], "", exclude_dialect).match(path) is expected


@pytest.mark.parametrize(
    ("spec", "folder", "expected"),
    [
        ("packages/*", "packages/a", True),
        ("packages/*", "packages/a/b", False),
        ("packages/**", "packages/a/b", True),
        ("packages/**", "packages/node_modules/b", False),
        ("{apps,packages}/*", "apps/web", True),
        ("packages/@scope/*", "packages/@scope/a", True),
        ("./packages/*/", "packages/a", True),
        ("packages/!(old)", "packages/new", True),
        ("packages/!(old)", "packages/old", False),
        ("packages/@(a|b)", "packages/b", True),
        (".", "", True),
        ("packages/*/package.json", "packages/a", True),
    ],
)
def test_workspace_patterns(spec: str, folder: str, expected: bool) -> None:
    assert Globs([spec], "", workspace_dialect).match(folder) is expected


@given(
    spec=st.lists(st.sampled_from(["a", "b", "*", "**", "a*", "*b*"]), min_size=1, max_size=5),
    path=st.lists(st.sampled_from(["a", "b", "ab", "ba"]), min_size=1, max_size=6),
)
def test_workspace_patterns_agree_with_backtracking(spec: list[str], path: list[str]) -> None:
    def matches(at: int, to: int) -> bool:
        if at == len(spec):
            return to == len(path)
        if spec[at] == "**":
            return any(matches(at + 1, next_) for next_ in range(to, len(path) + 1))
        pattern = spec[at].replace("*", ".*")
        return to < len(path) and re.fullmatch(pattern, path[to]) is not None and matches(at + 1, to + 1)

    assert Globs(["/".join(spec)], "", workspace_dialect).match("/".join(path)) is matches(0, 0)


def test_a_hostile_pattern_does_not_blow_up() -> None:
    spec = "/".join(["**", "*a*a*a*a*a*b"] * 12)
    path = "/".join(["a" * 60] * 40)
    start = time.perf_counter()
    assert not included(spec, path)
    assert not Globs([spec], "", exclude_dialect).match(path)
    assert not Globs(["{a,b}" * 30], "", workspace_dialect).match(path)
    assert time.perf_counter() - start < 2
