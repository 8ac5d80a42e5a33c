"""Texts going out: what is due, what a provider answered, what it said later.

A sending's conversation is always changed before the sending itself, so that two transactions never wait for each
other. Every change that a screen shows raises the conversation's revision.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, exists, or_, select, update
from sqlalchemy.sql import ColumnElement

from safelight.infra.db import affected, insert_or_ignore
from safelight.infra.intents import Intent, add_intent
from safelight.textline.core.box import Wrapped
from safelight.textline.core.sending import Kind, State
from safelight.textline.store.tables import CONVERSATIONS, ENTRIES, KEYS, NUMBERS, RECEIPTS, SENDINGS

TENANTLESS = {
    "due": "the sender serves every tenant's line and shows nothing to anybody",
    "begin": "the sender serves every tenant's line and shows nothing to anybody",
    "orphans": "the sender serves every tenant's line and shows nothing to anybody",
    "in_doubt": "the sender serves every tenant's line and shows nothing to anybody",
    "ask_later": "the sender serves every tenant's line and shows nothing to anybody",
    "parcels": "the sender serves every tenant's line and shows nothing to anybody",
    "parcel": "the sender serves every tenant's line and shows nothing to anybody",
    "record": "the sender serves every tenant's line and shows nothing to anybody",
    "named": "a provider's receipt comes before anybody acts",
    "note_receipt": "a provider's receipt comes before anybody acts",
    "receipts_of": "a provider's receipt comes before anybody acts",
    "names_at": "the sender serves every tenant's line and shows nothing to anybody",
}
"""Functions here that take no scope, each with the reason; a test compares."""

UNAUDITED = {
    "begin": "a step on the way; what came of the text is written down with its intent",
    "ask_later": "a step on the way; what came of the text is written down with its intent",
    "note_receipt": "the same transaction records what it means, with the intent",
}
"""Functions here that change state without an intent, each with the reason; a test compares."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One text on its way out, as it stands."""

    id: str
    tenant_id: str
    conversation_id: str
    seq: int
    kind: Kind
    state: State
    provider_id: str | None
    external_id: str | None
    attempts: int
    created_at: datetime
    began_at: datetime | None
    moved_at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A sending with what is needed to send it: boxes only. No key when the conversation was shredded."""

    sending: Sending
    line_id: str
    contact_id: str
    sticky: str
    withdrawn: bool
    box: bytes
    number: Wrapped | None
    key: Wrapped | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What to write down about a sending."""

    state: State
    at: datetime
    due_at: datetime
    code: str = ""
    external_id: str | None = None


_OTHER = SENDINGS.alias("other")
_AHEAD = or_(
    _OTHER.c.state.in_(("intent", "unknown")),
    and_(
        _OTHER.c.state == "sent",
        _OTHER.c.moved_at > bindparam("recently"),
        _OTHER.c.moved_at <= bindparam("now"),
    ),
    and_(_OTHER.c.state == "new", _OTHER.c.seq < SENDINGS.c.seq),
)
_READY = or_(SENDINGS.c.due_at <= bindparam("now"), SENDINGS.c.due_at > bindparam("far"))
_DUE = (
    select(SENDINGS.c.id, SENDINGS.c.conversation_id)
    .where(
        SENDINGS.c.state == "new",
        _READY,
        ~exists().where(_OTHER.c.conversation_id == SENDINGS.c.conversation_id, _AHEAD),
    )
    .order_by(SENDINGS.c.due_at, SENDINGS.c.id)
    .limit(bindparam("most"))
)
_DOUBTED = (
    select(SENDINGS)
    .where(SENDINGS.c.state == "unknown", _READY)
    .order_by(SENDINGS.c.due_at, SENDINGS.c.id)
    .limit(bindparam("most"))
)


def due(connection: Connection, now: datetime, receipt_wait: timedelta, horizon: timedelta, limit: int) -> list[str]:
    """Sendings that may go now, oldest first: the first new one of each conversation that has none in flight. One due
    further off than `horizon` was written before a clock was set back, and is due. They come in the order in which
    conversations are locked."""
    given = {"now": now, "recently": now - receipt_wait, "far": now + horizon, "most": limit}
    rows = connection.execute(_DUE, given).all()
    return [row.id for row in sorted(rows, key=lambda row: row.conversation_id)]


