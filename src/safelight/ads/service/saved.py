"""Saved searches: keep a query for an open case, be alerted of what newly fits it, and look at it under that purpose.

After the index has followed new ads, every active saved search of the agency looks at what changed; ads that fit for
the first time make one alert, in one transaction with its audit entry and with the outbox rows that announce it.
A saved search belongs to the member who saved it. Refuses: a query that fits more than people read, a webhook that
the agency has not set, and opening an alert when the case is closed, in the words of any look-up without a purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Scope
from safelight.access.core.purpose import CaseStanding, Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.ads.core.saved_search import (
    MOST_MATCHES,
    SAVED_WORKFLOW,
    USUAL_DAYS,
    Alert,
    SavedSearch,
    ending,
    fresh,
    saved_problem,
)
from safelight.ads.ports import AlertWays
from safelight.ads.service.search import Hit, Search
from safelight.ads.store import saved as store
from safelight.infra import outbox
from safelight.infra.db import Book
from safelight.infra.outbox import Consumer
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.kernel.ids import CaseId, IdSource
from safelight.kernel.workflow import Move, Refusal

__all__ = ["Alert", "AlertView", "SavedSearch", "SavedSearches"]

BY_MAIL, BY_WEBHOOK = "ads.alert.mail", "ads.alert.webhook"
"""Outbox topics. Two, so that a webhook that is down doesn't make the mail go out again."""

ALERTS_LISTED = 100

