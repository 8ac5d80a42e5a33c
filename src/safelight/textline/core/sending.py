"""A sending: one text on its way out, and what becomes of it.

Before the provider is asked, the intent to send is written down; after its answer, the answer. So a process that dies
in between leaves a sending in doubt, and one in doubt is never sent blindly again: the provider is asked first. If it
can't be asked, an automatic text is dropped and flagged, and an advocate's text returns to the advocate, because a
second copy is a second buzz on a phone that somebody else may hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from safelight.kernel.workflow import Move, Workflow

State = Literal["new", "intent", "sent", "delivered", "failed", "unknown", "dropped", "returned"]
STATES: tuple[State, ...] = get_args(State)

Kind = Literal["automatic", "advocate"]
KINDS: tuple[Kind, ...] = get_args(Kind)

ProviderKind = Literal["twilio", "smpp", "web", "simulator"]
"""How a provider is spoken to."""

CONNECTED: frozenset[ProviderKind] = frozenset({"smpp"})
"""Kinds that keep a connection open, on which texts come too: one process holds it, the one that sends."""

WORKFLOW = Workflow(
    name="sending",
    start="new",
    moves=(
        Move("new", "begin", "intent", "textline.sending.begin"),
        Move("new", "drop", "dropped", "textline.sending.drop"),
        Move("new", "hand_back", "returned", "textline.sending.return"),
        Move("intent", "accept", "sent", "textline.sending.accept"),
        Move("intent", "postpone", "new", "textline.sending.postpone"),
        Move("intent", "refuse", "failed", "textline.sending.refuse"),
        Move("intent", "doubt", "unknown", "textline.sending.doubt"),
        Move("unknown", "accept", "sent", "textline.sending.accept"),
        Move("unknown", "postpone", "new", "textline.sending.postpone"),
        Move("unknown", "drop", "dropped", "textline.sending.drop"),
        Move("unknown", "hand_back", "returned", "textline.sending.return"),
        Move("sent", "deliver", "delivered", "textline.sending.deliver"),
        Move("sent", "refuse", "failed", "textline.sending.refuse"),
        Move("returned", "send_again", "new", "textline.sending.again"),
        Move("returned", "drop", "dropped", "textline.sending.drop"),
    ),
)

SEND_TIMEOUT = timedelta(seconds=15)
"""How long a provider may take over one request: Twilio itself gives a webhook 15 seconds (its documentation, 2026)."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient sending is. After a request was given up, or its process died, a provider may still take it in; it is
    asked only `settle` later, which is more than a request may take. `ask_for`: how long a provider that does not
    answer is asked before a person is. `receipt_wait`: the next text of a conversation waits so long for the receipt of
    the one before, so that it can't overtake it. A text that a provider declined for now is offered again after
    `first_retry`, then twice as long, at most `last_retry`: somebody waits for it. After `give_up` it comes too late to
    answer what was asked, and returns to a person. All are this project's choice."""

    settle: timedelta = SEND_TIMEOUT + timedelta(seconds=5)
    ask_for: timedelta = timedelta(minutes=10)
    receipt_wait: timedelta = timedelta(seconds=20)
    first_retry: timedelta = timedelta(seconds=2)
    last_retry: timedelta = timedelta(minutes=2)
    give_up: timedelta = timedelta(minutes=30)

    def retry_after(self, attempts: int) -> timedelta:
        """The wait before the next try after `attempts` tries."""
        doubled: int = 2 ** min(max(attempts, 1) - 1, 10)
        return min(self.first_retry * doubled, self.last_retry)


USUAL = Pace()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the text and named it; `delivered` when it knows already that it arrived."""

    external_id: str
    delivered: bool = False


@dataclass(frozen=True, slots=True)
class Declined:
    """The provider did not take it. `lasting` says that asking again is no use; `code` is the provider's."""

    code: str
    lasting: bool


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nobody knows whether the provider took it: a timeout, a broken connection, a 5xx."""

    reason: str


Answer = Accepted | Declined | NoAnswer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to write down after an answer: the verb of the workflow, when to look again, and the code to show."""

    verb: str
    due_at: datetime | None = None
    code: str = ""


def after_answer(answer: Answer, now: datetime, created_at: datetime, attempts: int, pace: Pace = USUAL) -> Outcome:
    """What an answer to a request means for the sending. `attempts` counts this one."""
    if isinstance(answer, Accepted):
        return Outcome("accept")
    if isinstance(answer, NoAnswer):
        return Outcome("doubt", now + pace.settle, answer.reason)
    if answer.lasting or now - created_at >= pace.give_up:
        return Outcome("refuse", code=answer.code)
    return Outcome("postpone", now + pace.retry_after(attempts), answer.code)


def after_asking(
    found: bool | None, now: datetime, doubted_at: datetime, attempts: int, kind: Kind, pace: Pace = USUAL
) -> Outcome | None:
    """What the provider's list means for a sending in doubt: `found` True or False, None when it can't be asked.
    None when there is nothing to write down and it is asked again."""
    if found is True:
        return Outcome("accept")
    if found is False:
        return Outcome("postpone", now + pace.retry_after(attempts))
    return None if now - doubted_at < pace.ask_for else taken_back(kind, "in_doubt")


def taken_back(kind: Kind, code: str) -> Outcome:
    """What becomes of a text that can't be sent on: a person decides about a person's, a machine's is dropped. So it is
    with one in doubt at a provider that keeps no list, and with one that the contact's STOP or exit word overtook."""
    return Outcome("drop" if kind == "automatic" else "hand_back", code=code)


RECEIPT_VERBS: dict[str, str] = {"delivered": "deliver", "read": "deliver", "undelivered": "refuse", "failed": "refuse"}
"""What a provider's receipt does to a sending that was sent. Other words (queued, sending, sent) say nothing new."""


def after_receipt(state: str, word: str) -> str | None:
    """The verb that a receipt makes, or None: receipts come late, twice and in any order, and never undo an end."""
    return RECEIPT_VERBS.get(word) if state == "sent" else None
