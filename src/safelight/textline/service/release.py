"""Release: what leaves a conversation for an agency, built, checked and taken back in one place.

Promises that a referral's content is made of the released fields alone and sealed under a key of its own, in the
transaction that writes it down for both sides; that words of hers and her number don't slip into a field that releases
neither. Consents, disclosures and referrals stand on it; no surface calls it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import cast

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Tenant
from safelight.infra.db import among_writers, one_writer
from safelight.infra.intents import Intent
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.kernel.ids import TenantId
from safelight.kernel.workflow import Refusal
from safelight.textline.core.consent import Field
from safelight.textline.core.referral import WORKFLOW, Basis, Status, in_order, unreleased, values_problem
from safelight.textline.service.ground import Ground, Line, tidy
from safelight.textline.store import referrals as store
from safelight.textline.store import threads as thread_store
from safelight.textline.store.desk import number_of
from safelight.textline.store.referrals import Event, EventKind, Referral, Side
from safelight.textline.store.threads import Standing
from safelight.textline.vault import DOMAIN_KEY_LOCK

CONTENT = "content"
"""The place in a referral that its content is sealed for."""

EVENTS = "event"
"""The place in a referral that the words of its events are sealed for."""

ROUND = 500
"""Keys wrapped anew in one round."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a referral rests on: a consent or a disclosure, its recipient, its fields and its end."""

    basis: Basis
    basis_id: str
    agency: Tenant
    fields: frozenset[Field]
    expires_at: datetime


