"""Signing in and out, and the state of the installation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from safelight import __version__
from safelight.access.core.tenant import Actor
from safelight.assembly import Platform
from safelight.kernel.errors import Denied
from safelight.kernel.sealed import Sealed

router = APIRouter(tags=["session"])


async def platform_of(request: Request) -> Platform:
    """The platform served. A coroutine, so that it costs no hop to another thread."""
    found = request.app.state.platform
    assert isinstance(found, Platform)
    return found


ThePlatform = Annotated[Platform, Depends(platform_of)]


async def token_of(authorization: Annotated[str, Header()] = "") -> Sealed:
    """The bearer token; 401 without one. Whom it acts for is not looked up yet."""
    kind, _, token = authorization.partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Denied("access.not_signed_in", "Send the header: Authorization: Bearer TOKEN")
    return Sealed(token.strip())


TheToken = Annotated[Sealed, Depends(token_of)]


def actor_of(platform: ThePlatform, token: TheToken) -> Actor:
    """Whom the bearer token acts for; 401 without a live one."""
    return platform.access.actor_for(token)


TheActor = Annotated[Actor, Depends(actor_of)]

SMALL_BODY = 65_536
"""Bytes that are read from whoever shows a token; more is taken only from who is signed in."""


async def with_body(
    platform: Platform, token: Sealed, request: Request, work: Callable[[Actor, bytes], Mapping[str, object]]
) -> Response:
    """The answer of `work`, which gets who asks and the body. Signing in, work and writing the answer are one hop to
    another thread."""
    stated = request.headers.get("content-length", "")
    if not stated.isdigit() or int(stated[:12]) > SMALL_BODY:
        await run_in_threadpool(platform.access.actor_for, token)
    body = await request.body()
    return await run_in_threadpool(lambda: JSONResponse(work(platform.access.actor_for(token), body)))


class Credentials(BaseModel):
    login: str = Field(max_length=200)
    password: str = Field(max_length=500)


@router.get("/health")
def health(platform: ThePlatform) -> dict[str, object]:
    """Whether the server answers, and whether work is piling up."""
    return {
        "version": __version__,
        "outbox_waiting": platform.outbox.waiting(),
        "jobs_failing": len(platform.jobs.failing()),
    }


@router.post("/session", status_code=201)
def sign_in(platform: ThePlatform, credentials: Credentials) -> dict[str, str]:
    """A session token for a login and a password."""
    signed = platform.access.sign_in(credentials.login, Sealed(credentials.password))
    return {"token": signed.token.reveal(), "member": signed.actor.member.name, "tenant": signed.actor.tenant.name}


@router.delete("/session", status_code=204)
def sign_out(platform: ThePlatform, actor: TheActor) -> None:
    """End the session."""
    platform.access.sign_out(actor)
