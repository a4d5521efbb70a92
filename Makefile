# All commands of the project. CI and hooks call these and nothing else; `make` lists them.
# Each sets up what it needs: a virtual environment in .venv, the pinned packages, system libraries where it may.

SHELL = /bin/sh
VENV = .venv
PYTHON = $(VENV)/bin/python
CATALOGUES = $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
TEMPLATES = find . \( -name .venv -o -name var \) -prune -o -path '*/templates/*' \( -name '*.html' -o -name '*.txt' \) -print0
TEST_SETTINGS = DJANGO_SETTINGS_MODULE=mgi_portal.settings.test DATABASE_URL=sqlite://:memory:
COMPILE = uv pip compile --quiet pyproject.toml --override requirements-overrides.txt \
	--python-version 3.11 --no-header --no-annotate --no-emit-index-url
REQUIREMENTS_HEADER = \
	'\# Generated from pyproject.toml by `make requirements`; never edited by hand.' \
	'\# The whole closure, installed with --no-deps: nothing unlisted comes along (see requirements-overrides.txt).'

.DEFAULT_GOAL := help
.NOTPARALLEL:

.PHONY: help
help: ## list the commands
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1	/p' Makefile | expand -t 27

# For everybody ------------------------------------------------------------------------------------

.PHONY: demo test test-slow check fix
demo: environment catalogues ## serve the Quilmes demonstration on http://127.0.0.1:8000 (or PORT=…) until Ctrl-C
	@scripts/system-libraries
	@scripts/demo

test: environment-dev catalogues ## run the whole suite: on SQLite, then on PostgreSQL and Redis where they answer
	@scripts/system-libraries --tests
	@scripts/test

test-slow: environment-dev catalogues ## the tests that take long: a whole questionnaire by keyboard, killed tabs, races, looks in four languages
	@scripts/system-libraries --tests
	@scripts/test slow

check: check-code check-templates check-types check-imports check-migrations check-deploy check-catalogues check-docs ## everything that needs no run of the suite; `make -k check` doesn't stop at the first fault

fix: environment-dev ## mend what can be mended by itself: lint, format of code and templates
	@$(PYTHON) -m ruff check --quiet --fix --exit-zero .
	@$(PYTHON) -m ruff format .
	@$(TEMPLATES) | xargs -0 -r $(VENV)/bin/djade --target-version 5.2 || true

# One check at a time ------------------------------------------------------------------------------

.PHONY: check-code check-templates check-types check-imports check-migrations check-deploy check-catalogues check-docs
check-code: environment-dev ## ruff: rules and format
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

check-templates: environment-dev ## djade: format of templates; djlint: rules
	@$(TEMPLATES) | xargs -0 -r $(VENV)/bin/djade --check --target-version 5.2; status=$$?; \
		$(TEMPLATES) | xargs -0 -r $(PYTHON) -m djlint --lint --profile django --quiet && exit $$status

check-types: environment-dev ## mypy
	@$(PYTHON) -m mypy

check-imports: environment-dev ## import-linter: the direction between and inside the rooms
	@$(PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

check-migrations: environment-dev ## models without a migration
	@$(TEST_SETTINGS) $(PYTHON) manage.py makemigrations --check --dry-run

check-deploy: environment-dev ## Django's own checks, as in production
	@mkdir -p var/fonts
	@SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		ALLOWED_HOSTS=mgi.example.org SITE_URL=https://mgi.example.org \
		DATABASE_URL=sqlite://:memory: DJANGO_SETTINGS_MODULE=mgi_portal.settings.base \
		$(PYTHON) -W error::DeprecationWarning:django manage.py check --deploy --fail-level WARNING

check-catalogues: environment-dev ## every text is translated, with the same placeholders
	@$(TEST_SETTINGS) $(PYTHON) scripts/check-catalogues

check-docs: environment-dev ## generated pages of the docs are up to date
	@$(TEST_SETTINGS) $(PYTHON) manage.py workflow_docs --check

# Speed --------------------------------------------------------------------------------------------

.PHONY: bench bench-load bench-growth bench-public
bench: environment-dev catalogues ## the portal beside a bare Django application (docs/performance.md)
	@$(PYTHON) -m bench speed

bench-load: environment-dev catalogues ## fifty simulated focal points: nothing that was acknowledged is lost
	@$(PYTHON) -m bench load

bench-growth: environment-dev catalogues ## the same pages with few and with many assessments
	@$(PYTHON) -m bench growth

bench-public: environment-dev catalogues ## the pages everybody reads, with few and with many published profiles
	@$(PYTHON) -m bench public

# Generated files ----------------------------------------------------------------------------------

.PHONY: messages docs pictures requirements clean
messages: environment-dev ## collect new texts into the French and Spanish catalogues (needs GNU gettext)
	@$(TEST_SETTINGS) $(PYTHON) manage.py makemessages -l fr -l es -l ar -e html,txt,py \
		--add-location file --no-obsolete -i .venv -i var -i tests -i bench

docs: environment-dev ## write the generated pages of the docs
	@$(TEST_SETTINGS) $(PYTHON) manage.py workflow_docs

pictures: environment-dev ## take the README's pictures from a running demonstration (BASE_URL=…, DEMO_PASSWORD=…)
	@$(PYTHON) scripts/pictures.py

requirements: ## resolve pyproject.toml into the pinned requirements files (needs uv)
	@$(COMPILE) -o requirements.txt
	@$(COMPILE) --extra dev -c requirements.txt -o requirements-dev.txt
	@for list in requirements.txt requirements-dev.txt; do \
		{ printf '%s\n' $(REQUIREMENTS_HEADER); cat "$$list"; } > "$$list.new" && mv "$$list.new" "$$list"; done

clean: ## remove the environment and everything that was made, the demonstration's data too
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache $(CATALOGUES)
	find . -name __pycache__ -prune -exec rm -rf {} +

# Set-up -------------------------------------------------------------------------------------------

.PHONY: environment environment-dev catalogues
environment:
	@scripts/environment requirements.txt

environment-dev:
	@scripts/environment requirements-dev.txt

catalogues: $(CATALOGUES)

%.mo: %.po
	@$(PYTHON) -m babel.messages.frontend compile --domain django --input-file $< --output-file $@
