"""Which components of a form are its inputs."""

from __future__ import annotations

import pytest
from form_items import FORMS, form, items

HOOK_FORM = "import { useForm } from 'react-hook-form';\n"


@pytest.mark.parametrize(
    ("taken", "element"),
    [
        ("field", "<Month {...field} />"),
        ("field", "<Month onChange={field.onChange} />"),
        ("field", "<Month onChange={field.handleChange} />"),
        ("field", "<Month setMonth={field.onChange} />"),
        ("field", "<Month select={(month) => field.onChange(month.number)} />"),
        ("field", "<Month set={async ({ number }) => { field.onChange(number); }} />"),
        ("field", "<Month onChange={(months: Array<number>) => { field.onChange(months); }} />"),
        ("field", "<Month onChange={(month) => { if (month < 12) field.onChange(month); }} />"),
        ("field: day", "<Month {...day} />"),
        ("field: day", "<Month onChange={day.onChange} />"),
        ("field: day", "<Month setMonth={(month) => day.onChange(month.number)} />"),
        ("field: { onChange, value }", "<Month value={value} onChange={onChange} />"),
        ("field: { value = [], onChange: change }", "<Month value={value} onChange={(month) => change(month)} />"),
    ],
)
def test_what_a_render_prop_hands_its_field_to_is_an_input(taken: str, element: str) -> None:
    source = f"export const A = () => <form><F name='a' render={{({{ {taken} }}) => {element}}} /><Sum /></form>;"
    assert form(source)["inputComponents"] == ["Month"]
    renamed = source.replace("Month", "MonthField")
    assert form(renamed).get("inputComponents") == (None if "..." in element else ["MonthField"])


@pytest.mark.parametrize(
    ("taken", "element"),
    [
        ("field", "<Shown value={field.value} />"),
        ("field", "<Clear onClick={() => field.onChange('')} />"),
        ("field", "<Clear action={() => field.onChange('')} />"),
        ("field", "<Shown hint={<Month onChange={field.onChange} />.props} />"),
        ("field", "<view.Month onChange={field.onChange} />"),
        ("field: { value }", "<Shown value={value} onChange={onChange} />"),
        ("field: day", "<Shown value={day.value} />"),
        ("field: day, other", "<Shown {...other} />"),
        ("field: day", "<List entries={list.map((day) => day.onChange)} />"),
        ("field: { onChange }", "<Other onChange={other.onChange} />"),
        ("field: { onChange }", "<List entries={list.map(({ onChange }) => onChange)} />"),
        ("field: { onChange: change }", "<Other onChange={other} change={1} />"),
    ],
)
def test_what_is_not_handed_what_sets_a_field_is_no_input_by_that(taken: str, element: str) -> None:
    source = f"export const A = ({{ view }}) => <form><F name='a' render={{({{ {taken} }}) => {element}}} /></form>;"
    found = form(source).get("inputComponents", [])
    assert found == (["Month"] if "<Month" in element else [])


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("<Field {...form.register('a')} />", ["Field"]),
        ("<Thing label='A' {...register(name())} />", ["Thing"]),
        ("<ui.Thing {...(register('a'))} />", ["ui.Thing"]),
        ("<Thing {...mail} ref={ref} />", ["Thing"]),
        ("<Thing {...whole} />", ["Thing"]),
        ("<Thing name='a' ref={register} />", ["Thing"]),
        ("<Pick.Root><Pick.Input {...register('a')} /></Pick.Root>", ["Pick.Input"]),
        ("<Select.Root><Select.Trigger {...register('a')} /></Select.Root>", ["Select.Root"]),
        ("<Thing {...own('a')} />", []),
        ("<Thing {...spot.register('a')} />", []),
        ("<Thing {...props} />", []),
        ("<p {...register('a')} />", []),
        ("<Thing given={register('a')} />", []),
        ("<props.Thing {...register('a')} />", []),
    ],
)
def test_what_is_handed_what_registers_a_field_is_an_input(element: str, expected: list[str]) -> None:
    source = (
        HOOK_FORM + "import * as spot from 'spot';\n"
        "export const A = (props) => { const form = useForm(); const { register } = form;\n"
        "  const { ref, ...mail } = register('mail'); const whole = register('whole'); const own = (name) => props;\n"
    )
    assert form(f"{source}  return {element}; }};").get("inputComponents", []) == expected


def test_what_is_handed_a_field_of_another_library_is_an_input() -> None:
    source = (
        "import { useForm } from '@mantine/form';\n"
        "export const A = () => { const form = useForm(); return <Day {...form.getInputProps('day')} />; };"
    )
    assert form(source)["inputComponents"] == ["Day"]


