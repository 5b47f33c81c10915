"""``stocktake check``."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from stocktake.cli.arguments import Parser, add_json, add_path, add_scope_options, is_root, overrides, start_of

if TYPE_CHECKING:
    from stocktake.pipeline.snapshot import Unchanged


def configure(parser: Parser) -> None:
    """Add the options of ``check``."""
    add_path(parser)
    add_scope_options(parser)
    parser.add_argument("--verify", action="store_true", help="recompute everything and compare the bytes (for CI)")
    parser.add_argument(
        "--staged", action="store_true", help="of what is staged for commit (for hooks: silent if fresh)"
    )
    parser.add_argument("--format", choices=("text", "json", "github"), help="of the result (default text)")
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare the state with the sources; 0 fresh, 1 stale. Leaves no trace."""
    from stocktake.sources import early

    start, at_root = start_of(arguments), is_root(arguments)
    with early.listing_around(start, is_root=at_root):
        if _is_plain(arguments) and (root := early.root_of(start, is_root=at_root)) is not None:
            from stocktake.pipeline import snapshot

            seen = snapshot.unchanged(root, os.environ)
            if seen is not None:
                _say_fresh(root, seen, arguments)
                return 0
        return _run(arguments)


def _is_plain(arguments: argparse.Namespace) -> bool:
    """Whether only the verdict is asked for, as text, of everything and by the recorded digests."""
    staged = getattr(arguments, "staged", False)  # `discover --check` has no such option
    asked = arguments.verify or staged or arguments.json or arguments.format not in (None, "text")
    return not asked and not overrides(arguments)


def _say_fresh(root: str, seen: Unchanged, arguments: argparse.Namespace) -> None:
    from stocktake.cli.here import Here
    from stocktake.cli.output import results, tell
    from stocktake.cli.render import Style, fresh_text

    if not arguments.quiet:
        tell(fresh_text(Here(root)(seen.shown), seen.files, Style(results())))


def _run(arguments: argparse.Namespace) -> int:
    from stocktake import api
    from stocktake.cli.here import Here, discover_again
    from stocktake.cli.output import note, results, tell
    from stocktake.cli.render import Style, check_github, check_text, printable, to_json_text
    from stocktake.errors import UsageError

    if arguments.json and arguments.format not in (None, "json"):
        raise UsageError(f"both --json and --format {arguments.format}: give one")
    staged = getattr(arguments, "staged", False)  # `discover --check` has no such option
    options = api.Options(overrides=overrides(arguments), is_root=is_root(arguments))
    result = api.check(start_of(arguments), options, verify=arguments.verify, staged=staged)
    if not arguments.quiet:
        for warning in result.warnings:
            note(f"warning: {printable(warning)}")
    again = "" if result.fresh else discover_again(arguments, result.root)
    if arguments.json or arguments.format == "json":
        tell(to_json_text(result))
    elif arguments.format == "github":
        tell("\n".join(check_github(result, again)))
    elif not arguments.quiet and not (staged and result.fresh and not arguments.verbose):
        tell("\n".join(check_text(result, Style(results()), arguments.verbose, Here(result.root), again)))
    return 0 if result.fresh else 1
