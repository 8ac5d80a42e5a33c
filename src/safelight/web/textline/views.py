"""How the text line looks on a page: tiers, waits, deadlines and states of sending, in words that need no colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from safelight.textline.core.reply_clock import clock
from safelight.textline.service.desk import QueueRow
from safelight.textline.service.screens import Opened
from safelight.textline.service.threads import SAID

TIERS: Mapping[int, str] = {3: "Imminent danger", 2: "Urgent", 1: "Ordinary", 0: "Likely not for us"}

SENDING: Mapping[str, str] = {
    "new": "Queued",
    "intent": "Sending",
    "sent": "Sent",
    "delivered": "Delivered",
    "failed": "Not delivered",
    "unknown": "Not known: the provider is being asked",
    "dropped": "Not sent, taken back",
    "returned": "Came back, not sent",
}

FLAGS: Mapping[str, str] = {
    "stopped": "Texted STOP: replies are blocked until START",
    "exit": "Used the exit word or left the page: nothing goes out until they write again",
    "not_the_safe_word": "Wrote without the safe word: may be somebody else",
    "safe_check": "Ask first whether it is safe to text",
    "asks_silence": "Asks not to be written to",
    "flood": "Many texts in a minute",
    "media": "Sent a picture; it was not fetched",
    "late": "A text was long on its way",
    "another_language": "Another language: find somebody who reads it",
    "opting_out_in_free_words": "May want no more texts",
    "limits_told": "Limits of confidentiality were told",
    "overdue": "Nobody answered in time",
    "unanswered": "Whoever has it fell silent",
    "child": "Somebody under age is concerned",
    "siren_worse": "A siren would make it worse",
    "phone_watched": "The phone is watched",
    "follow_up": "Asked to be heard again",
    "tests_the_line": "Tests the line",
    "interpreter": "An interpreter is needed",
}

STEPS: Mapping[str, str] = {
    "explain_rule": "Say what has to be told when somebody is under 18",
    "say_choice": "Say that name, place and school can be left out",
    "ask_consent": "Ask who may know",
    "advise_911": "Ask whether they can call or text 911",
    "ask_siren": "Ask whether a siren would make it worse",
    "ask_place": "Ask for city and state, or ZIP",
    "call_desk": "Phone the emergency desk of that place",
    "note": "Write a note of what was said and done",
}

QUIET_FLAGS = frozenset({"limits_told"})
"""Flags that ask for nothing; a conversation lists them without alarm."""

LANGUAGES: Mapping[str, str] = {"en": "English", "es": "Spanish"}


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an answer is due, in words. `state` is in_time, soon or late."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in a list."""

    row: QueueRow
    tier: str
    why: str
    wait: str
    deadline: Deadline | None
    language: str
    flags: Sequence[str]


MOST_SIGNS = 3
"""Names of signs in a row: what fits one line."""

NAMELESS = "words that weigh"
"""The sign without a name of its own: learned weights of words."""


def ago(gone: timedelta) -> str:
    """`12 s`, `4 min`, `1 h 5 min`, `2 days`: coarse, so that a list is not redrawn each second."""
    seconds = max(0, int(gone.total_seconds()))
    if seconds < 60:
        return f"{seconds // 10 * 10 or seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    if hours < 24:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{hours // 24} day{'s' if hours >= 48 else ''}"


def deadline(tier: int, due_at: datetime | None, now: datetime) -> Deadline | None:
    """What a deadline says now; None when nothing waits for an answer."""
    if due_at is None:
        return None
    state = clock(tier, due_at, now)
    if state == "late":
        return Deadline(state, f"late by {ago(now - due_at)}")
    return Deadline(state, f"answer within {ago(due_at - now)}")


def row(found: QueueRow, now: datetime) -> Row:
    named = [sign for sign in found.reasons if sign != NAMELESS][:MOST_SIGNS]
    return Row(
        row=found,
        tier=TIERS[found.tier],
        why=", ".join(named) or ("its words as a whole" if found.reasons else ""),
        wait=ago(now - (found.waiting_since or found.opened_at)),
        deadline=deadline(found.tier, found.due_at, now),
        language=language(found.language),
        flags=alarms(found.flags, found.stopped),
    )


def language(code: str) -> str:
    return LANGUAGES.get(code, "Another language")


def alarms(flags: Sequence[str], stopped: bool) -> Sequence[str]:
    """Flags that ask something of whoever opens the conversation; a STOP that START has undone is history."""
    asking = [flag for flag in flags if flag not in QUIET_FLAGS and not flag.startswith(SAID)]
    asking = [flag for flag in asking if flag != "stopped" or stopped]
    return [FLAGS.get(flag, flag.replace("_", " ").capitalize()) for flag in asking]


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of a conversation. `who` is texter, machine, own, staff or note; `state` where it is on its way."""

    seq: int
    who: str
    by: str
    text: str
    at: datetime
    media: int
    state: Delivery | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a text is on its way, for one line under it."""

    seq: int
    id: str
    state: str
    words: str
    again: bool


WHO: Mapping[str, str] = {"text": "texter", "automatic": "machine", "reply": "staff", "note": "note"}


def said(opened: Opened, member: str) -> list[Said]:
    """The entries that changed, each with its sending when that is known."""
    states = {each.seq: each for each in deliveries(opened)}
    found = []
    for line in opened.thread.lines:
        entry = line.entry
        who = "own" if entry.kind == "reply" and entry.author == member else WHO[entry.kind]
        by = {"texter": opened.thread.pseudonym, "machine": "Automatic", "own": "You"}.get(who, entry.author_name)
        found.append(Said(entry.seq, who, by, line.text, entry.at, entry.media, states.get(entry.seq)))
    return found


def deliveries(opened: Opened) -> list[Delivery]:
    return [
        Delivery(each.seq, each.id, each.state, SENDING[each.state], each.state == "returned")
        for each in opened.thread.sendings
    ]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a conversation stands at its tier: the sign and the words. `but` says why it did not count."""

    sign: str
    quote: str
    but: str


def reasons(found: Sequence[Mapping[str, Any]], tier: int) -> list[Reason]:
    """The reasons of the tier first, then those that did not count; each sign and quote once."""
    counted = [each for each in found if each["effect"] in ("counts", "weighs") and each["tier"] >= min(tier, 1)]
    others = [each for each in found if each not in counted and each["effect"] not in ("counts", "weighs")]
    made = [Reason(str(each["sign"]), str(each["quote"]), "") for each in counted if each["sign"] != NAMELESS]
    weighed = [str(each["quote"]) for each in counted if each["sign"] == NAMELESS]
    made += [Reason("its words as a whole", ", ".join(dict.fromkeys(weighed)), "")] if weighed else []
    made += [Reason(str(each["sign"]), str(each["quote"]), str(each["effect"])) for each in others]
    return list(dict.fromkeys(made))
