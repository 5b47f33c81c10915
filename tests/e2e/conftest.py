from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from e2e_repository import FILES, Repository, environment


def _copied(template: Path, tmp_path: Path) -> Repository:
    home = tmp_path / "home"
    home.mkdir()
    root = tmp_path.resolve() / "demo"
    shutil.copytree(template, root, symlinks=True)
    return Repository(root, environment(home))


@pytest.fixture(scope="session")
def bare_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    folder = tmp_path_factory.mktemp("bare")
    root = folder / "demo"
    root.mkdir()
    made = Repository(root, environment(folder))
    made.git("init", "--quiet", "--initial-branch=main", ".")
    made.git("config", "user.name", "Somebody")
    made.git("config", "user.email", "somebody@example.com")
    made.write(FILES)
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "base")
    return root


@pytest.fixture(scope="session")
def installed_template(bare_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = _copied(bare_template, tmp_path_factory.mktemp("installed"))
    made.stocktake("init", "--write", "--pieces", "config,ignore,attributes,merge,pre-commit")
    made.commit({}, "inventories")
    shutil.rmtree(made.root / ".stocktake")
    return made.root


@pytest.fixture
def repository(bare_template: Path, tmp_path: Path) -> Repository:
    """A repository with one commit, without a state."""
    return _copied(bare_template, tmp_path)


@pytest.fixture
def installed(installed_template: Path, tmp_path: Path) -> Repository:
    """The same with a committed state, and everything that ``init`` installs."""
    return _copied(installed_template, tmp_path)