_ENTRY = and_(ENTRIES.c.conversation_id == SENDINGS.c.conversation_id, ENTRIES.c.seq == SENDINGS.c.seq)
_PARCELS = (
    select(
        SENDINGS,
        CONVERSATIONS.c.line_id,
        CONVERSATIONS.c.contact_id,
        CONVERSATIONS.c.provider_id.label("sticky"),
        CONVERSATIONS.c.withdrawn_seq,
        ENTRIES.c.box,
        NUMBERS.c.domain_key.label("number_key"),
        NUMBERS.c.box.label("number_box"),
        KEYS.c.domain_key.label("key_key"),
        KEYS.c.box.label("key_box"),
    )
    .join(CONVERSATIONS, CONVERSATIONS.c.id == SENDINGS.c.conversation_id)
    .join(ENTRIES, _ENTRY)
    .outerjoin(NUMBERS, NUMBERS.c.contact_id == CONVERSATIONS.c.contact_id)
    .outerjoin(KEYS, KEYS.c.conversation_id == CONVERSATIONS.c.id)
    .where(SENDINGS.c.id.in_(bindparam("these", expanding=True)))
    .order_by(SENDINGS.c.conversation_id)
)
_LOCK = (
    select(CONVERSATIONS.c.id)
    .where(
        CONVERSATIONS.c.id.in_(
            select(SENDINGS.c.conversation_id).where(SENDINGS.c.id.in_(bindparam("these", expanding=True)))
        )
    )
    .order_by(CONVERSATIONS.c.id)
    .with_for_update()
)
_BEGIN = (
    update(SENDINGS)
    .where(SENDINGS.c.id == bindparam("this"), SENDINGS.c.state == "new")
    .values(
        state="intent",
        provider_id=bindparam("by"),
        began_at=bindparam("at"),
        moved_at=bindparam("at"),
        attempts=SENDINGS.c.attempts + 1,
    )
)
_RAISE = (
    update(CONVERSATIONS)
    .where(CONVERSATIONS.c.id == bindparam("this"))
    .values(revision=CONVERSATIONS.c.revision + 1)
    .returning(CONVERSATIONS.c.revision)
)
_MOVE = (
    update(SENDINGS)
    .where(SENDINGS.c.id == bindparam("this"), SENDINGS.c.state == bindparam("stood"))
    .values({name: bindparam(f"new_{name}") for name in ("state", "moved_at", "due_at", "code", "revision")})
)
_MOVE_NAMED = _MOVE.values(external_id=bindparam("new_external_id"))


def parcels(connection: Connection, ids: Collection[str]) -> list[Parcel]:
    """Sendings with their boxes; their conversations are locked until the transaction ends."""
    these = {"these": list(ids)}
    connection.execute(_LOCK, these)
    return [_parcel(row) for row in connection.execute(_PARCELS, these)]


def parcel(connection: Connection, sending_id: str) -> Parcel | None:
    """One sending with its boxes; its conversation is locked until the transaction ends."""
    return next(iter(parcels(connection, [sending_id])), None)


def begin(connection: Connection, chosen: Sequence[tuple[Parcel, str]], now: datetime) -> list[Parcel]:
    """Write down the intents to send these new sendings, each by a provider; returns them as they stand then. The
    caller has their conversations locked."""
    if not chosen:
        return []
    connection.execute(_BEGIN, [{"this": each.sending.id, "by": provider, "at": now} for each, provider in chosen])
    return [replace(each, sending=_begun(each.sending, provider, now)) for each, provider in chosen]


def _begun(sending: Sending, provider_id: str, now: datetime) -> Sending:
    attempts = sending.attempts + 1
    return replace(sending, state="intent", provider_id=provider_id, began_at=now, moved_at=now, attempts=attempts)


def _parcel(row: Row[Any]) -> Parcel:
    return Parcel(
        sending=_sending(row),
        line_id=row.line_id,
        contact_id=row.contact_id,
        sticky=row.sticky,
        withdrawn=row.seq <= row.withdrawn_seq,
        box=bytes(row.box),
        number=_wrapped(row.number_key, row.number_box),
        key=_wrapped(row.key_key, row.key_box),
    )