def test_a_component_that_registers_its_own_name_has_an_input() -> None:
    source = (
        "import { useFormContext } from 'react-hook-form';\n"
        "export const Own = ({ name }) => {\n"
        "  const { register } = useFormContext(); return <Thing {...register(name)} />; };"
    )
    found = form(source)
    assert (found["inputComponents"], found.get("fields")) == (["Thing"], None)


@pytest.mark.parametrize("tag", ["TagsField", "MetricSelector", "InputGroup"])
def test_what_is_named_like_an_input_or_what_is_around_it_is_one_if_it_is_told_of_changes(tag: str) -> None:
    source = f"export const A = () => <form><{tag} value={{tags}} onChange={{setTags}} /></form>;"
    assert form(source)["inputComponents"] == [tag]
    assert form(source.replace("onChange", "onClick")).get("inputComponents") is None


def test_inputs_are_known_by_the_names_they_are_imported_by_and_made_of() -> None:
    source = (
        "import { Select as Chosen, Label as Input2 } from './ui';\n"
        "const Large = styled(Input)``; const Line = styled.input``; const Row = styled.div``; const Two = Pair;\n"
        "export const A = () => <form><Chosen /><Input2 /><Large /><Line name='line' /><Row /><Two /></form>;"
    )
    found = form(source)
    assert found["inputComponents"] == ["Chosen", "src/form.tsx#Large", "src/form.tsx#Line"]
    assert found["fields"] == ["line"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<RadioGroup><RadioGroup.Item {...field} /></RadioGroup>", ["RadioGroup"]),
        ("<Select.Root><Select.Trigger {...field} /></Select.Root>", ["Select.Root"]),
        ("<Choice><Choice.Item {...field} /></Choice>", ["Choice.Item"]),
        ("<Input><Input.TextArea {...field} /></Input>", ["Input", "Input.TextArea"]),
    ],
)
def test_a_part_of_an_input_that_is_handed_a_field_is_no_other_one(body: str, expected: list[str]) -> None:
    source = f"export const A = () => <form><F name='a' render={{({{ field }}) => {body}}} /></form>;"
    assert form(source)["inputComponents"] == expected


def test_the_root_of_an_input_that_is_made_of_parts_is_one() -> None:
    source = (
        "import { Select, Checkbox as Check, Dialog } from './ui'; import * as Slider from '@radix-ui/react-slider';\n"
        "export const A = ({ Switch }) => <form><Select.Root name='kind'><Select.Value /></Select.Root><Check.Root />"
        "<Slider.Root><Slider.Thumb /></Slider.Root><ui.RadioGroup.Root /><Dialog.Root /><Switch.Root /></form>;"
    )
    found = form(source)
    assert found["inputComponents"] == ["Check.Root", "Select.Root", "Slider.Root", "ui.RadioGroup.Root"]
    assert found["fields"] == ["kind"]


@pytest.mark.parametrize(
    ("package", "is_input"),
    [
        ("react-icons/bi", False),
        ("@heroicons/react/24/solid", False),
        ("@mui/icons-material", False),
        ("lucide-react", False),
        ("@mui/material", True),
        ("silicon-ui", True),
        ("./icons", True),
    ],
)
def test_an_icon_of_an_input_is_none(package: str, is_input: bool) -> None:
    source = f"import {{ BiCheckbox }} from '{package}';\nexport const A = () => <form><BiCheckbox /></form>;"
    assert form(source).get("inputComponents") == (["BiCheckbox"] if is_input else None)


@pytest.mark.parametrize(
    ("package", "is_input"), [("solid-js", False), ("react-router-dom", False), ("@mui/material", True)]
)
def test_a_switch_that_chooses_what_is_drawn_is_no_input(package: str, is_input: bool) -> None:
    source = f"import {{ Switch }} from '{package}';\nexport const A = () => <form><Switch><b /></Switch></form>;"
    assert form(source).get("inputComponents") == (["Switch"] if is_input else None)


def test_what_begins_like_an_input_is_one_where_it_is_told_of_changes_or_has_a_name() -> None:
    body = (
        "<InputColor onChange={set} /><SelectTags onValueChange={set} /><InputGroup name='group' />"
        "<SelectMenu onOpenChange={set} /><SelectionBox name='box' onChange={set} /><InputTags name='tags' />"
        "<InputError name='error' /><InputText control={control} /><InputWrapper /><SelectItem name='item' />"
        "<Toggle name='on' onChange={set} /><Toggle /><SegmentedControl onChange={set} />"
    )
    found = form(f"export const A = () => <form>{body}</form>;")
    inputs = ["InputColor", "InputTags", "InputText", "SegmentedControl", "SelectTags", "Toggle"]
    assert (found["inputComponents"], found["fields"]) == (inputs, ["tags", "on"])


