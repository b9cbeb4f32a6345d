# Commands to install, run, test and measure On Record. Each target first installs what it needs, if that is missing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
LOCK := .ci/requirements.txt
EVAL ?=
WORK ?= .bench
# Each file of tests runs in one process, so that it loads a model once. A process may need 1 GB: at most four run.
PYTEST := $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile
Q ?= what did Burnham say about Lansley?
export Q

.DEFAULT_GOAL := help
.PHONY: help ask repl index bot test test-fast test-cluster check audit lock bench clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

ask: $(VENV)/installed ## answer a question: make ask Q="what did Burnham say about Lansley?"
	@$(BIN)/onrecord ask "$$Q"

repl: $(VENV)/installed ## answer questions at a prompt
	@$(BIN)/onrecord repl

index: $(VENV)/installed ## bring the index up to date with the archive
	@$(BIN)/onrecord index

bot: $(VENV)/installed ## run the Discord bot; set DISCORD_TOKEN to its token
	@$(BIN)/onrecord bot

test: $(VENV)/installed-dev ## run all tests except those of test-cluster
	@$(PYTEST)

test-fast: $(VENV)/installed-dev ## run only the tests not marked slow: half a minute on two idle cores
	@$(PYTEST) -m "not slow and not cluster"

# The Milvus server listens on every network interface. So it runs in a network with only the loopback (Linux).
test-cluster: $(VENV)/installed-cluster ## run the tests against Milvus Lite, a Milvus server and Ray
	@unshare --map-root-user --net sh -c 'ip link set lo up && exec $(BIN)/pytest -m cluster'

# --strict: a package that cannot be looked up is an error. Without it, no database at all means "no faults found".
audit: $(VENV)/installed-audit ## look for known faults in the packages that make ask installs (asks PyPI)
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement $(LOCK)

lock: $(VENV)/installed-audit ## record the newest versions of all packages and their digests
	@$(BIN)/python .ci/lock.py $(LOCK)

check: $(VENV)/installed-dev ## check the code with ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# benchmarks.peers is not run here: it needs an index of the evaluation data, and the peers installed.
bench: $(VENV)/installed-dev ## measure the latency; EVAL=FOLDER adds the costs of an index of the evaluation data
	@$(BIN)/python -m benchmarks.latency
	@$(if $(EVAL),$(BIN)/python -m benchmarks.peers.costs $(EVAL)/news.jsonl $(EVAL)/polnear_questions.jsonl $(WORK))

clean: ## remove the virtual environment; `onrecord status` says where the index is
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "On Record needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)

# All but PyTorch comes as recorded in $(LOCK), by digest. PyTorch is left to the index that the user names.
$(VENV)/installed: pyproject.toml $(LOCK) | $(VENV)/bin/python
	@echo "installing into $(VENV); the first time takes some minutes" >&2
	@$(PIP) --require-hashes --no-deps --requirement $(LOCK)
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(PIP) --editable '.[dev]'
	@touch $@

$(VENV)/installed-cluster: $(VENV)/installed-dev
	@$(PIP) --editable '.[dev,cluster]'
	@touch $@

$(VENV)/installed-audit: $(VENV)/installed
	@$(PIP) --editable '.[audit]'
	@touch $@
