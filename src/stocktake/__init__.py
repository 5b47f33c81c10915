"""Takes stock of a TypeScript/React codebase: small, deterministic JSON inventories."""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False  # importing typing for it would double the start-up time of `stocktake --version`

if TYPE_CHECKING:
    from stocktake.api import CheckResult, DiscoverResult, Options, StatusResult, check, clean, discover, status
    from stocktake.errors import StocktakeError

__all__ = [
    "CheckResult",
    "DiscoverResult",
    "Options",
    "StatusResult",
    "StocktakeError",
    "__version__",
    "check",
    "clean",
    "discover",
    "status",
]


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return __all__


def __getattr__(name: str) -> object:
    """The public names, loaded on first use: ``stocktake --version`` must not pay for them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return vars(import_module("stocktake.errors" if name == "StocktakeError" else "stocktake.api"))[name]
