"""What of the state is not as it was published is found, byte by byte; what was never true, by ``--verify``."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hostile_site import STATE, check, discover, project, run, state_of
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.digests import digest


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = project(tmp_path_factory.mktemp("integrity") / "root")
    discover(root)
    return root


def told(root: Path, *, verify: bool = False) -> set[str]:
    return {mismatch.path for mismatch in check(root, verify=verify).mismatches}


def flip(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def insert(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice((b" ", b"\n", b"0", b"\0", b"{}")) + data[at:]


def drop(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + data[at + random.choice((1, 1, 10)) :]


def cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data))]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([flip, flip, insert, drop, cut]), st.integers(0, 2**32))
def test_any_byte_of_any_file(site: Path, tamper: Any, seed: int) -> None:
    random = Random(seed)
    state = state_of(site)
    # Half of the time the manifest that nothing else vouches for.
    name = random.choice(["manifest.json", random.choice(sorted(state))])
    changed = tamper(state[name], random)
    place = site / STATE / name
    try:
        place.write_bytes(changed)
        found = told(site)
        assert changed == state[name] or found, (name, changed)
        if name != "manifest.json":
            assert changed == state[name] or name in found
    finally:
        place.write_bytes(state[name])
    assert not told(site)


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (rb"\{\n", b"{ \n"),
        (rb'"schema_version"', b'"more": 1, "schema_version"'),
        (rb'"items": ?\d+', b'"items":7000'),
        (rb'"extracted": ?\d+', b'"extracted":7000'),
        (rb'"failed": ?0', b'"failed":1'),
        (rb'"item_count": ?(\d+)', rb'"item_count":1\1'),
        (rb'"chunk_count": ?(\d+)', rb'"chunk_count":1\1'),
        (rb'"files": \{[^}]*\}', b'"files": {}'),
        (rb'"generator": "', b'"generator": "x'),
        (rb'"fingerprint": ".', b'"fingerprint": "x'),
    ],
)
def test_the_manifest_that_nothing_vouches_for(site: Path, tmp_path: Path, pattern: bytes, replacement: bytes) -> None:
    root = shutil.copytree(site, tmp_path / "root")
    place = root / STATE / "manifest.json"
    changed = re.sub(pattern, replacement, place.read_bytes(), count=1)
    assert changed != place.read_bytes()
    place.write_bytes(changed)
    assert not check(root).fresh


@pytest.mark.parametrize("change", ["deleted", "added", "exchanged", "renamed", "emptied", "a folder", "a link"])
def test_files_as_a_whole(site: Path, tmp_path: Path, change: str) -> None:
    root = shutil.copytree(site, tmp_path / "root")
    state = root / STATE
    one, two = state / "hooks-inventory/src.json", state / "schemas-inventory/src.json"
    assert one.exists() and two.exists()
    if change == "deleted":
        one.unlink()
    elif change == "added":
        (one.parent / "more.json").write_bytes(one.read_bytes())
        one = one.parent / "more.json"
    elif change == "exchanged":
        data = one.read_bytes()
        one.write_bytes(two.read_bytes())
        two.write_bytes(data)
    elif change == "renamed":
        one.rename(one.parent / "Src2.json")
    elif change == "emptied":
        one.write_bytes(b"")
    elif change == "a folder":
        one.unlink()
        one.mkdir()
    else:
        data = one.read_bytes()
        (tmp_path / "elsewhere.json").write_bytes(data)
        one.unlink()
        one.symlink_to(tmp_path / "elsewhere.json")
    assert one.relative_to(state).as_posix() in told(root)


def poisoned(root: Path, inventory: str, old: bytes, new: bytes) -> None:
    """Change an inventory and every checksum above it, so that the state agrees with itself."""
    state = root / STATE
    manifest = json.loads((state / "manifest.json").read_bytes())
    entry = next(entry for entry in manifest["inventories"] if entry["name"] == inventory)
    path = state / entry["folder"] / "manifest.json"
    text = path.read_bytes()
    for chunk in json.loads(text)["chunks"]:
        place = state / entry["folder"] / chunk["file"]
        data = place.read_bytes()
        if old in data:
            place.write_bytes(data.replace(old, new))
            text = text.replace(chunk["checksum"].encode(), digest(place.read_bytes()).encode())
    top = (state / "manifest.json").read_bytes()
    path.write_bytes(text)
    (state / "manifest.json").write_bytes(top.replace(entry["checksum"].encode(), digest(text).encode()))


def test_a_state_that_agrees_with_itself_but_not_with_the_sources(site: Path, tmp_path: Path) -> None:
    """What CVE-2025-36852 is about: whoever writes the state writes the checksums as well."""
    root = shutil.copytree(site, tmp_path / "root")
    poisoned(root, "schemas", b'"RowSchema"', b'"EvilSchema"')
    assert b"EvilSchema" in b"".join(state_of(root).values())
    assert run(root, "check").returncode == 0, "checksums are no signature"
    discover(root)
    assert b"EvilSchema" not in b"".join(state_of(root).values()), "a run believes no more of it"
    poisoned(root, "schemas", b'"RowSchema"', b'"EvilSchema"')
    done = run(root, "check", "--verify")
    assert done.returncode == 1 and "schemas-inventory/src.json" in done.stdout + done.stderr


def test_verifying_believes_neither_state_nor_cache(site: Path, tmp_path: Path) -> None:
    """A source with another content but the size and times of before, and all of state and cache as it was."""
    root = project(tmp_path / "root")
    discover(root)
    poisoned(root, "sources", b'"path":"src/schema.ts"', b'"path":"src/schemb.ts"')
    assert "src/schema.ts" in told(root)
    poisoned(root, "sources", b'"path":"src/schemb.ts"', b'"path":"src/schema.ts"')
    assert not told(root)
    poisoned(root, "callGraph", b"src/schema.ts#save", b"src/schema.ts#evil")
    (root / ".stocktake/facts.db").write_bytes(b"rubbish")
    assert any(path.startswith("call-graph-inventory/") for path in told(root, verify=True))
    discover(root)
    assert not told(root, verify=True)