def record(connection: Connection, sending: Sending, moved: Moved, intent: Intent | None) -> bool:
    """Write down where a sending stands now; False, and nothing written, when it moved meanwhile. The intent is None
    for a step on the way: a doubt, a later try."""
    revision = connection.scalar(_RAISE, {"this": sending.conversation_id})
    values: dict[str, Any] = {"state": moved.state, "moved_at": moved.at, "due_at": moved.due_at, "code": moved.code}
    statement = _MOVE
    if moved.external_id is not None:
        values["external_id"], statement = moved.external_id[:64], _MOVE_NAMED
    given = {f"new_{name}": value for name, value in {**values, "revision": revision}.items()}
    if affected(connection, statement, {"this": sending.id, "stood": sending.state, **given}) != 1:
        return False
    if intent is not None:
        add_intent(connection, "textline", intent)
    return True


def orphans(connection: Connection) -> list[Sending]:
    """Sendings whose answer nobody wrote down: whoever began them died, or is about to write it."""
    return _sendings(connection, SENDINGS.c.state == "intent")


def in_doubt(connection: Connection, now: datetime, horizon: timedelta, limit: int) -> list[Sending]:
    """Sendings about which the provider is to be asked now."""
    given = {"now": now, "far": now + horizon, "most": limit}
    return [_sending(row) for row in connection.execute(_DOUBTED, given)]


def ask_later(connection: Connection, sending_id: str, due_at: datetime) -> None:
    """The provider could not be asked; ask again then."""
    this = update(SENDINGS).where(SENDINGS.c.id == sending_id, SENDINGS.c.state == "unknown")
    connection.execute(this.values(due_at=due_at))


def names_at(connection: Connection, conversation_id: str) -> frozenset[str]:
    """The provider's names of this contact's texts that we know: every conversation's, for one that was cut short."""
    mine = select(CONVERSATIONS.c.contact_id).where(CONVERSATIONS.c.id == conversation_id).scalar_subquery()
    query = (
        select(SENDINGS.c.external_id)
        .join(CONVERSATIONS, CONVERSATIONS.c.id == SENDINGS.c.conversation_id)
        .where(CONVERSATIONS.c.contact_id == mine, SENDINGS.c.external_id.is_not(None))
    )
    return frozenset(str(name) for name in connection.scalars(query))


def named(connection: Connection, provider_id: str, external_id: str) -> Sending | None:
    """The sending that a provider calls so."""
    found = _sendings(connection, and_(SENDINGS.c.provider_id == provider_id, SENDINGS.c.external_id == external_id))
    return found[0] if found else None


def note_receipt(
    connection: Connection, provider_id: str, external_id: str, word: str, code: str, at: datetime
) -> bool:
    """Keep what a provider said; False when it had said the same before."""
    row = {"provider_id": provider_id, "external_id": external_id, "word": word, "code": code, "at": at}
    return affected(connection, insert_or_ignore(connection, RECEIPTS).values(row)) == 1


def receipts_of(connection: Connection, provider_id: str, external_id: str) -> Sequence[tuple[str, str]]:
    """Word and code of every receipt of a text, as they came."""
    this = and_(RECEIPTS.c.provider_id == provider_id, RECEIPTS.c.external_id == external_id)
    rows = connection.execute(select(RECEIPTS.c.word, RECEIPTS.c.code).where(this).order_by(RECEIPTS.c.at))
    return [(row.word, row.code) for row in rows]


def _sendings(connection: Connection, where: ColumnElement[bool]) -> list[Sending]:
    query = select(SENDINGS).where(where).order_by(SENDINGS.c.due_at, SENDINGS.c.id)
    return [_sending(row) for row in connection.execute(query)]


def _wrapped(key: int | None, box: bytes | None) -> Wrapped | None:
    return Wrapped(key, bytes(box)) if key is not None and box is not None else None


def _sending(row: Row[Any]) -> Sending:
    return Sending(
        id=row.id,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        kind=row.kind,
        state=row.state,
        provider_id=row.provider_id,
        external_id=row.external_id,
        attempts=row.attempts,
        created_at=row.created_at,
        began_at=row.began_at,
        moved_at=row.moved_at,
        code=row.code,
    )
