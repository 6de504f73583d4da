#!/usr/bin/env bash
# Import beside the raw limit, in one run on one machine: bench/import.sh CORPUS REGISTRY.csv [ROUNDS] [WORK]
#
# CORPUS is a folder made by ../shared/perf/gen.py (a: 2,000 stills, c: 10,000 small objects), REGISTRY.csv one made for it by
# bench/registry.py. The raw limit is ../shared/perf/floor.c: read, walk the tags, toy header, blank 40 rows, SHA-256, one row and one
# BLOB in SQLite, in C. Ours is the whole import: check, PS3.15, mask, hashes, audit, passport. The two run in turn, the one that goes
# first changing every round; what counts is the median of the ratios of one round.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
corpus=$1 registry=$2 rounds=${3:-5} work=${4:-$(mktemp -d)}
shared=$here/../../shared/perf
[ -f "$shared/floor.c" ] || { echo 'The yardstick ../shared/perf/floor.c is not beside this checkout.' >&2; exit 2; }
. "$here/corpus.sh"
mkdir -p "$work"
gcc -O2 -march=native "$shared/floor.c" -o "$work/floor" -lsqlite3 -lcrypto -lpthread -ljpeg
build_ospacs "$work"
write_policy "$work/policy.json"

seconds() {
  local begun ended
  begun=$(date +%s%N)
  # 1 is the answer of an import of which some files need a person: small made-up pictures can be alike under two subjects.
  "$@" >/dev/null 2>"$work/errors" || [ $? -eq 1 ] || { cat "$work/errors" >&2; exit 1; }
  ended=$(date +%s%N)
  echo $(((ended - begun) / 1000000))
}
floor() { rm -f "$work/floor.db"*; seconds "$work/floor" sqlite "$corpus" "$work/floor.db" page=65536 journal=delete cache=4 batchmb=256 sha=1 deid=1 mask=1 threads=2; }
ours() {
  rm -rf "$work/ospacs.db"*
  seconds "$work/cli/ospacs" import "$corpus" --archive "$work/ospacs.db" --media B1 --centre C01 --registry "$registry" --policy "$work/policy.json" --json
}

find "$corpus" -type f -print0 | xargs -0 cat >/dev/null
files=$(find "$corpus" -type f | wc -l)
rm -f "$work/rounds"
echo "$files files, $(du -sm "$corpus" | cut -f1) MB, $(nproc) cores, $rounds rounds"
for round in $(seq "$rounds"); do
  if [ $((round % 2)) -eq 1 ]; then f=$(floor); o=$(ours); else o=$(ours); f=$(floor); fi
  awk -v f="$f" -v o="$o" -v n="$files" 'BEGIN { printf "floor %d ms  ospacs %d ms  %.0f files/s  ratio %.3f\n", f, o, 1000 * n / o, f / o }' | tee -a "$work/rounds"
done
awk '{ print $NF }' "$work/rounds" | sort -n | awk '{ r[NR] = $1 } END { printf "median ratio to the floor: %.3f\n", NR % 2 ? r[(NR + 1) / 2] : (r[NR / 2] + r[NR / 2 + 1]) / 2 }'
rm -rf "$work/floor.db"* "$work/ospacs.db"* "$work/rounds"
