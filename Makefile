# Everything is set up by the targets themselves; `make demo` and `make test` are where to start.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

VENV := .venv
BIN := $(VENV)/bin
PYTHONS := python3.13 python3.12 python3.11 python3
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps
TESTS ?=
LOCK_TOOL := build/lock
COMPILE := $(LOCK_TOOL)/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate $(if $(UPGRADE),--upgrade)

.PHONY: help setup demo test faults format lint types imports check migration bench gallery screenshots lock clean

help: ## Show what can be done here
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1\t\2/' \
		| while IFS=$$'\t' read -r target words; do printf '  make %-12s %s\n' "$$target" "$$words"; done

demo: $(VENV)/runtime ## Show the whole product, without a Slack workspace (KEEP=1 goes on where you left; FOLDER=.demo-2: another one)
	@exec $(BIN)/python -m bot demo $(if $(KEEP),--keep) $(if $(FOLDER),--folder '$(FOLDER)')

setup: $(VENV)/dev ## Make the virtual environment with everything for development
	@:

test: $(VENV)/dev ## Run the tests (TESTS="tests/outcomes -k overdue" for some of them)
	@$(BIN)/python -m pytest $(if $(TESTS),$(TESTS),--numprocesses 2 --dist worksteal)

faults: $(VENV)/dev ## Break what the bot stands on, and count what is lost or doubled (LONG=1: for hours; ON="chaos --seed 7")
	@$(BIN)/python -m faults $(if $(LONG),long) $(ON)

check: lint types imports test faults ## Everything that must hold before a change lands

lint: $(VENV)/dev ## Check the formatting and the lint rules
	@$(BIN)/ruff format --quiet --check . || { echo "Not formatted; 'make format' mends it." >&2; exit 1; }
	@$(BIN)/ruff check --quiet .

types: $(VENV)/dev ## Check the types
	@$(BIN)/mypy --no-error-summary

imports: $(VENV)/dev ## Check who may import whom
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo

format: $(VENV)/dev ## Format the code and mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

migration: $(VENV)/dev ## Write a migration from what changed in the models (m="add escalations")
	@[[ -n "$${m:-}" ]] || { echo 'Say what it does: make migration m="add escalations"' >&2; exit 2; }
	@scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; export DATABASE_URL="sqlite:///$$scratch/scratch.db"; \
	$(BIN)/alembic upgrade head; $(BIN)/alembic revision --autogenerate -m "$$m"

bench: $(VENV)/dev ## Measure the speed
	@$(BIN)/python -m benchmarks

screenshots: $(VENV)/dev ## Take the README's pictures again (needs Chromium)
	@$(BIN)/python -m docs.screenshots

gallery: $(VENV)/dev ## Check everything that the bot shows at its worst, and make a page of it
	@$(BIN)/python -m tests.gallery

lock: ## Choose the versions of the dependencies again (UPGRADE=1: the newest)
	@[[ -x $(LOCK_TOOL)/bin/uv ]] || { python3 -m venv $(LOCK_TOOL); $(LOCK_TOOL)/bin/python -m pip install -q uv; }
	@$(COMPILE) pyproject.toml -o requirements.txt
	@$(COMPILE) pyproject.toml --group dev --group build -c requirements.txt -o requirements-dev.txt
	@$(COMPILE) --group build -c requirements-dev.txt -o requirements-build.txt

clean: ## Remove what was made here, the virtual environment included
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find bot migrations tests -type d -name __pycache__ -prune -exec rm -rf {} +

# The stamps: each is younger than the lock file it was installed from, so a second run installs nothing.
$(VENV)/dev: $(VENV)/runtime requirements-dev.txt
	@echo "Installing the tools for development ..." >&2
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

$(VENV)/runtime: $(VENV)/pyvenv.cfg requirements.txt
	@echo "Installing what the bot needs ..." >&2
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/pyvenv.cfg:
	@for python in $(PYTHONS); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; \
	done; \
	[[ -n "$$python" ]] || { echo "Throughline needs Python 3.11 or newer, and none was found here." >&2; exit 1; }; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv is missing. This line installs it:" >&2; \
		"$$python" -c 'import sys; print("  sudo apt-get install python%d.%d-venv" % sys.version_info[:2], file=sys.stderr)'; \
		exit 1; \
	}; \
	"$$python" -m venv $(VENV)
