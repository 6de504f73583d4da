# What the measurements of whole imports share: sourced by other scripts.
#
#   build_ospacs WORK     builds WORK/cli/ospacs
#   write_policy FILE     a policy for corpora of ../shared/perf/gen.py. It does not look for text in pictures: the small ones' noise looks like
#                         letters, and where Tesseract is installed it would be given most of the time (docs/verification.md has that cost)
build_ospacs() { dotnet build --nologo -v quiet -c Release "$(dirname "${BASH_SOURCE[0]}")/../src/Ospacs.Cli" -o "$1/cli" >/dev/null; }

write_policy() {
  cat > "$1" <<'P'
{ "sponsor": "Bench", "protocol": "B1", "pictureText": "off", "match": { "require": ["PatientId", "BirthDate"] },
  "masks": [ { "name": "top 40 rows", "when": {}, "blank": [[0, 0, 65535, 40]] } ] }
P
}
