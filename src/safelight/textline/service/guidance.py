"""Guidance: what comes next in a conversation, in the order that safety asks for.

Reads what she stated (an age, a place), what was said already and how urgent it is, and names the next steps with the
canned reply for each. Promises danger before rules and rules before questions; refuses to do any step by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from safelight.access.core.audit import Subject
from safelight.access.core.tenant import Actor
from safelight.textline.core.duty import Step, Told, desk_line, stated_age, steps
from safelight.textline.service.directory import Directory
from safelight.textline.service.ground import Ground
from safelight.textline.service.threads import SAID, Threads
from safelight.textline.store import desk as store

REPLY_FOR: Mapping[Step, str] = {
    "explain_rule": "minor_rule",
    "say_choice": "minor_choice",
    "ask_consent": "who_may_know",
    "advise_911": "call_911",
    "ask_siren": "siren",
    "ask_place": "where",
}
"""The canned reply that does a step; the others are done by a person."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step; `canned` is the reply that does it, empty where a person acts."""

    step: Step
    canned: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """The steps in order. `under_age` that she stated an age under 18, or a colleague flagged a child; `desk` whom to
    phone in danger, in words, empty otherwise."""

    steps: Sequence[NextStep]
    under_age: bool
    place_known: bool
    desk: str


class Guide:
    """`next_steps` is the verb."""

    def __init__(self, ground: Ground, threads: Threads, directory: Directory) -> None:
        self._ground = ground
        self._threads = threads
        self._directory = directory

    def next_steps(self, actor: Actor, conversation_id: str) -> Guidance:
        """What comes next. It reads the conversation, and that is written down as a read."""
        thread = self._threads.read(actor, conversation_id)
        conversation = thread.conversation
        scope = self._ground.access.permit(actor, "textline.queue", Subject("conversation", conversation_id))
        with self._ground.book.read() as connection:
            place = store.listed(connection, scope, [conversation_id])[conversation_id].place
        ages = [stated_age(line.text) for line in thread.lines if line.entry.kind == "text"]
        under_age = "child" in conversation.flags or any(age is not None and age.under_age for age in ages)
        said = frozenset(flag.removeprefix(SAID) for flag in conversation.flags if flag.startswith(SAID))
        told = Told(said, place is not None, self._directory.desk_phone(scope, place))
        wanted = steps(conversation.tier, under_age, told)
        return Guidance(
            steps=[NextStep(step, REPLY_FOR.get(step, "")) for step in wanted],
            under_age=under_age,
            place_known=place is not None,
            desk=desk_line(told) if conversation.tier >= 3 else "",
        )
