"""Banks of a tenant, what is in them, and its own fingerprints as look-ups find them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from safelight.access.core.permission import Scope
from safelight.content.store.bank_tables import BANKED, BANKS, STANDING_PURPOSES
from safelight.content.store.tables import PRINTS
from safelight.infra.intents import Intent, add_intent
from safelight.infra.prepared import among, fetch, fetch_first


@dataclass(frozen=True, slots=True)
class Bank:
    """`ratio`: the share of look-ups that it answers, 0 to 1."""

    name: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Banked:
    """One content in a bank. `number` is what clients call its id."""

    number: int
    bank: str
    observation_id: str
    signals: Mapping[str, str]


_OWN_LIVE = (PRINTS.c.tenant_id == bindparam("tenant")) & PRINTS.c.live
_EQUAL = select(PRINTS.c.observation_id).where(_OWN_LIVE, PRINTS.c.key == bindparam("key"))
_NUMBERED = select(PRINTS.c.number, PRINTS.c.observation_id, PRINTS.c.frames).where(
    _OWN_LIVE, among(PRINTS.c.number, "some")
)
_PURPOSE = select(STANDING_PURPOSES.c.case_id, STANDING_PURPOSES.c.reason).where(
    STANDING_PURPOSES.c.tenant_id == bindparam("tenant")
)


def banks_of(connection: Connection, scope: Scope) -> list[Bank]:
    rows = connection.execute(select(BANKS).where(BANKS.c.tenant_id == scope.tenant_id).order_by(BANKS.c.name))
    return [Bank(row.name, float(row.ratio)) for row in rows]


def bank_sizes(connection: Connection, scope: Scope) -> dict[str, int]:
    """How many contents each bank has; one without any is left out."""
    own = select(BANKED.c.bank, func.count()).where(BANKED.c.tenant_id == scope.tenant_id).group_by(BANKED.c.bank)
    return {name: int(count) for name, count in connection.execute(own)}


def add_bank(connection: Connection, scope: Scope, bank: Bank, intent: Intent) -> None:
    connection.execute(insert(BANKS).values(tenant_id=scope.tenant_id, name=bank.name, ratio=bank.ratio))
    add_intent(connection, "content", intent)


def change_bank(connection: Connection, scope: Scope, name: str, bank: Bank, intent: Intent) -> None:
    own = (BANKS.c.tenant_id == scope.tenant_id) & (BANKS.c.name == name)
    connection.execute(update(BANKS).where(own).values(name=bank.name, ratio=bank.ratio))
    inside = (BANKED.c.tenant_id == scope.tenant_id) & (BANKED.c.bank == name)
    connection.execute(update(BANKED).where(inside).values(bank=bank.name))
    add_intent(connection, "content", intent)


def drop_bank(connection: Connection, scope: Scope, name: str, intent: Intent) -> None:
    """The bank and its list of contents; the observations are taken back by the caller."""
    own = (BANKS.c.tenant_id == scope.tenant_id) & (BANKS.c.name == name)
    connection.execute(delete(BANKS).where(own))
    connection.execute(delete(BANKED).where(BANKED.c.tenant_id == scope.tenant_id, BANKED.c.bank == name))
    add_intent(connection, "content", intent)


def add_content(
    connection: Connection, scope: Scope, bank: str, observation_id: str, signals: Mapping[str, str], intent: Intent
) -> int:
    row = {"tenant_id": scope.tenant_id, "bank": bank, "observation_id": observation_id}
    done = connection.execute(insert(BANKED).values(signals=json.dumps(dict(signals), sort_keys=True), **row))
    add_intent(connection, "content", intent)
    assert done.inserted_primary_key is not None
    return int(done.inserted_primary_key[0])


def drop_content(connection: Connection, scope: Scope, number: int, intent: Intent) -> None:
    connection.execute(delete(BANKED).where(BANKED.c.tenant_id == scope.tenant_id, BANKED.c.number == number))
    add_intent(connection, "content", intent)


def contents(
    connection: Connection, scope: Scope, *, bank: str | None = None, observations: Collection[str] | None = None
) -> list[Banked]:
    """Contents of a bank, or those that some observations stand behind."""
    own = BANKED.c.tenant_id == scope.tenant_id
    if bank is not None:
        own = own & (BANKED.c.bank == bank)
    if observations is not None:
        own = own & BANKED.c.observation_id.in_(observations)
    rows = connection.execute(select(BANKED).where(own).order_by(BANKED.c.number))
    return [Banked(row.number, row.bank, row.observation_id, json.loads(row.signals)) for row in rows]


def own_equal(connection: Connection, scope: Scope, key: str) -> set[str]:
    """Own observations with a live fingerprint of this key."""
    return {found for (found,) in fetch(connection, _EQUAL, {"tenant": scope.tenant_id, "key": key})}


def own_numbered(connection: Connection, scope: Scope, numbers: Collection[int]) -> dict[int, tuple[str, int]]:
    """Own observation of each live fingerprint among the numbers an index found, and how many frames it has."""
    if not numbers:
        return {}
    rows = fetch(connection, _NUMBERED, {"tenant": scope.tenant_id, "some": list(numbers)})
    return {number: (observation, frames) for number, observation, frames in rows}


def purpose_of(connection: Connection, scope: Scope) -> tuple[str, str] | None:
    """(case, reason) under which the tenant's programs look up, or None."""
    found = fetch_first(connection, _PURPOSE, {"tenant": scope.tenant_id})
    return (found[0], found[1]) if found is not None else None


def set_purpose(connection: Connection, scope: Scope, case_id: str, reason: str, intent: Intent) -> None:
    connection.execute(delete(STANDING_PURPOSES).where(STANDING_PURPOSES.c.tenant_id == scope.tenant_id))
    connection.execute(insert(STANDING_PURPOSES).values(tenant_id=scope.tenant_id, case_id=case_id, reason=reason))
    add_intent(connection, "content", intent)
