"""The report about a quarantined ad, in two steps: prepare it, then download the package with a reason of its own.

Both are for an open case of the kind exploited minor or missing person; both are in the audit log before anything
leaves. The package holds the report, the ads' text sealed under a passphrase that is shown once, the limits of use and
a signed manifest; no picture. Nothing here sends it: a person does, and may note that it was sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safelight import __version__
from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Scope
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.ads.core import report as core
from safelight.ads.core.known import KnownImages
from safelight.ads.core.shown import Shown
from safelight.ads.store import captures, known, readings
from safelight.ads.store import leads as lead_store
from safelight.ads.store import reports as store
from safelight.ads.store.leads import LeadRow
from safelight.ads.store.reports import ReportRow
from safelight.cases.core.package import Package, manifest, pack
from safelight.infra.db import Book
from safelight.infra.sealing import seal
from safelight.kernel.clock import iso
from safelight.kernel.errors import Broken, Conflict, Invalid, Missing
from safelight.kernel.ids import IdSource
from safelight.kernel.sealed import Sealed
from safelight.kernel.workflow import Move, Refusal

MOST_ADS = 2_000
"""Ads of a lead that one report covers: a lead's hub limit."""


@dataclass(frozen=True, slots=True)
class Download:
    """The package and the passphrase of its sealed member, which is kept nowhere."""

    package: Package
    passphrase: Sealed


