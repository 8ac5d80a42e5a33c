"""Air-gap bundles: export on one network, import on another, by hand, signed and in order.

A bundle out holds what is new since the last one, and what was taken back since. A bundle in is verified whole (key,
signature, order, digest, count) before its first entry is submitted; entries are then the importing tenant's own
observations, retracted when a later bundle takes them back. Refuses: an altered, replayed, missing or untrusted one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from safelight.access.core.audit import Detail, Subject
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core.bundle import (
    FORMAT,
    LONGEST_HEAD,
    LONGEST_LINE,
    Manifest,
    order_problem,
    read_entry,
    read_manifest,
    write_entry,
)
from safelight.content.core.carried import Carried
from safelight.content.core.observation import Submission
from safelight.content.service.imports import HashSets, Imported, Report
from safelight.content.service.network import Network
from safelight.content.store import bundles as store
from safelight.content.store import imports
from safelight.kernel.clock import iso
from safelight.kernel.errors import Conflict, Denied, Invalid
from safelight.kernel.provenance import Rejected

PIECE = 1_048_576


class Bundles:
    """The verbs."""

    def __init__(self, network: Network, access: Access, hash_sets: HashSets, key: Ed25519PrivateKey) -> None:
        self._network = network
        self._access = access
        self._hash_sets = hash_sets
        self._key = key

    @property
    def public_key(self) -> str:
        """What receivers trust, in hex; to be compared by voice or on paper."""
        return self._key.public_key().public_bytes_raw().hex()

    def trust(self, actor: Actor, key: str, name: str) -> None:
        """Take in bundles signed with this key from now on."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.strip()))
        except ValueError:
            raise Invalid("content.bundle.key", "A key is 64 hexadecimal digits.") from None
        if not 1 <= len(name.strip()) <= 100 or not name.isprintable():
            raise Invalid("content.bundle.name", "A name has 1 to 100 printable characters.")
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.policy", subject)
        intent = self._access.intent(scope, subject, {"key": key.strip().lower()}, "content.bundle.trust")
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            store.trust(connection, scope, key.strip().lower(), name.strip(), intent)
        self._access.settle()

    def senders(self, actor: Actor) -> dict[str, str]:
        """Name by key of those whose bundles are taken in."""
        scope = self._access.permit(actor, "content.policy", Subject("tenant", actor.tenant.id))
        with self._network.book.read() as connection:
            return store.trusted(connection, scope)

    # --- out ------------------------------------------------------------------------------------

    def hand_out(self, actor: Actor, target: Path, whole: bool, purpose: Purpose | None) -> Manifest:
        """Write the next bundle to a new file. In the audit log before the file is there."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.export", subject, purpose)
        if target.exists():
            raise Conflict("content.bundle.exists", f"{target} is there already.")
        with tempfile.TemporaryFile() as entries:
            with self._network.book.write() as connection:
                self._network.alone(connection, scope)
                before = store.bundled(connection, scope)
                held = [one for _, one in imports.own_held(connection, scope, only_cleared=False)]
                gone = sorted(before - {one.id for one in held})
                fresh = [one for one in held if one.id not in before]
                written = [*(held if whole else fresh), *(Carried(one, Submission(()), (), True) for one in gone)]
                size, digest = _write_all(entries, written)
                sequence, previous = store.last_out(connection, scope)
                manifest = Manifest(
                    format=FORMAT,
                    key=self.public_key,
                    sender=actor.tenant.id,
                    sequence=sequence + 1,
                    previous=previous,
                    whole=whole,
                    made_at=iso(scope.at),
                    entries=len(written),
                    size=size,
                    sha256=digest,
                )
                details: dict[str, Detail] = {
                    "form": "bundle",
                    "observations": len(written),
                    "sequence": manifest.sequence,
                }
                head = hashlib.sha256(manifest.line()).hexdigest()
                intent = self._access.intent(scope, subject, details)
                store.note_out(connection, scope, manifest.sequence, head, [one.id for one in fresh], gone, intent)
            self._access.confirm()
            self._publish(target, manifest, entries)
        return manifest

    def _publish(self, target: Path, manifest: Manifest, entries: BinaryIO) -> None:
        """Whole or not at all: written beside, then renamed."""
        beside = target.with_name(target.name + ".part")
        entries.seek(0)
        with beside.open("wb") as file:
            file.write(manifest.line())
            file.write(base64.b64encode(self._key.sign(manifest.line())) + b"\n")
            while piece := entries.read(PIECE):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(target)

    # --- in -------------------------------------------------------------------------------------

    def take(self, actor: Actor, stream: BinaryIO, name: str, report: Report) -> Imported:
        """Verify a bundle, then submit and retract what it says."""
        scope = self._access.permit(actor, "content.import", Subject("tenant", actor.tenant.id))
        if not stream.seekable():
            raise Invalid("content.bundle.stream", "A bundle is read twice, so name its file.")
        line = stream.readline(LONGEST_HEAD)
        manifest = read_manifest(line)
        digest = hashlib.sha256(line).hexdigest()
        with self._network.book.read() as connection:
            keys = store.trusted(connection, scope)
            last = store.last_in(connection, scope, manifest.stream)
        _verify(manifest, line, stream.readline(LONGEST_HEAD), keys)
        problem = order_problem(manifest, digest, last)
        if problem is not None:
            raise Conflict("content.bundle.order", problem)
        start = stream.tell()
        _compare(stream, manifest)
        stream.seek(start)
        done = Imported(format="bundle", digest=digest)
        self._hash_sets.take_entries(scope, _entries(stream, name, manifest), done, report, name)
        intent = self._access.intent(scope, Subject("bundle", digest), {"sequence": manifest.sequence})
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            store.note_in(connection, scope, manifest.stream, manifest.sequence, digest, intent)
        self._access.settle()
        return done


def _write_all(target: BinaryIO, entries: list[Carried]) -> tuple[int, str]:
    found, size = hashlib.sha256(), 0
    for one in entries:
        line = write_entry(one)
        target.write(line)
        found.update(line)
        size += len(line)
    return size, found.hexdigest()


def _verify(manifest: Manifest, line: bytes, signature: bytes, keys: dict[str, str]) -> None:
    if manifest.key not in keys:
        message = f"The bundle is signed with the key {manifest.key[:64]}, which your tenant doesn't trust."
        raise Denied("content.bundle.untrusted", message)
    try:
        signed = base64.b64decode(signature.strip(), validate=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest.key)).verify(signed, line)
    except (InvalidSignature, ValueError, binascii.Error):
        raise Invalid(
            "content.bundle.signature", "The bundle's signature is wrong; its manifest was altered."
        ) from None


def _compare(stream: BinaryIO, manifest: Manifest) -> None:
    found, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        found.update(piece)
        size += len(piece)
    if size != manifest.size or found.hexdigest() != manifest.sha256:
        raise Invalid(
            "content.bundle.altered", "The bundle's entries are not those that were signed; nothing was taken."
        )


def _entries(stream: BinaryIO, name: str, manifest: Manifest) -> Iterator[Carried | Rejected]:
    number = 2
    while line := stream.readline(LONGEST_LINE):
        number += 1
        try:
            yield read_entry(line, manifest.stream)
        except Invalid as refused:
            yield Rejected(f"{name}:{number}", refused.message)
