"""Modules that a framework or tool calls by their name and place: nothing imports them, and all they export is used.

Where a package depends on a framework, the file conventions of that framework's documentation hold in it. Whether a
module of such a name exports what the framework asks for is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stocktake.resolve.packages import Packages
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
    "sequelize-cli": r"(?:.+/)?(?:migrations|seeders)/.+",
    "umzug": r"(?:.+/)?migrations/.+",
    "knex": r"(?:.+/)?(?:migrations|seeds)/.+",
    "typeorm": r"(?:.+/)?migrations/.+",
    "@mikro-orm/migrations": r"(?:.+/)?migrations/.+",
    "kysely": r"(?:.+/)?migrations/.+",
    "payload": r"(?:.+/)?migrations/.+",
    "@docusaurus/core": r"src/(?:pages|theme)/.+|sidebars",
    "convex": r"convex/.+",
    "wxt": r"(?:src/)?entrypoints/.+",
    "typedoc": r"typedoc",
    "next-intl": r"(?:src/)?i18n(?:/request)?",
    "@graphql-codegen/cli": r"(?:.+/)?codegen",
    "nuxt": r"server/(?:api|routes|middleware|plugins)/.+",
    "nitropack": r"(?:server/)?(?:api|routes|middleware|plugins)/.+",
    "yeoman-generator": r"(?:.+/)?generators/[^/]+/index",
    "astro": r"src/(?:pages/.+|middleware|content\.config|content/config|actions/index)",
    "@sveltejs/kit": (
        r"src/(?:routes/(?:.+/)?\+(?:page|layout|server)(?:\.server)?|params/.+|service-worker|hooks(?:\.server|\.client)?)"
    ),
}
"""A package that is depended on → paths, in the package that does, without extension."""

_TOOLS: Final = (
    r"[^/]+\.conf(?:ig)?(?:\.[\w-]+)*|(?:.+/)?\.[\w-]+rc|\.pnpmfile|\.(?:storybook|ladle)/[^/]+|eslint-local-rules(?:/index)?"
    r"|[Gg]runtfile|plopfile|knip|gulpfile(?:\.(?:babel|esm))?(?:/index)?|vitest\.workspace"
    r"|(?:.+/)?(?:babel|cypress|drizzle|esbuild|eslint|jest|metro|playwright|postcss|rollup|rspack|tailwind|tsdown|tsup"
    r"|vite|vitest|webpack)\.config(?:\.[\w-]+)?"
)
"""Configuration of tools, which they load, in the folder of any package; that of some (``.eslintrc``, and those whose
scripts say where it lies) in folders inside."""

_EXTENSION: Final = r"\.[cm]?[jt]sx?"


def called_by_frameworks(packages: Packages, paths: Iterable[str]) -> Iterator[str]:
    """Those of the modules ``paths`` that the tools and frameworks call which their packages depend on."""
    patterns: dict[str, re.Pattern[str]] = {}
    for path in paths:
        package = packages.scope(parent(path))
        if package is None:
            continue
        folder = package.folder
        if folder not in patterns:
            wanted = {pattern for name, pattern in CONVENTIONS.items() if packages.is_declared(folder, name)}
            patterns[folder] = re.compile(f"(?:{'|'.join(sorted({_TOOLS, *wanted}))}){_EXTENSION}")
        if patterns[folder].fullmatch(path, len(folder) + bool(folder)):
            yield path
