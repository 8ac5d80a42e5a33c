"""Consents: what she chose, written down, and taken back.

A choice names the text in which she made it. A new choice counts from now on, and what it no longer covers is taken
back from whoever has it, in the same transaction. Promises that declining or taking back costs one verb and asks for no
reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor, Tenant
from safelight.kernel.errors import Conflict, Invalid
from safelight.textline.core.consent import (
    LONGEST,
    Choice,
    Consent,
    Field,
    consent_problem,
    current,
    not_before,
    released,
)
from safelight.textline.service.ground import Ground
from safelight.textline.service.release import Release
from safelight.textline.service.threads import LIMITS_TOLD
from safelight.textline.store import consents as store
from safelight.textline.store import referrals as referral_store
from safelight.textline.store.consents import Recorded


@dataclass(frozen=True, slots=True)
class Chosen:
    """Her choice as the advocate hands it in. `said_in` is the sequence number of the text in which she chose; `agency`
    the id or name of the one agency that may hear; `told` that the limits were explained in the advocate's own words
    (the canned replies note it by themselves)."""

    choice: Choice
    said_in: int
    agency: str = ""
    fields: frozenset[Field] = field(default_factory=frozenset)
    days: int = LONGEST.days
    told: bool = False


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A choice as people read it."""

    id: str
    choice: Choice
    agency_id: str | None
    agency_name: str
    fields: frozenset[Field]
    said_in: int
    given_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    recorded_by: str
    in_force: bool


class Consents:
    """The verbs."""

    def __init__(self, ground: Ground, release: Release) -> None:
        self._ground = ground
        self._access = ground.access
        self._release = release

    def agencies(self, actor: Actor) -> Sequence[Tenant]:
        """Agencies that a choice may name."""
        scope = self._access.permit(actor, "textline.consent", Subject("tenant", actor.tenant.id))
        return self._release.agencies(scope)

    def choices(self, actor: Actor, conversation_id: str) -> Sequence[ConsentRow]:
        """Every choice of a conversation, the newest first; the one in force says so."""
        scope = self._access.permit(actor, "textline.consent", Subject("conversation", conversation_id))
        with self._ground.book.read() as connection:
            self._ground.standing(connection, scope, conversation_id)
            found = store.choices(connection, scope, conversation_id)
        choices = [each.consent for each in found]
        now = current(choices, not_before(choices, self._ground.clock.now()))
        return [_row(each, now) for each in reversed(found)]

    def record(self, actor: Actor, conversation_id: str, chosen: Chosen) -> ConsentRow:
        """Write down what she chose. Only who has claimed the conversation may. Referrals that the new choice doesn't
        cover are taken back."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.consent", subject)
        agency = self._release.agency(scope, chosen.agency) if chosen.agency else None

        def work(connection: Connection) -> tuple[Recorded, int]:
            found = self._ground.own(connection, scope, conversation_id, actor)
            now = self._next_moment(connection, scope, conversation_id)
            told = chosen.told or LIMITS_TOLD in found.conversation.flags
            consent = Consent(
                id=self._ground.ids.mint("cons"),
                conversation_id=conversation_id,
                choice=chosen.choice,
                agency_id=agency.id if agency else None,
                fields=frozenset(chosen.fields),
                said_in=chosen.said_in,
                told=told,
                given_at=now,
                expires_at=now + timedelta(days=chosen.days),
                recorded_by=actor.member.id,
            )
            self._check(connection, scope, consent)
            recorded = Recorded(consent, agency.name if agency else "", actor.member.name)
            details = {
                "choice": consent.choice,
                "agency": consent.agency_id,
                "fields": ",".join(sorted(consent.fields)),
                "said_in": consent.said_in,
            }
            action = "textline.consent.decline" if consent.choice == "not_now" else "textline.consent.give"
            intent = self._access.intent(scope, Subject("consent", consent.id), details, action=action)
            store.add(connection, scope, recorded, intent)
            return recorded, self._take_back(connection, scope, conversation_id, now)

        recorded, taken = self._ground.change(conversation_id, work)
        if taken:
            self._release.replace_domain_key()
        return _row(recorded, recorded.consent)

    def revoke(self, actor: Actor, conversation_id: str) -> int:
        """She takes her word back: no choice of this conversation is in force any more, and every agency that got
        something under one is told to stop using it. Returns how many agencies' referrals were taken back."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.consent", subject)

        def work(connection: Connection) -> int:
            self._ground.standing(connection, scope, conversation_id, lock=True)
            now = self._next_moment(connection, scope, conversation_id)
            ended = 0
            for each in store.choices(connection, scope, conversation_id):
                if each.consent.in_force(now):
                    consent = Subject("consent", each.consent.id)
                    intent = self._access.intent(scope, consent, action="textline.consent.revoke")
                    ended += store.revoke(connection, scope, each.consent.id, now, intent)
            if not ended:
                raise Conflict("textline.consent.none", "No choice of hers is in force here.")
            return self._take_back(connection, scope, conversation_id, now)

        taken = self._ground.change(conversation_id, work)
        if taken:
            self._release.replace_domain_key()
        return taken

    # --- inside ---------------------------------------------------------------------------------

    def _next_moment(self, connection: Connection, scope: Scope, conversation_id: str) -> datetime:
        """Now, and after every choice before: two choices never share a moment."""
        before = [each.consent for each in store.choices(connection, scope, conversation_id)]
        later = [each.given_at + timedelta(microseconds=1) for each in before]
        return max([self._ground.clock.now(), *later])

    def _check(self, connection: Connection, scope: Scope, consent: Consent) -> None:
        problem = consent_problem(consent)
        if problem is not None:
            raise Invalid("textline.consent", problem)
        if not store.is_her_text(connection, scope, consent.conversation_id, consent.said_in):
            raise Invalid("textline.consent.said_in", f"Entry {consent.said_in} is no text of hers.")

    def _take_back(self, connection: Connection, scope: Scope, conversation_id: str, now: datetime) -> int:
        """Withdraw what no choice covers any more."""
        choices = [each.consent for each in store.choices(connection, scope, conversation_id)]
        taken = 0
        for referral in referral_store.of_conversation(connection, conversation_id):
            if not referral.fields <= released(choices, (), referral.agency_id, now):
                self._release.withdraw(connection, scope, referral)
                taken += 1
        return taken


def _row(recorded: Recorded, now: Consent | None) -> ConsentRow:
    consent = recorded.consent
    return ConsentRow(
        id=consent.id,
        choice=consent.choice,
        agency_id=consent.agency_id,
        agency_name=recorded.agency_name,
        fields=consent.fields,
        said_in=consent.said_in,
        given_at=consent.given_at,
        expires_at=consent.expires_at,
        revoked_at=consent.revoked_at,
        recorded_by=recorded.recorded_by_name,
        in_force=now is not None and now.id == consent.id,
    )
