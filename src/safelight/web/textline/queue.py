"""The queue page: who waits, how urgently and since when, and one button that takes the next most urgent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from safelight.textline.service.desk import Board
from safelight.web import live
from safelight.web.page import Listening, Signed, Visit
from safelight.web.textline import views

router = APIRouter(prefix="/textline")

CURSOR = 16
"""Hex digits of a snapshot's digest: the cursor of a page whose parts are sent whole."""


@router.get("")
def start(visit: Signed) -> Response:
    """The queue is the first page of the line."""
    del visit
    return RedirectResponse("/textline/queue", 303)


@router.get("/queue")
def queue(visit: Signed) -> Response:
    """The queue as it stands, and followed live from here."""
    shown = snapshot(visit, visit.platform.textline.desk.board(visit.actor))
    return visit.page("textline/queue.html", snapshot=shown.html, cursor=shown.cursor)


@router.get("/queue/stream")
def queue_stream(visit: Listening, after: str = "") -> StreamingResponse:
    """The queue whenever it looks different."""
    cursor = live.asked_from(visit.request, after)
    return live.stream(live.Follower.of(visit), cursor, looking(visit))


@router.get("/queue/part")
def queue_part(visit: Listening, after: str = "") -> HTMLResponse:
    """The queue, once, when it looks different."""
    return live.part(looking(visit)(after))


@router.post("/next")
def take_next(visit: Signed) -> Response:
    """Claim the next most urgent conversation and go to it."""
    taken = visit.platform.textline.desk.claim_next(visit.actor)
    return visit.done(address(taken), "line_claimed") if taken else visit.done("/textline/queue", "line_nobody")


def looking(visit: Visit) -> Callable[[str], live.Part | None]:
    """Looks at the queue."""

    def look(cursor: str) -> live.Part | None:
        shown = snapshot(visit, visit.platform.textline.desk.board(visit.actor))
        return None if shown.cursor == cursor else shown

    return look


def snapshot(visit: Visit, board: Board) -> live.Part:
    """The parts of the page that follow the queue, and their digest."""
    waiting = [views.row(each, board.at) for each in board.waiting]
    own = [views.row(each, board.at) for each in board.claimed if each.mine]
    counts = {"total": sum(board.tiers.values()), "claimed": len(board.claimed)}
    html = visit.fragment("textline/queue_rows.html", waiting=waiting, own=own, **counts)
    return live.Part(hashlib.sha256(html.encode()).hexdigest()[:CURSOR], html)


def address(conversation_id: str) -> str:
    return f"/textline/conversations/{quote(conversation_id, safe='')}"
