"""One conversation: what was said, as it is said; a reply with the linter beside it; notes, canned replies, the end.

The page is made whole from a revision and followed live from there. A reply that the linter holds back comes back with
its text, what was found, and the field for a reason to send it all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, cast

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, Response, StreamingResponse

from safelight.access.core.permission import allows
from safelight.kernel.errors import SafelightError
from safelight.textline.core.canned import CANNED, Canned, Topic
from safelight.textline.core.conversation import DISPOSITIONS, Disposition
from safelight.textline.core.lint import Finding
from safelight.textline.core.segment import ALONE, JOINED, Segments, measure
from safelight.textline.service.guidance import Guidance
from safelight.textline.service.marks import FLAGS
from safelight.textline.service.screens import Opened
from safelight.textline.service.threads import LONGEST_REPLY, Draft
from safelight.web import live
from safelight.web.errors import header_safe
from safelight.web.messages import SAID
from safelight.web.page import Listening, Signed, Visit
from safelight.web.textline import views
from safelight.web.textline.queue import address

router = APIRouter(prefix="/textline/conversations")

TOPICS: tuple[tuple[Topic, str], ...] = (
    ("safe", "Is it safe"),
    ("privacy", "Privacy"),
    ("limits", "What has to be told"),
    ("choice", "Who may know"),
    ("place", "Where"),
    ("danger", "Danger now"),
    ("care", "Care"),
    ("end", "Ending"),
)


NO_GUIDE = Guidance((), under_age=False, place_known=False, desk="")
"""Nothing comes next in a conversation that is somebody else's."""

HELD_BACK = "Not sent. Change what is marked, or say why it goes all the same."
"""The linter's refusal, where its findings stand beside it."""


@dataclass(frozen=True, slots=True)
class Compose:
    """The reply form as it stands. `shut` says why there is none; `problem` why the last one did not go."""

    text: str = ""
    send_key: str = ""
    canned: str = ""
    override: str = ""
    problem: str = ""
    shut: str = ""
    may_claim: bool = False
    findings: tuple[Finding, ...] = ()
    size: Segments = field(default_factory=lambda: measure(""))

    @property
    def blocked(self) -> bool:
        return any(finding.blocks for finding in self.findings)

    @property
    def room(self) -> int:
        """Units that the segments begun so far hold."""
        limits = ALONE if self.size.segments <= 1 else JOINED
        return limits[self.size.encoding] * self.size.segments


@router.get("/{conversation_id}")
def conversation(visit: Signed, conversation_id: str, canned: str = "", language: str = "") -> Response:
    """The whole conversation. `canned` puts a canned reply into the form, for people without script."""
    opened = visit.platform.textline.screens.open(visit.actor, conversation_id)
    return page(visit, opened, prefilled(visit, opened, canned, language))


@router.get("/{conversation_id}/stream")
def conversation_stream(visit: Listening, conversation_id: str, after: int = 0) -> StreamingResponse:
    """What changes in a conversation, from a revision on."""
    cursor = live.asked_from(visit.request, str(after))
    return live.stream(live.Follower.of(visit, conversation_id), cursor, looking(visit, conversation_id))


@router.get("/{conversation_id}/part")
def conversation_part(visit: Listening, conversation_id: str, after: int = 0) -> HTMLResponse:
    """What changed in a conversation since a revision, once."""
    return live.part(looking(visit, conversation_id)(str(after)))


@router.post("/{conversation_id}/claim")
def claim(visit: Signed, conversation_id: str) -> Response:
    visit.platform.textline.threads.claim(visit.actor, conversation_id)
    return visit.done(address(conversation_id), "line_claimed")


@router.post("/{conversation_id}/check")
def check(
    visit: Signed, conversation_id: str, text: Annotated[str, Form()] = "", override: Annotated[str, Form()] = ""
) -> HTMLResponse:
    """What the linter says about a draft, as one types. Nothing is kept."""
    checked = visit.platform.textline.screens.check(visit.actor, conversation_id, text)
    compose = Compose(text=text, override=override, findings=tuple(checked.findings), size=checked.size)
    return HTMLResponse(visit.fragment("textline/check.html", compose=compose))


@router.post("/{conversation_id}/reply")
def reply(
    visit: Signed,
    conversation_id: str,
    send_key: Annotated[str, Form()],
    text: Annotated[str, Form()] = "",
    canned: Annotated[str, Form()] = "",
    override: Annotated[str, Form()] = "",
) -> Response:
    """Send a text. What is refused comes back with the reason, and nothing that was typed is lost."""
    line = visit.platform.textline
    try:
        line.threads.reply(visit.actor, conversation_id, Draft(text, send_key, canned, override))
    except SafelightError as refused:
        problem = HELD_BACK if refused.code == "textline.reply.held_back" else refused.message
        kept = Compose(text=text, send_key=send_key, canned=canned, override=override, problem=problem)
        return came_back(visit, conversation_id, kept)
    if not visit.in_place:
        return visit.done(address(conversation_id), "line_replied")
    fresh = Compose(send_key=visit.platform.ids.mint("key"))
    return spoken(compose_part(visit, conversation_id, fresh), SAID["line_replied"])


@router.post("/{conversation_id}/note")
def note(visit: Signed, conversation_id: str, text: Annotated[str, Form()] = "") -> Response:
    visit.platform.textline.threads.note(visit.actor, conversation_id, text)
    return visit.done(address(conversation_id), "line_noted")


@router.post("/{conversation_id}/again")
def send_again(visit: Signed, conversation_id: str, sending: Annotated[str, Form()]) -> Response:
    """Send a text that came back."""
    visit.platform.textline.threads.send_again(visit.actor, conversation_id, sending)
    return visit.done(address(conversation_id), "line_again")


