# Everything a developer does here. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
UV_VERSION := 0.13.9
WORKERS ?= 2
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help setup sandbox sandbox-reset serve test lint types openapi definitions profiles bench clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: .venv/.ready ## Make .venv with everything in it (needs Python 3.11+, git, make)

# Made again when the lock changes: a stale environment is worse than a slow start.
.venv/.ready: uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; try make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(UV) || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(UV) sync --frozen --inexact
	@touch $@

sandbox: setup ## Serve the sandbox with synthetic people at http://127.0.0.1:8000 (keeps its data)
	@$(BIN)/peerfhir sandbox

sandbox-reset: setup ## Empty the sandbox
	@$(BIN)/peerfhir sandbox --reset

serve: setup ## Serve FHIR at http://127.0.0.1:8000 with an embedded database in .peerfhir
	@$(BIN)/peerfhir serve

test: setup ## Run all tests, in several processes
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

lint: setup ## Check style and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: setup ## Check types
	$(BIN)/mypy

openapi: setup ## Write openapi/peerfhir.json; its diff is the review of the interface
	$(BIN)/peerfhir openapi openapi/peerfhir.json

definitions: setup ## Compile the tables of R4 and its profiles from vendor/packages
	$(BIN)/python -m scripts.definitions

profiles: setup ## Compile profiles/input with SUSHI (needs Node with npm)
	$(BIN)/python -m scripts.profiles --install
	$(BIN)/python -m scripts.profiles

bench: setup ## Measure against a bare route and the targets (minutes)
	$(BIN)/python -m benchmarks

clean: ## Remove the environment and what tools left, but no data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
