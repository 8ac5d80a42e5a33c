"""An agency's inbox: the referrals that name it, with what was released to it, and its answers.

Promises that nothing of a conversation is shown but the released fields: no other text, no number, no pseudonym, no
urgency. Taken back, only the notice to stop remains, unless a recorded order of the agency holds what it got. Another
agency's referral is Missing, word for word as one that never was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Action, Scope
from safelight.access.core.tenant import Actor
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.textline.core.consent import Field
from safelight.textline.core.referral import READABLE, STOP_USE, Status, in_order
from safelight.textline.service.ground import Ground
from safelight.textline.service.referrals import LONGEST_WORDS, Said, said_of
from safelight.textline.service.release import Release
from safelight.textline.store import referrals as store
from safelight.textline.store.referrals import Event, EventKind, Referral

LEAST_ORDER = 10
"""Characters that name an order; shorter ones say nothing."""


@dataclass(frozen=True, slots=True)
class ReleasedText:
    """One text that was released: `hers`, or the line's answer."""

    at: datetime
    hers: bool
    text: str


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A referral in the inbox: no content."""

    id: str
    sender: str
    status: Status
    basis: str
    fields: tuple[Field, ...]
    sent_at: datetime
    moved_at: datetime
    expires_at: datetime
    held: str | None


@dataclass(frozen=True, slots=True)
class ReceivedReferral:
    """A referral with what it released. `stop_use` is the notice to stop, empty while there is none; the fields are
    empty then unless an order holds them."""

    row: InboxRow
    values: Mapping[Field, str]
    texts: Sequence[ReleasedText]
    said: Sequence[Said]
    stop_use: str


class Inbox:
    """The receiving agency's verbs."""

    def __init__(self, ground: Ground, release: Release) -> None:
        self._ground = ground
        self._access = ground.access
        self._release = release

    def list(self, actor: Actor) -> Sequence[InboxRow]:
        """Referrals to the own agency, the newest first."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "textline.referral.read", subject)
        with self._ground.book.read() as connection:
            rows = [_row(each) for each in store.inbox(connection, scope)]
        self._access.commit_read(scope, subject, {"referrals": len(rows)})
        return rows

    def read(self, actor: Actor, referral_id: str) -> ReceivedReferral:
        """One referral with what it released, in the audit log before it is shown."""
        subject = Subject("referral", referral_id)
        scope = self._access.permit(actor, "textline.referral.read", subject)
        with self._ground.book.read() as connection:
            referral = self._own(connection, scope, referral_id)
            events = store.events(connection, scope, referral_id, "agency")
        shown = self._shown(referral, events)
        self._access.commit_read(scope, subject, {"status": referral.status})
        return shown

    def acknowledge(self, actor: Actor, referral_id: str, text: str = "") -> None:
        """Tell the sender that somebody has it."""
        self._move(actor, referral_id, "acknowledge", _words(text, least=0))

    def decline(self, actor: Actor, referral_id: str, text: str) -> None:
        """Tell the sender that the agency won't take it, and why."""
        self._move(actor, referral_id, "decline", _words(text))

    def follow_up(self, actor: Actor, referral_id: str, text: str) -> None:
        """Tell the sender what happened."""

        def work(connection: Connection, scope: Scope, referral: Referral) -> None:
            if referral.status not in READABLE:
                raise Conflict("textline.referral.over", "This referral is over; nothing more goes to the sender.")
            self._release.note(connection, scope, referral, "follow_up", "agency", _words(text))

        self._answer(actor, referral_id, work)

    def close(self, actor: Actor, referral_id: str, text: str) -> None:
        """Tell the sender what came of it in the end."""
        self._move(actor, referral_id, "close", _words(text))

    def confirm_stop(self, actor: Actor, referral_id: str) -> None:
        """Tell the sender that the agency stopped using what was released."""
        self._move(actor, referral_id, "stop", "")

    def hold(self, actor: Actor, referral_id: str, order: str) -> None:
        """Keep what was released by a recorded order, past her taking it back and past its end; an empty order lets it
        go. The sender is told."""
        named = order.strip()
        if 0 < len(named) < LEAST_ORDER:
            raise Invalid("textline.hold.reason", f"Name the order, in at least {LEAST_ORDER} characters.")

        def work(connection: Connection, scope: Scope, referral: Referral) -> None:
            if referral.key is None:
                raise Conflict("textline.referral.destroyed", "Nothing is left that could be held.")
            intent = self._access.intent(scope, Subject("referral", referral_id), {"order": named[:500]})
            self._release.note(
                connection, scope, referral, "hold", "agency", named[:500], action="textline.referral.hold_told"
            )
            store.hold(connection, scope, referral_id, named or None, intent)

        self._answer(actor, referral_id, work, "textline.referral.hold")

    # --- inside ---------------------------------------------------------------------------------

    def _move(self, actor: Actor, referral_id: str, verb: EventKind, words: str) -> None:
        def work(connection: Connection, scope: Scope, referral: Referral) -> None:
            self._release.move(connection, scope, referral, verb, "agency", words)

        self._answer(actor, referral_id, work)

    def _answer(
        self,
        actor: Actor,
        referral_id: str,
        work: Callable[[Connection, Scope, Referral], None],
        action: Action = "textline.referral.answer",
    ) -> None:
        scope = self._access.permit(actor, action, Subject("referral", referral_id))
        self._ground.writer.run(
            lambda connection: work(connection, scope, self._own(connection, scope, referral_id, lock=True))
        )
        self._ground.bell.ring(referral_id)
        self._access.settle()

    def _own(self, connection: Connection, scope: Scope, referral_id: str, *, lock: bool = False) -> Referral:
        found = store.find(connection, scope, referral_id, "agency", lock=lock)
        if found is None:
            raise Missing("textline.referral.missing", "There is no such referral.")
        return found

    def _shown(self, referral: Referral, events: Sequence[Event]) -> ReceivedReferral:
        readable = referral.status in READABLE or referral.held is not None
        content = self._release.opened(referral) if readable else {}
        texts = cast("list[dict[str, object]]", content.pop("texts", []))
        return ReceivedReferral(
            row=_row(referral),
            values={field: str(content[field]) for field in in_order(content)},
            texts=[
                ReleasedText(datetime.fromisoformat(str(each["at"])), bool(each["hers"]), str(each["text"]))
                for each in texts
            ],
            said=said_of(self._release, referral, events),
            stop_use=STOP_USE if referral.status in ("withdrawn", "stopped") else "",
        )


def _row(referral: Referral) -> InboxRow:
    return InboxRow(
        id=referral.id,
        sender=referral.tenant_name,
        status=referral.status,
        basis=referral.basis,
        fields=in_order(referral.fields),
        sent_at=referral.sent_at,
        moved_at=referral.moved_at,
        expires_at=referral.expires_at,
        held=referral.held,
    )


def _words(text: str, least: int = 1) -> str:
    words = text.strip()
    if not least <= len(words) <= LONGEST_WORDS:
        raise Invalid("textline.referral.words", f"Say it in {least} to {LONGEST_WORDS:,} characters.")
    return words
