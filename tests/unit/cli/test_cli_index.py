"""The commands that the index page gives answer the questions beside them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_project import Ran, write_files

PATH = "app/(shop)/[id]/a.tsx"
FROM = "from '../app/(shop)/[id]/a';\n"
SOURCES = {
    PATH: (
        "import { z } from 'zod';\nexport const Foo = () => <b />;\nexport const FooBar = () => <i />;\n"
        "export const S = z.object({});\n"
    ),
    "src/caller.tsx": (
        f"import {{ Foo, S }} {FROM}export const Caller = () => <Foo />;\n"
        "export const read = (x: unknown) => S.parse(x);\n"
    ),
    "src/barrel.ts": f"export {{ Foo }} {FROM}",
    "src/other.ts": (
        "import { x } from '@acme/ui/x';\nimport y from '@acme/uis';\nexport const props = { name: 'Foo', x, y };\n"
    ),
    "src/other.test.ts": "import { x } from './other';\n",
    "src/broken.ts": "export const a = ;\n",
}


@pytest.fixture
def answers(project: Path, run: Callable[..., Ran]) -> dict[str, list[str]]:
    """What each command of the page prints, by its question: of items the name and file, else whole lines."""
    write_files(project, SOURCES)
    assert run("discover").code == 0
    state = project / ".claude/state"
    page = (state / "index.md").read_text()
    commands = re.findall(r"^\| ([^|]+) \| `(grep .*)` \|$", page, re.MULTILINE)
    found = {}
    for question, command in commands:
        here = command.replace("src/a.ts", PATH)
        ran = subprocess.run(["sh", "-c", here], cwd=state, capture_output=True, text=True, check=False)
        assert ran.stderr == "" and ran.returncode == 0, here
        parts = [re.match(r'\{"name":"([^"]+)","file":"([^"]+)"', line) for line in ran.stdout.splitlines()]
        items = [f"{each[2]} {each[1]}" for each in parts if each is not None]
        found[question] = sorted(set(items)) or ran.stdout.splitlines()
    return found


def test_the_commands_of_the_index_find_what_they_say(answers: dict[str, list[str]]) -> None:
    assert answers["where is it"] == [f"{PATH} Foo"]
    assert answers["what is in the file"] == [f"{PATH} {name}" for name in ("Foo", "FooBar", "S", "a.tsx")]
    assert answers["who calls, renders, passes it on"] == ["src/caller.tsx Caller"]
    assert answers["who imports the file"] == ["src/barrel.ts barrel.ts", "src/caller.tsx caller.tsx"]
    assert answers["who imports the name, from any file"] == ["src/barrel.ts barrel.ts", "src/caller.tsx caller.tsx"]
    assert answers["who imports a package"] == ["src/other.ts other.ts"]
    assert answers["who exports the name"] == [f"{PATH} a.tsx", "src/barrel.ts barrel.ts"]
    assert answers["all that refers to it: callers, types, forms, schemas"] == ["src/caller.tsx Caller"]
    assert any("src/broken.ts" in line for line in answers["what could not be read"])
    assert not any("other.test.ts" in line for line in answers["what could not be read"])
