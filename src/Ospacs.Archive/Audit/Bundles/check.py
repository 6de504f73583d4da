import base64, hashlib, hmac, json, sys

text = open(sys.argv[1]).read().strip()
if len(text) == 64:     # the check key
    key = bytes.fromhex(text)
else:                   # the archive's key, which the check key is derived from
    key = hmac.new(base64.b64decode(text), b"ospacs audit 1", hashlib.sha256).digest()

def lines(name):
    with open(name, encoding="utf-8") as file:
        yield from map(json.loads, file)

def field(value):
    if value is None:
        return b"\xff\xff\xff\xff"
    value = str(value).encode("utf-8")
    return len(value).to_bytes(4, "big") + value

head = json.load(open("archive.json", encoding="utf-8"))["head"]
seen = [(head["sequence"], head["mac"], "the head of this bundle")]
seen += [(p["auditSequence"], p["auditMac"], "the passport of medium " + p["mediaRef"]) for p in lines("passports.jsonl")]
seen += [(a["sequence"], a["mac"], "the identity folder") for a in lines("anchors.jsonl")]
anchors = {}
for number, code, witness in seen:
    if number:
        anchors.setdefault(number, []).append((code, witness))

columns = ["sequence", "timeUtc", "account", "machine", "action", "mediaRef", "fileNumber",
           "subjectId", "sopInstanceUid", "policyId", "outcome", "reason"]
code, number = bytes(32), 0
for entry in lines("audit.jsonl"):
    number += 1
    values = [entry[column] for column in columns]
    if entry["oldValue"] is not None or entry["newValue"] is not None:
        values += [entry["oldValue"], entry["newValue"]]
    code = hmac.new(key, code + b"".join(map(field, values)), hashlib.sha256).digest()
    if entry["sequence"] != number or entry["mac"] != code.hex():
        sys.exit(f"entry {number} does not hold")
    for other, witness in anchors.pop(number, []):
        if other != code.hex():
            sys.exit(f"entry {number} is not the one that {witness} has seen")
for later in sorted(anchors):
    sys.exit(f"the trail ends at entry {number}, and {anchors[later][0][1]} has seen entry {later}")
print(f"{number} entries hold")
