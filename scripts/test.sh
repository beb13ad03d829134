#!/usr/bin/env bash
# Everything the project promises to check. On a bare Debian machine as root it installs what it needs; otherwise it names the one
# command to run, skips loudly, and counts what it skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
skipped=0
need=()
command -v chromium >/dev/null || need+=(chromium)
fc-list 2>/dev/null | grep -qi 'cjk' || need+=(fonts-noto-cjk)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || need+=(postgresql)
command -v npm >/dev/null || need+=(npm)
command -v espeak-ng >/dev/null || need+=(espeak-ng opus-tools)
command -v pdftotext >/dev/null || need+=(poppler-utils)
if [ ${#need[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "== installing: ${need[*]}"
    (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q "${need[@]}") >/tmp/yichuang-apt.log 2>&1 ||
      { echo "SKIPPED: ${need[*]} could not be installed, see /tmp/yichuang-apt.log"; skipped=$((skipped + 1)); }
  else
    echo "SKIPPED: as root run: apt-get install -y ${need[*]}"
    skipped=$((skipped + 1))
  fi
fi

echo "== fonts, icons and scripts"
make -s third_party
[ -f third_party/.done ] || { echo "SKIPPED: npm did not bring third_party; letters as PDF and icons are not tested"; skipped=$((skipped + 1)); }
make -s voice
[ -f third_party/.voice ] || { echo "SKIPPED: espeak-ng did not bring the clips for calls; their names are not tested"; skipped=$((skipped + 1)); }

echo "== checks"
scripts/check.sh

echo "== PostgreSQL"
if line=$(scripts/pg.sh start); then
  eval "$line"
  trap 'scripts/pg.sh stop' EXIT
else
  echo "SKIPPED: tests on PostgreSQL; run: apt-get install -y postgresql"
  skipped=$((skipped + 1))
fi

echo "== tests"
command -v chromium >/dev/null && export YICHUANG_CHROMIUM=$(command -v chromium)
# Told one by one, so that a test that skips itself is named and counted too.
log=$(mktemp)
if ! go test -v -timeout 25m ./... >"$log" 2>&1; then
  grep -vE '^ *(=== |--- PASS|--- SKIP)' "$log"
  exit 1
fi
grep -E '^ok' "$log"
grep -B1 -E '^ *--- SKIP' "$log" || true # with the reason
own=$(grep -cE '^ *--- SKIP' "$log" || true)
rm -f "$log"

echo "== mutants"
if [ -n "${YICHUANG_TEST_PG:-}" ]; then scripts/mutants.sh; else echo "SKIPPED: mutants need PostgreSQL"; skipped=$((skipped + 1)); fi

echo "== done; $skipped parts skipped, ${own} tests skipped themselves (named above)"
