"""Missing-person posters: keep one for a case, look for ads that may be of the person, decide about them one by one.

Only agencies may, for an open case of the kind missing person, and every poster belongs to one case. A match is a list
for a person to look at; nothing follows from it by itself. What is decided moves by a workflow in which a found adult
is asked before anybody is told, and no verb here tells the reporter anything. Closing a poster erases what it says.
Refuses: another case's poster, in the words of one that never was; a poster that names a place nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Action, Scope
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.ads.core.poster import MATCH_WORKFLOW, POSTER_WORKFLOW, Seen, poster_from, poster_problem
from safelight.ads.core.poster_match import MOST_CANDIDATES, Candidate, Entry, match
from safelight.ads.core.query import Near, NotUnderstood
from safelight.ads.core.shown import Shown
from safelight.ads.service.resolve import Resolver
from safelight.ads.store import posters as store
from safelight.ads.store import readings
from safelight.ads.store.posters import Decision, PosterRow
from safelight.infra.db import Book
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.kernel.ids import IdSource
from safelight.kernel.workflow import Move, Refusal

__all__ = ["Matched", "PosterRow", "PosterView", "Posters"]


@dataclass(frozen=True, slots=True)
class Matched:
    """A candidate, what was decided about it, and what may be decided now. Of a quarantined ad nothing is quoted."""

    candidate: Candidate
    status: str
    moved_by: str
    verbs: tuple[str, ...]
    site: str
    posted_on: str
    place: str
    activity: str


@dataclass(frozen=True, slots=True)
class PosterView:
    """A poster with its candidates, best first, and how many ads were read for them."""

    poster: PosterRow
    matches: tuple[Matched, ...]
    ads: int


class Posters:
    """The verbs."""

    def __init__(self, ops: Book, ads: Book, access: Access, ids: IdSource) -> None:
        self._ops = ops
        self._ads = ads
        self._access = access
        self._ids = ids
        self._resolver = Resolver()

    def add(self, actor: Actor, given: Mapping[str, Any], purpose: Purpose | None) -> PosterRow:
        """Keep a poster. `given` has name, aliases, age, age_on, missing_since, places ("Oakland, CA"), marks and
        pictures (64 hex digits each); only the name must be there. Invalid names the field that is wrong."""
        scope = self._access.permit(actor, "ads.poster.add", Subject("tenant", actor.tenant.id), purpose)
        try:
            poster = poster_from({**given, "places": self._places(given), "pictures": _pictures(given)})
        except (TypeError, ValueError, AttributeError) as error:
            raise Invalid("ads.poster.field", f"A field of the poster can't be read: {error}") from error
        problem = poster_problem(poster, scope.at.date())
        if problem is not None:
            raise Invalid("ads.poster.invalid", problem)
        poster_id, status, name = self._ids.mint("poster"), POSTER_WORKFLOW.start, actor.member.name
        row = PosterRow(poster_id, _case(scope), status, poster.record(), name, scope.at, scope.at)
        with self._ops.write() as connection:
            store.add_poster(connection, scope, row, self._access.intent(scope, Subject("poster", row.id)))
        self._access.settle()
        return row

    def of_case(self, actor: Actor, purpose: Purpose | None) -> list[PosterRow]:
        """The posters of the purpose's case, newest first."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "ads.poster.list", subject, purpose)
        with self._ops.read() as connection:
            found = store.posters_of(connection, scope, _case(scope))
        self._access.commit_read(scope, subject, {"posters": len(found)})
        return found

    def match(self, actor: Actor, poster_id: str, purpose: Purpose | None, k: int = 20) -> PosterView:
        """The `k` ads that agree most with an open poster, one a group, each with its reasons. Reads every ad of the
        agency once. Ads that were decided about keep their status."""
        subject = Subject("poster", poster_id)
        scope, row = self._own(actor, "ads.poster.match", poster_id, purpose)
        self._is_open(row)
        read = 0

        def entries() -> Iterator[Entry]:
            nonlocal read
            for item in readings.every(connection, scope):
                read += 1
                yield Entry(item.reading, item.group_id or item.ad.id, item.quarantined)

        with self._ads.read() as connection:
            found = match(poster_from(row.record), entries(), min(k, MOST_CANDIDATES))
            shown = readings.by_ids(connection, scope, [one.ad_id for one in found])
        with self._ops.read() as connection:
            decided = store.decisions_of(connection, scope, poster_id)
        self._access.commit_read(scope, subject, {"ads": read, "candidates": len(found)})
        return PosterView(row, tuple(_matched(found, shown, decided)), read)

    def decide(self, actor: Actor, poster_id: str, ad_id: str, verb: str, purpose: Purpose | None) -> Decision:
        """Write down what a person did about one candidate. The purpose's reason says why."""
        scope, row = self._own(actor, "ads.poster.decide", poster_id, purpose)
        self._is_open(row)
        with self._ads.read() as connection:
            if not readings.by_ids(connection, scope, [ad_id]):
                raise Missing("ads.ad.missing", "There is no such ad.")
        with self._ops.write() as connection:
            before = store.decisions_of(connection, scope, poster_id).get(ad_id)
            move = MATCH_WORKFLOW.move(before.status if before else MATCH_WORKFLOW.start, verb)
            if isinstance(move, Refusal):
                raise Conflict(move.code, move.reason)
            made = Decision(ad_id, move.target, actor.member.name, scope.at)
            details = {"ad": ad_id, "before": move.source, "after": move.target}
            intent = self._access.intent(scope, Subject("poster", poster_id), details, action=move.audit)
            store.keep_decision(connection, scope, poster_id, made, intent)
        self._access.settle()
        return made

    def close(self, actor: Actor, poster_id: str, purpose: Purpose | None) -> PosterRow:
        """Close a poster: what it says and what was decided about ads is erased; the audit log keeps that it was."""
        scope, row = self._own(actor, "ads.poster.add", poster_id, purpose)
        move = self._is_open(row)
        with self._ops.write() as connection:
            intent = self._access.intent(scope, Subject("poster", poster_id), action=move.audit)
            store.close_poster(connection, scope, row, move.target, scope.at, intent)
        self._access.settle()
        with self._ops.read() as connection:
            return store.find_poster(connection, scope, poster_id) or row

    def _own(self, actor: Actor, action: Action, poster_id: str, purpose: Purpose | None) -> tuple[Scope, PosterRow]:
        scope = self._access.permit(actor, action, Subject("poster", poster_id), purpose)
        with self._ops.read() as connection:
            row = store.find_poster(connection, scope, poster_id)
        if row is None or row.case_id != _case(scope):
            raise Missing("ads.poster.missing", "There is no such poster in this case.")
        return scope, row

    @staticmethod
    def _is_open(row: PosterRow) -> Move:
        move = POSTER_WORKFLOW.move(row.status, "close")
        if isinstance(move, Refusal):
            raise Conflict("ads.poster.closed", "This poster was closed and what it said was erased.")
        return move

    def _places(self, given: Mapping[str, Any]) -> list[dict[str, object]]:
        return [self._place(str(typed).strip()) for typed in given.get("places") or () if str(typed).strip()]

    def _place(self, typed: str) -> dict[str, object]:
        """A place as people type it, with degrees. Invalid names a place that isn't known, or several of one name."""
        found = self._resolver.place(Near(typed, 1.0))
        if isinstance(found, NotUnderstood):
            raise Invalid("ads.poster.place", found.reason)
        city, _, state = typed.partition(",")
        seen = Seen(city.strip(), state.strip().upper(), found.lat, found.lon)
        return {"city": seen.city, "state": seen.state, "lat": seen.lat, "lon": seen.lon}


