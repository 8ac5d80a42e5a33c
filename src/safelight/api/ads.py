"""Ads over HTTP: take in, queue, open, triage, search with a purpose, export."""

from __future__ import annotations

import io
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from starlette.responses import Response

from safelight.access.core.purpose import Purpose
from safelight.ads.service.leads import Triaged
from safelight.ads.service.search import Hit, Sort
from safelight.api.session import TheActor, ThePlatform
from safelight.kernel.clock import iso
from safelight.kernel.ids import CaseId
from safelight.kernel.provenance import Rejected, Warned

router = APIRouter(prefix="/ads", tags=["ads"])

MOST_PROBLEMS = 100
"""Refused and warned rows that an answer lists; all are counted."""

HIT_FIELDS = (
    *("ad_id", "title", "body", "city", "state", "site", "posted_on", "activity"),
    *("group_id", "masked", "quarantined"),
)

Case = Annotated[str, Query(description="Id of an open case of your agency.")]
Reason = Annotated[str, Query(description="Why you look, in a few words; it is written down.", max_length=500)]


class Step(BaseModel):
    """A triage step: watch, dismiss, reopen, or accept with a case."""

    verb: str = Field(max_length=20)
    reason: str = Field("", max_length=500)
    case: str | None = Field(None, max_length=64)


@router.post("")
async def ingest(platform: ThePlatform, actor: TheActor, request: Request) -> dict[str, object]:
    """Take in ads: a body of JSON Lines, one ad a line. The same ads again change nothing."""
    body = io.BytesIO(await request.body())
    problems: list[str] = []

    def report(row: Rejected | Warned) -> None:
        if len(problems) < MOST_PROBLEMS:
            problems.append(row.line())

    summary = await run_in_threadpool(platform.ingest.ingest_paths, actor, ["-"], body, report)
    return {**summary.record(), "problems": problems}


@router.get("/leads")
def queue(
    platform: ThePlatform,
    actor: TheActor,
    status: str | None = None,
    activity: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> dict[str, object]:
    """The lead queue, best first."""
    view = platform.leads.queue(actor, status, activity, limit, offset)
    rows = [{"rank": row.rank, "status": row.status, "case": row.case_id, **row.record} for row in view.rows]
    return {"total": view.total, "counts": view.counts, "leads": rows}


@router.get("/leads/{lead_id}")
def open_lead(platform: ThePlatform, actor: TheActor, lead_id: str) -> dict[str, object]:
    """One lead with its reasons, links, templates, movement, and what its group took in or gave up since."""
    view = platform.leads.open(actor, lead_id)
    return {
        **view.lead.record,
        "status": view.triage.status,
        "case": view.triage.case_id,
        "verbs": view.verbs,
        "made_with": view.lead.made_with,
        "made_at": iso(view.lead.made_at),
        "links": view.links,
        "templates": view.templates,
        "movement": view.movement,
        "changes": [
            {
                "kind": one.change.kind,
                "before": one.change.before,
                "after": one.change.after,
                "ads": one.change.ads,
                "of": one.change.of,
                "link": one.change.link,
                "at": iso(one.at),
                "leads": one.leads,
            }
            for one in view.changes
        ],
    }


@router.get("/leads/{lead_id}/why")
def why(
    platform: ThePlatform,
    actor: TheActor,
    lead_id: str,
    a: Annotated[str, Query(max_length=256, description="Id of an ad of the lead.")],
    b: Annotated[str, Query(max_length=256, description="Id of another.")],
) -> dict[str, object]:
    """The chain of links between two ads of a lead that holds best; `steps` is null when no link leads there."""
    found = platform.leads.why(actor, lead_id, a, b)
    steps = None if found.steps is None else [{"to": ad, "link": link} for ad, link in found.steps]
    return {"a": found.a, "b": found.b, "steps": steps}


@router.post("/leads/{lead_id}/steps")
def triage(platform: ThePlatform, actor: TheActor, lead_id: str, step: Step) -> dict[str, object]:
    """Move a lead."""
    if step.case is not None and step.verb == "accept":
        return _triaged(platform.leads.accept(actor, lead_id, CaseId(step.case), step.reason))
    return _triaged(platform.leads.triage(actor, lead_id, step.verb, step.reason))


@router.post("/leads/undo")
def undo(platform: ThePlatform, actor: TheActor) -> dict[str, object]:
    """Take back your newest step."""
    return _triaged(platform.leads.undo(actor))


def _triaged(done: Triaged) -> dict[str, object]:
    return {"lead": done.lead_id, "verb": done.verb, "before": done.before, "after": done.after, "case": done.case_id}


@router.get("/search")
def search(
    platform: ThePlatform,
    actor: TheActor,
    q: Annotated[str, Query(max_length=500)],
    case: Case = "",
    reason: Reason = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
    sort: Sort = "relevance",
) -> dict[str, object]:
    """Ads that fit a query. Ads of independents and collectives come masked: without their text."""
    view = platform.search.search(actor, q, purpose_of(case, reason), limit, offset, sort)
    hits = [hit_record(hit) for hit in view.hits]
    return {"total": view.total, "facets": {facet.field: dict(facet.values) for facet in view.facets}, "hits": hits}


def hit_record(hit: Hit) -> dict[str, object]:
    """A found ad as it goes out."""
    return {**{name: getattr(hit, name) for name in HIT_FIELDS}, "holds": dict(hit.holds)}


@router.get("/export/{what}")
def export(
    platform: ThePlatform,
    actor: TheActor,
    what: str,
    case: Case = "",
    reason: Reason = "",
    recipient: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """A signed package of a lead or a case."""
    package = platform.exports.export(actor, what, purpose_of(case, reason), recipient)
    disposition = f'attachment; filename="{package.filename}"'
    headers = {"Content-Disposition": disposition, "Safelight-SHA256": package.sha256}
    return Response(package.content, media_type="application/zip", headers=headers)


def purpose_of(case: str, reason: str) -> Purpose | None:
    return Purpose(CaseId(case.strip()), reason) if case.strip() or reason.strip() else None
