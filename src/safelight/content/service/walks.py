"""Walks: what a tenant's last look-ups were, kept in memory beside the book, so that one look-up reads one row of it.

The book is the truth: before every look-up what others wrote is read on, and what is no longer kept is dropped. Called
inside the content book's one writing transaction, so nobody adds meanwhile.
"""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from sqlalchemy import Connection

from safelight.access.core.permission import Scope
from safelight.content.core.limits import WINDOW, Lookups, crossings, is_walk, lookups
from safelight.content.store import lookups as store
from safelight.content.store.lookups import Kept

TENANTS = 200
"""Tenants whose look-ups are in memory at once: some 70 kB each."""

NONE = Kept(np.empty(0, np.int64), lookups([], []), np.empty(0, np.bool_))


class Walks:
    """One for each process."""

    def __init__(self) -> None:
        self._recent: OrderedDict[str, Kept] = OrderedDict()

    def note(self, connection: Connection, scope: Scope, fresh: Lookups) -> bool:
        """Keep look-ups for a day; whether they make a walk."""
        if not len(fresh):
            return False
        before = self._before(connection, scope)
        crossed = crossings(before.lookups.followed_by(fresh), len(before.lookups))
        store.add_lookups(connection, scope, fresh, crossed)
        return is_walk(int(before.crossed.sum() + crossed.sum()))

    def _before(self, connection: Connection, scope: Scope) -> Kept:
        recent = self._recent.get(scope.tenant_id, NONE)
        fresh, oldest = store.newer(connection, scope, int(recent.numbers[-1]) if len(recent.numbers) else 0)
        recent = _last(recent, fresh, oldest)
        self._recent[scope.tenant_id] = recent
        self._recent.move_to_end(scope.tenant_id)
        while len(self._recent) > TENANTS:
            self._recent.popitem(last=False)
        return recent


def _last(recent: Kept, fresh: Kept, oldest: int | None) -> Kept:
    """The last WINDOW of both, without what is no longer kept (older than `oldest`; everything when that is None)."""
    numbers = np.concatenate((recent.numbers, fresh.numbers))
    gone = len(numbers) if oldest is None else int(np.searchsorted(numbers, oldest))
    kept = slice(max(gone, len(numbers) - WINDOW), None)
    every = recent.lookups.followed_by(fresh.lookups)
    crossed = np.concatenate((recent.crossed, fresh.crossed))[kept]
    return Kept(numbers[kept], Lookups(every.tags[kept], every.answers[kept]), crossed)
