"""A conversation: one contact's texts on one line from the first until it is closed, and who answers them.

Its workflow is the table below. Silence closes it and only the contact opens a new one: the line never texts first.
A transfer changes the owner and nothing that the contact could see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from safelight.kernel.workflow import Move, Workflow

Status = Literal["waiting", "claimed", "closed"]

WORKFLOW = Workflow(
    name="conversation",
    start="waiting",
    moves=(
        Move("waiting", "claim", "claimed", "textline.conversation.claim"),
        Move("claimed", "transfer", "claimed", "textline.conversation.transfer"),
        Move("claimed", "release", "waiting", "textline.conversation.release"),
        Move("claimed", "close", "closed", "textline.conversation.close"),
        Move("waiting", "close", "closed", "textline.conversation.close"),
    ),
)

Paused = Literal["exit", "safe_word"]

EntryKind = Literal["text", "automatic", "reply", "note"]

Disposition = Literal[
    "helped",
    "referred_to_agency",
    "referred_to_service",
    "wanted_information",
    "stopped_answering",
    "asked_to_stop",
    "not_for_us",
    "test",
]
DISPOSITIONS: tuple[Disposition, ...] = get_args(Disposition)
"""How a conversation ended, as the wrap-up says it."""

SILENCE = timedelta(minutes=15)
"""After this much silence of the contact, following our reply, the conversation may close: the National Human
Trafficking Hotline's published rule (Polaris, safety and confidentiality, read 2026-11)."""

RESUME = timedelta(minutes=10)
"""A thread that resumes after this long asks for the safe check first (NNEDV Safety Net, text best practices)."""

FIRST_REPLY: dict[int, timedelta] = {
    3: timedelta(minutes=1),
    2: timedelta(minutes=2),
    1: timedelta(minutes=5),
    0: timedelta(minutes=30),
}
"""How soon a person should answer, by tier. Crisis Text Line reports 94 % of its high-risk texters within 5 minutes
(2018); the tiers above ordinary are this project's choice."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it stands. `link` is the head of its chain; texts up to `withdrawn_seq` don't
    go out any more; `revision` counts what a screen has to show."""

    id: str
    tenant_id: str
    line_id: str
    contact_id: str
    provider_id: str
    status: Status
    tier: int
    priority: float
    slow: bool
    language: str
    seq: int
    revision: int
    read_seq: int
    withdrawn_seq: int
    link: bytes
    opened_at: datetime
    waiting_since: datetime | None
    last_in_at: datetime
    last_out_at: datetime | None
    owner: str | None
    owner_name: str | None
    owned_at: datetime | None
    paused: Paused | None
    flags: tuple[str, ...]
    closed_at: datetime | None
    disposition: Disposition | None
    held: str | None
    shredded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a conversation: a text that came, one that goes, or a note of the staff. `box` is its sealed text;
    `author` a member's id, empty for the contact, `machine` for an automatic text."""

    conversation_id: str
    seq: int
    revision: int
    kind: EntryKind
    author: str
    author_name: str
    at: datetime
    media: int
    external_id: str | None
    box: bytes
    link: bytes
