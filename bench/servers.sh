# Database servers of their own for a measurement, on loopback, in a folder of their own: sourced by other scripts.
#
#   start_postgresql FOLDER    starts PostgreSQL, anew or with what an earlier run left there; afterwards PG_PORT, PG_SOCKET, and `pg SQL` asks it
#   start_mariadb FOLDER       starts MariaDB; afterwards MY_PORT, MY_SOCKET, and `my SQL` asks it
#   stop_servers               stops what was started, each by its own pid
#   connection NAME ENGINE PORT USER PASSWORD DATABASE IDENTITY   a line for a file of connections
#
# Both keep the settings that they come with, and wait for the disk as in real life. As root they run under an account of their own.
server_pids=()

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

as_account() {
  local account=$1; shift
  if [ "$(id -u)" -eq 0 ]; then runuser -u "$account" -- "$@"; else "$@"; fi
}

postgresql_bin() {
  if command -v initdb >/dev/null; then dirname "$(readlink -f "$(command -v initdb)")"; else ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1; fi
}

pg_boot() {
  local bin; bin=$(postgresql_bin)
  as_account postgres "$bin/pg_ctl" -D "$PG_DATA" -l "$PG_DATA/log" -w -t 60 start -o "-p $PG_PORT -h 127.0.0.1 -k $PG_SOCKET" >/dev/null
  PG_PID=$(head -1 "$PG_DATA/postmaster.pid")
}

pg_stop() { as_account postgres "$(postgresql_bin)/pg_ctl" -D "$PG_DATA" -m "${1:-fast}" -w stop >/dev/null 2>&1 || true; }

start_postgresql() {
  PG_DATA=$1/postgresql PG_SOCKET=$1/pg-socket PG_PORT=$(free_port) PG_PASSWORD=bench
  mkdir -p "$PG_DATA" "$PG_SOCKET"
  if [ "$(id -u)" -eq 0 ]; then chown postgres "$PG_DATA" "$PG_SOCKET"; chmod 755 "$1"; fi
  if [ -e "$PG_DATA/PG_VERSION" ]; then pg_boot; return; fi
  as_account postgres "$(postgresql_bin)/initdb" -D "$PG_DATA" -U owner --auth=trust -E UTF8 --locale=C >/dev/null
  pg_boot
  pg "CREATE DATABASE trial" >/dev/null
}

pg() { psql -h "$PG_SOCKET" -p "$PG_PORT" -U owner -d "${PG_DATABASE:-postgres}" -v ON_ERROR_STOP=1 -qAt -c "$1"; }

start_mariadb() {
  MY_DATA=$1/mariadb MY_SOCKET=$1/my.sock MY_PORT=$(free_port)
  local account; account=$(id -un)
  mkdir -p "$MY_DATA"
  mariadb-install-db --no-defaults --datadir="$MY_DATA" --user="$account" --auth-root-authentication-method=normal --skip-test-db >/dev/null 2>&1
  mariadbd --no-defaults --datadir="$MY_DATA" --user="$account" --socket="$MY_SOCKET" --port="$MY_PORT" --bind-address=127.0.0.1 --pid-file="$MY_DATA/pid" >"$MY_DATA/log" 2>&1 &
  MY_PID=$!
  server_pids+=("$MY_PID")
  for _ in $(seq 300); do mariadb-admin --no-defaults --socket="$MY_SOCKET" -u root ping >/dev/null 2>&1 && break; sleep 0.1; done
  my "CREATE DATABASE trial; CREATE USER owner@'127.0.0.1' IDENTIFIED BY 'bench'; GRANT ALL ON *.* TO owner@'127.0.0.1' WITH GRANT OPTION"
}

my() { mariadb --no-defaults --socket="$MY_SOCKET" -u root -N -B -e "$1" "${MY_DATABASE:-mysql}"; }

stop_servers() {
  [ -z "${PG_DATA:-}" ] || pg_stop immediate
  for pid in "${server_pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
}

connection() {
  printf '"%s": { "engine": "%s", "server": "127.0.0.1", "port": %s, "user": "%s", "password": "%s", "database": "%s", "identity": "%s", "tls": "off" }' "$@"
}
