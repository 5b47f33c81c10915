"""The text of a synthetic module: what its plan says it exports, filled up to its size with code that uses it."""

from __future__ import annotations

from collections.abc import Callable

from bench.synthetic import Module, Repository, random_of
from bench.synthetic_code import Code
from bench.synthetic_imports import choose, exported_by_index, relative
from bench.synthetic_words import NOUNS, camel, pascal

LIBRARIES = (
    ("clsx", "import clsx from 'clsx';"),
    ("date-fns", "import { format, parseISO } from 'date-fns';"),
    ("lucide-react", "import { ChevronDown, Plus, Trash2 } from 'lucide-react';"),
    ("@tanstack/react-query", "import { useMutation, useQuery } from '@tanstack/react-query';"),
    ("next-intl", "import { useTranslations } from 'next-intl';"),
    ("lodash", "import { groupBy, sortBy } from 'lodash';"),
    ("next/link", "import Link from 'next/link';"),
    ("nanoid", "import { nanoid } from 'nanoid';"),
)


def text_of(repository: Repository, index: int) -> str:
    """The whole source of the module of number `index`."""
    module = repository.modules[index]
    if module.kind == "barrel":
        return _barrel(repository, index)
    random = random_of(repository.seed, module.path)
    code = Code(random, choose(repository, index, random))
    _head(module, code)
    WRITERS[module.kind](module, code)
    while code.size < module.size:
        _FILLERS[module.kind](module, code)
    return code.text()


def _barrel(repository: Repository, index: int) -> str:
    module = repository.modules[index]
    random = random_of(repository.seed, module.path)
    lines = []
    for target in exported_by_index(repository, index):
        place = relative(module.path, target.path)
        style = random.random()
        names = ", ".join(target.names)
        if target.kind == "types" and style < 0.5:
            lines.append(f"export type {{ {names} }} from '{place}';")
        else:
            lines.append(f"export * from '{place}';" if style < 0.7 else f"export {{ {names} }} from '{place}';")
    return "\n".join(lines or ["export {};"]) + "\n"


def _head(module: Module, code: Code) -> None:
    """Directives and imports."""
    random = code.random
    if module.kind in ("component", "form", "context", "hook"):
        if random.random() < 0.4:
            code.add("'use client';", "")
        code.add("import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';")
    if module.kind == "context":
        code.add("import { createContext, useContext } from 'react';")
    if module.kind == "form":
        code.add("import { zodResolver } from '@hookform/resolvers/zod';", "import { useForm } from 'react-hook-form';")
    if module.kind in ("schema", "form"):
        code.add("import { z } from 'zod';")
    if module.kind not in ("types", "constants", "schema"):
        for _, line in random.sample(LIBRARIES, random.choice((0, 0, 1, 1, 2, 3))):
            code.add(line)
    grouped: dict[str, list[str]] = {}
    for each in code.imports:
        mark = "type " if each.kind == "types" else ""
        grouped.setdefault(each.specifier, []).append(mark + each.name)
    for specifier, names in grouped.items():
        code.add(f"import {{ {', '.join(names)} }} from '{specifier}';")
    code.add("")


def _component(module: Module, code: Code) -> None:
    for position, name in reversed(list(enumerate(module.names))):
        _one_component(name, code, exported=True, default=position == 0 and code.chance(0.12))


def _one_component(name: str, code: Code, *, exported: bool, default: bool = False) -> None:
    fields = code.fields(code.random.randint(1, 7))
    code.interface(f"{name}Props", fields, exported=exported and code.chance(0.4))
    props = ", ".join(field for field, _, _ in fields)
    mark = "export default " if default else "export " if exported else ""
    style = code.random.random()
    if style < 0.55 or default:
        code.open(f"{mark}function {name}({{ {props} }}: {name}Props) {{")
    elif style < 0.93:
        code.open(f"{mark}const {name} = ({{ {props} }}: {name}Props) => {{")
    else:
        code.open(f"{mark}const {name} = memo(function {name}({{ {props} }}: {name}Props) {{")
        code.add_import("import { memo } from 'react';")
    code.hook_calls(code.random.randint(0, 4))
    for _ in range(code.random.choice((0, 0, 1, 1, 2))):
        code.handler()
    if code.chance(0.3):
        code.add(f"  if (!{fields[0][0]}) {{", "    return null;", "  }", "")
    code.add("  return (")
    code.element(2, code.random.randint(1, 4), [field for field, _, _ in fields])
    code.add("  );")
    code.close("});" if not default and style >= 0.93 else "};" if not default and style >= 0.55 else "}")


