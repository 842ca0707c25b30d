# Every target makes its own virtual environment; nothing but Python >= 3.11 and make is needed beforehand.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done || true)
PYTHON := $(or $(PYTHON),python3)
VENV := .venv/bin
export PYTHONUTF8 = 1

.PHONY: help venv run dev test check fix bench story costs faults faults-nightly checker tour design static catalogue \
	clean-local

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

venv:  ## .venv and .venv-cloud, as the requirements files say
	@$(PYTHON) -m infra.local venv

run:  ## the whole city on this machine, at http://127.0.0.1:8000 (stop with Ctrl-C)
	@$(PYTHON) -m infra.local run

dev: venv  ## chalice local with autoreload, on the data of a running `make run`
	@$(PYTHON) -m infra.local dev

test: venv  ## every test
	@$(VENV)/python -m pytest $(ARGS)

check: venv  ## style, types, dependency directions, templates
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports --no-cache
	$(VENV)/cfn-lint infra/state.yaml infra/edge.yaml
	$(VENV)/python -m pytest -q tests/guards

fix: venv  ## let ruff mend what it can
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

bench: venv  ## ratios to one raw AWS call, calls and capacity (docs/benchmarks.md)
	@$(VENV)/python -m bench $(ARGS)

story: venv  ## the story of one dossier, told against the running city
	@MOTCUA_URL=$${MOTCUA_URL:-http://127.0.0.1:$${MOTCUA_FRONT_PORT:-8000}} $(VENV)/python -m tests.story $(ARGS)

costs: venv  ## AWS calls and capacity of each action, beside their limits
	@$(VENV)/python -m pytest -q -p no:randomly tests/onestop/dossiers/test_costs.py $(ARGS)

faults: venv  ## a fault at every AWS call, double faults, interleavings, seeds, mutants: one table beside its targets
	@$(VENV)/python -m tests.faults $(ARGS)

faults-nightly: venv  ## the same at its larger size, on seeds that nobody has told before
	@$(VENV)/python -m tests.faults --size nightly $(ARGS)

checker:  ## the Nu HTML checker, for the tests of pages (needs npm to fetch it and Java to run it)
	npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix .local/checker vnu-jar@26.9.27

tour: venv  ## the pictures of docs/tour.md, made anew in Chromium
	@$(VENV)/python -m tests.browser.tour

design: venv  ## style sheets and script from static/design (needs Node; the results are committed)
	@$(VENV)/python -m infra.design

static: venv  ## the hashed static files that pages serve, from static/
	@$(VENV)/python -m infra.static $(ARGS)

catalogue: venv  ## the English of the pages: new sentences into the .po file, compiled into the .mo file
	@$(VENV)/python -m infra.catalogue

clean-local:  ## forget the laptop's city: data, engine, builds
	@$(PYTHON) -m infra.local clean
