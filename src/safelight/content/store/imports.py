"""Hash sets that came by file: how far each is read, and which observation an entry with an id of its own became."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Connection, insert, select, tuple_, update

from safelight.access.core.permission import Scope
from safelight.content.core.carried import Carried
from safelight.content.core.fingerprint import Fingerprint
from safelight.content.core.observation import Observation, Submission
from safelight.content.store.import_tables import CARRIED, IMPORTS
from safelight.content.store.observations import observation_in
from safelight.content.store.tables import OBSERVATIONS, PRINTS
from safelight.infra.intents import Intent, add_intent

PAGE = 500
"""Observations read together for an export."""


def entries_done(connection: Connection, scope: Scope, digest: str) -> int:
    """Entries of a file that were taken by an import that didn't end; 0 for a new or finished one."""
    own = (IMPORTS.c.tenant_id == scope.tenant_id) & (IMPORTS.c.digest == digest)
    row = connection.execute(select(IMPORTS).where(own)).first()
    return int(row.entries) if row is not None and row.finished_at is None else 0


def note_progress(
    connection: Connection, scope: Scope, digest: str, kind: str, entries: int, finished: bool, intent: Intent
) -> None:
    """Say how many entries of a file are taken, and whether that was all."""
    own = (IMPORTS.c.tenant_id == scope.tenant_id) & (IMPORTS.c.digest == digest)
    values = {"entries": entries, "finished_at": scope.at if finished else None}
    if not connection.execute(update(IMPORTS).where(own).values(values)).rowcount:
        row = {"tenant_id": scope.tenant_id, "digest": digest, "kind": kind, "started_at": scope.at, **values}
        connection.execute(insert(IMPORTS).values(row))
    add_intent(connection, "content", intent)


def observations_of(connection: Connection, scope: Scope, entries: Collection[str]) -> dict[str, str]:
    """The own observation that each of some entries became."""
    own = (CARRIED.c.tenant_id == scope.tenant_id) & CARRIED.c.entry.in_(entries)
    return {row.entry: row.observation_id for row in connection.execute(select(CARRIED).where(own))}


def tie(connection: Connection, scope: Scope, became: Mapping[str, str], intent: Intent) -> None:
    """Remember which observation an entry became; a later version of the entry replaces the former."""
    for entry, observation_id in became.items():
        own = (CARRIED.c.tenant_id == scope.tenant_id) & (CARRIED.c.entry == entry)
        if not connection.execute(update(CARRIED).where(own).values(observation_id=observation_id)).rowcount:
            row = {"tenant_id": scope.tenant_id, "entry": entry, "observation_id": observation_id}
            connection.execute(insert(CARRIED).values(row))
    add_intent(connection, "content", intent)


def own_held(connection: Connection, scope: Scope, only_cleared: bool) -> Iterator[tuple[Observation, Carried]]:
    """The tenant's held submissions in the order they came, without their case references."""
    own = (OBSERVATIONS.c.tenant_id == scope.tenant_id) & (OBSERVATIONS.c.status == "held")
    own = own & (OBSERVATIONS.c.form == "submission")
    if only_cleared:
        own = own & OBSERVATIONS.c.cleared
    place = tuple_(OBSERVATIONS.c.submitted_at, OBSERVATIONS.c.id)
    after = None
    while True:
        rest = own if after is None else own & (place > tuple_(*after))
        found = select(OBSERVATIONS).where(rest).order_by(OBSERVATIONS.c.submitted_at, OBSERVATIONS.c.id).limit(PAGE)
        page = [observation_in(row) for row in connection.execute(found)]
        if not page:
            return
        prints = _prints_of(connection, scope, [one.id for one in page])
        yield from ((one, _as_entry(one, prints.get(one.id, []))) for one in page)
        after = (page[-1].submitted_at, page[-1].id)


def _prints_of(connection: Connection, scope: Scope, ids: Collection[str]) -> dict[str, list[Fingerprint]]:
    own = (PRINTS.c.tenant_id == scope.tenant_id) & PRINTS.c.observation_id.in_(ids)
    found: dict[str, list[Fingerprint]] = {}
    for row in connection.execute(select(PRINTS).where(own).order_by(PRINTS.c.number)):
        made = Fingerprint(row.kind, row.value, row.quality, row.pipeline)
        found.setdefault(row.observation_id, []).append(made)
    return found


def _as_entry(one: Observation, prints: list[Fingerprint]) -> Carried:
    return Carried(one.id, Submission(tuple(prints), "", one.profile, one.code, one.facts, one.series, one.identified))
