"""Parts of long texts while the rest of them is awaited, each sealed under the intake's key.

A part that comes again is known by its fingerprint, also for a while after its text was put together: its row stays
without its box until `forget`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from safelight.textline.store.tables import INBOX, PARTS, PROVIDERS

TENANTLESS = {
    "group": "a part comes before anybody acts; its line says whose it is",
    "keep": "a part comes before anybody acts; its line says whose it is",
    "joined": "a part comes before anybody acts; its line says whose it is",
    "discard": "a part comes before anybody acts; its line says whose it is",
    "forget": "a job over the whole installation; it shows nothing to anybody",
    "stale": "a job over the whole installation, which puts together what waits",
    "brought_since": "a provider's connection begins before anybody acts",
    "heard_until": "how far a provider has heard us concerns the whole installation",
}
"""Functions here that take no scope, each with the reason; a test compares."""

UNAUDITED = {
    "keep": "the text is taken in with its intent once its parts are there",
    "joined": "the same transaction takes the text in, with the intent",
    "discard": "the same transaction took what was there in, with the intent",
    "forget": "rows without content, whose text was taken in with its intent",
}
"""Functions here that change state without an intent, each with the reason; a test compares."""


@dataclass(frozen=True, slots=True)
class GroupName:
    """Whose parts: the provider, the mark of the sender, and the reference that the parts share."""

    provider_id: str
    mark: str
    reference: int


@dataclass(frozen=True, slots=True)
class KeptPart:
    """One part. `box` is None once its text was put together."""

    number: int
    total: int
    fingerprint: str
    received_at: datetime
    box: bytes | None


def group(connection: Connection, name: GroupName) -> list[KeptPart]:
    """The parts that are there, by number."""
    rows = connection.execute(select(PARTS).where(_of(name)).order_by(PARTS.c.number))
    return [_part(row) for row in rows]


def keep(connection: Connection, name: GroupName, part: KeptPart) -> None:
    key = {"provider_id": name.provider_id, "mark": name.mark, "reference": name.reference}
    values = {"number": part.number, "total": part.total, "fingerprint": part.fingerprint}
    connection.execute(insert(PARTS), {**key, **values, "received_at": part.received_at, "box": part.box})


def joined(connection: Connection, name: GroupName, at: datetime) -> None:
    """Note that the text of these parts was taken in; their boxes go."""
    connection.execute(update(PARTS).where(_of(name)).values(box=None, received_at=at))


def discard(connection: Connection, name: GroupName) -> None:
    """The sender's phone uses the reference anew."""
    connection.execute(delete(PARTS).where(_of(name)))


def stale(connection: Connection, before: datetime) -> Sequence[GroupName]:
    """Groups whose newest part came before then and whose text was not put together."""
    key = (PARTS.c.provider_id, PARTS.c.mark, PARTS.c.reference)
    waiting = select(*key).where(PARTS.c.box.is_not(None)).group_by(*key).having(func.max(PARTS.c.received_at) < before)
    return [GroupName(row.provider_id, row.mark, row.reference) for row in connection.execute(waiting)]


def forget(connection: Connection, before: datetime) -> None:
    """Rows of texts that were put together before then."""
    connection.execute(delete(PARTS).where(PARTS.c.box.is_(None), PARTS.c.received_at < before))


def brought_since(connection: Connection, provider_id: str, at: datetime) -> list[str]:
    """Names of texts that a provider brought since then, and may bring again."""
    since = and_(INBOX.c.provider_id == provider_id, INBOX.c.received_at > at)
    return list(connection.scalars(select(INBOX.c.external_id).where(since)))


def heard_until(connection: Connection, provider_id: str) -> datetime | None:
    """The time before which a provider has heard all our answers."""
    return connection.scalar(select(PROVIDERS.c.listed_to).where(PROVIDERS.c.id == provider_id))


def _of(name: GroupName) -> Any:
    return and_(PARTS.c.provider_id == name.provider_id, PARTS.c.mark == name.mark, PARTS.c.reference == name.reference)


def _part(row: Any) -> KeptPart:
    box = bytes(row.box) if row.box is not None else None
    return KeptPart(row.number, row.total, row.fingerprint, row.received_at, box)
