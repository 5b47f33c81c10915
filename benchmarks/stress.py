"""A large tree, and many runs at once: ``make stress``, or ``python benchmarks/stress.py FILES``.

Generates FILES source files of about 42 lines (60,000 give 2.5 million lines) from a fixed seed, takes stock of them
with two workers, and prints time and peak memory of coordinator, copies and workers, cold, unchanged, and after one
edit; then starts 50 runs of ``discover`` and ``check`` at once on a small tree that changes meanwhile, and says whether
anything was lost; then changes a file 2,000 times under ``watch``, and says what that process holds on the way. Exit
code 1 if a limit of docs/guide/performance.md is exceeded, or something was lost or leaks.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

BASE_MEMORY = 150_000_000
FILE_MEMORY = 20_000
WORKER_MEMORY = 250_000_000
UPDATES = 2_000


def main(arguments: list[str]) -> int:
    """Everything; the exit code says whether all was well."""
    count = int(arguments[0]) if arguments else 60_000
    with tempfile.TemporaryDirectory() as folder:
        failures = _large(Path(folder) / "large", count)
        failures += _at_once(Path(folder) / "small")
        failures += _watched(Path(folder) / "watched", UPDATES)
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


def generate(root: Path, count: int) -> int:
    """Write ``count`` source files below ``root``; returns how many lines they have."""
    random = Random(1)  # noqa: S311
    lines = 0
    for number in range(count):
        folder = root / f"packages/p{number // 2000:02}/src/area{number // 100 % 20:02}"
        if number % 100 == 0:
            folder.mkdir(parents=True, exist_ok=True)
        if number % 2000 == 0:
            name = f"packages/p{number // 2000:02}"
            (root / name / "package.json").write_text(f'{{"name": "@large/p{number // 2000:02}"}}\n')
        text = _source(number, random)
        lines += text.count("\n")
        (folder / f"Part{number}.tsx").write_text(text)
    (root / "package.json").write_text('{"name": "large", "workspaces": ["packages/*"]}\n')
    return lines


def _source(number: int, random: Random) -> str:
    near = [max(0, number - number % 100 + random.randrange(100)) for _ in range(4)]
    imports = "".join(f"import {{ Part{each}, useData{each} }} from './Part{each}';\n" for each in dict.fromkeys(near))
    props = "".join(f"  value{at}{random.choice(('', '?'))}: string;\n" for at in range(random.randrange(3, 9)))
    body = "".join(f"  const data{at} = useData{each}(props.value0);\n" for at, each in enumerate(near))
    rest = "".join(
        f"export const helper{at} = (a: number) => {{\n  if (a > {at}) {{\n"
        f"    return a * {random.randrange(99)};\n  }}\n  return a;\n}};\n"
        for at in range(2)
    )
    return (
        f"import {{ useMemo, useState }} from 'react';\nimport {{ z }} from 'zod';\n{imports}\n"
        f"export interface Props{number} {{\n{props}}}\n\n"
        f"export const Schema{number} = z.object({{ id: z.string().min(1), size: z.number().optional() }});\n\n"
        f"export function useData{number}(first: string) {{\n  const [value] = useState(first);\n"
        f"  return useMemo(() => Schema{number}.parse({{ id: value }}), [value]);\n}}\n\n{rest}\n"
        f"export function Part{number}(props: Props{number}) {{\n{body}"
        f"  return <section>{''.join(f'<Part{each} value0={{data0.id}} />' for each in near[:2])}</section>;\n}}\n"
    )


def _command(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("stocktake")), *arguments]


def _measured(root: Path, *arguments: str) -> tuple[float, Peak, dict[str, object]]:
    """Seconds, the memory it took, and the run's own report."""
    started = time.monotonic()
    process = subprocess.Popen(_command("discover", "--json", *arguments, str(root)), stdout=subprocess.PIPE)
    peak = Peak()
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    pieces = []
    while process.poll() is None:
        peak.look(process.pid)
        pieces.append(process.stdout.read() or b"")
        time.sleep(0.05)
    pieces.append(process.stdout.read() or b"")
    if process.returncode not in (0, 1):
        raise SystemExit(f"discover ended with {process.returncode}")
    return time.monotonic() - started, peak, json.loads(b"".join(pieces))


@dataclass
class Peak:
    """Peak bytes of a coordinator, of the largest process that it began, and of all together (what several share is
    counted once)."""

    coordinator: int = 0
    other: int = 0
    together: int = 0

    def look(self, pid: int) -> None:
        """Look at the processes now."""
        others = _below(pid)
        self.coordinator = max(self.coordinator, _high_water(pid))
        self.other = max([self.other, *map(_high_water, others)])
        self.together = max(self.together, sum(map(_share, [pid, *others])))


