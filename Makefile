# Everything a newcomer needs. Targets do only what is not done yet.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EVAL ?=
WORK ?= .bench
# a file of tests stays with one process: those that load a model load it once; some have 1 GB each, so at most four
PYTEST := $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile
Q ?= what did Burnham say about Lansley?
export Q

.DEFAULT_GOAL := help
.PHONY: help ask repl index bot test test-fast test-cluster check bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

ask: $(VENV)/installed ## answer a question: make ask Q="what did Burnham say about Lansley?"
	@$(BIN)/onrecord ask "$$Q"

repl: $(VENV)/installed ## ask question after question at a prompt
	@$(BIN)/onrecord repl

index: $(VENV)/installed ## bring the index up to date with the archive
	@$(BIN)/onrecord index

bot: $(VENV)/installed ## serve Discord; the token comes from DISCORD_TOKEN
	@$(BIN)/onrecord bot

test: $(VENV)/installed-dev ## run all tests
	@$(PYTEST)

test-fast: $(VENV)/installed-dev ## run the tests that need neither a real model nor a process
	@$(PYTEST) -m "not slow and not cluster"

# the server listens on every interface that there is: here there is none but the loopback (Linux)
test-cluster: $(VENV)/installed-cluster ## run the tests against Milvus Lite, a Milvus server and Ray
	@unshare --map-root-user --net sh -c 'ip link set lo up && exec $(BIN)/pytest -m cluster'

check: $(VENV)/installed-dev ## ruff and strict mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# benchmarks.peers stands apart: it wants an index of the evaluation data, and the peers installed
bench: $(VENV)/installed-dev ## measure; EVAL=FOLDER adds what needs the evaluation data
	@$(BIN)/python -m benchmarks.latency
	@$(if $(EVAL),$(BIN)/python -m benchmarks.peers.costs $(EVAL)/news.jsonl $(EVAL)/polnear_questions.jsonl $(WORK))

clean: ## remove the index and the virtual environment
	rm -rf index $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "On Record needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	@echo "installing into $(VENV); the first time takes some minutes" >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[rerank]'
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[rerank,dev]'
	@touch $@

$(VENV)/installed-cluster: $(VENV)/installed-dev
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[rerank,dev,cluster]'
	@touch $@
