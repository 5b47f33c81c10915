"""What is taken of an array that is written in place, and of what ``Promise.all`` waits for."""

from __future__ import annotations

import pytest
from call_items import calls, items, shown

STEPS = (
    "export class Step { run() {} }\n"
    "export class Last extends Step { run() {} }\n"
    "export const load = async (): Promise<Step> => new Step();\n"
    "export function start() {}\n"
)
IMPORTS = "import { Step, Last, load, start } from './b';\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("const [a, b] = await Promise.all([1, import('./b')]); b.start();", ["call b#start"]),
        ("const [{ start: go }] = await Promise.all([import('./b')]); go();", ["call b#start"]),
        ("const [, step] = await Promise.all([1, load(), ...more]); step.run();", ["call b#Step.run", "call b#load"]),
        ("const [step] = await Promise.all([...more, load()]); step.run();", ["call b#load"]),
        ("const [go] = [start]; go();", ["call b#start", "callback b#start"]),
        ("const [step]: Last[] = await Promise.all([load()]); step.run();", ["call b#Last.run", "call b#load"]),
        ("for (const each of [new Step(), step]) each.run();", ["call b#Step.run*", "new b#Step"]),
        ("const all = [step]; all[0].run(); all.push(step);", ["call b#Step.run"]),
        ("const all = [step]; all.forEach((each) => each.run());", ["call b#Step.run*"]),
        ("const all = [step, new Last()]; all[0].run();", ["new b#Last"]),
        ("const all = [step, ...more]; all[0].run();", []),
    ],
)  # fmt: skip
def test_an_element_is_what_stands_there(code: str, expected: list[str]) -> None:
    assert calls(f"{IMPORTS}export async function main(step: Step, more) {{ {code} }}", b=STEPS) == expected


def test_a_list_of_the_module_is_of_the_class_of_its_elements() -> None:
    code = IMPORTS + "const all = [new Last(), new Last()];\nexport const main = () => all.map((each) => each.run());"
    assert calls(code, b=STEPS) == ["call b#Last.run*"]


TABS = (
    "import { paths } from 'web';\nexport function Home() {}\n"
    "export const TABS = [\n"
    "    { title: 'a', href: paths.a, icon: Home, items: [{ run: () => 1 }] },\n"
    "    { title: 'b', href: paths.b, icon: () => null, items: [{ run() {} }] },\n"
    "] as const;\n"
    "export interface Tab { icon(): void }\n"
    "export const TYPED: Tab[] = [{ icon: Home }];\n"
    "export const CAST = [{ icon: Home }] as Tab[];\n"
    "export const PLAIN = [{ title: 'a' }];\n"
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("TABS.map((tab) => tab.icon())", ["call b#TABS*"]),
        ("TABS.map(({ icon: Icon }) => <Icon />)", ["render b#TABS*"]),
        ("TABS.map((tab) => <tab.icon />)", ["render b#TABS*"]),
        ("for (const tab of TABS) tab.items.forEach((item) => item.run());", ["call b#TABS*"]),
        ("TABS.find((tab) => tab.title === 'b').icon()", ["call b#TABS"]),
        ("TABS.filter((tab) => tab.title).forEach((tab) => tab.icon())", ["call b#TABS*"]),
        ("const tab = TABS.find((each) => each.title); tab.icon();", ["call b#TABS"]),
        ("const tabs = TABS.filter((each) => each.title); return <tabs[0].icon />;", []),
        ("const tabs = TABS.filter((each) => each.title); tabs[0].icon();", ["call b#TABS"]),
        ("const icons = TABS.map((each) => each.icon); icons[0]();", []),
        ("TABS[0].icon()", ["call b#TABS"]),
        ("TABS[n].items[n].run()", ["call b#TABS"]),
        ("TABS[n].title.trim()", []),
        ("TABS[n].href.trim()", []),
        ("TABS[n].items.map(String)", []),
        ("TYPED[0].icon(); CAST[0].icon(); PLAIN[0].icon();", []),
    ],
)
def test_what_is_written_in_a_list_is_part_of_it(code: str, expected: list[str]) -> None:
    whole = f"import {{ TABS, TYPED, CAST, PLAIN }} from './b';\nexport const main = (n: number) => {{ {code} }};"
    assert shown(items(whole, b=TABS)["main"]) == expected
