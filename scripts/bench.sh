#!/usr/bin/env bash
# Figures with their limits, measured on this machine in one run, into docs/bench.md: on SQLite, and on PostgreSQL where there is one.
set -euo pipefail
cd "$(dirname "$0")/.."
go build -o bin/yichuang ./cmd/yichuang
if [ -z "${YICHUANG_TEST_PG:-}" ]; then
  eval "$(scripts/pg.sh start || true)"
fi
{
  echo "# Figures"
  echo
  echo "Made by \`make bench\` on $(date +%F). Medians with their range, first round dropped; ratios from one interleaved run, which count when the machine is busy with other work."
  echo
  bin/yichuang bench all
  cat scripts/bench-notes.md
} | tee docs/bench.new
mv docs/bench.new docs/bench.md
