"""``stocktake hook``: what the blocks that ``init`` puts into hooks of git call. Not for people."""

from __future__ import annotations

import argparse
import os

from stocktake.cli.arguments import Parser, is_root, start_of

HOOKS = ("pre-commit", "post-commit", "post-merge", "post-rewrite")


def configure(parser: Parser) -> None:
    """Add the arguments of ``hook``."""
    parser.add_argument("hook", choices=HOOKS, help="the hook that calls")
    parser.add_argument("path", nargs="?", metavar="PATH", help="the root")


def run(arguments: argparse.Namespace) -> int:
    """Write the state again where a merge took one side of it. A hook must not stand in the way of the merge: what
    goes wrong is said, and is no failure."""
    from stocktake import api
    from stocktake.cli.main import one_line
    from stocktake.cli.output import note
    from stocktake.errors import StocktakeError

    index = os.environ.get("GIT_INDEX_FILE", "")
    start = start_of(arguments)
    try:
        settled = api.settle_merge(
            start,
            api.Options(is_root=is_root(arguments)),
            hook=arguments.hook,
            index=os.path.abspath(index) if index else "",  # noqa: PTH100 - git's own words, not resolved
        )
    except StocktakeError as error:
        note(f"whether a merge left the inventories stale cannot be told: {one_line(str(error))}")
        return 0
    if settled.problem:
        note(one_line(settled.problem))
    elif settled.written and not arguments.quiet:
        what = "they are in the commit"
        if not settled.staged:
            what = "not staged, because they describe edits that are not"
        elif settled.amend:
            what = "add them to the commit with `git commit --amend --no-edit`"
        how = "written again and staged" if settled.staged else "written again"
        note(f"the inventories were merged: {how}, {what}")
    return 0
