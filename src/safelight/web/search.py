"""Searching ads with a purpose, and revealing one that is masked, with a reason of its own.

A search is a POST: what was typed stays out of addresses, histories and server logs. The purpose is
sent with every search; a facet or a page is one more search, recorded like the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.purpose import Purpose
from safelight.ads.core.query import FIELDS
from safelight.ads.core.saved_search import LONGEST_DAYS, USUAL_DAYS
from safelight.ads.service.search import Hit, SearchView, Sort
from safelight.kernel.errors import Denied, Invalid
from safelight.kernel.ids import CaseId
from safelight.web.ask import USUAL_QUESTIONS
from safelight.web.cases import open_cases
from safelight.web.lead_rows import field_spans
from safelight.web.page import Signed
from safelight.web.show import counted, words
from safelight.web.spans import Part, cut

router = APIRouter(prefix="/search")

PAGE = 25
MOST_PAGES = 400
"""10,000 ads: who needs more narrows the search or exports."""

NARROWED_BY = ("phone", "city", "state", "near", "image", "since", "until", "activity")
SORTS: tuple[Sort, ...] = get_args(Sort)
_CHOSEN = re.compile(r'(?<!\S)[A-Za-z]+:(?:"[^"]*"(?:~\S+)?|(?!//)\S+)')
"""The fields of a typed line, each of which can be taken away again."""
ACTIVITIES = ("controlled", "unclear", "business", "spam", "collective", "independent")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds; `line` is the query as people may also type it."""

    case_id: str = ""
    reason: str = ""
    line: str = ""
    page: int = 1
    sort: Sort = "relevance"

    @property
    def chosen(self) -> list[str]:
        return _CHOSEN.findall(self.line)


@dataclass(frozen=True, slots=True)
class HitCard:
    """One found ad. `veiled` says why its text is covered; covered text shows where words are, not which."""

    id: str
    activity: str
    posted: date | None
    place: str
    site: str
    veiled: str
    revealable: bool
    title: tuple[Part, ...]
    body: tuple[Part, ...]
    holds: str = ""


@dataclass(frozen=True, slots=True)
class FacetItem:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetCard:
    field: str
    items: tuple[FacetItem, ...]


@dataclass(frozen=True, slots=True)
class Found:
    total: int
    first: int
    hits: tuple[HitCard, ...]
    facets: tuple[FacetCard, ...]
    more: bool


@router.get("")
def search_page(visit: Signed, case_id: str = "") -> Response:
    return visit.page("search.html", **shown(visit, Asked(case_id=case_id), None, ""))


@router.post("")
def search(
    visit: Signed,
    case_id: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    line: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    city: Annotated[str, Form()] = "",
    state: Annotated[str, Form()] = "",
    near: Annotated[str, Form()] = "",
    image: Annotated[str, Form()] = "",
    since: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    activity: Annotated[str, Form()] = "",
    narrow: Annotated[str, Form()] = "",
    drop: Annotated[str, Form()] = "",
    sort: Annotated[str, Form()] = "relevance",
    page: Annotated[int, Form(ge=1, le=MOST_PAGES)] = 1,
) -> Response:
    fields = dict(zip(NARROWED_BY, (phone, city, state, near, image, since, until, activity), strict=True))
    by: Sort = next((each for each in SORTS if each == sort), "relevance")
    asked = Asked(case_id, reason, composed(without(line, drop), fields, narrow), page, by)
    purpose = Purpose(CaseId(case_id), reason) if case_id else None
    try:
        view = visit.platform.search.search(visit.actor, asked.line, purpose, PAGE, PAGE * (asked.page - 1), by)
    except (Denied, Invalid) as refused:
        status = 403 if isinstance(refused, Denied) else 400
        return visit.page("search.html", status, **shown(visit, asked, None, refused.message))
    return visit.page("search.html", **shown(visit, asked, found(view, asked.page), ""))


@router.post("/reveal")
def reveal(
    visit: Signed,
    ad_id: Annotated[str, Form()],
    case_id: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """One masked ad, for a case and a reason; its own entry in the audit log."""
    hit = visit.platform.search.reveal(visit.actor, ad_id, Purpose(CaseId(case_id), reason))
    asked = Asked(case_id, reason)
    if visit.in_place:
        return visit.part("search_hit.html", "revealed", hit=card(hit), asked=asked)
    return visit.page("revealed.html", hit=card(hit), asked=asked)


def shown(visit: Signed, asked: Asked, answer: Found | None, problem: str) -> dict[str, Any]:
    """What the page's template needs."""
    return {
        "cases": open_cases(visit),
        "asked": asked,
        "found": answer,
        "problem": problem,
        "activities": ACTIVITIES,
        "sorts": SORTS,
        "fields": FIELDS,
        "usual_questions": USUAL_QUESTIONS,
        "usual_days": USUAL_DAYS,
        "longest_days": LONGEST_DAYS,
    }


def composed(line: str, fields: dict[str, str], narrow: str) -> str:
    """The typed line with the form's fields and a chosen facet (`city=oakland`) added as `field:"value"`."""
    chosen = [(name, value) for name, value in fields.items() if value.strip()]
    name, _, value = narrow.partition("=")
    if name in FIELDS and value:
        chosen.append((name, value))
    added = [f'{name}:"{value.strip().replace(chr(34), "")}"' for name, value in chosen]
    return " ".join([line.strip(), *(part for part in added if part not in line)]).strip()


def without(line: str, drop: str) -> str:
    """The typed line less one of its fields."""
    return " ".join(line.replace(drop, " ", 1).split()) if drop in _CHOSEN.findall(line) else line


def found(view: SearchView, page: int) -> Found:
    facets = [
        FacetCard(facet.field, tuple(FacetItem(value, label(facet.field, value), n) for value, n in facet.values))
        for facet in view.facets
    ]
    hits = tuple(card(hit) for hit in view.hits)
    first = PAGE * (page - 1) + 1
    return Found(view.total, first, hits, tuple(each for each in facets if each.items), first + len(hits) <= view.total)


def label(field: str, value: str) -> str:
    return {"state": value.upper(), "city": value.title(), "activity": words(value)}.get(field, value)


def card(hit: Hit) -> HitCard:
    veiled = ""
    if hit.quarantined:
        veiled = "This ad is quarantined: its text and pictures are not shown to anybody here."
    elif hit.masked:
        veiled = "Nothing of its text is shown until there is a reason."
    spans = field_spans(hit.shown.reading, ()) if hit.shown is not None else {}
    counts = [counted(number, words(kind).lower()) for kind, number in hit.holds]
    return HitCard(
        id=hit.ad_id,
        activity=hit.activity,
        posted=date.fromisoformat(hit.posted_on) if hit.posted_on else None,
        place="" if hit.quarantined else ", ".join(part for part in (hit.city, hit.state) if part),
        site=hit.site,
        veiled=veiled,
        revealable=hit.masked and not hit.quarantined,
        title=cut(hit.title, spans.get("title", ())),
        body=cut(hit.body, spans.get("body", ())),
        holds=", ".join([*counts, counted(hit.words, "word")]) if hit.masked and hit.words else "",
    )
