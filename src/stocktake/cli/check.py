"""``stocktake check``."""

from __future__ import annotations

import argparse
import sys

from stocktake.cli.arguments import Parser, add_json, add_path, add_scope_options, is_root, overrides, start_of


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

    with early.listing_around(start_of(arguments), is_root=is_root(arguments)):
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    from stocktake import api
    from stocktake.cli.render import Style, check_github, check_text, printable, to_json_text
    from stocktake.errors import UsageError

    if arguments.json and arguments.format not in (None, "json"):
        raise UsageError(f"both --json and --format {arguments.format}: give one")
    staged = getattr(arguments, "staged", False)  # `discover --check` has no such option
    options = api.Options(overrides=overrides(arguments), is_root=is_root(arguments))
    result = api.check(start_of(arguments), options, verify=arguments.verify, staged=staged)
    if not arguments.quiet:
        for warning in result.warnings:
            print(f"stocktake: warning: {printable(warning)}", file=sys.stderr)
    if arguments.json or arguments.format == "json":
        print(to_json_text(result))
    elif arguments.format == "github":
        print("\n".join(check_github(result)))
    elif not arguments.quiet and not (staged and result.fresh and not arguments.verbose):
        print("\n".join(check_text(result, Style(sys.stdout), arguments.verbose)))
    return 0 if result.fresh else 1
