"""The one query over every tree: what extractors look at besides module-level statements."""

from __future__ import annotations

from typing import Final

_TYPESCRIPT = """
(call_expression function: (_) @call)
(new_expression constructor: (_) @new)
(function_declaration name: (identifier) @binding)
(generator_function_declaration name: (identifier) @binding)
(class_declaration name: (type_identifier) @binding)
(variable_declarator name: (identifier) @binding)
(required_parameter pattern: (identifier) @binding)
(optional_parameter pattern: (identifier) @binding)
(arrow_function parameter: (identifier) @binding)
(shorthand_property_identifier_pattern) @binding
(pair_pattern value: (identifier) @binding)
(array_pattern (identifier) @binding)
(rest_pattern (identifier) @binding)
(assignment_pattern left: (identifier) @binding)
(catch_clause parameter: (identifier) @binding)
(for_in_statement left: (identifier) @binding)
"""

_JSX = """
(jsx_opening_element name: (_) @jsx)
(jsx_self_closing_element name: (_) @jsx)
"""

CAPTURES: Final[dict[str, str]] = {"ts": _TYPESCRIPT, "tsx": _TYPESCRIPT + _JSX}
"""Query text by language. Captures: ``call`` (what is called), ``new``, ``jsx`` (tag names; none for fragments) and
``binding`` (every name bound by a declaration, parameter or pattern, wherever it stands)."""
