"""Specifiers that a framework gives a meaning of its own in the packages that depend on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class FrameworkModule(NamedTuple):
    """``dependency``: the framework; ``is_made``: whether it makes what is imported. Else the specifier stands for a
    folder, by configuration that the framework generates: without that, the compiler finds nothing there either."""

    dependency: str
    is_made: bool


FRAMEWORK_MODULES: Final[Mapping[str, FrameworkModule]] = {
    "$lib": FrameworkModule("@sveltejs/kit", is_made=False),
    "$app": FrameworkModule("@sveltejs/kit", is_made=True),
    "$env": FrameworkModule("@sveltejs/kit", is_made=True),
    "$service-worker": FrameworkModule("@sveltejs/kit", is_made=True),
    "@site": FrameworkModule("@docusaurus/core", is_made=False),
    "@generated": FrameworkModule("@docusaurus/core", is_made=True),
    "@theme": FrameworkModule("@docusaurus/core", is_made=True),
    "@theme-original": FrameworkModule("@docusaurus/core", is_made=True),
    "@theme-init": FrameworkModule("@docusaurus/core", is_made=True),
}
"""By what the specifier begins with, up to the first slash."""
