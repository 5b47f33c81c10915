"""Modules that a framework or tool calls by their name and place: nothing imports them, and all they export is used.

Where a package depends on a framework, the file conventions of that framework's documentation hold in it. Whether a
module of such a name exports what the framework asks for is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stocktake.resolve.packages import DEPENDENCY_FIELDS, Package, Packages
from stocktake.resolve.tree import parent

_NEXT: Final = (
    r"(?:src/)?(?:app/(?:.+/)?(?:page|layout|template|default|loading|error|global-error|not-found|global-not-found"
    r"|forbidden|unauthorized|route|sitemap|robots|manifest|(?:icon|apple-icon|opengraph-image|twitter-image)\d*)"
    r"|pages/.+|middleware|proxy|instrumentation|instrumentation-client|mdx-components)"
)
_REACT_ROUTER: Final = r"app/(?:routes/.+|root|routes|entry\.(?:client|server|worker))"
_TANSTACK: Final = r"(?:src|app)/(?:routes/.+|router|start|client|ssr|server)"

CONVENTIONS: Final[Mapping[str, str]] = {
    "next": _NEXT,
    "@remix-run/dev": _REACT_ROUTER,
    "@react-router/dev": _REACT_ROUTER,
    "@tanstack/react-start": _TANSTACK,
    "@tanstack/router-plugin": _TANSTACK,
    "expo-router": r"(?:src/)?app/.+",
    "gatsby": r"(?:src/(?:pages|templates|api)/.+|gatsby-(?:node|config|browser|ssr))",
    "astro": r"src/(?:pages/.+|middleware|content\.config|content/config|actions/index)",
    "@sveltejs/kit": (
        r"src/(?:routes/(?:.+/)?\+(?:page|layout|server)(?:\.server)?|params/.+|service-worker|hooks(?:\.server|\.client)?)"
    ),
}
"""A package that is depended on → paths, in the package that does, without extension."""

_TOOLS: Final = r"[^/]+\.config"
"""Configuration of tools, which they load, in the folder of any package."""

_EXTENSION: Final = r"\.[cm]?[jt]sx?"


def called_by_frameworks(packages: Packages, paths: Iterable[str]) -> Iterator[str]:
    """Those of the modules ``paths`` that the tools and frameworks call which their packages depend on."""
    rules: dict[str, tuple[int, re.Pattern[str]] | None] = {}
    for path in paths:
        folder = parent(path)
        if folder not in rules:
            around = list(packages.enclosing(folder))
            start = len(around[0].folder) + bool(around[0].folder) if around else 0
            rules[folder] = (start, _pattern(around)) if around else None
        rule = rules[folder]
        if rule is not None and rule[1].fullmatch(path, rule[0]):
            yield path


def _pattern(around: Iterable[Package]) -> re.Pattern[str]:
    """What counts in the first of the packages, each of which lies in the next: their dependencies are seen from it."""
    wanted = {_TOOLS}
    for package in around:
        for field in DEPENDENCY_FIELDS:
            stated = package.manifest.get(field)
            if isinstance(stated, dict):
                wanted |= {CONVENTIONS[name] for name in stated if name in CONVENTIONS}
    return re.compile(f"(?:{'|'.join(sorted(wanted))}){_EXTENSION}")
