"""Which of several names stands for a function, where what a call gives is taken apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_FUNCTION_NAME = re.compile(
    r"(?:handle|run|execute|call)(?:[A-Z]\w*)?|\w*(?:[hH]andler|[aA]ction|[lL]oader|[rR]esolver)"
)


def function_name(file: ParsedFile, declaration: Declaration) -> str:
    """The name of the function that is declared: of those that take apart what a call was made of it, as in
    ``const [userTool, handleUser] = defineTool({ … })``, the first that says that it does something, else the first."""
    if not declaration.pattern:
        return declaration.name
    names = [each.name for each in file.outline.values() if each.node == declaration.node]
    return next((name for name in names if _FUNCTION_NAME.fullmatch(name)), names[0])
