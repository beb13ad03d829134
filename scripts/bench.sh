#!/usr/bin/env bash
# Figures with their limits, measured on this machine in one run, into docs/bench.md.
set -euo pipefail
cd "$(dirname "$0")/.."
go build -o bin/yichuang ./cmd/yichuang
{
  echo "# Figures"
  echo
  echo "Made by \`make bench\` on $(date +%F). Medians with their range, first round dropped; ratios from one interleaved run."
  echo
  bin/yichuang bench all
  echo
  echo "The first profile showed more than a third of the writer's time in preparing statements; they are kept prepared since (docs/adr, number 8)."
} | tee docs/bench.md
