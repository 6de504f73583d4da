#!/usr/bin/env bash
# JPEG masks beside libjpeg's coefficient route, in one run on one machine: bench/jpeg.sh CORPUS [ROUNDS] [WORK]
#
# CORPUS is a folder of clips made by ../shared/perf/gen.py (b). The yardstick is `floor jpegcoef` of ../shared/perf/floor.c, in C with
# libjpeg-turbo: read every frame's coefficients, blank 40 rows, write them. Ours: `mask` blanks the same 40 rows; `frame` blanks a frame
# around the picture, down to its last row; `identity` hashes all coefficients; `decode` decodes to samples. All read the files, work on
# one core in memory and write nothing. CPU seconds are compared, which other work on the machine disturbs least; the case that goes
# first changes every round, and what counts is the median of the ratios of one round.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
corpus=$1 rounds=${2:-5} work=${3:-$(mktemp -d)}
shared=$here/../../shared/perf
[ -f "$shared/floor.c" ] || shared=$here/../../../shared/perf
[ -f "$shared/floor.c" ] || { echo 'The yardstick ../shared/perf/floor.c is not beside this checkout.' >&2; exit 2; }
mkdir -p "$work"
gcc -O2 -march=native "$shared/floor.c" -o "$work/floor" -lsqlite3 -lcrypto -lpthread -ljpeg
dotnet build --nologo -v quiet -c Release "$here/Ospacs.Bench" -o "$work/bench" >/dev/null

# CPU seconds of a command.
cpu() { local TIMEFORMAT='%U %S'; { time "$@" >/dev/null; } 2>&1 | awk '{ print $1 + $2 }'; }
one() { if [ "$1" = floor ]; then cpu "$work/floor" jpegcoef "$corpus"; else cpu dotnet "$work/bench/Ospacs.Bench.dll" jpeg "$1" "$corpus"; fi; }

find "$corpus" -type f -print0 | xargs -0 cat >/dev/null
cases=(floor mask frame identity decode)
megabytes=$(find "$corpus" -type f -name 'IM*' -printf '%s\n' | awk '{ s += $1 } END { print s / 1e6 }')
rm -f "$work/rounds"
echo "$megabytes MB, $(nproc) cores, $rounds rounds"
for round in $(seq "$rounds"); do
  line=''
  for i in "${!cases[@]}"; do
    name=${cases[$(((i + round) % ${#cases[@]}))]}
    line="$line $name $(one "$name")"
  done
  echo "$line" >> "$work/rounds"
  echo "round $round, CPU seconds:$line"
done
# The median of a column of numbers.
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
for name in "${cases[@]}"; do
  awk -v name="$name" '{ for (i = 1; i < NF; i += 2) t[$i] = $(i + 1); print t[name], t["floor"] / t[name] }' "$work/rounds" > "$work/of"
  seconds=$(awk '{ print $1 }' "$work/of" | median) ratio=$(awk '{ print $2 }' "$work/of" | median)
  awk -v name="$name" -v mb="$megabytes" -v seconds="$seconds" -v ratio="$ratio" 'BEGIN { printf "%-9s %6.0f MB/s a core, %.2f times the coefficient route\n", name, mb / seconds, ratio }'
done
rm -rf "$work/rounds" "$work/of"
