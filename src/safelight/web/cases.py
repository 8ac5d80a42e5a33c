"""Cases: the list, one case, and its verbs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.access.core.purpose import PURPOSE_KINDS, Purpose
from safelight.cases.core.case import DISPOSITIONS, Case
from safelight.kernel.errors import Invalid
from safelight.kernel.ids import CaseId
from safelight.web.download import download
from safelight.web.page import Signed, Visit

router = APIRouter(prefix="/cases")


@dataclass(frozen=True, slots=True)
class Choice:
    """An open case to choose in a form."""

    id: str
    title: str
    kind: str


def open_cases(visit: Visit) -> list[Choice]:
    """What a purpose may name; empty for whom cases are closed."""
    if not allows(visit.actor, "case.list"):
        return []
    found = visit.platform.cases.list(visit.actor)
    return [Choice(case.id, case.title, case.kind) for case in found if case.status == "open"]


def opened(visit: Visit, title: str, kind: str, authority: str) -> Case:
    """Open a case from form fields."""
    if kind not in PURPOSE_KINDS:
        raise Invalid("web.case.kind", f"A case is for one of: {', '.join(PURPOSE_KINDS)}.")
    return visit.platform.cases.open_case(visit.actor, title, kind, authority)


@router.get("")
def case_list(visit: Signed) -> Response:
    found = visit.platform.cases.list(visit.actor)
    return visit.page("cases.html", cases=found, kinds=PURPOSE_KINDS, may_open=allows(visit.actor, "case.open"))


@router.post("")
def open_case(
    visit: Signed, title: Annotated[str, Form()], kind: Annotated[str, Form()], authority: Annotated[str, Form()]
) -> Response:
    case = opened(visit, title, kind, authority)
    return visit.done(f"/cases/{case.id}", "opened")


@router.get("/{case_id}")
def case_page(visit: Signed, case_id: str) -> Response:
    view = visit.platform.cases.read(visit.actor, CaseId(case_id))
    is_open = view.case.status == "open"
    return visit.page(
        "case.html",
        case=view.case,
        leads=[item for item in view.attachments if item.kind == "lead"],
        notes=view.notes,
        dispositions=DISPOSITIONS,
        may_note=is_open and allows(visit.actor, "case.note"),
        may_close=is_open and allows(visit.actor, "case.close"),
        may_reopen=not is_open and allows(visit.actor, "case.close"),
        may_export=is_open and allows(visit.actor, "ads.export"),
        may_poster=is_open and view.case.kind == "missing_person" and allows(visit.actor, "ads.poster.list"),
    )


@router.post("/{case_id}/notes")
def note(visit: Signed, case_id: str, text: Annotated[str, Form()]) -> Response:
    visit.platform.cases.note(visit.actor, CaseId(case_id), text)
    return visit.done(f"/cases/{case_id}", "noted")


@router.post("/{case_id}/close")
def close(
    visit: Signed, case_id: str, disposition: Annotated[str, Form()], note: Annotated[str, Form()] = ""
) -> Response:
    """Close with what came of it; a note, when there is one, goes in first, while the case is open."""
    if disposition not in DISPOSITIONS:
        raise Invalid("web.case.disposition", "Say what came of the case.")
    if note.strip():
        visit.platform.cases.note(visit.actor, CaseId(case_id), note)
    visit.platform.cases.close(visit.actor, CaseId(case_id), disposition)
    return visit.done(f"/cases/{case_id}", "closed")


@router.post("/{case_id}/reopen")
def reopen(visit: Signed, case_id: str) -> Response:
    visit.platform.cases.reopen(visit.actor, CaseId(case_id))
    return visit.done(f"/cases/{case_id}", "reopened")


@router.post("/{case_id}/export")
def export(
    visit: Signed, case_id: str, reason: Annotated[str, Form()] = "", recipient: Annotated[str, Form()] = ""
) -> Response:
    return download(visit, case_id, Purpose(CaseId(case_id), reason), recipient)
