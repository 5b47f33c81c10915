"""A floor: reads every file of a list once. `floor_read.py LISTING`."""

from __future__ import annotations

import sys

with open(sys.argv[1], encoding="utf-8", errors="surrogateescape") as listing:
    for path in listing.read().splitlines():
        with open(path, "rb") as file:
            file.read()
