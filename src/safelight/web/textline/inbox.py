"""An agency's inbox: what was released to it, and its answers. Nothing of a conversation stands here but that."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.kernel.errors import Invalid
from safelight.textline.core.referral import READABLE
from safelight.web.page import Signed
from safelight.web.textline import views
from safelight.web.textline.choice import FIELD_WORDS

router = APIRouter(prefix="/referrals")


@router.get("")
def inbox(visit: Signed) -> Response:
    """Referrals to the own agency, the newest first."""
    rows = visit.platform.textline.inbox.list(visit.actor)
    return visit.page("textline/inbox.html", rows=rows, field_words=FIELD_WORDS)


@router.get("/{referral_id}")
def referral(visit: Signed, referral_id: str) -> Response:
    """One referral with what it released."""
    found = visit.platform.textline.inbox.read(visit.actor, referral_id)
    return visit.page(
        "textline/referral.html",
        found=found,
        row=found.row,
        field_words=FIELD_WORDS,
        languages=views.LANGUAGES,
        readable=found.row.status in READABLE,
        may_answer=allows(visit.actor, "textline.referral.answer"),
        may_export=allows(visit.actor, "textline.export"),
        may_hold=allows(visit.actor, "textline.referral.hold"),
    )


@router.post("/{referral_id}/answer")
def answer(
    visit: Signed, referral_id: str, verb: Annotated[str, Form()], text: Annotated[str, Form()] = ""
) -> Response:
    """Acknowledge, follow up, decline, close, or confirm that its use was stopped."""
    box = visit.platform.textline.inbox
    if verb == "acknowledge":
        box.acknowledge(visit.actor, referral_id, text)
    elif verb == "follow_up":
        box.follow_up(visit.actor, referral_id, text)
    elif verb == "decline":
        box.decline(visit.actor, referral_id, text)
    elif verb == "close":
        box.close(visit.actor, referral_id, text)
    elif verb == "stop":
        box.confirm_stop(visit.actor, referral_id)
    else:
        raise Invalid("web.referral.verb", "A referral is answered by: acknowledge, follow_up, decline, close, stop.")
    return visit.done(f"/referrals/{quote(referral_id, safe='')}", f"referral_{verb}")


@router.post("/{referral_id}/hold")
def hold(visit: Signed, referral_id: str, order: Annotated[str, Form()] = "") -> Response:
    """Keep what was released by a recorded order, or let it go."""
    visit.platform.textline.inbox.hold(visit.actor, referral_id, order)
    return visit.done(f"/referrals/{quote(referral_id, safe='')}", "referral_hold")
