"""Check proofs from a Safelight transparency log, by itself: Python 3.9+ and `cryptography` (or openssl 3), no network.

    python verify_log.py PROOF.json ... [--key HEX] [--witness NAME=HEX] [--seen OLD_HEAD --consistency GROWN.json]

For each entry: record and salt give the leaf (SHA-256 over a label, salt and record), the leaf stands in the tree whose
head was signed (RFC 9162, C2SP signed note), the head was signed by the log's key and cosigned by the witnesses you
name. With --seen, the head also grew from one you saw before. Says VERIFIED and exits 0, or NOT VERIFIED and exits 1.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

LABEL = b"safelight content commitment 1\n"
KEY_HEADER = bytes.fromhex("302a300506032b6570032100")
"""What makes 32 raw bytes an Ed25519 public key in DER (RFC 8410)."""


class Note(NamedTuple):
    """A signed checkpoint: `body` is what was signed, `lines` are its signatures."""

    origin: str
    size: int
    root: bytes
    body: bytes
    lines: list[str]


class Report:
    """Says what holds and what doesn't, one line each."""

    def __init__(self) -> None:
        self.failed = False

    def check(self, holds: bool, good: str, bad: str) -> None:
        self.failed = self.failed or not holds
        sys.stdout.write(f"ok     {good}\n" if holds else f"WRONG  {bad}\n")


def read_note(text: str) -> Note:
    body, _, signatures = text.partition("\n\n")
    origin, size, root = body.split("\n")
    lines = [line for line in signatures.split("\n") if line]
    return Note(origin, int(size), base64.b64decode(root, validate=True), f"{body}\n".encode(), lines)


def signed(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the holder of `key` signed `message` (Ed25519). Raises OSError when nothing can tell."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return signed_by_openssl(key, signature, message)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def signed_by_openssl(key: bytes, signature: bytes, message: bytes) -> bool:
    """The same by the program `openssl` (3.0 or newer)."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder, name) for name in ("key.der", "signature", "message")}
        for path, content in zip(paths.values(), (KEY_HEADER + key, signature, message)):  # noqa: B905  # Python 3.9
            path.write_bytes(content)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", str(paths["key.der"])]
        command += ["-rawin", "-in", str(paths["message"]), "-sigfile", str(paths["signature"])]
        try:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
        except FileNotFoundError:
            raise OSError("to check signatures, install the Python package cryptography or openssl 3") from None


def signature_of(note: Note, name: str, key: bytes, kind: bytes) -> bytes:
    """What follows the key hash in the note's line of `name`; empty when it has none of that key."""
    wanted = hashlib.sha256(name.encode() + b"\n" + kind + key).digest()[:4]
    for line in note.lines:
        parts = line.split(" ")
        if len(parts) == 3 and parts[1] == name:
            raw = base64.b64decode(parts[2], validate=True)
            if raw[:4] == wanted:
                return raw[4:]
    return b""


def check_head(note: Note, key: bytes, expected: str, report: Report) -> None:
    signature = signature_of(note, note.origin, key, b"\x01")
    holds = len(signature) == 64 and signed(key, signature, note.body)
    words = f"the head of {note.origin} ({note.size} leaves) was signed by the key {key.hex()}"
    report.check(holds, words, f"the head of {note.origin} is not signed by the key {key.hex()}")
    if expected:
        same = key.hex() == expected.strip().lower()
        report.check(same, "that is the key you gave", "the head was signed by ANOTHER key than the one you gave")


def check_witness(note: Note, name: str, key: bytes, report: Report) -> None:
    raw = signature_of(note, name, key, b"\x04")
    seconds = int.from_bytes(raw[:8], "big")
    message = b"cosignature/v1\ntime " + str(seconds).encode() + b"\n" + note.body
    holds = len(raw) == 72 and signed(key, raw[8:], message)
    report.check(holds, f"the head was cosigned by {name}", f"the head was not cosigned by {name}")


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def included(number: int, size: int, leaf: bytes, path: list[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= number < size or any(len(item) != 32 for item in path):
        return False
    last, one = size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    for sibling in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            one = node(sibling, one)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            one = node(one, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and one == root


def grew(old: Note, new: Note, path: list[bytes]) -> bool:
    """RFC 9162, 2.1.4.2: whether the tree of `old` is the beginning of the tree of `new`."""
    if old.size == new.size:
        return not path and old.root == new.root
    if not 0 < old.size < new.size or any(len(item) != 32 for item in path):
        return False
    rest = path if old.size & (old.size - 1) else [old.root, *path]
    if not rest:
        return False
    number, last = old.size - 1, new.size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    before = after = rest[0]
    for sibling in rest[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            before, after = node(sibling, before), node(sibling, after)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            after = node(after, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and before == old.root and after == new.root


def check_entry(entry: dict[str, Any], note: Note, report: Report) -> None:
    record, salt = entry["record"].encode(), base64.b64decode(entry["salt"], validate=True)
    leaf = hashlib.sha256(LABEL + salt + record).digest()
    path = [base64.b64decode(item, validate=True) for item in entry["path"]]
    holds = len(salt) == 32 and included(entry["leaf"], note.size, leaf, path, note.root)
    said = json.loads(record)
    words = f"leaf {entry['leaf']}: {said.get('what')} {said.get('id')} at {said.get('at')}"
    report.check(holds, words, f"leaf {entry['leaf']} is not in the tree as stated")


def verify(given: argparse.Namespace, report: Report) -> None:
    for path in given.proofs:
        proof = json.loads(path.read_text(encoding="utf-8"))
        note, key = read_note(proof["checkpoint"]), bytes.fromhex(proof["public_key"])
        check_head(note, key, given.key, report)
        for named in given.witness:
            name, _, witness_key = named.partition("=")
            check_witness(note, name, bytes.fromhex(witness_key), report)
        report.check(bool(proof["entries"]), f"{len(proof['entries'])} entries", "the proof has no entry")
        for entry in proof["entries"]:
            check_entry(entry, note, report)
    if given.seen is not None and given.consistency is not None:
        grown = json.loads(given.consistency.read_text(encoding="utf-8"))
        old, new = read_note(given.seen.read_text(encoding="utf-8")), read_note(grown["checkpoint"])
        holds = old.origin == new.origin and grew(old, new, [base64.b64decode(item) for item in grown["path"]])
        words = f"the log grew from {old.size} to {new.size} leaves and changed none"
        report.check(holds, words, "the log did NOT grow from the head you saw: it was rewritten or forked")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check proofs from a transparency log by itself, offline.")
    parser.add_argument("proofs", nargs="*", type=Path, help="files from: safelight content log proof")
    parser.add_argument("--key", default="", help="the log's public key, 64 hex digits, got another way")
    parser.add_argument("--witness", action="append", default=[], help="NAME=HEX of a tenant that cosigns")
    parser.add_argument("--seen", type=Path, help="a checkpoint you kept earlier")
    parser.add_argument("--consistency", type=Path, help="file from: safelight content log consistency")
    given, report = parser.parse_args(arguments), Report()
    if not given.proofs and given.seen is None:
        parser.error("name a proof, or a head you saw with --seen and --consistency")
    try:
        verify(given, report)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        report.check(False, "", f"a file can't be read to its end ({type(error).__name__}: {error})")
    sys.stdout.write("NOT VERIFIED\n" if report.failed else "VERIFIED\n")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
