"""Types of what is wrong, as they are named."""

from __future__ import annotations

# What is `Validated` is the thing itself, and what is a `Validator` a function.
PROBLEM_TYPE = (
    r"(?:[\w$]+\.)*(?:[\w$]*(?:Valid(?!ated|ator)|Error|Issue|Problem|Invalid)[\w$]*|[\w$]*(?:Violation|Failure)s?)"
)
"""Matches the name of the type of one: ``FieldError``, ``z.core.$ZodIssue``."""
