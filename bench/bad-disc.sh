#!/usr/bin/env bash
# A disc with sectors that the kernel itself cannot read, and a disk that is really full: bench/bad-disc.sh (as root, on Linux)
#
# The sample's third medium becomes an ext4 volume on a loop device whose end is then cut away: files that lie there give EIO. Their
# files must fail alone, the archive verify, and the whole volume complete it. Then the archive is made on a tmpfs too small for it: the
# import must stop with status 2, and complete when there is room. Needs mkfs.ext4 and the right to mount.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'umount "$work/disc" 2>/dev/null || true; umount "$work/small" 2>/dev/null || true; rm -rf "$work"' EXIT
dotnet build --nologo -v quiet "$here/../src/Ospacs.Cli" -o "$work/cli" >/dev/null
ospacs() { "$work/cli/ospacs" "$@"; }
take() { ospacs import "$1" --archive "$2" --media M0003 --centre C03 --registry "$work/sample/registry.csv" --policy "$work/sample/policy.json"; }
expect() { [ "$1" = "$2" ] || { echo "FAILED: $3 gave $1, not $2." >&2; exit 1; }; }

ospacs quickstart --keep "$work/sample" >/dev/null 2>&1
mkdir "$work/disc" "$work/small"
truncate -s 8M "$work/volume"
mkfs.ext4 -q -d "$work/sample/disc/M0003" "$work/volume"
cp "$work/volume" "$work/scratched"
mount -o loop,ro "$work/scratched" "$work/disc"
# Folders are known already; of the files, the last two lie behind the cut.
ls -R "$work/disc" >/dev/null
cut=$(debugfs -R 'blocks /20250425/0005.dcm' "$work/volume" 2>/dev/null | awk '{ print $1 + 16 }')
truncate -s $((cut * 1024)) "$work/scratched"
echo 3 > /proc/sys/vm/drop_caches
echo '== a scratched disc'
status=0; take "$work/disc" "$work/a.db" | tee "$work/told" || status=$?
expect "$status" 1 'the import of a scratched disc'
expect "$(grep -c 'has a part that cannot be read' "$work/told")" 2 'the count of unreadable files'
ospacs verify --archive "$work/a.db"
umount "$work/disc"
mount -o loop,ro "$work/volume" "$work/disc"
echo '== the same disc, whole'
status=0; take "$work/disc" "$work/a.db" | tee "$work/told" || status=$?
expect "$(grep -c 'Failed' "$work/told" || true)" 0 'the count of failed files'
ospacs verify --archive "$work/a.db"

echo '== a full disk'
mount -t tmpfs -o size=1500k ospacs-bad-disc "$work/small"
status=0; take "$work/sample/disc/M0003" "$work/small/a.db" || status=$?
expect "$status" 2 'the import onto a full disk'
mount -o remount,size=50m "$work/small"
echo '== with room again'
status=0; take "$work/sample/disc/M0003" "$work/small/a.db" || status=$?
expect "$status" 1 'the import with room'
ospacs verify --archive "$work/small/a.db"
expect "$(find "$work/small" -name '*.new*' | wc -l)" 0 'the count of leftovers'
echo 'All as it should be.'
