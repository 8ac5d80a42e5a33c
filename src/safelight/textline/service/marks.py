"""Marks: what a person sets on a conversation, over what rules read: tier, flags, her own safe and exit words.

Promises that only a person lowers a tier, with a reason that stays in the conversation; that her words are kept as
marks that recognise them and say nothing. Refuses words that mean something to a carrier or to everybody.
"""

from __future__ import annotations

from typing import Literal, get_args

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.tenant import Actor
from safelight.kernel.errors import Conflict, Invalid
from safelight.textline.core.automatic import EXIT_WORD
from safelight.textline.core.keyword import folded, keyword
from safelight.textline.core.triage import BANDS
from safelight.textline.service.ground import Ground
from safelight.textline.store import desk as store

Flag = Literal["child", "siren_worse", "phone_watched", "follow_up", "tests_the_line", "interpreter"]
FLAGS: tuple[Flag, ...] = get_args(Flag)
"""Flags that a person sets: somebody under age is concerned; a siren would make it worse; her phone is watched; she
asked to be heard again; this is nobody in need; an interpreter is needed. The machine's own flags nobody removes."""

LEAST_REASON = 5
"""Characters of the reason for another tier."""

WORD_LENGTHS = range(1, 33)
"""Characters of a safe or exit word: one to 32."""


class Marks:
    """The verbs."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._access = ground.access

    def set_tier(self, actor: Actor, conversation_id: str, tier: int, reason: str, *, slow: bool = False) -> None:
        """Raise or lower how urgent a conversation is; `slow` puts it into the slow lane (tiers 0 and 1). The reason
        stays with the conversation as a note."""
        subject = Subject("conversation", conversation_id)
        if tier not in BANDS or len(reason.strip()) < LEAST_REASON or (slow and tier > 1):
            message = f"A tier is 0 to 3, with a reason of {LEAST_REASON} characters; the slow lane is for 0 and 1."
            raise Invalid("textline.tier", message)
        scope = self._access.permit(actor, "textline.mark", subject)

        def work(connection: Connection) -> None:
            found = self._ground.standing(connection, scope, conversation_id, lock=True)
            self._ground.add_note(
                connection, scope, found, f"Tier {found.conversation.tier} to {tier}: {reason}"[:1600]
            )
            details = {"from": found.conversation.tier, "to": tier, "slow": slow}
            intent = self._access.intent(scope, subject, details, action="textline.mark.tier")
            if not store.set_tier(connection, scope, conversation_id, tier, BANDS[tier], slow, intent):
                raise Conflict("textline.conversation.ended", "This conversation has ended already.")

        self._ground.change(conversation_id, work)

    def set_flag(self, actor: Actor, conversation_id: str, flag: Flag, *, on: bool = True) -> None:
        """Set a flag, or take it off again."""
        subject = Subject("conversation", conversation_id)
        if flag not in FLAGS:
            raise Invalid("textline.flag", f"A flag is one of: {', '.join(FLAGS)}.")
        scope = self._access.permit(actor, "textline.mark", subject)

        def work(connection: Connection) -> None:
            found = self._ground.standing(connection, scope, conversation_id, lock=True)
            before = set(found.conversation.flags)
            after = before | {flag} if on else before - {flag}
            if after != before:
                intent = self._access.intent(scope, subject, {"flag": flag, "on": on}, action="textline.mark.flag")
                store.set_flags(connection, scope, conversation_id, sorted(after), intent)

        self._ground.change(conversation_id, work)

    def agree_words(self, actor: Actor, conversation_id: str, *, safe: str = "", exit_word: str = "") -> None:
        """Keep the safe word or the exit word that she chose (both hold for later conversations too); an empty one
        stays as it is. Only who has claimed the conversation may."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.mark", subject)
        chosen = {"safe_mark": folded(safe), "exit_mark": folded(exit_word)}
        chosen = {name: word for name, word in chosen.items() if word}
        for name, word in chosen.items():
            _check_word(word, is_exit=name == "exit_mark")
        if not chosen or len(set(chosen.values())) < len(chosen):
            raise Invalid("textline.word.missing", "Name a safe word, an exit word, or two different ones.")

        def work(connection: Connection) -> None:
            found = self._ground.own(connection, scope, conversation_id, actor)
            contact = found.conversation.contact_id
            marks = {name: self._ground.vault.answer_mark(contact, word) for name, word in chosen.items()}
            details = {"safe": "safe_mark" in marks, "exit": "exit_mark" in marks}
            intent = self._access.intent(scope, subject, details, action="textline.mark.words")
            store.set_words(connection, scope, contact, marks, intent)

        self._ground.change(conversation_id, work)


def _check_word(word: str, *, is_exit: bool) -> None:
    if len(word) not in WORD_LENGTHS:
        raise Invalid("textline.word.length", f"A word has {WORD_LENGTHS[0]} to {WORD_LENGTHS[-1]} characters.")
    if keyword(word, stopped=True) is not None or (word == EXIT_WORD and not is_exit):
        raise Invalid("textline.word.taken", "This word means something already (to the carrier, or to everybody).")
