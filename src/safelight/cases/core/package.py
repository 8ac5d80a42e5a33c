"""An export package: a zip whose manifest names every file by SHA-256, the same bytes for the same contents.

Entries stand in name order with a fixed date, so that the package's own digest means something.
The manifest is signed outside (the signature covers its exact bytes); anybody can check it with
the standard library and one Ed25519 verification. `read_package` is what a verifier does.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date a zip can carry: the package says its date in the manifest, where it is signed."""


@dataclass(frozen=True, slots=True)
class Package:
    """What an export hands over."""

    filename: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def manifest(files: Mapping[str, bytes], facts: Mapping[str, object]) -> bytes:
    """The manifest's exact bytes: `facts` (who, when, why, versions) and each file's size and SHA-256."""
    listed = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(files.items())
    ]
    return json.dumps({**facts, "files": listed}, sort_keys=True, indent=1).encode("ascii") + b"\n"


def pack(files: Mapping[str, bytes], manifest_bytes: bytes, signature: bytes) -> bytes:
    """The zip: files, manifest and the 64-byte Ed25519 signature over the manifest."""
    contents = {**files, MANIFEST: manifest_bytes, SIGNATURE: signature}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(contents):
            member = zipfile.ZipInfo(name, FIXED_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, contents[name])
    return buffer.getvalue()


def package_problems(content: bytes) -> list[str]:
    """What is wrong with a package's files against its manifest (not its signature), in words."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listed = {item["name"]: item for item in json.loads(files[MANIFEST])["files"]}
    problems = [
        f"{name} is not in the manifest" for name in sorted(files.keys() - listed.keys() - {MANIFEST, SIGNATURE})
    ]
    problems += [f"{name} is missing" for name in sorted(listed.keys() - files.keys())]
    problems += [
        f"{name} was changed"
        for name in sorted(listed.keys() & files.keys())
        if hashlib.sha256(files[name]).hexdigest() != listed[name]["sha256"]
    ]
    return problems
