#!/usr/bin/env bash
# Import into database servers beside each server's raw limit, in one run: bench/server-import.sh CORPUS REGISTRY.csv [ROUNDS] [WORK]
#
# CORPUS and REGISTRY.csv are as for bench/import.sh. PostgreSQL and MariaDB are started for the run on loopback, from Debian's packages, as
# they come. The raw limit is what the server takes of the same bytes with nothing else done to them: binary COPY (STORAGE EXTERNAL) and
# INSERTs of many rows, by the server's own client. One, two and four importers at once, each with its share of the files, as media of
# their own; the raw limit with as many clients. Whole imports: check, PS3.15, mask, hashes, audit, passport.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
corpus=$(cd "$1" && pwd) registry=$2 rounds=${3:-3} work=${4:-$(mktemp -d)}
. "$here/servers.sh"
. "$here/corpus.sh"
mkdir -p "$work"
trap stop_servers EXIT
build_ospacs "$work"
write_policy "$work/policy.json"
start_postgresql "$work"
start_mariadb "$work"
export OSPACS_CONNECTIONS=$work/connections.json
echo "{ \"connections\": { $(connection pg PostgreSQL "$PG_PORT" owner bench trial "$work/pg.identity"), $(connection my MySQL "$MY_PORT" owner bench trial "$work/my.identity") } }" > "$OSPACS_CONNECTIONS"
chmod 600 "$OSPACS_CONNECTIONS"
mapfile -t folders < <(find "$corpus/DICOM" -mindepth 1 -maxdepth 1 -type d | sort)
files=$(find "$corpus" -type f | wc -l)
find "$corpus" -type f -print0 | xargs -0 cat >/dev/null
echo "$files files, $(du -sm "$corpus" | cut -f1) MB, $(nproc) cores, $rounds rounds"

# An importer's share: every Nth patient's folder.
share() { local n=$1 of=$2 i; for ((i = n; i < ${#folders[@]}; i += of)); do printf '%s\0' "${folders[i]}"; done; }

raw() {
  local engine=$1 n=$2 i pids=()
  case $engine in
    pg) PG_DATABASE=trial pg "DROP TABLE IF EXISTS raw; CREATE TABLE raw (number bigint PRIMARY KEY, bytes bytea NOT NULL); ALTER TABLE raw ALTER bytes SET STORAGE EXTERNAL" 2>/dev/null ;;
    my) MY_DATABASE=trial my "DROP TABLE IF EXISTS Raw; CREATE TABLE Raw (Number bigint PRIMARY KEY, Bytes longblob NOT NULL)" ;;
  esac
  local begun; begun=$(date +%s%N)
  for ((i = 0; i < n; i++)); do
    case $engine in
      pg) psql -h "$PG_SOCKET" -p "$PG_PORT" -U owner -d trial -v ON_ERROR_STOP=1 -q -c "\\copy raw from '$work/raw-$n/$i.copy' (format binary)" & ;;
      my) mariadb --no-defaults --socket="$MY_SOCKET" -u root trial < "$work/raw-$n/$i.sql" & ;;
    esac
    pids+=($!)
  done
  for i in "${pids[@]}"; do wait "$i"; done
  echo $((($(date +%s%N) - begun) / 1000000))
}

import() {
  local engine=$1 n=$2 i pids=() status
  case $engine in
    pg) PG_DATABASE=trial pg "DROP SCHEMA IF EXISTS ospacs CASCADE" 2>/dev/null ;;
    my) my "DROP DATABASE trial; CREATE DATABASE trial" ;;
  esac
  rm -rf "$work/$engine.identity"
  # The archive is made before the clock starts: several importers would else race to be the one that makes it.
  mkdir -p "$work/empty"
  "$work/cli/ospacs" import "$work/empty" --archive "$engine" --media B0 --centre C01 --registry "$registry" --policy "$work/policy.json" >/dev/null 2>&1 || true
  local begun; begun=$(date +%s%N)
  for ((i = 0; i < n; i++)); do
    share "$i" "$n" | xargs -0 "$work/cli/ospacs" import --archive "$engine" --media "B$((i + 1))" --centre C01 --registry "$registry" --policy "$work/policy.json" --json >"$work/out-$i" 2>"$work/errors-$i" &
    pids+=($!)
  done
  for i in "${!pids[@]}"; do
    # 1 is the answer where some files need a person (xargs makes it 123): small made-up pictures can be alike under two subjects.
    status=0; wait "${pids[i]}" || status=$?
    [ "$status" -eq 0 ] || [ "$status" -eq 123 ] || { cat "$work/errors-$i" >&2; exit 1; }
  done
  echo $((($(date +%s%N) - begun) / 1000000))
  [ "$(cat "$work"/out-* | grep -c outcome)" -eq "$files" ] || { echo 'Some files have no outcome.' >&2; exit 1; }
  rm -f "$work"/out-*
}

for n in 1 2 4; do "$here/raw-limit.py" "$corpus" "$n" "$work/raw-$n"; done
for engine in pg my; do
  for n in 1 2 4; do
    for _ in $(seq "$rounds"); do
      r=$(raw "$engine" "$n"); o=$(import "$engine" "$n")
      awk -v e="$engine" -v n="$n" -v r="$r" -v o="$o" -v f="$files" 'BEGIN { printf "%s importers %d  raw %d ms  ospacs %d ms  %.0f files/s  ratio %.3f\n", e == "pg" ? "PostgreSQL" : "MariaDB", n, r, o, 1000 * f / o, r / o }'
    done
  done
done
