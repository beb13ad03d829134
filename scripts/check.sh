#!/usr/bin/env bash
# Fast checks: formatting, vet, generated pages in step with their templates.
set -euo pipefail
cd "$(dirname "$0")/.."
unformatted=$(git ls-files '*.go' | grep -v _templ.go | xargs -r gofmt -l)
[ -z "$unformatted" ] || { echo "not gofmt'd: $unformatted"; exit 1; }
go vet ./...
if [ -z "$(git status --porcelain -- '*_templ.go' '*.templ')" ]; then # only a clean tree can tell
  go tool templ generate >/dev/null 2>&1
  git diff --quiet -I 'FileName: `' -- '*_templ.go' || { echo "generated pages are out of step with their templates: run make gen and commit"; exit 1; }
fi
