#!/usr/bin/env bash
# Damages compressed frames and decodes them, for as long as wanted: bench/fuzz-codecs.sh [SECONDS] [SEED] [DECODER...]
#
# DECODERs are rle, lossless, ls, jpeg, mask and identity, by default all of them, one after the other, each for SECONDS (300 by default).
# Each damaged stream must give a frame or a pixel error, in bounded time and memory; streams and frames end where memory does, so that one
# byte further ends the process. A failure names the seed of its stream: with it as SEED the same stream comes first. The program is built
# into a folder of its own, so that a checkout can be worked in meanwhile. The tests themselves do the same with 3,000 streams each.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export OSPACS_FUZZ_SECONDS=${1:-300} OSPACS_FUZZ_SEED=${2:-$((RANDOM * 60000))}
shift $(($# < 2 ? $# : 2))
[ $# -gt 0 ] || set -- rle lossless ls jpeg mask identity
declare -A tests=(
  [rle]=Rle.RleFuzzTests.Damaged_streams_of_run_lengths_give_a_frame_or_a_pixel_error
  [lossless]=JpegLossless.JpegLosslessFuzzTests.Damaged_lossless_JPEG_gives_a_frame_or_a_pixel_error
  [ls]=JpegLs.JpegLsFuzzTests.Damaged_JPEG_LS_gives_a_frame_or_a_pixel_error
  [jpeg]=Jpeg.JpegFuzzTests.Damaged_JPEG_streams_give_a_frame_or_a_pixel_error
  [mask]=Jpeg.JpegFuzzTests.Damaged_JPEG_streams_are_masked_or_give_a_pixel_error
  [identity]=Jpeg.JpegFuzzTests.Damaged_JPEG_streams_have_an_identity_or_give_a_pixel_error
)
for name in "$@"; do
  [ -n "${tests[$name]:-}" ] || { echo "There is no decoder $name; there are ${!tests[*]}." >&2; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build --nologo -v quiet -c Release "$here/../tests/Ospacs.Dicom.Tests" -o "$work" >/dev/null
echo "$OSPACS_FUZZ_SECONDS seconds each, from seed $OSPACS_FUZZ_SEED: $*"
failed=()
for name in "$@"; do
  told=$(mktemp -p "$work")
  dotnet "$work/Ospacs.Dicom.Tests.dll" -noLogo -noColor -method "Ospacs.Dicom.Tests.Pixels.${tests[$name]}" 2>&1 | grep --line-buffered -Ev '^ +(Discover|Start|Finish)|^===' | tee "$told" || failed+=("$name")
  # A name that no test bears would otherwise pass.
  grep -q ' streams from seed ' "$told" || [[ " ${failed[*]} " == *" $name "* ]] || failed+=("$name")
done
[ ${#failed[@]} -eq 0 ] || { echo "FAILED: ${failed[*]}" >&2; exit 1; }
echo 'All as it should be.'
