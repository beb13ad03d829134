# The commands of the README. Every tool is brought by the project's own scripts.
SHELL := /bin/bash
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z_]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: third_party voice ## build and open the demo city on 127.0.0.1:8080
	go build -o bin/yichuang ./cmd/yichuang
	bin/yichuang demo --crowd

build: ## the binary, reproducible
	go build -trimpath -o bin/yichuang ./cmd/yichuang

third_party: third_party/.done ## fonts, icons and scripts from npm

third_party/.done: package-lock.json scripts/third_party.sh internal/site/icons.txt
	scripts/third_party.sh && touch $@ || echo "third_party: npm could not bring fonts and icons; the program runs with words only" >&2

voice: third_party/.voice ## the clips that call numbers on the hall display, spoken by espeak-ng

third_party/.voice: scripts/voice.sh
	@scripts/voice.sh && touch $@ || [ $$? = 3 ]

test: ## everything: Go on SQLite and PostgreSQL, browser, stories, checks
	scripts/test.sh

check: ## formatting, vet, architecture, generated files
	scripts/check.sh

gen: ## generated pages and documents
	go tool templ generate
	go run ./internal/arch/gendocs

mutants: ## each named fault must be caught by its test
	source <(scripts/pg.sh start) && scripts/mutants.sh

bench: ## figures with their limits, into docs/bench.md
	scripts/bench.sh

long: ## full counts: ten thousand calls, long properties
	source <(scripts/pg.sh start) && YICHUANG_LONG=1 go test -count=1 -timeout 60m ./...

shots: third_party voice ## a picture of every screen into shots/
	scripts/shots.sh

.PHONY: help run build third_party voice test check gen mutants bench long shots
