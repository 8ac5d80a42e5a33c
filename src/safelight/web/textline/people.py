"""What people do around a conversation: hand it over, set how urgent it is, flag it, agree on words, state its place,
and look at a number when there is no other way."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.kernel.errors import Invalid
from safelight.textline.service.marks import FLAGS
from safelight.web.page import Signed
from safelight.web.textline.queue import address

router = APIRouter(prefix="/textline/conversations/{conversation_id}")


@router.post("/transfer")
def transfer(
    visit: Signed, conversation_id: str, to: Annotated[str, Form()] = "", note: Annotated[str, Form()] = ""
) -> Response:
    """Give it to a colleague, or back to the queue."""
    visit.platform.textline.desk.transfer(visit.actor, conversation_id, to or None, note)
    return visit.done("/textline/queue", "line_handed")


@router.post("/tier")
def tier(
    visit: Signed,
    conversation_id: str,
    level: Annotated[int, Form()],
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Say how urgent it is."""
    visit.platform.textline.marks.set_tier(visit.actor, conversation_id, level, reason)
    return visit.done(address(conversation_id), "line_marked")


@router.post("/flags")
def flags(visit: Signed, conversation_id: str, flag: Annotated[list[str] | None, Form()] = None) -> Response:
    """Set the flags that are ticked, take the others of a person's away."""
    wanted, marks = frozenset(flag or ()), visit.platform.textline.marks
    if not wanted <= set(FLAGS):
        raise Invalid("web.flag", f"A flag is one of: {', '.join(FLAGS)}.")
    had = visit.platform.textline.screens.flags(visit.actor, conversation_id)
    for each in FLAGS:
        if (each in wanted) != (each in had):
            marks.set_flag(visit.actor, conversation_id, each, on=each in wanted)
    return visit.done(address(conversation_id), "line_marked")


@router.post("/words")
def words(
    visit: Signed, conversation_id: str, safe: Annotated[str, Form()] = "", leave: Annotated[str, Form()] = ""
) -> Response:
    """Keep the words they chose."""
    visit.platform.textline.marks.agree_words(visit.actor, conversation_id, safe=safe, exit_word=leave)
    return visit.done(address(conversation_id), "line_words")


@router.post("/place")
def place(visit: Signed, conversation_id: str, text: Annotated[str, Form()] = "") -> Response:
    """Who has jurisdiction over the place they stated."""
    routed = visit.platform.textline.directory.set_place(visit.actor, conversation_id, text)
    return visit.page("textline/place.html", routed=routed, asked=text, where=address(conversation_id))


@router.post("/number")
def number(visit: Signed, conversation_id: str, reason: Annotated[str, Form()] = "") -> Response:
    """Show the number, once; the reason is in the log before."""
    shown = visit.platform.textline.reveals.reveal(visit.actor, conversation_id, reason)
    return visit.page("textline/number.html", number=shown.reveal(), where=address(conversation_id))
