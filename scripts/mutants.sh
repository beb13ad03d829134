#!/usr/bin/env bash
# Build each named fault in and require that its test fails. A test that has never failed is not a test.
set -uo pipefail
cd "$(dirname "$0")/.."
bad=0
while read -r name pkg test; do
  case "$name" in ''|\#*) continue ;; esac
  if go test -count=1 -ldflags "-X yichuang/internal/mutant.name=$name" -run "^($test)\$" "$pkg" >/tmp/yichuang-mutant.log 2>&1; then
    echo "mutant $name lives: $test in $pkg did not see it"; bad=1
  else
    echo "mutant $name killed by $test"
  fi
done < scripts/mutants.txt
exit $bad
