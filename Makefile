# Everything a checkout needs: git, make, Python >= 3.11 and the package registry of your pip. Start with `make help`.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help discover test lint docs format setup lock accuracy bench fuzz stress clean

# The repository `make discover` takes stock of, and further arguments for it: make discover REPO=../app ARGS=--full
REPO ?= examples/storefront
ARGS ?=
# Further arguments for pytest: make test PYTEST_ARGS="-k resolve"
PYTEST_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
# Which packages are installed, and that they are, is remembered here, inside the environment it is about.
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

ACCURACY := benchmarks/accuracy
# What npm itself writes when it is done.
COMPILER := $(ACCURACY)/node_modules/.package-lock.json

# Wheels only, each with a known hash: no code of a dependency runs while installing, and nothing unpinned is fetched.
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
INSTALL := $(PIP) install --require-hashes --only-binary :all: --requirement
INSTALL_PROJECT := $(PIP) install --no-deps --no-build-isolation --editable .

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

discover: $(RUNTIME) ## take stock of REPO (default: the example), with ARGS
	@$(BIN)/stocktake discover "$(REPO)" $(ARGS)

test: lint ## every check: lint, then all tests
	$(BIN)/pytest -n auto $(PYTEST_ARGS)

lint: $(DEV) ## style, types and the layers of the architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tests/fault/conftest.py
	$(BIN)/mypy tests/e2e/conftest.py
	$(BIN)/lint-imports

docs: $(DEV) ## render docs/reference from the extractors and the table of faults
	$(BIN)/python docs/render_reference.py
	$(BIN)/python tests/fault/render_faults.py
	$(BIN)/python tests/hostile/render_hostile.py

format: $(DEV) ## rewrite the sources in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: $(DEV) ## only the environment, in .venv

lock: ## pin the newest versions that pyproject.toml allows (needs uv)
	@command -v uv >/dev/null || { echo "make lock: uv is not installed" >&2; exit 1; }
	uv pip compile pyproject.toml --group build --extra dev $(LOCK) --output-file requirements/dev.txt
	uv pip compile pyproject.toml --group build --constraint requirements/dev.txt $(LOCK) --output-file requirements/runtime.txt

LOCK := --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
	--no-annotate --custom-compile-command "make lock"

accuracy: $(RUNTIME) $(COMPILER) ## compare with the TypeScript compiler on REPO, with ARGS (needs node and npm)
	@$(BIN)/python $(ACCURACY)/measure.py "$(REPO)" $(ARGS)

# Of the benchmark: the corpora beside REPO, rounds, which peers (see python -m bench run --help)
BENCH_ARGS ?= --npm --synthetic 1300,10000

bench: $(RUNTIME) ## measure beside floors and peers, on REPO, with ARGS (needs git, node and npm)
	PYTHONPATH=benchmarks $(BIN)/python -P -m bench run $(if $(ARGS),$(ARGS),$(BENCH_ARGS)) $(BENCH_REPO)
	PYTHONPATH=benchmarks $(BIN)/python -P -m bench render

# The example is too small to be measured.
BENCH_REPO = $(if $(filter-out examples/storefront,$(REPO)),--repo "$(REPO)")

fuzz: $(RUNTIME) ## look for inputs that break parsing, extraction or resolution, for SECONDS
	@$(BIN)/python benchmarks/fuzz/fuzz.py $(SECONDS)

SECONDS ?= 300

stress: $(RUNTIME) ## take stock of a tree of FILES files, 50 runs at once, 2,000 updates: memory, time, nothing lost
	@$(BIN)/python benchmarks/stress.py $(FILES)

FILES ?= 60000

clean: ## remove the environment and every cache of this checkout
	rm -rf $(VENV) $(ACCURACY)/node_modules dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find examples -name .stocktake -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@sh .ci/make-environment $(VENV)

$(RUNTIME): requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(INSTALL) requirements/runtime.txt
	$(INSTALL_PROJECT)
	@touch $@

$(DEV): requirements/dev.txt requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(INSTALL) requirements/dev.txt
	$(INSTALL_PROJECT)
	@touch $(RUNTIME) $@

$(COMPILER): $(ACCURACY)/package.json
	@command -v npm >/dev/null || { echo "make accuracy: node and npm are not installed" >&2; exit 1; }
	cd $(ACCURACY) && npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@
