# Mezhved: what people and CI run. `make` alone lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# A shell that keeps Python from keeping what it compiled would have each process compile all of the program anew.
unexport PYTHONDONTWRITEBYTECODE

PORT_A ?= 8101
PORT_B ?= 8102
# A third one fills the waiting of those that start processes and browsers on two cores.
WORKERS ?= 3
MINUTES ?= 30
PY := .venv/bin/python
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist worksteal

# The tools of the gate read the settings, and the settings lay out a data folder.
GATE := MEZHVED_DATA_DIR=var/gate
SERVICES := MEZHVED_TEST_SERVICES=1 \
	MEZHVED_DATABASE_URL=$${MEZHVED_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/mezhved} \
	MEZHVED_BROKER_URL=$${MEZHVED_BROKER_URL:-amqp://guest:guest@127.0.0.1:5672//}
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)

.PHONY: help setup setup-dev wheels run reset test tested test-services lint shape types format translations bench features tampering upgrades mutations faults vectors assets lock messages

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## create the environment from the hash-locked requirements
	@deploy/environment.sh run
	@$(MAKE) -s messages

setup-dev:
	@deploy/environment.sh dev
	@$(MAKE) -s messages

wheels: setup ## WHEELS=wheels: every package of the program, to install it where there is no network
	@$(PY) -m pip download -qq --disable-pip-version-check --only-binary :all: --no-deps --require-hashes \
		-r requirements/run.txt -d $(or $(WHEELS),wheels)

messages: $(CATALOGUES:.po=.mo)

%.mo: %.po
	@$(PY) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

run: setup ## run two agencies with the demo; PORT_A=8101 PORT_B=8102 choose the ports; Ctrl-C stops all
	@exec $(PY) -m deploy.supervise run --port-a $(PORT_A) --port-b $(PORT_B)

reset: ## remove the data of both nodes
	@python3 -m deploy.supervise reset

test: shape ## the whole gate on SQLite: lint, types, architecture, assets, tests, pages in Chromium
	@deploy/system_packages.sh
	@$(MAKE) -j2 types tested

tested: # types are checked beside them: they take a minute of one core
	@$(PYTEST)

test-services: setup-dev ## the tests that concern a database or a broker, on PostgreSQL and RabbitMQ
	@deploy/system_packages.sh servers
	@$(SERVICES) $(PY) -m deploy.check_services
	@$(SERVICES) $(PYTEST)

lint: shape types ## the gate without the tests, fast first

types: setup-dev
	$(GATE) $(PY) -m mypy

shape: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/djade --check $$(find templates -name '*.html')
	$(PY) -m djlint --quiet --lint templates
	.venv/bin/lint-imports --no-logo
	$(GATE) $(PY) manage.py makemigrations --check --dry-run
	$(PY) deploy/translations.py check
	$(PY) -m deploy.vendor_assets --check

format: setup-dev ## bring code and templates into shape
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	.venv/bin/djade $$(find templates -name '*.html')

translations: setup-dev ## collect new strings into the catalogue, and say what is untranslated
	$(PY) deploy/translations.py update
	@$(MAKE) -s messages

bench: setup-dev ## measure; a table and JSON
	@$(PY) -m bench

features: setup-dev ## which rows of the list of features the tests prove
	@$(PY) -m tests.features

tampering: setup-dev ## every tampering with an export of the log in three places instead of one
	@MEZHVED_SITES=3 $(PYTEST) tests/history/test_tampering_with_exports.py

upgrades: setup-dev ## the databases of all kept releases instead of the newest, on SQLite
	@MEZHVED_RELEASES=all $(PYTEST) tests/upgrades

mutations: setup-dev ## leave out each call of visible_to in turn, and see that the matrix notices
	@$(PY) -m tests.mutations

faults: setup-dev ## MINUTES=30 of deaths and faults over two nodes, on servers of their own; SEED=n plays a run again
	@deploy/system_packages.sh servers
	@$(PY) -m tests.faults --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

vectors: setup-dev ## all bad packages within bounds, the whole matrix of valid ones (1 GiB, all levels), NUMBER=10000 random changes
	@$(PY) -m tests.signing.vectors --bounds --whole --mutations $(or $(NUMBER),10000)

assets: setup-dev ## rewrite static/vendor from package-lock.json
	$(PY) -m deploy.vendor_assets

lock: ## resolve requirements/*.in anew (needs uv, which nothing else does)
	rm -f requirements/run.txt requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		requirements/run.in --output-file requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--constraint requirements/run.txt requirements/dev.in --output-file requirements/dev.txt
