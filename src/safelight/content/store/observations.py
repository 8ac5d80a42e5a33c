"""Observations and their fingerprints: kept, found again, cleared, retracted, erased."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from safelight.access.core.permission import Scope
from safelight.content.core.category import Claim
from safelight.content.core.fingerprint import Fingerprint
from safelight.content.core.observation import Observation, goes_near, near_frames, print_key
from safelight.content.store.tables import CHANGES, OBSERVATIONS, PRINTS
from safelight.infra.intents import Intent, add_intent, add_intents
from safelight.infra.prepared import among, fetch, fetch_named, run_each

TENANTLESS = {
    "observation_in": "reads a row that was selected with a scope",
    "find_all": "a pair has two tenants; what each is told is decided by the core",
    "taken_ids": "an id is one tenant's; asked only for ids made of the asking tenant's own marks",
    "past_their_time": "the clock lapses watches of every tenant",
    "set_cleared": "the opinion of any tenant that was told may clear a claim, whoever holds it",
    "lapse": "the clock lapses watches of every tenant",
    "fingerprints_held": "the opinion of any tenant that was told may clear a claim, which then meets companies",
    "claims_on": "category views count the claims of every body that holds the content, without naming one",
}


_BY_MARK = select(OBSERVATIONS).where(
    OBSERVATIONS.c.tenant_id == bindparam("tenant"), among(OBSERVATIONS.c.mark, "some")
)
_ALL = select(OBSERVATIONS).where(among(OBSERVATIONS.c.id, "some"))
_IDS = select(OBSERVATIONS.c.id).where(among(OBSERVATIONS.c.id, "some"))


def find_by_marks(connection: Connection, scope: Scope, marks: Collection[str]) -> dict[str, list[Observation]]:
    """The tenant's observations of the same fingerprints by their mark, the newest first."""
    found: dict[str, list[Observation]] = {}
    for row in fetch_named(connection, _BY_MARK, {"tenant": scope.tenant_id, "some": list(marks)}):
        found.setdefault(row.mark, []).append(observation_in(row))
    for some in found.values():  # not in SQL: then SQLite would read all of the tenant's in that order
        some.sort(key=lambda one: one.submitted_at, reverse=True)
    return found


def find_own(connection: Connection, scope: Scope, observation_id: str) -> Observation | None:
    own = (OBSERVATIONS.c.tenant_id == scope.tenant_id) & (OBSERVATIONS.c.id == observation_id)
    row = connection.execute(select(OBSERVATIONS).where(own)).first()
    return observation_in(row) if row is not None else None


def find_all(connection: Connection, ids: Collection[str]) -> dict[str, Observation]:
    """Observations of any tenant by id, for the two sides of a pair."""
    rows = fetch_named(connection, _ALL, {"some": list(ids)}) if ids else []
    return {row.id: observation_in(row) for row in rows}


def taken_ids(connection: Connection, ids: Collection[str]) -> set[str]:
    """Which of these ids an observation has, of whichever tenant: an erased one keeps its id."""
    return {found for (found,) in fetch(connection, _IDS, {"some": list(ids)})}


def page_of(
    connection: Connection, scope: Scope, status: str | None, limit: int, offset: int
) -> tuple[list[Observation], int]:
    """The tenant's own observations, newest first, and how many there are."""
    own = OBSERVATIONS.c.tenant_id == scope.tenant_id
    if status is not None:
        own = own & (OBSERVATIONS.c.status == status)
    total = int(connection.scalar(select(func.count()).select_from(OBSERVATIONS).where(own)) or 0)
    newest = select(OBSERVATIONS).where(own).order_by(OBSERVATIONS.c.submitted_at.desc(), OBSERVATIONS.c.id)
    return [observation_in(row) for row in connection.execute(newest.limit(limit).offset(offset))], total


def case_box(connection: Connection, scope: Scope, observation_id: str) -> bytes:
    """The sealed case reference of an own observation."""
    own = (OBSERVATIONS.c.tenant_id == scope.tenant_id) & (OBSERVATIONS.c.id == observation_id)
    return bytes(connection.scalar(select(OBSERVATIONS.c.case_box).where(own)) or b"")


def fingerprints_held(connection: Connection, observation_id: str) -> tuple[Fingerprint, ...]:
    """What is matched of an observation of any tenant."""
    live = (PRINTS.c.observation_id == observation_id) & PRINTS.c.live
    rows = connection.execute(select(PRINTS).where(live).order_by(PRINTS.c.number))
    return tuple(Fingerprint(row.kind, row.value, row.quality, row.pipeline) for row in rows)


@dataclass(frozen=True, slots=True)
class Entry:
    """One observation to keep. `prints` says of each fingerprint whether its near matching rests."""

    observation: Observation
    prints: Mapping[Fingerprint, bool]
    case_box: bytes


_ADD = insert(OBSERVATIONS)
_ADD_PRINTS = insert(PRINTS).returning(PRINTS.c.number, sort_by_parameter_order=True)
_ADD_CHANGES = insert(CHANGES)


def add_observations(connection: Connection, scope: Scope, entries: Sequence[Entry], intents: Sequence[Intent]) -> None:
    """Keep observations, with one statement for each table."""
    if not entries:
        return
    run_each(connection, _ADD, [_row(scope, one) for one in entries])
    prints = [(entry.observation.id, one, resting) for entry in entries for one, resting in entry.prints.items()]
    rows = [_print_row(scope, *each) for each in prints]
    numbers = connection.scalars(_ADD_PRINTS, rows)
    near = [
        {"print": number, "enters": True, "frames": row["frames"]}
        for number, row, (_, one, rests) in zip(numbers, rows, prints, strict=True)
        if (goes_near(one) or row["frames"]) and not rests
    ]
    run_each(connection, _ADD_CHANGES, near)
    add_intents(connection, "content", intents)


