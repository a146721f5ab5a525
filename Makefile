# Derived. `make help` lists the targets; README.md tells the story.
PYTHON ?= python3
PY = .venv/bin/python
NBVAL = $(PY) -m tools.offline $(PY) -m pytest -q -p tools.nbval_numbers --nbval \
	--nbval-current-env --nbval-sanitize-with tools/nbval_sanitize.cfg \
	--nbval-cell-timeout 300 -n 2 --dist loadfile -p no:cacheprovider
export PORT BROWSER

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev lab author fresh run html test lint unit nbval test-slow \
	bench bench-explorers bench-classifier bench-sweep mutants pictures refresh compare \
	results size lock

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 17

setup: ## install the locked environment into .venv (LOCK=gpu for an NVIDIA GPU)
	@$(PYTHON) tools/setup.py $(if $(LOCK),--lock $(LOCK))

setup-dev:
	@$(PYTHON) tools/setup.py --dev $(if $(LOCK),--lock $(LOCK))

lab: setup ## open JupyterLab on your own copy, work/ (PORT=8899, BROWSER=none)
	@$(PY) -m tools.workbook lab

author: setup-dev ## open JupyterLab on notebooks/ itself
	@$(PY) -m tools.workbook lab --author

fresh: setup ## a new copy of one chapter beside yours: make fresh CHAPTER=03
	@$(if $(CHAPTER),$(PY) -m tools.workbook fresh $(CHAPTER),\
	echo "which chapter? make fresh CHAPTER=03"; exit 2)

run: setup ## run every chapter through papermill into build/
	@$(PY) -m tools.workbook run $(CHAPTER)

html: setup ## make a book of the chapters, build/html, to be read with the network off
	@$(PY) -m tools.workbook html

test: setup-dev lint unit nbval ## every check that fits in ten minutes, network off

lint:
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

unit:
	@$(PY) -m tools.offline $(PY) -m pytest -q -n 2 --dist loadfile

nbval:
	@$(NBVAL) notebooks

test-slow: setup-dev ## the rest: browser, other Pythons, frameworks, changed mathematics
	@$(PY) -m pytest -q -m slow -rs --durations 25 -n 2 --dist worksteal --ignore tests/browser
	@$(PY) -m pytest -q -m slow -rs tests/browser

refresh: setup-dev ## run every chapter and store its outputs, byte for byte the same
	@$(PY) -m tools.offline $(PY) -m tools.workbook refresh $(CHAPTER)

pictures: setup-dev ## the README's pictures of pages, from the exported chapters
	@$(PY) -m tools.workbook html
	@$(PY) -m tools.pictures

bench-explorers: setup-dev ## how fast explorers answer, in a real browser, as a table
	@$(PY) -m tools.benches.explorers

bench: setup-dev ## one training step and Adam's speed, as ratios in one run
	@$(PY) -m tools.benches.training

bench-classifier: setup-dev ## how fast the networks of chapter 6 train here (BACKEND=jax, MACHINE=name)
	@$(if $(BACKEND),$(PY) -m tools.parity)
	@KERAS_BACKEND=$(BACKEND) $(if $(BACKEND),.venv-parity/bin/python,$(PY)) \
	-m tools.benches.classifier $(MACHINE)

bench-sweep: setup-dev ## what a sweep costs over papermill by hand, in one run
	@$(PY) -m tools.benches.sweep

mutants: setup-dev ## change the code one detail at a time: who notices? (ROOM=sandbox)
	@$(PY) -m tools.mutants $(ROOM)

compare: setup-dev ## what notebooks show beside what they showed (BASE=HEAD~1)
	@$(PY) -m tools.compare_outputs $(BASE)

results: setup-dev ## bring assets/results up to date (NAME=x, PROBE=1, ANEW=1, SINCE=commit)
	@$(PY) -m tools.results $(NAME) $(if $(PROBE),--probe) $(if $(ANEW),--anew) \
	$(if $(SINCE),--since $(SINCE))

lock: setup-dev ## requirements/*.lock from pyproject.toml (UPGRADE=1: newest versions)
	@$(PY) -m tools.lock $(if $(UPGRADE),--upgrade)

size: setup-dev ## lines of every module, without blank ones, comments and docstrings
	@$(PY) -m tools.size
