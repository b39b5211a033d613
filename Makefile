# Tasks of this checkout. `make` alone lists them. Everything stays inside this folder (.venv, reviews, build).
#
# Variables: PYTHON (which Python makes .venv); for review also REGISTER, AS_OF, REVIEWS, POLICY; for lab LAB_OPTIONS,
# such as --no-browser; for bench-intake LISTS, MISSES; for fuzz CASES, SEED, FUZZ_OPTIONS; for test and check WORKERS,
# how many tests run at a time; for unchanged BASE, UNCHANGED_OPTIONS; for changelog VERSION, DAY.

SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/ready
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

# Settings, kernels and histories of Jupyter live in .venv, not in the home folder.
export JUPYTER_CONFIG_DIR := $(CURDIR)/.venv/etc/jupyter
export JUPYTER_DATA_DIR := $(CURDIR)/.venv/share/jupyter
export JUPYTER_RUNTIME_DIR := $(CURDIR)/.venv/share/jupyter/runtime
export IPYTHONDIR := $(CURDIR)/.venv/share/ipython
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help review test check lab lint format bench bench-intake faults fuzz crosscheck unchanged notebooks committed docs changelog lock wheel clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s%s\n", $$1, $$2 }'

# --- the environment ---------------------------------------------------------------------------------------