FIELDS = "import { Controller, useController, useFieldArray, useFormContext } from 'react-hook-form';\n"


@pytest.mark.parametrize(
    ("field", "is_input"),
    [
        (
            "({ form, name }) => <Controller name={name} render={({ field }) => <Palette set={field.onChange} />} />",
            True,
        ),
        ("({ name }) => { const { field } = useController({ name }); return <Palette {...field} />; }", True),
        ("({ name }) => { const { register } = useFormContext(); return <Palette {...register(name)} />; }", True),
        ("({ name }) => { const { register } = useFormContext(); return <input {...register(name)} />; }", True),
        ("({ name }) => { useFieldArray({ name }); return <input name={`${name}.0`} />; }", True),
        ("memo(Inner)", True),
        ("fixedForwardRef(Inner)", True),
        ("(props) => <InnerField {...props} />", True),
        ("withColor(Palette)", True),
        ("(props) => <Controller {...props} />", False),
        ("({ name, children }) => <Controller name={name} render={({ field }) => children(field)} />", False),
        ("({ name, control }) => <Palette value={control.values[name]} />", False),
        ("({ name }) => <input title={name} />", False),
    ],
)
def test_a_component_that_registers_its_name_is_an_input_where_it_draws_one(field: str, is_input: bool) -> None:
    source = FIELDS + (
        "const Inner = ({ name }) => <Controller name={name} render={({ field }) => <Palette {...field} />} />;\n"
        "const InnerField = Inner; const withColor = (Base) => ({ name }) => <Controller name={name} />;\n"
        f"const Hue = {field};\n"
        "export const A = ({ form }) => <form><Controller name='own' render={() => <b />} /><Hue name='hue' /></form>;"
    )
    item = next(each for each in items(FORMS, {"src/form.tsx": source}) if each["name"] == "A")
    assert item.get("inputComponents", []) == (["src/form.tsx#Hue"] if is_input else [])


def test_fields_of_other_libraries_are_inputs_where_they_draw_one() -> None:
    formik = (
        "import { Formik, Field, useField } from 'formik';\n"
        "const Zip = ({ name }) => { const [field] = useField(name); return <input {...field} />; };\n"
        "const Own = (props) => <Field {...props} />;\n"
        "export const A = () => <Formik initialValues={{}}><Zip name='zip' /><Own name='own' /></Formik>;"
    )
    admin = (
        "import { SimpleForm, useInput } from 'react-admin';\n"
        "const Hue = (props) => { const { field } = useInput(props); return <Palette {...field} />; };\n"
        "export const A = () => <SimpleForm><Hue source='hue' /></SimpleForm>;"
    )
    for source, expected in ((formik, ["src/form.tsx#Zip"]), (admin, ["src/form.tsx#Hue"])):
        item = next(each for each in items(FORMS, {"src/form.tsx": source}) if each["name"] == "A")
        assert item["inputComponents"] == expected


@pytest.mark.parametrize(
    "own",
    [
        "({ label, ...rest }) => <label>{label}<input {...rest} /></label>",
        "({ name, label }) => <label>{label}<input type='checkbox' name={name} /></label>",
        "(props) => <label><select {...props} name={props.name} /></label>",
        "({ name }) => <Labelled name={name} />",
        "React.forwardRef(({ label, ...rest }, ref) => <label>{label}<textarea {...rest} ref={ref} /></label>)",
    ],
)
def test_a_component_that_names_an_element_by_the_name_it_is_given(own: str) -> None:
    source = "import { Labelled } from './own';\nexport const A = () => <form><Labelled name='a' label='b' /></form>;"
    wrapped = own.replace("<Labelled", "<InnerField")
    inner = "const InnerField = ({ name }) => <input name={name} />;\n" if wrapped != own else ""
    own_file = f"{inner}export const Labelled = {wrapped};"
    item = items(FORMS, {"src/form.tsx": source, "src/own.tsx": own_file})[0]
    assert (item["fields"], item["inputComponents"]) == (["a"], ["src/own.tsx#Labelled"])


@pytest.mark.parametrize(
    "own",
    [
        "({ label }) => <label>{label}<input name='q' /></label>",
        "({ name }) => <i>{name}</i>",
        "({ name, ...rest }) => <button {...rest} name={name} />",
    ],
)
def test_a_component_that_does_something_else_with_its_name(own: str) -> None:
    source = "import { Labelled } from './own';\nexport const A = () => <form><Labelled name='a' /></form>;"
    item = items(FORMS, {"src/form.tsx": source, "src/own.tsx": f"export const Labelled = {own};"})[0]
    assert "fields" not in item
    assert "inputComponents" not in item
