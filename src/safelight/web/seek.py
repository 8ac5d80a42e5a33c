"""Active search: one ad at a time with what speaks for it, yes or no by one key, and what was answered so far.

Starting is a POST with case and reason; everything after runs under them, as the service demands. The page shows the
best suggestion large and the next ones small, so that a person sees where the search is going.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.purpose import Purpose
from safelight.ads.core.seek import Suggested
from safelight.ads.service.seek import Look
from safelight.kernel.errors import Invalid
from safelight.kernel.ids import CaseId
from safelight.web.cases import open_cases
from safelight.web.page import Signed
from safelight.web.search import Asked, HitCard, card

router = APIRouter(prefix="/seek")


@dataclass(frozen=True, slots=True)
class LookCard:
    """One suggestion: its ad as a search shows it, and the figures and reasons beside it."""

    hit: HitCard
    found: Suggested


@router.get("")
def seek_list(visit: Signed, ad: str = "") -> Response:
    rows = visit.platform.seeks.own(visit.actor)
    return visit.page("seeks.html", seeks=rows, cases=open_cases(visit), ad=ad)


@router.post("")
def start(
    visit: Signed,
    ad_id: Annotated[str, Form()],
    case_id: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    row = visit.platform.seeks.start(visit.actor, ad_id, Purpose(CaseId(case_id), reason))
    return visit.done(address(row.id), "")


@router.get("/{seek_id}")
def look(visit: Signed, seek_id: str) -> Response:
    view = visit.platform.seeks.look(visit.actor, seek_id)
    looks = [look_card(each) for each in view.looks]
    return visit.page(
        "seek.html",
        view=view,
        seed=card(view.seed),
        first=looks[0] if looks else None,
        rest=looks[1:],
        answered=[(card(hit), answer) for hit, answer in view.answered],
        asked=Asked(view.seek.case_id, view.seek.reason),
    )


def look_card(one: Look) -> LookCard:
    return LookCard(card(one.hit), one.suggested)


@router.post("/{seek_id}/answer")
def answer(visit: Signed, seek_id: str, ad_id: Annotated[str, Form()], given: Annotated[str, Form()] = "") -> Response:
    if given not in ("yes", "no", "undo"):
        raise Invalid("web.seek.answer", "An answer is yes, no or undo.")
    visit.platform.seeks.answer(visit.actor, seek_id, ad_id, given)
    return visit.done(address(seek_id), f"seek_{given}")


@router.post("/{seek_id}/end")
def end(visit: Signed, seek_id: str) -> Response:
    visit.platform.seeks.end(visit.actor, seek_id)
    return visit.done("/seek", "seek_ended")


def address(seek_id: str) -> str:
    return f"/seek/{quote(seek_id, safe='')}"
