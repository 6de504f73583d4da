#!/usr/bin/env bash
# Servers for as long as somebody holds this program's input open: bench/servers-for.sh FOLDER ENGINE...
#
# Starts postgresql, mariadb, or both, prints "ready", and stops them when its input ends, as it does when the program that asked for them
# is gone. FOLDER/connections.json has a connection named after each engine. A line "restart" of its input restarts PostgreSQL at once, and
# "sql ENGINE FILE" carries a file out as the owner of the engine's database; each is answered by "ready".
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
while read -r order engine file; do
  case $order in
    restart) pg_stop immediate; pg_boot; echo ready ;;
    sql)
      case $engine in
        postgresql) PG_DATABASE=trial pg "$(cat "$file")" >/dev/null ;;
        mariadb) MY_DATABASE=trial my "$(cat "$file")" >/dev/null ;;
      esac
      echo ready ;;
  esac
done
