"""The signal exchange over HTTP: collaborations, signals, opinions, sights, and deltas that go on from a checkpoint."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from safelight.api.session import TheActor, ThePlatform
from safelight.content.service.programmes import Goal

router = APIRouter(prefix="/exchange", tags=["exchange"])


class Founding(BaseModel):
    """A collaboration to be founded."""

    name: str = Field(max_length=200)
    agreement: str = Field(max_length=20_000)


class Invitation(BaseModel):
    """Whom to invite, by the id of its tenant."""

    tenant: str = Field(max_length=64)


class Signals(BaseModel):
    """Signals to tell: kind, value, severity, claimed_on, tags."""

    signals: list[dict[str, object]] = Field(max_length=1_000)


class Named(BaseModel):
    """A signal by kind and value."""

    kind: str = Field(max_length=32)
    value: str = Field(max_length=4_096)


class Judged(Named):
    """An opinion: confirmed, needs_checking or false."""

    opinion: str = Field(max_length=40)


class Seen(Named):
    """How often it was seen, and acted on."""

    count: int = Field(1, ge=1)
    actioned: int = Field(0, ge=0)


class Beginning(BaseModel):
    """A joint programme to begin: its measure is one that the exchange counts, or one that partners report."""

    title: str = Field(max_length=200)
    goal: str = Field(max_length=1_000)
    measure: str = Field(max_length=32)
    target: int
    ends: str = Field(max_length=10)


class Total(BaseModel):
    """The own tenant's total so far, as of a day; today when left out."""

    total: int
    as_of: str = Field("", max_length=10)


class Closing(BaseModel):
    """reach, when the goal was met; end, when it was not."""

    verb: str = Field(max_length=16)


@router.get("/collaborations")
def collaborations(platform: ThePlatform, actor: TheActor) -> dict[str, object]:
    """The own collaborations, invitations among them."""
    rows = platform.content.exchange.page(actor)
    names = ("id", "name", "agreement", "founder", "agreed")
    return {"collaborations": [{name: getattr(row, name) for name in names} for row in rows]}


@router.post("/collaborations", status_code=201)
def found(platform: ThePlatform, actor: TheActor, given: Founding) -> dict[str, str]:
    """Found one."""
    return {"id": platform.content.exchange.found(actor, given.name, given.agreement).id}


@router.get("/collaborations/{collaboration}/partners")
def directory(platform: ThePlatform, actor: TheActor, collaboration: str) -> dict[str, object]:
    """Who is in it, with duty liaisons."""
    rows = platform.content.exchange.directory(actor, collaboration)
    names = ("name", "kind", "liaison", "agreed")
    return {"partners": [{name: getattr(row, name) for name in names} for row in rows]}


@router.post("/collaborations/{collaboration}/partners", status_code=204)
def invite(platform: ThePlatform, actor: TheActor, collaboration: str, given: Invitation) -> None:
    """Invite a tenant."""
    platform.content.exchange.invite(actor, collaboration, given.tenant)


@router.post("/collaborations/{collaboration}/agreement", status_code=204)
def agree(platform: ThePlatform, actor: TheActor, collaboration: str) -> None:
    """Agree, for the own tenant."""
    platform.content.exchange.agree(actor, collaboration)


@router.post("/collaborations/{collaboration}/signals", status_code=201)
def send(platform: ThePlatform, actor: TheActor, collaboration: str, given: Signals) -> dict[str, object]:
    """Tell signals; all or none."""
    return {"ids": platform.content.exchange.send(actor, collaboration, given.signals)}


@router.get("/collaborations/{collaboration}/signals")
def delta(
    platform: ThePlatform,
    actor: TheActor,
    collaboration: str,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 1_000,
) -> dict[str, object]:
    """What changed after a checkpoint; 0 is the beginning."""
    return platform.content.exchange.delta(actor, collaboration, after, limit)


@router.post("/collaborations/{collaboration}/withdrawals")
def withdraw(platform: ThePlatform, actor: TheActor, collaboration: str, given: Named) -> dict[str, int]:
    """Take an own signal back."""
    return {"withdrawn": platform.content.exchange.withdraw(actor, collaboration, given.kind, given.value)}


@router.post("/collaborations/{collaboration}/opinions")
def judge(platform: ThePlatform, actor: TheActor, collaboration: str, given: Judged) -> dict[str, int]:
    """Give an opinion."""
    verbs = platform.content.exchange
    return {"signals": verbs.judge(actor, collaboration, given.kind, given.value, given.opinion)}


@router.post("/collaborations/{collaboration}/sights")
def see(platform: ThePlatform, actor: TheActor, collaboration: str, given: Seen) -> dict[str, int]:
    """Say that it was seen."""
    verbs = platform.content.exchange
    return {"signals": verbs.see(actor, collaboration, given.kind, given.value, given.count, given.actioned)}


@router.get("/collaborations/{collaboration}/programmes")
def programmes(platform: ThePlatform, actor: TheActor, collaboration: str) -> dict[str, object]:
    """Its joint programmes and how far they are; a lower and an upper bound where partners may count the same."""
    found = platform.content.programmes.page(actor, collaboration)
    return {"programmes": [one.record() for one in found]}


@router.post("/collaborations/{collaboration}/programmes", status_code=201)
def begin(platform: ThePlatform, actor: TheActor, collaboration: str, given: Beginning) -> dict[str, str]:
    """Begin one; the own tenant owns it."""
    goal = Goal(given.title, given.goal, given.measure, given.target, given.ends)
    return {"id": platform.content.programmes.begin(actor, collaboration, goal).id}


@router.post("/programmes/{programme}/totals", status_code=204)
def report(platform: ThePlatform, actor: TheActor, programme: str, given: Total) -> None:
    """Say the own total; it replaces the last one."""
    platform.content.programmes.report(actor, programme, given.total, given.as_of)


@router.post("/programmes/{programme}/close")
def close(platform: ThePlatform, actor: TheActor, programme: str, given: Closing) -> dict[str, str]:
    """Close an own programme."""
    return {"status": platform.content.programmes.close(actor, programme, given.verb).status}
