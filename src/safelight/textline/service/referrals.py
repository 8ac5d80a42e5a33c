"""Referrals as their sender sees them: sent under the choice in force, followed, answered.

A referral goes to the one agency she named with the fields she released, as they stand now. Promises that nothing else
goes along, also not inside a follow-up. Silent to her, unless somebody tells her in the conversation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope, allows
from safelight.access.core.tenant import Actor
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.textline.core.consent import Field, current, not_before
from safelight.textline.core.referral import READABLE, Basis, Status, in_order
from safelight.textline.service.ground import Ground
from safelight.textline.service.release import Grant, Release
from safelight.textline.store import consents as consent_store
from safelight.textline.store import referrals as store
from safelight.textline.store.referrals import Event, EventKind, Referral, Side

LONGEST_WORDS = 2_000
"""Characters of a follow-up."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a side said or did, as both read it."""

    at: datetime
    side: Side
    kind: EventKind
    author_name: str
    text: str


@dataclass(frozen=True, slots=True)
class SentReferral:
    """A referral as its sender sees it: which fields went to whom, and what became of it."""

    id: str
    conversation_id: str
    agency_id: str
    agency_name: str
    basis: Basis
    status: Status
    fields: tuple[Field, ...]
    sent_at: datetime
    moved_at: datetime
    expires_at: datetime
    held: bool
    said: Sequence[Said]


class Referrals:
    """The sender's verbs."""

    def __init__(self, ground: Ground, release: Release) -> None:
        self._ground = ground
        self._access = ground.access
        self._release = release

    def refer(self, actor: Actor, conversation_id: str, values: Mapping[Field, str]) -> str:
        """Send what she released to the agency she named; returns the referral's id. `values` are the fields that the
        advocate writes; language, number and texts are added where she released them. Conflict without such a choice in
        force. Who holds the conversation may, and a supervisor."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.refer", subject)

        def work(connection: Connection) -> str:
            found = self._ground.standing(connection, scope, conversation_id, lock=True)
            if found.conversation.owner != actor.member.id and not allows(actor, "textline.watch"):
                raise Conflict("textline.conversation.not_yours", "This conversation is not yours; claim it first.")
            choices = [each.consent for each in consent_store.choices(connection, scope, conversation_id)]
            consent = current(choices, not_before(choices, self._ground.clock.now()))
            if consent is None or consent.agency_id is None:
                raise Conflict("textline.referral.no_consent", "No choice of hers in force names an agency.")
            agency = self._release.agency(scope, consent.agency_id)
            grant = Grant("consent", consent.id, agency, consent.fields, consent.expires_at)
            return self._release.send(connection, scope, found, grant, values)

        return self._ground.change(conversation_id, work)

    def sent(self, actor: Actor, conversation_id: str | None = None) -> Sequence[SentReferral]:
        """What the own tenant sent, of one conversation or all, the newest first, with what both sides said."""
        subject = Subject("conversation", conversation_id) if conversation_id else Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "textline.refer", subject)
        with self._ground.book.read() as connection:
            found = store.sent(connection, scope, conversation_id)
            said = {each.id: store.events(connection, scope, each.id, "sender") for each in found}
        rows = [self._row(each, said[each.id]) for each in found]
        self._access.commit_read(scope, subject, {"referrals": len(rows)})
        return rows

    def follow_up(self, actor: Actor, referral_id: str, text: str) -> None:
        """Say something more to the agency. Words of hers, or her number, go only where she released them."""
        scope, words = self._access.permit(actor, "textline.refer", Subject("referral", referral_id)), text.strip()
        if not 0 < len(words) <= LONGEST_WORDS:
            raise Invalid("textline.referral.words", f"A follow-up has 1 to {LONGEST_WORDS:,} characters.")

        def work(connection: Connection) -> None:
            referral = self._own(connection, scope, referral_id)
            if referral.status not in READABLE:
                raise Conflict("textline.referral.over", "This referral is over; nothing more goes to the agency.")
            found = self._ground.standing(connection, scope, referral.conversation_id)
            self._release.check(connection, scope, found, [words], referral.fields)
            self._release.note(connection, scope, referral, "follow_up", "sender", words)

        self._ground.change(referral_id, work)

    # --- inside ---------------------------------------------------------------------------------

    def _own(self, connection: Connection, scope: Scope, referral_id: str) -> Referral:
        found = store.find(connection, scope, referral_id, "sender", lock=True)
        if found is None:
            raise Missing("textline.referral.missing", "There is no such referral.")
        return found

    def _row(self, referral: Referral, events: Sequence[Event]) -> SentReferral:
        return SentReferral(
            id=referral.id,
            conversation_id=referral.conversation_id,
            agency_id=referral.agency_id,
            agency_name=referral.agency_name,
            basis=referral.basis,
            status=referral.status,
            fields=in_order(referral.fields),
            sent_at=referral.sent_at,
            moved_at=referral.moved_at,
            expires_at=referral.expires_at,
            held=referral.held is not None,
            said=said_of(self._release, referral, events),
        )


def said_of(release: Release, referral: Referral, events: Sequence[Event]) -> Sequence[Said]:
    """Events with their words opened."""
    return [Said(each.at, each.side, each.kind, each.author_name, release.said(referral, each)) for each in events]
