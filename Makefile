# Everything one types in this project. `make` alone lists it.
#
# One virtual environment, .venv, made from the hash-locked lists in requirements/ (and .venv-binder, .venv-hub
# and .venv-site for some commands each).
# Files named .stamp* in it remember what has been installed, so that the second time nothing is. Tools run as
# `python -m …`, never by their scripts, because a script's first line breaks when the folder is moved.

SHELL = /bin/sh
.DEFAULT_GOAL := help

ARGS ?=
# What is looked at in a browser, but for the diagram by hand and by keys: the whole course, notebook by notebook, today
# and the next day, its views on pages of any width, under a finger, what moves in them, and what is spoken and remembered.
# A command of its own, which CI runs as well.
COURSE_TESTS := $(filter-out tests/browser/test_dragging.py,$(wildcard tests/browser/test_*.py))
# A class that hands in and is marked, behind the wall, whatever is in a hand-in: another.
MARKING_TESTS := $(addprefix tests/grading/test_,by_hand.py cluster.py grading.py mark_function.py spread.py wall.py)
# Attacks on it, and hand-ins that are only unlucky: another.
ATTACK_TESTS := tests/attack
# A hub for many students, in an environment of its own: another.
HUB_TESTS := tests/hub
# What goes through every control, pair of mistakes or picture that there is, one by one, and what uses the whole course
# in a page without a server: commands of their own.
WHICH ?= not wide and not whole
TESTS ?= $(addprefix --ignore=,$(COURSE_TESTS) $(MARKING_TESTS) $(ATTACK_TESTS) $(HUB_TESTS)) tests $(wildcard notebooks/*.ipynb)
# What starts browsers, servers, kernels, nbgrader or another Python, waits for a limit of time, or draws every picture in
# both themes; and how tests are spread over the cores: whole files, in their order.
LONG := tests/browser tests/site tests/hub $(MARKING_TESTS) $(ATTACK_TESTS) tests/grading/test_attack_few.py tests/coach/test_limit.py \
	tests/explorers/test_themes.py \
	$(addprefix tests/project/test_,deploy.py kernels.py loaded.py notebooks.py project.py start.py translated.py)
SPREAD := -n auto --dist loadfile --no-loadscope-reorder

# The matrices here are small: a second thread for their products costs more time than it saves, most of all while the
# browser needs the other core.
export OPENBLAS_NUM_THREADS ?= 1
# Tests start kernels and workers by the dozen: what Python has compiled once is kept, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=
# Nothing that is run here belongs to a learner, but in `make lab` (backprop_core/explorers/memory/place.py).
test test-wide test-course test-marking test-site test-hub attack check test-binder mutants notebooks bench release grade grade-demo: export BACKPROP_PROGRESS := off

RUN := .venv/bin/python
BINDER := .venv-binder/bin/python
HUB := .venv-hub/bin/python
SITE := .venv-site/bin/python
# The lists are complete. Without --no-deps an old pip looks for the extras of what they name, finds a version that is not
# in them, and gives up.
INSTALL := -m pip --quiet --quiet --disable-pip-version-check install --no-deps
LIST := $(INSTALL) --require-hashes -r
COURSE := $(INSTALL) --no-build-isolation --editable .

.PHONY: help lab test test-wide test-course test-marking test-site attack check test-binder mutants notebooks bench release grade grade-demo \
	student-zip site site-serve site-zip test-site test-hub texts lock clean

help: ## list these commands
	@echo "Backpropagation you can touch:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '%-19s %s\n' "$$name" "$$text"; \
	done
	@echo "Options go in ARGS: make test ARGS=\"-k wheel\" · make lab ARGS=--port=9000 · make test TESTS=tests/core"

lab: .venv/.stamp-lab ## open the course in JupyterLab (the first time it also installs everything)
	@exec $(RUN) tools/start.py $(ARGS)

test: .venv/.stamp-dev ## run the checks: ruff, all tests of the code, every notebook against its stored outputs
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@status=0; \
	BROWSER_PATH=$$($(RUN) tools/get_browser.py) || BROWSER_PATH=none; export BROWSER_PATH; \
	$(RUN) -m pytest $(SPREAD) --nbval --nbval-current-env -m "$(WHICH)" $(TESTS) $(ARGS) || status=$$?; \
	if [ "$$BROWSER_PATH" = none ] && [ "$${CI:-}" = true ]; then \
		echo "Browser tests were skipped, because no browser could be had; with CI=true that is a failure."; exit 1; \
	elif [ "$$BROWSER_PATH" = none ]; then \
		echo "Browser tests were skipped, because no browser could be had (see above for what was tried)."; \
	fi; \
	exit $$status

test-wide: ## go through every control, every pair of mistakes, every picture in both themes
	@$(MAKE) --no-print-directory test WHICH=wide TESTS="--ignore=$(HUB_TESTS) tests"

test-course: ## use all views in JupyterLab, and every notebook, today and the next day
	@$(MAKE) --no-print-directory test TESTS="$(COURSE_TESTS)"

test-marking: ## hand in as a made-up class, and have it marked, by machine and by hand
	@$(MAKE) --no-print-directory test TESTS="$(MARKING_TESTS)"

attack: .venv/.stamp-dev ## attack the marking in every way that is known (needs the wall; a quarter of an hour)
	@$(RUN) -m pytest -p no:nbval -q $(ATTACK_TESTS) $(ARGS)

check: .venv/.stamp-dev ## in a minute: every quick test with one of its cases; no browser, no notebooks, no marking
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m pytest $(SPREAD) -p no:nbval --few 1 -m "not wide and not browser" $(addprefix --ignore=,$(LONG)) tests $(ARGS)

# One notebook, the views, and a notebook that is opened again, in JupyterLab and in Notebook.
ON_BINDER := "tests/browser/test_course_even.py::test_every_notebook_shows_pictures_then_lives[04_deltas.ipynb]" \
	tests/browser/test_dragging.py tests/browser/test_next_day.py

test-hub: .venv-hub/.stamp ## start a hub for many students, and have three work there at once
	@CI=true $(HUB) -m pytest -p no:nbval -q $(HUB_TESTS) $(ARGS)

test-binder: .venv-binder/.stamp ## use the views in a browser with the versions of JupyterLab and Notebook that Binder has
	@BROWSER_PATH=$$($(BINDER) tools/get_browser.py) && export BROWSER_PATH && \
	CI=true $(BINDER) -m pytest $(ON_BINDER) $(ARGS)

mutants: .venv/.stamp-dev ## put small mistakes into the code, one by one: the tests must notice them (half an hour)
	@BROWSER_PATH=$$($(RUN) tools/get_browser.py) $(RUN) -m tools.mutants $(ARGS)

notebooks: .venv/.stamp-dev ## run all notebooks top to bottom and store their outputs
	@$(RUN) tools/store_notebooks.py $(ARGS)

bench: .venv/.stamp-dev ## measure the speed of the core and of the live views
	@$(RUN) -m tools.bench $(ARGS)

release: .venv/.stamp-grading ## for teachers: make notebooks/exercises/ from grading/source/
	@$(RUN) -m grading.release

grade: .venv/.stamp-grading ## for teachers: one step of marking, ARGS="autograde ps2" (see grading/README.md)
	@$(RUN) -m grading.mark $(ARGS)

grade-demo: .venv/.stamp-grading ## for teachers: the whole way of marking, with a made-up class
	@$(RUN) -m grading.demo $(ARGS)

student-zip: .venv/.stamp-python ## for teachers: the course without solutions and tests, as dist/backpropagation.zip
	@$(RUN) tools/student_zip.py $(ARGS)

site: .venv-site/.stamp ## build the course as a static site in dist/site: a browser is all it needs
	@$(SITE) -m tools.site dist/site

site-serve: ## show dist/site on this machine
	@test -f dist/site/index.html || $(MAKE) --no-print-directory site
	@$(SITE) -m tools.site.serve dist/site $(ARGS)

site-zip: site ## the site in one file, dist/site.zip, with a server for a laptop without a network
	@$(SITE) -m tools.site.zip dist/site dist/site.zip

test-site: .venv/.stamp-dev site ## use the site in a browser: every notebook, every kind of view, the problem sets
	@BACKPROP_SITE=dist/site $(MAKE) --no-print-directory test WHICH="not wide" TESTS=tests/site

texts: .venv/.stamp-dev ## write the tables for who translates views, questions and coach: make texts ARGS=de
	@$(RUN) -m tools.texts $(ARGS)

lock: ## bring the lock files into step with pyproject.toml (needs uv; ARGS=--upgrade takes the newest)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv" >&2; exit 1; }
	uv pip compile --quiet --universal --generate-hashes --no-header $(ARGS) --extra lab pyproject.toml \
		-o requirements/lab.txt
	uv pip compile --quiet --universal --generate-hashes --no-header $(ARGS) --extra grading -c requirements/lab.txt \
		pyproject.toml -o requirements/grading.txt
	uv pip compile --quiet --universal --generate-hashes --no-header $(ARGS) --extra cluster -c requirements/grading.txt \
		pyproject.toml -o requirements/cluster.txt
	uv pip compile --quiet --universal --generate-hashes --no-header $(ARGS) --extra site -c requirements/cluster.txt \
		pyproject.toml -o requirements/site.txt
	uv pip compile --quiet --universal --generate-hashes --no-header $(ARGS) --extra dev -c requirements/cluster.txt \
		pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --generate-hashes --no-header $(ARGS) --python-version 3.14 \
		--python-platform wasm32-pyodide2024 -c requirements/lab.txt requirements/pyodide.in \
		$(addprefix --no-emit-package ,jedi parso widgetsnbextension jupyterlab-widgets) -o requirements/pyodide.txt
	uv pip compile --quiet --universal --generate-hashes --no-header $(ARGS) --extra hub -c requirements/lab.txt \
		pyproject.toml -o requirements/hub.txt
	uv pip compile --quiet --universal --generate-hashes --no-header $(ARGS) --extra browser pyproject.toml \
		requirements/binder.in -o requirements/binder.txt

clean: ## remove .venv and everything else that can be made again
	rm -rf .venv .venv-binder .venv-hub .venv-site .jupyterlab-workspaces .pytest_cache .ruff_cache .hypothesis build dist
	find . -name .git -prune -o \( -name __pycache__ -o -name .ipynb_checkpoints \) -type d -prune -exec rm -rf {} +

# --- The environment ---------------------------------------------------------------------------------------------

# The stamp holds the folder it was made in. In a moved or copied folder (or when the Python is gone) it does not match
# and counts as missing: the editable install would otherwise still point to the old place.
ifneq ($(shell $(RUN) -c "" 2>/dev/null && cat .venv/.stamp-python 2>/dev/null),$(CURDIR))
.PHONY: .venv/.stamp-python
endif

# What an editable install copies, so that a change of it asks for another.
INSTALLED := pyproject.toml labextension/package.json labextension/static/remoteEntry.js \
	backprop_server/jupyter_server_config.json

CHOSEN := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))

.venv/.stamp-python:
	@if $(RUN) -c "$(CHOSEN)" 2>/dev/null && $(RUN) -m pip --version >/dev/null 2>&1; then \
		printf '%s' "$(CURDIR)" > $@; exit 0; \
	fi; \
	seen=; \
	for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
		$$python -c "$(CHOSEN)" >/dev/null 2>&1 || continue; \
		seen=$$python; \
		$$python -c "import ensurepip, venv" >/dev/null 2>&1 || continue; \
		echo "Making .venv with $$($$python --version)."; \
		$$python -m venv --clear .venv && printf '%s' "$(CURDIR)" > $@; exit; \
	done; \
	if [ -n "$$seen" ]; then \
		echo "$$seen has no venv module: on Debian and Ubuntu, 'sudo apt-get install python3-venv' brings it." >&2; \
	else \
		echo "No Python from 3.11 to 3.14 was found: install one, or name one with 'make PYTHON=/path/to/python …'." >&2; \
	fi; \
	exit 1

.venv/.stamp-lab: .venv/.stamp-python requirements/lab.txt $(INSTALLED)
	@echo "Installing JupyterLab and the course into .venv (once; about a minute)."
	@$(RUN) $(LIST) requirements/lab.txt
	@$(RUN) $(COURSE)
	@touch $@

# The teachers' list holds the students' list, and the developers' list holds both; so it stands for all.
.venv/.stamp-grading: .venv/.stamp-python requirements/grading.txt requirements/lab.txt $(INSTALLED)
	@echo "Installing the teachers' tools into .venv (once; about a minute)."
	@$(RUN) $(LIST) requirements/grading.txt
	@$(RUN) $(COURSE)
	@touch .venv/.stamp-lab $@

.venv/.stamp-dev: .venv/.stamp-python requirements/dev.txt requirements/grading.txt requirements/lab.txt $(INSTALLED)
	@echo "Installing the developers' tools into .venv (once; about a minute)."
	@$(RUN) $(LIST) requirements/dev.txt
	@$(RUN) $(COURSE)
	@touch .venv/.stamp-lab .venv/.stamp-grading $@

# Those of single commands. Binder's is installed as Binder does it: into what its base image has.
.venv-%/.stamp: .venv/.stamp-python requirements/%.txt $(INSTALLED)
	@echo "Installing the packages of requirements/$*.txt and the course into .venv-$* (once; about a minute)."
	@$(RUN) -m venv --clear .venv-$*
	@.venv-$*/bin/python $(LIST) requirements/$*.txt
	@.venv-$*/bin/python $(COURSE)
	@touch $@
