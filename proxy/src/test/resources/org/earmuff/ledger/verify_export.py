#!/usr/bin/env python3
"""Verifies an export of Earmuff's ledger (JSON Lines or CSV), written from docs/ledger.md alone.

usage: verify_export.py EXPORT [KEY-FINGERPRINT]     exit 0: proven, 1: not
Needs the openssl program for the signatures, and nothing else.
"""
import csv, hashlib, json, os, subprocess, sys, tempfile

PERSONAL = ["speaker", "room", "destination", "name", "reason", "rule"]
NOT_HASHED = PERSONAL + ["salt", "hash"]


def canonical(fields):
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(purpose, *parts):
    return hashlib.sha256(purpose + b"\n" + b"".join(parts)).hexdigest()


def rows(path):
    with open(path, encoding="utf-8", newline="") as lines:
        if path.endswith(".csv"):
            for row in csv.DictReader(lines):
                yield {name: value or None for name, value in row.items()}
        else:
            for line in lines:
                yield json.loads(line)


def signed(key, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        def file(name, content):
            with open(os.path.join(folder, name), "wb") as out:
                out.write(content)
            return out.name
        public = file("key", bytes.fromhex("302a300506032b6570032100" + key))
        command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", public,
                   "-in", file("message", message), "-sigfile", file("signature", bytes.fromhex(signature))]
        return subprocess.run(command, capture_output=True).returncode == 0


def check_checkpoint(row, before, keys):
    statement = json.loads(row["statement"])
    if canonical(statement) != row["statement"].encode() or statement["version"] != "earmuff-checkpoint-v1":
        return "the statement is not in canonical form"
    if statement["hash"] != row["previous"] or int(statement["row"]) != int(row["id"]) - 1:
        return "the statement is about another row"
    if not signed(statement["key"], row["statement"].encode(), row["signature"]):
        return "the signature is wrong"
    if keys and hashlib.sha256(bytes.fromhex(statement["key"])).hexdigest() not in keys:
        return "another key signed"
    return None


def check(row, before, keys):
    personal = {name: row[name] for name in PERSONAL}
    if row["salt"] is None:
        if any(personal.values()):
            return "erased, and yet there is something"
    elif digest(b"earmuff-personal-v1", bytes.fromhex(row["salt"]), canonical(personal)) != row["commitment"]:
        return "personal fields were changed"
    public = {name: value for name, value in row.items() if name not in NOT_HASHED}
    if digest(b"earmuff-row-v1", canonical(public)) != row["hash"]:
        return "the row was changed"
    if before and (row["previous"] != before["hash"] or int(row["id"]) != int(before["id"]) + 1):
        return "rows before it are missing"
    if (row["kind"] == "checkpoint") != (row["statement"] is not None):
        return "a checkpoint and its statement belong together"
    return check_checkpoint(row, before, keys) if row["kind"] == "checkpoint" else None


def main():
    keys = [key.replace(" ", "") for key in sys.argv[2:]]
    first = before = statement = None
    count = 0
    for row in rows(sys.argv[1]):
        wrong = check(row, before, keys)
        if wrong:
            sys.exit("row %s: %s" % (row["id"], wrong))
        first, before, count = first or row, row, count + 1
        if row["statement"]:
            statement, proven = json.loads(row["statement"]), row["id"]
    if not statement:
        sys.exit("nothing is signed")
    genesis = digest(b"earmuff-ledger-v1", statement["ledger"].encode())
    dropped = (statement["first"], statement["first_previous"]) == (first["id"], first["previous"])
    print("%d rows, %s to %s, proven up to checkpoint %s" % (count, first["id"], before["id"], proven))
    print("they begin", "with the ledger" if first["previous"] == genesis
          else "with the first row that was kept" if dropped else "in its middle")


main()
