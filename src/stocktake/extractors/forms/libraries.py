"""Form libraries: what they export, and what each is evidence of."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

FormType = Literal[
    "react-admin-wizard",
    "react-admin-tabbed",
    "react-admin-simple",
    "react-admin",
    "formik",
    "tanstack-form",
    "react-hook-form",
    "final-form",
    "mantine-form",
    "conform",
    "ariakit",
    "antd",
    "json-schema-form",
    "server-action",
    "react-action",
    "router",
    "other",
    "html",
]
"""What holds a form. Where several do, the first of this list, but one that only takes part in a form that is held
elsewhere gives way to one that holds it."""

ORDER = {form_type: at for at, form_type in enumerate(get_args(FormType))}
"""The types of form, each with its place in the order in which they are preferred."""

Role = Literal["holder", "part", "field", "input", "base", "fetcher"]
"""What a hook or tag is evidence of: ``holder`` makes a form; ``part`` uses one that is made elsewhere; ``field``
registers the name it is given; ``input`` does so by ``source``; ``base`` holds a form if inputs are in it."""


class Evidence(NamedTuple):
    """A name that belongs to a form library."""

    form_type: FormType
    role: Role


ANTD_ITEM = ("antd", "Form.Item")
ANTD_LIST = ("antd", "Form.List")
_HOOK_FORM: dict[str, Role] = {
    "useForm": "holder",
    "useFormContext": "part",
    "useFormState": "part",
    "useWatch": "part",
    "useController": "field",
    "useFieldArray": "field",
    "Controller": "field",
    "FormProvider": "part",
    "Form": "part",
}
_FORMIK: dict[str, Role] = {
    "Formik": "holder",
    "useFormik": "holder",
    "withFormik": "holder",
    "Form": "part",
    "Field": "field",
    "FastField": "field",
    "FieldArray": "field",
    "ErrorMessage": "part",
    "useField": "field",
    "useFormikContext": "part",
}
_ROUTER: dict[str, Role] = {"Form": "holder", "useFetcher": "fetcher"}
_ANTD: dict[str, Role] = {
    "Form": "holder",
    "Form.useForm": "holder",
    "useForm": "holder",
    "Form.useFormInstance": "part",
    "Form.useWatch": "part",
    ANTD_ITEM[1]: "field",
    ANTD_LIST[1]: "field",
}
_ARIAKIT: dict[str, Role] = {
    "useFormStore": "holder",
    "useFormContext": "part",
    "FormProvider": "holder",
    "Form": "part",
    "FormInput": "field",
    "FormField": "field",
    "FormControl": "field",
    "FormCheckbox": "field",
    "FormRadio": "field",
}
CONFORM: dict[str, Role] = {
    "useForm": "holder",
    "configureForms": "holder",
    "FormProvider": "part",
    "useField": "field",
    "useFormMetadata": "part",
    "useInputControl": "part",
    "useControl": "part",
}
_TABLES: dict[str, tuple[FormType, dict[str, Role]]] = {
    "react-hook-form": ("react-hook-form", _HOOK_FORM),
    "formik": ("formik", _FORMIK),
    "react": ("react-action", {"useActionState": "holder"}),
    "react-dom": ("react-action", {"useFormState": "holder", "useFormStatus": "part"}),
    "react-router": ("router", _ROUTER),
    "react-router-dom": ("router", _ROUTER),
    "@remix-run/react": ("router", _ROUTER),
    "remix-typedjson": ("router", {"useTypedFetcher": "fetcher"}),
    "react-final-form": (
        "final-form",
        {"Form": "holder", "Field": "field", "useForm": "part", "useField": "field"},
    ),
    "@mantine/form": ("mantine-form", {"useForm": "holder", "useField": "field"}),
    "@conform-to/react": ("conform", CONFORM),
    "@ariakit/react": ("ariakit", _ARIAKIT),
    "antd": ("antd", _ANTD),
}
_TANSTACK: dict[str, Role] = {
    "useForm": "holder",
    "createForm": "holder",
    "createFormHook": "holder",
    "createFormHookContexts": "part",
    "useField": "field",
}
ADMIN_FORMS: dict[str, FormType] = {
    "WizardForm": "react-admin-wizard",
    "TabbedForm": "react-admin-tabbed",
    "TabbedFormView": "react-admin-tabbed",
    "SimpleForm": "react-admin-simple",
    "SimpleFormConfigurable": "react-admin-simple",
    "Form": "react-admin",
    "AccordionForm": "react-admin",
    "LongForm": "react-admin",
}
_BASES = "Create Edit CreateBase EditBase CreateDialog EditDialog EditInDialogButton Filter FilterForm FilterLiveForm"
_ADMIN_BASES = frozenset(_BASES.split())
_ADMIN_PACKAGES = frozenset(
    {"react-admin", "ra-core", "ra-ui-materialui", "ra-no-code", "ra-input-rich-text", "shadcn-admin-kit"}
)
RESOLVER_PACKAGES = frozenset({"@hookform/resolvers", "mantine-form-zod-resolver", "mantine-form-yup-resolver"})


def is_admin(package: str) -> bool:
    """Whether a package is react-admin's, or one of its extensions."""
    return package in _ADMIN_PACKAGES or package.startswith("@react-admin/")


def is_library(package: str) -> bool:
    """Whether a package is a form library, in whose own repository it is no dependency."""
    return is_admin(package) or package in _TABLES or _is_tanstack(package)


def _is_tanstack(package: str) -> bool:
    return package.startswith("@tanstack/") and package.endswith("-form")


def evidence_of(package: str, name: str) -> Evidence | None:
    """What an export of a package is evidence of; None where that is no form library, or the name says nothing."""
    if is_admin(package):
        return _admin(name)
    if _is_tanstack(package):
        role = _TANSTACK.get(name)
        return Evidence("tanstack-form", role) if role is not None else None
    if package.startswith("@rjsf/"):
        return Evidence("json-schema-form", "holder") if name in ("default", "Form") else None
    table = _TABLES.get(package)
    role = table[1].get(name) if table is not None else None
    return Evidence(table[0], role) if table is not None and role is not None else None


def _admin(name: str) -> Evidence | None:
    if name in ADMIN_FORMS:
        return Evidence(ADMIN_FORMS[name], "holder")
    if name in _ADMIN_BASES:
        return Evidence("react-admin", "base")
    if name.endswith("Input"):
        return Evidence("react-admin", "input")
    return None