# bootstrap.py is called when one of these files is newer than the environment, when its Python has gone, when
# the folder was moved or copied (an environment holds its own path), and when a Python is asked for by name.
ifneq ($(shell head -n 1 $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif
ifdef PYTHON
.PHONY: $(READY)
endif

$(READY): requirements.lock pyproject.toml bootstrap.py src/vendor_review/__init__.py $(BIN)/python
	@for python in "$(PYTHON)" python3 python3.13 python3.12 python3.11 python; do \
	  if [ -n "$$python" ] && "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 7))' 2>/dev/null; \
	  then exec "$$python" bootstrap.py; fi; \
	done; echo "vendor-review: Python 3.11, 3.12 or 3.13 is needed; found none. Install one of them." >&2; exit 2

$(BIN)/python:

# --- reviewing ---------------------------------------------------------------------------------------------

# Neither make nor the shell expands what these hold: names of folders may hold $ and quotes. The shell finds them in its
# environment.
REVIEWING := REGISTER AS_OF REVIEWS POLICY
$(foreach name,$(REVIEWING),$(eval override $(name) := $$(value $(name))))
export $(REVIEWING)

review: $(READY) ## review the register; prints the path of review.html (REGISTER=, AS_OF=, REVIEWS=, POLICY=)
	@result=$$($(BIN)/vendor-review run $${AS_OF:+--as-of "$$AS_OF"} $${REVIEWS:+--reviews "$$REVIEWS"} \
	  $${POLICY:+--policy "$$POLICY"} $${REGISTER:+-- "$$REGISTER"}) || exit $$?; \
	printf '%s' "$$result" | $(BIN)/python -c 'import json, sys; print(json.load(sys.stdin)["review"])'

# No news, no look for updates, no list of extensions, no search for language servers: nothing is asked of the
# outside, and nothing is written to the home folder. .jupyter answers what JupyterLab would ask at its first start, and
# says how the tables of a review look in it.
lab: $(READY) ## open JupyterLab on the notebooks
	@mkdir -p "$(JUPYTER_CONFIG_DIR)" && cp -R .jupyter/. "$(JUPYTER_CONFIG_DIR)"
	@$(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks \
	  --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
	  --LabApp.extension_manager=readonly --LanguageServerManager.autodetect=False \
	  --LabApp.custom_css=True \
	  $(if $(filter 0,$(shell id -u)),--allow-root) $(LAB_OPTIONS)

# --- checking ----------------------------------------------------------------------------------------------

# A file of tests, and a notebook, is for one worker: what its tests share is made once. Order: see tests/conftest.py.
# Bytecode is kept also where Python is told to write none: each worker, and each command that a test starts, would
# compile the package and the tests anew.
WORKERS := logical
PYTEST := unset PYTHONDONTWRITEBYTECODE; $(BIN)/python -m pytest --numprocesses=$(WORKERS) --maxprocesses=8 \
  --dist=loadfile --no-loadscope-reorder

test: $(READY) ## all tests, and the committed notebooks against their outputs (WORKERS=, one per processor if not said)
	@$(PYTEST) tests $(NOTEBOOKS) --durations=20 --nbval --nbval-current-env --nbval-cell-timeout=120 \
	  --nbval-sanitize-with tests/nbval.cfg --ignore-glob='tests/*.ipynb'

# The parts whose tests call functions; those of the others go through whole commands, notebooks and files.
UNITS := $(addprefix tests/,register schema policy scoring intake changes report publication setup)

check: lint ## the quick part at the desk: lint, unit tests, properties that try little; no kernel, browser, server
	@$(PYTEST) $(UNITS) --hypothesis-profile=dev -m 'not (slow or browser or postgres or mounts or scheduler)'

lint: $(READY) ## format, lint, types, and which part imports which
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --no-logo

format: $(READY) ## put code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

crosscheck: $(READY) ## rebuild reviews under another Python and compare them, byte by byte (OTHER=python3.13)
	@.ci/crosscheck "$(OTHER)"

unchanged: $(READY) ## whether users see the same as at a commit (BASE=main, UNCHANGED_OPTIONS=--quick)
	@$(BIN)/python .ci/unchanged "$(or $(BASE),HEAD)" $(UNCHANGED_OPTIONS)

bench: $(READY) ## time and memory, side by side with the usual tools
	@$(BIN)/python bench/run.py

# LISTS names a folder with labels.json and pages/; that of the tests is invented.
bench-intake: $(READY) ## how well import reads a folder of labelled lists (LISTS=)
	@$(BIN)/python bench/intake.py "$(or $(LISTS),tests/intake/lists)" $(if $(MISSES),--misses)

faults: $(READY) ## inject 200 faults and more into runs and the archive; counts what did not hold
	@$(BIN)/python faults/inject.py --at-least 200

fuzz: $(READY) ## change sound files at random and have every reader read them (CASES=, SEED=, FUZZ_OPTIONS=)
	@$(BIN)/python fuzz/fuzzer.py --cases $(or $(CASES),1000) --seed $(or $(SEED),0) $(FUZZ_OPTIONS)

# --- making ------------------------------------------------------------------------------------------------

notebooks: $(READY) ## run the committed notebooks again and keep their outputs, without times and versions
	@$(BIN)/jupyter nbconvert --log-level=WARN --to notebook --execute --inplace \
	  --KernelManager.transport_encryption=required \
	  --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.timeout=300 \
	  --ClearMetadataPreprocessor.enabled=True \
	  --ClearMetadataPreprocessor.preserve_cell_metadata_mask=tags \
	  --ClearMetadataPreprocessor.preserve_nb_metadata_mask=kernelspec $(NOTEBOOKS)

committed: notebooks ## make again what is committed: notebooks with outputs, and the review of Numberz
	@rm -rf build/reviews reviews/numberz/2026-11-01-*
	@$(BIN)/vendor-review run data/numberz --as-of 2026-11-01 --reviews build/reviews >/dev/null
	@mkdir -p reviews/numberz && cp -R build/reviews/numberz/2026-11-01-* reviews/numberz/

docs: $(READY) ## write docs/register.md, rules.md, commands.md and targets.md anew
	@$(BIN)/python docs/generate.py

changelog: $(READY) ## move the notes of changelog.d/ into CHANGELOG.md (VERSION=0.2.0, DAY=2027-01-31)
	@$(BIN)/python docs/changelog.py "$(VERSION)" "$(DAY)"

LOCKING := --universal --python-version 3.11 --fork-strategy fewest --upgrade \
  --only-binary :all: --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
  --custom-compile-command 'make lock' --quiet

# The lock holds for Python 3.11 to 3.13 on Linux and macOS; it names hashes, no addresses.
lock: $(READY) ## choose versions anew and write requirements.lock, and that of what tests schedules
	@test -x build/lock/bin/uv || { $(BIN)/python -m venv build/lock && \
	  build/lock/bin/python -m pip --disable-pip-version-check -qq install 'uv>=0.9'; }
	@build/lock/bin/uv pip compile pyproject.toml --extra explore --extra lab --extra test --group dev \
	  $(LOCKING) --output-file requirements.lock
	@printf '%s\n' 'apache-airflow-core>=3.3,<4' 'kubernetes-validate>=1.37' | build/lock/bin/uv pip compile - $(LOCKING) \
	  --output-file tests/schedules/airflow.lock

wheel: $(READY) ## build sdist and wheel into dist/
	@$(BIN)/python -m build --no-isolation .

clean: ## remove what make has made, except reviews
	@rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +
