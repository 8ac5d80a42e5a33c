"""Missing-person posters: which case and why, its posters, and the ads that agree with one, for a person to look at.

Everything after the first page is a POST that carries the purpose, as a search does. Pages show the pieces that agree
and their words in the ad; the ad itself is a reveal with its own entry in the audit log.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.permission import ONLY_FOR
from safelight.access.core.purpose import Purpose
from safelight.ads.core.poster import NEVER_A_VERDICT
from safelight.kernel.ids import CaseId
from safelight.web.cases import Choice, open_cases
from safelight.web.page import Signed, Visit

router = APIRouter(prefix="/posters")

CaseField = Annotated[str, Form()]
ReasonField = Annotated[str, Form()]


def fitting_cases(visit: Visit) -> list[Choice]:
    """Open cases of the kind that a poster may be for."""
    return [case for case in open_cases(visit) if case.kind in ONLY_FOR["ads.poster.list"]]


def lines(typed: str) -> list[str]:
    """One value a line, without empty ones."""
    return [line.strip() for line in typed.splitlines() if line.strip()]


def listed(visit: Visit, case_id: str, reason: str, said: str = "") -> Response:
    rows = visit.platform.posters.of_case(visit.actor, Purpose(CaseId(case_id), reason))
    return visit.page("posters.html", said=said, case_id=case_id, reason=reason, posters=rows)


def candidates(visit: Visit, poster_id: str, case_id: str, reason: str, said: str = "") -> Response:
    view = visit.platform.posters.match(visit.actor, poster_id, Purpose(CaseId(case_id), reason))
    return visit.page("poster.html", said=said, view=view, case_id=case_id, reason=reason, never=NEVER_A_VERDICT)


@router.get("")
def ask(visit: Signed, case_id: str = "") -> Response:
    """Which case, and why: without both nothing is shown. A case that is named stands chosen."""
    cases = fitting_cases(visit)
    chosen = case_id if case_id in {case.id for case in cases} else ""
    return visit.page("posters_ask.html", cases=cases, chosen=chosen)


@router.post("")
def look(visit: Signed, case_id: CaseField = "", reason: ReasonField = "") -> Response:
    return listed(visit, case_id, reason)


@router.post("/add")
def add(
    visit: Signed,
    name: Annotated[str, Form()],
    case_id: CaseField = "",
    reason: ReasonField = "",
    aliases: Annotated[str, Form()] = "",
    age: Annotated[str, Form()] = "",
    age_on: Annotated[str, Form()] = "",
    missing_since: Annotated[str, Form()] = "",
    places: Annotated[str, Form()] = "",
    marks: Annotated[str, Form()] = "",
    pictures: Annotated[str, Form()] = "",
) -> Response:
    given = {
        "name": name,
        "aliases": lines(aliases),
        "age": age.strip(),
        "age_on": age_on,
        "missing_since": missing_since,
        "places": lines(places),
        "marks": lines(marks),
        "pictures": lines(pictures),
    }
    visit.platform.posters.add(visit.actor, given, Purpose(CaseId(case_id), reason))
    return listed(visit, case_id, reason, "poster_added")


@router.post("/{poster_id}/match")
def match(visit: Signed, poster_id: str, case_id: CaseField = "", reason: ReasonField = "") -> Response:
    return candidates(visit, poster_id, case_id, reason)


@router.post("/{poster_id}/decide")
def decide(
    visit: Signed,
    poster_id: str,
    ad_id: Annotated[str, Form()],
    verb: Annotated[str, Form()],
    case_id: CaseField = "",
    reason: ReasonField = "",
) -> Response:
    visit.platform.posters.decide(visit.actor, poster_id, ad_id, verb, Purpose(CaseId(case_id), reason))
    return candidates(visit, poster_id, case_id, reason, "poster_moved")


@router.post("/{poster_id}/close")
def close(visit: Signed, poster_id: str, case_id: CaseField = "", reason: ReasonField = "") -> Response:
    visit.platform.posters.close(visit.actor, poster_id, Purpose(CaseId(case_id), reason))
    return listed(visit, case_id, reason, "poster_closed")