def _row(scope: Scope, entry: Entry) -> dict[str, Any]:
    kept = entry.observation
    return {
        "id": kept.id,
        "tenant_id": scope.tenant_id,
        "form": kept.form,
        "mark": kept.mark,
        "status": kept.status,
        "submitted_at": kept.submitted_at,
        "submitted_by": kept.submitted_by,
        "until": kept.until,
        "case_box": entry.case_box,
        "profile": kept.profile,
        "code": kept.code,
        "facts": json.dumps(dict(kept.facts), sort_keys=True),
        "series": kept.series,
        "identified": kept.identified,
        "cleared": kept.cleared,
        "retracted_for": None,
        "moved_at": kept.moved_at,
    }


def _print_row(scope: Scope, observation_id: str, one: Fingerprint, resting: bool) -> dict[str, Any]:
    return {
        "observation_id": observation_id,
        "tenant_id": scope.tenant_id,
        "key": print_key(one),
        "kind": one.kind,
        "value": one.value,
        "quality": one.quality,
        "pipeline": one.pipeline,
        "live": True,
        "resting": resting,
        "frames": len(near_frames(one)),
    }


def end_observation(
    connection: Connection,
    scope: Scope,
    kept: Observation,
    status: str,
    why: str | None,
    at: datetime,
    intent: Intent,
) -> None:
    """Take an own observation out of matching: retracted, with its reason."""
    own = (OBSERVATIONS.c.tenant_id == scope.tenant_id) & (OBSERVATIONS.c.id == kept.id)
    values = {"status": status, "retracted_for": why, "moved_at": at, "cleared": False}
    connection.execute(update(OBSERVATIONS).where(own).values(values))
    _leave(connection, kept.id)
    add_intent(connection, "content", intent)


def erase_observation(connection: Connection, scope: Scope, kept: Observation, at: datetime, intent: Intent) -> None:
    """Fingerprints, claim and case reference are gone for good; that there was one stays."""
    _leave(connection, kept.id)
    connection.execute(delete(PRINTS).where(PRINTS.c.observation_id == kept.id, PRINTS.c.tenant_id == scope.tenant_id))
    own = (OBSERVATIONS.c.tenant_id == scope.tenant_id) & (OBSERVATIONS.c.id == kept.id)
    emptied = {"case_box": b"", "profile": "", "code": "", "facts": "{}", "series": "", "mark": "", "cleared": False}
    connection.execute(update(OBSERVATIONS).where(own).values(status="erased", moved_at=at, **emptied))
    add_intent(connection, "content", intent)


def past_their_time(connection: Connection, now: datetime) -> list[Observation]:
    """Held observations whose time is over, at most 500."""
    over = (OBSERVATIONS.c.status == "held") & (OBSERVATIONS.c.until <= now)
    return [observation_in(row) for row in connection.execute(select(OBSERVATIONS).where(over).limit(500))]


def lapse(connection: Connection, kept: Observation, at: datetime, intent: Intent) -> None:
    """The clock ends a watch: it is matched no more, and its fingerprints are gone."""
    still = (OBSERVATIONS.c.id == kept.id) & (OBSERVATIONS.c.status == "held")
    connection.execute(update(OBSERVATIONS).where(still).values(status="lapsed", moved_at=at, case_box=b""))
    _leave(connection, kept.id)
    connection.execute(delete(PRINTS).where(PRINTS.c.observation_id == kept.id))
    add_intent(connection, "content", intent)


def mark_identified(connection: Connection, scope: Scope, kept: Observation, at: datetime, intent: Intent) -> None:
    own = (OBSERVATIONS.c.tenant_id == scope.tenant_id) & (OBSERVATIONS.c.id == kept.id)
    connection.execute(update(OBSERVATIONS).where(own).values(identified=True, moved_at=at))
    add_intent(connection, "content", intent)


def set_cleared(connection: Connection, observation_id: str, cleared: bool, intent: Intent) -> None:
    """Whether companies may meet it."""
    connection.execute(update(OBSERVATIONS).where(OBSERVATIONS.c.id == observation_id).values(cleared=cleared))
    add_intent(connection, "content", intent)


def claims_on(connection: Connection, ids: Collection[str]) -> list[Claim]:
    """The claims of some observations that are still held."""
    rows = connection.execute(select(OBSERVATIONS).where(OBSERVATIONS.c.id.in_(ids), OBSERVATIONS.c.status == "held"))
    return [Claim(row.tenant_id, row.profile, row.code, json.loads(row.facts)) for row in rows]


def _leave(connection: Connection, observation_id: str) -> None:
    live = (PRINTS.c.observation_id == observation_id) & PRINTS.c.live
    for number, frames in connection.execute(select(PRINTS.c.number, PRINTS.c.frames).where(live)).all():
        connection.execute(insert(CHANGES).values(print=number, enters=False, frames=frames))
    connection.execute(update(PRINTS).where(live).values(live=False))


def observation_in(row: Any) -> Observation:
    return Observation(
        id=row.id,
        tenant_id=row.tenant_id,
        form=row.form,
        mark=row.mark,
        status=row.status,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        until=row.until,
        profile=row.profile,
        code=row.code,
        facts=json.loads(row.facts),
        series=row.series,
        identified=bool(row.identified),
        cleared=bool(row.cleared),
        retracted_for=row.retracted_for,
        moved_at=row.moved_at,
    )
