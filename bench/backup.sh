#!/usr/bin/env bash
# Backups as docs/operations.md says, brought back on another server and verified: bench/backup.sh CORPUS REGISTRY.csv [WORK]
#
# CORPUS and REGISTRY.csv are as for bench/import.sh. Archives on SQLite, PostgreSQL and MariaDB take half of the corpus in; each is backed
# up while the other half is being imported, by every way that the page names; the original is then destroyed, key and ledger included,
# and what comes back must verify whole, take the rest of the corpus in and verify again.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
corpus=$(cd "$1" && pwd) registry=$2 work=${3:-$(mktemp -d)}
. "$here/servers.sh"
. "$here/corpus.sh"
mkdir -p "$work"
trap stop_servers EXIT
build_ospacs "$work"
write_policy "$work/policy.json"
mapfile -t folders < <(find "$corpus/DICOM" -mindepth 1 -maxdepth 1 -type d | sort)
half=$((${#folders[@]} / 2))
export OSPACS_CONNECTIONS=$work/connections.json

import() {
  local archive=$1 media=$2 status=0; shift 2
  "$work/cli/ospacs" import "$@" --archive "$archive" --media "$media" --centre C01 --registry "$registry" --policy "$work/policy.json" --json >"$work/told" 2>"$work/errors" || status=$?
  # 1 is the answer where some files need a person: small made-up pictures can be alike under two subjects.
  [ "$status" -le 1 ] || { cat "$work/errors" >&2; exit 1; }
}
verify() { "$work/cli/ospacs" verify --archive "$1" | tail -1; }

# The identity folder after the archive: entries too many do no harm (docs/operations.md, Backup).
save_identity() { rm -rf "$2"; cp -a "$1" "$2"; }

try() {
  local what=$1 archive=$2 identity=$3 copy=$4 destroy=$5 restore=$6
  import "$archive" A "${folders[@]:0:half}"
  ( import "$archive" B "${folders[@]:half}" ) & local running=$!
  sleep 1
  "$copy"
  save_identity "$identity" "$work/identity.copy"
  wait "$running"
  "$destroy"; rm -rf "$identity"
  "$restore"
  cp -a "$work/identity.copy" "$identity"
  echo "$what, brought back: $(verify "$archive")"
  import "$archive" B "${folders[@]:half}"
  echo "$what, and completed: $(verify "$archive")"
  "$destroy"; rm -rf "$identity"
}

sqlite_copy() { sqlite3 "$work/trial.db" "VACUUM INTO '$work/copy.db'"; }
sqlite_gone() { rm -f "$work/trial.db" "$work/trial.db-journal"; }
sqlite_back() { mv "$work/copy.db" "$work/trial.db"; }
try 'SQLite, VACUUM INTO' "$work/trial.db" "$work/trial.db.identity" sqlite_copy sqlite_gone sqlite_back

start_postgresql "$work"
echo "{ \"connections\": { $(connection trial PostgreSQL "$PG_PORT" owner bench trial "$work/pg.identity") } }" > "$OSPACS_CONNECTIONS"; chmod 600 "$OSPACS_CONNECTIONS"
pg_dumped() { pg_dump -h "$PG_SOCKET" -p "$PG_PORT" -U owner -Fc --schema=ospacs -f "$work/trial.dump" trial; }
pg_gone() { pg "DROP DATABASE trial WITH (FORCE)"; pg "CREATE DATABASE trial"; }
pg_back() { pg_restore -h "$PG_SOCKET" -p "$PG_PORT" -U owner -d trial --exit-on-error "$work/trial.dump"; }
try 'PostgreSQL, pg_dump' trial "$work/pg.identity" pg_dumped pg_gone pg_back
base_taken() { rm -rf "$work/base"; install -d -m 700 "$work/base"; if [ "$(id -u)" -eq 0 ]; then chown postgres "$work/base"; fi; as_account postgres "$(postgresql_bin)/pg_basebackup" -h "$PG_SOCKET" -p "$PG_PORT" -U owner -D "$work/base" -X stream -c fast; }
base_gone() { pg_stop immediate; rm -rf "$PG_DATA"; }
base_back() { rm -rf "$PG_DATA"; mv "$work/base" "$PG_DATA"; pg_boot; }
try 'PostgreSQL, pg_basebackup' trial "$work/pg.identity" base_taken base_gone base_back
stop_servers; PG_DATA=

start_mariadb "$work"
echo "{ \"connections\": { $(connection trial MySQL "$MY_PORT" owner bench trial "$work/my.identity") } }" > "$OSPACS_CONNECTIONS"
my_dumped() { mariadb-dump --no-defaults --socket="$MY_SOCKET" -u root --single-transaction --routines --triggers --databases trial > "$work/trial.sql"; }
my_gone() { my "DROP DATABASE trial; CREATE DATABASE trial"; }
my_back() { mariadb --no-defaults --socket="$MY_SOCKET" -u root < "$work/trial.sql"; }
try 'MariaDB, mariadb-dump' trial "$work/my.identity" my_dumped my_gone my_back
