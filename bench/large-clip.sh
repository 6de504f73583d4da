#!/usr/bin/env bash
# Takes in a clip that no memory holds: bench/large-clip.sh [MEGABYTES]
#
# The clip (3,100 MB by default; 4,090 at most, as DICOM's lengths go) is a sparse file, its pixels zeros; the archive that it goes into
# takes the room on the disk. Import and verification may hold 150 MB more at their peak than the program does when it lists images, and
# every frame must have its mask. The tests themselves do the same with 300 MB.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
OSPACS_CLIP_MB=${1:-3100} dotnet test "$here/../tests/Ospacs.Cli.Tests" --nologo --filter 'FullyQualifiedName~LargeClipTests' --logger 'console;verbosity=detailed'
