#!/usr/bin/env bash
# Matching on a made-up registry: bench/patients.sh [WOMEN] [HEADERS] [SEED]
#
# 200,000 women of thirteen centres and 20,000 headers, a third of them clean and the others with one kind of error each, from a slip in a
# number to a stranger's header under a volunteer's id. The table says of each kind what was matched, proposed and missed; below it stand
# the seconds and bytes of the index and the milliseconds a header. The same seed gives the same table. Fails when a wrong match was made.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dotnet run -c Release --project "$here/Ospacs.Bench" -- patients "$@"
