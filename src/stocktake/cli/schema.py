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
    from stocktake.cli.output import tell
    from stocktake.cli.render import printable
    from stocktake.errors import UsageError

    if arguments.folder is not None:
        if arguments.name is not None:
            raise UsageError(f"both --all and {arguments.name!r}: give one")
        paths = api.write_schemas(arguments.folder)
        if not arguments.quiet:
            tell("\n".join(map(printable, paths)), done="the schemas are written")
    elif arguments.name is None:
        tell("\n".join(map(printable, api.schema_names())))
    else:
        tell(api.schema(arguments.name).decode().rstrip("\n"))
    return 0
