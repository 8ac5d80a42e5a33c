"""The referrals' clock: what a consent's end ends, and what is destroyed because nobody may read it any more.

Each minute: a referral whose time is over expires, and the content of one that is over is destroyed, unless an order of
the agency holds it. Then the domain key is replaced, so that no copy opens either.
"""

from __future__ import annotations

from functools import partial

from safelight.access.core.audit import Subject
from safelight.kernel.ids import TenantId
from safelight.textline.core.referral import READABLE
from safelight.textline.service.ground import Ground
from safelight.textline.service.release import Release
from safelight.textline.store import referrals as store
from safelight.textline.store.referrals import Event, Referral

ROUND = 200
"""Referrals looked at in one round; the next round goes on."""


class ReferralClock:
    """`run` is the job."""

    def __init__(self, ground: Ground, release: Release) -> None:
        self._ground = ground
        self._release = release

    def run(self) -> int:
        """Expire and destroy what is over. Returns how many referrals changed."""
        now, destroyed, changed = self._ground.clock.now(), 0, 0
        with self._ground.book.read() as connection:
            over = store.lapsed(connection, now, ROUND)
        for referral in over:
            expired = referral.status in READABLE and self._expire(referral)
            intent = self._release.destroyed_intent(referral)
            destroy = partial(store.destroy, referral_id=referral.id, at=now, intent=intent)
            gone = self._ground.writer.run(destroy)
            destroyed += gone
            changed += expired or gone
        if destroyed:
            self._release.replace_domain_key()
        return changed

    def _expire(self, referral: Referral) -> bool:
        subject, access = Subject("referral", referral.id), self._ground.access
        sides = (referral.tenant_id, referral.agency_id)
        intents = [access.event_intent(TenantId(side), "textline.referral.expire", subject) for side in sides]
        event = Event(0, "sender", "expire", "", "", self._ground.clock.now(), b"")
        expire = partial(store.expire, before=referral, status="expired", event=event, intents=intents)
        return self._ground.writer.run(expire)
