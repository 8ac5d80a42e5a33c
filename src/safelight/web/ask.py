"""Questions over what a search found, or over all that is linked to it. The lead page asks about its own ads itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from safelight.access.core.purpose import Purpose
from safelight.kernel.ids import CaseId
from safelight.web.page import Signed, visit

router = APIRouter(prefix="/ask")

USUAL_QUESTIONS = ("price", "price by city", "cities by week", "names by phone", "ads by site", "age by name")
"""What is asked most of a group, to choose by one click."""


@router.get("", dependencies=[Depends(visit)])
def start() -> Response:
    """An answer has no address of its own: who comes back to it begins at the search."""
    return RedirectResponse("/search", 303)


@router.post("")
def ask(
    visit: Signed,
    ask: Annotated[str, Form()],
    line: Annotated[str, Form()] = "",
    case_id: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    linked: Annotated[bool, Form()] = False,
) -> Response:
    purpose = Purpose(CaseId(case_id), reason) if case_id else None
    answered = visit.platform.questions.of_search(visit.actor, ask, line, purpose, linked)
    asked = {"line": line, "case_id": case_id, "reason": reason}
    return visit.page("ask.html", answered=answered, asked=asked, linked=linked)
