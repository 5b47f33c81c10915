"""Functions that are no components and draw parts of a form for those that call them."""

from __future__ import annotations

from typing import Any

import pytest
from form_items import FORMS, items

HOOK_FORM = "import { useForm, Controller } from 'react-hook-form';\n"
ROW = "<Controller name='row' control={control} render={({ field }) => <Palette {...field} />} />"


def page(function: str, body: str, parameters: str = "", **others: str) -> dict[str, Any]:
    """The form of a component that has a body, after functions; ``others`` are further files."""
    source = HOOK_FORM + function + f"\nexport const Page = ({parameters}) => {{\n"
    source += f"const {{ control, register, handleSubmit }} = useForm(); return <form>{body}</form>; }};"
    found = items(FORMS, {"src/page.tsx": source, **{f"src/{name}.tsx": text for name, text in others.items()}})
    return next(item for item in found if item["name"] == "Page")


@pytest.mark.parametrize(
    ("function", "body"),
    [
        (f"const renderRow = ({{ control }}) => {ROW};", "{renderRow({ control })}"),
        (f"function row(control) {{ return {ROW}; }}", "{on && row(control)}"),
        (f"const row = (control, on) => on ? {ROW} : null;", "{row(control)}"),
        (f"export const rows = (control) => ids.map((id) => {ROW});", "<List>{rows(control)}</List>"),
        (f"const renderRow = (id) => {ROW};", "{ids.map(renderRow)}"),
        (f"const renderRow = (id) => {ROW};", "<List renderItem={renderRow} />"),
        (f"const renderRow = (id) => {ROW};", "<List {...{ renderRow }} />"),
        (f"const inner = () => {ROW}; const outer = () => <p>{{inner()}}</p>;", "{outer()}"),
        (f"const outer = () => <p>{{inner()}}</p>; const inner = () => <p>{{outer()}}{ROW}</p>;", "{outer()}"),
    ],
)
def test_what_a_function_draws_is_in_the_form_that_calls_it(function: str, body: str) -> None:
    found = page(function, body)
    assert (found["fields"], found["inputComponents"]) == (["row"], ["Palette"])
    assert found["patterns"] == ["Controller", "form", "useForm"]


@pytest.mark.parametrize(
    ("function", "body"),
    [
        (f"const renderRow = () => {ROW};", ""),
        (f"const renderRow = () => {ROW};", "{props.renderRow()}"),
        (f"const renderRow = () => {ROW};", "renderRow"),
        (f"const renderRow = () => {ROW};", "{list.map((renderRow) => renderRow())}"),
        (f"const useRow = () => {ROW};", "{useRow()}"),
        (f"const openRow = () => {{ modals.open({{ children: {ROW} }}); }};", "<b onClick={() => openRow()} />"),
        (f"const columns = () => [{{ cell: () => {ROW} }}];", "<Table columns={columns()} />"),
        (f"const makeRow = () => () => {ROW};", "{makeRow()}"),
        ("const renderRow = () => <p>row</p>;", "{renderRow()}"),
    ],
)
def test_what_is_drawn_elsewhere_or_not_at_all_is_in_no_form(function: str, body: str) -> None:
    found = page(function, body)
    assert "fields" not in found
    assert "inputComponents" not in found


@pytest.mark.parametrize(
    ("function", "body", "expected"),
    [
        ("(name) => <Controller name={name} />", "{renderRow('a')}{renderRow('b')}", ["a", "b"]),
        ("({ name, control }) => <Controller name={name} />", "{renderRow({ control, name: 'a' })}", ["a"]),
        ("(props) => <Controller name={props.name} />", "{renderRow({ name: on ? 'a' : 'b' })}", ["a", "b"]),
        ("(register, name) => <input {...register(name)} />", "{renderRow(register, 'a')}", ["a"]),
        ("(name) => <Controller name={`rows.${name}`} />", "{renderRow('a')}", ["rows.${name}"]),
        ("(name) => <Controller name={name} />", "{ids.map((id) => renderRow(id))}", ["{name}"]),
        ("(name) => <Controller name={name} />", "{ids.map(renderRow)}", ["{name}"]),
        ("(name) => <Controller name={name} />", "{renderRow(props.name)}", None),
        ("(rows) => rows.map((name) => <Controller name={name} />)", "{renderRow('a')}", ["{name}"]),
    ],
)
def test_the_names_that_a_function_is_given_are_those_of_its_fields(
    function: str, body: str, expected: list[str] | None
) -> None:
    assert page(f"const renderRow = {function};", body, "props").get("fields") == expected


@pytest.mark.parametrize(
    ("imported", "body", "fields"),
    [
        ("{ row }", "{row({ control })}", ["row"]),
        ("{ row as line }", "{line(control)}", ["row"]),
        ("{ renderRow }", "{ids.map(renderRow)}", ["row"]),
        ("{ row }", "{row()}", None),
        ("{ other }", "{other(control)}", None),
        ("{ useRow }", "{useRow(control)}", None),
    ],
)
def test_a_function_of_another_file_draws_where_it_is_handed_a_form_or_called_so(
    imported: str, body: str, fields: list[str] | None
) -> None:
    rows = HOOK_FORM + f"export const row = ({{ control }}) => {ROW};\nexport const useRow = row;\n"
    rows += f"export const renderRow = ({{ control }}) => {ROW};\nexport const other = (control) => control;\n"
    assert page(f"import {imported} from './rows';", body, rows=rows).get("fields") == fields


def test_a_form_element_that_a_function_draws_is_held_by_what_calls_it() -> None:
    source = (
        "const renderSearch = (search) => <form onSubmit={search}><input name='q' /></form>;\n"
        "export const List = ({ search }) => <main>{renderSearch(search)}</main>;\n"
        "export const Other = () => <main />;\n"
    )
    (found,) = items(FORMS, {"src/list.tsx": source})
    assert (found["name"], found["formType"], found["fields"]) == ("List", "html", ["q"])


def test_what_takes_part_in_a_form_by_what_a_function_draws_says_so() -> None:
    source = HOOK_FORM + f"const row = ({{ control }}) => {ROW};\n"
    source += "export const Part = (props) => <p>{row(props)}</p>;\n"
    (found,) = items(FORMS, {"src/part.tsx": source})
    assert (found["name"], found["isPart"], found["fields"]) == ("Part", True, ["row"])
