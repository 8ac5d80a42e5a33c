"""Disclosures before consent: a named ground, two people, the fields it needs, and she is told where that is safe.

One person proposes, another of the same tenant confirms, and only then does a referral go out. Promises that the reason
is kept sealed with the conversation and that the ground stands in the audit log. Refuses a ground that is not in the
list, fields beyond the ground, and a first person who is also the second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.textline.core.consent import LONGEST, Field, Forced, Ground, forced_problem
from safelight.textline.core.referral import in_order, values_problem
from safelight.textline.service.ground import Ground as Parts
from safelight.textline.service.release import Grant, Release
from safelight.textline.store import consents as store
from safelight.textline.store.consents import Disclosure, State

OPEN = "the second person"
"""Stands for the second person while nobody has confirmed."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A disclosure as it is proposed. `fields` beyond those of `values` are taken from the conversation; `told` says
    whether she was told, and `reason` why the ground holds, and why she was not told if so."""

    agency: str
    ground: Ground
    values: Mapping[Field, str]
    reason: str
    told: bool
    fields: frozenset[Field] = frozenset()


@dataclass(frozen=True, slots=True)
class ProposedDisclosure:
    """One that waits, or was decided, with its reason opened."""

    id: str
    conversation_id: str
    agency_name: str
    ground: Ground
    fields: tuple[Field, ...]
    told: bool
    state: State
    reason: str
    values: Mapping[Field, str]
    first_name: str
    proposed_at: datetime
    second_name: str | None
    decided_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Content:
    """What is sealed of a disclosure."""

    reason: str
    values: Mapping[Field, str]


class Disclosures:
    """The verbs."""

    def __init__(self, ground: Parts, release: Release) -> None:
        self._ground = ground
        self._access = ground.access
        self._release = release

    def propose(self, actor: Actor, conversation_id: str, proposal: Proposal) -> str:
        """Propose a disclosure; returns its id. Nothing goes out yet."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.disclose", subject)
        agency = self._release.agency(scope, proposal.agency)
        fields = frozenset(proposal.fields) | frozenset(proposal.values)
        now, member = self._ground.clock.now(), actor.member
        forced = Forced(
            id=self._ground.ids.mint("disc"),
            conversation_id=conversation_id,
            agency_id=agency.id,
            ground=proposal.ground,
            fields=fields,
            reason=proposal.reason,
            told=proposal.told,
            first=member.id,
            second=OPEN,
            at=now,
        )
        problem = forced_problem(forced) or values_problem(proposal.values, fields)
        if problem is not None:
            raise Invalid("textline.disclosure", problem)

        def work(connection: Connection) -> None:
            found = self._ground.standing(connection, scope, conversation_id, lock=True)
            self._release.check(connection, scope, found, proposal.values.values(), fields)
            content = {"reason": proposal.reason.strip(), "values": dict(proposal.values)}
            box = self._ground.key(found).seal_text(forced.id, json.dumps(content))
            waiting = Disclosure(
                id=forced.id,
                conversation_id=conversation_id,
                agency_id=agency.id,
                agency_name=agency.name,
                ground=forced.ground,
                fields=fields,
                told=forced.told,
                state="proposed",
                box=box,
                first=member.id,
                first_name=member.name,
                proposed_at=now,
                second=None,
                second_name=None,
                decided_at=None,
            )
            details: dict[str, Detail] = {
                "ground": forced.ground,
                "fields": ",".join(in_order(fields)),
                "told": forced.told,
            }
            about = Subject("disclosure", forced.id)
            intent = self._access.intent(scope, about, details, action="textline.disclosure.propose")
            store.propose(connection, scope, waiting, intent)

        self._ground.change(conversation_id, work)
        return forced.id

    def list(self, actor: Actor, state: State | None = "proposed") -> Sequence[ProposedDisclosure]:
        """The own tenant's disclosures: those that wait, or of another state, or all (None)."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "textline.disclose", subject)
        with self._ground.book.read() as connection:
            found = [
                (each, self._content(connection, scope, each)) for each in store.disclosures(connection, scope, state)
            ]
        self._access.commit_read(scope, subject, {"disclosures": len(found)})
        return [_row(each, content, actor) for each, content in found]

    def confirm(self, actor: Actor, disclosure_id: str) -> str:
        """The second person agrees: the referral goes out. Returns its id."""
        scope = self._access.permit(actor, "textline.disclose", Subject("disclosure", disclosure_id))

        def work(connection: Connection) -> str:
            waiting = self._waiting(connection, scope, disclosure_id)
            if waiting.first == actor.member.id:
                raise Conflict("textline.disclosure.second_person", "Another person than who proposed it confirms it.")
            found = self._ground.standing(connection, scope, waiting.conversation_id, lock=True)
            content = self._content(connection, scope, waiting)
            now = self._ground.clock.now()
            self._decide(connection, scope, waiting, "confirmed", now)
            agency = self._release.agency(scope, waiting.agency_id)
            grant = Grant("disclosure", waiting.id, agency, waiting.fields, now + LONGEST)
            return self._release.send(connection, scope, found, grant, content.values)

        referral = self._ground.writer.run(work)
        self._access.settle()
        return referral

    def refuse(self, actor: Actor, disclosure_id: str) -> None:
        """The second person disagrees, or the first takes it back: nothing goes out."""
        scope = self._access.permit(actor, "textline.disclose", Subject("disclosure", disclosure_id))

        def work(connection: Connection) -> None:
            waiting = self._waiting(connection, scope, disclosure_id)
            self._decide(connection, scope, waiting, "refused", self._ground.clock.now())

        self._ground.writer.run(work)
        self._access.settle()

    # --- inside ---------------------------------------------------------------------------------

    def _waiting(self, connection: Connection, scope: Scope, disclosure_id: str) -> Disclosure:
        found = store.disclosure(connection, scope, disclosure_id)
        if found is None:
            raise Missing("textline.disclosure.missing", "There is no such disclosure.")
        return found

    def _decide(self, connection: Connection, scope: Scope, waiting: Disclosure, state: State, at: datetime) -> None:
        member, about = scope.actor.member, Subject("disclosure", waiting.id)
        action = "textline.disclosure.confirm" if state == "confirmed" else "textline.disclosure.refuse"
        intent = self._access.intent(scope, about, {"ground": waiting.ground}, action=action)
        second = (member.id, member.name)
        if not store.decide(connection, scope, waiting.id, state, second, at, intent):
            raise Conflict("textline.disclosure.decided", "This disclosure was decided already.")

    def _content(self, connection: Connection, scope: Scope, waiting: Disclosure) -> Content:
        """Reason and values, opened; empty when the conversation was destroyed."""
        found = self._ground.standing(connection, scope, waiting.conversation_id)
        if found.key is None:
            return Content("", {})
        key = self._ground.vault.open_key(waiting.conversation_id, found.key)
        return Content(**json.loads(key.open_text(waiting.id, waiting.box)))


def _row(waiting: Disclosure, content: Content, actor: Actor) -> ProposedDisclosure:
    return ProposedDisclosure(
        id=waiting.id,
        conversation_id=waiting.conversation_id,
        agency_name=waiting.agency_name,
        ground=waiting.ground,
        fields=in_order(waiting.fields),
        told=waiting.told,
        state=waiting.state,
        reason=content.reason,
        values=content.values,
        first_name=waiting.first_name,
        proposed_at=waiting.proposed_at,
        second_name=waiting.second_name,
        decided_at=waiting.decided_at,
        mine=waiting.first == actor.member.id,
    )
