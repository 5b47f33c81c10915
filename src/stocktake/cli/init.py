"""``stocktake init``."""

from __future__ import annotations

import argparse

from stocktake.cli.arguments import Parser, add_json, add_path, is_root, start_of

PIECES = ("config", "ignore", "attributes", "merge", "pre-commit")


def configure(parser: Parser) -> None:
    """Add the options of ``init``."""
    add_path(parser)
    parser.add_argument("--pieces", metavar="A,B", help=f"these only: {', '.join(PIECES)}")
    parser.add_argument("--write", action="store_true", help="make the changes")
    parser.add_argument("--remove", action="store_true", help="take them back (shown only, without --write)")
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show or make the changes."""
    from stocktake import api
    from stocktake.cli.here import Here
    from stocktake.cli.output import note, tell
    from stocktake.cli.render import edits_text, printable, to_json_text
    from stocktake.errors import UsageError

    pieces = [name.strip() for name in (arguments.pieces or "").split(",") if name.strip()]
    if arguments.pieces is not None and not pieces:
        raise UsageError("--pieces names none")
    options = api.Options(is_root=is_root(arguments))
    result = api.init(start_of(arguments), options, pieces=pieces, write=arguments.write, remove=arguments.remove)
    done = "the changes are made" if result.done else ""
    if arguments.json:
        tell(to_json_text(result), done)
    elif not arguments.quiet:
        lines = edits_text(result, Here(result.root))
        if not result.done and any(edit.action not in ("keep", "leave") for edit in result.edits):
            lines.append("nothing was changed: add --write to do it")
        tell("\n".join(lines), done)
    else:
        for edit in result.edits:
            if edit.action == "leave":  # asked for, and not done
                note(f"left {printable(edit.path)}: {printable(edit.detail)}")
    return 0
