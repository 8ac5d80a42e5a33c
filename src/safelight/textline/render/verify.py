#!/usr/bin/env python3
"""Checks the export of a conversation by itself: no network, no Safelight, Python's standard library, two crypto calls.

    python3 verify.py talk.zip          or, in an unpacked package:  python3 verify.py
    python3 verify.py talk.zip --key 3f...   also: it was signed by this key (64 hex digits, got another way)

It prints each thing it checked, in words, and ends with 0 when all hold, 1 when one does not. The crypto calls are
Ed25519 (RFC 8032; by the Python package `cryptography`, else by the program `openssl`) and AES-256-GCM, which opens the
sealed texts (`cryptography` alone; without it the texts are not compared, and that is said).
What it can't show: who held the phone, or that a withheld entry says what somebody tells of it.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

Files = dict[str, bytes]
Record = dict[str, Any]

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
KEY_HEADER = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410)."""


class Report:
    """What was checked, in words; `wrong` remembers that something did not hold."""

    def __init__(self) -> None:
        self.failed = False

    def check(self, holds: bool, words: str, otherwise: str = "") -> None:
        self.failed |= not holds
        sys.stdout.write(f"ok     {words}\n" if holds else f"WRONG  {otherwise or words}\n")

    def each(self, problems: list[str], words: str) -> None:
        """One line when there is no problem, else one for each of the first ten."""
        for problem in problems[:10]:
            self.check(False, problem)
        if len(problems) > 10:
            self.check(False, f"... and {len(problems) - 10} more of that kind")
        if not problems:
            self.check(True, words)


def read_files(place: Path) -> Files:
    """Every file of a package, by name, from a zip or a folder. Raises ValueError for a zip that plays tricks."""
    if place.is_dir():
        return {str(PurePosixPath(p.relative_to(place))): p.read_bytes() for p in place.rglob("*") if p.is_file()}
    with zipfile.ZipFile(place) as archive:
        names = archive.namelist()
        odd = sorted({n for n in names if names.count(n) > 1 or ".." in n.split("/") or n.startswith("/")})
        if odd:
            raise ValueError(f"the zip holds {odd[0]!r} twice or outside its folder")
        return {name: archive.read(name) for name in names if not name.endswith("/")}


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


def check_files(files: Files, manifest: Record, report: Report) -> None:
    listed = {item["name"]: item for item in manifest["files"]}
    there = set(files) - {MANIFEST, SIGNATURE}
    problems = [f"{name} is in the package but not in the signed list" for name in sorted(there - set(listed))]
    problems += [f"{name} is in the signed list but not in the package" for name in sorted(set(listed) - there)]
    problems += [
        f"{name} was changed after it was signed for"
        for name in sorted(there & set(listed))
        if hashlib.sha256(files[name]).hexdigest() != listed[name]["sha256"] or len(files[name]) != listed[name]["size"]
    ]
    problems += ["the signed list names a file twice"] if len(listed) != len(manifest["files"]) else []
    report.each(problems, f"all {len(listed)} files have the size and SHA-256 that the manifest lists; none was added")


def check_signature(files: Files, manifest: Record, expected: str, report: Report) -> bytes:
    stated = manifest["signature"]["public_key"]
    key = bytes.fromhex(stated)
    holds = signed(key, files[SIGNATURE], files[MANIFEST])
    report.check(holds, f"the manifest was signed by the key {stated}", "the manifest's signature does not fit its key")
    if expected:
        same = stated == expected.strip().lower()
        report.check(same, "that is the key you gave", "the package was signed by ANOTHER key than the one you gave")
    return key


def check_checkpoint(custody: Record, key: bytes, report: Report) -> bytes:
    """The signed head of the issuer's audit log (a C2SP signed note). Returns the root that the proofs must lead to."""
    body, _, signatures = custody["checkpoint"].partition("\n\n")
    origin, size, root = body.split("\n")
    line = base64.b64decode(signatures.strip().splitlines()[0].rsplit(" ", 1)[1], validate=True)
    name = hashlib.sha256(origin.encode() + b"\n\x01" + key).digest()[:4]
    holds = line[:4] == name and signed(key, line[4:], f"{body}\n".encode())
    words = f"the head of the audit log {origin} ({size} entries) was signed by the same key"
    report.check(holds, words, "the audit log's head is not signed by the key of the manifest")
    same = custody["public_key"] == key.hex() and custody["tree_size"] == int(size) and custody["tree_root"] == root
    report.check(same, "custody.json states that head", "custody.json states another head than the one that was signed")
    return base64.b64decode(root, validate=True)


