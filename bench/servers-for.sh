#!/usr/bin/env bash
# Servers for as long as somebody holds this program's input open: bench/servers-for.sh FOLDER ENGINE...
#
# Starts postgresql, mariadb, or both, prints "ready", and stops them when its input ends, as it does when the program that asked for them
# is gone. FOLDER/connections.json has a connection named after each engine.
set -euo pipefail
. "$(dirname "$0")/servers.sh"
work=$1; shift
mkdir -p "$work"
trap stop_servers EXIT
lines=()
for engine in "$@"; do
  case $engine in
    postgresql) start_postgresql "$work"; lines+=("$(connection postgresql PostgreSQL "$PG_PORT" owner bench trial "$work/postgresql.identity")") ;;
    mariadb) start_mariadb "$work"; lines+=("$(connection mariadb MariaDB "$MY_PORT" owner bench trial "$work/mariadb.identity")") ;;
  esac
done
(IFS=,; echo "{ \"connections\": { ${lines[*]} } }") > "$work/connections.json"
chmod 600 "$work/connections.json"
echo ready
while read -r line; do
  case $line in
    restart) pg_stop immediate; pg_boot; echo ready ;;
  esac
done
