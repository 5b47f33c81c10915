"""Components that are told a name and given a control only to read what the form holds under it."""

from __future__ import annotations

import pytest
from form_items import FORMS, items

HOOK_FORM = (
    "import { useForm, useWatch, useFormState, useController, useFormContext, Controller, Watch }"
    " from 'react-hook-form';\n"
)
PAGE = HOOK_FORM + (
    "import { Shown } from './shown';\n"
    "export const Page = () => { const { control } = useForm(); return <Shown name='title' control={control} />; };\n"
    "export const Part = ({ control }) => <Shown name='title' control={control} />;\n"
)


def fields(shown: str) -> dict[str, list[str] | None]:
    """The fields of the forms of a page that renders ``Shown``."""
    found = items(FORMS, {"src/page.tsx": PAGE, "src/shown.tsx": HOOK_FORM + shown})
    return {item["name"]: item.get("fields") for item in found if item["file"] == "src/page.tsx"}


@pytest.mark.parametrize(
    "shown",
    [
        "export const Shown = ({ name, control }) => <b>{useWatch({ control, name })}</b>;",
        "export function Shown({ name, control, max }: { name: string; control: Control<any> }) {\n"
        "  const value = useWatch({ control: control, name }); return <b {...max}>{value}</b>; }",
        "export const Shown = (props) => <b>{useWatch({ name: props.name, control: props.control })}</b>;",
        "export const Shown = (props) => { const { control, name } = props;\n"
        "  return <b>{useWatch({ control, name })}</b>; };",
        "export const Shown = ({ name, control: own }) => <b>{useWatch({ control: own as any, name })}</b>;",
        "export const Shown = ({ name, control }) => {\n"
        "  const { errors } = useFormState({ control }); return <ErrorMessage errors={errors} name={name} />; };",
        "const Inner = ({ name, control }) => <b>{useWatch({ control, name })}</b>;\nexport const Shown = memo(Inner);",
        "export const Shown = memo(({ name, control }) => <b>{useWatch({ control, name })}</b>);",
    ],
)
def test_what_only_reads_a_value_registers_no_field(shown: str) -> None:
    assert fields(shown) == {"Page": None}


@pytest.mark.parametrize(
    "shown",
    [
        "export const Shown = ({ name, control }) => { useWatch({ control, name: 'other' });\n"
        "  return <Controller name={name} control={control} />; };",
        "export const Shown = ({ name, control }) => { useWatch({ control, name: 'other' });\n"
        "  const { field } = useController({ name, control }); return <i {...field} />; };",
        "export const Shown = ({ name, control }) => { useWatch({ control, name: 'other' });\n"
        "  return <OwnSelect name={name} control={control} />; };",
        "export const Shown = (props) => { useWatch({ control: props.control, name: 'other' });\n"
        "  return <OwnSelect {...props} />; };",
        "export const Shown = ({ name, control }) => { useWatch({ control, name: 'other' });\n"
        "  return <i {...control.register(name)} />; };",
        "export const Shown = ({ name, control }) => { useWatch({ control, name: 'other' });\n"
        "  const { register } = useFormContext(); return <i {...register(name)} />; };",
        "export const Shown = (props) => { useWatch({ name: 'other' }); return <OwnSelect {...props} />; };",
        "export { OwnSelect as Shown } from 'elsewhere';",
    ],
)
def test_what_hands_a_control_on_registers_a_field(shown: str) -> None:
    assert fields(shown) == {"Page": ["title"], "Part": ["title"]}


def test_a_librarys_own_component_that_reads_registers_no_field() -> None:
    assert fields("export { Watch as Shown } from 'react-hook-form';") == {"Page": None}
