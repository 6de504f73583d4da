#!/usr/bin/env bash
# Three processes that import the same disc at once, under load: bench/concurrent.sh [ROUNDS] [LOAD]
#
# Each of ROUNDS rounds (10 by default) begins with a new archive, into which three processes take the same 2,424 files at the same time;
# LOAD processes (4 by default) keep the processors busy meanwhile. Each file must be stored once and told as AlreadyStored by the others,
# with one audit entry an outcome and one ledger entry an image; images, passport and quarantine must be those of one process alone. The
# tests themselves do one round.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export OSPACS_CONCURRENT_ROUNDS=${1:-10}
load=()
trap 'kill "${load[@]}" 2>/dev/null || true' EXIT
for _ in $(seq "${2:-4}"); do (while :; do :; done) & load+=($!); done
dotnet test "$here/../tests/Ospacs.Cli.Tests" --nologo --filter 'FullyQualifiedName~ConcurrentImportTests' --logger 'console;verbosity=detailed'
