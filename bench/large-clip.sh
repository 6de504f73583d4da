#!/usr/bin/env bash
# Takes in a clip that no memory holds, and gives it out again: bench/large-clip.sh [MEGABYTES] [ENGINE...]
#
# The clip (3,100 MB by default; 4,090 at most, as DICOM's lengths go) is a sparse file, its pixels zeros. It goes into an archive on each
# ENGINE (sqlite, postgresql, mariadb; sqlite by default), is verified, and exported. The last two are started for the run on loopback, from
# Debian's packages, with the settings that they come with. Each command may hold 150 MB more at its peak than the program does when it
# lists images; what is stored and what is exported must have the object's hash, and every frame its mask. The tests themselves do the same
# with 300 MB on SQLite. It all lies in TMPDIR and is removed at the end: twice the clip, and what a server's log needs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export OSPACS_CLIP_MB=${1:-3100}
shift $(($# < 1 ? $# : 1))
engines=("$@"); [ $# -gt 0 ] || engines=(sqlite)
. "$here/servers.sh"
work=$(mktemp -d)
trap 'stop_servers; rm -rf "$work"' EXIT
dotnet build --nologo -v quiet -m:1 "$here/../tests/Ospacs.Cli.Tests"
export OSPACS_CONNECTIONS=$work/connections.json
for engine in "${engines[@]}"; do
  unset OSPACS_CLIP_ARCHIVE
  case $engine in
    sqlite) echo sqlite ;;
    postgresql) start_postgresql "$work"; line=$(connection clip PostgreSQL "$PG_PORT" owner bench trial "$work/postgresql.identity"); echo "PostgreSQL $(pg 'SHOW server_version')" ;;
    mariadb) start_mariadb "$work"; line=$(connection clip MariaDB "$MY_PORT" owner bench trial "$work/mariadb.identity"); echo "MariaDB $(my "SELECT VERSION(), CONCAT('max_allowed_packet ', @@max_allowed_packet)")" ;;
    *) echo "There is no engine $engine here: sqlite, postgresql or mariadb." >&2; exit 2 ;;
  esac
  if [ "$engine" != sqlite ]; then
    export OSPACS_CLIP_ARCHIVE=clip
    echo "{ \"connections\": { $line } }" > "$OSPACS_CONNECTIONS"; chmod 600 "$OSPACS_CONNECTIONS"
  fi
  dotnet test "$here/../tests/Ospacs.Cli.Tests" --nologo --no-build --filter 'FullyQualifiedName~LargeClipTests' --logger 'console;verbosity=detailed'
  stop_servers
  rm -rf "${work:?}"/*
done
