"""Drills: scripted texters on a simulated line, answered by the people on duty, and the score.

A drill goes through the same receiver, queue, linter, consents and referrals as every text; staff see no difference.
Refuses a line that a real provider carries. The score is of the drill, never of a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.kernel.errors import Invalid, Missing
from safelight.kernel.sealed import Sealed
from safelight.textline.core.drill import Outcome, Persona, Score, answer, score
from safelight.textline.core.personas import PERSONAS
from safelight.textline.core.rush import Draws
from safelight.textline.service.ground import Ground
from safelight.textline.service.phone import Phone, Phones
from safelight.textline.store import drills as store

TYPING = (3.0, 12.0)
"""Seconds that a scripted texter takes to answer, from and to."""

APART = 20.0
"""Seconds between two texters' first texts, on average."""

NUMBERS = 7_000
"""First of the last digits of drill numbers, of the range kept for fiction."""


@dataclass(slots=True)
class _Texter:
    """One scripted texter on the way through its script. `due` are its next texts by time."""

    persona: Persona
    phone: Phone
    due: list[tuple[datetime, str]]
    said: int = 0
    conversation_id: str | None = None


@dataclass(slots=True)
class Running:
    """A drill under way. `step` does what is due; it is over when nobody has anything left to say."""

    id: str
    scope: Scope
    texters: list[_Texter] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """Texters who still have something to text by themselves."""
        return sum(bool(each.due) for each in self.texters)


class Drills:
    """The verbs."""

    def __init__(self, ground: Ground, phones: Phones) -> None:
        self._ground = ground
        self._access = ground.access
        self._phones = phones

    def start(self, actor: Actor, line: str, names: Sequence[str], draws: Draws, speed: float = 1.0) -> Running:
        """Get a drill ready on a simulated line (its address; the only one when empty) with these personas, all when
        none is named. `speed` 2 is twice as fast. Nothing is texted before the first step."""
        unknown = [name for name in names if name not in PERSONAS]
        if unknown or not speed > 0:
            raise Invalid("textline.drill.personas", f"Personas are: {', '.join(PERSONAS)}. Speed is above 0.")
        drill_id = self._ground.ids.mint("drill")
        scope = self._access.permit(actor, "textline.drill", Subject("drill", drill_id))
        running, now = Running(drill_id, scope), self._ground.clock.now()
        for number, name in enumerate(names or list(PERSONAS)):
            persona = PERSONAS[name]
            phone = self._phones.at(line, Sealed(f"+1555{int(draws.random() * 100):03d}{NUMBERS + number}"))
            begins = now + timedelta(seconds=number * APART * (0.5 + draws.random()) / speed)
            pauses = [timedelta(seconds=place * TYPING[0] / speed) for place in range(len(persona.opening))]
            due = [(begins + pause, words) for pause, words in zip(pauses, persona.opening, strict=True)]
            running.texters.append(_Texter(persona, phone, due))
        return running

    def step(self, running: Running, draws: Draws, speed: float = 1.0) -> int:
        """Text what is due, and take note of what arrived. Returns how many texts went to the line."""
        texted = 0
        for texter in running.texters:
            for heard in texter.phone.heard():
                if not heard.automatic:  # what a machine wrote is read and not answered
                    self._hear(texter, heard.text, draws, speed)
            now = self._ground.clock.now()
            for due in [each for each in texter.due if each[0] <= now]:
                texter.due.remove(due)
                self._text(running, texter, due[1])
                texted += 1
        return texted

    def score(self, actor: Actor, drill_id: str) -> Score:
        """How a drill of the own tenant went, as far as it has gone. Missing when there is none."""
        subject = Subject("drill", drill_id)
        scope = self._access.permit(actor, "textline.drill", subject)
        with self._ground.book.read() as connection:
            found = store.texters(connection, scope, drill_id)
        if not found:
            raise Missing("textline.drill.missing", "There is no such drill, or nobody texted in it yet.")
        self._access.commit_read(scope, subject, {"texters": len(found)})
        return score(
            Outcome(PERSONAS[each.persona], each.began_at, each.first_reply_at, each.tier, each.sent)
            for each in found
            if each.persona in PERSONAS
        )

    # --- inside ---------------------------------------------------------------------------------

    def _hear(self, texter: _Texter, heard: str, draws: Draws, speed: float) -> None:
        """What a text to a persona makes it say, after a while."""
        words = answer(texter.persona, heard, texter.said)
        if words is None:
            return
        texter.said += words in texter.persona.lines
        seconds = (TYPING[0] + draws.random() * (TYPING[1] - TYPING[0])) / speed
        texter.due.append((self._ground.clock.now() + timedelta(seconds=seconds), words))

    def _text(self, running: Running, texter: _Texter, words: str) -> None:
        conversation_id = texter.phone.text(words)
        if texter.conversation_id is not None or conversation_id is None:
            return
        texter.conversation_id = conversation_id
        subject = Subject("conversation", conversation_id)
        intent = self._access.intent(running.scope, subject, {"drill": running.id}, action="textline.drill.text")
        now, persona = self._ground.clock.now(), texter.persona.id

        def work(connection: Connection) -> None:
            store.add(connection, running.scope, conversation_id, running.id, persona, now, intent)

        self._ground.writer.run(work)
        self._access.settle()
