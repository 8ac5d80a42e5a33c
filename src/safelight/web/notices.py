"""Notices and requests: what one was told, how the claim stands, and contact with the other side.

A row is one notice, an identified person first. A page says what both policies allow and no more; the services have
decided that already. Opening a notice marks it as seen and is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from safelight.access.core.permission import Action, allows
from safelight.access.core.tenant import Actor
from safelight.content.core.opinion import OPINIONS
from safelight.content.service.inbox import NoticeRow
from safelight.kernel.errors import Invalid
from safelight.web.lead_views import Tab
from safelight.web.page import Signed

router = APIRouter(prefix="/content")

PAGE = 25
"""Notices a page: about two screens."""

TABS: tuple[tuple[str, str, Action], ...] = (
    ("Notices", "/content/notices", "content.notices"),
    ("Requests", "/content/requests", "content.handshake"),
    ("Check or submit", "/content/check", "content.check"),
    ("Held by us", "/content/held", "content.held"),
    ("Lists", "/content/lists", "content.import"),
    ("Nodes and banks", "/content/nodes", "content.held"),
    ("Exchanges", "/content/exchanges", "content.exchange.read"),
    ("Silent checks", "/content/silent", "content.silent.ask"),
    ("Log", "/content/log", "content.log"),
    ("What we show", "/content/policy", "content.policy"),
)

VERBS = ("accept", "decline", "refer", "withdraw", "escalate", "close")


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in the inbox. `identified` is who says so, in words; empty when nobody does."""

    id: str
    words: str
    identified: str
    cause: str
    likeness: str
    when: str
    because: str
    urgent: bool
    seen: bool
    at: datetime


def content_tabs(actor: Actor, current: str, counts: dict[str, str] | None = None) -> list[Tab]:
    """The areas of the network that the actor may go to."""
    counted = counts or {}
    return [Tab(name, path, counted.get(path, ""), path == current) for name, path, act in TABS if allows(actor, act)]


def line(row: NoticeRow) -> Line:
    """A notice in words."""
    record = row.record
    return Line(
        id=row.id,
        words=f"{record['says']} {record['other']}",
        identified=" and ".join(record["identified"]),
        cause=row.cause,
        likeness=likeness(record["match"]),
        when=record["when"],
        because=record.get("because", ""),
        urgent=row.urgent,
        seen=row.seen_at is not None,
        at=row.at,
    )


def likeness(match: dict[str, Any]) -> str:
    """`Near, 11-20 bits of pdq`: how two sides' fingerprints meet, as far as it is told."""
    said = str(match.get("likeness", ""))
    bits = f", {match['bits']} bits apart by {match['fingerprint']}" if match.get("bits") not in (None, "0") else ""
    return said[:1].upper() + said[1:] + bits


@router.get("")
def start(visit: Signed) -> Response:
    """The first part of the network that this member may see."""
    return RedirectResponse(content_tabs(visit.actor, "")[0].path, 303)


@router.get("/notices")
def inbox(visit: Signed, show: str = "all", page: int = 1) -> Response:
    """The own notices: unseen first, an identified person first among them."""
    page, only = max(1, page), show == "unseen"
    found = visit.platform.content.inbox.page(visit.actor, only, PAGE, PAGE * (page - 1))
    shown = [
        Tab("All", "/content/notices", "", not only),
        Tab("Unseen", "/content/notices?show=unseen", f"{found.unseen:,}", only),
    ]
    kept = "show=unseen&" if only else ""
    return visit.page(
        "notices.html",
        tabs=content_tabs(visit.actor, "/content/notices"),
        shown=shown,
        lines=[line(row) for row in found.rows],
        total=found.total,
        start=PAGE * (page - 1),
        before=f"/content/notices?{kept}page={page - 1}" if page > 1 else None,
        after=f"/content/notices?{kept}page={page + 1}" if PAGE * page < found.total else None,
    )


@router.post("/notices/seen")
def seen(visit: Signed, notice: Annotated[list[str], Form()]) -> Response:
    """Mark as seen without opening."""
    visit.platform.content.inbox.see(visit.actor, notice)
    return visit.done("/content/notices", "seen")


@router.get("/notices/{notice_id}")
def notice(visit: Signed, notice_id: str) -> Response:
    """One notice, how its claim stands, and what can be done."""
    content = visit.platform.content
    view = content.inbox.open(visit.actor, notice_id)
    requests = content.handshakes.of_notice(visit.actor, notice_id)
    live = [one for one in requests if one.verbs or one.status == "accepted"]
    return visit.page(
        "notice.html",
        line=line(view.row),
        record=view.row.record,
        view=view,
        opinions=OPINIONS,
        may_judge=view.may_judge and allows(visit.actor, "content.opinion"),
        may_ask=not live and allows(visit.actor, "content.handshake"),
        may_move=allows(visit.actor, "content.handshake"),
        requests=requests,
    )


@router.post("/notices/{notice_id}/opinion")
def judge(visit: Signed, notice_id: str, opinion: Annotated[str, Form()]) -> Response:
    visit.platform.content.inbox.judge(visit.actor, notice_id, opinion)
    return visit.done(address(notice_id), "judged")


@router.post("/notices/{notice_id}/ask")
def ask(visit: Signed, notice_id: str) -> Response:
    """Ask the other side for contact."""
    visit.platform.content.handshakes.ask(visit.actor, notice_id)
    return visit.done(address(notice_id), "asked")


@router.get("/requests")
def requests(visit: Signed) -> Response:
    """The own requests, and what waits at the watch desk when the own tenant is the desk."""
    content = visit.platform.content
    is_desk = content.membership.setup(visit.actor).is_desk and allows(visit.actor, "content.desk")
    return visit.page(
        "requests.html",
        tabs=content_tabs(visit.actor, "/content/requests"),
        requests=content.handshakes.page(visit.actor),
        may_move=allows(visit.actor, "content.handshake"),
        is_desk=is_desk,
        desk=content.handshakes.desk(visit.actor) if is_desk else [],
    )


@router.post("/requests/{request_id}/move")
def move(visit: Signed, request_id: str, verb: Annotated[str, Form()], notice: Annotated[str, Form()] = "") -> Response:
    """Answer a request or take it back; returns to the notice when one came from there."""
    if verb not in VERBS:
        raise Invalid("web.request.verb", f"A request can be moved by: {', '.join(VERBS)}.")
    visit.platform.content.handshakes.move(visit.actor, request_id, verb)
    return visit.done(address(notice) if notice else "/content/requests", f"request_{verb}")


@router.post("/requests/{request_id}/remind")
def remind(visit: Signed, request_id: str) -> Response:
    """The desk has reached the other side."""
    visit.platform.content.handshakes.remind(visit.actor, request_id)
    return visit.done("/content/requests", "reminded")


def address(notice_id: str) -> str:
    return f"/content/notices/{quote(notice_id, safe='')}"
