#!/usr/bin/env bash
# Damages files and takes them in, for as long as wanted: bench/fuzz-import.sh [SECONDS] [SEED]
#
# Files of the sample, and the real files where ../shared/data is beside the checkout, are damaged (bits flipped, cut, lengths blown up,
# sectors cleared, pieces moved and mixed) and go the whole way of a file. Each must have one outcome, in bounded time and memory, in words
# that name nobody; what is stored must be readable; nothing may be half stored at the end. Each half takes SECONDS (300 by default). A
# failure names the seed of its file: with it as SEED the same file comes first. The tests themselves do the same with 700 files each.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export OSPACS_FUZZ_SECONDS=${1:-300} OSPACS_FUZZ_SEED=${2:-$((RANDOM * 100000))}
echo "$OSPACS_FUZZ_SECONDS seconds each, from seed $OSPACS_FUZZ_SEED"
dotnet test "$here/../tests/Ospacs.Archive.Tests" --nologo --filter 'FullyQualifiedName~ImportFuzzTests' --logger 'console;verbosity=detailed'
