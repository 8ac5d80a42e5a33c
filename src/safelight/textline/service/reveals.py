"""Breaking the glass: a number is shown to one person, for a written reason, and a supervisor looks at it afterwards.

Nobody needs a number to text with her; it is for the call to an emergency desk and the like. Promises that the reason
has its leaf in the audit log before the number is opened, and that nobody reviews their own. Shown once: there is no
list of numbers anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import allows
from safelight.access.core.tenant import Actor
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.kernel.sealed import Sealed
from safelight.textline.service.ground import Ground
from safelight.textline.service.release import Release
from safelight.textline.store import reveals as store
from safelight.textline.store.desk import number_of
from safelight.textline.store.reveals import Reveal, Verdict

__all__ = ["Reveal", "Reveals", "Verdict"]

LEAST_REASON = 20
"""Characters of the reason, as for a forced disclosure: shorter ones say nothing."""

LONGEST_REASON = 500


class Reveals:
    """The verbs."""

    def __init__(self, ground: Ground, release: Release) -> None:
        self._ground = ground
        self._release = release
        self._access = ground.access

    def reveal(self, actor: Actor, conversation_id: str, reason: str) -> Sealed:
        """Her number, once. Who holds the conversation may ask, and a supervisor; the reason is written down first."""
        subject, why = Subject("conversation", conversation_id), reason.strip()
        if not LEAST_REASON <= len(why) <= LONGEST_REASON:
            raise Invalid("textline.reveal.reason", f"Say why, in {LEAST_REASON} to {LONGEST_REASON} characters.")
        scope = self._access.permit(actor, "textline.reveal", subject)
        member = actor.member

        def work(connection: Connection) -> str:
            standing = self._ground.standing(connection, scope, conversation_id)
            found = standing.conversation
            self._release.check(connection, scope, standing, [why], ())  # the reason stands in the log in clear
            if found.owner != member.id and not allows(actor, "textline.watch"):
                raise Conflict("textline.conversation.not_yours", "This conversation is not yours; claim it first.")
            if number_of(connection, scope, found.contact_id) is None:
                raise Conflict("textline.reveal.destroyed", "Her number was destroyed with the conversation.")
            reveal = Reveal(
                self._ground.ids.mint("rev"), found.id, member.id, member.name, why, self._ground.clock.now()
            )
            intent = self._access.intent(scope, subject, {"reveal": reveal.id, "why": why})
            store.add(connection, scope, reveal, intent)
            return found.contact_id

        contact = self._ground.writer.run(work)
        self._access.confirm()  # the leaf first, then the number
        with self._ground.book.read() as connection:
            wrapped = number_of(connection, scope, contact)
        if wrapped is None:
            raise Conflict("textline.reveal.destroyed", "Her number was destroyed with the conversation.")
        return self._ground.vault.open_number(contact, wrapped)

    def list(self, actor: Actor, *, open_only: bool = True) -> Sequence[Reveal]:
        """Who was shown a number and why; those that wait for review, or all. No number."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "textline.reveal.review", subject)
        with self._ground.book.read() as connection:
            found = store.reveals(connection, scope, open_only=open_only)
        self._access.commit_read(scope, subject, {"reveals": len(found)})
        return found

    def review(self, actor: Actor, reveal_id: str, verdict: Verdict, remark: str = "") -> None:
        """Say whether it was justified; a remark is needed where it was not. Another person than who asked."""
        if verdict not in get_args(Verdict) or (verdict == "not_justified" and not remark.strip()):
            raise Invalid("textline.reveal.verdict", "A review says justified, or not_justified with a remark.")
        scope = self._access.permit(actor, "textline.reveal.review", Subject("reveal", reveal_id))

        def work(connection: Connection) -> None:
            whose = store.find(connection, scope, reveal_id)
            if whose is None:
                raise Missing("textline.reveal.missing", "There is no such reveal.")
            if whose == actor.member.id:
                raise Conflict("textline.reveal.own", "Another person reviews what you asked for.")
            intent = self._access.intent(scope, Subject("reveal", reveal_id), {"verdict": verdict})
            now = self._ground.clock.now()
            if not store.review(connection, scope, reveal_id, verdict, remark.strip()[:LONGEST_REASON], now, intent):
                raise Conflict("textline.reveal.reviewed", "This was reviewed already.")

        self._ground.writer.run(work)
        self._access.settle()
