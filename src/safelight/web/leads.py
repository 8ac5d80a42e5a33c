"""Leads: the queue, one lead, and what a person decides about it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.access.core.purpose import PURPOSE_KINDS, Purpose
from safelight.ads.core.lead import LEAD_WORKFLOW
from safelight.ads.service.leads import MOST_ADS_SHOWN
from safelight.kernel.errors import Invalid
from safelight.kernel.ids import CaseId
from safelight.web.ask import USUAL_QUESTIONS
from safelight.web.cases import open_cases, opened
from safelight.web.download import download
from safelight.web.lead_rows import lead_page, queue_row, why_card
from safelight.web.lead_views import Queue, Tab, WhyCard
from safelight.web.lessons import tabs
from safelight.web.messages import SAID
from safelight.web.page import Signed, Visit
from safelight.web.show import words

router = APIRouter(prefix="/leads")

PAGE = 25
"""Leads a page: about two screens, and a second to scan."""

ADS_FIRST = 8
"""Ads side by side at first: enough to see the pattern without scrolling through it."""

REASONS = (
    "No sign of a third party",
    "Business or spam",
    "Adults acting together",
    "Already known to us",
    "Not enough to go on",
)
"""Why a lead is dismissed, to choose by one key; they are what dispositions later learn from."""


@router.get("")
def queue_page(visit: Signed, status: str = "new", activity: str = "", page: int = 1) -> Response:
    return visit.page("leads.html", tabs=tabs(visit, "/leads"), queue=queue(visit, status, activity, page), focus="")


@router.post("/undo")
def undo(
    visit: Signed,
    status: Annotated[str, Form()] = "new",
    activity: Annotated[str, Form()] = "",
    page: Annotated[int, Form()] = 1,
    stay: Annotated[str, Form()] = "",
) -> Response:
    done = visit.platform.leads.undo(visit.actor)
    if visit.in_place:
        return visit.part("leads_list.html", "undo", queue=queue(visit, status, activity, page), focus=done.lead_id)
    return visit.done(address(stay) if stay else back(status, activity, page), "undo")


@router.get("/{lead_id}")
def lead(
    visit: Signed, lead_id: str, accept: bool = False, every: bool = False, ask: str = "", a: str = "", b: str = ""
) -> Response:
    view = visit.platform.leads.open(visit.actor, lead_id)
    may_decide = allows(visit.actor, "ads.lead.triage")
    return visit.page(
        "lead.html",
        lead=lead_page(view, may_decide),
        cases=open_cases(visit),
        kinds=PURPOSE_KINDS,
        reasons=REASONS,
        may_open=allows(visit.actor, "case.open"),
        may_seek=allows(visit.actor, "ads.seek"),
        may_export=allows(visit.actor, "ads.export"),
        accepting=accept,
        answered=visit.platform.questions.of_lead(visit.actor, lead_id, ask) if ask else None,
        ask=ask,
        why=why(visit, lead_id, a.strip(), b.strip()),
        usual_questions=USUAL_QUESTIONS,
        ads_shown=MOST_ADS_SHOWN if every else ADS_FIRST,
    )


def why(visit: Visit, lead_id: str, a: str, b: str) -> WhyCard:
    """The chain between two ads that were asked about; what is wrong with the question is said beside it."""
    if not (a or b):
        return WhyCard("", "")
    try:
        return why_card(visit.platform.leads.why(visit.actor, lead_id, a, b))
    except Invalid as refused:
        return WhyCard(a, b, problem=refused.message)


@router.post("/{lead_id}/triage")
def triage(
    visit: Signed,
    lead_id: str,
    verb: Annotated[str, Form()],
    reason: Annotated[str, Form()] = "",
    status: Annotated[str, Form()] = "new",
    activity: Annotated[str, Form()] = "",
    page: Annotated[int, Form()] = 1,
    stay: Annotated[str, Form()] = "",
) -> Response:
    """Watch, dismiss or reopen. By htmx the queue comes back in place; otherwise the page one came from."""
    if verb not in SAID:
        raise Invalid("web.lead.verb", "A lead can be watched, dismissed, accepted or put back.")
    visit.platform.leads.triage(visit.actor, lead_id, verb, reason)
    if visit.in_place:
        return visit.part("leads_list.html", verb, queue=queue(visit, status, activity, page), focus="")
    return visit.done(address(lead_id) if stay else back(status, activity, page), verb)


@router.post("/{lead_id}/accept")
def accept(
    visit: Signed,
    lead_id: str,
    case_id: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "",
    authority: Annotated[str, Form()] = "",
) -> Response:
    """Accept into a case that is open, or open one with the lead in it."""
    into = CaseId(case_id) if case_id else opened(visit, title, kind, authority).id
    visit.platform.leads.accept(visit.actor, lead_id, into)
    return visit.done(address(lead_id), "accept")


@router.post("/{lead_id}/export")
def export(
    visit: Signed,
    lead_id: str,
    case_id: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    recipient: Annotated[str, Form()] = "",
) -> Response:
    return download(visit, lead_id, Purpose(CaseId(case_id), reason), recipient)


def address(lead_id: str) -> str:
    return f"/leads/{quote(lead_id, safe='')}"


def back(status: str, activity: str, page: int) -> str:
    """The queue as it was looked at."""
    chosen = {"status": status, "activity": activity, "page": page if page > 1 else ""}
    return "/leads?" + urlencode({name: value for name, value in chosen.items() if value})


def queue(visit: Visit, status: str, activity: str, page: int) -> Queue:
    """One page of the queue. An unknown status shows all; a page beyond the end shows the last."""
    statuses = LEAD_WORKFLOW.statuses
    status = status if status in statuses else "all"
    page = max(1, page)
    view = visit.platform.leads.queue(
        visit.actor, None if status == "all" else status, activity or None, PAGE, PAGE * (page - 1)
    )
    last = max(1, -(-view.total // PAGE))
    if page > last:
        return queue(visit, status, activity, last)
    may_decide = allows(visit.actor, "ads.lead.triage")
    counts = {**{name: view.counts.get(name, 0) for name in statuses}, "all": sum(view.counts.values())}
    views = [Tab(words(name), back(name, activity, 1), f"{count:,}", name == status) for name, count in counts.items()]
    return Queue(
        rows=tuple(queue_row(item, may_decide) for item in view.rows),
        total=view.total,
        status=status,
        activity=activity,
        page=page,
        start=PAGE * (page - 1),
        tabs=tuple(views),
        activities=tuple(dict.fromkeys([*view.activities, *([activity] if activity else [])])),
        reasons=REASONS,
        before=back(status, activity, page - 1) if page > 1 else None,
        after=back(status, activity, page + 1) if page < last else None,
    )
