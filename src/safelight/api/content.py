"""The content network over HTTP: submit, check, watch, notices behind a cursor, requests, proofs.

Bodies of fingerprints are what `safelight content hash` writes, or a CSV with the same names; a bad row is named and
costs itself only. The same walls, quotas and audit as on the command line: a check names a case and a reason, and an
index that isn't ready is 503, never "no match". Handshakes and the log are in `contact.py`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.api.session import TheActor, ThePlatform, TheToken, with_body
from safelight.content.core.listing import RowId
from safelight.content.core.observation import Submission
from safelight.content.service.inbox import feed_record, view_record
from safelight.content.service.intake import Intake
from safelight.content.service.submissions import observation_record
from safelight.kernel.errors import Invalid
from safelight.kernel.ids import CaseId
from safelight.kernel.provenance import Rejected, Warned

router = APIRouter(prefix="/content", tags=["content"])

MOST_PROBLEMS = 100
"""Refused and warned rows that an answer lists; all are counted."""

Case = Annotated[str, Query(description="Id of an open case of your tenant.", max_length=64)]
Reason = Annotated[str, Query(description="Why you look, in a few words; it is written down.", max_length=500)]
Record = dict[str, object]


class Retraction(BaseModel):
    """Why an observation is taken back."""

    why: str = Field("mistaken", max_length=40)


class Judgement(BaseModel):
    """An opinion: confirmed, needs_checking or false."""

    opinion: str = Field(max_length=40)


class Rows:
    """The rows of a body, and what was wrong with some."""

    def __init__(self, body: bytes) -> None:
        self.problems: list[str] = []
        self._intake = Intake(io.BytesIO(body), "body", self._note)
        self.read: list[tuple[RowId, Submission]] = list(self._intake.rows())

    def _note(self, row: Rejected | Warned) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(row.line())

    @property
    def submissions(self) -> list[Submission]:
        if not self.read:
            raise Invalid("content.input.empty", "There is no row with a fingerprint. " + " ".join(self.problems[:1]))
        return [one for _, one in self.read]

    def answer(self, name: str, made: Iterator[Mapping[str, object]]) -> Record:
        rows = [{"id": row, **record} for (row, _), record in zip(self.read, made, strict=True)]
        return {name: rows, "refused": self._intake.refused, "problems": self.problems}


@router.post("/observations", response_model=Record)
async def submit(platform: ThePlatform, token: TheToken, request: Request) -> Response:
    """Keep fingerprints and tell both sides of what they meet. The same again changes nothing."""

    def work(actor: Actor, body: bytes) -> Record:
        rows = Rows(body)
        made = platform.content.submissions.submit_many(actor, rows.submissions)
        return rows.answer("observations", (one.record() for one in made))

    return await with_body(platform, token, request, work)


@router.post("/checks", response_model=Record)
async def check(
    platform: ThePlatform, token: TheToken, request: Request, case: Case = "", reason: Reason = ""
) -> Response:
    """Ask whether anybody holds these. Keeps nothing; a match tells both sides."""
    purpose = Purpose(CaseId(case.strip()), reason) if case.strip() or reason.strip() else None

    def work(actor: Actor, body: bytes) -> Record:
        rows = Rows(body)
        answers = platform.content.checks.check(actor, [one.fingerprints for one in rows.submissions], purpose)
        return rows.answer("checks", (one.record() for one in answers))

    return await with_body(platform, token, request, work)


@router.post("/watches", response_model=Record)
async def watch(
    platform: ThePlatform, token: TheToken, request: Request, days: Annotated[int, Query(ge=1, le=365)] = 30
) -> Response:
    """Be told if these appear within so many days; so is whoever brings them."""

    def work(actor: Actor, body: bytes) -> Record:
        rows = Rows(body)
        made = [platform.content.submissions.watch(actor, one, days) for one in rows.submissions]
        return rows.answer("watches", (one.record() for one in made))

    return await with_body(platform, token, request, work)


@router.get("/observations")
def held(
    platform: ThePlatform,
    actor: TheActor,
    status: Annotated[str, Query(max_length=20)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> Record:
    """Your own observations, newest first."""
    rows, total = platform.content.submissions.page(actor, status or None, limit, offset)
    return {"total": total, "observations": [observation_record(one) for one in rows]}


@router.post("/observations/{observation}/retraction")
def retract(platform: ThePlatform, actor: TheActor, observation: str, given: Retraction) -> Record:
    """Take an observation back. Everybody who was told of it is told."""
    done = platform.content.submissions.retract(actor, observation, given.why)
    return {"observation": done.observation.id, "status": done.observation.status, "told": done.told}


@router.post("/observations/{observation}/identification")
def identify(platform: ThePlatform, actor: TheActor, observation: str) -> Record:
    """Say that the person shown is identified. Everybody who was told learns it first thing."""
    return {"observation": observation, "told": platform.content.submissions.identify(actor, observation)}


@router.post("/observations/{observation}/opinion")
def second(platform: ThePlatform, actor: TheActor, observation: str, given: Judgement) -> Record:
    """A second look at your own tenant's claim, by another person than the submitter."""
    return platform.content.inbox.judge_own(actor, observation, given.opinion).record()


@router.delete("/observations/{observation}")
def erase(platform: ThePlatform, actor: TheActor, observation: str) -> Record:
    """Erase an observation's fingerprints, claim, case reference and log salts. It can't be undone."""
    kept = platform.content.submissions.erase(actor, observation)
    return {"observation": kept.id, "status": kept.status}


@router.get("/notices")
def feed(
    platform: ThePlatform,
    actor: TheActor,
    after: Annotated[int, Query(ge=0, description="The last `next` you got; 0 from the start.")] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Record:
    """Your notices in order, behind a cursor. Keep `next` once you have stored these: then none is missed."""
    rows = platform.content.inbox.feed(actor, after, limit)
    return {"notices": [feed_record(row) for row in rows], "next": rows[-1].number if rows else after}


@router.get("/notices/{notice}")
def open_notice(platform: ThePlatform, actor: TheActor, notice: str) -> Record:
    """One notice with how its claim stands; marks it as seen."""
    return view_record(platform.content.inbox.open(actor, notice))


@router.post("/notices/{notice}/opinion")
def judge(platform: ThePlatform, actor: TheActor, notice: str, given: Judgement) -> Record:
    """Your tenant's opinion on what the other side claims."""
    return platform.content.inbox.judge(actor, notice, given.opinion).record()
