# Waymark: `make run` serves the product, `make test` checks all of it. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint types catalogues unit journeys screenshots bench messages lock clean

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STATIC := $(shell find static -type f ! -name '*.gz' ! -name '*.br')
LANGUAGES := $(patsubst translations/%/LC_MESSAGES/messages.po,%,$(wildcard translations/*/LC_MESSAGES/messages.po))
export MRC_INSTANCE ?= $(CURDIR)/instance
WORKERS ?= 2

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.run catalogues $(VENV)/.static ## Make the environment, compile the catalogues, compress static files

$(VENV)/.made:
	@echo "Making the Python environment …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.txt pyproject.toml
	@echo "Installing pinned packages …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@echo "Installing pinned packages for development …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@

$(VENV)/.static: $(VENV)/.run $(STATIC)
	@$(BIN)/python -m whitenoise.compress --quiet static
	@touch $@

catalogues: $(VENV)/.run $(foreach l,$(LANGUAGES),translations/$(l)/LC_MESSAGES/messages.mo) ## Compile the catalogues

translations/%/LC_MESSAGES/messages.mo: translations/%/LC_MESSAGES/messages.po
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

run: setup ## Migrate, load the demo world on the first run, and serve on http://127.0.0.1:8000
	@$(BIN)/mrc start --demo

test: $(VENV)/.dev catalogues $(VENV)/.static lint types ## Every gate: style, types, catalogues, both databases, browser journeys
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup

lint: $(VENV)/.dev ## Style
	@$(BIN)/ruff check mrc tests config.py
	@$(BIN)/ruff format --check mrc tests config.py

types: $(VENV)/.dev ## Types, strict where the rules are
	@$(BIN)/mypy mrc

journeys: $(VENV)/.dev catalogues $(VENV)/.static ## The browser journeys alone
	@$(BIN)/python -m pytest -q tests/journeys

screenshots: $(VENV)/.dev catalogues ## Pictures of the main pages into screenshots/
	@$(BIN)/python -m tests.journeys.screenshots

bench: $(VENV)/.dev catalogues $(VENV)/.static ## Measure and write docs/performance.md
	@$(BIN)/python -m tests.bench

messages: $(VENV)/.dev ## Extract the strings and update the catalogues
	@$(BIN)/python -m tests.catalogues update

lock: ## Pin the newest versions that requirements*.in allow (needs uv)
	@uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements.in -o requirements.txt
	@uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements-dev.in -o requirements-dev.txt

clean: ## Remove the environment and what was built; the instance folder stays
	@rm -rf $(VENV) screenshots .pytest_cache .mypy_cache .ruff_cache translations/*/LC_MESSAGES/*.mo