def _pictures(given: Mapping[str, Any]) -> list[dict[str, str]]:
    """Each as SHA-256 and as PDQ: what kind 64 hex digits are need not be said (see core/known.py)."""
    digests = [str(digest).strip().lower() for digest in given.get("pictures") or ()]
    return [{"sha256": digest, "pdq": digest} for digest in digests if digest]


def _case(scope: Scope) -> str:
    return str(scope.purpose.case_id) if scope.purpose else ""


def _matched(found: Sequence[Candidate], shown: Sequence[Shown], decided: Mapping[str, Decision]) -> Iterator[Matched]:
    by_id = {str(item.ad.id): item for item in shown}
    for candidate in found:
        item, before = by_id[candidate.ad_id], decided.get(candidate.ad_id)
        status = before.status if before else MATCH_WORKFLOW.start
        place = next(iter(item.reading.extraction.locations), None)
        yield Matched(
            candidate=candidate,
            status=status,
            moved_by=before.moved_by if before else "",
            verbs=MATCH_WORKFLOW.verbs(status),
            site=item.ad.site,
            posted_on=item.ad.posted_at.date().isoformat() if item.ad.posted_at else "",
            place=", ".join(part for part in (place.city, place.state) if part) if place else "",
            activity=item.activity or "unclear",
        )