ADS_SHOWN = 200
"""Ads that an opened alert shows; who has more searches again, with the same line."""


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert with its ads as a search shows them: masked where a search masks."""

    alert: Alert
    saved: SavedSearch
    hits: tuple[Hit, ...]


class SavedSearches:
    """The verbs."""

    def __init__(
        self,
        *,
        ops: Book,
        access: Access,
        standing: Callable[[CaseId], CaseStanding | None],
        search: Search,
        ways: AlertWays,
        ids: IdSource,
        clock: Clock,
    ) -> None:
        self._ops = ops
        self._access = access
        self._standing = standing
        self._search = search
        self._ways = ways
        self._ids = ids
        self._clock = clock

    @property
    def consumers(self) -> Mapping[str, Consumer]:
        """What the outbox hands over: alerts to be announced."""
        return {BY_MAIL: self._announce_by_mail, BY_WEBHOOK: self._announce_by_webhook}

    # --- what a member does -----------------------------------------------------------------------

    def save(
        self,
        actor: Actor,
        line: str,
        purpose: Purpose | None,
        days: int = USUAL_DAYS,
        mail: str = "",
        webhook: bool = False,
    ) -> SavedSearch:
        """Keep a query for the purpose's case, for some days. What fits it now is known; alerts tell of what comes."""
        subject = Subject("saved_search", self._ids.mint("saved"))
        scope = self._access.permit(actor, "ads.saved.add", subject, purpose)
        problem = saved_problem(days, mail.strip())
        if problem is not None:
            raise Invalid("ads.saved.invalid", problem)
        if webhook and not self._ways.has_webhook(scope.tenant_id):
            raise Invalid("ads.saved.webhook", "Your agency has no webhook; a liaison or supervisor sets it first.")
        change, fitting = self._search.fitting(scope.tenant_id, self._search.understand(line), most=MOST_MATCHES)
        if fitting is None:
            raise Invalid("ads.saved.too_wide", f"More than {MOST_MATCHES:,} ads fit; narrow the search, then save it.")
        until = scope.at + timedelta(days=days)
        saved = _saved(scope, subject.id, line, until, mail.strip(), webhook, change)
        details: dict[str, Detail] = {
            "query": self._access.digest(line.strip().lower()),
            "days": days,
            "fits": len(fitting),
        }
        with self._ops.write() as connection:
            store.add_saved(connection, scope, saved, fitting, self._access.intent(scope, subject, details))
        self._access.settle()
        return saved

    def own(self, actor: Actor) -> tuple[list[SavedSearch], list[Alert]]:
        """The actor's saved searches and alerts, newest first; no word of any ad."""
        subject = Subject("member", actor.member.id)
        scope = self._access.permit(actor, "ads.saved.list", subject)
        with self._ops.read() as connection:
            found = store.own(connection, scope), store.own_alerts(connection, scope, ALERTS_LISTED)
        self._access.commit_read(scope, subject, {"saved": len(found[0]), "alerts": len(found[1])})
        return found

    def waiting(self, actor: Actor) -> int:
        """How many of the actor's alerts nobody opened: a number for the console's frame."""
        scope = self._access.permit(actor, "ads.saved.list", Subject("member", actor.member.id))
        with self._ops.read() as connection:
            return store.count_unseen(connection, scope)

    def stop(self, actor: Actor, saved_id: str) -> SavedSearch:
        """End a saved search of the actor's own."""
        subject = Subject("saved_search", saved_id)
        scope = self._access.permit(actor, "ads.saved.stop", subject)
        with self._ops.write() as connection:
            store.take_turns(connection)
            saved = store.find_own(connection, scope, saved_id)
            if saved is None:
                raise Missing("ads.saved.missing", "You have no such saved search.")
            move = SAVED_WORKFLOW.move(saved.status, "stop")
            if isinstance(move, Refusal):
                raise Conflict(move.code, move.reason)
            store.end_own(connection, scope, saved, move.target, self._access.intent(scope, subject))
        self._access.settle()
        return saved

    def open(self, actor: Actor, alert_id: str) -> AlertView:
        """The ads of an alert, under the purpose that the search was saved for."""
        subject = Subject("alert", alert_id)
        listing = self._access.permit(actor, "ads.saved.list", subject)
        with self._ops.read() as connection:
            found = store.find_alert(connection, listing, alert_id)
        if found is None or found[1].status == "erased":
            raise Missing("ads.alert.missing", "You have no such alert.")
        alert, saved = found
        scope = self._access.permit(actor, "ads.saved.open", subject, Purpose(saved.case_id, saved.reason))
        with self._ops.write() as connection:
            ad_ids = store.ads_of(connection, scope, alert)
            intent = self._access.intent(scope, subject, {"ads": len(ad_ids)})
            store.mark_seen(connection, scope, alert, intent)
        hits = self._search.hits(scope, ad_ids[:ADS_SHOWN])
        self._access.confirm()
        return AlertView(alert, saved, hits)

    # --- what happens by itself -------------------------------------------------------------------

    def look(self, tenant: str) -> int:
        """Compare what changed with every active saved search of a tenant. Returns how many alerts were made."""
        with self._ops.read() as connection:
            active = store.of_tenant(connection, tenant)
        made = sum(self._look(saved) for saved in active if self._still_stands(saved))
        self._access.settle()
        return made

    def _still_stands(self, saved: SavedSearch) -> bool:
        return ending(saved, self._clock.now(), self._case_is_open(saved)) is None

    def _case_is_open(self, saved: SavedSearch) -> bool:
        standing = self._standing(saved.case_id)
        return standing is not None and standing.is_open and standing.tenant_id == saved.tenant_id

    def _look(self, saved: SavedSearch) -> bool:
        """One round of one saved search: told of are ads that fit now and were never told of."""
        try:
            query = self._search.understand(saved.line)
        except Invalid:
            self._end(saved, "fail")
            return False
        change, fitting = self._search.fitting(saved.tenant_id, query, saved.change)
        if not fitting:
            return False
        with self._ops.write() as connection:
            store.take_turns(connection)
            ad_ids = fresh(fitting, store.told_of(connection, saved.id, fitting))
            if ad_ids:
                self._alert(connection, saved, change, ad_ids)
        return bool(ad_ids)

    def _alert(self, connection: Connection, saved: SavedSearch, change: int, ad_ids: tuple[str, ...]) -> None:
        alert = Alert(self._ids.mint("alert"), saved.id, self._clock.now(), len(ad_ids))
        details: dict[str, Detail] = {"saved": saved.id, "case": saved.case_id, "ads": alert.ads}
        subject = Subject("alert", alert.id)
        intent = self._access.event_intent(saved.tenant_id, "ads.saved.alert", subject, details)
        store.keep_round(connection, saved, change, alert, ad_ids, intent)
        for topic, chosen in ((BY_MAIL, bool(saved.mail)), (BY_WEBHOOK, saved.webhook)):
            if chosen:
                outbox.put(connection, topic, alert.id, {"tenant": saved.tenant_id}, alert.at)

    def end_due(self) -> int:
        """End what has come to its day or lost its case; erase what ended long ago. Returns how many changed."""
        with self._ops.read() as connection:
            found = store.due(connection)
        ended = sum(self._end(saved, verb) for saved in found if (verb := self._due(saved)))
        self._access.settle()
        return ended

    def _due(self, saved: SavedSearch) -> str | None:
        return ending(saved, self._clock.now(), self._case_is_open(saved))

    def _end(self, saved: SavedSearch, verb: str) -> bool:
        move = SAVED_WORKFLOW.move(saved.status, verb)
        if not isinstance(move, Move):
            return False
        intent = self._access.event_intent(saved.tenant_id, move.audit, Subject("saved_search", saved.id))
        with self._ops.write() as connection:
            store.take_turns(connection)
            store.end_by_clock(connection, saved, move.target, self._clock.now(), intent)
        return True

    def _announce_by_mail(self, alert_id: str, _payload: Mapping[str, object]) -> None:
        saved = self._to_announce(alert_id)
        if saved is not None and saved.mail:
            self._ways.mail(saved.mail, alert_id)

    def _announce_by_webhook(self, alert_id: str, _payload: Mapping[str, object]) -> None:
        saved = self._to_announce(alert_id)
        if saved is not None and saved.webhook:
            self._ways.post(saved.tenant_id, alert_id)

    def _to_announce(self, alert_id: str) -> SavedSearch | None:
        with self._ops.read() as connection:
            return store.announced(connection, alert_id)


def _saved(
    scope: Scope, saved_id: str, line: str, until: datetime, mail: str, webhook: bool, change: int
) -> SavedSearch:
    assert scope.purpose is not None  # ads.saved.add is in NEEDS_PURPOSE
    return SavedSearch(
        id=saved_id,
        tenant_id=scope.tenant_id,
        case_id=scope.purpose.case_id,
        reason=scope.purpose.reason.strip(),
        line=line.strip(),
        owner_id=scope.actor.member.id,
        owner_name=scope.actor.member.name,
        status=SAVED_WORKFLOW.start,
        added_at=scope.at,
        until=until,
        mail=mail,
        webhook=webhook,
        change=change,
    )
