"""Evidence: exporting one conversation, or what one referral released, as a signed package with its own verifier.

A conversation leaves only when a recorded order holds it, or when she released her texts; notes of the staff and her
number never travel. Whoever got a referral exports what was released to it and nothing else. Promises that the export
is in the audit log before a byte is handed over, and that the chain was checked first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from safelight import __version__
from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Trail
from safelight.cases.core.package import Package, manifest, pack
from safelight.kernel.clock import iso
from safelight.kernel.errors import Broken, Conflict
from safelight.textline.core import evidence
from safelight.textline.core.consent import current, not_before
from safelight.textline.core.evidence import Exhibit, Ground
from safelight.textline.render import verifier, verify
from safelight.textline.service.ground import Ground as Parts
from safelight.textline.service.ground import Line
from safelight.textline.service.inbox import Inbox
from safelight.textline.store import consents as consent_store
from safelight.textline.store import threads as store
from safelight.textline.store.threads import Standing

USE_LIMITS = """\
This package is the record of a conversation with a person who asked for help.

- It may be used only on the ground that manifest.json names.
- It may not be used to enforce prostitution, immigration, eviction or debt measures against anybody in it.
- Pass it on only with a record of to whom and why.
- Where it rests on consent, it ends with the consent: destroy it when the issuer tells you so.
"""

README = """\
conversation.json  every entry: its text, its sealed text, and the link that covers it and the entry before
transcript.txt     the same, to read
custody.json       what the issuer's audit log says of the conversation, each entry with its proof
verify.py          checks all of it offline: python3 verify.py
An entry marked (withheld) is there by the digest of its sealed text alone: it holds the chain and says nothing.
"""


class Evidence:
    """The verbs. `key` signs manifests."""

    def __init__(self, ground: Parts, inbox: Inbox, trail: Trail, key: Ed25519PrivateKey) -> None:
        self._ground = ground
        self._access = ground.access
        self._inbox = inbox
        self._trail = trail
        self._key = key

    def export(self, actor: Actor, conversation_id: str) -> Package:
        """A package of one conversation. Conflict when neither an order holds it nor she released her texts."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.export", subject)
        with self._ground.book.read() as connection:
            found = self._ground.standing(connection, scope, conversation_id)
            ground, named = self._basis(connection, scope, found)
            lines = self._ground.opened(found, store.entries(connection, scope, conversation_id, 0))
        exhibits = [_exhibit(line) for line in lines]
        problem = evidence.chain_problem(conversation_id, exhibits)
        if problem is not None:
            raise Broken("textline.export.chain", f"The conversation does not hold together: {problem}.")
        key = self._ground.key(found).secret.reveal()
        record = evidence.record(found.conversation, found.pseudonym, key, exhibits)
        files = {
            "conversation.json": _json(record),
            "transcript.txt": evidence.transcript(record, found.pseudonym, exhibits).encode("utf-8", "replace"),
            "custody.json": self._custody(scope, subject),
        }
        return self._packed(scope, subject, files, {"kind": ground, "named": named})

    def export_referral(self, actor: Actor, referral_id: str) -> Package:
        """A package of what a referral released to the own agency. Conflict when it may read nothing of it now."""
        subject = Subject("referral", referral_id)
        scope = self._access.permit(actor, "textline.export", subject)
        found = self._inbox.read(actor, referral_id)
        if not found.values and not found.texts:
            raise Conflict("textline.export.nothing", "Nothing that was released may be read now.")
        record = {
            "referral": referral_id,
            "sender": found.row.sender,
            "status": found.row.status,
            "sent_at": iso(found.row.sent_at),
            "expires_at": iso(found.row.expires_at),
            "values": dict(found.values),
            "texts": [{"at": iso(each.at), "hers": each.hers, "text": each.text} for each in found.texts],
        }
        files = {"referral.json": _json(record), "custody.json": self._custody(scope, subject)}
        kind = "order" if found.row.held else found.row.basis
        return self._packed(scope, subject, files, {"kind": kind, "named": found.row.held or ""})

    # --- inside ---------------------------------------------------------------------------------

    def _basis(self, connection: Connection, scope: Scope, found: Standing) -> tuple[Ground, str]:
        if found.conversation.held:
            return "order", found.conversation.held
        choices = [each.consent for each in consent_store.choices(connection, scope, found.conversation.id)]
        choice = current(choices, not_before(choices, self._ground.clock.now()))
        if choice is None or "texts" not in choice.fields:
            message = "A conversation leaves when an order holds it, or when she released her texts; neither is so."
            raise Conflict("textline.export.no_ground", message)
        return "consent", choice.id

    def _custody(self, scope: Scope, subject: Subject) -> bytes:
        proof = self._trail.custody(scope, frozenset({subject}))
        return _json(
            {
                "checkpoint": proof.checkpoint,
                "public_key": proof.public_key,
                "tree_size": proof.size,
                "tree_root": proof.root,
                "entries": proof.entries,
            }
        )

    def _packed(self, scope: Scope, subject: Subject, files: dict[str, bytes], ground: Mapping[str, str]) -> Package:
        everything = {**files, "USE-LIMITS.txt": USE_LIMITS.encode("ascii")}
        if subject.kind == "conversation":
            everything |= {"README.txt": README.encode("ascii"), "verify.py": verifier()}
        facts = {
            "format": "safelight-conversation/1",
            "subject": {"kind": subject.kind, "id": subject.id},
            "issued_at": iso(scope.at),
            "issued_by": {"tenant": scope.actor.tenant.name, "member": scope.actor.member.name},
            "ground": ground,
            "tool": f"safelight/{__version__}",
            "signature": {
                "algorithm": "Ed25519",
                "public_key": self._key.public_key().public_bytes_raw().hex(),
                "over": "the exact bytes of manifest.json",
            },
        }
        listed = manifest(everything, facts)
        package = Package(f"safelight-{subject.id}.zip", pack(everything, listed, self._key.sign(listed)))
        details: dict[str, Detail] = {"sha256": package.sha256, "bytes": len(package.content), "ground": ground["kind"]}
        self._access.commit_read(scope, subject, details)
        return package


def verify_package(package: str, key: str = "") -> int:
    """Check a conversation's package with the program that travels in it; 0 when all holds. Opens no home."""
    return verify.main([package, *(["--key", key] if key else [])])


def _exhibit(line: Line) -> Exhibit:
    return Exhibit(line.entry, None if line.entry.kind == "note" else line.text)


def _json(record: object) -> bytes:
    return json.dumps(record, sort_keys=True, indent=1).encode("ascii") + b"\n"
