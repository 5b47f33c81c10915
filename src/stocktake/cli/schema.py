"""``stocktake schema``."""

from __future__ import annotations

import argparse

from stocktake.cli.arguments import Parser


def configure(parser: Parser) -> None:
    """Add the options of ``schema``."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="an inventory or state file; without it, list them")
    parser.add_argument("--all", metavar="DIR", dest="folder", help="write every schema into the folder DIR")


def run(arguments: argparse.Namespace) -> int:
    """Print one schema, list them, or write all."""
    from stocktake import api
    from stocktake.cli.render import printable
    from stocktake.errors import UsageError

    if arguments.folder is not None:
        if arguments.name is not None:
            raise UsageError(f"both --all and {arguments.name!r}: give one")
        for path in api.write_schemas(arguments.folder):
            if not arguments.quiet:
                print(printable(path))
    elif arguments.name is None:
        print("\n".join(api.schema_names()))
    else:
        print(api.schema(arguments.name).decode(), end="")
    return 0
