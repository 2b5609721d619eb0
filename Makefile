# make demo    the documents of the example plan, in outputs/, with invented evidence in evidence/; the first time it
#              fetches free fonts for the PDFs
# make test    the whole suite, on all cores
# make lint    style, types
# make bench   benchmarks (ratios against peers)
# make typesetting   our PDFs against LibreOffice's, line by line, in docs/typesetting.md
# The first run installs into .venv from the package indexes; later runs need no network.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench typesetting clean

demo: .venv/installed
	@$(BIN)/gongwen fonts >/dev/null 2>&1 || $(BIN)/gongwen fonts install || echo "No fonts: Word and Excel files only."
	$(BIN)/python tools/demo_evidence.py
	$(BIN)/gongwen build

test: .venv/installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/installed-dev
	$(BIN)/python -m tests.benchmarks

typesetting: .venv/installed-dev
	$(BIN)/python -m tests.typesetting

clean:
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/installed-dev: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@ .venv/installed
