"""``stocktake watch``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stocktake.cli.arguments import Parser, add_path, add_scope_options, is_root, overrides, start_of
from stocktake.paths import shortened

if TYPE_CHECKING:
    from stocktake.watch.changes import Change
    from stocktake.watch.session import Event

SHOWN = 3
"""Files, and chunks, that one line names."""


class NobodyReadsError(Exception):
    """Whoever read the changes has gone: there is no use in watching on."""


def configure(parser: Parser) -> None:
    """Add the options of ``watch``."""
    add_path(parser)
    add_scope_options(parser)
    parser.add_argument("--jobs", "-j", metavar="N", help="workers: a number, or auto")
    parser.add_argument(
        "--poll", action="store_true", help="look at the files again and again (network drives, containers)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Discover again whenever files change, until interrupted or nobody reads on. One line a change on stdout, times on
    stderr."""
    from stocktake.api import Options
    from stocktake.cli.main import one_line
    from stocktake.cli.output import note, tell
    from stocktake.cli.render import plural, printable, seconds
    from stocktake.watch.session import Problem, Watching, watch

    def remark(text: str) -> None:
        if not arguments.quiet:
            note(text)

    def show(event: Event) -> None:
        if isinstance(event, Watching):
            where = f" ({plural(event.folders, 'folder')})" if event.folders else ""
            remark(f"watching {printable(event.root)}{where}, Ctrl-C ends it")
        elif isinstance(event, Problem):
            note(f"error: {one_line(event.message)}")
        else:
            if not arguments.quiet and not tell(line(event, arguments.verbose), done="the state is published"):
                raise NobodyReadsError
            remark(f"published in {seconds(event.seconds)}")

    options = Options(overrides=overrides(arguments), is_root=is_root(arguments))
    try:
        watch(start_of(arguments), options, show, poll=arguments.poll)
    except NobodyReadsError:
        return 0


def line(change: Change, verbose: int = 0) -> str:
    """A change on one line: ``~ src/a.ts -> hooks-inventory/src.json``."""
    from stocktake.cli.render import printable

    files = [f"{file.sign} {file.path}" for file in change.files]
    what = _some(files, verbose) or "no source file"
    return printable(f"{what} -> {_some(change.chunks, verbose) or 'no chunk'}")


def _some(names: Sequence[str], verbose: int) -> str:
    return shortened(names, len(names) if verbose or len(names) <= SHOWN + 1 else SHOWN)