class Release:
    """Builds, sends, withdraws and destroys."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._access = ground.access

    def agencies(self, scope: Scope) -> Sequence[Tenant]:
        """Agencies of this installation other than the scope's own, by name."""
        found = [each for each in self._access.tenants() if each.kind == "agency" and each.id != scope.tenant_id]
        return sorted(found, key=lambda each: each.name)

    def agency(self, scope: Scope, named: str) -> Tenant:
        """One of them by id or name."""
        for each in self.agencies(scope):
            if named in (each.id, each.name):
                return each
        raise Missing("textline.agency.missing", "No agency of this installation is called so.")

    def check(
        self, connection: Connection, scope: Scope, found: Standing, words: Iterable[str], fields: Iterable[Field]
    ) -> None:
        """Invalid when `words` quote her or name her number and `fields` don't release that."""
        hers = [line.text for line in self._lines(connection, scope, found) if line.entry.kind == "text"]
        number = self._number(connection, scope, found)
        for each in words:
            problem = unreleased(each, hers, number, fields)
            if problem is not None:
                raise Invalid("textline.referral.unreleased", problem)

    def send(
        self, connection: Connection, scope: Scope, found: Standing, grant: Grant, values: Mapping[Field, str]
    ) -> str:
        """Write a referral; returns its id. Invalid when a value goes beyond what is released."""
        problem = values_problem(values, grant.fields)
        if problem is not None:
            raise Invalid("textline.referral.values", problem)
        self.check(connection, scope, found, values.values(), grant.fields)
        content = self._content(connection, scope, found, grant.fields, values)
        if not content:
            raise Invalid("textline.referral.empty", "Nothing of what she released is filled in.")
        referral_id, now = self._ground.ids.mint("ref"), self._ground.clock.now()
        among_writers(connection, DOMAIN_KEY_LOCK)
        key, wrapped = self._ground.vault.new_referral_key(referral_id)
        referral = Referral(
            id=referral_id,
            tenant_id=scope.tenant_id,
            tenant_name=scope.actor.tenant.name,
            agency_id=grant.agency.id,
            agency_name=grant.agency.name,
            conversation_id=found.conversation.id,
            basis=grant.basis,
            basis_id=grant.basis_id,
            status="sent",
            fields=frozenset(content),
            sent_at=now,
            moved_at=now,
            expires_at=grant.expires_at,
            held=None,
            revision=1,
            key=wrapped,
            box=key.seal_text(CONTENT, json.dumps(content)),
        )
        subject = Subject("referral", referral_id)
        details = {"fields": ",".join(in_order(referral.fields)), "agency": grant.agency.id, "basis": grant.basis_id}
        own = self._access.intent(scope, subject, details, action="textline.referral.send")
        theirs = self._access.event_intent(grant.agency.id, "textline.referral.arrive", subject)
        store.add(connection, scope, referral, [own, theirs])
        return referral_id

    def move(
        self, connection: Connection, scope: Scope, referral: Referral, verb: EventKind, side: Side, text: str = ""
    ) -> None:
        """A move of the workflow by one side, written down for both. Conflict when it can't be made now."""
        move = WORKFLOW.move(referral.status, verb)
        if isinstance(move, Refusal):
            raise Conflict(move.code, move.reason)
        status = cast(Status, move.target)
        self.note(connection, scope, referral, verb, side, text, status=status, action=move.audit)

    def note(
        self,
        connection: Connection,
        scope: Scope,
        referral: Referral,
        kind: EventKind,
        side: Side,
        text: str,
        *,
        status: Status | None = None,
        action: str = "textline.referral.follow_up",
    ) -> None:
        """An event of one side, with a status when it moves. Conflict when the referral moved meanwhile."""
        member, subject = scope.actor.member, Subject("referral", referral.id)
        box = self._sealed(referral, text)
        event = Event(0, side, kind, member.id, member.name, self._ground.clock.now(), box)
        other = TenantId(referral.agency_id if side == "sender" else referral.tenant_id)
        intents = [
            self._access.intent(scope, subject, action=action),
            self._access.event_intent(other, "textline.referral.told", subject, {"kind": kind}),
        ]
        after = status or referral.status
        if not store.move(connection, scope, referral, after, event, intents):
            raise Conflict("textline.referral.moved", "The referral moved meanwhile; look again.")

    def withdraw(self, connection: Connection, scope: Scope, referral: Referral) -> None:
        """Take a referral back: its agency is told to stop, and what it released is destroyed unless an order of the
        agency holds it."""
        self.move(connection, scope, referral, "withdraw", "sender")
        intent = self._access.intent(scope, Subject("referral", referral.id), action="textline.referral.destroy")
        store.destroy(connection, referral.id, self._ground.clock.now(), intent)

    def destroyed_intent(self, referral: Referral) -> Intent:
        """What the log says when the clock destroys."""
        subject = Subject("referral", referral.id)
        return self._access.event_intent(TenantId(referral.tenant_id), "textline.referral.destroy", subject)

    def opened(self, referral: Referral) -> dict[Field, object]:
        """What a referral released; nothing when it is destroyed."""
        if referral.key is None or referral.box is None:
            return {}
        key = self._ground.vault.open_referral_key(referral.id, referral.key)
        content: dict[Field, object] = json.loads(key.open_text(CONTENT, referral.box))
        return content

    def said(self, referral: Referral, event: Event) -> str:
        """The words of an event; nothing when they are destroyed."""
        if referral.key is None or not event.box:
            return ""
        return self._ground.vault.open_referral_key(referral.id, referral.key).open_text(EVENTS, event.box)

    def replace_domain_key(self) -> None:
        """Wrap every living referral's key under a new domain key and destroy the old, so that no copy of a destroyed
        one opens any more."""
        ground = self._ground
        newest = ground.vault.renew_referrals()
        ground.writer.run(lambda connection: one_writer(connection, DOMAIN_KEY_LOCK))
        while True:
            with ground.book.read() as connection:
                living = store.living_keys(connection, newest, ROUND)
            if not living:
                break
            for each in living:
                key = ground.vault.wrap_referral(ground.vault.open_referral_key(each.referral_id, each.key))
                ground.writer.run(partial(store.rewrap, living=each, wrapped=key))
        ground.vault.forget_referrals_before(newest)
        tidy(ground.book)

    # --- inside ---------------------------------------------------------------------------------

    def _content(
        self,
        connection: Connection,
        scope: Scope,
        found: Standing,
        fields: frozenset[Field],
        values: Mapping[Field, str],
    ) -> dict[Field, object]:
        content: dict[Field, object] = {field: value.strip() for field, value in values.items()}
        if "language" in fields:
            content["language"] = found.conversation.language
        if "number" in fields and (number := self._number(connection, scope, found)):
            content["number"] = number
        if "texts" in fields:
            content["texts"] = [
                {
                    "seq": line.entry.seq,
                    "at": line.entry.at.isoformat(),
                    "hers": line.entry.kind == "text",
                    "text": line.text,
                }
                for line in self._lines(connection, scope, found)
                if line.entry.kind != "note"
            ]
        return content

    def _lines(self, connection: Connection, scope: Scope, found: Standing) -> Sequence[Line]:
        if found.key is None:
            return ()
        entries = thread_store.entries(connection, scope, found.conversation.id, 0)
        return self._ground.opened(found, entries)

    def _number(self, connection: Connection, scope: Scope, found: Standing) -> str:
        contact = found.conversation.contact_id
        wrapped = number_of(connection, scope, contact)
        return self._ground.vault.open_number(contact, wrapped).reveal() if wrapped is not None else ""

    def _sealed(self, referral: Referral, text: str) -> bytes:
        if not text or referral.key is None:
            return b""
        key = self._ground.vault.open_referral_key(referral.id, referral.key)
        return key.seal_text(EVENTS, text)
