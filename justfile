# The same as the Makefile for those who work with just: `just --list`.

set positional-arguments

# The repository to take stock of: just repo=../app discover
repo := env("REPO", "examples/storefront")
stocktake := justfile_directory() / ".venv/bin/stocktake"

_default:
    @just --list

# Only the environment, in .venv
setup:
    @make --silent setup

# Bring every inventory up to date: just discover --explain
discover *ARGS: setup
    @"{{ stocktake }}" discover "{{ repo }}" "$@"

# Exit 1 where the state does not match the sources
discover-check *ARGS: setup
    @"{{ stocktake }}" discover "{{ repo }}" --check "$@"

# Recompute only what changed (the default of discover)
discover-incr *ARGS: setup
    @"{{ stocktake }}" discover "{{ repo }}" --incremental "$@"

# Ignore the cache
discover-full *ARGS: setup
    @"{{ stocktake }}" discover "{{ repo }}" --full "$@"

# The two inventories used most
discover-priority *ARGS: setup
    @"{{ stocktake }}" discover "{{ repo }}" --only=components,hooks "$@"

discover-schemas *ARGS: setup
    @"{{ stocktake }}" discover "{{ repo }}" --only=schemas "$@"

discover-types *ARGS: setup
    @"{{ stocktake }}" discover "{{ repo }}" --only=types "$@"

discover-forms *ARGS: setup
    @"{{ stocktake }}" discover "{{ repo }}" --only=forms "$@"

discover-callgraph *ARGS: setup
    @"{{ stocktake }}" discover "{{ repo }}" --only=callGraph "$@"

discover-new *ARGS: setup
    @"{{ stocktake }}" discover "{{ repo }}" --only=schemas,types,forms "$@"

# Every stale file with its reason
discover-staleness *ARGS: setup
    @"{{ stocktake }}" check "{{ repo }}" "$@"

# Every check of this project itself
test:
    @make test

lint:
    @make lint

format:
    @make format
