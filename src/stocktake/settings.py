"""The names by which people and their files tell stocktake what to do (:mod:`stocktake.config` reads what they
say), and by which they find what it made."""

from __future__ import annotations

MARKERS = ("stocktake.toml", ".config/stocktake.toml")
"""Configuration files that make their folder a root."""

CONFIG_FILES = (*MARKERS, "pyproject.toml")
"""Where a configuration may be, relative to the root."""

ENVIRONMENT_PREFIX = "STOCKTAKE_"
"""What the variables begin with that set a key of the configuration."""

CACHE_FOLDER = ".stocktake"
"""Folder of the facts cache and the run records, at the root."""

MANIFEST = "manifest.json"
"""The file of the state folder, and of the folder of every inventory, that names all the others there."""
