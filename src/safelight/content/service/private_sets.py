"""The network's side of the private check: it evaluates blinded elements, and publishes values of what it holds.

Promises: one key for everybody in a month, proven with every answer; who asked, under which case and how many stands in
the audit log before the answer leaves, what was asked nobody knows; a set that is not made up to now is Unavailable,
never short. Refuses: more than a day's quota, elements that are none, buckets so small that they name what is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core.fingerprint import Fingerprint
from safelight.content.core.limits import LOOKUPS_A_DAY, over_quota
from safelight.content.core.private import (
    MOST_ASKED,
    PURPOSE,
    bounds,
    cut,
    epoch_at,
    least_bits,
    most_bits,
    text_of,
)
from safelight.content.service.network import Network
from safelight.content.store import lookups
from safelight.content.store import private as store
from safelight.infra import oprf
from safelight.infra.db import in_parts
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Conflict, Denied, Invalid, Unavailable

AT_ONCE = 2_000
"""Values made in one transaction, and at most while somebody waits: 0.2 s (81 microseconds each, research, 2026-11)."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What an asker has to know first. `entries`: values it may meet; buckets go by `least_bits` to `most_bits`."""

    epoch: str
    public_key: bytes
    entries: int
    least_bits: int
    most_bits: int


class PrivateSets:
    """The verbs. `seed` makes the month's keys; `random` gives so many random bytes."""

    def __init__(
        self, network: Network, access: Access, clock: Clock, seed: bytes, random: Callable[[int], bytes]
    ) -> None:
        self._network = network
        self._access = access
        self._clock = clock
        self._seed = seed
        self._random = random
        self._keys: dict[str, tuple[bytes, bytes]] = {}
        self._reached = ("", 0)

    def announced(self, actor: Actor, purpose: Purpose | None) -> Announced:
        """Month, public key and size of the set."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.check", subject, purpose)
        epoch = epoch_at(scope.at)
        self._make_up(epoch)
        with self._network.book.read() as connection:
            entries = store.count_met(connection, scope, epoch)
        self._access.commit_read(scope, subject, {"private": "announced", "entries": entries})
        return Announced(epoch, self._key(epoch)[1], entries, least_bits(entries), most_bits(entries))

    def evaluate(self, actor: Actor, purpose: Purpose | None, epoch: str, blinded: Sequence[bytes]) -> oprf.Evaluated:
        """The key's part of the function for each element, under one proof."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.check", subject, purpose)
        self._must_be_now(scope, epoch)
        if not 0 < len(blinded) <= MOST_ASKED:
            raise Invalid("content.private.count", f"A request has 1 to {MOST_ASKED:,} elements.")
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            self._refuse_over_quota(connection, scope, len(blinded))
            intent = self._access.intent(scope, subject, {"private": "evaluated", "asked": len(blinded)})
            lookups.count(connection, scope, "private", len(blinded), intent)
        key, public = self._key(epoch)
        nonce = oprf.new_scalar(self._random(oprf.OUT))
        done = oprf.evaluate(key, public, blinded, nonce)
        self._access.confirm()
        return done

    def bucket(self, actor: Actor, purpose: Purpose | None, epoch: str, bits: int, prefix: int) -> list[bytes]:
        """Values that begin with `prefix`, a number of so many bits. Which one was asked for is not written down."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.check", subject, purpose)
        self._must_be_now(scope, epoch)
        self._make_up(epoch)
        with self._network.book.read() as connection:
            entries = store.count_met(connection, scope, epoch)
            if not (least_bits(entries) <= bits <= max(least_bits(entries), most_bits(entries))):
                words = f"Buckets of this set have prefixes of {least_bits(entries)} to {most_bits(entries)} bits."
                raise Invalid("content.private.bits", words)
            if not 0 <= prefix < 1 << bits:
                raise Invalid("content.private.prefix", f"A prefix of {bits} bits is a number below {1 << bits:,}.")
            found = store.values_between(connection, scope, epoch, *bounds(bits, prefix))
        self._access.commit_read(scope, subject, {"private": "bucket", "bits": bits})
        return found

    def keep_up(self) -> int:
        """What the clock does: make the values that are lacking. Returns how many were made."""
        epoch, made = epoch_at(self._clock.now()), 0
        while some := self._make_some(epoch):
            made += some
        return made

    def tidy(self) -> int:
        """What the clock does: forget values of other months and of what is not held any more. Returns how many of
        these. They are in no answer before."""
        epoch = epoch_at(self._clock.now())
        with self._network.book.read() as connection:
            gone = store.stale(connection)
        for some in in_parts(gone) if gone else [[]]:
            with self._network.book.write() as connection:
                store.drop_stale(connection, epoch, some)
        return len(gone)

    def _make_up(self, epoch: str) -> None:
        """Make the last few values; Unavailable when that would take long: the clock is at it."""
        with self._network.book.read() as connection:
            lacking = store.count_lacking(connection, self._through(connection, epoch))
        if lacking > AT_ONCE:
            words = f"The set of {epoch} is being made; {lacking:,} fingerprints are not in it yet. Ask again later."
            raise Unavailable("content.private.not_ready", words)
        if lacking:
            self._make_some(epoch)

    def _make_some(self, epoch: str) -> int:
        with self._network.book.read() as connection:
            last = store.last_print(connection)
            some = store.lacking(connection, self._through(connection, epoch), AT_ONCE)
        key = self._key(epoch)[0]
        made = [(number, cut(oprf.compute(key, text_of(Fingerprint(kind, value))))) for number, kind, value in some]
        if made:
            with self._network.book.write() as connection:
                store.add_values(connection, epoch, made)
        self._reached = (epoch, some[-1][0] if len(some) == AT_ONCE else last)
        return len(made)

    def _through(self, connection: Connection, epoch: str) -> int:
        """The fingerprint up to which values are made. Numbers are given out in the order of commits."""
        known = self._reached[1] if self._reached[0] == epoch else 0
        return max(known, store.made_through(connection, epoch))

    def _key(self, epoch: str) -> tuple[bytes, bytes]:
        if epoch not in self._keys:
            _must_be_installed()
            key = oprf.derive_key(self._seed, PURPOSE + epoch.encode("ascii"))
            self._keys = {epoch: (key, oprf.public_key(key))}
        return self._keys[epoch]

    def _refuse_over_quota(self, connection: Connection, scope: Scope, more: int) -> None:
        kind = scope.actor.tenant.kind
        if over_quota(kind, lookups.counted(connection, scope, "private"), more):
            words = f"That is more than {LOOKUPS_A_DAY[kind]:,} private questions in a day; go on tomorrow (UTC)."
            raise Denied("content.private.quota", words)

    @staticmethod
    def _must_be_now(scope: Scope, epoch: str) -> None:
        now: datetime = scope.at
        if epoch != epoch_at(now):
            raise Conflict("content.private.epoch", f"The key of {epoch} is out of use; begin again with this month's.")


def _must_be_installed() -> None:
    if not oprf.installed():
        words = "This installation lacks the part for private checks: pip install 'safelight[private]'."
        raise Unavailable("content.private.extra", words)
