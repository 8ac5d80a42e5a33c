"""Walks: what a tenant's last look-ups were, kept in memory beside the book, so that one look-up reads one row of it.

The book is the truth: before every look-up what others wrote is read on, and what is no longer kept is dropped. Called
inside the content book's one writing transaction, so nobody adds meanwhile.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence

from sqlalchemy import Connection

from safelight.access.core.permission import Scope
from safelight.content.core.limits import WINDOW, Lookup, crossings, is_walk
from safelight.content.store import lookups
from safelight.content.store.lookups import Kept

TENANTS = 200
"""Tenants whose look-ups are in memory at once: some 100 kB each."""


class Walks:
    """One for each process."""

    def __init__(self) -> None:
        self._recent: OrderedDict[str, deque[Kept]] = OrderedDict()

    def note(self, connection: Connection, scope: Scope, fresh: Sequence[Lookup]) -> bool:
        """Keep look-ups for a day; whether they make a walk."""
        if not fresh:
            return False
        before = self._before(connection, scope)
        crossed = crossings([one.lookup for one in before], fresh)
        lookups.add_lookups(connection, scope, list(zip(fresh, crossed, strict=True)))
        return is_walk(sum(one.crossed for one in before) + sum(crossed))

    def _before(self, connection: Connection, scope: Scope) -> deque[Kept]:
        recent = self._recent.setdefault(scope.tenant_id, deque(maxlen=WINDOW))
        self._recent.move_to_end(scope.tenant_id)
        while len(self._recent) > TENANTS:
            self._recent.popitem(last=False)
        fresh, oldest = lookups.newer(connection, scope, recent[-1].number if recent else 0)
        while recent and (oldest is None or recent[0].number < oldest):
            recent.popleft()
        recent.extend(fresh)
        return recent
