# Everything a person types here. A fresh machine needs python3 (3.11 or newer, with venv), git and make; no more.
# Steps that are done leave a stamp in .make/, so that a second run takes no time. Each line can be typed by hand.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
SHELL := /bin/sh
MAKEFLAGS += --no-builtin-rules

# Choices: make demo SERVE=0, make demo PORT=9000 ADS=50000, make test TESTS=tests/unit, make bench BENCH=search,
# make lock UPGRADE=1
SERVE ?= 1
PORT ?= 8000
ADS ?=
DEMO_HOME ?= demo-home
TESTS ?= tests
PYTEST_ARGS ?= -n 2 --dist loadfile
UPGRADE ?=
BENCH ?= ads_targets content_hash content_network content_private stats_suppress circuits textline_screen

BIN := .venv/bin
UV = $(or $(wildcard $(BIN)/uv),$(shell command -v uv 2>/dev/null))
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Install a lock file: by uv where there is one (seconds instead of minutes), else and as fallback by pip.
locked = $(if $(UV),$(UV) pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r $(1) ||) \
	$(PIP) install --require-hashes --no-deps -r $(1)
# What the build hook turns into the console's bundle and the gazetteer: a change there builds the package anew.
BUILT_FROM := pyproject.toml $(wildcard build_hook.py build_gazetteer.py) \
	$(shell find assets -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: help setup demo test fast lint bench docs lock clean ci

help: ## say what can be typed here
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: .make/package ## make .venv and install Safelight with its locked dependencies
	@echo "ready: $(BIN)/safelight --help"

demo: .make/package ## load the synthetic world, show the best leads, serve the console (SERVE=0: exit instead)
	@$(BIN)/safelight demo --home $(DEMO_HOME) --port $(PORT) $(if $(ADS),--ads $(ADS)) \
		$(if $(filter 0 no false,$(SERVE)),--no-serve,--serve)

test: .make/dev ## run every test this machine can run, and say which could not run and why
	@$(BIN)/python -m pytest $(PYTEST_ARGS) $(TESTS)

fast: lint ## lint, then the tests that need under a minute (unit and architecture)
	@$(BIN)/python -m pytest -q tests/unit tests/architecture

lint: .make/dev ## style, types and import floors; reports all failures, not only the first
	@failed=; for check in "ruff check" "ruff format --check" "mypy" "lint-imports"; do \
		echo "== $$check"; $(BIN)/$$check || failed="$$failed [$$check]"; done; \
		test -z "$$failed" || { echo "failed:$$failed"; exit 1; }

bench: .make/dev .make/bench ## benchmarks beside their peers, a quarter of an hour (BENCH=all: every one; BENCH=NAME: one)
	@for bench in $(if $(filter all,$(BENCH)),$(filter-out machine,$(basename $(notdir $(wildcard benchmarks/[a-z]*.py)))),$(BENCH)); do \
		echo "== $$bench"; $(BIN)/python benchmarks/$$bench.py || exit 1; done

docs: .make/dev ## write the generated reference pages from the code
	@$(BIN)/python docs/generate.py

lock: .make/venv ## resolve the dependencies anew (UPGRADE=1 takes newer releases)
	@test -n "$(UV)" || $(PIP) install uv
	@for lock in requirements: requirements-dev:dev requirements-bench:bench; do \
		file="$${lock%%:*}.lock" group="$${lock#*:}"; \
		uv=$$(command -v $(BIN)/uv || command -v uv); \
		$$uv pip compile pyproject.toml $${group:+--group $$group} --universal --generate-hashes --python-version 3.11 \
			--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet $(if $(UPGRADE),--upgrade) \
			--output-file $$file > /dev/null || exit 1; \
		{ echo "# Written by \`make lock\`. Every file has its SHA-256; no registry is named."; cat $$file; } > $$file.new; \
		mv $$file.new $$file; \
		if grep -nE '://|^-' $$file; then echo "$$file names a registry or a path"; exit 1; fi; done

clean: ## remove what was built and the demo (keeps .venv)
	@rm -rf .make/package .make/dev dist build out $(DEMO_HOME) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
		.hypothesis src/safelight/web/static src/safelight/gazetteer/built src/safelight/gazetteer/shapes
	@find src tests docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

ci: ## what continuous integration runs, from a clean checkout
	@.ci/run

# --- steps, each with its stamp ---

.make/venv:
	@mkdir -p .make
	@python=; for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python="$$name"; break; fi; done; \
		test -n "$$python" || { echo "Safelight needs Python 3.11 or newer (set PYTHON=/path/to/python3)"; exit 1; }; \
		test -x $(BIN)/python || "$$python" -m venv .venv || \
			{ rm -rf .venv; echo "python3 lacks venv: apt-get install python3-venv"; exit 1; }; \
		$(BIN)/python -m pip --version > /dev/null 2>&1 || $(BIN)/python -m ensurepip > /dev/null
	@touch $@

.make/runtime: requirements.lock .make/venv
	@echo "installing locked dependencies (a few minutes the first time) ..."
	@$(call locked,requirements.lock)
	@touch $@

.make/package: .make/runtime $(BUILT_FROM)
	@echo "installing Safelight; its build bundles the console and compacts the gazetteer ..."
	@$(PIP) install --no-deps --editable .
	@touch $@

.make/dev: .make/package requirements-dev.lock
	@echo "installing the locked tools for tests ..."
	@$(call locked,requirements-dev.lock)
	@touch $@

.make/bench: .make/package requirements-bench.lock
	@$(call locked,requirements-bench.lock)
	@touch $@
