#!/usr/bin/env bash
# Three importers that are killed at random, against one PostgreSQL that is itself restarted: bench/server-kill.sh CORPUS REGISTRY.csv [KILLS] [SEED] [WORK]
#
# Each importer takes a share of CORPUS as a medium of its own; whenever one is killed (SIGKILL, KILLS times in all, 12 by default) it is
# started again. Meanwhile PostgreSQL, started for the run on loopback, is restarted twice, once of them without a word to anybody. In the
# end every file must be stored once, with one entry in the audit trail, and the archive must verify.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
corpus=$(cd "$1" && pwd) registry=$2 kills=${3:-12} seed=${4:-$RANDOM} work=${5:-$(mktemp -d)}
RANDOM=$seed
. "$here/servers.sh"
. "$here/corpus.sh"
mkdir -p "$work"
trap stop_servers EXIT
build_ospacs "$work"
write_policy "$work/policy.json"
start_postgresql "$work"
export OSPACS_CONNECTIONS=$work/connections.json
echo "{ \"connections\": { $(connection trial PostgreSQL "$PG_PORT" owner bench trial "$work/trial.identity") } }" > "$OSPACS_CONNECTIONS"
chmod 600 "$OSPACS_CONNECTIONS"
mapfile -t folders < <(find "$corpus/DICOM" -mindepth 1 -maxdepth 1 -type d | sort)
files=$(find "$corpus/DICOM" -type f | wc -l)
mkdir -p "$work/empty"
"$work/cli/ospacs" import "$work/empty" --archive trial --media B0 --centre C01 --registry "$registry" --policy "$work/policy.json" >/dev/null 2>&1 || true
echo "$files files, $kills kills, seed $seed"

importer() {
  local n=$1 i mine=()
  for ((i = n; i < ${#folders[@]}; i += 3)); do mine+=("${folders[i]}"); done
  exec "$work/cli/ospacs" import "${mine[@]}" --archive trial --media "B$((n + 1))" --centre C01 --registry "$registry" --policy "$work/policy.json" --json >"$work/told-$n-$2" 2>"$work/errors-$n-$2"
}

pids=() tries=(0 0 0) done_=(0 0 0) killed=0 broken=0
begin() { tries[$1]=$((tries[$1] + 1)); (importer "$1" "${tries[$1]}") & pids[$1]=$!; }
for n in 0 1 2; do begin "$n"; done
restarts=(graceful abrupt)
begun=$(date +%s)
while [ $((done_[0] + done_[1] + done_[2])) -lt 3 ]; do
  sleep "0.$((RANDOM % 9 + 1))"; sleep "$((RANDOM % 2))"
  if [ "$killed" -lt "$kills" ]; then
    n=$((RANDOM % 3))
    if [ "${done_[n]}" -eq 0 ] && kill -9 "${pids[n]}" 2>/dev/null; then killed=$((killed + 1)); fi
  fi
  if [ "${#restarts[@]}" -gt 0 ] && [ "$killed" -ge $((kills * (3 - ${#restarts[@]}) / 3)) ]; then
    if [ "${restarts[0]}" = abrupt ]; then pg_stop immediate; else pg_stop fast; fi
    sleep 2; pg_boot
    echo "the server was restarted (${restarts[0]}) after $killed kills"
    restarts=("${restarts[@]:1}")
  fi
  for n in 0 1 2; do
    if [ "${done_[n]}" -eq 0 ] && ! kill -0 "${pids[n]}" 2>/dev/null; then
      status=0; wait "${pids[n]}" 2>/dev/null || status=$?
      case $status in
        0 | 1) done_[n]=1 ;;
        137) begin "$n" ;;
        *) broken=$((broken + 1)); cat "$work/errors-$n-${tries[n]}" >&2; [ "$broken" -lt 20 ] || exit 1; begin "$n" ;;
      esac
    fi
  done
done
[ "${#restarts[@]}" -eq 0 ] || { echo 'The imports were through before the server was restarted twice: take a larger corpus.' >&2; exit 1; }
echo "through after $(($(date +%s) - begun)) s: $killed kills, ${tries[*]} starts, $broken runs that gave up"

# Past the program: what the tables hold.
check() { local is; is=$(PG_DATABASE=trial pg "SET search_path TO ospacs; $1"); echo "$2: $is"; [ "$is" = "$3" ] || { echo "$2 should be $3." >&2; exit 1; }; }
stored=$(PG_DATABASE=trial pg "SET search_path TO ospacs; SELECT count(*) FROM Image")
waiting=$(find "$work/trial.identity/quarantine" -name '*.dcm' 2>/dev/null | wc -l)
check "SELECT count(*) + $waiting FROM Image" 'images and quarantined files' "$files"
check "SELECT count(DISTINCT SourceHash) FROM Image" 'sources, each once' "$stored"
check "SELECT count(*) FROM Audit WHERE Action = 'Import' AND Outcome = 'Stored'" 'audit entries of stored files' "$stored"
check "SELECT count(*) FROM Image i WHERE NOT EXISTS (SELECT 1 FROM ImagePart p WHERE p.ImageId = i.ImageId)" 'images without bytes' 0
check "SELECT count(*) FROM ImagePart p WHERE NOT EXISTS (SELECT 1 FROM Image i WHERE p.ImageId = i.ImageId)" 'bytes without an image' 0
check "SELECT count(*) FROM (SELECT MediaRef, FileKey FROM MediaFile WHERE MediaRef <> 'B0') f" 'files on passports' "$files"
"$work/cli/ospacs" verify --archive trial
