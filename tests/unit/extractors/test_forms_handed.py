"""Components that work on a form that they are handed: by the types of their props, or by what they do with it."""

from __future__ import annotations

from typing import Any

import pytest
from form_items import FORMS, form, forms, items

TYPES = """
    import { useForm, type UseFormReturn } from 'react-hook-form';
    import * as Formik from 'formik';
    export type OrderForm = UseFormReturn<Order>;
    export type Made = ReturnType<typeof useForm<Order>>;
    export interface LargeForm extends OrderForm { size: number }
    export const useOrder = () => useForm();
    export type Own = ReturnType<typeof useOrder>;
    export type LoopForm = LoopForm;
    export type OtherForm = { watch: (name: string) => string };
    export interface Props { form: OrderForm }
"""
IMPORTS = """
    import { useForm, type UseFormReturn as Handed, type UseFormSetValue, type UseFormProps } from 'react-hook-form';
    import type * as Formik from 'formik';
    import type { UseFormReturnType } from '@mantine/form';
    import { useOrder } from './types';
    import type { OrderForm, LargeForm, LoopForm, Made, OtherForm, Own, Props } from './types';
    interface Wide extends Props { wide?: boolean }
"""


def handed(parameter: str, use: str) -> dict[str, Any] | None:
    """The form that a component is which is handed something of a type and uses it."""
    source = f"{IMPORTS}export const A = ({parameter}) => {{ {use}; return <b />; }};"
    found = [item for item in items(FORMS, {"src/form.tsx": source, "src/types.ts": TYPES}) if item["name"] == "A"]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Handed<Order>", "UseFormReturn"),
        ("undefined | Handed<Order>", "UseFormReturn"),
        ("Omit<Handed<Order>, 'control'>", "UseFormReturn"),
        ("ReturnType<typeof useForm<Order>>", "UseFormReturn"),
        ("ReturnType<typeof useOrder>", "UseFormReturn"),
        ("OrderForm", "UseFormReturn"),
        ("LargeForm", "UseFormReturn"),
        ("Made", "UseFormReturn"),
        ("Own", "UseFormReturn"),
        ("UseFormReturnType<Order>", "UseFormReturnType"),
        ("Formik.FormikProps<Order>", "FormikProps"),
        ("LoopForm", None),
        ("OtherForm", None),
        ("UseFormProps<Order>", None),
        ("(form: Handed<Order>) => void", None),
        ("any", None),
    ],
)
def test_what_uses_a_form_that_it_is_handed_takes_part_in_it_by_the_type(typed: str, expected: str | None) -> None:
    found = handed(f"{{ form }}: {{ form: {typed} }}", "form.watch('a')")
    assert (None if found is None else found["patterns"]) == ([expected] if expected else None)
    assert found is None or found["isPart"]


@pytest.mark.parametrize(
    ("parameter", "use", "is_part"),
    [
        ("{ form }: Props", "form.setValue('a', 1)", True),
        ("{ form }: Wide", "form.setValue('a', 1)", True),
        ("props: Wide", "props.form.setValue('a', 1)", True),
        ("props: Wide & { thin: boolean }", "const { setValue } = props.form; setValue('a', 1)", True),
        ("{ watch }: Handed<Order>", "watch('a')", True),
        ("{ set }: { set: UseFormSetValue<Order> }", "form.setValue(1)", True),
        ("{ form }: Props", "use(form)", False),
        ("{ setValue }: { setValue: UseFormSetValue<Order> }", "use({ setValue })", False),
        ("{ form }", "form.setValue('a', 1)", False),
    ],
)
def test_a_form_that_is_only_handed_on_is_not_used(parameter: str, use: str, is_part: bool) -> None:
    assert (handed(parameter, use) is not None) == is_part


def test_a_form_element_of_a_form_that_is_handed_is_of_its_library() -> None:
    source = "import type { UseFormReturn } from 'react-hook-form';\n"
    source += "export const A = ({ form }: { form: UseFormReturn }) => <form onSubmit={form.handleSubmit(save)} />;"
    found = form(source)
    assert (found["formType"], found["patterns"]) == ("react-hook-form", ["UseFormReturn", "form onSubmit"])


def test_the_type_of_what_is_handed_says_whose_register_is_called() -> None:
    source = "import type { Props } from './types';\n"
    source += "export const A = ({ form }: Props) => <Text changed={form.register('a').onChange} />;"
    assert forms(source) == []
    found = form(source, types=TYPES)
    assert (found["patterns"], found["fields"]) == (["UseFormReturn", "register"], ["a"])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export const A = ({ form }) => <input {...form.register('a')} />;", ["a"]),
        ("export const A = ({ form }) => <Text {...form?.register('a')} />;", ["a"]),
        ("export const A = ({ form }) => { const a = form.register('a'); return <Text {...a} />; };", ["a"]),
        ("export const A = () => <Connect>{({ register }) => <Text {...register('a')} />}</Connect>;", ["a"]),
        ("export const A = ({ register }) => <input name='a' ref={register} />;", ["a"]),
        ("export const A = ({ register, name }) => <input {...register(name)} />;", []),
    ],
)
def test_a_register_whose_result_is_spread_into_an_element_is_a_forms(source: str, expected: list[str]) -> None:
    found = form(source)
    assert (found["formType"], found["patterns"], found["isPart"]) == ("react-hook-form", ["register"], True)
    assert found.get("fields", []) == expected


@pytest.mark.parametrize(
    "source",
    [
        "export const A = ({ shop }) => { shop.register('a'); return <input />; };",
        "export const A = ({ shop }) => <Text given={shop.register('a')} />;",
        "import * as shop from 'shop'; export const A = () => <Text {...shop.register('a')} />;",
        "export const A = () => { const { register } = useShop(); return <Text {...register('a')} />; };",
        "export const A = () => { const register = (name) => ({ name }); return <Text {...register('a')} />; };",
    ],
)
def test_another_register_is_no_forms(source: str) -> None:
    assert forms(source) == []


def test_a_component_that_registers_its_name_with_what_it_is_handed_is_a_field() -> None:
    found = items(
        FORMS,
        {
            "src/amount.tsx": "export const Amount = ({ name, register }) => <input {...register(name)} />;",
            "src/form.tsx": (
                "import { useForm } from 'react-hook-form'; import { Amount } from './amount';\n"
                "export const A = () => { const { register } = useForm(); "
                "return <Amount name='net' register={register} />; };"
            ),
        },
    )
    assert [(item["name"], item.get("fields")) for item in found] == [("Amount", None), ("A", ["net"])]


@pytest.mark.parametrize(
    ("code", "is_part"),
    [
        ("({ form }: { form: Handed<Order> }) => { const { register } = form;", True),
        ("({ form }: Props) => { const { register } = form;", True),
        ("() => { const { register } = useFormContext();", False),
        ("() => { const { register } = useForm();", False),
        ("() => { const { register } = useShopForm();", False),
    ],
)
def test_who_writes_the_element_of_a_form_that_it_is_handed_takes_part_in_it(code: str, is_part: bool) -> None:
    imports = f"import {{ useFormContext }} from 'react-hook-form'; import {{ useShopForm }} from 'shop';{IMPORTS}"
    source = f"{imports}export const A = {code} return <form onSubmit={{save}}><i {{...register('a')}} /></form>; }};"
    (found,) = items(FORMS, {"src/form.tsx": source, "src/types.ts": TYPES})
    assert (found["formType"], found["fields"]) == ("react-hook-form", ["a"])
    assert found.get("isPart", False) == is_part
