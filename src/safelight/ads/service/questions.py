"""Questions over many ads at once: a lead's, a case's, those that fit a search, or all that are linked to those.

A lead's ads are asked under triage, as its page is read; everything else names a case and a reason, as a search does.
What was asked and of how many ads is written down before the answer is shown. Refuses: more ads than can be read while
somebody waits, and no answer says a word of a masked or quarantined ad's text.
"""

from __future__ import annotations

from collections.abc import Sequence

from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Scope
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.ads.core.question import Answered, NotAsked, Question, answer, parse_question
from safelight.ads.core.shown import Shown
from safelight.ads.service.search import Search
from safelight.ads.store import leads as lead_store
from safelight.ads.store import readings
from safelight.cases.service import Cases
from safelight.infra.db import Book
from safelight.kernel.errors import Invalid, Missing

__all__ = ["Answered", "Questions"]

MOST_ADS = 20_000
"""Ads that one question reads: 1.5 to 2.8 s (the demo on 2 cores, 2026-12-01); who has more narrows the search."""


class Questions:
    """The verbs."""

    def __init__(self, *, ops: Book, ads: Book, access: Access, search: Search, cases: Cases) -> None:
        self._ops = ops
        self._ads = ads
        self._access = access
        self._search = search
        self._cases = cases

    def of_lead(self, actor: Actor, lead_id: str, line: str) -> Answered:
        """Over all ads of one lead."""
        question, subject = _understood(line), Subject("lead", lead_id)
        scope = self._access.permit(actor, "ads.lead.view", subject)
        return self._answered(scope, subject, question, self._of_leads(scope, [lead_id]))

    def of_case(self, actor: Actor, line: str, purpose: Purpose | None) -> Answered:
        """Over all ads of the leads in the purpose's case."""
        question = _understood(line)
        subject = Subject("case", purpose.case_id if purpose else "")
        scope = self._access.permit(actor, "ads.search", subject, purpose)
        with self._ops.read() as connection:
            attached = self._cases.attached_leads(connection, scope, purpose.case_id) if purpose else ()
        return self._answered(scope, subject, question, self._of_leads(scope, attached))

    def of_search(self, actor: Actor, line: str, query: str, purpose: Purpose | None, linked: bool = False) -> Answered:
        """Over the ads that fit a query line; `linked`: over all ads of their groups."""
        question = _understood(line)
        subject = Subject("search", self._access.digest(query.strip().lower()))
        scope = self._access.permit(actor, "ads.search", subject, purpose)
        _, fitting = self._search.fitting(scope.tenant_id, self._search.understand(query), most=MOST_ADS)
        if fitting is None:
            raise _too_many()
        shown = self._search.stated(scope, fitting)
        if linked:
            shown = self._with_their_groups(scope, shown)
        return self._answered(scope, subject, question, shown)

    def _with_their_groups(self, scope: Scope, shown: Sequence[Shown]) -> list[Shown]:
        groups = sorted({item.group_id for item in shown if item.group_id})
        with self._ads.read() as connection:
            ids = readings.ids_of_groups(connection, scope, groups, MOST_ADS + 1)
        there = {item.ad.id for item in shown}
        others = sorted({*ids} - there)
        self._few([*there, *others])
        return [*shown, *self._search.stated(scope, others)]

    def _of_leads(self, scope: Scope, lead_ids: Sequence[str]) -> list[Shown]:
        ids: set[str] = set()
        with self._ads.read() as connection:
            for lead_id in lead_ids:
                found = lead_store.find_lead(connection, scope, lead_id)
                if found is None:
                    raise Missing("ads.lead.missing", "There is no such lead.")
                ids |= set(found.record["ad_ids"])
        return self._search.stated(scope, self._few(sorted(ids)))

    def _few(self, ids: Sequence[str]) -> Sequence[str]:
        if len(ids) > MOST_ADS:
            raise _too_many()
        return ids

    def _answered(self, scope: Scope, subject: Subject, question: Question, shown: Sequence[Shown]) -> Answered:
        found = answer(question, shown)
        details: dict[str, Detail] = {"question": question.line, "ads": found.ads}
        self._access.commit_read(scope, subject, details)
        return found


def _understood(line: str) -> Question:
    question = parse_question(line)
    if isinstance(question, NotAsked):
        raise Invalid("ads.question", question.reason)
    return question


def _too_many() -> Invalid:
    return Invalid("ads.question.too_wide", f"More than {MOST_ADS:,} ads; narrow the search, then ask.")
