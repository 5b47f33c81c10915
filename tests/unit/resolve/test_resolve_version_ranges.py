"""Ranges of versions, as node-semver reads them."""

import pytest

from stocktake.resolve.version_ranges import excludes


@pytest.mark.parametrize(
    ("spec", "version", "expected"),
    [
        ("1.2.3", "1.2.3", False),
        ("=v1.2.3", "1.2.3", False),
        ("1.2.3", "1.2.4", True),
        ("1.2.3", "4.0.0-canary.1", True),
        ("1.2", "1.2.9", False),
        ("1.2", "1.3.0", True),
        ("1.x", "1.9.0", False),
        ("1.*.*", "2.0.0", True),
        ("^1.2.3", "1.9.0", False),
        ("^1.2.3", "1.2.2", True),
        ("^1.2.3", "2.0.0", True),
        ("^2.0.0-beta.1", "2.0.0-beta.7", False),
        ("^0.2.3", "0.2.9", False),
        ("^0.2.3", "0.3.0", True),
        ("^0.0.3", "0.0.4", True),
        ("^0", "0.9.0", False),
        ("^0.0.0", "0.0.0", False),
        ("~1.2.3", "1.2.9", False),
        ("~1.2.3", "1.3.0", True),
        ("~1", "1.9.0", False),
        ("*", "1.0.0", False),
        ("latest", "1.0.0", False),
        (">=2", "1.0.0", False),
        ("1.0.0 || 2.0.0", "3.0.0", False),
        ("^1.0.0", "", False),
        ("^1.0.0", "next", False),
        ("workspace:*", "1.0.0", False),
    ],
)
def test_excludes(spec: str, version: str, expected: bool) -> None:
    assert excludes(spec, version) is expected
