"""Specifiers that a framework gives a meaning of its own in the packages that depend on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class FrameworkAlias(NamedTuple):
    """``dependency``: the framework. ``folder``: where in the package the specifier leads; None where the framework
    makes what is imported."""

    dependency: str
    folder: str | None


FRAMEWORK_ALIASES: Final[Mapping[str, FrameworkAlias]] = {
    "$lib": FrameworkAlias("@sveltejs/kit", "src/lib"),
    "$app": FrameworkAlias("@sveltejs/kit", None),
    "$env": FrameworkAlias("@sveltejs/kit", None),
    "$service-worker": FrameworkAlias("@sveltejs/kit", None),
    "@site": FrameworkAlias("@docusaurus/core", ""),
    "@generated": FrameworkAlias("@docusaurus/core", None),
    "@theme": FrameworkAlias("@docusaurus/core", None),
    "@theme-original": FrameworkAlias("@docusaurus/core", None),
    "@theme-init": FrameworkAlias("@docusaurus/core", None),
}
"""By what the specifier begins with, up to the first slash."""
