"""The claim register: enter figures that others publish, read them with what stands against each."""

from __future__ import annotations

from dataclasses import dataclass

from safelight.access.core.audit import Subject
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.infra.db import Book
from safelight.kernel.errors import Invalid
from safelight.kernel.ids import IdSource
from safelight.stats.core.claim import Claim, Contradiction, Stated, claim_problem, contradictions
from safelight.stats.store import claims as store

__all__ = ["Claim", "ClaimView", "Claims", "Stated"]


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with the others that contradict it."""

    claim: Claim
    against: tuple[Contradiction, ...]


class Claims:
    """The verbs."""

    def __init__(self, book: Book, access: Access, ids: IdSource) -> None:
        self._book = book
        self._access = access
        self._ids = ids

    def add(self, actor: Actor, stated: Stated) -> Claim:
        """Enter a figure."""
        claim_id = self._ids.mint("claim")
        subject = Subject("claim", claim_id)
        scope = self._access.permit(actor, "stats.claim.add", subject)
        problem = claim_problem(stated)
        if problem is not None:
            raise Invalid("stats.claim.incomplete", problem)
        claim = Claim(claim_id, stated, actor.member.id, scope.at)
        with self._book.write() as connection:
            store.add(connection, scope, claim, self._access.intent(scope, subject))
        self._access.settle()
        return claim

    def list(self, actor: Actor) -> list[ClaimView]:
        """The own register, each claim with what contradicts it."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "stats.claim.list", subject)
        with self._book.read() as connection:
            claims = store.listed(connection, scope)
        self._access.commit_read(scope, subject, {"claims": len(claims)})
        found = contradictions(claims)
        return [ClaimView(one, tuple(c for c in found if one.id in (c.one, c.other))) for one in claims]
