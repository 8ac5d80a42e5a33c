"""Contact and proof over HTTP: requests between the sides of a notice, the watch desk, the transparency log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import PlainTextResponse

from safelight.api.session import TheActor, ThePlatform
from safelight.content.service.transparency import MOST_LEAVES, verifier

router = APIRouter(prefix="/content", tags=["content"])

Record = dict[str, object]


class Step(BaseModel):
    """A move: accept, decline, refer, withdraw, escalate or close."""

    verb: str = Field(max_length=20)


class Cosignature(BaseModel):
    """One C2SP cosignature line of the newest head by your tenant's witness."""

    line: str = Field(max_length=500)


@router.post("/notices/{notice}/handshake")
def ask(platform: ThePlatform, actor: TheActor, notice: str) -> Record:
    """Ask the other side of a notice for contact."""
    return platform.content.handshakes.ask(actor, notice).record()


@router.get("/handshakes")
def requests(platform: ThePlatform, actor: TheActor) -> Record:
    """Your requests, asked and received, the newest move first."""
    return {"handshakes": [one.record() for one in platform.content.handshakes.page(actor)]}


@router.post("/handshakes/{handshake}/steps")
def move(platform: ThePlatform, actor: TheActor, handshake: str, step: Step) -> Record:
    """Answer a request, or take it back."""
    return platform.content.handshakes.move(actor, handshake, step.verb).record()


@router.get("/desk")
def desk(platform: ThePlatform, actor: TheActor) -> Record:
    """What waits at the watch desk. Only for the tenant that is the desk."""
    return {"waiting": [one.record() for one in platform.content.handshakes.desk(actor)]}


@router.post("/desk/{handshake}/reminder")
def remind(platform: ThePlatform, actor: TheActor, handshake: str) -> Record:
    """The desk has reached the other side: the request waits there again."""
    platform.content.handshakes.remind(actor, handshake)
    return {"handshake": handshake, "status": "requested"}


@router.get("/log/head")
def head(platform: ThePlatform, actor: TheActor) -> Record:
    """The newest signed head, with its cosignatures: a C2SP note."""
    found = platform.content.transparency.head(actor)
    known = {"size": found.size, "root": found.root, "public_key": found.public_key, "cosigned": found.cosigned}
    return {"note": found.note, **known}


@router.get("/log/leaves")
def leaves(
    platform: ThePlatform,
    actor: TheActor,
    start: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_LEAVES)] = MOST_LEAVES,
) -> Record:
    """Published leaves in hex, for whoever watches the log."""
    return {"start": start, "leaves": platform.content.transparency.leaves(actor, start, limit)}


@router.get("/log/consistency")
def consistency(platform: ThePlatform, actor: TheActor, old: Annotated[int, Query(ge=1)]) -> Record:
    """That the log has only grown since it had `old` leaves."""
    return platform.content.transparency.consistency(actor, old)


@router.get("/log/proofs/{subject}")
def proof(platform: ThePlatform, actor: TheActor, subject: str) -> Record:
    """What shows that your own submission, retraction or notice is in the log, for the stand-alone verifier."""
    return platform.content.transparency.proof(actor, subject)


@router.post("/log/cosignatures")
def cosign(platform: ThePlatform, actor: TheActor, given: Cosignature) -> Record:
    """Add the cosignature of your tenant's witness to the newest head."""
    done = platform.content.transparency.cosign(actor, given.line)
    return {"size": done.size, "cosigned": done.cosigned}


@router.get("/log/verifier")
def verifier_script(actor: TheActor) -> PlainTextResponse:
    """The stand-alone verifier: a Python script that needs nothing of this program."""
    del actor
    return PlainTextResponse(verifier(), media_type="text/x-python")
