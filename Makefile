# What a machine needs: make, and Python 3.11 or newer with its venv module. The rest is installed into .venv.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo run test check format catalogues requirements long-tests clean .runtime .dev .catalogues

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --quiet --quiet --disable-pip-version-check --no-input
UV_COMPILE := PYTHONPATH=.venv/uv $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/rodnik.po))

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

demo: .runtime .catalogues ## see a school live on this machine; ARGS=--story plays it in the terminal
	@$(PYTHON) -m bot demo $(ARGS)

run: .runtime .catalogues ## start Rodnik with the settings in .env
	@$(PYTHON) -m bot run $(ARGS)

test: check ## check, then run every test but the long ones; ARGS='-k name' picks some
	@$(PYTHON) -m pytest -n 2 $(ARGS)

check: .dev .catalogues ## format, lint, types, contracts, migrations, catalogues, settings, files
	@$(PYTHON) -m tests.house.check

format: .dev ## lay out the code and mend what the linter can
	@$(PYTHON) -m ruff check --quiet --fix-only .
	@$(PYTHON) -m ruff format --quiet .

catalogues: .runtime ## collect the texts of the code into locales/, compile them, name what is not translated
	@$(PYTHON) -m locales || true

requirements: .dev ## pin requirements/*.in with hashes; ARGS=--upgrade takes newer versions
	@$(PIP) install --upgrade --target .venv/uv uv
	@$(UV_COMPILE) $(ARGS) requirements/runtime.in --output-file requirements/runtime.txt
	@$(UV_COMPILE) $(ARGS) requirements/dev.in --output-file requirements/dev.txt

long-tests: .dev .catalogues ## run the tests that take hours: KILLS=5000 kills, 5,000 results, 100,000 texts
	@$(PYTHON) -m pytest -m long -s $(ARGS)

clean: ## remove .venv and everything else that can be made again; data/ and .env stay
	@rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis mutants $(CATALOGUES)
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PYTHON):
	@for python in python3.13 python3.12 python3.11 python3 python; do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Making .venv with $$python"; exec "$$python" -m venv --clear .venv; \
	  fi; \
	done; \
	echo 'Rodnik needs Python 3.11 or newer with its venv module (Debian: apt install python3 python3-venv).' >&2; exit 1

# The stamp is a copy of the requirements that were installed: what is the same is not installed again.
.runtime .dev: .%: $(PYTHON)
	@cmp -s requirements/$*.txt .venv/$*.txt || { \
	  echo 'Installing requirements/$*.txt'; \
	  { $(PIP) --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip; } && \
	  $(PIP) install --no-deps --require-hashes -r requirements/$*.txt && \
	  for file in runtime $*; do cp requirements/$$file.txt .venv/; done; }

.catalogues: $(CATALOGUES)

%.mo: %.po | .runtime
	@$(PYTHON) -m babel.messages.frontend --quiet compile --input-file=$< --output-file=$@
