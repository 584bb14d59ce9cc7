# The daily words of Sanlap. Each calls a small script in scripts/; nothing here needs more than make, bash and Python 3.11.
PY ?=
ARGS ?=
export PY

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench demo lock clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  Settings come from the environment (docs/settings.md): PORT=8001 make run, DEMO=0 make run"

setup: .venv/.ok-dev ## Install everything for working on Sanlap: its packages, the tools, the commit hooks
	@scripts/setup

run: .venv/.ok ## Serve Sanlap with its demo on http://localhost:8000 (from a bare machine; the second start is quick)
	@scripts/run

test: .venv/.ok-dev ## Run all tests: on SQLite, on PostgreSQL, in a browser (ARGS="tests/core -k text" for a part)
	@scripts/test $(ARGS)

check: .venv/.ok-dev ## Check format, lint, types, layers, migrations, translations
	@scripts/check

format: .venv/.ok-dev ## Write Python files in the one format
	@scripts/format

bench: .venv/.ok-dev ## Measure the figures that Sanlap promises
	@scripts/bench $(ARGS)

demo: .venv/.ok ## Put the demo into the database again (keeps what is there)
	@.venv/bin/python manage.py demo

lock: .venv/.ok-dev ## Write requirements*.txt from requirements*.in (UPGRADE=1: to the newest versions)
	@scripts/lock

clean: ## Remove caches and what tests left behind; keeps .venv and var
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

.venv/.ok: requirements.txt requirements-uv.txt scripts/install
	@scripts/install requirements.txt
	@touch $@

.venv/.ok-dev: .venv/.ok requirements-dev.txt
	@scripts/install requirements-dev.txt
	@touch $@