def _hook(module: Module, code: Code) -> None:
    for name in reversed(module.names):
        code.function(name, exported=True, hooks=code.random.randint(1, 4))


def _service(module: Module, code: Code) -> None:
    for name in reversed(module.names):
        code.function(name, exported=True)


def _schema(module: Module, code: Code) -> None:
    schemas = [name for name in module.names if name.endswith("Schema")]
    for name in reversed(schemas):
        code.schema(name, exported=True)
    code.add(f"export type {module.names[1]} = z.infer<typeof {schemas[0]}>;", "")


def _types(module: Module, code: Code) -> None:
    for name in reversed(module.names):
        code.declared_type(name, exported=True)


def _constants(module: Module, code: Code) -> None:
    for name in module.names:
        code.constant(name, exported=True)


def _class(module: Module, code: Code) -> None:
    name = module.names[0]
    code.open(f"export class {name} {{")
    for field, kind, _ in code.fields(code.random.randint(1, 4)):
        code.add(f"  private readonly {field}?: {kind};")
    code.add("")
    for noun in code.random.sample(NOUNS, code.random.randint(2, 6) + module.size // 2500):
        code.method(camel([code.verb(), noun]))
    code.close("}")


def _form(module: Module, code: Code) -> None:
    name = module.names[0]
    known = [each.name for each in code.imports if each.kind == "schema" and each.main]
    schema = known[0] if known else f"{camel([name])}Schema"
    if not known:
        code.schema(schema, exported=False)
    code.add(f"type {name}Values = z.infer<typeof {schema}>;", "")
    code.open(f"export function {name}({{ onDone }}: {{ onDone: (values: {name}Values) => Promise<void> }}) {{")
    code.add("  const { register, handleSubmit, formState } = useForm<" + name + "Values>({")
    code.add(f"    resolver: zodResolver({schema}),", "    defaultValues: {},", "  });", "")
    code.hook_calls(code.random.randint(0, 2))
    code.add("  return (", "    <form onSubmit={handleSubmit(onDone)}>")
    for noun in code.random.sample(NOUNS, code.random.randint(2, 9)):
        code.add(f'      <label htmlFor="{noun}">{noun.title()}</label>')
        code.add(f"      <input id=\"{noun}\" {{...register('{noun}')}} disabled={{formState.isSubmitting}} />")
    code.add('      <button type="submit">Save</button>', "    </form>", "  );")
    code.close("}")


def _context(module: Module, code: Code) -> None:
    provider, hook = module.names
    value = f"{provider}Value"
    code.interface(value, code.fields(code.random.randint(2, 8)), exported=True)
    code.add(f"const Context = createContext<{value} | null>(null);", "")
    code.open(f"export function {provider}({{ children, value }}: {{ children: ReactNode; value: {value} }}) {{")
    code.hook_calls(code.random.randint(0, 2))
    code.add("  return <Context.Provider value={value}>{children}</Context.Provider>;")
    code.close("}")
    code.open(f"export function {hook}(): {value} {{")
    code.add("  const found = useContext(Context);", "  if (found === null) {")
    code.add(f"    throw new Error('{hook} is used outside of {provider}');", "  }", "  return found;")
    code.close("}")


def _more_functions(_module: Module, code: Code) -> None:
    code.function(code.fresh(), exported=code.chance(0.2))


def _more_components(_module: Module, code: Code) -> None:
    if code.chance(0.6):
        _one_component(pascal([code.fresh()]), code, exported=False)
    else:
        code.function(code.fresh(), exported=False)


def _more_types(_module: Module, code: Code) -> None:
    code.declared_type(pascal([code.fresh()]), exported=True)


def _more_constants(_module: Module, code: Code) -> None:
    code.constant(code.fresh().upper(), exported=code.chance(0.5))


def _more_schemas(_module: Module, code: Code) -> None:
    code.schema(code.fresh() + "Schema", exported=code.chance(0.5))


Writer = Callable[[Module, Code], None]
WRITERS: dict[str, Writer] = {
    "component": _component,
    "hook": _hook,
    "service": _service,
    "schema": _schema,
    "types": _types,
    "constants": _constants,
    "class": _class,
    "form": _form,
    "context": _context,
}
_FILLERS: dict[str, Writer] = {
    **dict.fromkeys(WRITERS, _more_functions),
    "component": _more_components,
    "types": _more_types,
    "constants": _more_constants,
    "schema": _more_schemas,
}
