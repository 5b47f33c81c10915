"""Rules about what may be committed, and what may be written where, that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from checkout import ROOT, Module, calls, files, modules, runtime_imports, texts

# Spelled in halves, so that this file does not break its own rule.
REGISTRY_HOSTS = [
    f"{first}.{second}"
    for first, second in [
        ("pypi", "org"),
        ("files.pythonhosted", "org"),
        ("registry.npmjs", "org"),
        ("registry.yarnpkg", "com"),
        ("npm.pkg.github", "com"),
        ("static.crates", "io"),
    ]
]
WHERE_PACKAGES_COME_FROM = re.compile(
    r"""(?x)
    "resolved": \s* "https?: | registry \s* = \s* "?https?: | (?:extra-)?index-ur[l] | --find-link[s]
    | [{\s]url \s* = \s* "https?://[^"]*\.(?:whl|tar\.gz)
    """
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|farm|tmp/bash\w*)/\w")
HOME_PATH = re.compile(r"(?<![\w.*])/(?:home|Users|root)/\w")

LOCK_FILES = {"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"}
NEVER_COMMITTED = {"node_modules", "__pycache__", ".venv", ".stocktake"}

MAX_LINES = 400
UNUSED_WORDS = {
    *("shard", "shards", "analyzer", "analyzers", "visitor", "visitors", "util", "utils", "utility", "utilities"),
    *("helper", "helpers", "manager", "managers", "common"),
}

PROCESS_MODULES = ("sources/git.py", "workers/")
PROCESS_CALLS = re.compile(r"os\.(?:system|popen|fork|forkpty|exec\w*|spawn\w*|posix_spawn\w*)|pty\.\w+")
ENCODERS = re.compile(r"(?:\w+\.)*json\.(?:dumps?|encode|Encoder|JSONEncoder|format)")
ENCODER_NAMES = {f"{module}.{name}" for module in ("json", "msgspec.json") for name in ("dump", "dumps", "encode")}
ENCODER_NAMES |= {"json.JSONEncoder", "msgspec.json.Encoder", "msgspec.json.format"}

PURE_MODULES = (
    "resolve/",
    "sources/extends.py",
    "sources/package_maps.py",
    "state/chunks.py",
    "state/staleness.py",
    "state/assemble.py",
    "model.py",
    "errors.py",
)
IMPURE_IMPORTS = {
    *("os", "sys", "io", "time", "datetime", "pathlib", "shutil", "tempfile", "glob", "fileinput", "mmap", "stat"),
    *("subprocess", "multiprocessing", "threading", "concurrent", "asyncio", "signal", "socket", "select", "ctypes"),
    *("random", "secrets", "uuid", "platform", "locale", "getpass", "pwd", "resource", "sqlite3", "dbm", "logging"),
    *("urllib", "http", "filelock"),
}
IMPURE_PARTS = {"urllib.parse"}
"""Pure parts of packages that are not."""
IMPURE_CALLS = {"open", "input", "print", "exec", "eval", "hash"}


def within(name: str, places: tuple[str, ...]) -> bool:
    """Whether the module is one of ``places``, or in a folder among them."""
    return any(name == place or (place.endswith("/") and name.startswith(place)) for place in places)


def offending_lines(pattern: re.Pattern[str], skip: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path}:{number}"
        for path, text in texts().items()
        if not path.startswith(skip) and pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_there_is_something_to_check() -> None:
    assert "pyproject.toml" in files()
    assert "model.py" in {module.name for module in modules()}


def test_no_package_registry_is_named() -> None:
    hosts = re.compile("|".join(re.escape(host) for host in REGISTRY_HOSTS), re.IGNORECASE)

    assert offending_lines(hosts) == []
    assert offending_lines(WHERE_PACKAGES_COME_FROM) == []


def test_no_path_of_one_machine_is_named() -> None:
    assert offending_lines(MACHINE_PATH) == []
    assert offending_lines(HOME_PATH, skip=("tests/",)) == []


def test_neither_foreign_lock_files_nor_products_are_committed() -> None:
    assert [path for path in files() if path.rsplit("/", 1)[-1] in LOCK_FILES] == []
    assert [path for path in files() if NEVER_COMMITTED & set(path.split("/"))] == []


def test_text_ends_its_lines_in_the_posix_way() -> None:
    ours = {path: text for path, text in texts().items() if path.endswith((".py", ".md", ".toml", ".yml")) and text}

    assert [path for path in ours if "\r" in (ROOT / path).read_bytes().decode()] == []
    assert [path for path, text in ours.items() if not text.endswith("\n")] == []


def test_programs_are_executable() -> None:
    programs = [path for path, text in texts().items() if text.startswith("#!")]

    assert ".ci/run" in programs
    assert [path for path in programs if not (ROOT / path).stat().st_mode & 0o100] == []


def test_only_the_git_module_and_the_workers_start_processes() -> None:
    elsewhere = [module for module in modules() if not within(module.name, PROCESS_MODULES)]

    assert [module.name for module in elsewhere if "subprocess" in set(runtime_imports(module.tree))] == []
    assert [f"{m.name}:{line}" for m in elsewhere for line, name in calls(m.tree) if PROCESS_CALLS.match(name)] == []


def test_only_the_git_module_runs_git() -> None:
    def command_lines(module: Module) -> Iterator[int]:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.List | ast.Tuple) and node.elts:
                first = node.elts[0]
                if isinstance(first, ast.Constant) and first.value == "git" and len(node.elts) > 1:
                    yield node.lineno

    assert [f"{m.name}:{n}" for m in modules() if m.name != "sources/git.py" for n in command_lines(m)] == []


def test_only_the_command_line_prints() -> None:
    silent = [module for module in modules() if not module.name.startswith("cli/")]

    assert [f"{m.name}:{line}" for m in silent for line, name in calls(m.tree) if name in {"print", "input"}] == []


def test_only_the_parser_imports_tree_sitter() -> None:
    importers = [m.name for m in modules() if any(name.startswith("tree_sitter") for name in runtime_imports(m.tree))]

    assert importers == ["syntax/parser.py"]


def test_only_the_encoding_module_writes_json() -> None:
    others = [module for module in modules() if module.name != "encoding.py"]

    assert [f"{m.name}:{line}" for m in others for line, name in calls(m.tree) if ENCODERS.fullmatch(name)] == []
    assert [m.name for m in others if ENCODER_NAMES & set(runtime_imports(m.tree))] == []


def test_only_the_schema_modules_derive_json_schemas() -> None:
    others = [module for module in modules() if not module.name.endswith("/schemas.py")]

    assert [f"{m.name}:{n}" for m in others for n, name in calls(m.tree) if "json.schema" in name] == []


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_module_has_one_job(module: Module) -> None:
    assert len(module.text.splitlines()) <= MAX_LINES


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_module_uses_the_words_of_the_project(module: Module) -> None:
    names = [*module.name.removesuffix(".py").split("/"), *public_names(module.tree)]

    assert [name for name in names if UNUSED_WORDS & set(words(name))] == []


def public_names(tree: ast.Module) -> Iterator[str]:
    """Names without a leading underscore that the module, or a class of it, defines."""
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    for body in bodies:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found = [node.name]
            elif isinstance(node, ast.Assign):
                found = [target.id for target in node.targets if isinstance(target, ast.Name)]
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found = [node.target.id]
            else:
                continue
            yield from (name for name in found if not name.startswith("_"))


def words(name: str) -> list[str]:
    """The words of an identifier in any case: ``ChunkManager`` and ``chunk_manager`` are chunk, manager."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")


@pytest.mark.parametrize(
    "module", [module for module in modules() if within(module.name, PURE_MODULES)], ids=lambda module: module.name
)
def test_module_is_pure(module: Module) -> None:
    imported = {name for name in runtime_imports(module.tree) if not name.startswith(tuple(IMPURE_PARTS))}

    assert sorted(name for name in imported if name.split(".")[0] in IMPURE_IMPORTS) == []
    assert [f"{line}: {name}" for line, name in calls(module.tree) if name in IMPURE_CALLS] == []


@pytest.mark.parametrize("place", PURE_MODULES)
def test_what_must_be_pure_exists(place: str) -> None:
    assert [module.name for module in modules() if within(module.name, (place,))]
