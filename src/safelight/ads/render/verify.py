#!/usr/bin/env python3
"""Checks an export package by itself: no network, no Safelight, Python's standard library and one crypto call.

    python3 verify.py lead.zip          or, in an unpacked package:  python3 verify.py
    python3 verify.py lead.zip --key 3f...   also: it was signed by this key (64 hex digits, got another way)

It prints each thing it checked, in words, and ends with 0 when all hold, 1 when one does not. The one crypto call
is Ed25519 verification (RFC 8032) in `signed`, by the Python package `cryptography`, else by the program `openssl`.
What it can't show: that the ads were true when they were published, or that the agency captured all there was.
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

FIELDS = ("title", "location", "url", "site")


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


def check_custody(custody: Record, root: bytes, about: set[str], report: Report) -> None:
    problems, numbers = [], [entry["seq"] for entry in custody["entries"]]
    for entry in custody["entries"]:
        path = [base64.b64decode(node, validate=True) for node in entry["proof"]]
        if not included(entry["seq"], custody["tree_size"], entry["entry"].encode(), path, root):
            problems.append(f"custody entry {entry['seq']} is not in the signed audit log")
        elif json.loads(entry["entry"])["subject"]["id"] not in about:
            problems.append(f"custody entry {entry['seq']} is about something else")
    problems += ["the custody entries are not in order, or one stands twice"] if numbers != sorted(set(numbers)) else []
    report.each(problems, f"all {len(numbers)} custody entries are in that log, each by its own proof")


def check_originals(files: Files, captures: list[Record], ads: dict[str, Record], report: Report) -> None:
    problems, named = [], [capture["file"] for capture in captures if capture["file"]]
    for capture in captures:
        covered = ads.get(capture["ad_id"], {}).get("quarantined", False)
        if capture["file"] is None and not covered:
            problems.append(f"the original of ad {capture['ad_id']} was left out")
        elif capture["file"] is not None:
            found = hashlib.sha256(files.get(capture["file"], b"")).hexdigest()
            problems += [f"{capture['file']} is not the original that was captured"] * (found != capture["sha256"])
    kept = {name for name in files if name.startswith("originals/")}
    problems += [f"{name} belongs to no capture" for name in sorted(kept ^ set(named))]
    problems += [f"ad {ad} has no capture" for ad in sorted(set(ads) - {capture["ad_id"] for capture in captures})]
    report.each(problems, f"all {len(named)} originals have the SHA-256 noted when they were captured")


def field(ad: Record, source: str) -> str:
    """The text of an ad that a span counts in. An ad has a `body` or a `text`, never both."""
    if source == "pictures":
        return "\n".join(image["text"] for image in ad.get("images") or [] if image.get("text"))
    return str((ad.get("body") or ad.get("text") or "") if source in ("body", "text") else (ad.get(source) or ""))


def same_ad(ad: Record, original: bytes) -> bool:
    record = json.loads(original.decode("utf-8-sig"))
    fields = all(str(record.get(name) or "") == str(ad.get(name) or "") for name in FIELDS)
    return fields and str(record.get("id")) == ad["id"] and field(record, "body") == field(ad, "body")


def check_ads(files: Files, captures: list[Record], ads: dict[str, Record], report: Report) -> None:
    problems, compared, other = [], 0, 0
    for name, ad in ads.items():
        own = [capture for capture in captures if capture["ad_id"] == name and capture["file"]]
        if ad.get("quarantined"):
            extra = [] if set(ad) <= {"id", "site", "quarantined"} and not own else [f"quarantined ad {name} is shown"]
            problems += extra
        elif all(capture["media_type"] == "application/json" for capture in own):
            compared += 1
            if not any(same_ad(ad, files.get(capture["file"], b"{}")) for capture in own):
                problems.append(f"ad {name} in ads.jsonl says something else than its original")
        else:
            other += 1
    report.each(problems, f"{compared} ads say word for word what their JSON originals say")
    if other:
        report.check(True, f"{other} ads come from pages or tables: read their originals beside ads.jsonl yourself")


def check_spans(extractions: list[Record], leads: list[Record], ads: dict[str, Record], report: Report) -> None:
    shown = sorted(name for name, ad in ads.items() if not ad.get("quarantined"))
    problems = [] if sorted(one["ad_id"] for one in extractions) == shown else ["an ad has no extraction, or two"]
    spans = [(one["ad_id"], mention) for one in extractions for mention in one["mentions"]]
    quotes = [(item["ad_id"], item) for lead in leads for reason in lead["reasons"] for item in reason["evidence"]]
    for name, span in [*spans, *quotes]:
        text = field(ads.get(name, {}), span["source"])
        if not 0 <= span["start"] <= span["end"] <= len(text) or text[span["start"] : span["end"]] != span["text"]:
            problems.append(f"ad {name} does not say {span['text'][:40]!r} at {span['start']} of its {span['source']}")
    words = f"{len(spans)} values that were read and {len(quotes)} quotations stand in the ads at the letters stated"
    report.each(problems, words)


def check_names(leads: list[Record], links: list[Record], ads: dict[str, Record], report: Report) -> None:
    named = {ad for lead in leads for ad in lead["ad_ids"]} | {link[end] for link in links for end in ("a", "b")}
    missing = [f"ad {name} is named but not in the package" for name in sorted(named - set(ads))]
    report.each(missing, f"every ad that {len(leads)} leads and {len(links)} links name is in the package")


def lines(files: Files, name: str) -> list[Record]:
    return [json.loads(line) for line in files[name].splitlines()]


def verify(files: Files, expected_key: str, report: Report) -> None:
    """Every check, in the order in which trust is built: bytes, signature, log, originals, what was read."""
    manifest = json.loads(files[MANIFEST])
    check_files(files, manifest, report)
    key = check_signature(files, manifest, expected_key, report)
    custody = json.loads(files["custody.json"])
    captures, leads = lines(files, "captures.jsonl"), lines(files, "leads.jsonl")
    ads = {ad["id"]: ad for ad in lines(files, "ads.jsonl")}
    root = check_checkpoint(custody, key, report)
    check_custody(custody, root, {manifest["subject"]["id"], *(lead["lead_id"] for lead in leads)}, report)
    check_originals(files, captures, ads, report)
    check_ads(files, captures, ads, report)
    check_spans(lines(files, "extractions.jsonl"), leads, ads, report)
    check_names(leads, lines(files, "links.jsonl"), ads, report)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check an export package by itself, offline.")
    parser.add_argument("package", nargs="?", type=Path, default=Path(__file__).resolve().parent, help="zip or folder")
    parser.add_argument("--key", default="", help="the agency's public key, 64 hex digits, got another way")
    given, report = parser.parse_args(arguments), Report()
    try:
        verify(read_files(given.package), given.key, report)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, zipfile.BadZipFile) as error:
        report.check(False, f"the package can't be read to its end ({type(error).__name__}: {error})")
    if not report.failed and not given.key:
        sys.stdout.write("note   compare the key above with the one the agency gives you by letter or phone (--key)\n")
    sys.stdout.write("NOT VERIFIED\n" if report.failed else "VERIFIED\n")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
