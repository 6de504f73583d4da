#!/usr/bin/env bash
# Kills imports and compares what they end as: bench/kill.sh [KILLS] [SEED]
#
# An import of a few thousand files is killed (SIGKILL) at KILLS moments (20 by default), spread over the run: while the archive is made,
# while a file is copied into the quarantine, in the middle of a batch, behind one, and at any time. After each kill the archive is
# verified, every image that had been told of must be in it, and the import is run again: images, hashes, passports and quarantine must
# then be those of a run that was never killed, under the same key. Then archives are killed in their making, key included. The tests
# themselves do the same with 3 kills.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export OSPACS_KILLS=${1:-20} OSPACS_KILL_SEED=${2:-$RANDOM}
echo "$OSPACS_KILLS kills, seed $OSPACS_KILL_SEED"
dotnet test "$here/../tests/Ospacs.Cli.Tests" --nologo --filter 'FullyQualifiedName~KillTests' --logger 'console;verbosity=detailed'
