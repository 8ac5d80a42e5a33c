"""What the line does by itself when a text arrives: at most one neutral answer, and what it remembers.

Order matters and is the safety order: a stopped number gets nothing; the exit word silences everything; STOP is
confirmed once; HELP is answered and raises the tier, because it may be a cry for help; whoever asks in free words not
to be written to gets silence and a person. A flood gets no answers, and is kept all the same. Nothing here sends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from safelight.textline.core.conversation import Paused
from safelight.textline.core.keyword import Keyword, folded, free_opt_out, keyword

Template = Literal["greeting", "stop", "start", "help", "media", "off_hours"]

EXIT_WORD = "x"
"""The exit word of whoever chose none: one letter, typed in a second, meaning nothing to another reader."""

FLOOD = 10
"""Texts of one contact within a minute from which on nothing is answered automatically: a long confession in short
texts reaches six or seven; a script passes ten."""

HELP_TIER = 2
"""HELP is a keyword to carriers and a cry to people; it opens as urgent until somebody has read it."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a text arrives. `is_exit` and `is_safe` say that it is the contact's own exit or safe word;
    `has_safe_word` that one was agreed; `resumes` that the thread was silent for a while; `late` that the text
    was long on its way, so that an answer by machine would come out of the blue."""

    opens: bool
    stopped: bool
    paused: Paused | None
    is_exit: bool
    is_safe: bool
    has_safe_word: bool
    resumes: bool
    media: int
    recent: int
    open_now: bool = True
    late: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """`reply` names a template, or nothing. `stopped` and `paused` are the states afterwards. `withdraw` takes back
    what waits to be sent. `tier` is the least the conversation stands at. `flags` are shown to staff."""

    reply: Template | None
    stopped: bool
    paused: Paused | None
    withdraw: bool = False
    tier: int = 0
    flags: frozenset[str] = frozenset()


def react(text: str, now: Situation) -> Reaction:
    """What a text sets off."""
    found = _react(text, now)
    return replace(found, reply=None, flags=found.flags | {"late"}) if now.late else found


def _react(text: str, now: Situation) -> Reaction:
    word = keyword(text, now.stopped)
    if now.stopped:
        return _while_stopped(word, now)
    if word == "STOP":
        return Reaction("stop", True, now.paused, withdraw=True, flags=frozenset({"stopped"}))
    if now.is_exit:
        return Reaction(None, False, "exit", withdraw=True, flags=frozenset({"exit"}))
    if now.paused is not None:
        return _while_paused(now)
    if free_opt_out(text):
        return Reaction(None, False, None, withdraw=True, flags=frozenset({"asks_silence"}))
    flags = _flags(now)
    tier = HELP_TIER if word == "HELP" else 0
    if now.recent > FLOOD:
        return Reaction(None, False, None, tier=tier, flags=flags | {"flood"})
    return Reaction(_reply(word, now), False, None, tier=tier, flags=flags)


def is_default_exit(text: str) -> bool:
    """Whether a text is the exit word of somebody who chose none."""
    return folded(text) == EXIT_WORD


def _reply(word: Keyword | None, now: Situation) -> Template | None:
    if word == "HELP":
        return "help"
    if now.media:
        return "media"
    if now.opens:
        return "greeting" if now.open_now else "off_hours"
    return None


def _flags(now: Situation) -> frozenset[str]:
    found = {"media"} if now.media else set()
    return frozenset(found | ({"safe_check"} if now.resumes or (now.has_safe_word and now.opens) else set()))


def _while_stopped(word: Keyword | None, now: Situation) -> Reaction:
    """Only START ends a stop, and is confirmed unless the exit word asked for silence. Everything else is kept and
    shown, and nothing goes out."""
    if word == "START":
        return Reaction("start" if now.paused is None else None, False, now.paused)
    return Reaction(None, True, now.paused, flags=frozenset({"stopped"}))


def _while_paused(now: Situation) -> Reaction:
    """After the exit word nothing is sent until the safe word comes; where none was agreed, a person checks first."""
    if now.is_safe or not now.has_safe_word:
        return Reaction(None, False, None, flags=frozenset({"safe_check"}))
    return Reaction(None, False, now.paused, flags=frozenset({"exit", "not_the_safe_word"}))
