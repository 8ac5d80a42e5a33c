"""Signing in and out, and the state of the installation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field

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


def actor_of(platform: ThePlatform, authorization: Annotated[str, Header()] = "") -> Actor:
    """Whom the bearer token acts for; 401 without a live one."""
    kind, _, token = authorization.partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Denied("access.not_signed_in", "Send the header: Authorization: Bearer TOKEN")
    return platform.access.actor_for(Sealed(token.strip()))


TheActor = Annotated[Actor, Depends(actor_of)]


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
