"""``stocktake clean``."""

from __future__ import annotations

import argparse

from stocktake.cli.arguments import OUTPUT_HELP, Parser, add_json, add_path, is_root, start_of


def configure(parser: Parser) -> None:
    """Add the options of ``clean``."""
    add_path(parser)
    parser.add_argument("--cache", action="store_true", help="delete the cache and run records (the default)")
    parser.add_argument("--state", action="store_true", help="delete the published state")
    parser.add_argument("--output", metavar="DIR", help=OUTPUT_HELP)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Delete what is asked for; only files that stocktake wrote."""
    from stocktake import api
    from stocktake.cli.arguments import overrides
    from stocktake.cli.here import Here
    from stocktake.cli.output import tell
    from stocktake.cli.render import edits_text, to_json_text

    options = api.Options(overrides=overrides(arguments), is_root=is_root(arguments))
    cache = arguments.cache or not arguments.state
    result = api.clean(start_of(arguments), options, cache=cache, state=arguments.state)
    done = "the files are deleted"
    if arguments.json:
        tell(to_json_text(result), done)
    elif not arguments.quiet:
        tell("\n".join(edits_text(result, Here(result.root))), done)
    return 0
