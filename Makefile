# The chores. A fresh machine needs git, make and Python 3.11 or newer with venv; the rest goes into .venv/.

BIN := .venv/bin
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# Without build isolation nothing is built with anything but the setuptools of the lock.
INSTALL := $(PIP) install --quiet --require-hashes --no-build-isolation
# Locks hold for every Python and platform, and name no address: whoever installs chooses the index.
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
# A process a core; a file of tests stays in one, for the newsroom that it crawled. Each collects all tests and they must
# be the same: no clock in what they are called.
SHARED := --numprocesses auto --dist loadfile
OUTSIDE := index-url|find-links|/simple|[a-z]://|file:|@ |$(CURDIR)

.PHONY: help demo test check ray fix docs lock clean
help: ## Say what there is to make
	@sed -n 's/^\([a-z]*\):.* ## /  make \1	/p' Makefile

demo: .venv/core ## Crawl the fictional newsroom into data/demo/ and ask it three questions
	@$(BIN)/kliping demo

test: .venv/dev ## Run the tests
	@$(BIN)/python -m pytest $(SHARED)

check: .venv/dev ## Everything a change must pass: format, lint, types, tests with coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(SHARED)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

ray: .venv/ray ## Install Ray and DuckDB for `kliping lake`, half a gigabyte; the tests of it run then too

fix: .venv/dev ## Format, and mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/core ## Write the README's table of outlets
	$(BIN)/python -m crawler.table README.md

lock: .venv/bin/uv ## Resolve the locks again; UPGRADE=1 takes newer versions
	echo setuptools | $(COMPILE) - --output-file requirements.lock
	$(COMPILE) --extra archive --extra serve --extra dev --constraints requirements.lock --output-file requirements-dev.lock \
	  $$(sed -n 's/^\([^ #=]*\)==.*/--no-emit-package \1/p' requirements.lock)
	$(COMPILE) --extra archive --extra ray --constraints requirements.lock --constraints requirements-dev.lock \
	  --output-file requirements-ray.lock \
	  $$(sed -n 's/^\([^ #=]*\)==.*/--no-emit-package \1/p' requirements.lock requirements-dev.lock)
	@! grep -nE '$(OUTSIDE)' requirements.lock requirements-dev.lock requirements-ray.lock

clean: ## Take away what these chores made; data/ stays
	rm -rf .venv build dist kliping.egg-info .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find crawler pipelines analysis tests bench -name __pycache__ -prune -exec rm -rf {} +

# pip is the last thing that comes into a new environment: where it is, the environment is whole.
$(BIN)/pip:
	@for python in $(PYTHONS); do \
	  $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  echo "Making .venv with $$($$python --version)"; exec $$python -m venv .venv; \
	done; \
	echo "Python 3.11 or newer with venv is needed (Debian: apt-get install python3-venv); looked for: $(PYTHONS)" >&2; \
	exit 1

.venv/core: requirements.lock pyproject.toml | $(BIN)/pip
	@echo "Installing into .venv; this takes a minute or two"
	@sed -n '/^setuptools==/,/[^\\]$$/p' requirements.lock | $(INSTALL) --requirement /dev/stdin
	@$(INSTALL) --requirement requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.lock .venv/core
	@echo "Installing the tools for tests into .venv"
	@$(INSTALL) --requirement requirements.lock --requirement requirements-dev.lock
	@touch $@

# Not part of the lock for tests: Ray has no wheel for every platform that the rest has one for.
.venv/ray: requirements-ray.lock .venv/dev
	@echo "Installing Ray into .venv"
	@$(INSTALL) --requirement requirements.lock --requirement requirements-dev.lock --requirement requirements-ray.lock
	@touch $@

$(BIN)/uv: | $(BIN)/pip
	@$(PIP) install --quiet uv
