"""Fields of classes that hold functions which something wraps, or which the constructor sets."""

from __future__ import annotations

import pytest
from call_items import items, shown

_WRAP = "import { action } from 'mobx'; export const other = () => 1; function wrap<T>(run: T): T { return run; }"


@pytest.mark.parametrize(
    "field",
    [
        "run = action(() => { other(); });",
        "run = wrap(async () => { other(); });",
        "run = React.useCallback(() => other(), []);",
        "run = debounce(300, () => other());",
        "run: () => void = action(() => { other(); });",
        "static run = action(() => { other(); });",
        "run = action(other);",
        "run: () => number; constructor() { this.run = action(() => other()); }",
        "run; constructor() { this.run = action(() => other()); }",
        "constructor() { this.run = () => other(); }",
        "run: () => void; constructor() { this.run = function () { other(); }; }",
    ],
)
def test_code_in_a_field_that_holds_a_function_is_of_the_field(field: str) -> None:
    target = "Base" if "static" in field else "base"
    found = items(f"{_WRAP} export class Base {{ {field} }} export const main = (base: Base) => {target}.run();")
    assert shown(found["main"]) == ["call main#Base.run"]
    assert any("other" in each for each in shown(found["Base.run"]))
    assert shown(found["Base"]) == []


def test_this_in_such_a_field_is_the_object() -> None:
    found = items(
        "import { action } from 'mobx'; export class Base {"
        " update = action(() => { this.log(); }); bound = action(this.log); log() {}"
        " save() { this.update(); this.bound(); } }"
        "export class Own extends Base { go() { this.update(); } }"
    )
    assert shown(found["Base.update"]) == ["call main#Base.log"]
    assert shown(found["Base.bound"]) == ["callback main#Base.log"]
    assert shown(found["Base.save"]) == ["call main#Base.bound", "call main#Base.update"]
    assert shown(found["Own.go"]) == ["call main#Base.update"]


def test_a_field_of_a_function_type_that_the_constructor_sets_by_a_call() -> None:
    found = items(
        "import { create } from './a'; export class Base { readonly #get: (id: string) => Promise<string>;"
        " constructor(pool: string) { this.#get = create(pool)(1); } load() { return this.#get('a'); } }",
        a="export const create = (pool: string) => (of: number) => async (id: string) => pool + id;",
    )
    assert shown(found["Base.load"]) == ["call main#Base.#get"]
    assert shown(found["Base.#get"]) == ["call a#create x2"]


@pytest.mark.parametrize(
    "field",
    [
        "run = make();",
        "run = make().then(() => other());",
        "run = make.map(() => make(other()));",
        "run: Service = make(() => other());",
        "run; constructor() { this.run = make(); }",
        "run: Service; constructor() { this.run = make(() => other()); }",
        "run() {} constructor() { this.run = make(() => other()); }",
    ],
)
def test_the_code_of_other_fields_is_of_the_class(field: str) -> None:
    main = f"import {{ make, other, Service }} from './a'; export class Base {{ {field} }}"
    found = items(main, a="export class Service {} export const make = (a?) => a; export const other = () => 1;")
    assert any(each.startswith("call a#make") for each in shown(found["Base"]))
    assert shown(found.get("Base.run", {})) == []


def test_such_a_field_is_an_item_whatever_is_in_it() -> None:
    found = items("import { action } from 'mobx'; export class Base { run = action((a) => a); go() { this.run(1); } }")
    assert found["Base.run"]["nodeType"] == "value"
    assert shown(found["Base.go"]) == ["call main#Base.run"]
