"""The signal exchange by hand: collaborations, who is in them, and what their partners tell each other.

A collaboration is a page: its agreement, its directory with duty desks, and its signals, the newest change first.
Programs fetch the same by `/api/v1/exchange`. A signal is a clue: the page shows who says it, how grave they hold it
and what others think, never a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.content.core.opinion import OPINIONS
from safelight.content.core.programme import COUNTED, MEASURES
from safelight.content.core.signal import KINDS, SEVERITIES, TAGS
from safelight.content.service.programmes import Goal
from safelight.kernel.errors import Missing
from safelight.web.notices import content_tabs
from safelight.web.page import Signed

router = APIRouter(prefix="/content/exchanges")

PAGE = 25
"""Signals a page: about two screens."""

Typed = Annotated[str, Form(max_length=2_000)]


@dataclass(frozen=True, slots=True)
class Feedback:
    """How often its receivers saw what an own signal names, and acted on it."""

    seen: int
    actioned: int


@router.get("")
def exchanges(visit: Signed) -> Response:
    """The own collaborations; what one is invited to first."""
    found = visit.platform.content.exchange.page(visit.actor)
    return visit.page(
        "exchanges.html",
        tabs=content_tabs(visit.actor, "/content/exchanges"),
        collaborations=sorted(found, key=lambda one: (one.agreed, one.name)),
        may_manage=allows(visit.actor, "content.exchange.manage"),
    )


@router.post("")
def found(visit: Signed, name: Typed = "", agreement: Annotated[str, Form(max_length=40_000)] = "") -> Response:
    """Found a collaboration; its agreement is what partners agree to."""
    made = visit.platform.content.exchange.found(visit.actor, name, agreement)
    return visit.done(address(made.id), "collaboration_founded")


@router.get("/{collaboration}")
def exchange(visit: Signed, collaboration: str, before: int | None = None) -> Response:
    """One collaboration. Its signals show once the own tenant has agreed."""
    verbs = visit.platform.content.exchange
    own = next((one for one in verbs.page(visit.actor) if one.id == collaboration), None)
    if own is None:
        raise Missing("content.collaboration.missing", "There is no such collaboration.")
    partners = verbs.directory(visit.actor, collaboration)
    signals, position = verbs.latest(visit.actor, collaboration, before, PAGE) if own.agreed else ([], None)
    programmes = visit.platform.content.programmes.page(visit.actor, collaboration) if own.agreed else []
    may_manage = allows(visit.actor, "content.exchange.manage")
    is_founder = own.founder == visit.actor.tenant.id
    there = {one.tenant_id for one in partners}
    known = verbs.known_bodies(visit.actor) if may_manage and is_founder else []
    return visit.page(
        "exchange.html",
        tabs=content_tabs(visit.actor, "/content/exchanges"),
        own=own,
        partners=partners,
        signals=[(one, feedback(one)) for one in signals],
        programmes=programmes,
        measures=MEASURES,
        counted=COUNTED,
        may_begin=may_manage and own.agreed,
        older=f"{address(collaboration)}?before={position}" if position is not None else None,
        newest=address(collaboration) if before is not None else None,
        opinions=OPINIONS,
        kinds=KINDS,
        severities=SEVERITIES,
        tags=TAGS,
        invitable=[one for one in known if one.tenant_id not in there],
        may_agree=may_manage and not own.agreed,
        may_invite=may_manage and is_founder and own.agreed,
        may_share=own.agreed and allows(visit.actor, "content.exchange.share"),
    )


def feedback(record: dict[str, Any]) -> Feedback | None:
    """What the sender of a signal is told of its use; None on the signals of others."""
    return Feedback(record["seen"], record["actioned"]) if "seen" in record else None


@router.post("/{collaboration}/agree")
def agree(visit: Signed, collaboration: str) -> Response:
    visit.platform.content.exchange.agree(visit.actor, collaboration)
    return visit.done(address(collaboration), "collaboration_agreed")


@router.post("/{collaboration}/invite")
def invite(visit: Signed, collaboration: str, tenant: Typed = "", tenant_id: Typed = "") -> Response:
    """Invite a body of the list, or one by the id that it gave."""
    visit.platform.content.exchange.invite(visit.actor, collaboration, tenant_id.strip() or tenant)
    return visit.done(address(collaboration), "collaboration_invited")


@router.post("/{collaboration}/send")
def send(
    visit: Signed,
    collaboration: str,
    kind: Typed = "",
    value: Typed = "",
    severity: Typed = "",
    claimed_on: Typed = "",
    tags: Annotated[list[str] | None, Form()] = None,
) -> Response:
    given = {"kind": kind, "value": value, "severity": severity, "claimed_on": claimed_on, "tags": tags or []}
    visit.platform.content.exchange.send(visit.actor, collaboration, [given])
    return visit.done(address(collaboration), "signal_sent")


@router.post("/{collaboration}/withdraw")
def withdraw(visit: Signed, collaboration: str, kind: Typed = "", value: Typed = "") -> Response:
    visit.platform.content.exchange.withdraw(visit.actor, collaboration, kind, value)
    return visit.done(address(collaboration), "signal_withdrawn")


@router.post("/{collaboration}/judge")
def judge(visit: Signed, collaboration: str, opinion: Typed, kind: Typed = "", value: Typed = "") -> Response:
    visit.platform.content.exchange.judge(visit.actor, collaboration, kind, value, opinion)
    return visit.done(address(collaboration), "judged")


@router.post("/{collaboration}/see")
def see(
    visit: Signed,
    collaboration: str,
    count: Annotated[int, Form()],
    actioned: Annotated[int, Form()] = 0,
    kind: Typed = "",
    value: Typed = "",
) -> Response:
    """Tell the sender that it was seen, and how often something was done about it."""
    visit.platform.content.exchange.see(visit.actor, collaboration, kind, value, count, actioned)
    return visit.done(address(collaboration), "signal_seen")


# --- joint programmes -----------------------------------------------------------------------------


@router.post("/{collaboration}/programmes")
def begin(
    visit: Signed,
    collaboration: str,
    target: Annotated[int, Form()],
    title: Typed = "",
    goal: Typed = "",
    measure: Typed = "",
    ends: Typed = "",
) -> Response:
    visit.platform.content.programmes.begin(visit.actor, collaboration, Goal(title, goal, measure, target, ends))
    return visit.done(address(collaboration), "programme_begun")


@router.post("/{collaboration}/programmes/{programme}/report")
def report(
    visit: Signed, collaboration: str, programme: str, total: Annotated[int, Form()], as_of: Typed = ""
) -> Response:
    """The own total so far; it replaces the last one."""
    visit.platform.content.programmes.report(visit.actor, programme, total, as_of)
    return visit.done(address(collaboration), "programme_reported")


@router.post("/{collaboration}/programmes/{programme}/close")
def close(visit: Signed, collaboration: str, programme: str, verb: Annotated[str, Form()]) -> Response:
    visit.platform.content.programmes.close(visit.actor, programme, verb)
    return visit.done(address(collaboration), "programme_closed")


def address(collaboration: str) -> str:
    return f"/content/exchanges/{quote(collaboration, safe='')}"
