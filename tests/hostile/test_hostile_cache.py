"""The cache folder, damaged at random: at worst a run takes longer; what it publishes is what a clean run publishes."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hostile_site import check, discover, project, state_of
from hypothesis import given, settings
from hypothesis import strategies as st
from source_trees import unprivileged, write

EDIT = {"packages/kit/size.ts": "export const size = (a: number, b: number) => a * b;\n"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], dict[str, bytes]]:
    """A project as its first run leaves it, its state, and that after the edit (from a clean run)."""
    folder = tmp_path_factory.mktemp("cache")
    root = project(folder / "root")
    discover(root)
    edited = shutil.copytree(root, folder / "edited", ignore=shutil.ignore_patterns(".stocktake"))
    discover(write(edited, EDIT))
    return root, state_of(root), state_of(edited)


def flipped(data: bytes, random: Random) -> bytes:
    found = bytearray(data)
    for _ in range(random.choice((1, 1, 8, 500))):
        found[random.randrange(len(found))] ^= 1 << random.randrange(8)
    return bytes(found)


def cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data))]


def pages_exchanged(data: bytes, random: Random) -> bytes:
    size = 16384
    pages = [data[at : at + size] for at in range(0, len(data), size)]
    one, two = random.randrange(1, len(pages)), random.randrange(1, len(pages))
    pages[one], pages[two] = pages[two], pages[one]
    return b"".join(pages)


def zeroed(data: bytes, random: Random) -> bytes:
    start = random.randrange(100, len(data))
    return data[:start] + bytes(min(len(data) - start, random.randrange(1, 20_000))) + data[start + 20_000 :]


@settings(max_examples=12, deadline=None)
@given(st.sampled_from([flipped, flipped, cut, pages_exchanged, zeroed]), st.integers(0, 2**32), st.booleans())
def test_random_damage(
    site: tuple[Path, dict[str, bytes], dict[str, bytes]],
    tmp_path_factory: pytest.TempPathFactory,
    damage: object,
    seed: int,
    edits: bool,
) -> None:
    assert callable(damage)
    root = project(tmp_path_factory.mktemp("run") / "root")  # made here: a copied cache would not be believed at all
    discover(root)
    place = root / ".stocktake/facts.db"
    place.chmod(0o644)
    data = damage(place.read_bytes(), Random(seed))
    with place.open("r+b") as stream:  # in place: it keeps its inode, and so is believed to be ours
        stream.write(data)
        stream.truncate(len(data))
    if edits:
        write(root, EDIT)
    discover(root)
    assert state_of(root) == site[2 if edits else 1]
    assert check(root).fresh and check(root, verify=True).fresh
    discover(root)
    assert state_of(root) == site[2 if edits else 1]


STATEMENTS = {
    "what is remembered of one part taken for another": "UPDATE meta SET value = (SELECT value FROM meta WHERE name = "
    "'remembered.0.0') WHERE name = 'remembered.0.1'",
    "what is remembered cut": "UPDATE meta SET value = substr(value, 1, length(value) - 3) "
    "WHERE name LIKE 'remembered%'",
    "what is remembered empty": "UPDATE meta SET value = x'' WHERE name LIKE 'remembered%'",
    "what is remembered text": "UPDATE meta SET value = 'x' WHERE name LIKE 'remembered%'",
    "the header of what is remembered gone": "DELETE FROM meta WHERE name = 'remembered'",
    "digests of files cut": "UPDATE meta SET value = substr(value, 1, length(value) - 1) WHERE name = 'files'",
    "digests of files a number": "UPDATE meta SET value = 7 WHERE name = 'files'",
    "facts of one file taken for another's": "UPDATE facts SET body = (SELECT body FROM facts ORDER BY id LIMIT 1)",
    "facts gone": "DELETE FROM facts",
    "half of the facts gone": "DELETE FROM facts WHERE id % 2",
    "sets of extractors gone": "DELETE FROM suites",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON facts BEGIN DELETE FROM facts; END",
    "a view in place of a table": "ALTER TABLE facts RENAME TO f",
}


@pytest.mark.parametrize("statement", list(STATEMENTS.values()), ids=list(STATEMENTS))
def test_damage_by_statement(
    site: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path, statement: str
) -> None:
    root = project(tmp_path / "root")
    discover(root)
    db = sqlite3.connect(root / ".stocktake/facts.db")
    db.execute(statement)
    db.commit()
    db.close()
    write(root, EDIT)
    discover(root)
    assert state_of(root) == site[2]


USER = {
    "src/types.ts": "export interface Props { size: number }\n",
    "src/View.tsx": "import { Props } from './types';\nexport const View = (props: Props) => <div {...props} />;\n",
}
LATER = {"src/View.tsx": f"{USER['src/View.tsx']}export const Other = (props: Props) => <View {{...props}} />;\n"}


def test_any_one_record_gone(tmp_path: Path) -> None:
    """Whatever is needed of it, and when: items are made from facts of other files, which may be what is gone."""
    root = write(project(tmp_path / "root"), USER)
    discover(root)
    edited = write(shutil.copytree(root, tmp_path / "edited", ignore=shutil.ignore_patterns(".stocktake")), LATER)
    discover(edited)
    place = root / ".stocktake/facts.db"
    with closing(sqlite3.connect(place)) as db:
        facts = [("facts", "id", row) for (row,) in db.execute("SELECT id FROM facts")]
        notes = [("meta", "name", row) for (row,) in db.execute("SELECT name FROM meta WHERE name LIKE 'remembered.%'")]
    assert facts and notes
    for table, key, row in [*facts, *notes]:
        write(root, USER)
        discover(root)
        with closing(sqlite3.connect(place)) as db:
            assert db.execute(f"DELETE FROM {table} WHERE {key} = ?", (row,)).rowcount
            db.commit()
        write(root, LATER)
        discover(root)
        assert state_of(root) == state_of(edited), (table, row)


def test_other_items_in_what_is_remembered(tmp_path: Path) -> None:
    """As well-formed as what was there, and as long."""
    root = project(tmp_path / "root")
    discover(root)
    db = sqlite3.connect(root / ".stocktake/facts.db")
    changed = 0
    for name, value in db.execute("SELECT name, value FROM meta WHERE name LIKE 'remembered.%'").fetchall():
        if b"RowSchema" in value:
            changed += 1
            db.execute("UPDATE meta SET value = ? WHERE name = ?", (value.replace(b"RowSchema", b"EvilThing"), name))
    assert changed
    db.commit()
    db.close()
    later = "import { z } from 'zod';\nexport const LaterSchema = z.string();\n"
    discover(write(root, {"src/later.ts": later}))  # rewrites the chunk that the items are in
    clean = project(tmp_path / "clean")
    discover(write(clean, {"src/later.ts": later}))
    assert state_of(root) == state_of(clean)


@pytest.mark.parametrize("kind", ["folder", "link", "pipe", "hard link", "another version", "a copy"])
def test_something_else_in_its_place(
    site: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path, kind: str
) -> None:
    root = project(tmp_path / "root")
    discover(root)
    place = root / ".stocktake/facts.db"
    victim = tmp_path / "victim"
    victim.write_bytes(place.read_bytes())
    before = victim.read_bytes()
    if kind == "another version":
        with place.open("r+b") as stream:
            stream.seek(60)
            stream.write(b"\0\0\0\1")
    else:
        place.unlink()
        if kind == "folder":
            place.mkdir()
        elif kind == "link":
            place.symlink_to(victim)
        elif kind == "pipe":
            os.mkfifo(place)
        elif kind == "hard link":
            place.hardlink_to(victim)
        else:
            shutil.copy(victim, place)
    discover(write(root, EDIT))
    assert state_of(root) == site[2]
    assert victim.read_bytes() == before


def test_a_cache_that_cannot_be_written(site: tuple[Path, dict[str, bytes], dict[str, bytes]]) -> None:
    with unprivileged() as folder:
        root = project(folder / "root")
        discover(root)
        for path in (root / ".stocktake").iterdir():
            path.chmod(0o444)
        (root / ".stocktake").chmod(0o555)
        result = discover(write(root, EDIT))
        assert any("without cache" in warning for warning in result.warnings)
        assert state_of(root) == site[2]
        assert check(root).fresh
        (root / ".stocktake").chmod(0o755)
