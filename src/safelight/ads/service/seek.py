"""Active search: start from one ad, be shown the ads most likely of the same hand, answer yes or no, see what changed.

It runs under the case and reason it was started for, belongs to the member who started it, and is erased with the case.
Starting reveals the seed, as a reveal does; suggestions come masked where a search masks, and of a masked one only the
kind of agreement is told. Nothing follows from an answer outside this search: no group, score or lead changes. Refuses:
a seed that is quarantined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.purpose import CaseStanding, Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.ads.core.kinship import PLAINLY, profile
from safelight.ads.core.kinship_pool import Pool
from safelight.ads.core.seek import Answer, Suggested
from safelight.ads.core.seek import Search as Model
from safelight.ads.core.shown import Shown
from safelight.ads.service.search import Hit, Search
from safelight.ads.store import seeks as store
from safelight.ads.store.seeks import SeekRow
from safelight.infra.db import Book
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing
from safelight.kernel.ids import CaseId, IdSource

__all__ = ["Look", "SeekRow", "SeekView", "Seeks"]

SUGGESTED = 10
"""Suggestions at once: a person weighs one after another, and each answer changes those below."""

MOST_ANSWERS = 500


@dataclass(frozen=True, slots=True)
class Look:
    """A suggested ad beside what speaks for it."""

    suggested: Suggested
    hit: Hit


@dataclass(frozen=True, slots=True)
class SeekView:
    """An active search now. `answered`: newest first. `pool`: ads compared; `covered`: quarantined ones left out."""

    seek: SeekRow
    seed: Hit
    looks: tuple[Look, ...]
    answered: tuple[tuple[Hit, str], ...]
    pool: int
    covered: int


class Seeks:
    """The verbs."""

    def __init__(
        self,
        *,
        ops: Book,
        access: Access,
        search: Search,
        standing: Callable[[CaseId], CaseStanding | None],
        ids: IdSource,
    ) -> None:
        self._ops = ops
        self._access = access
        self._search = search
        self._standing = standing
        self._ids = ids

    def start(self, actor: Actor, ad_id: str, purpose: Purpose | None) -> SeekRow:
        """Start from an ad, for the purpose's case; a masked one is revealed by it."""
        subject = Subject("seek", self._ids.mint("seek"))
        scope = self._access.permit(actor, "ads.seek", subject, purpose)
        found = self._search.shown(scope, [ad_id.strip()])
        if not found:
            raise Missing("ads.ad.missing", "There is no such ad.")
        if found[0].quarantined:
            raise Denied("ads.ad.quarantined", "This ad is quarantined; its text is not shown.")
        case = scope.purpose or Purpose(CaseId(""), "")
        row = SeekRow(
            id=subject.id,
            tenant_id=scope.tenant_id,
            case_id=case.case_id,
            reason=case.reason.strip(),
            seed=found[0].ad.id,
            owner_id=actor.member.id,
            started_at=scope.at,
        )
        with self._ops.write() as connection:
            store.add_seek(connection, scope, row, self._access.intent(scope, subject, {"ad": row.seed}))
        self._access.settle()
        return row

    def own(self, actor: Actor) -> list[SeekRow]:
        """The actor's active searches, newest first; no word of any ad."""
        subject = Subject("member", actor.member.id)
        scope = self._access.permit(actor, "ads.seek.list", subject)
        with self._ops.read() as connection:
            found = store.own(connection, scope)
        self._access.commit_read(scope, subject, {"seeks": len(found)})
        return found

    def look(self, actor: Actor, seek_id: str, most: int = SUGGESTED) -> SeekView:
        """The best suggestions after the answers so far, with what speaks for each."""
        scope, row = self._own(actor, seek_id)
        with self._ops.read() as connection:
            answers = store.answers_of(connection, scope, row)
        known = self._search.shown(scope, [row.seed, *(ad for ad, answer in answers.items() if answer == "yes")])
        if not known or known[0].ad.id != row.seed:
            raise Missing("ads.ad.missing", "The ad that this search started from is not there any more.")
        pool = self._search.around(scope, known, list(answers))
        view = self._view(row, pool, answers, most)
        self._access.commit_read(scope, Subject("seek", row.id), {"suggested": len(view.looks), "pool": view.pool})
        return view

    def _view(self, row: SeekRow, pool: Mapping[str, Shown], answers: Mapping[str, str], most: int) -> SeekView:
        compared = {ad_id: item for ad_id, item in pool.items() if not item.quarantined or ad_id in answers}
        model = Model(
            Pool([profile(item.reading) for item in compared.values()]), row.seed, _answers(answers, compared)
        )
        group_of = {ad_id: item.group_id or ad_id for ad_id, item in compared.items()}
        looks = []
        for suggested in model.suggest(group_of, most):
            hit = self._search.hit(pool[suggested.ad_id])
            looks.append(Look(_plainly(suggested) if hit.masked else suggested, hit))
        answered = [
            (self._search.hit(pool[ad]), answer) for ad, answer in reversed(list(answers.items())) if ad in pool
        ]
        seed = self._search.hit(pool[row.seed], reveal=True)
        return SeekView(row, seed, tuple(looks), tuple(answered), len(compared), len(pool) - len(compared))

    def answer(self, actor: Actor, seek_id: str, ad_id: str, answer: str) -> None:
        """Yes, no, or undo an answer about one ad. The newest answer about an ad holds."""
        scope, row = self._own(actor, seek_id)
        subject = Subject("seek", row.id)
        if answer not in ("yes", "no", "undo"):
            raise Invalid("ads.seek.answer", "An answer is yes, no or undo.")
        if ad_id == row.seed:
            raise Conflict("ads.seek.seed", "The search started from this ad.")
        if not self._search.shown(scope, [ad_id]):
            raise Missing("ads.ad.missing", "There is no such ad.")
        with self._ops.write() as connection:
            answers = store.answers_of(connection, scope, row)
            if ad_id not in answers and len(answers) >= MOST_ANSWERS:
                raise Conflict("ads.seek.full", f"{MOST_ANSWERS} answers are the most; start again from a better ad.")
            details = {"ad": ad_id, "answer": answer}
            intent = self._access.intent(scope, subject, details, action="ads.seek.answer")
            if answer == "undo":
                store.drop_answer(connection, scope, row, ad_id, intent)
            else:
                store.keep_answer(connection, scope, row, ad_id, answer, intent)
        self._access.settle()

    def end(self, actor: Actor, seek_id: str) -> None:
        """Forget an active search and its answers."""
        subject = Subject("seek", seek_id)
        scope = self._access.permit(actor, "ads.seek.list", subject)
        row = self._found(scope, seek_id)
        with self._ops.write() as connection:
            intent = self._access.intent(scope, subject, action="ads.seek.end")
            store.erase_own(connection, scope, row, intent)
        self._access.settle()

    def erase_due(self) -> int:
        """Erase those whose case is closed. Returns how many."""
        with self._ops.read() as connection:
            found = store.every(connection)
        gone = [row for row in found if not self._stands(row)]
        for row in gone:
            intent = self._access.event_intent(row.tenant_id, "ads.seek.erase", Subject("seek", row.id))
            with self._ops.write() as connection:
                store.erase_by_clock(connection, row, intent)
        self._access.settle()
        return len(gone)

    def _stands(self, row: SeekRow) -> bool:
        standing = self._standing(row.case_id)
        return standing is not None and standing.is_open and standing.tenant_id == row.tenant_id

    def _own(self, actor: Actor, seek_id: str) -> tuple[Scope, SeekRow]:
        """The actor's own search, under the purpose it was started for."""
        subject = Subject("seek", seek_id)
        row = self._found(self._access.permit(actor, "ads.seek.list", subject), seek_id)
        return self._access.permit(actor, "ads.seek", subject, Purpose(row.case_id, row.reason)), row

    def _found(self, listing: Scope, seek_id: str) -> SeekRow:
        with self._ops.read() as connection:
            row = store.find_own(connection, listing, seek_id)
        if row is None:
            raise Missing("ads.seek.missing", "You have no such active search.")
        return row


def _answers(given: Mapping[str, str], pool: Mapping[str, Shown]) -> dict[str, Answer]:
    return {ad_id: "yes" if answer == "yes" else "no" for ad_id, answer in given.items() if ad_id in pool}


def _plainly(suggested: Suggested) -> Suggested:
    """The reasons without a word of the ad, for one that is masked."""
    return replace(suggested, reasons=tuple(replace(each, why=PLAINLY[each.feature]) for each in suggested.reasons))
