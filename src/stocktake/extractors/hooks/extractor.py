"""The hooks inventory: callables at module level that are named like hooks, or whose file is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import UNSET, Struct, UnsetType

from stocktake.extractors.base import Extractor, Project
from stocktake.extractors.built_in import BUILT_IN
from stocktake.extractors.code.react import is_named_like_hook
from stocktake.extractors.hooks.examples import EXAMPLES
from stocktake.extractors.hooks.facts import HookFact, hook_facts

if TYPE_CHECKING:
    from stocktake.extractors.base import Example
    from stocktake.syntax.parsed import ParsedFile

_REACT_19 = frozenset({"useActionState", "useFormStatus", "useOptimistic"})


class ParameterItem(Struct, frozen=True, omit_defaults=True):
    """A parameter of a hook. Its texts are cut at 160 characters with "…".

    * ``name``: its name or destructuring pattern as written, on one line;
    * ``type``: the text of its type, absent where it has none;
    * ``optional``: whether it may be left out, false where absent;
    * ``default``: the text of its default, absent where there is none.
    """

    name: str
    type: str | UnsetType = UNSET
    optional: bool = False
    default: str | UnsetType = UNSET


class HookItem(Struct, frozen=True, rename="camel"):
    """One hook at module level, exported or not: those inside functions, classes and namespaces are not listed. What
    can be called and is named ``use`` and an upper-case letter or digit is one (``unstable_useA`` is none), and so is
    an anonymous default export, named ``default``, of a file with such a name, unless it gives elements. What is
    imported or required is not declared here.

    * ``parameters``: null where the declaration does not show them: a hook made by a call, destructured, under another
      name, or declared by overloads alone; else those of the function type that a variable is declared with, where it
      has one;
    * ``return_type``: the annotation as written, or that of such a function type, cut at 300 characters; null where
      there is none: it is never guessed;
    * ``dependencies``: names of the hooks it calls, React's ``use`` among them; which of several of one name is told by
      the call graph;
    * ``is_react19_action``: whether it is, or calls, ``useActionState``, ``useFormStatus`` or ``useOptimistic``.
    """

    name: str
    file: str
    line: int
    end_line: int
    exports: list[str]
    parameters: list[ParameterItem] | None
    return_type: str | None
    dependencies: list[str]
    is_react19_action: bool


class HooksExtractor(Extractor):
    """Hooks, in any callable form of declaration."""

    name: ClassVar[str] = "hooks"
    folder: ClassVar[str] = "hooks-inventory"
    summary: ClassVar[str] = "Hooks: parameters, return types, the hooks they call"
    version: ClassVar[int] = BUILT_IN["hooks"].version
    incremental: ClassVar[bool] = True
    fact_type: ClassVar[Any] = list[HookFact]
    item_type: ClassVar[type] = HookItem
    examples: ClassVar[tuple[Example, ...]] = EXAMPLES

    def extract(self, file: ParsedFile) -> list[HookFact] | None:
        """The file's hooks, or None."""
        return hook_facts(file) or None

    def items(self, path: str, facts: list[HookFact], project: Project) -> Iterable[HookItem]:  # noqa: ARG002
        """One item a hook."""
        for fact in facts:
            if not is_named_like_hook(path, fact.name):
                continue
            given = fact.parameters
            yield HookItem(
                name=fact.name,
                file=path,
                line=fact.line,
                end_line=fact.end_line,
                exports=fact.exports,
                parameters=None
                if given is None
                else [
                    ParameterItem(each.name, each.type or UNSET, each.optional, each.default or UNSET) for each in given
                ],
                return_type=fact.return_type,
                dependencies=fact.dependencies,
                is_react19_action=fact.name in _REACT_19 or not _REACT_19.isdisjoint(fact.dependencies),
            )

    def counters(self, items: Sequence[HookItem]) -> dict[str, int]:
        """Totals of exported hooks and of those around React 19 actions.

        * ``exported``: hooks with ``exports``;
        * ``react19_actions``, ``standard_hooks``: hooks with and without ``isReact19Action``.
        """
        return {
            "exported": sum(1 for item in items if item.exports),
            "react19_actions": sum(1 for item in items if item.is_react19_action),
            "standard_hooks": sum(1 for item in items if not item.is_react19_action),
        }
