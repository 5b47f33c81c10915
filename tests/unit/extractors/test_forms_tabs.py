"""Tabs of a form, and inputs that are called tabs."""

from __future__ import annotations

import pytest
from form_items import form

HOOK_FORM = "import { useForm, Controller } from 'react-hook-form';\n"


def shown(body: str, before: str = "") -> tuple[list[str], bool]:
    """The inputs of a form, and whether it has tabs."""
    source = f"export const A = () => {{ const form = useForm(); {before} return <form>{body}</form>; }};"
    found = form(HOOK_FORM + source)
    return found.get("inputComponents", []), "hasTabs" in found.get("features", {})


def drawn(tabs: str, taken: str = "field") -> str:
    """A field that draws tabs, handed what it takes."""
    return f"<Controller name='way' control={{form.control}} render={{({{ {taken} }}) => <div>{tabs}</div>}} />"


@pytest.mark.parametrize(
    ("body", "before"),
    [
        (drawn("<WayTabs value={field.value} onChange={(way) => field.onChange(way)} />"), ""),
        (drawn("<WayTabs {...field} />"), ""),
        (drawn("<WayTabs value={value} onPick={onChange} />", "field: { value, onChange }"), ""),
        (drawn("<WayTabs icon={<Icon />} onChange={field.onChange}></WayTabs>"), ""),
        (drawn("<WayTabs setWay={(way) => { form.setValue('way.own', way); }} />", ""), ""),
        (drawn("<WayTabs onPick={pick} />", ""), "const pick = (way) => form.setValue('way', way);"),
        (drawn("<WayTabs onPick={pick} />", ""), "function pick(way) { form.setValue('way', way); }"),
        ("<WayTabs {...form.register('way')} />", ""),
    ],
)
def test_what_is_called_tabs_and_sets_a_field_is_an_input(body: str, before: str) -> None:
    assert shown(body, before) == (["WayTabs"], False)


def test_what_is_called_tabs_is_an_input_in_a_field_that_is_drawn_by_its_children() -> None:
    source = (
        "import { Formik, Field } from 'formik';\nexport const A = () => <Formik initialValues={{}}><Field name='way'>"
        "{({ form }) => <WayTabs onPick={(way) => form.setFieldValue('way', way)} />}</Field></Formik>;"
    )
    found = form(source)
    assert (found["inputComponents"], "hasTabs" in found["features"]) == (["WayTabs"], False)


@pytest.mark.parametrize(
    ("body", "inputs"),
    [
        ("<WayTabs />", []),
        ("<WayTabs value={way} onChange={(way) => form.setValue('way', way)} />", []),
        (drawn("<WayTabs value={field.value} onPick={() => undefined} />"), []),
        (drawn("<WayTabs pick={set} />"), []),
        (drawn("<Tabs onValueChange={field.onChange}><TabsList /></Tabs>"), ["Tabs"]),
        (drawn("<Tabs><TabsList /><TabsContent><Input {...field} /></TabsContent></Tabs>"), ["Input"]),
        (drawn("<Tabs onChange={field.onChange} items={[{ key: 'a', children: <Own /> }]} />"), ["Tabs"]),
        ("<WayTabs />" + drawn("<WayTabs onChange={field.onChange} />"), ["WayTabs"]),
    ],
)
def test_tabs_that_set_no_field_or_are_made_of_tabs_are_tabs(body: str, inputs: list[str]) -> None:
    assert shown(body) == (inputs, True)
