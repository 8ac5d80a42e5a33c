"""Saved searches, alerts and questions over HTTP: keep, list, stop, open an alert; ask over many ads at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from safelight.ads.core.question import LONGEST_QUESTION
from safelight.ads.core.saved_search import LONGEST_DAYS, USUAL_DAYS
from safelight.ads.service.saved import Alert, SavedSearch
from safelight.api.ads import Case, Reason, hit_record, purpose_of
from safelight.api.session import TheActor, ThePlatform
from safelight.kernel.clock import iso

router = APIRouter(prefix="/ads", tags=["ads"])


class Keep(BaseModel):
    """A search to keep: its line, case and reason, how long, and how to be told besides the console."""

    q: str = Field(max_length=500)
    case: str = Field("", max_length=64)
    reason: str = Field("", max_length=500)
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = USUAL_DAYS
    mail: str = Field("", max_length=200)
    webhook: bool = False


@router.post("/saved")
def save(platform: ThePlatform, actor: TheActor, keep: Keep) -> dict[str, object]:
    """Keep a search for an open case."""
    purpose = purpose_of(keep.case, keep.reason)
    return saved_record(platform.saved.save(actor, keep.q, purpose, keep.days, keep.mail, keep.webhook))


@router.get("/saved")
def own(platform: ThePlatform, actor: TheActor) -> dict[str, object]:
    """Your saved searches and alerts, newest first; no word of any ad."""
    found, alerts = platform.saved.own(actor)
    return {"saved": [saved_record(each) for each in found], "alerts": [alert_record(each) for each in alerts]}


@router.post("/saved/{saved_id}/stop")
def stop(platform: ThePlatform, actor: TheActor, saved_id: str) -> dict[str, object]:
    """End a saved search of yours."""
    return {"saved": platform.saved.stop(actor, saved_id).id, "status": "ended"}


@router.get("/ask")
def ask(
    platform: ThePlatform,
    actor: TheActor,
    question: Annotated[str, Query(max_length=LONGEST_QUESTION)],
    q: Annotated[str, Query(max_length=500, description="A search: over the ads that fit.")] = "",
    lead: Annotated[str, Query(max_length=64, description="Or over all ads of a lead.")] = "",
    linked: Annotated[bool, Query(description="With q: over all ads of their groups.")] = False,
    case: Case = "",
    reason: Reason = "",
) -> dict[str, object]:
    """A question over many ads: `price by week`, `cities by week`. Without q and lead: over the case's leads."""
    if lead:
        return platform.questions.of_lead(actor, lead, question).record()
    purpose = purpose_of(case, reason)
    if q:
        return platform.questions.of_search(actor, question, q, purpose, linked).record()
    return platform.questions.of_case(actor, question, purpose).record()


@router.get("/alerts/{alert_id}")
def open_alert(platform: ThePlatform, actor: TheActor, alert_id: str) -> dict[str, object]:
    """The ads of an alert, as a search shows them."""
    view = platform.saved.open(actor, alert_id)
    return {**alert_record(view.alert), "q": view.saved.line, "hits": [hit_record(hit) for hit in view.hits]}


def saved_record(saved: SavedSearch) -> dict[str, object]:
    names = ("id", "status", "line", "case_id", "reason", "mail", "webhook")
    return {**{name: getattr(saved, name) for name in names}, "until": iso(saved.until)}


def alert_record(alert: Alert) -> dict[str, object]:
    seen = iso(alert.seen_at) if alert.seen_at else None
    return {"alert": alert.id, "saved": alert.saved_id, "at": iso(alert.at), "ads": alert.ads, "seen_at": seen}