@router.post("/{conversation_id}/close")
def close(
    visit: Signed, conversation_id: str, disposition: Annotated[str, Form()], note: Annotated[str, Form()] = ""
) -> Response:
    """End it, silently for the contact."""
    visit.platform.textline.desk.wrap_up(visit.actor, conversation_id, cast(Disposition, disposition), note)
    return visit.done("/textline/queue", "line_closed")


# --- what a page is made of ---------------------------------------------------------------------


def page(visit: Visit, opened: Opened, compose: Compose, status: int = 200) -> Response:
    return visit.page(
        "textline/conversation.html",
        status,
        **parts(visit, opened),
        compose=compose,
        dispositions=DISPOSITIONS,
        topics=canned_replies(),
        **around(visit, opened),
        longest=LONGEST_REPLY,
        cursor=opened.thread.revision,
        may_write=allows(visit.actor, "textline.reply"),
    )


def around(visit: Visit, opened: Opened) -> dict[str, Any]:
    """What can be done with a conversation, and what comes next in it."""
    line, writes = visit.platform.textline, allows(visit.actor, "textline.reply")
    mine = opened.thread.conversation.owner == visit.actor.member.id and opened.thread.conversation.status == "claimed"
    return {
        "guide": line.guide.next_steps(visit.actor, opened.thread.conversation.id) if mine else NO_GUIDE,
        "step_words": views.STEPS,
        "canned": CANNED,
        "colleagues": line.desk.colleagues(visit.actor) if writes else (),
        "tiers": views.TIERS,
        "flags": FLAGS,
        "flag_words": views.FLAGS,
    }


def parts(visit: Visit, opened: Opened) -> dict[str, Any]:
    """What the parts that follow a conversation are made of."""
    found = opened.thread.conversation
    return {
        "talk": found,
        "pseudonym": opened.thread.pseudonym,
        "tier": views.TIERS[found.tier],
        "deadline": views.deadline(found.tier, opened.due_at, opened.now),
        "alarms": views.alarms(found.flags, opened.thread.stopped),
        "limits_told": "limits_told" in found.flags,
        "language": views.language(found.language),
        "reasons": views.reasons(opened.reasons, found.tier),
        "entries": views.said(opened, visit.actor.member.id),
        "deliveries": views.deliveries(opened),
        "watching": opened.thread.watching,
        "own": found.owner == visit.actor.member.id,
        "where": address(found.id),
    }


def looking(visit: Visit, conversation_id: str) -> Callable[[str], live.Part | None]:
    """Looks whether a conversation moved, and reads what changed only then."""
    screens = visit.platform.textline.screens

    def look(cursor: str) -> live.Part | None:
        after = int(cursor) if cursor.isdigit() else 0
        if screens.revision(visit.actor, conversation_id) <= after:
            return None
        opened = screens.open(visit.actor, conversation_id, after)
        compose = composing(visit, opened, Compose(send_key=visit.platform.ids.mint("key")))
        html = visit.fragment("textline/changes.html", **parts(visit, opened), compose=compose, longest=LONGEST_REPLY)
        return live.Part(str(opened.thread.revision), html)

    return look


def prefilled(visit: Visit, opened: Opened, canned: str, language: str) -> Compose:
    """The form with a canned reply in it, or empty."""
    fresh = Compose(send_key=visit.platform.ids.mint("key"))
    if canned in CANNED:
        spoken_in = language or opened.thread.conversation.language
        fresh = replace(fresh, text=CANNED[canned].text(spoken_in), canned=canned)
    return composing(visit, opened, fresh)


def composing(visit: Visit, opened: Opened, compose: Compose) -> Compose:
    """Shuts the form while nothing may go out, and says why; checks what stands in it otherwise."""
    found = opened.thread.conversation
    if found.shredded_at is not None:
        return replace(compose, shut="This conversation was deleted.")
    if found.status == "closed":
        return replace(compose, shut="This conversation has ended. Only they can open a new one: we never text first.")
    if found.status == "waiting":
        return replace(compose, shut="Nobody has this conversation yet.", may_claim=True)
    if found.owner != visit.actor.member.id:
        return replace(compose, shut=f"{found.owner_name} has this conversation.")
    if opened.thread.stopped:
        return replace(compose, shut="They texted STOP. Replies are blocked until they text START.")
    if found.paused is not None:
        return replace(compose, shut="They asked for silence. Nothing goes out until they write again.")
    checked = visit.platform.textline.screens.check(visit.actor, found.id, compose.text)
    return replace(compose, findings=tuple(checked.findings), size=checked.size)


def came_back(visit: Visit, conversation_id: str, kept: Compose) -> Response:
    """A reply that did not go: its form again, with everything in it."""
    opened = visit.platform.textline.screens.open(visit.actor, conversation_id)
    compose = composing(visit, opened, kept)
    if not visit.in_place:
        return page(visit, opened, compose, 409)
    return spoken(compose_part(visit, conversation_id, compose), kept.problem)


def compose_part(visit: Visit, conversation_id: str, compose: Compose) -> HTMLResponse:
    html = visit.fragment(
        "textline/compose.html", compose=compose, where=address(conversation_id), longest=LONGEST_REPLY, focus=True
    )
    return HTMLResponse(html)


def spoken(answer: HTMLResponse, words: str) -> HTMLResponse:
    answer.headers["Safelight-Says"] = header_safe(words)
    return answer


def canned_replies() -> list[tuple[str, list[Canned]]]:
    """The canned replies by topic."""
    return [(words, [one for one in CANNED.values() if one.topic == topic]) for topic, words in TOPICS]
