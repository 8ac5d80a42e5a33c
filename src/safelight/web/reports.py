"""The report about a quarantined ad: prepare it, look at what it says, download it with a reason. A person sends it.

The passphrase of the sealed text is shown once, on the page that offers the package; it is kept nowhere, and the page
carries the package itself, so that there is one download and one entry in the audit log.
"""

from __future__ import annotations

import base64
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.permission import ONLY_FOR
from safelight.access.core.purpose import Purpose
from safelight.ads.core.report import LIMITS, REPORT_WORKFLOW
from safelight.kernel.ids import CaseId
from safelight.web.cases import Choice, open_cases
from safelight.web.page import Signed, Visit

router = APIRouter(prefix="/reports")


def fitting_cases(visit: Visit) -> list[Choice]:
    """Open cases of the kinds that a report may be for."""
    return [case for case in open_cases(visit) if case.kind in ONLY_FOR["ads.report.prepare"]]


def page(visit: Visit, lead_id: str, case_id: str, reason: str, fresh: dict[str, str] | None = None) -> Response:
    rows = visit.platform.reports.find(visit.actor, lead_id, Purpose(CaseId(case_id), reason))
    return visit.page(
        "reports.html",
        lead_id=lead_id,
        case_id=case_id,
        reason=reason,
        reports=rows,
        verbs={row.id: REPORT_WORKFLOW.verbs(row.status) for row in rows},
        limits=LIMITS,
        fresh=fresh,
    )


@router.get("/of/{lead_id}")
def ask(visit: Signed, lead_id: str) -> Response:
    """Which case, and why: without both nothing is shown."""
    return visit.page("reports_ask.html", lead_id=lead_id, cases=fitting_cases(visit))


@router.post("/of/{lead_id}")
def look(
    visit: Signed,
    lead_id: str,
    case_id: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    prepare: Annotated[str, Form()] = "",
) -> Response:
    if prepare:
        visit.platform.reports.prepare(visit.actor, lead_id, Purpose(CaseId(case_id), reason))
    return page(visit, lead_id, case_id, reason)


@router.post("/{report_id}/note")
def note(
    visit: Signed,
    report_id: str,
    verb: Annotated[str, Form()],
    lead_id: Annotated[str, Form()],
    case_id: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    visit.platform.reports.note(visit.actor, report_id, verb, Purpose(CaseId(case_id), reason))
    return page(visit, lead_id, case_id, reason)


@router.post("/{report_id}/download")
def take(
    visit: Signed,
    report_id: str,
    lead_id: Annotated[str, Form()],
    case_id: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """The package as a link in the page, beside its passphrase."""
    done = visit.platform.reports.download(visit.actor, report_id, Purpose(CaseId(case_id), reason))
    fresh = {
        "filename": quote(done.package.filename),
        "content": base64.b64encode(done.package.content).decode("ascii"),
        "sha256": done.package.sha256,
        "passphrase": done.passphrase.reveal(),
    }
    return page(visit, lead_id, case_id, reason, fresh=fresh)
