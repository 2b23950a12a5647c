# Everything happens in a virtual environment in this folder, .venv; nothing needs root.
# make PYTHON=python3.12 picks an interpreter, make TORCH=… another build of PyTorch (one that is already in .venv is kept).

TORCH ?= torch==2.13.0
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTHONS := $(PYTHON) python3 python3.13 python3.12 python3.11
SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

.PHONY: help demo test lint docs clean
.DEFAULT_GOAL := help

help: ## List these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 14

demo: $(STAMPS)/demo ## Build a graph of the articles in examples/, print who talks to whom, and leave it in out/
	@mkdir -p out
	$(BIN)/kg build examples -o out/examples.ttl -o out/examples.trig --html out/examples.html
	$(BIN)/kg summary out/examples.trig
	@echo
	@echo "The graph is in out/examples.ttl (Turtle) and out/examples.trig (with one named graph per article);"
	@echo "open out/examples.html in a browser to see it."

test: lint ## Run everything that CI runs: ruff, mypy and the tests
	$(BIN)/python -m pytest

lint: $(STAMPS)/dev ## Run ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy kg

docs: $(STAMPS)/dev ## Build the documentation into docs/_build/html
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "open docs/_build/html/index.html"

clean: ## Remove what was built, .venv included
	rm -rf $(VENV) build dist out docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@for python in $(PYTHONS); do \
	  if $$python -c '$(SUITABLE)' 2>/dev/null; then \
	    echo "Making a virtual environment in $(VENV) with $$($$python --version)"; \
	    exec $$python -m venv $(VENV); \
	  fi; \
	done; \
	echo "No Python 3.11, 3.12 or 3.13 found. Name one: make PYTHON=/path/to/python $(MAKECMDGOALS)" >&2; exit 1

$(STAMPS)/torch: $(BIN)/python
	@mkdir -p $(STAMPS)
	@if $(BIN)/python -c 'import torch' 2>/dev/null; then \
	  echo "Keeping the PyTorch that is in $(VENV)"; \
	else \
	  echo "Installing PyTorch: about 190 MB to download as a CPU build, 2 to 3 GB with CUDA (README: how to get the CPU build)"; \
	  $(PIP) install --quiet $(TORCH); \
	fi
	@touch $@

# The constraints without torch, so that the one just installed is kept whatever its version.
$(STAMPS)/constraints.txt: constraints.txt $(STAMPS)/torch
	@grep -v '^torch==' constraints.txt > $@

$(STAMPS)/demo: pyproject.toml $(STAMPS)/constraints.txt
	@echo "Installing Parley and what it needs (about 90 MB to download)"
	@$(PIP) install --quiet --constraint $(STAMPS)/constraints.txt --editable '.[html,validate]'
	@touch $@

$(STAMPS)/dev: pyproject.toml $(STAMPS)/constraints.txt
	@echo "Installing Parley with its development tools (about 190 MB to download in all)"
	@$(PIP) install --quiet --constraint $(STAMPS)/constraints.txt --editable '.[dev]'
	@touch $(STAMPS)/demo $@
