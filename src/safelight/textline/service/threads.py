"""Threads: what a member may do with a conversation of the own tenant. Read it, claim it, answer, note, close.

Reading is written to the audit log before a text is shown. A reply goes out only to somebody who wrote in this
conversation, has not opted out and did not ask for silence; the linter holds back what could harm her unless the member
takes it on themselves with a reason. A second click with the same send key is the same text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.kernel.errors import Conflict, Denied, Invalid
from safelight.textline.core.canned import CANNED
from safelight.textline.core.consent import advocate_reads, not_before
from safelight.textline.core.conversation import DISPOSITIONS, Conversation, Disposition
from safelight.textline.core.duty import LIMITS
from safelight.textline.core.lint import Finding, Override, lint, may_send
from safelight.textline.service.entries import Written, added
from safelight.textline.service.ground import SHREDDED, Ground, Line
from safelight.textline.store import consents as consent_store
from safelight.textline.store import threads as store
from safelight.textline.store.inbound import Queued
from safelight.textline.store.threads import SendingState, Standing

__all__ = ["SHREDDED", "Draft", "Line", "Thread", "Threads"]

LIMITS_TOLD = "limits_told"
"""Flag of a conversation in which the limits of confidentiality were told."""

ANSWERED = frozenset({"overdue", "unanswered"})
"""Flags of clocks that ran out; a reply ends them."""

LONGEST_REPLY = 1_600
"""Characters of a reply: the most that the Messages resource takes (Twilio's documentation, 2026)."""

SAID = "said:"
"""Start of a flag that says which canned reply was sent in a conversation."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation from a revision on. `revision` is where to go on from; `watching` that it is a colleague's."""

    conversation: Conversation
    pseudonym: str
    stopped: bool
    lines: Sequence[Line]
    sendings: Sequence[SendingState]
    watching: bool = False

    @property
    def revision(self) -> int:
        return self.conversation.revision


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply as it is handed in. `send_key` is the client's own name for this click; `canned` the canned reply it was
    made from; `override` the reason to send what the linter holds back."""

    text: str
    send_key: str
    canned: str = ""
    override: str = ""


class Threads:
    """The verbs on one conversation."""

    def __init__(self, ground: Ground, identifying: Sequence[str] = ()) -> None:
        self._ground = ground
        self._access = ground.access
        self._clock = ground.clock
        self._identifying = tuple(identifying)

    def read(self, actor: Actor, conversation_id: str, after: int = 0) -> Thread:
        """What changed in a conversation after a revision. In the audit log before it is returned. What a colleague has
        claimed only a supervisor reads, as a watch; she notices nothing of it."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.read", subject)
        with self._ground.book.read() as connection:
            found = self._ground.standing(connection, scope, conversation_id)
            entries = store.entries(connection, scope, conversation_id, after)
            sendings = store.sendings(connection, scope, conversation_id, after)
            choices = [each.consent for each in consent_store.choices(connection, scope, conversation_id)]
        mine = found.conversation.owner == actor.member.id and found.conversation.status != "closed"
        if (
            actor.tenant.kind == "ngo"
            and not mine
            and not advocate_reads(choices, not_before(choices, self._clock.now()))
        ):
            raise Denied("textline.read.police_alone", "She chose police alone; only who answers her now reads on.")
        watching = found.conversation.status == "claimed" and found.conversation.owner != actor.member.id
        if watching:
            scope = self._access.permit(actor, "textline.watch", subject)
        lines = self._ground.opened(found, entries)
        self._access.commit_read(scope, subject, {"after": after, "entries": len(lines)})
        return Thread(found.conversation, found.pseudonym, found.stopped, lines, sendings, watching)

    def claim(self, actor: Actor, conversation_id: str) -> None:
        """Take a waiting conversation. Conflict when somebody else was first."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.claim", subject)

        def work(connection: Connection) -> None:
            self._ground.standing(connection, scope, conversation_id)
            intent = self._access.intent(scope, subject)
            if not store.claim(connection, scope, conversation_id, actor.member.name, self._clock.now(), intent):
                raise Conflict("textline.conversation.taken", "Somebody else has this conversation, or it has ended.")

        self._ground.change(conversation_id, work)

    def findings(self, text: str, conversation: Conversation) -> Sequence[Finding]:
        """What the linter says about a reply in this conversation."""
        return lint(text, self._identifying, LIMITS_TOLD in conversation.flags)

    def reply(self, actor: Actor, conversation_id: str, draft: Draft) -> str:
        """Send a text to the contact; returns the id of its sending. Only who has claimed the conversation may."""
        text = draft.text.strip()
        if not 0 < len(text) <= LONGEST_REPLY or not 0 < len(draft.send_key) <= 64:
            message = f"A reply has 1 to {LONGEST_REPLY:,} characters and a send key of 1 to 64."
            raise Invalid("textline.reply.size", message)
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.reply", subject)

        def work(connection: Connection) -> str:
            found = self._ground.standing(connection, scope, conversation_id, lock=True)
            before = store.by_send_key(connection, scope, conversation_id, draft.send_key)
            if before is not None:
                return before
            self._may_answer(found, actor)
            details = self._linted(text, draft, found.conversation, actor)
            return self._write_reply(connection, scope, found, draft, text, details)

        return self._ground.change(conversation_id, work)

    def note(self, actor: Actor, conversation_id: str, text: str) -> None:
        """Add a note that only staff see."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.reply", subject)
        if not 0 < len(text.strip()) <= LONGEST_REPLY:
            raise Invalid("textline.note.size", f"A note has 1 to {LONGEST_REPLY:,} characters.")

        def work(connection: Connection) -> None:
            found = self._ground.standing(connection, scope, conversation_id, lock=True)
            self._ground.add_note(connection, scope, found, text.strip())

        self._ground.change(conversation_id, work)

    def send_again(self, actor: Actor, conversation_id: str, sending_id: str) -> None:
        """Send a text that had returned to its author. Conflict when it did not return, or may not go out now."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.reply", subject)

        def work(connection: Connection) -> None:
            found = self._ground.standing(connection, scope, conversation_id, lock=True)
            self._may_answer(found, actor)
            intent = self._access.intent(scope, subject, {"sending": sending_id}, action="textline.sending.again")
            if not store.send_again(connection, scope, conversation_id, sending_id, self._clock.now(), intent):
                raise Conflict(
                    "textline.sending.not_returned", "This text did not come back, or silence was asked for after it."
                )

        self._ground.change(conversation_id, work)

    def close(self, actor: Actor, conversation_id: str, disposition: Disposition) -> None:
        """End a conversation, silently for the contact. Only she can open a new one."""
        subject = Subject("conversation", conversation_id)
        if disposition not in DISPOSITIONS:
            raise Invalid("textline.disposition", f"A disposition is one of: {', '.join(DISPOSITIONS)}.")
        scope = self._access.permit(actor, "textline.close", subject)

        def work(connection: Connection) -> None:
            tier = self._ground.standing(connection, scope, conversation_id).conversation.tier
            intent = self._access.intent(scope, subject, {"disposition": disposition, "tier": tier})
            if not store.close(connection, scope, conversation_id, disposition, self._clock.now(), intent):
                raise Conflict("textline.conversation.ended", "This conversation has ended already.")

        self._ground.change(conversation_id, work)

    # --- inside ---------------------------------------------------------------------------------

    def _may_answer(self, found: Standing, actor: Actor) -> None:
        conversation = found.conversation
        if conversation.status == "closed":
            raise Conflict("textline.reply.closed", "This conversation has ended; we never text first.")
        if conversation.owner != actor.member.id:
            raise Conflict("textline.reply.not_yours", "Claim this conversation before you answer.")
        if found.stopped:
            raise Conflict("textline.reply.stopped", "She texted STOP: replies are blocked until she texts START.")
        if conversation.paused is not None:
            raise Conflict("textline.reply.paused", "She asked for silence: nothing goes out until her word comes.")

    def _linted(self, text: str, draft: Draft, conversation: Conversation, actor: Actor) -> dict[str, Detail]:
        """What the audit entry says of the linter. Invalid, naming every finding, when it holds the reply back."""
        blocking = [finding for finding in self.findings(text, conversation) if finding.blocks]
        if not may_send(blocking, Override(actor.member.id, draft.override)):
            named = "; ".join(f"{finding.quote!r}: {finding.advice}" for finding in blocking)
            raise Invalid("textline.reply.held_back", f"Not sent. {named} Change it, or send it with a reason.")
        if draft.canned in CANNED and CANNED[draft.canned].needs_limits and LIMITS_TOLD not in conversation.flags:
            raise Invalid("textline.reply.limits_first", "Not sent. Tell the limits of confidentiality before you ask.")
        if not blocking:
            return {}
        kinds = ",".join(sorted({finding.kind for finding in blocking}))
        return {"overridden": kinds, "override_reason": draft.override.strip()[:500]}

    def _write_reply(
        self,
        connection: Connection,
        scope: Scope,
        found: Standing,
        draft: Draft,
        text: str,
        details: dict[str, Detail],
    ) -> str:
        now, member = self._clock.now(), scope.actor.member
        said = {f"{SAID}{draft.canned}"} if draft.canned in CANNED else set()
        told = said | ({LIMITS_TOLD} if draft.canned in LIMITS else set())
        before = replace(
            found.conversation,
            revision=found.conversation.revision + 1,
            last_out_at=now,
            waiting_since=None,
            flags=tuple(sorted((set(found.conversation.flags) | told) - ANSWERED)),
        )
        after, entry = added(before, self._ground.key(found), Written("reply", text, now, member.id, member.name))
        queued = Queued(self._ground.ids.mint("send"), entry.seq, "advocate", draft.send_key)
        recorded: dict[str, Detail] = {"seq": entry.seq, "sending": queued.id, **details}
        intent = self._access.intent(scope, Subject("conversation", after.id), recorded)
        store.reply(connection, scope, after, entry, queued, intent)
        return queued.id
