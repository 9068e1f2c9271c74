# Everything that is done with Chatsite, from a fresh clone on. `make` lists the commands.
# What is installed or generated lies in .venv, node_modules, static/vendor, static/joined and build; a stamp of each step
# lets the next call skip it, so that a second `make run` only starts the server.

PYTHON ?= python3
PROOF_SIZE ?= small

BIN := .venv/bin
# Two files of tests at a time: most of a test is waiting for a server or a browser. Three where no browser takes part.
PARALLEL := -n 2 --dist loadfile
# Steps that need no data folder of anybody's get a key that protects nothing.
MANAGE := SECRET_KEY=for-building-only $(BIN)/python manage.py
STATIC := $(shell find static \( -type f -o -type d \) -not -name '.*' -not -path 'static/joined*' 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run build test lint bench proof clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 14

run: build/collected ## install what is missing, then serve on http://127.0.0.1:8000/
	@exec $(BIN)/python manage.py start

build: build/collected ## install what `make run` needs, and serve nothing

test: build/development build/collected ## every test, on SQLite and on PostgreSQL, and in a real browser
	@$(BIN)/python -m tests.stage.tools
	$(BIN)/python -m pytest $(PARALLEL)
	$(BIN)/python -m pytest --postgres -m db -n 3 --dist loadfile

lint: build/development build/collected ## style, types, migrations, and the checks for a deployment
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	DATA_DIR=build/lint $(BIN)/python manage.py makemigrations --check --dry-run
	DATA_DIR=build/lint SITE_URL=https://chat.example.org TRUSTED_PROXIES=127.0.0.1 \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python -m tests.stage.node node_modules/typescript/bin/tsc --noEmit

bench: build/development build/collected ## the benchmarks: a table, and bench/results.json
	$(BIN)/python -m bench

proof: build/development build/collected ## the long suites: faults, attacks, soak (longer ones: PROOF_SIZE=night, release)
	@$(BIN)/python -m tests.stage.tools
	PROOF_SIZE=$(PROOF_SIZE) $(BIN)/python -m pytest tests/proof $(if $(filter small,$(PROOF_SIZE)),$(PARALLEL))

clean: ## remove everything that was installed or generated; data/ stays
	rm -rf .venv node_modules static/vendor static/joined build *.egg-info .pytest_cache .ruff_cache .hypothesis
	find chat chatsite tests bench -name __pycache__ -prune -exec rm -rf {} +

# The Python environment

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
	  "Chatsite needs Python 3.11 or newer, and \`$(PYTHON)\` is not. Install one, then name it: make run PYTHON=python3.11"; exit 1; }
	@echo "Installing the Python packages into .venv ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

# The model server of one test has no package for every machine; without it that test is skipped.
.venv/development: pyproject.toml .venv/installed
	@echo "Installing the Python packages for development ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --editable ".[llama]" \
	  || echo "There is no model server for this machine: its test will be skipped."
	@touch $@

# The browser libraries

build/assets: package-lock.json | .venv/installed
	@echo "Fetching the browser libraries ..."
	@mkdir -p build
	@$(MANAGE) assets
	@rm -f build/development
	@touch $@

build/development: package-lock.json .venv/development
	@echo "Fetching the browser libraries and what their tests need ..."
	@mkdir -p build
	@$(MANAGE) assets --dev
	@touch build/assets $@

# Static files: joined, then under hashed names, with compressed copies

build/collected: build/assets .venv/installed $(STATIC)
	@echo "Collecting the static files ..."
	@$(MANAGE) join --verbosity 0
	@$(MANAGE) collectstatic --noinput --ignore "*.d.ts" --verbosity 0
	@touch $@
