"""Saved searches and alerts: what newly fits a search that was kept for a case.

The list says how many ads, never which; opening an alert looks under the purpose that the search was saved for and is
written down like the search itself. A search is saved from the search page, where its line, case and reason stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.purpose import Purpose
from safelight.ads.core.saved_search import USUAL_DAYS
from safelight.ads.service.saved import Alert, SavedSearch
from safelight.kernel.ids import CaseId
from safelight.web.page import Signed
from safelight.web.search import Asked, card

router = APIRouter(prefix="/alerts")


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert with the line of its saved search; `line` is empty once that is erased."""

    id: str
    line: str
    at: datetime
    ads: int
    seen: bool


@router.get("")
def alert_list(visit: Signed) -> Response:
    saved, alerts = visit.platform.saved.own(visit.actor)
    shown = [each for each in saved if each.status != "erased"]
    return visit.page("alerts.html", alerts=rows(saved, alerts), saved=shown)


def rows(saved: list[SavedSearch], alerts: list[Alert]) -> list[AlertRow]:
    """Alerts that can still be opened, newest first."""
    lines = {each.id: each.line for each in saved if each.status != "erased"}
    return [
        AlertRow(each.id, lines[each.saved_id], each.at, each.ads, each.seen_at is not None)
        for each in alerts
        if each.saved_id in lines
    ]


@router.get("/{alert_id}")
def alert(visit: Signed, alert_id: str) -> Response:
    view = visit.platform.saved.open(visit.actor, alert_id)
    asked = Asked(view.saved.case_id, view.saved.reason, view.saved.line)
    return visit.page(
        "alert.html", alert=view.alert, saved=view.saved, hits=[card(hit) for hit in view.hits], asked=asked
    )


@router.post("/save")
def save(
    visit: Signed,
    line: Annotated[str, Form()] = "",
    case_id: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    days: Annotated[int, Form()] = USUAL_DAYS,
    mail: Annotated[str, Form()] = "",
    webhook: Annotated[bool, Form()] = False,
) -> Response:
    visit.platform.saved.save(visit.actor, line, Purpose(CaseId(case_id), reason), days, mail, webhook)
    return visit.done("/alerts", "search_saved")


@router.post("/saved/{saved_id}/stop")
def stop(visit: Signed, saved_id: str) -> Response:
    visit.platform.saved.stop(visit.actor, saved_id)
    return visit.done("/alerts", "search_stopped")
