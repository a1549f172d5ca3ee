# `make demo` and `make test` do all the set-up themselves; `make help` lists the rest.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DO_NOT_TRACK := 1
export OMP_THREAD_LIMIT := 1

.PHONY: help setup setup-dev demo test lint bench soak mutate train lock clean

help:
	@echo "make setup   everything that Tallymark needs, in .venv (tallymark is .venv/bin/tallymark)"
	@echo "make demo    a small mailbox of invented companies through the whole journey"
	@echo "make test    lint and the whole test-suite, as CI runs it"
	@echo "make lint    style, types, import directions, lengths"
	@echo "make bench   measures cost and accuracy   CORPUS=folder with a manifest.json, if there is one"
	@echo "make soak    long runs: kills, fuzzing, property tests with 1,000 examples"
	@echo "make mutate  puts small faults into the rules and counts those that no test notices   SAMPLE=60 (0: all)"
	@echo "make train   fits the reader's scorer     CORPUS=folder with a manifest.json"
	@echo "make lock    pins requirements anew       make clean   removes what the others made"

setup: $(VENV)/.setup
setup-dev: $(VENV)/.setup-dev

$(VENV)/.setup: requirements.lock pyproject.toml scripts/system-packages.sh
	@scripts/system-packages.sh run
	@test -x $(BIN)/python || { echo "creating $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "installing pinned packages (a few minutes the first time)"
	@$(BIN)/pip install -qq --require-hashes -r requirements.lock
	@$(BIN)/pip install -qq --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m extractors.pages.tessdata link
	@touch $@

$(VENV)/.setup-dev: $(VENV)/.setup requirements-dev.lock
	@scripts/system-packages.sh test
	@$(BIN)/pip install -qq --require-hashes -r requirements-dev.lock
	@touch $@

demo: setup
	@$(BIN)/tallymark demo

test: setup-dev lint
	@$(BIN)/pytest -q -n 2 --dist loadfile --doctest-modules -m "not soak"

lint: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: setup-dev
	@$(BIN)/python -m benchmarks $(CORPUS)

soak: setup-dev
	@TALLYMARK_SOAK=1 $(BIN)/pytest -q -n 2 --timeout 7200 --doctest-modules

mutate: setup-dev
	@nice $(BIN)/python -m benchmarks.mutation $(or $(SAMPLE),60)

train: setup-dev
	@$(BIN)/python -m benchmarks.train $(CORPUS)

lock:
	@$(BIN)/pip install -qq uv
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header --no-emit-index-url \
	  --no-emit-find-links --group build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header --no-emit-index-url \
	  --no-emit-find-links --group build --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov dist build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
