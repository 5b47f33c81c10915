"""What functions return that they made: objects behind `useMemo` and names, and parameters that are taken apart."""

from __future__ import annotations

import pytest
from call_items import items, shown

_MODAL = (
    "import { useCallback, useMemo, useState } from 'react';"
    "const Box = (p: { show: boolean }) => <div>{p.show}</div>;"
    "export function useModal() {"
    "  const [show, setShow] = useState(false);"
    "  const Inner = useCallback(() => <Box show={show} />, [show]);"
    "  RETURN"
    "}"
)
_PAGE = "import { useModal } from './a'; export const Page = () => { const { Modal } = useModal(); return <Modal />; };"


@pytest.mark.parametrize(
    "returned",
    [
        "return { setShow, Modal: Inner };",
        "return useMemo(() => ({ setShow, Modal: Inner }), [Inner]);",
        "return React.useMemo(() => { return { setShow, Modal: Inner }; }, [Inner]);",
        "const value = useMemo(() => ({ setShow, Modal: Inner }), [Inner]); return value;",
        "const value = { setShow, Modal: Inner }; return value;",
    ],
)
def test_a_component_that_a_hook_makes_is_part_of_the_hook(returned: str) -> None:
    found = items(_PAGE, a=_MODAL.replace("RETURN", returned))
    assert shown(found["Page"]) == ["hook a#useModal", "render a#useModal"]


@pytest.mark.parametrize("returned", ["let value = { Modal: Inner }; return value;", "return other({ Modal: Inner });"])
def test_what_may_be_another_object_is_not_followed(returned: str) -> None:
    assert shown(items(_PAGE, a=_MODAL.replace("RETURN", returned))["Page"]) == ["hook a#useModal"]


_QUERIES = (
    "export class Users { find(id: string) { return id; } }"
    "export class Queries { users = new Users(); }"
    "export abstract class Tenant { abstract readonly queries: Queries; abstract readonly id: string; }"
    "type Init<T> = (router: T, tenant: Tenant) => void;"
    "export type ByFunction<T> = Parameters<Init<T>>;"
    "export type ByTuple<T> = readonly [router: T, tenant: Tenant];"
    "export type Plain<T> = [T, Tenant?];"
)


@pytest.mark.parametrize("typed", ["ByFunction<string>", "ByTuple<string>", "Plain<string>", "[string, Tenant]"])
@pytest.mark.parametrize(
    "code",
    [
        "(...[router, { queries }]: TYPED) => { queries.users.find('a'); }",
        "(...[router, tenant]: TYPED) => { const { queries: { users } } = tenant; users.find('a'); }",
        "([router, { queries }]: TYPED) => { queries.users.find('a'); }",
        "([, { queries }]: TYPED) => { queries.users.find('a'); }",
    ],
)
def test_parameters_are_taken_apart_by_the_type_of_all(typed: str, code: str) -> None:
    imports = "import { ByFunction, ByTuple, Plain, Tenant } from './a';"
    found = items(f"{imports} export const main = {code.replace('TYPED', typed)};", a=_QUERIES)
    assert shown(found["main"]) == ["call a#Users.find"]


@pytest.mark.parametrize(
    "code",
    [
        "(...[, tenant]: [...Tenant[]]) => { tenant.queries.users.find('a'); }",
        "(...[router]: ByTuple<string>) => { router.queries.users.find('a'); }",
        "(...tenant: ByTuple<string>) => { tenant.queries.users.find('a'); }",
    ],
)
def test_other_elements_are_not_taken_for_one_that_is_known(code: str) -> None:
    found = items(f"import {{ ByTuple, Tenant }} from './a'; export const main = {code};", a=_QUERIES)
    assert shown(found["main"]) == []
