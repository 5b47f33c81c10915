"""How published JSON is laid out on lines, so that a small change is a small diff."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import fields

from stocktake.encoding import to_json


def one_a_line(value: Struct) -> bytes:
    """``value`` as JSON, one key a line; of a key that holds a list or a map, one element a line in compact form."""
    keys = [
        b"  %b: %b" % (to_json(name), _body(getattr(value, name))) for name in (f.encode_name for f in fields(value))
    ]
    return b"{\n" + b",\n".join(keys) + b"\n}\n"


def _body(value: object) -> bytes:
    if isinstance(value, list) and value:
        return b"[\n" + b",\n".join(b"    " + to_json(element) for element in value) + b"\n  ]"
    if isinstance(value, dict) and value:
        pairs = (b"    %b: %b" % (to_json(str(key)), to_json(element)) for key, element in value.items())
        return b"{\n" + b",\n".join(pairs) + b"\n  }"
    return to_json(value)