class Reports:
    """The verbs. `key` signs manifests, `new_passphrase` mints one; assembly gives both."""

    def __init__(
        self,
        *,
        ops: Book,
        ads: Book,
        access: Access,
        ids: IdSource,
        key: Ed25519PrivateKey,
        new_passphrase: Callable[[], Sealed],
    ) -> None:
        self._ops = ops
        self._ads = ads
        self._access = access
        self._ids = ids
        self._key = key
        self._new_passphrase = new_passphrase

    def prepare(self, actor: Actor, lead_id: str, purpose: Purpose | None) -> ReportRow:
        """Step one: put the facts together and keep them. Invalid when no ad of the lead is quarantined."""
        scope = self._access.permit(actor, "ads.report.prepare", Subject("lead", lead_id), purpose)
        record = self._record(scope, self._lead(scope, lead_id))
        report_id = self._ids.mint("report")
        case_id = scope.purpose.case_id if scope.purpose else ""
        status = core.REPORT_WORKFLOW.start
        row = ReportRow(report_id, lead_id, case_id, status, record, actor.member.name, scope.at, scope.at)
        with self._ops.write() as connection:
            details: dict[str, Detail] = {"lead": lead_id, "ads": len(record["ads"])}
            store.add_report(connection, scope, row, self._access.intent(scope, Subject("report", report_id), details))
        self._access.settle()
        return row

    def find(self, actor: Actor, lead_id: str, purpose: Purpose | None) -> list[ReportRow]:
        """The reports about a lead, newest first."""
        subject = Subject("lead", lead_id)
        scope = self._access.permit(actor, "ads.report.prepare", subject, purpose)
        with self._ops.read() as connection:
            found = store.reports_of(connection, scope, lead_id)
        self._access.commit_read(scope, subject, {"reports": len(found)})
        return found

    def download(self, actor: Actor, report_id: str, purpose: Purpose | None) -> Download:
        """Step two: the package. Its digest is in the audit log before it leaves."""
        subject = Subject("report", report_id)
        scope = self._access.permit(actor, "ads.report.download", subject, purpose)
        row = self._row(scope, report_id)
        move = self._move(row, "download")
        passphrase = self._new_passphrase()
        package = self._package(scope, row, passphrase)
        details: dict[str, Detail] = {"sha256": package.sha256, "bytes": len(package.content)}
        with self._ops.write() as connection:
            intent = self._access.intent(scope, subject, {**details, "step": "record"}, action="ads.report.record")
            store.move_report(connection, scope, row, move.target, scope.at, intent)
        self._access.commit_read(scope, subject, details)
        return Download(package, passphrase)

    def note(self, actor: Actor, report_id: str, verb: str, purpose: Purpose | None) -> ReportRow:
        """What a person did with it: `note_sent` (the reason says where to) or `withdraw`."""
        if verb == "download":
            raise Invalid("ads.report.verb", "A download has a verb of its own.")
        subject = Subject("report", report_id)
        scope = self._access.permit(actor, "ads.report.download", subject, purpose)
        row = self._row(scope, report_id)
        move = self._move(row, verb)
        with self._ops.write() as connection:
            intent = self._access.intent(scope, subject, {"after": move.target}, action=move.audit)
            store.move_report(connection, scope, row, move.target, scope.at, intent)
        self._access.settle()
        return self._row(scope, report_id)

    def _move(self, row: ReportRow, verb: str) -> Move:
        move = core.REPORT_WORKFLOW.move(row.status, verb)
        if isinstance(move, Refusal):
            raise Conflict(move.code, move.reason)
        return move

    def _row(self, scope: Scope, report_id: str) -> ReportRow:
        """The own report, for the case it was prepared for; anything else is missing."""
        with self._ops.read() as connection:
            row = store.find_report(connection, scope, report_id)
        if row is None or scope.purpose is None or row.case_id != scope.purpose.case_id:
            raise Missing("ads.report.missing", "There is no such report in this case.")
        return row

    def _lead(self, scope: Scope, lead_id: str) -> LeadRow:
        with self._ads.read() as connection:
            lead = lead_store.find_lead(connection, scope, lead_id)
        if lead is None:
            raise Missing("ads.lead.missing", "There is no such lead.")
        return lead

    def _record(self, scope: Scope, lead: LeadRow) -> dict[str, Any]:
        with self._ads.read() as connection:
            shown = readings.by_ids(connection, scope, lead.record["ad_ids"][:MOST_ADS])
            held = [item for item in shown if item.quarantined]
            if not held:
                raise Invalid(
                    "ads.report.nothing_held", "No ad of this lead is quarantined; there is nothing to report."
                )
            originals = captures.originals(connection, scope, [item.ad.id for item in held])
            listed = KnownImages(known.all_known(connection, scope))
        of_ad: dict[str, list[core.Held]] = {}
        for one in originals:
            found = core.Held(one.sha256, one.media_type, one.captured_at, one.place)
            of_ad.setdefault(one.ad_id, []).append(found)
        subject = core.Subject(
            lead.lead_id,
            lead.group_id,
            tuple((item.reading, tuple(of_ad.get(item.ad.id, ()))) for item in held),
            tuple(item.reading for item in shown if not item.quarantined),
        )
        record = core.build_report(subject, _preparer(scope), listed, scope.at, f"safelight/{__version__}")
        problems = core.report_problems(record)
        if problems:
            raise Broken("ads.report.shape", f"The report doesn't have its shape: {problems[0]}")
        return record

    def _package(self, scope: Scope, row: ReportRow, passphrase: Sealed) -> Package:
        ad_ids = [ad["ad_id"] for ad in row.record["ads"]]
        with self._ads.read() as connection:
            texts = _texts(readings.by_ids(connection, scope, ad_ids))
        files = {
            "report.json": json.dumps(row.record, sort_keys=True, indent=1).encode("ascii") + b"\n",
            "texts.sealed": seal(texts, passphrase),
            "READ-FIRST.txt": ("\n".join(f"- {limit}" for limit in core.LIMITS) + "\n").encode("ascii"),
        }
        facts: dict[str, object] = {
            "format": core.FORMAT,
            "report": row.id,
            "issued_at": iso(scope.at),
            "issued_by": {"agency": scope.actor.tenant.name, "member": scope.actor.member.name},
            "reason": scope.purpose.reason if scope.purpose else "",
            "sealed_with": "scrypt N=32768 r=8 p=1, AES-256-GCM",
            "signature": {
                "algorithm": "Ed25519",
                "public_key": self._key.public_key().public_bytes_raw().hex(),
                "over": "the exact bytes of manifest.json",
            },
        }
        listed = manifest(files, facts)
        return Package(f"safelight-{row.id}.zip", pack(files, listed, self._key.sign(listed)))


def _preparer(scope: Scope) -> core.Preparer:
    purpose, standing = scope.purpose, scope.standing
    return core.Preparer(
        scope.actor.tenant.name,
        scope.actor.member.name,
        purpose.case_id if purpose else "",
        standing.kind if standing else "",
        purpose.reason.strip() if purpose else "",
    )


def _texts(shown: Sequence[Shown]) -> bytes:
    """Title, body and place of each held ad as JSON lines: what the sealed member holds."""
    lines = [
        json.dumps({"ad_id": item.ad.id, "title": item.ad.title, "body": item.ad.body, "location": item.ad.location})
        for item in shown
    ]
    return "".join(line + "\n" for line in lines).encode("ascii")
