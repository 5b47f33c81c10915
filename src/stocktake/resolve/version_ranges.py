"""Whether a version is in a range, for the plain ranges that packages ask for one another with.

After node-semver: https://github.com/npm/node-semver#ranges. A pre-release counts as the version it comes before:
workspaces are published from such states.
"""

from __future__ import annotations

import re

_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?")
_RANGE = re.compile(r"([\^~]?)[=v]{0,2}(\d+)(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:[-+][\w.+-]+)?")


def excludes(spec: str, version: str) -> bool:
    """Whether ``version`` cannot be what ``spec`` asks for: one version, with ``^`` or ``~`` or parts left out. Of
    any other range, and where ``version`` is none, nothing is known: False."""
    wanted, own = _RANGE.fullmatch(spec.strip()), _VERSION.fullmatch(version)
    if wanted is None or own is None:
        return False
    parts = [int(part) for part in wanted.groups()[1:] if part is not None and part.isdigit()]
    found = [int(part) for part in own.groups()]
    if wanted[1] == "^":
        # Up to the first part that is not 0 all stays the same: ^1.2.3, ^0.2.3, ^0.0.3.
        fixed = next((index + 1 for index, part in enumerate(parts) if part), len(parts))
    elif wanted[1] == "~":
        fixed = min(2, len(parts))
    else:
        fixed = len(parts)
    return found[:fixed] != parts[:fixed] or found[: len(parts)] < parts
