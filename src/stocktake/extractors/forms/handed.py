"""Forms that a component is handed: known by the types of its props, as ``form: UseFormReturn<Order>``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.components.index import component_index
from stocktake.extractors.forms.libraries import FormType
from stocktake.extractors.forms.origins import Origins

if TYPE_CHECKING:
    from stocktake.extractors.components.facts import ComponentFact

_OF_HOOK_FORM = "Return Methods Register SetValue GetValues Watch Trigger Reset HandleSubmit SetError"
_TYPES: dict[tuple[str, str], FormType] = {
    **{("react-hook-form", f"UseForm{name}"): "react-hook-form" for name in _OF_HOOK_FORM.split()},
    ("@mantine/form", "UseFormReturnType"): "mantine-form",
    ("formik", "FormikProps"): "formik",
    ("formik", "FormikContextType"): "formik",
    ("antd", "FormInstance"): "antd",
}
# Of each the first one is what its hook gives.
_RETURNED: dict[FormType, str] = {form_type: name for (_, name), form_type in reversed(_TYPES.items())}
# Past what a form's type may stand in: it may be missing, and parts of it left out.
_TYPE = re.compile(
    r"(?:(?:undefined|null)\s*\|\s*|(?:Omit|Pick|Partial|Required|Readonly|NonNullable)<\s*)*"
    r"(?P<returned>ReturnType<\s*typeof\s+)?(?P<name>[A-Za-z_$][\w$.]*)"
)
_MAX_HOPS = 8


class HandedForms:
    """Finds the forms that components are handed."""

    def __init__(self, origins: Origins) -> None:
        self.origins = origins
        self.project = origins.project

    def of(self, path: str, component: ComponentFact) -> dict[str, FormType]:
        """Types of a form library that a component's props have, each with the form it is of."""
        index = component_index(self.project)
        known = index.props(path, component)
        if known is None:
            return {}
        listing = index.evaluator.listing(known)
        written = [(known.path, text) for text in listing.open]
        for name, each in listing.properties.items():
            inside = listing.within.get(name)
            written.append((inside[1].path if inside is not None else known.path, each.type))
        return dict(filter(None, (self._meant(where, text, 0) for where, text in written)))

    def _meant(self, path: str, text: str, depth: int) -> tuple[str, FormType] | None:
        """The library's type that a type, written in a file, is or is made of, and the form it is of."""
        match = _TYPE.match(text)
        if match is None or depth > _MAX_HOPS:
            return None
        name = match["name"]
        if match["returned"]:
            evidence = self.origins.hook(path, name)
            form_type = evidence.form_type if evidence is not None else None
            return (_RETURNED[form_type], form_type) if form_type in _RETURNED else None
        target = self.project.lookup(path, name, "type")
        if target.kind == "external":
            form_type = _TYPES.get((target.package, target.name))
            return (target.name, form_type) if form_type is not None else None
        known = component_index(self.project).type_of(path, name)
        if known is None:
            return None
        stands_for = (known.shape.text, *(each.text for each in known.heritage))
        return next(filter(None, (self._meant(known.path, each, depth + 1) for each in stands_for)), None)
