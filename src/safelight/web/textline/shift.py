"""The shift: who is on duty with how much, what is claimed by whom, which numbers were shown; the agencies' table."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, cast

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.kernel.errors import Invalid
from safelight.textline.service.reveals import Verdict
from safelight.textline.service.shifts import CAPACITY, LONGEST, MOST
from safelight.web.page import Signed
from safelight.web.textline import views
from safelight.web.textline.choice import FIELD_WORDS, GROUNDED

router = APIRouter(prefix="/textline")

HOURS = LONGEST // timedelta(hours=1)

MOST_GAPS = 50
"""Findings of the table that a page shows; how many there are is said beside them."""


@router.get("/shift")
def shift(visit: Signed) -> Response:
    """Who is on duty, and what is claimed. A supervisor may look on."""
    line = visit.platform.textline
    board, duty = line.desk.board(visit.actor), line.shifts.board(visit.actor)
    reviews = allows(visit.actor, "textline.reveal.review")
    return visit.page(
        "textline/shift.html",
        duty=duty,
        on_duty=any(each.mine for each in duty),
        claimed=[views.row(each, board.at) for each in board.claimed],
        late=board.late,
        waiting=sum(board.tiers.values()),
        may_watch=allows(visit.actor, "textline.watch"),
        colleagues=line.desk.colleagues(visit.actor),
        reveals=line.reveals.list(visit.actor) if reviews else None,
        disclosures=line.disclosures.list(visit.actor) if allows(visit.actor, "textline.disclose") else (),
        grounds=dict(GROUNDED),
        field_words=FIELD_WORDS,
        capacity=CAPACITY,
        most=MOST,
        hours=HOURS,
    )


@router.post("/shift/begin")
def begin(visit: Signed, hours: Annotated[int, Form()] = 8, capacity: Annotated[int, Form()] = CAPACITY) -> Response:
    """Come on duty."""
    if not 1 <= hours <= HOURS:
        raise Invalid("web.shift.hours", f"A shift has 1 to {HOURS} hours.")
    until = visit.platform.clock.now() + timedelta(hours=hours)
    visit.platform.textline.shifts.begin(visit.actor, until, capacity)
    return visit.done("/textline/shift", "shift_begun")


@router.post("/shift/end")
def end(visit: Signed, note: Annotated[str, Form()] = "") -> Response:
    """Go off duty; what is open goes back to the queue with the note."""
    visit.platform.textline.shifts.end(visit.actor, note)
    return visit.done("/textline/shift", "shift_ended")


@router.post("/reveals/{reveal_id}/review")
def review(
    visit: Signed, reveal_id: str, verdict: Annotated[str, Form()], remark: Annotated[str, Form()] = ""
) -> Response:
    """Say whether a look at a number was justified."""
    visit.platform.textline.reveals.review(visit.actor, reveal_id, cast(Verdict, verdict), remark)
    return visit.done("/textline/shift", "line_reviewed")


@router.get("/agencies")
def agencies(visit: Signed, place: str = "") -> Response:
    """The own table, what it leaves open, and who serves a place."""
    directory = visit.platform.textline.directory
    findings = directory.findings(visit.actor)
    return visit.page(
        "textline/agencies.html",
        table=directory.list(visit.actor),
        findings=findings[:MOST_GAPS],
        total=len(findings),
        place=place,
        routed=directory.route(visit.actor, place) if place.strip() else None,
    )
