"""``stocktake extractors``."""

from __future__ import annotations

import argparse

from stocktake.cli.arguments import Parser, add_json


def configure(parser: Parser) -> None:
    """Add the options of ``extractors``."""
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """List the extractors; 2 where one cannot be loaded."""
    from stocktake import api
    from stocktake.cli.output import results, tell
    from stocktake.cli.render import Style, printable, table, to_json_text

    found = api.extractors()
    if arguments.json:
        tell(to_json_text(found))
    elif not arguments.quiet:
        rows = [["extractor", "version", "folder", "package", "summary"]]
        rows += [[e.name, str(e.version), e.folder, e.package, printable(e.summary or e.problem)] for e in found]
        lines = table(rows, right=(1,))
        tell("\n".join([Style(results())(lines[0], "bold"), *lines[1:]]))
    return 2 if any(extractor.problem for extractor in found) else 0
