"""``stocktake discover``."""

from __future__ import annotations

import argparse

from stocktake.cli.arguments import (
    Parser,
    add_json,
    add_path,
    add_run_options,
    add_scope_options,
    is_root,
    overrides,
    start_of,
)
from stocktake.errors import UsageError

DONE = "the state is published"
"""What stays done where it cannot be printed."""


def configure(parser: Parser) -> None:
    """Add the options of ``discover``."""
    add_path(parser)
    add_scope_options(parser)
    add_run_options(parser)
    group = parser.add_argument_group("incremental")
    either = group.add_mutually_exclusive_group()
    either.add_argument("--incremental", action="store_true", help="use the cache (the default)")
    either.add_argument("--full", action="store_true", help="extract every file again")
    group.add_argument(
        "--explain",
        action="store_true",
        help="say why each file was extracted or computed again, and each chunk written",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing: the same as the command check, which needs no workers"
    )
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Take stock; 0, or 1 where files failed."""
    if arguments.check:
        from stocktake.cli import check

        if arguments.full or arguments.explain:
            option = "--full" if arguments.full else "--explain"
            raise UsageError(
                f"--check with {option}: `stocktake check --verify` computes everything again, -v tells every reason"
            )
        arguments.format, arguments.verify = "json" if arguments.json else "text", False
        return check.run(arguments)
    from stocktake.sources import early

    with early.listing_around(start_of(arguments), is_root=is_root(arguments)):
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    from stocktake import api
    from stocktake.cli.here import Here
    from stocktake.cli.output import note, results, tell
    from stocktake.cli.progress import reporting
    from stocktake.cli.render import Style, discover_text, losses_text, printable, to_json_text

    options = api.Options(
        overrides=overrides(arguments), is_root=is_root(arguments), full=arguments.full, parallel=arguments.parallel
    )
    with reporting(arguments.progress, arguments.quiet) as progress:
        result = api.discover(start_of(arguments), options, progress)
    if not arguments.quiet:
        for warning in result.warnings:
            note(f"warning: {printable(warning)}")
    here = Here(result.root)
    if arguments.json:
        tell(to_json_text(result), done=DONE)
    elif arguments.quiet:
        for line in losses_text(result.problems, arguments.verbose, here):
            note(line)
    else:
        lines = discover_text(result, Style(results()), arguments.verbose, arguments.explain, here)
        tell("\n".join(lines), done=DONE)
    return 1 if result.files.failed else 0
