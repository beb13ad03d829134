#!/usr/bin/env bash
# A picture of every screen at its true size, in its normal, second and empty state, into shots/ (git-ignored).
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p shots
YICHUANG_SHOTS=$PWD/shots go test -count=1 -timeout 20m -run TestPictures ./internal/e2e
echo "pictures are in shots/"
