"""What a path says: and, as important, what it does not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.sources.classify import folder_reasons, name_reasons, path_reason

TESTS = """
src/a.test.ts src/a.spec.tsx src/a.e2e.ts src/a.e2e-spec.ts src/a.cy.jsx src/types.test-d.ts src/sort.bench.ts
src/a.integration.test.ts src/a.test.helpers.ts src/__tests__/x.ts src/__mocks__/fs.js src/__fixtures__/big.ts
codemods/__testfixtures__/a.input.tsx test/x.ts tests/deep/x.ts e2e/x.ts cypress/support/index.js playwright/x.ts
integration-tests/http/x.ts packages/a/test/x.ts packages/a/tests/x.ts src/setupTests.ts setup-tests.js
jest.config.js jest.config.e2e.ts vitest.config.mts vitest.unit.config.ts vitest.workspace.ts vitest.setup.ts
jest-setup.js vitestSetup.ts jest.setup.tsx playwright.config.ts playwright.service.config.ts cypress.config.ts
jest-preset.js apps/web/e2e-tests/a.ts src/a.unit-test.ts src/a.servertest.ts src/a.toggle.clienttest.tsx
src/a.integration-spec.ts
"""
STORIES = "src/Button.stories.tsx src/Button.story.jsx .storybook/main.ts packages/a/.storybook/preview.tsx"
DECLARATIONS = "src/a.d.ts src/a.d.mts src/a.d.cts src/styles.d.css.ts vite-env.d.ts flow-typed/npm/jest_v29.x.x.js"
GENERATED = """
src/routeTree.gen.ts src/api.generated.ts src/__generated__/graphql.ts .yarn/releases/yarn-4.0.2.cjs .pnp.cjs
.pnp.loader.mjs __generated/ve/types.ts src/database.generated.types.ts
"""
MINIFIED = "js/a.min.js js/a-min.js js/a.bundle.js js/a.min.mjs js/a.min.cjs"
SOURCES = """
src/test/x.ts app/test/page.tsx components/tests/x.tsx src/e2e/x.ts packages/b/test/x.ts lib/test.ts test.ts spec.ts
src/ab-test.tsx src/test-utils.tsx src/testing/x.ts src/speed_test.ts src/latest.ts src/contest.tsx src/mocks/x.ts
src/fixtures/x.ts src/integrations/cypress/x.ts src/cypress-onboarding-setup.tsx src/jest-setup-guide.tsx
src/setupTest.ts src/setup-test.tsx src/stories/x.tsx src/stories.tsx src/story.tsx src/generated/x.ts src/generated.ts
src/gen.ts src/codegen/x.ts src/a.gen.worker.ts src/admin.js src/bundle.js src/d.ts src/a.min.ts src/Min.tsx
vite.config.ts next.config.js tailwind.config.js dist/index.js build/index.js packages/playwright/src/index.ts
src/flow-typed.ts src/a.latest.ts src/a.contest.tsx src/pets.api-spec.ts src/a.client.ts src/a.unit.ts
.eslintrc.cjs .storybooks/x.ts a/specs/x.ts docs/test/x.ts packages/kit/cypress/src/index.ts src/playwright.tsx
"""
PACKAGES = {"", "packages/a", "packages/playwright", "packages/kit", "packages/kit/cypress", "apps/web"}


def cases(text: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", text.split())


@cases(TESTS)
def test_tests(path: str) -> None:
    assert path_reason(path, PACKAGES) == "test"


@cases(STORIES)
def test_stories(path: str) -> None:
    assert path_reason(path, PACKAGES) == "story"


@cases(DECLARATIONS)
def test_declarations(path: str) -> None:
    assert path_reason(path, PACKAGES) == "declaration"


@cases(GENERATED)
def test_generated(path: str) -> None:
    assert path_reason(path, PACKAGES) == "generated"


@cases(MINIFIED)
def test_minified(path: str) -> None:
    assert path_reason(path, PACKAGES) == "minified"


@cases(SOURCES)
def test_sources_stay(path: str) -> None:
    assert path_reason(path, PACKAGES) is None


def test_without_packages_only_the_root_counts() -> None:
    assert path_reason("test/x.ts") == "test"
    assert path_reason("packages/a/test/x.ts") is None


def test_reasons_that_are_kept_leave_the_others() -> None:
    assert path_reason("__tests__/a.gen.ts", keep={"test"}) == "generated"
    assert path_reason("test/a.d.ts", keep={"test", "declaration"}) is None


@given(st.text(st.sampled_from("abt/.-_ts"), max_size=30))
def test_any_path_has_an_answer_that_is_the_first_reason(path: str) -> None:
    folder, _, name = path.rpartition("/")
    found = (*folder_reasons(folder), *name_reasons(name))
    assert path_reason(path) == (found[0] if found else None)
