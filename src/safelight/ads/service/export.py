"""Exporting a lead or a case: original bytes, manifest, signature, custody from the audit tree, and its own verifier.

The package carries facts and their sources, never the score. Quarantined ads are named with their
reason and digests; their text does not travel. The disclosure record and its audit entry are committed before a
byte leaves. `disclosures` lists who received what, so that a correction reaches everybody.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safelight import __version__
from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Action, Scope
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access, Trail
from safelight.ads.core.keep import ad_record
from safelight.ads.core.shown import Shown
from safelight.ads.render import readme, timeline, verifier, versions, why_linked
from safelight.ads.store import captures, readings
from safelight.ads.store import leads as store
from safelight.ads.store.captures import Original
from safelight.ads.store.leads import Disclosure, LeadRow
from safelight.cases.core.package import Package, manifest, pack
from safelight.cases.service import Cases
from safelight.infra.db import Book
from safelight.kernel.clock import iso
from safelight.kernel.errors import Invalid, Missing
from safelight.kernel.ids import CaseId, IdSource, derive

USE_LIMITS = """\
This package is a lead and its sources, not evidence of a crime and not a judgement about a person.

- It may be used only for the case and purpose named in manifest.json.
- It may not be used to enforce prostitution, immigration, eviction or debt measures against anybody named in it.
- Adults who advertise by their own choice are not the subject of this package.
- Pass it on only with a record of to whom and why; the issuing agency must be told.
- Corrections reach every recipient recorded by the issuing agency.
"""

LONGEST_RECIPIENT = 200

SUFFIX: Mapping[str, str] = {"application/json": "json", "text/csv": "csv", "text/html": "html"}


class Exports:
    """The verb. `key` signs manifests; assembly gives the installation's."""

    def __init__(
        self,
        *,
        ops: Book,
        ads: Book,
        access: Access,
        trail: Trail,
        cases: Cases,
        ids: IdSource,
        key: Ed25519PrivateKey,
    ) -> None:
        self._ops = ops
        self._ads = ads
        self._access = access
        self._trail = trail
        self._cases = cases
        self._ids = ids
        self._key = key

    def export(self, actor: Actor, what: str, purpose: Purpose | None, recipient: str = "") -> Package:
        """A package of one lead or of every lead of a case, by id."""
        subject = Subject("case" if what.startswith("case-") else "lead", what)
        scope = self._access.permit(actor, "ads.export", subject, purpose)
        leads = self._leads(scope, subject)
        recipient = recipient.strip() or actor.tenant.name
        if len(recipient) > LONGEST_RECIPIENT:
            raise Invalid("ads.export.recipient", f"A recipient has at most {LONGEST_RECIPIENT} characters.")
        facts = self._facts(scope, subject, recipient)
        manifest_bytes = manifest(files := self._files(scope, subject, leads, facts), facts)
        content = pack(files, manifest_bytes, self._key.sign(manifest_bytes))
        package = Package(f"safelight-{what}.zip", content)
        self._disclose(scope, subject, recipient, package)
        return package

    def disclosures(self, actor: Actor, lead_ids: Sequence[str], case_id: str = "") -> tuple[Disclosure, ...]:
        """What left the house about some leads or a case of the own agency, oldest first."""
        action: Action = "case.view" if case_id else "ads.lead.view"
        subject = Subject("case", case_id) if case_id else Subject("lead", lead_ids[0] if lead_ids else "none")
        scope = self._access.permit(actor, action, subject)
        with self._ops.read() as connection:
            if case_id:
                lead_ids = [*lead_ids, *self._cases.attached_leads(connection, scope, CaseId(case_id))]
            found = store.list_disclosures(connection, scope, [*lead_ids, *([case_id] if case_id else [])])
        self._access.commit_read(scope, subject, {"disclosures": len(found)})
        return tuple(found)

    def _leads(self, scope: Scope, subject: Subject) -> list[LeadRow]:
        wanted: Sequence[str] = (subject.id,)
        if subject.kind == "case":
            with self._ops.read() as connection:
                wanted = self._cases.attached_leads(connection, scope, CaseId(subject.id))
            if not wanted:
                raise Invalid("ads.export.empty", "The case has no lead attached; accept one into it first.")
        with self._ads.read() as connection:
            found = [store.find_lead(connection, scope, lead_id) for lead_id in wanted]
        if None in found:
            raise Missing("ads.lead.missing", "There is no such lead.")
        return [lead for lead in found if lead is not None]

    def _files(
        self, scope: Scope, subject: Subject, leads: Sequence[LeadRow], facts: Mapping[str, object]
    ) -> dict[str, bytes]:
        program = verifier()
        files: dict[str, bytes] = {"USE-LIMITS.txt": USE_LIMITS.encode("ascii"), "verify.py": program}
        ad_ids = sorted({ad_id for lead in leads for ad_id in lead.record["ad_ids"]})
        with self._ads.read() as connection:
            shown = readings.by_ids(connection, scope, ad_ids)
            originals = captures.originals(connection, scope, [item.ad.id for item in shown])
            links = [link for lead in leads for link in store.evidence(connection, scope, lead.group_id).links]
        covered = {item.ad.id for item in shown if item.quarantined}
        files["leads.jsonl"] = jsonl(_without_score(lead.record, covered) for lead in leads)
        files["ads.jsonl"] = jsonl(_ad_line(item) for item in shown)
        files["extractions.jsonl"] = jsonl(_extraction_line(item) for item in shown if not item.quarantined)
        files["links.jsonl"] = jsonl(links)
        files["why-linked.txt"] = why_linked(links)
        files["timeline.txt"] = timeline(shown)
        files["tool.json"] = versions(lead.made_with for lead in leads)
        files["README.txt"] = readme(facts, hashlib.sha256(program).hexdigest(), len(covered))
        files["captures.jsonl"] = jsonl(_keep_originals(files, originals, covered))
        files["custody.json"] = self._custody(scope, subject, leads)
        return files

    def _custody(self, scope: Scope, subject: Subject, leads: Sequence[LeadRow]) -> bytes:
        subjects = frozenset({subject, *(Subject("lead", lead.lead_id) for lead in leads)})
        proof = self._trail.custody(scope, subjects)
        custody = {
            "checkpoint": proof.checkpoint,
            "public_key": proof.public_key,
            "tree_size": proof.size,
            "tree_root": proof.root,
            "entries": proof.entries,
        }
        return json.dumps(custody, sort_keys=True, indent=1).encode("ascii") + b"\n"

    def _facts(self, scope: Scope, subject: Subject, recipient: str) -> dict[str, object]:
        purpose, standing = scope.purpose, scope.standing
        return {
            "format": "safelight-export/2",
            "subject": {"kind": subject.kind, "id": subject.id},
            "issued_at": iso(scope.at),
            "issued_by": {"agency": scope.actor.tenant.name, "member": scope.actor.member.name},
            "recipient": recipient,
            "purpose": {
                "case": purpose.case_id if purpose else "",
                "kind": standing.kind if standing else "",
                "reason": purpose.reason if purpose else "",
            },
            "tool": f"safelight/{__version__}",
            "signature": {
                "algorithm": "Ed25519",
                "public_key": self._key.public_key().public_bytes_raw().hex(),
                "over": "the exact bytes of manifest.json",
            },
        }

    def _disclose(self, scope: Scope, subject: Subject, recipient: str, package: Package) -> None:
        purpose = scope.purpose
        disclosure = Disclosure(
            id=self._ids.mint("dis"),
            subject=subject.id,
            recipient=recipient,
            case_id=purpose.case_id if purpose else "",
            reason=purpose.reason.strip() if purpose else "",
            sha256=package.sha256,
            at=scope.at,
        )
        details: dict[str, Detail] = {
            "disclosure": disclosure.id,
            "sha256": package.sha256,
            "bytes": len(package.content),
        }
        with self._ops.write() as connection:
            intent = self._access.intent(scope, subject, {**details, "step": "record"}, action="ads.disclose")
            store.add_disclosure(connection, scope, disclosure, intent)
        self._access.commit_read(scope, subject, details)


