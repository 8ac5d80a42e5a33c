"""MD5, SHA-1 and SHA-256 of a file in one pass, whatever its size."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1024 * 1024
"""Bytes read at a time; hashing frees the interpreter lock above 2 KiB (Python's hashlib documentation)."""


@dataclass(frozen=True, slots=True)
class Digests:
    """Lower-case hexadecimal, and the file's size in bytes."""

    md5: str
    sha1: str
    sha256: str
    size: int


def digests(file: BinaryIO) -> Digests:
    """Reads `file` to its end."""
    md5 = hashlib.md5(usedforsecurity=False)
    sha1 = hashlib.sha1(usedforsecurity=False)
    sha256 = hashlib.sha256()
    size = 0
    while chunk := file.read(CHUNK):
        size += len(chunk)
        for each in (md5, sha1, sha256):
            each.update(chunk)
    return Digests(md5.hexdigest(), sha1.hexdigest(), sha256.hexdigest(), size)
