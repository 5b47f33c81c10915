"""A source file that grows: declarations, statements and JSX, drawn at random, that use what the file imports."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from bench.synthetic_words import NOUNS, QUALIFIERS, VERBS, camel

if TYPE_CHECKING:
    from bench.synthetic_imports import Imported

Field = tuple[str, str, bool]
"""Name, type, and whether it is optional."""

_TYPES = ("string", "string", "string", "number", "number", "boolean", "Date", "string[]", "unknown")
_ZOD = ("z.string()", "z.string()", "z.number()", "z.boolean()", "z.date()", "z.array(z.string())")
_CHECKS = {
    "z.string()": (".min(1)", ".email()", ".max(255)", ".trim()", ".uuid()"),
    "z.number()": (".int()", ".min(0)"),
}
_MARKS = (".optional()", ".nullable()", ".default('')", ".nullish()")
_TAGS = ("div", "div", "span", "section", "p", "ul", "li", "button", "header", "h2")
_CLASSES = ("flex", "grid", "items-center", "justify-between", "gap-2", "p-4", "text-sm", "font-medium", "border")


class Code:
    """Lines of one file. `fresh` names are taken once; what is imported is called, rendered or mentioned."""

    def __init__(self, random: Random, imports: list[Imported]) -> None:
        self.random = random
        self.imports = imports
        self.size = 0
        self._lines: list[str] = []
        self._extra: set[str] = set()
        self._count = 0
        self._functions = [each.name for each in imports if each.kind == "service"]
        self._hooks = [each.name for each in imports if each.name.startswith("use")]
        self._components = [each.name for each in imports if each.kind in ("component", "form")]
        self._types = [each.name for each in imports if each.kind == "types"]
        self._schemas = [each.name for each in imports if each.kind == "schema" and each.name.endswith("Schema")]
        self._constants = [each.name for each in imports if each.kind == "constants"]

    def text(self) -> str:
        """The file so far; imports that were found to be needed come first."""
        return "\n".join([*sorted(self._extra), *self._lines]).rstrip("\n") + "\n"

    def add(self, *lines: str) -> None:
        """Append whole lines."""
        self._lines += lines
        self.size += sum(len(line) + 1 for line in lines)

    def add_import(self, line: str) -> None:
        """Import something more, once."""
        self._extra.add(line)

    def chance(self, share: float) -> bool:
        """True as often as `share` says."""
        return self.random.random() < share

    def verb(self) -> str:
        """Some verb."""
        return self.random.choice(VERBS)

    def fresh(self) -> str:
        """A name that nothing in this file has."""
        self._count += 1
        return camel([self.verb(), self.random.choice(QUALIFIERS), self.random.choice(NOUNS)]) + str(self._count)

    def open(self, line: str) -> None:
        """Begin a declaration, now and then with a comment above."""
        if self.chance(0.2):
            words = " ".join(self.random.choice(NOUNS) for _ in range(self.random.randint(4, 12)))
            self.add("/**", f" * {words.capitalize()}.", " */")
        self.add(line)

    def close(self, line: str) -> None:
        """End a declaration."""
        self.add(line, "")

    def fields(self, count: int) -> list[Field]:
        """Distinct fields of various types."""
        nouns = self.random.sample(NOUNS, count)
        return [(noun + "Value" * self.chance(0.2), self._type(), self.chance(0.3)) for noun in nouns]

    def _type(self) -> str:
        if self._types and self.chance(0.3):
            return self.random.choice(self._types) + "[]" * self.chance(0.2)
        if self.chance(0.12):
            return " | ".join(f"'{noun}'" for noun in self.random.sample(NOUNS, self.random.randint(2, 5)))
        if self.chance(0.08):
            return f"Record<string, {self.random.choice(_TYPES)}>"
        return self.random.choice(_TYPES)

    def interface(self, name: str, fields: list[Field], *, exported: bool) -> None:
        """An interface, or an object type."""
        mark = "export " if exported else ""
        as_type = self.chance(0.4)
        self.open(f"{mark}type {name} = {{" if as_type else f"{mark}interface {name} {{")
        for field, kind, optional in fields:
            self.add(f"  {field}{'?' if optional else ''}: {kind};")
        self.close("};" if as_type else "}")

    def declared_type(self, name: str, *, exported: bool) -> None:
        """An interface, union, enum or derived type."""
        style = self.random.random()
        mark = "export " if exported else ""
        if style < 0.7:
            self.interface(name, self.fields(self.random.randint(2, 24)), exported=exported)
        elif style < 0.82:
            self.add(f"{mark}type {name} = {' | '.join(map(repr, self.random.sample(NOUNS, 5)))};", "")
        elif style < 0.9:
            self.open(f"{mark}enum {name} {{")
            for noun in self.random.sample(NOUNS, self.random.randint(2, 8)):
                self.add(f"  {noun.title()} = '{noun}',")
            self.close("}")
        elif self._types:
            base = self.random.choice(self._types)
            self.add(f"{mark}type {name} = Partial<{base}> & {{ {self.random.choice(NOUNS)}: string }};", "")
        else:
            self.add(f"{mark}type {name}<T> = {{ [K in keyof T]?: T[K] extends string ? T[K] : never }};", "")

    def constant(self, name: str, *, exported: bool) -> None:
        """A table, list or plain value."""
        mark = "export " if exported else ""
        style = self.random.random()
        if style < 0.5:
            self.open(f"{mark}const {name} = {{")
            for noun in self.random.sample(NOUNS, self.random.randint(3, 20)):
                self.add(f"  {noun}: {{ label: '{noun.title()}', order: {self.random.randint(0, 99)} }},")
            self.close("} as const;")
        elif style < 0.85:
            nouns = self.random.sample(NOUNS, self.random.randint(3, 12))
            self.add(f"{mark}const {name} = [", *(f"  '{noun}'," for noun in nouns), "];", "")
        else:
            self.add(f"{mark}const {name} = {self.random.randint(1, 5000)};", "")

    def schema(self, name: str, *, exported: bool) -> None:
        """A zod object, union or a schema derived from an imported one."""
        mark = "export " if exported else ""
        opening = "z.object({"
        if self._schemas and self.chance(0.35):
            opening = f"{self.random.choice(self._schemas)}.extend({{"
        self.open(f"{mark}const {name} = {opening}")
        for noun in self.random.sample(NOUNS, self.random.randint(2, 12)):
            self.add(f"  {noun}: {self._zod()},")
        refined = ".refine((value) => Object.keys(value).length > 0)" if self.chance(0.08) else ""
        self.close(f"}}){refined};")

    def _zod(self) -> str:
        if self._schemas and self.chance(0.15):
            return self.random.choice(self._schemas) + self.random.choice(("", ".array()", ".optional()"))
        if self.chance(0.12):
            return f"z.enum([{', '.join(repr(noun) for noun in self.random.sample(NOUNS, 4))}])"
        base = self.random.choice(_ZOD)
        checks = "".join(self.random.choice(_CHECKS[base]) for _ in range(self.random.randint(0, 2)) if base in _CHECKS)
        return base + checks + (self.random.choice(_MARKS) if self.chance(0.3) else "")

    def function(self, name: str, *, exported: bool, hooks: int = 0) -> None:
        """A function or arrow with a body; with `hooks`, a hook."""
        mark = "export " if exported else ""
        wait = "async " if not hooks and self.chance(0.45) else ""
        fields = self.fields(self.random.randint(0, 4))
        parameters = ", ".join(f"{field}: {kind}" for field, kind, _ in fields)
        arrow = self.chance(0.45)
        start = (
            f"{mark}const {name} = {wait}({parameters}) => {{"
            if arrow
            else f"{mark}{wait}function {name}({parameters}) {{"
        )
        self.open(start)
        self.hook_calls(hooks)
        known = [field for field, _, _ in fields]
        for _ in range(self.random.randint(1, 8)):
            self._statement(1, known, 2, bool(wait))
        self.add(f"  return {self._expression(known)};")
        self.close("};" if arrow else "}")

    def method(self, name: str) -> None:
        """A method of a class that is open."""
        wait = "async " if self.chance(0.6) else ""
        fields = self.fields(self.random.randint(0, 3))
        parameters = ", ".join(f"{field}: {kind}" for field, kind, _ in fields)
        self.add(f"  {wait}{name}({parameters}) {{")
        known = [field for field, _, _ in fields]
        for _ in range(self.random.randint(1, 6)):
            self._statement(2, known, 1, bool(wait))
        self.add(f"    return {self._expression(known)};", "  }", "")

    def hook_calls(self, count: int) -> None:
        """Calls of hooks, imported ones among them."""
        for _ in range(count):
            name = self.random.choice(NOUNS) + str(self._number())
            if self._hooks and self.chance(0.5):
                self.add(f"  const {name} = {self.random.choice(self._hooks)}();")
                continue
            style = self.random.random()
            if style < 0.45:
                self.add(f"  const [{name}, set{name.title()}] = useState<{self.random.choice(_TYPES)} | null>(null);")
            elif style < 0.65:
                self.add("  useEffect(() => {", f"    {self._call([])};", "  }, []);")
            elif style < 0.85:
                self.add(f"  const {name} = useMemo(() => {self._expression([])}, []);")
            else:
                self.add(f"  const {name} = useCallback(() => {{", f"    {self._call([])};", "  }, []);")

    def handler(self) -> None:
        """A function inside a component."""
        self.add(f"  const {self.fresh()} = async () => {{")
        for _ in range(self.random.randint(1, 4)):
            self._statement(2, [], 1, True)
        self.add("  };", "")

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _statement(self, depth: int, known: list[str], levels: int, wait: bool) -> None:
        indent = "  " * depth
        style = self.random.random()
        if style < 0.45 or not levels:
            name = self.random.choice(NOUNS) + str(self._number())
            self.add(
                f"{indent}const {name} = {'await ' if wait and self.chance(0.5) else ''}{self._expression(known)};"
            )
            known.append(name)
        elif style < 0.65:
            self.add(f"{indent}if ({self._condition(known)}) {{")
            for _ in range(self.random.randint(1, 3)):
                self._statement(depth + 1, list(known), levels - 1, wait)
            self.add(f"{indent}}}")
        elif style < 0.75:
            self.add(f"{indent}for (const item of {self._name(known)} ?? []) {{")
            self._statement(depth + 1, [*known, "item"], levels - 1, wait)
            self.add(f"{indent}}}")
        elif style < 0.82:
            self.add(f"{indent}try {{")
            self._statement(depth + 1, list(known), levels - 1, wait)
            self.add(f"{indent}}} catch (error) {{", f"{indent}  console.error(error);", f"{indent}}}")
        elif style < 0.88:
            words = " ".join(self.random.choice(NOUNS) for _ in range(self.random.randint(4, 10)))
            self.add(f"{indent}// {words.capitalize()}.")
        else:
            self.add(f"{indent}{'await ' if wait else ''}{self._call(known)};")

    def _name(self, known: list[str]) -> str:
        if known and self.chance(0.7):
            return self.random.choice(known)
        if self._constants and self.chance(0.6):
            return self.random.choice(self._constants)
        return f"globalThis.{self.random.choice(NOUNS)}"

    def _condition(self, known: list[str]) -> str:
        return f"{self._name(known)} {self.random.choice(('===', '!==', '>', '&&', '||'))} {self._value(known)}"

    def _value(self, known: list[str]) -> str:
        style = self.random.random()
        if style < 0.3:
            return f"'{self.random.choice(NOUNS)}'"
        if style < 0.5:
            return str(self.random.randint(0, 1000))
        if style < 0.7:
            return f"{self._name(known)}?.{self.random.choice(NOUNS)}"
        return self._name(known)

    def _call(self, known: list[str]) -> str:
        style = self.random.random()
        arguments = ", ".join(self._value(known) for _ in range(self.random.randint(0, 3)))
        if self._functions and style < 0.5:
            return f"{self.random.choice(self._functions)}({arguments})"
        if self._schemas and style < 0.6:
            method = self.random.choice(("parse", "safeParse"))
            return f"{self.random.choice(self._schemas)}.{method}({self._value(known)})"
        if style < 0.8:
            return f"{self._name(known)}?.{self.random.choice(VERBS)}({arguments})"
        return f"console.{self.random.choice(('log', 'warn', 'info'))}({arguments})"

    def _expression(self, known: list[str]) -> str:
        style = self.random.random()
        if style < 0.4:
            return self._call(known)
        if style < 0.55:
            keys = self.random.sample(NOUNS, self.random.randint(1, 5))
            return "{ " + ", ".join(f"{key}: {self._value(known)}" for key in keys) + " }"
        if style < 0.7:
            return f"{self._name(known)}?.filter((entry) => entry.{self.random.choice(NOUNS)} === {self._value(known)})"
        if style < 0.8:
            return f"{self._condition(known)} ? {self._value(known)} : {self._value(known)}"
        if style < 0.9:
            return f"`{self.random.choice(NOUNS)} ${{{self._name(known)}}}`"
        return self._value(known)

    def element(self, depth: int, levels: int, known: list[str]) -> None:
        """A JSX element with what is in it."""
        indent = "  " * depth
        if self._components and self.chance(0.4):
            attributes = f" {self.random.choice(NOUNS)}={{{self._value(known)}}}" * self.random.randint(0, 1)
            self.add(f"{indent}<{self.random.choice(self._components)}{attributes} />")
            return
        tag = self.random.choice(_TAGS)
        styles = " ".join(self.random.sample(_CLASSES, self.random.randint(1, 6)))
        self.add(f'{indent}<{tag} className="{styles}">')
        for _ in range(self.random.randint(1, 3)):
            style = self.random.random()
            if levels and style < 0.55:
                self.element(depth + 1, levels - 1, known)
            elif style < 0.7:
                self.add(f"{indent}  {{{self._name(known)} && <span>{self.random.choice(NOUNS).title()}</span>}}")
            elif style < 0.8:
                self.add(
                    f"{indent}  {{{self._name(known)}?.map((item) => (",
                    f"{indent}    <li key={{item.id}}>{{item.name}}</li>",
                )
                self.add(f"{indent}  ))}}")
            else:
                self.add(f"{indent}  {self.random.choice(QUALIFIERS).title()} {self.random.choice(NOUNS)}")
        self.add(f"{indent}</{tag}>")
