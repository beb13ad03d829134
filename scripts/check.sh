#!/usr/bin/env bash
# Fast checks: formatting, vet, generated pages in step with their templates.
set -euo pipefail
cd "$(dirname "$0")/.."
unformatted=$(git ls-files '*.go' | grep -v _templ.go | xargs -r gofmt -l)
[ -z "$unformatted" ] || { echo "not gofmt'd: $unformatted"; exit 1; }
go vet ./...
before=$(git ls-files -s '*_templ.go' | sha256sum; git diff -- '*_templ.go' | sha256sum)
go tool templ generate >/dev/null 2>&1
after=$(git ls-files -s '*_templ.go' | sha256sum; git diff -- '*_templ.go' | sha256sum)
[ "$before" = "$after" ] || { echo "generated pages were out of step with their templates: run make gen and commit"; exit 1; }
