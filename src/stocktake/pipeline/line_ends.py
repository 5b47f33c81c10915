"""Whether files changed by their line ends alone.

Digests are over the bytes on the disk. Where git writes other line ends on checkout (``core.autocrlf``), every file is
another one than where the state was made, though nobody changed any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from stocktake.digests import digest
from stocktake.paths import path_order
from stocktake.sources.reading import ReadError, read_source
from stocktake.state.published import Problem
from stocktake.state.reading import LINE_ENDS

_LOOKED_AT: Final = 20
"""Files that are read to tell; they mostly have all changed for the same reason."""

_WARNING: Final = (
    "most files that changed differ in line ends alone from those the state was made from (core.autocrlf?): the line "
    "`* text=auto eol=lf` in .gitattributes makes them the same everywhere, see Line ends in the guide"
)

_STATE_WARNING: Final = (
    "the files of the state have other line ends than were published (core.autocrlf?): the lines that `stocktake init` "
    "adds to .gitattributes keep them, see Line ends in the guide"
)


def warnings(root: str, recorded: Mapping[str, str], max_file_size: int, problems: Iterable[Problem]) -> Iterator[str]:
    """A warning where most files of those in ``recorded``, by path with the digest they had, have changed in nothing
    else; or else where files of the state have, by the ``problems`` found with them."""
    looked_at = list(islice(sorted(recorded, key=path_order), _LOOKED_AT))
    alike = sum(_is_alike(root, path, recorded[path], max_file_size) for path in looked_at)
    if alike * 2 > len(looked_at):
        yield _WARNING
    elif any(problem.detail == LINE_ENDS for problem in problems):
        yield _STATE_WARNING


def _is_alike(root: str, path: str, recorded: str, max_file_size: int) -> bool:
    try:
        data = read_source(root, path, max_file_size)
    except ReadError:
        return False
    plain = data.replace(b"\r\n", b"\n")
    return recorded in (digest(plain), digest(plain.replace(b"\n", b"\r\n")))
