"""``stocktake status``."""

from __future__ import annotations

import argparse

from stocktake.cli.arguments import OUTPUT_HELP, Parser, add_json, add_path, is_root, start_of


def configure(parser: Parser) -> None:
    """Add the options of ``status``."""
    add_path(parser)
    parser.add_argument("--output", metavar="DIR", help=OUTPUT_HELP)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show what is published; 0, also where nothing is."""
    from stocktake import api
    from stocktake.cli.arguments import overrides
    from stocktake.cli.here import Here, discover_again
    from stocktake.cli.output import results, tell
    from stocktake.cli.render import Style, status_text, to_json_text

    result = api.status(start_of(arguments), api.Options(overrides=overrides(arguments), is_root=is_root(arguments)))
    if arguments.json:
        tell(to_json_text(result))
    elif not arguments.quiet:
        again = discover_again(arguments, result.root)
        tell("\n".join(status_text(result, Style(results()), Here(result.root), again)))
    return 0
