"""What the functions of packages give, above all those of React."""

from __future__ import annotations

from stocktake.extractors.call_graph.values import UNKNOWN, Value

# What React hands back is the caller's own value, except the setters of its tuples.
REACT_TUPLES = frozenset({"useState", "useReducer", "useTransition", "useActionState", "useOptimistic"})
HOLDERS = {"useState()": "0", "useRef()": "current"}
"""What of a result of React is what it was given, and goes by the type argument."""
READ_CONTEXT = frozenset({"useContext", "use"})
CREATE_CONTEXT = Value("external", "createContext", "react")


def external_result(called: Value) -> Value:
    """What a package's function gives is taken to be the package's, but for React."""
    if called.name != "react" or called.path == "createContext":
        return called
    is_followed = called.path in REACT_TUPLES or called.path == "useRef"
    return called._replace(path=called.path + "()") if is_followed else UNKNOWN
