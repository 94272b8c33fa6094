# Two commands do everything: make run, make test. Both may be repeated and interrupted.
PORT ?= 8069
DEMO ?= 1
INTERFACE ?= 127.0.0.1
ZI := scripts/zi

.PHONY: help setup run stop test lint bench pictures clean distclean
.DEFAULT_GOAL := help

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 20
	@echo
	@echo "  PORT=8069 DEMO=1 INTERFACE=127.0.0.1 are read by make run; DEMO=0 gives an empty office."

setup: ## install what is missing and stop there
	@$(ZI) setup

run: ## serve the demo office on http://localhost:PORT, made at the first time
	@$(ZI) run --port "$(PORT)" --demo "$(DEMO)" --interface "$(INTERFACE)"

stop: ## end the office and the private PostgreSQL server
	@$(ZI) stop

test: ## lint, unit, Odoo, browser and end-to-end tests
	@$(ZI) ci

lint: ## the lint part of make test
	@$(ZI) lint

bench: ## measure side by side and print the table
	@$(ZI) bench

pictures: ## take the pictures of the README anew from the demo office
	@$(ZI) pictures

clean: ## remove what was made, keep the downloads
	@$(ZI) clean

distclean: ## remove the downloads as well
	@$(ZI) clean --all
