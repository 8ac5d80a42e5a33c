"""Live parts of a page: a stream that sends what changed, from the cursor on that a browser has seen.

A stream is server-sent events. Each carries a cursor as its id and HTML as its data; a browser that lost the connection
names the last cursor and gets what it missed. The bell wakes it at once when this process changed something; a look
every half second finds what another process did. It ends by itself after some minutes, when the session ends, and when
the console closes; the browser then asks again. Refuses to keep a session alive.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, StreamingResponse

from safelight.kernel.errors import Denied, Missing, SafelightError
from safelight.textline.service.bell import Bell
from safelight.web.page import Visit

LOOK_EVERY = 0.5
"""Seconds between looks when nothing rings: the target is a second from a text to the screen."""

REST = 1.0
"""Seconds between looks at a list, however often it rings: a list of fifty is read whole each time."""

SIGNED_IN_EVERY = 5.0
"""Seconds between looks whether the session still is one."""

PING_EVERY = 15.0
"""Seconds of silence after which a comment goes out, so that no proxy between takes the stream for dead."""

LONGEST = 300.0
"""Seconds of one stream: what it holds on the server is given back, and a new one says who is there."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a look found: the cursor to go on from, and the parts of the page that changed."""

    cursor: str
    html: str


Look = Callable[[str], Part | None]
"""What changed after a cursor; None when nothing did. Denied or Missing when there is nothing to follow any more."""


@dataclass(frozen=True, slots=True)
class Follower:
    """One browser that follows. `topic` is the conversation whose bell wakes it; without one it is a list of many,
    which is looked at less often. `still` is asked now and then, and raises Denied once nobody may follow."""

    request: Request
    bell: Bell
    closing: threading.Event
    topic: str
    still: Callable[[], object]

    @classmethod
    def of(cls, visit: Visit, topic: str = "") -> Follower:
        """A signed-in member."""

        def still() -> object:
            return visit.platform.access.actor_for(visit.token, touch=False)

        return cls(visit.request, visit.platform.textline.bell, visit.console.closing, topic, still)


def asked_from(request: Request, given: str) -> str:
    """The cursor to go on from: what the browser saw last, before what the page was made with."""
    return request.headers.get("last-event-id") or given


def part(found: Part | None) -> HTMLResponse:
    """One look, for a browser that asks instead of listening."""
    if found is None:
        return HTMLResponse("", 204)
    return HTMLResponse(found.html, headers={"Safelight-Cursor": found.cursor})


def stream(follower: Follower, cursor: str, look: Look) -> StreamingResponse:
    """What `look` finds from `cursor` on, as it happens."""
    return StreamingResponse(
        _events(follower, cursor, look), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


async def _events(follower: Follower, cursor: str, look: Look) -> AsyncIterator[str]:
    loop, woken = asyncio.get_running_loop(), asyncio.Event()

    def ring() -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(woken.set)

    started = checked = spoke = loop.time()
    yield "retry: 1000\n\n"
    with follower.bell.listening(follower.topic, ring):
        while loop.time() - started < LONGEST and not await follower.request.is_disconnected():
            woken.clear()
            try:
                if loop.time() - checked >= SIGNED_IN_EVERY:
                    await run_in_threadpool(follower.still)
                    checked = loop.time()
                found = await run_in_threadpool(look, cursor)
            except (Denied, Missing):
                yield "event: gone\ndata:\n\n"
                return
            except SafelightError:  # not just now; the next look may
                found = None
            if found is not None:
                cursor, spoke = found.cursor, loop.time()
                yield event(found)
            elif loop.time() - spoke >= PING_EVERY:
                spoke = loop.time()
                yield ": still here\n\n"
            if follower.closing.is_set():
                return
            if not follower.topic:
                await asyncio.sleep(REST)
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), LOOK_EVERY)


def event(found: Part) -> str:
    """One event as it goes over the wire."""
    lines = "".join(f"data: {line}\n" for line in found.html.splitlines())
    return f"id: {found.cursor}\nevent: part\n{lines}\n"
