"""Choices of consent and disclosures without one. Always within the own tenant; nothing is written over."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, insert, select, update

from safelight.access.core.permission import Scope
from safelight.infra.db import affected
from safelight.infra.intents import Intent, add_intent
from safelight.textline.core.consent import Consent, Field, Ground
from safelight.textline.store.people_tables import CONSENTS, DISCLOSURES
from safelight.textline.store.tables import CONVERSATIONS, ENTRIES

TENANTLESS: dict[str, str] = {}
UNAUDITED: dict[str, str] = {}

State = Literal["proposed", "confirmed", "refused"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A choice with the names that people read."""

    consent: Consent
    agency_name: str
    recorded_by_name: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A disclosure that goes before consent. `box` holds the reason and the values."""

    id: str
    conversation_id: str
    agency_id: str
    agency_name: str
    ground: Ground
    fields: frozenset[Field]
    told: bool
    state: State
    box: bytes
    first: str
    first_name: str
    proposed_at: datetime
    second: str | None
    second_name: str | None
    decided_at: datetime | None


def is_her_text(connection: Connection, scope: Scope, conversation_id: str, seq: int) -> bool:
    """Whether that entry of an own conversation is a text of the contact."""
    this = and_(ENTRIES.c.conversation_id == conversation_id, ENTRIES.c.seq == seq, ENTRIES.c.kind == "text")
    query = select(ENTRIES.c.seq).join(CONVERSATIONS, CONVERSATIONS.c.id == ENTRIES.c.conversation_id)
    return connection.scalar(query.where(this, CONVERSATIONS.c.tenant_id == scope.tenant_id)) is not None


def choices(connection: Connection, scope: Scope, conversation_id: str) -> Sequence[Recorded]:
    """Every choice of a conversation, the first first."""
    own = and_(CONSENTS.c.conversation_id == conversation_id, CONSENTS.c.tenant_id == scope.tenant_id)
    rows = connection.execute(select(CONSENTS).where(own).order_by(CONSENTS.c.given_at, CONSENTS.c.id))
    return [_recorded(row) for row in rows]


def add(connection: Connection, scope: Scope, recorded: Recorded, intent: Intent) -> None:
    """Keep a choice."""
    consent = recorded.consent
    row = {
        "id": consent.id,
        "tenant_id": scope.tenant_id,
        "conversation_id": consent.conversation_id,
        "choice": consent.choice,
        "agency_id": consent.agency_id,
        "agency_name": recorded.agency_name,
        "fields": json.dumps(sorted(consent.fields)),
        "said_in": consent.said_in,
        "told": consent.told,
        "given_at": consent.given_at,
        "expires_at": consent.expires_at,
        "recorded_by": consent.recorded_by,
        "recorded_by_name": recorded.recorded_by_name,
    }
    connection.execute(insert(CONSENTS).values(**row))
    add_intent(connection, "textline", intent)


def revoke(connection: Connection, scope: Scope, consent_id: str, at: datetime, intent: Intent) -> bool:
    """End a choice; False when it was ended before."""
    own = and_(CONSENTS.c.id == consent_id, CONSENTS.c.tenant_id == scope.tenant_id, CONSENTS.c.revoked_at.is_(None))
    if affected(connection, update(CONSENTS).where(own).values(revoked_at=at)) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True


def propose(connection: Connection, scope: Scope, disclosure: Disclosure, intent: Intent) -> None:
    """Keep a disclosure that waits for the second person."""
    row = {
        "id": disclosure.id,
        "tenant_id": scope.tenant_id,
        "conversation_id": disclosure.conversation_id,
        "agency_id": disclosure.agency_id,
        "agency_name": disclosure.agency_name,
        "ground": disclosure.ground,
        "fields": json.dumps(sorted(disclosure.fields)),
        "told": disclosure.told,
        "state": disclosure.state,
        "box": disclosure.box,
        "first": disclosure.first,
        "first_name": disclosure.first_name,
        "proposed_at": disclosure.proposed_at,
    }
    connection.execute(insert(DISCLOSURES).values(**row))
    add_intent(connection, "textline", intent)


def disclosures(connection: Connection, scope: Scope, state: State | None = None) -> Sequence[Disclosure]:
    """The own tenant's disclosures, of one state or all, the first first."""
    own = DISCLOSURES.c.tenant_id == scope.tenant_id
    wanted = own if state is None else and_(own, DISCLOSURES.c.state == state)
    return [
        _disclosure(row)
        for row in connection.execute(select(DISCLOSURES).where(wanted).order_by(DISCLOSURES.c.proposed_at))
    ]


def disclosure(connection: Connection, scope: Scope, disclosure_id: str) -> Disclosure | None:
    """One of them."""
    own = and_(DISCLOSURES.c.id == disclosure_id, DISCLOSURES.c.tenant_id == scope.tenant_id)
    row = connection.execute(select(DISCLOSURES).where(own)).first()
    return None if row is None else _disclosure(row)


def decide(
    connection: Connection,
    scope: Scope,
    disclosure_id: str,
    state: State,
    second: tuple[str, str],
    at: datetime,
    intent: Intent,
) -> bool:
    """What the second person (id, name) decided; False when somebody did before."""
    own = and_(
        DISCLOSURES.c.id == disclosure_id,
        DISCLOSURES.c.tenant_id == scope.tenant_id,
        DISCLOSURES.c.state == "proposed",
    )
    values = {"state": state, "second": second[0], "second_name": second[1], "decided_at": at}
    if affected(connection, update(DISCLOSURES).where(own).values(**values)) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True


def _recorded(row: Row[Any]) -> Recorded:
    consent = Consent(
        id=row.id,
        conversation_id=row.conversation_id,
        choice=row.choice,
        agency_id=row.agency_id,
        fields=frozenset(json.loads(row.fields)),
        said_in=row.said_in,
        told=bool(row.told),
        given_at=row.given_at,
        expires_at=row.expires_at,
        recorded_by=row.recorded_by,
        revoked_at=row.revoked_at,
    )
    return Recorded(consent, row.agency_name, row.recorded_by_name)


def _disclosure(row: Row[Any]) -> Disclosure:
    return Disclosure(
        id=row.id,
        conversation_id=row.conversation_id,
        agency_id=row.agency_id,
        agency_name=row.agency_name,
        ground=row.ground,
        fields=frozenset(json.loads(row.fields)),
        told=bool(row.told),
        state=row.state,
        box=bytes(row.box),
        first=row.first,
        first_name=row.first_name,
        proposed_at=row.proposed_at,
        second=row.second,
        second_name=row.second_name,
        decided_at=row.decided_at,
    )
