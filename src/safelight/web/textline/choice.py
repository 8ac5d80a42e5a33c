"""Choice and referral: what the person chose to let be known, to whom, and what was sent because of it.

A referral is shown exactly as the agency will read it before it goes. What is sent goes by the choice in force at that
moment, whatever the page said before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.textline.core.consent import CHOICES, FIELDS, LONGEST, Choice, Field
from safelight.textline.core.referral import GIVEN
from safelight.textline.service.consents import Chosen, ConsentRow
from safelight.web.page import Signed, Visit
from safelight.web.textline import views
from safelight.web.textline.queue import address

router = APIRouter(prefix="/textline/conversations/{conversation_id}/choice")

FIELD_WORDS: Mapping[str, str] = {
    "need": "What they need",
    "place": "Where they are",
    "age_band": "About how old",
    "language": "Language",
    "safe_times": "When it is safe to reach them",
    "first_name": "First name",
    "full_name": "Full name",
    "number": "Number",
    "texts": "The texts themselves",
}

CHOICE_WORDS: Mapping[str, str] = {
    "advocate": "Only an advocate",
    "police": "Law enforcement",
    "both": "An advocate and law enforcement",
    "not_now": "Nobody yet",
}

GROUNDED: tuple[tuple[str, str], ...] = (
    ("child_in_danger", "A child is in danger"),
    ("imminent_danger", "A life is in danger now"),
    ("court_order", "A court ordered it"),
)
"""The grounds that go before consent, in words."""

TEXTS = 12
"""The latest texts of theirs that a choice may point at: the answer stands among them."""


async def fields_of(request: Request) -> Mapping[str, str]:
    """The form as it came: its fields are those that were released."""
    return {name: str(value) for name, value in (await request.form()).items()}


Fields = Annotated[Mapping[str, str], Depends(fields_of)]


@router.get("")
def choice(visit: Signed, conversation_id: str) -> Response:
    """What they chose, and what was sent."""
    return shown(visit, conversation_id)


@router.post("")
def record(
    visit: Signed,
    conversation_id: str,
    chosen: Annotated[str, Form()],
    said_in: Annotated[int, Form()],
    agency: Annotated[str, Form()] = "",
    field: Annotated[list[str] | None, Form()] = None,
    days: Annotated[int, Form()] = LONGEST.days,
    told: Annotated[str, Form()] = "",
) -> Response:
    """Write down what they chose, with the text in which they did."""
    heard = chosen in ("police", "both")
    fields = frozenset(cast("list[Field]", field or ())) if heard else frozenset[Field]()
    noted = Chosen(cast(Choice, chosen), said_in, agency if heard else "", fields, days, bool(told))
    visit.platform.textline.consents.record(visit.actor, conversation_id, noted)
    return visit.done(f"{address(conversation_id)}/choice", "line_chosen")


@router.post("/revoke")
def revoke(visit: Signed, conversation_id: str) -> Response:
    """They take it back. No reason is asked."""
    visit.platform.textline.consents.revoke(visit.actor, conversation_id)
    return visit.done(f"{address(conversation_id)}/choice", "line_taken_back")


@router.post("/preview")
def preview(visit: Signed, conversation_id: str, form: Fields) -> Response:
    """The referral as the agency will read it. Nothing is sent."""
    return shown(visit, conversation_id, values_of(form))


@router.post("/refer")
def refer(visit: Signed, conversation_id: str, form: Fields) -> Response:
    """Send it."""
    visit.platform.textline.referrals.refer(visit.actor, conversation_id, values_of(form))
    return visit.done(f"{address(conversation_id)}/choice", "line_referred")


@router.post("/follow-up")
def follow_up(
    visit: Signed, conversation_id: str, referral: Annotated[str, Form()], text: Annotated[str, Form()] = ""
) -> Response:
    visit.platform.textline.referrals.follow_up(visit.actor, referral, text)
    return visit.done(f"{address(conversation_id)}/choice", "line_followed")


def values_of(form: Mapping[str, str]) -> dict[Field, str]:
    """The fields that were filled in."""
    return {field: form[field].strip() for field in GIVEN if form.get(field, "").strip()}


def shown(visit: Visit, conversation_id: str, values: Mapping[Field, str] | None = None) -> Response:
    line = visit.platform.textline
    opened = line.screens.open(visit.actor, conversation_id)
    choices = line.consents.choices(visit.actor, conversation_id)
    now = next((row for row in choices if row.in_force), None)
    texts = [one for one in opened.thread.lines if one.entry.kind == "text"][-TEXTS:]
    return visit.page(
        "textline/choice.html",
        talk=opened.thread.conversation,
        pseudonym=opened.thread.pseudonym,
        where=address(conversation_id),
        choices=choices,
        now=now,
        agencies=line.consents.agencies(visit.actor),
        texts=[(one.entry.seq, one.text[:80]) for one in reversed(texts)],
        sent=line.referrals.sent(visit.actor, conversation_id),
        fields=[(name, FIELD_WORDS[name]) for name in FIELDS],
        field_words=FIELD_WORDS,
        languages=views.LANGUAGES,
        choice_words=CHOICE_WORDS,
        kinds=CHOICES,
        longest=LONGEST.days,
        grounds=GROUNDED,
        every=GIVEN,
        may_disclose=allows(visit.actor, "textline.disclose"),
        may_export=allows(visit.actor, "textline.export"),
        given=written(now),
        along=along(now),
        values=values,
        count=len([one for one in opened.thread.lines if one.entry.kind != "note"]),
    )


def written(now: ConsentRow | None) -> list[str]:
    """The released fields whose words an advocate writes."""
    return [name for name in GIVEN if now is not None and name in now.fields]


def along(now: ConsentRow | None) -> list[str]:
    """The released fields that are taken from the conversation."""
    return [name for name in FIELDS if now is not None and name in now.fields and name not in GIVEN]
