#!/usr/bin/env bash
# A quarantine decided by one pipeline that is cut off: bench/quarantine.sh [ITEMS]
#
# ITEMS files (5,000 by default) are quarantined and decided by one pipeline, which is killed (SIGKILL) while a batch is written, killed
# again when a batch is durable and its items are leaving the quarantine, stopped as by Ctrl+C, and run to its end. Each item must be stored
# once, with one audit entry of its approval. The scenarios themselves do 200.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export OSPACS_QUARANTINE_ITEMS=${1:-5000}
pwsh -NoProfile -NonInteractive -File "$here/../tests/Acceptance/Run.ps1" -Path "$here/../tests/Acceptance/Quarantine.Tests.ps1"
