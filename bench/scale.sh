#!/usr/bin/env bash
# A made trial of 1.5 million images beside one of 15,000: bench/scale.sh [IMAGES] [WORK] [ENGINE...]
#
# Makes both archives (IMAGES, 1,500,000 by default, and a hundredth of it) on each ENGINE (sqlite, postgresql, mariadb; the first two by
# default) through the store's own contract: rows as real ones, a few bytes for an object. Then asks both the same questions in turn and
# prints medians and their ratio, which is to stay near 1. PostgreSQL and MariaDB are started for the run on loopback, from Debian's
# packages. At the end a tenth of IMAGES, at most 100,000 whole small objects, are exported from SQLite as one medium, beside a tenth and a
# hundredth of them: the time an object takes is to stay the same. A run with WORK of one that was broken off goes on with its archives.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
images=${1:-1500000} work=${2:-$(mktemp -d)}
shift $(($# < 2 ? $# : 2))
engines=("$@"); [ $# -gt 0 ] || engines=(sqlite postgresql)
. "$here/servers.sh"
mkdir -p "$work"
trap stop_servers EXIT
dotnet build --nologo -v quiet -c Release "$here/Ospacs.Bench" -o "$work/bench" >/dev/null
export OSPACS_CONNECTIONS=$work/connections.json
few=$((images / 100))
lines=()
for engine in "${engines[@]}"; do
  case $engine in
    postgresql)
      start_postgresql "$work"; [ -n "$(pg "SELECT 1 FROM pg_database WHERE datname = 'few'")" ] || pg "CREATE DATABASE few"
      lines+=("$(connection postgresql-many PostgreSQL "$PG_PORT" owner bench trial "$work/pg-many")" "$(connection postgresql-few PostgreSQL "$PG_PORT" owner bench few "$work/pg-few")") ;;
    mariadb)
      start_mariadb "$work"; my "CREATE DATABASE few"
      lines+=("$(connection mariadb-many MySQL "$MY_PORT" owner bench trial "$work/my-many")" "$(connection mariadb-few MySQL "$MY_PORT" owner bench few "$work/my-few")") ;;
  esac
done
(IFS=,; echo "{ \"connections\": { ${lines[*]:-} } }") > "$OSPACS_CONNECTIONS"
chmod 600 "$OSPACS_CONNECTIONS"
bench() { "$work/bench/Ospacs.Bench" scale "$@"; }
for engine in "${engines[@]}"; do
  if [ "$engine" = sqlite ]; then small=$work/few.db large=$work/many.db; else small=$engine-few large=$engine-many; fi
  bench make "$small" "$few"
  bench make "$large" "$images"
  if [ "$engine" = postgresql ]; then
    for database in few trial; do PG_DATABASE=$database pg "VACUUM (ANALYZE)"; done
  fi
  if [ "$engine" = mariadb ]; then
    for table in Image Audit ImagePart MediaFile; do my "ANALYZE TABLE few.$table, trial.$table" >/dev/null; done
  fi
  bench ask "$small" "$large"
done
if [[ " ${engines[*]} " == *" sqlite "* ]]; then
  bench export "$work/export.db" "$work" $((images / 10 < 100000 ? images / 10 : 100000))
fi
