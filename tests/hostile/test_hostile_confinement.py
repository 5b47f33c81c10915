"""What a run touches, as the interpreter and the kernel see it: the repository, its own two folders, nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

import pytest
from hostile_site import STATE, command, environment, state_of
from hostile_traps import MODULES, TOKENS, trapped

import stocktake

COMMANDS = (["discover", "--jobs", "1"], ["discover", "--full", "--parallel", "--jobs", "2"], ["check", "--verify"])

HOOK = """
import json, os, sys
log = os.open(os.environ["AUDIT"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
WATCHED = ("open", "os.", "subprocess.", "socket.", "import", "exec", "ctypes.", "shutil.", "urllib.", "pty.")
def hook(event, arguments):
    if event.startswith(WATCHED):
        shown = [a if isinstance(a, (str, int)) else os.fsdecode(a) if isinstance(a, bytes) else repr(a)[:300]
                 for a in (arguments if event not in ("exec", "import") else arguments[:2])]
        os.write(log, (json.dumps([event, shown]) + chr(10)).encode("utf-8", "replace"))
sys.addaudithook(hook)
from stocktake.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


class Site(NamedTuple):
    folder: Path
    root: Path
    env: dict[str, str]

    @property
    def sprung(self) -> str:
        """Which traps went off."""
        path = self.folder / "sprung"
        return path.read_text() if path.exists() else ""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    folder = tmp_path.resolve() / "site"
    folder.mkdir()
    root = trapped(folder)
    (folder / "sprung").unlink(missing_ok=True)  # making the repository sets some off
    return Site(folder, root, environment(folder, TRAP=str(folder / "sprung")))


def test_the_traps_work(site: Site) -> None:
    """Without the protections they do go off; else the tests below prove nothing."""
    subprocess.run(["git", "status"], cwd=site.root, env=site.env, check=False, capture_output=True)
    assert "trap.sh" in site.sprung
    unsafe = [sys.executable, "-m", "stocktake.cli.main", "discover"]
    subprocess.run(unsafe, cwd=site.root, env=site.env, check=False, capture_output=True)
    assert "module " in site.sprung or "package" in site.sprung


def test_no_code_of_the_repository_runs_and_no_secret_is_copied(site: Site) -> None:
    for arguments in COMMANDS:
        done = subprocess.run(
            command(*arguments), cwd=site.root, env=site.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (arguments, done.stderr)
    assert site.sprung == ""
    written = {name: data.decode() for name, data in state_of(site.root).items()}
    assert {item for name, text in written.items() for item in TOKENS if TOKENS[item] in text} == set()
    assert [name for name, text in written.items() if "SECRET" in text] == []
    assert "I3" in "".join(written.values()), "the items are there, without the texts"
    last = (site.root / ".stocktake/last-run.json").read_text()
    assert "SECRET" not in last and not any(token in last for token in TOKENS.values())
    assert all(str(site.folder) not in text for text in written.values())


@pytest.mark.parametrize("arguments", [COMMANDS[0], COMMANDS[2]], ids=["discover", "check"])
def test_what_the_interpreter_sees(site: Site, arguments: list[str]) -> None:
    if arguments[0] == "check":
        subprocess.run(command("discover", "-q"), cwd=site.root, env=site.env, check=True)
    audit = site.folder / "audit"
    whole = [sys.executable, "-P", "-c", HOOK, *arguments]
    done = subprocess.run(
        whole, cwd=site.root, env=site.env | {"AUDIT": str(audit)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    events = [(event, found) for event, found in map(json.loads, audit.read_text().splitlines())]
    assert len(events) > 200
    names = {event for event, _ in events}
    assert not {
        name for name in names if name.startswith(("socket.", "urllib.", "pty.", "os.exec", "os.system", "os.fork"))
    }
    assert not {
        name for name in names if name.startswith(("os.chmod", "os.chown", "os.link", "os.symlink", "os.setxattr"))
    }
    programs = {found[0] for event, found in events if event == "subprocess.Popen"}
    assert {Path(program).name for program in programs} == {"git"}
    imported = [found for event, found in events if event == "import" and str(found[1]).startswith(str(site.root))]
    assert imported == [], MODULES
    opened = [(str(found[0]), found[2]) for event, found in events if event == "open"]
    outside = {path for path, _ in opened if not is_known(path, site)}
    assert outside == set()
    writes = {
        path for path, flags in opened if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    }
    assert {path for path in writes if not is_ours(path, site)} == set()
    changes = {str(found[0]) for event, found in events if event in ("os.remove", "os.rename", "os.mkdir", "os.rmdir")}
    assert {path for path in changes if not is_ours(path, site)} == set()
    assert bool(changes) == (arguments[0] == "discover"), "checking changes nothing"


def installed() -> tuple[str, ...]:
    """Where Python, stocktake and what they need lie."""
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values(), *filter(None, sys.path)}
    found |= {os.path.realpath(path) for path in found} | {os.path.dirname(os.path.dirname(stocktake.__file__))}
    return tuple(sorted(path.rstrip("/") + "/" for path in found if path.count("/") > 1))


def is_ours(path: str, site: Site) -> bool:
    """Whether stocktake may write there."""
    real = os.path.normpath(os.path.join(site.root, path))
    places = (f"{site.root}/{STATE}", f"{site.root}/.stocktake", "/dev/null", str(site.folder / "audit"), "/dev/tty")
    return real in (f"{site.root}/.claude", *places) or real.startswith(tuple(f"{place}/" for place in places))


SYSTEM = (
    "/usr/",
    "/lib",
    "/etc/ld.so",
    "/etc/localtime",
    "/etc/gitconfig",
    "/proc/",
    "/sys/",
    "/dev/null",
    "/dev/urandom",
)


def is_known(path: str, site: Site) -> bool:
    """Whether stocktake may read there: below the root (links resolved), or what belongs to the programs."""
    if path.isdigit():
        return True  # a descriptor
    real = os.path.realpath(os.path.join(site.root, path))
    if (real + "/").startswith(f"{site.root}/"):
        return "node_modules" not in real and not real.endswith((".env", ".npmrc", "id_rsa", "secrets.yaml"))
    known = (
        *installed(),
        *SYSTEM,
        str(site.folder / "audit"),
        f"{site.folder}/.gitconfig",
        f"{site.folder}/.config/git",
    )
    return (real + "/").startswith(known) or (path + "/").startswith(known)


CALL = re.compile(r"^\d+ +(\w+)\((.*)$", re.MULTILINE)
NAME = re.compile(r'"((?:[^"\\]|\\.)*)"')
CHANGING: tuple[str, ...] = (
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "symlink",
    "symlinkat",
)
CHANGING += ("link", "linkat", "truncate", "chmod", "fchmodat", "chown", "fchownat", "mknod", "mknodat", "utimensat")


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("arguments", COMMANDS, ids=["discover", "workers", "check"])
def test_what_the_kernel_sees(site: Site, arguments: list[str]) -> None:
    """Of the command, its workers and git alike."""
    if arguments[0] == "check":
        subprocess.run(command("discover", "-q"), cwd=site.root, env=site.env, check=True)
    trace = site.folder / "trace"
    strace = ["strace", "-f", "-qq", "-s", "4096", "-o", str(trace), "-e", "trace=%file,%network"]
    done = subprocess.run(
        [*strace, *command(*arguments)], cwd=site.root, env=site.env, capture_output=True, check=False
    )
    if not trace.exists() or "execve" not in trace.read_text():
        pytest.skip("strace cannot trace here")
    assert done.returncode == 0, done.stderr
    assert site.sprung == ""
    read: set[str] = set()
    changed: set[str] = set()
    programs: set[str] = set()
    network: list[str] = []
    for call, rest in CALL.findall(trace.read_text()):
        names = [name.encode().decode("unicode_escape") for name in NAME.findall(rest)]
        if call in ("socket", "connect", "bind", "sendto"):
            network.append(rest)
        elif call == "execve" and "= 0" in rest:
            programs.add(os.path.realpath(names[0]))
        elif call in ("open", "openat", "openat2", "creat") and names and " = -1 " not in rest:
            writing = re.search(r"O_WRONLY|O_RDWR|O_CREAT", rest)
            beside = rest.startswith(
                tuple("0123456789")
            )  # below a descriptor: the folder was judged when it was opened
            if not beside and "O_TMPFILE" not in rest:
                (changed if writing else read).add(names[0])
        elif call in CHANGING and names and " = -1 " not in rest:
            changed.update(names)
    assert network == []
    assert len(read) > 100
    assert {path for path in read if not is_known(path, site) and not Path(path).is_dir()} == set()
    # A worker's log has no name any more once it is open.
    temporary = re.compile(r"/tmp/[^/]+|/dev/shm/[^/]+|/proc/self/oom_score_adj")
    assert {path for path in changed if not is_ours(path, site) and not temporary.fullmatch(path)} == set()
    expected = {os.path.realpath(sys.executable), os.path.realpath(str(shutil.which("git")))}
    assert {os.path.basename(program) for program in programs} <= {os.path.basename(path) for path in expected} | {
        "stocktake"
    }
    assert not any(program.startswith(str(site.folder)) for program in programs)
