"""Checks that add what is wrong to a list of problems that they are given."""

from __future__ import annotations

import pytest
from form_items import SERVICES, items, services


@pytest.mark.parametrize(
    "function",
    [
        "function validateA(x, path, issues) { if (!x) issues.push({ path }); }",
        "function validateA(x, found: InvalidParam[]): void { if (!x) found.push({ path }); }",
        "function validateA(x, found: Array<z.core.$ZodIssue>) { if (!x) found.push({ path }); }",
        "function ensureA(issues: Issue[], x) { if (!x) issues.unshift({ path }); }",
        "const checkA = ({ x, errors }) => { if (!x) errors.push('x'); };",
        "const checkA = (x, report) => { if (!x) report.errors.push('x'); };",
        "const checkA = (x, report) => { const { errors } = report; if (!x) errors.push('x'); };",
        "const checkA = (x, { errors: list }: { errors: FieldError[] }) => { if (!x) list.push('x'); };",
        "const checkA = (x, fieldErrors: Set<string>) => { if (!x) fieldErrors.add('x'); };",
        "const checkA = (x, errors: Map<string, string>) => { if (!x) errors.set('x', 'no'); };",
        "const validateA = (x, errors) => { if (!x) errors.name = 'no'; };",
        "const validateA = (x, errors) => { for (const key in x) errors[key] = 'no'; };",
        "const validateA = (x, errors) => { for (const key in x) errors.fields[key] ??= 'no'; };",
        "const validateA = (x, issues) => { x.forEach((y) => { if (!y) issues.push('no'); }); };",
        "const validateA = (x, issues) => { const add = (text) => issues.push({ text }); if (!x) add('no'); };",
        "const validateA = (x, issues) => { addB(x, issues); };",
        "const validateA = (x, issues) => { addC(x, { path: 'x', issues }); };",
        "const validateA = (x, issues) => { validateElsewhere(x, issues); };",
        "const validateA = ({ x, issues }) => { x.forEach((y) => addElsewhere(y, issues)); };",
        "const validateA = (x, issues) => { x.all.forEach((y) => validateA(y, issues)); addB(x, issues); };",
    ],
)
def test_what_adds_to_a_list_of_problems(function: str) -> None:
    others = (
        "import { validateElsewhere, addElsewhere } from './elsewhere';\n"
        "function addB(x, list: Problem[]) { if (!x) list.push({}); }\n"
        "const addC = (x, { issues }) => { addB(x, issues); };\n"
    )
    assert "check" in services(f"{others}export {function}").values()


@pytest.mark.parametrize(
    "function",
    [
        "const validateA = (x, rows) => { rows.push(x); };",
        "const validateA = (x, messages: Message[]) => { messages.push(x); };",
        "const isA = (x, issues) => { issues.push('no'); };",
        "const noteA = (x, issues) => { issues.push('no'); };",
        "const validateA = (x) => { const issues = []; issues.push('no'); log(issues); };",
        "const validateA = (x) => { const issues = x.load(); issues.push('no'); };",
        "const validateA = (x, issues) => { const all = []; all.push(issues); };",
        "const validateA = (x, issues) => { show(issues); };",
        "const validateA = (x, issues) => { showB(x, issues); };",
        "const validateA = (x, issues) => { if (issues.first === x) show(); };",
        "const validateA = (x, errors) => { errors.length = 0; };",
        "const validateA = (x, errors) => { /* errors.name = 'no' */ log('errors.name = 1'); };",
        "const validateA = (x, errors) => { x.errors.name = 'no'; };",
        "const validateA = (issues) => { validateElsewhere('x', issues); };",
        "const validateA = (x, issues) => { validateA(x.next, issues); };",
        "const validateA = (x, issues) => { x.forEach((issues) => issues.push('no')); };",
    ],
)
def test_what_adds_to_none(function: str) -> None:
    others = "const showB = (x, issues) => { log(issues.length); };\n"
    assert services(f"{others}export {function}") == {}


def test_a_boolean_besides_is_the_answer() -> None:
    function = "export const validateA = (x, issues) => { if (x) return true; issues.push('no'); return false; };"
    assert services(function) == {"validateA": "predicate"}


def test_functions_that_give_their_list_to_one_another_end() -> None:
    source = (
        "export const validateA = (x, issues) => { validateB(x, issues); };\n"
        "export const validateB = (x, issues) => { validateA(x, issues); };\n"
    )
    assert items(SERVICES, {"src/rules.ts": source}) == []
