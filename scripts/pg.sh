#!/usr/bin/env bash
# Start or stop a throw-away PostgreSQL on loopback for tests.
#   eval "$(scripts/pg.sh start)"   sets YICHUANG_TEST_PG
#   scripts/pg.sh stop
# As root it runs the server as its own user (postgres); otherwise as the caller.
set -euo pipefail
dir=${YICHUANG_PG_DIR:-/tmp/yichuang-pg-$(id -u)}
port=${YICHUANG_PG_PORT:-55439}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")
if [ ! -x "$bin/initdb" ]; then
  echo "no PostgreSQL server found; run: apt-get install -y postgresql" >&2
  exit 3
fi
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups -- "$@"; else "$@"; fi; }
case "${1:-}" in
start)
  mkdir -p "$dir"
  if [ "$(id -u)" = 0 ]; then chown postgres:postgres "$dir"; fi
  if [ ! -f "$dir/data/PG_VERSION" ]; then
    (cd "$dir" && as "$bin/initdb" -D "$dir/data" -U yichuang -A trust -E UTF8 --locale C --data-checksums) >"/tmp/yichuang-initdb.log" 2>&1
  fi
  if ! (cd "$dir" && as "$bin/pg_ctl" -D "$dir/data" status) >/dev/null 2>&1; then
    (cd "$dir" && as "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c max_connections=300" start) >/dev/null
  fi
  echo "export YICHUANG_TEST_PG='postgres://yichuang@127.0.0.1:$port/postgres?sslmode=disable'"
  ;;
stop)
  (cd "$dir" && as "$bin/pg_ctl" -D "$dir/data" -m fast stop) >/dev/null 2>&1 || true
  ;;
*)
  echo "usage: scripts/pg.sh start|stop" >&2
  exit 2
  ;;
esac