def included(number: int, size: int, entry: bytes, path: list[bytes], root: bytes) -> bool:
    """Whether `path` leads from the entry, as leaf `number` of `size`, to `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= number < size or any(len(item) != 32 for item in path):
        return False
    last, node = size - 1, hashlib.sha256(b"\x00" + entry).digest()
    for sibling in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        number, last = number >> 1, last >> 1
    return last == 0 and node == root


def check_custody(custody: Record, root: bytes, conversation: Record, report: Report) -> None:
    """Each entry of the log by its own proof, and each chain head that the log noted is a link of this chain."""
    links = {entry["link"] for entry in conversation["entries"]}
    problems, noted = [], 0
    for entry in custody["entries"]:
        path = [base64.b64decode(node, validate=True) for node in entry["proof"]]
        said = json.loads(entry["entry"])
        head = said["details"].get("link")
        if not included(entry["seq"], custody["tree_size"], entry["entry"].encode(), path, root):
            problems.append(f"custody entry {entry['seq']} is not in the signed audit log")
        elif said["subject"]["id"] != conversation["conversation"]:
            problems.append(f"custody entry {entry['seq']} is about something else")
        elif head is not None and head not in links:
            problems.append(f"custody entry {entry['seq']} noted a text that the chain does not have")
        noted += head is not None
    words = f"all {len(custody['entries'])} custody entries are in that log; {noted} chain heads stand in the chain"
    report.each(problems, words)


def check_chain(conversation: Record, report: Report) -> None:
    """Each link covers the one before, what the entry says of itself, and its sealed text."""
    problems, before = [], bytes(32)
    for number, entry in enumerate(conversation["entries"], 1):
        told = (conversation["conversation"], str(entry["seq"]), entry["kind"], entry["author"], entry["at"])
        head = hashlib.sha256("\n".join(told).encode()).digest()
        box = base64.b64decode(entry["box"], validate=True) if entry["box"] is not None else None
        digest = hashlib.sha256(box).hexdigest() if box is not None else entry["box_sha256"]
        link = hashlib.sha256(before + head + bytes.fromhex(digest)).hexdigest()
        if entry["seq"] != number or link != entry["link"] or digest != entry["box_sha256"]:
            problems.append(f"entry {entry['seq']} does not continue the chain")
        before = bytes.fromhex(entry["link"])
    report.each(problems, f"the chain of {len(conversation['entries'])} entries is whole: none is missing or changed")


def check_texts(conversation: Record, report: Report) -> None:
    """Each text is what lies in its sealed box."""
    shown = [entry for entry in conversation["entries"] if entry["box"] is not None]
    try:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        sys.stdout.write("note   the texts were not compared with their boxes: that needs the package cryptography\n")
        return
    key, problems = AESGCM(base64.b64decode(conversation["key"], validate=True)), []
    for entry in shown:
        box, place = base64.b64decode(entry["box"], validate=True), f"{conversation['conversation']} {entry['seq']}"
        try:
            text = key.decrypt(box[:12], box[12:], place.encode()).rstrip(b"\0")[:-1].decode("utf-8", "surrogatepass")
        except InvalidTag:
            text = None
        if text != entry["text"]:
            problems.append(f"the text of entry {entry['seq']} is not what was sealed")
    withheld = len(conversation["entries"]) - len(shown)
    report.each(problems, f"all {len(shown)} texts are what was sealed; {withheld} withheld, by digest only")


def verify(files: Files, expected_key: str, report: Report) -> None:
    """Every check, in the order in which trust is built: bytes, signature, log, chain, texts."""
    manifest = json.loads(files[MANIFEST])
    check_files(files, manifest, report)
    key = check_signature(files, manifest, expected_key, report)
    custody, conversation = json.loads(files["custody.json"]), json.loads(files["conversation.json"])
    same = manifest["subject"]["id"] == conversation["conversation"]
    report.check(
        same, "the package is about the conversation that its manifest names", "it is about another conversation"
    )
    root = check_checkpoint(custody, key, report)
    check_custody(custody, root, conversation, report)
    check_chain(conversation, report)
    check_texts(conversation, report)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check an export package by itself, offline.")
    parser.add_argument("package", nargs="?", type=Path, default=Path(__file__).resolve().parent, help="zip or folder")
    parser.add_argument("--key", default="", help="the issuer's public key, 64 hex digits, got another way")
    given, report = parser.parse_args(arguments), Report()
    try:
        verify(read_files(given.package), given.key, report)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, zipfile.BadZipFile) as error:
        report.check(False, f"the package can't be read to its end ({type(error).__name__}: {error})")
    if not report.failed and not given.key:
        sys.stdout.write("note   compare the key above with the one the issuer gives you by letter or phone (--key)\n")
    sys.stdout.write("NOT VERIFIED\n" if report.failed else "VERIFIED\n")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