def jsonl(records: Any) -> bytes:
    """One ASCII JSON object a line, keys sorted."""
    return "".join(json.dumps(record, sort_keys=True) + "\n" for record in records).encode("ascii")


def _keep_originals(
    files: dict[str, bytes], originals: Sequence[Original], covered: Collection[str]
) -> list[dict[str, object]]:
    """Put the originals that may travel into `files`; returns a line for every capture."""
    listed: list[dict[str, object]] = []
    for original in originals:
        suffix = SUFFIX.get(original.media_type, "bin")
        name = f"originals/{derive('ad', original.ad_id)}-{original.sha256[:16]}.{suffix}"
        if original.ad_id not in covered:
            files[name] = original.content
        listed.append(
            {
                "ad_id": original.ad_id,
                "sha256": original.sha256,
                "media_type": original.media_type,
                "captured_at": iso(original.captured_at),
                "read_from": original.place,
                "file": None if original.ad_id in covered else name,
            }
        )
    return listed


def _extraction_line(item: Shown) -> dict[str, object]:
    """The extraction with each mention's own letters beside it, so that anybody can compare them with the original."""
    mentions = [
        {**mention.record(), "text": item.ad.field(mention.source)[mention.start : mention.end]}
        for mention in item.reading.extraction.mentions
    ]
    return {**item.reading.extraction.record(), "mentions": mentions}


def _ad_line(item: Shown) -> dict[str, object]:
    if not item.quarantined:
        return ad_record(item.ad)
    return {"id": item.ad.id, "site": item.ad.site, "quarantined": True}


def _without_score(record: Mapping[str, Any], covered: Collection[str]) -> dict[str, Any]:
    """The lead's facts: which ads, which reasons with their quotes; no number that could be read as a verdict."""
    reasons = [
        {
            "indicator": reason["indicator"],
            "kind": reason["kind"],
            "validated": reason["validated"],
            "evidence": [item for item in reason["evidence"] if item["ad_id"] not in covered],
        }
        for reason in record["reasons"]
    ]
    keep = {"lead_id": record["lead_id"], "group_id": record["group_id"], "ad_ids": record["ad_ids"]}
    return {**keep, "activity": record["activity"], "reasons": reasons}
