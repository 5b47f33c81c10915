"""Symbolic links within the root: which paths they add, and what an import by one of those means."""

from __future__ import annotations

import pytest
from resolve_builders import resolver

from stocktake.resolve import symbolic_links
from stocktake.resolve.symbolic_links import aliases

PATHS = frozenset({"eslint.config.js", "shared/a.ts", "shared/deep/b.ts", "shared2/c.ts", "app/index.ts"})


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ({"app/root.js": "../eslint.config.js"}, {"app/root.js": "eslint.config.js"}),
        (
            {"app/lib": "../shared/"},
            {"app/lib/a.ts": "shared/a.ts", "app/lib/deep/b.ts": "shared/deep/b.ts"},
        ),
        # Through other links, to one and below one.
        ({"app/x.ts": "y.ts", "app/y.ts": "../shared/a.ts"}, {"app/x.ts": "shared/a.ts", "app/y.ts": "shared/a.ts"}),
        (
            {"app/b.ts": "lib/b.ts", "app/lib": "../shared/deep"},
            {"app/b.ts": "shared/deep/b.ts", "app/lib/b.ts": "shared/deep/b.ts"},
        ),
        # Out of the root, to nothing in view, in circles, and to a folder around the link.
        ({"app/out.ts": "../../out.ts"}, {}),
        ({"app/gone.ts": "./gone2.ts"}, {}),
        ({"app/x.ts": "y.ts", "app/y.ts": "x.ts", "app/z.ts": "z.ts/z.ts"}, {}),
        ({"shared/deep/up": "..", "shared/top": "../"}, {}),
        # What is a file in view is no link.
        ({"app/index.ts": "../shared/a.ts"}, {}),
    ],
)
def test_a_link_adds_paths_of_what_is_in_view(links: dict[str, str], expected: dict[str, str]) -> None:
    assert aliases(links.items(), PATHS) == expected


def test_folders_with_too_many_files_are_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbolic_links, "MAX_ALIASES", 2)
    links = {"app/a": "../shared", "app/b": "../shared2", "app/c.ts": "../shared2/c.ts"}
    assert set(aliases(links.items(), PATHS)) == {"app/a/a.ts", "app/a/deep/b.ts", "app/c.ts"}


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [("./root.js", "eslint.config.js"), ("./lib/deep/b", "shared/deep/b.ts"), ("./lib/a.js", "shared/a.ts")],
)
def test_an_import_by_a_link_is_of_the_file_it_leads_to(specifier: str, expected: str) -> None:
    links = [("app/root.js", "../eslint.config.js"), ("app/lib", "../shared")]
    assert resolver(PATHS, {}, links).resolve("app/index.ts", specifier).path == expected
