"""Silent checks: ask for one, and decide one that another person asked for.

The page says plainly what a silent check is: an exception, for a few pictures, decided by a second person, which the
other side learns of when the silence ends.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.access.core.purpose import Purpose
from safelight.content.core.limits import SILENT_DAYS, SILENT_IN_30_DAYS
from safelight.content.service.silent import MOST_AT_ONCE
from safelight.kernel.ids import CaseId
from safelight.web.cases import open_cases
from safelight.web.holdings import handed
from safelight.web.notices import content_tabs
from safelight.web.page import Signed

router = APIRouter(prefix="/content/silent")

Typed = Annotated[str, Form(max_length=200)]


@router.get("")
def silent(visit: Signed) -> Response:
    """The own agency's silent checks: those that wait for a decision first."""
    found = visit.platform.content.silent.page(visit.actor)
    return visit.page(
        "silent.html",
        tabs=content_tabs(visit.actor, "/content/silent"),
        checks=sorted(found, key=lambda one: one.status != "asked"),
        cases=open_cases(visit),
        days=SILENT_DAYS,
        at_once=MOST_AT_ONCE,
        in_30_days=SILENT_IN_30_DAYS,
        may_decide=allows(visit.actor, "content.silent.decide"),
    )


@router.post("")
def ask(
    visit: Signed,
    days: Annotated[int, Form()],
    file: Annotated[UploadFile | None, File()] = None,
    pdq: Typed = "",
    md5: Typed = "",
    sha1: Typed = "",
    sha256: Typed = "",
    case_id: Typed = "",
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Ask; the fingerprints wait sealed until somebody else decides."""
    given = handed(file, {"pdq": pdq, "md5": md5, "sha1": sha1, "sha256": sha256})
    purpose = Purpose(CaseId(case_id), reason) if case_id or reason else None
    visit.platform.content.silent.ask(visit.actor, [one.fingerprints for _, one in given.rows], days, purpose)
    return visit.done("/content/silent", "silent_asked")


@router.post("/{check_id}/approve")
def approve(visit: Signed, check_id: str) -> Response:
    visit.platform.content.silent.approve(visit.actor, check_id)
    return visit.done("/content/silent", "silent_run")


@router.post("/{check_id}/refuse")
def refuse(visit: Signed, check_id: str) -> Response:
    visit.platform.content.silent.refuse(visit.actor, check_id)
    return visit.done("/content/silent", "silent_refused")
