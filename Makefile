# Every target does its own set-up: a fresh checkout needs Python 3.11 with venv, and make.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
EXTRAS ?= dev
QUESTION := Berapa panjang tanggul Sungai Cilaras yang jebol?

.PHONY: help install demo test check format clean

help:            ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tanya needs Python 3.11 or newer; say which: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$(EXTRAS)]'
	@touch $@

install: $(VENV)/.installed  ## set up .venv

demo: install    ## ingest the sample articles, ask a question, print the cited answer
	@echo '$$ tanya ingest ingest/samples'
	@TANYA_DATA_DIR=.demo $(BIN)/tanya ingest ingest/samples
	@echo; echo '$$ tanya ask "$(QUESTION)"'
	@TANYA_DATA_DIR=.demo $(BIN)/tanya ask "$(QUESTION)"
	@echo; echo 'Try next (the sample articles are in .demo):'
	@echo '  export TANYA_DATA_DIR=.demo'
	@echo '  $(BIN)/tanya repl                      ask in turn, with follow-ups'
	@echo '  $(BIN)/tanya list                      what there is to ask about'
	@echo '  $(BIN)/tanya ingest PATH               take in articles of your own'

test: install    ## the whole test suite
	$(BIN)/python -m pytest -n auto --dist worksteal

check: install   ## lint, format, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install  ## put the code in its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:           ## remove what can be made again
	rm -rf $(VENV) .demo build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
