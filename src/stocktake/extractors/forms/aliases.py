"""Names of components, their parts and hooks that stand for another: ``const Form = FormProvider``,
``Form.Field = Field``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stocktake.extractors.code.react import is_named_like_component
from stocktake.extractors.components.wrappers import callee_root, is_styled, styled_call, styled_tag, wrapped
from stocktake.syntax.nodes import arguments, assigned_member, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from stocktake.syntax.outline import Declaration
    from stocktake.syntax.parsed import ParsedFile

_ASSIGNED = re.compile(rb"^[A-Z]\w*\.[A-Za-z]\w*\s*=\s*[A-Za-z]", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")


def add_assigned_parts(file: ParsedFile, aliases: dict[str, str]) -> None:
    """Add the parts and hooks that a component of the file is given by statements: ``Form.useForm = useForm``."""
    # Few modules assign to members at all: to look at their statements is faster than to search their text.
    found = [each for statement in file.root.named_children if (each := assigned_member(statement)) is not None]
    for assigned in found if found and _ASSIGNED.search(file.data) is not None else ():
        part, value = file.text(assigned[0]), file.text(unwrap(assigned[1]))
        owner, _, name = part.partition(".")
        is_one = is_named_like_component(name) or name.startswith("use")
        if is_one and _NAME.fullmatch(part) and _NAME.fullmatch(value) and file.outline.declared(owner) is not None:
            aliases[part] = value


def add_alias(file: ParsedFile, declaration: Declaration, aliases: dict[str, str]) -> bool:
    """Whether a component is another one under its own name, alone or with parts (``Object.assign``)."""
    value = declaration.value
    if value is None:
        return False
    if value.type in ("identifier", "member_expression"):
        text = file.text(value)
        if is_named_like_component(text.rpartition(".")[2]):
            aliases[declaration.name] = text
        return True
    parts: Node | None = value if value.type == "object" else None
    is_written = False
    if value.type == "call_expression":
        function = value.child_by_field_name("function")
        if function is not None and is_styled(file, callee_root(function)):
            aliases[declaration.name] = styled_tag(file, value) or wrapped(file, styled_call(value))[1]
            return True
        given = [unwrap(each) for each in arguments(value)]
        if function is None or file.text(function) != "Object.assign" or len(given) != 2:
            return False
        is_written = given[0].type != "identifier"
        if not is_written:
            aliases[declaration.name] = file.text(given[0])
        parts = given[1]
    for child in parts.named_children if parts is not None and parts.type == "object" else []:
        is_short = child.type == "shorthand_property_identifier"
        key = child if is_short else child.child_by_field_name("key")
        inner = child if is_short else child.child_by_field_name("value")
        is_name = inner is not None and (is_short or inner.type == "identifier")
        if key is not None and inner is not None and is_name and is_named_like_component(file.text(key)):
            aliases[f"{declaration.name}.{file.text(key)}"] = file.text(inner)
    return parts is not None and not is_written
