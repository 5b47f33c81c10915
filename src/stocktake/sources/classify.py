"""What a path says about a file: tests, stories, declarations, generated and minified files.

A wrong answer here silently loses code, so a rule exists only where a name can hardly mean anything else:

* **test**: what vitest, jest, Playwright, Cypress or node's runner take for a test by its name (``a.test.ts``,
  ``a.spec.ts``, ``a.e2e-spec.ts``, ``a.cy.tsx``, ``a.test-d.ts``, ``a.bench.ts``), also with the kind of test before it
  (``a.unit-test.ts``, ``a.servertest.ts``), anything below a double-underscore
  folder of theirs (``__tests__``, ``__mocks__``, ``__fixtures__`` …), anything below ``test``, ``tests``, ``e2e``,
  ``integration-tests``, ``cypress`` or ``playwright`` directly inside a package's folder or the root, and the runners'
  setup and configuration files. Not ``src/test/``, ``app/test/`` (a route), ``components/tests/``, ``ab-test.tsx`` or
  ``test-utils.tsx``.
* **story**: ``a.stories.tsx``, ``a.story.tsx``, and Storybook's configuration folder. Not ``stories.tsx``, which may be
  that of a newspaper; of such a file its content tells (``stocktake.syntax.stories``).
* **declaration**: ``a.d.ts``, ``a.d.mts``, ``a.d.cts``, typed assets (``a.d.css.ts``), and Flow's
  (``flow-typed/``).
* **generated**: ``a.generated.ts``, ``a.gen.ts``, ``__generated__/``, ``__generated/``, and what yarn commits of itself
  (``.yarn/``, ``.pnp.cjs``). A folder called ``generated`` proves nothing; its files' headers do (``content``).
* **minified**: ``a.min.js``, ``a-min.js``, ``a.bundle.js``.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Final

from stocktake.model import SkipReason

_TEST_FOLDERS: Final = frozenset(
    {"__tests__", "__test__", "__mocks__", "__fixtures__", "__testfixtures__", "__snapshots__", "__e2e__"}
)
_PACKAGE_TEST_FOLDERS: Final = frozenset({"test", "tests", "e2e", "e2e-tests", "integration-tests"})
_RUNNER_FOLDERS: Final = frozenset({"cypress", "playwright"})
"""Test folders of a package too, unless they are packages: a library for Cypress is a product."""

_TEST_PARTS: Final = frozenset({"test", "spec", "e2e", "cy", "test-d", "spec-d", "e2e-spec", "e2e-test", "bench"})
_TEST_PART: Final = re.compile(
    r"(?:unit|int|integration|functional|e2e)-?(?:tests?|spec)"
    r"|(?:api|browser|client|component|server|smoke|system|visual)-?tests?"
)
_STORY_PARTS: Final = frozenset({"stories", "story"})
RUNNER_CONFIGURATION: Final = (
    r"(?:jest|vitest)[.-](?:[\w-]+\.)*(?:config|preset|workspace|projects)(?:\.[\w-]+)*"
    r"|(?:playwright|cypress)(?:-ct)?(?:\.[\w-]+)*\.config(?:\.[\w-]+)*"
)
"""Matches the names of what configures a test runner, without their extensions."""

_TEST_NAME: Final = re.compile(
    rf"(?:setupTests|setup-tests|{RUNNER_CONFIGURATION}"
    r"|(?:jest|vitest)[.-](?:[\w-]+\.)*(?:setup|teardown|polyfills)(?:\.[\w-]+)*"
    r"|(?:jest|vitest)[.-]?(?:global)?[sS]etup"
    r")\.[cm]?[jt]sx?"
)
_DECLARATION: Final = re.compile(r"\.d(?:\.[^./]+)?\.[cm]?ts$")
_MINIFIED: Final = re.compile(r"(?:[.-]min|\.bundle)\.[cm]?js$")
_PNP: Final = frozenset({".pnp.js", ".pnp.cjs", ".pnp.loader.mjs"})

ROOT_ONLY: Final[frozenset[str]] = frozenset({""})


def path_reason(
    path: str, packages: AbstractSet[str] = ROOT_ONLY, keep: AbstractSet[str] = frozenset()
) -> SkipReason | None:
    """Why the file ``path`` is not source by its path alone, or None.

    ``packages`` are the folders (relative, ``""`` for the root) that hold a package.json; ``keep`` are reasons that do
    not count.
    """
    folder, _, name = path.rpartition("/")
    for reason in (*folder_reasons(folder, packages), *name_reasons(name)):
        if reason not in keep:
            return reason
    return None


def folder_reasons(folder: str, packages: AbstractSet[str] = ROOT_ONLY) -> tuple[SkipReason, ...]:
    """Every reason that lies in ``folder`` (relative, ``""`` for the root), the outermost folder's first."""
    reasons: list[SkipReason] = []
    parent = ""
    for name in folder.split("/") if folder else ():
        current = f"{parent}/{name}" if parent else name
        if name in _TEST_FOLDERS:
            reasons.append("test")
        elif name in _PACKAGE_TEST_FOLDERS or name in _RUNNER_FOLDERS:
            at_package = not parent or parent in packages
            if at_package and not (name in _RUNNER_FOLDERS and current in packages):
                reasons.append("test")
        elif name == ".storybook":
            reasons.append("story")
        elif name in ("__generated__", "__generated", ".yarn"):
            reasons.append("generated")
        elif name == "flow-typed":
            reasons.append("declaration")
        parent = current
    return tuple(reasons)


def name_reasons(name: str) -> tuple[SkipReason, ...]:
    """Every reason that lies in the file name ``name``."""
    if name.count(".") < 2 and not _may_be_remarkable(name):
        return ()
    parts = name.split(".")
    if len(parts) < 3:
        if _TEST_NAME.fullmatch(name):
            return ("test",)
        return ("minified",) if name.endswith(("-min.js", "-min.cjs", "-min.mjs")) else ()
    middle = parts[1:-1]
    reasons: list[SkipReason] = []
    if _DECLARATION.search(name):
        reasons.append("declaration")
    if not _TEST_PARTS.isdisjoint(middle) or any(map(_TEST_PART.fullmatch, middle)) or _TEST_NAME.fullmatch(name):
        reasons.append("test")
    if not _STORY_PARTS.isdisjoint(middle):
        reasons.append("story")
    if parts[-1].endswith("js") and _MINIFIED.search(name):
        reasons.append("minified")
    if "generated" in middle or middle[-1] == "gen" or name in _PNP:
        reasons.append("generated")
    return tuple(reasons)


def _may_be_remarkable(name: str) -> bool:
    """Whether a name with one dot has a part that a rule may be about: asking every rule takes ten times as long."""
    return (
        "-min." in name
        or "setup" in name
        or "jest" in name
        or "vitest" in name
        or "playwright" in name
        or "cypress" in name
    )