def _below(pid: int) -> list[int]:
    """The processes that a process began, and those that they did."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(each) for each in listed.read_text().split()]
        except OSError:
            continue
        found += [*children, *(below for child in children for below in _below(child))]
    return found


def _share(pid: int) -> int:
    """Bytes of a process, its share of what others hold too."""
    return _told(pid, "smaps_rollup", "Pss:")


def _high_water(pid: int) -> int:
    return _told(pid, "status", "VmHWM:")


def _told(pid: int, file: str, name: str) -> int:
    """Bytes that a file of ``/proc`` tells under a name; 0 where there is none, or no process any more."""
    try:
        text = Path(f"/proc/{pid}/{file}").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith(name)), 0)


def _large(root: Path, count: int) -> list[str]:
    lines = generate(root, count)
    print(f"{count:,} files, {lines:,} lines")
    failures = []
    allowed = BASE_MEMORY + FILE_MEMORY * count
    edited = root / "packages/p00/src/area00/Part7.tsx"
    for label, arguments in (("cold", ("--parallel", "--jobs", "2")), ("unchanged", ()), ("one edit", ())):
        if label == "one edit":
            edited.write_text(edited.read_text() + "export const more = 1;\n")
        seconds, peak, report = _measured(root, *arguments)
        pool = report.get("workers")
        peaks = [worker["peak_memory"] for worker in pool["workers"]] if isinstance(pool, dict) else []
        shown = ", ".join(f"{each / 1e6:.0f} MB" for each in peaks) or "none"
        memory = (
            f"of {allowed / 1e6:.0f} MB the coordinator {peak.coordinator / 1e6:.0f}, its copies at most "
            f"{peak.other / 1e6:.0f}, all together {peak.together / 1e6:.0f}; workers {shown}"
        )
        print(f"{label:>10}: {seconds:7.2f} s, {memory}", flush=True)
        if max(peak.coordinator, peak.other) > allowed:
            failures.append(f"{label}: the coordinator took {peak.coordinator:,} bytes, a copy {peak.other:,}")
        failures += [f"{label}: a worker took {each:,} bytes" for each in peaks if each > WORKER_MEMORY]
    return failures


def _at_once(root: Path) -> list[str]:
    generate(root, 60)
    edited = root / "packages/p00/src/area00/Part3.tsx"
    text = edited.read_text()
    running = []
    for number in range(50):
        edited.write_text(f"{text}export const more{number} = 1;\n")
        arguments = ("check", "-q", str(root)) if number % 5 == 4 else ("discover", "-q", str(root))
        running.append((arguments[0], subprocess.Popen(_command(*arguments), stderr=subprocess.PIPE, text=True)))
    failures = []
    codes: dict[tuple[str, int], int] = {}
    for command, process in running:
        errors = process.communicate(timeout=300)[1]
        code = process.returncode
        codes[command, code] = codes.get((command, code), 0) + 1
        refused = command == "discover" and code == 2 and "holds the lock" in errors
        if not refused and (code not in (0, 1) or "Traceback" in errors):
            failures.append(f"{command} ended with {code}: {errors[-300:]}")
    print("50 at once: " + ", ".join(f"{n} {name} {code}" for (name, code), n in sorted(codes.items())))
    subprocess.run(_command("discover", "-q", str(root)), check=True)
    state = _state(root)
    shutil.rmtree(root / ".claude")
    shutil.rmtree(root / ".stocktake")
    subprocess.run(_command("discover", "-q", str(root)), check=True)
    if state != _state(root):
        failures.append("after 50 runs at once the state is not that of a clean run")
    return failures


def _watched(root: Path, updates: int) -> list[str]:
    generate(root, 60)
    subprocess.run(_command("discover", "-q", str(root)), check=True)
    edited = root / "packages/p00/src/area00/Part3.tsx"
    text = edited.read_text()
    failures = []
    held: list[tuple[int, int, int]] = []
    said = root.with_name("said.txt")
    with said.open("w") as sink:
        watch = subprocess.Popen(_command("watch", str(root)), stdout=subprocess.PIPE, stderr=sink, text=True)
    assert watch.stdout is not None
    try:
        while "watching" not in said.read_text():
            time.sleep(0.05)
        for number in range(1, updates + 1):
            edited.write_text(f"{text}export const more{number} = 1;\n")
            if not select.select([watch.stdout], [], [], 30)[0]:
                failures.append(f"watch: nothing came of update {number}")
                break
            watch.stdout.readline()
            if number % (updates // 10) == 0:
                proc = Path(f"/proc/{watch.pid}")
                memory = int((proc / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
                held.append((memory, len(list((proc / "fd").iterdir())), len(list((proc / "task").iterdir()))))
                print(f"{number:>6} updates: {memory / 1e6:.1f} MB, {held[-1][1]} descriptors, {held[-1][2]} threads")
    finally:
        watch.terminate()
        watch.wait()
    if held and (held[-1][0] > held[0][0] * 1.2 + 5_000_000 or held[-1][1:] > held[0][1:]):
        failures.append(f"watch: it held {held[0]} after a tenth of the updates, {held[-1]} at the end")
    found = _state(root)
    shutil.rmtree(root / ".claude")
    shutil.rmtree(root / ".stocktake")
    subprocess.run(_command("discover", "-q", str(root)), check=True)
    if not failures and found != _state(root):
        failures.append("watch: after the last update the state is not that of a clean run")
    return failures


def _state(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in (root / ".claude").rglob("*") if path.is_file()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
