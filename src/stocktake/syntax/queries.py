"""The one query over every tree: what extractors look at besides module-level statements."""

from __future__ import annotations

from typing import Final

_TYPESCRIPT = """
(call_expression function: (_) @call)
(new_expression constructor: (_) @new)
(function_declaration name: (identifier) @binding)
(generator_function_declaration name: (identifier) @binding)
(class_declaration name: (type_identifier) @binding)
(abstract_class_declaration name: (type_identifier) @binding)
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
(import_alias . (identifier) @binding)
(if_statement consequence: (_) @branch)
(else_clause) @branch
(ternary_expression consequence: (_) @branch)
(ternary_expression alternative: (_) @branch)
(switch_body) @branch
(catch_clause) @branch
(binary_expression operator: ["&&" "||" "??"] right: (_) @branch)
(augmented_assignment_expression operator: ["&&=" "||=" "??="] right: (_) @branch)
(for_statement condition: (_) @loop)
(for_statement increment: (_) @loop)
(for_statement body: (_) @loop)
(for_in_statement body: (_) @loop)
(while_statement) @loop
(do_statement) @loop
(arguments) @arguments
(pair value: [(identifier) (member_expression)] @passed)
(shorthand_property_identifier) @passed
(array [(identifier) (member_expression)] @passed)
(as_expression . [(identifier) (member_expression)] @cast)
(satisfies_expression . [(identifier) (member_expression)] @cast)
(decorator [(identifier) (member_expression)] @decorator)
"""

_JSX = """
(jsx_opening_element name: (_) @jsx)
(jsx_self_closing_element name: (_) @jsx)
(jsx_expression [(identifier) (member_expression)] @passed)
"""

CAPTURES: Final[dict[str, str]] = {"ts": _TYPESCRIPT, "tsx": _TYPESCRIPT + _JSX}
"""Query text by language. Captures: ``call`` (what is called), ``new``, ``jsx`` (tag names; none for fragments),
``binding`` (every name bound by a declaration, parameter or pattern, wherever it stands), ``branch`` (code that runs
only under a condition), ``loop`` (code that runs repeatedly), ``arguments`` (from which the parser takes the names and
members in them: a pattern that waits for children costs at every node below), ``passed`` (a name or member given as
a property's value, as an element of an array, or in a JSX expression), ``cast`` (a name or member with another type)
and ``decorator`` (a name or member that decorates without being called)."""
