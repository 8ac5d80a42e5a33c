"""Check and submit fingerprints by hand or from a file, and what the own tenant holds.

Pictures never come here: a file holds what `safelight content hash` wrote at the edge. One form has two ends, check
(keeps nothing, needs a case and a reason) and submit (keeps). Answers are pages, not addresses: what was asked stays
out of histories and logs.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.access.core.purpose import Purpose
from safelight.content.core.category import PROFILES
from safelight.content.core.listing import RowId
from safelight.content.core.observation import REASONS, Submission
from safelight.content.core.opinion import OPINIONS
from safelight.content.service.intake import Intake
from safelight.kernel.errors import Invalid
from safelight.kernel.ids import CaseId
from safelight.kernel.provenance import Rejected, Warned
from safelight.web.cases import open_cases
from safelight.web.lead_views import Tab
from safelight.web.notices import content_tabs, likeness
from safelight.web.page import Signed, Visit

router = APIRouter(prefix="/content")

MOST_ROWS = 500
"""Rows that a page takes and shows; the command line and the API take any number."""

MOST_PROBLEMS = 20
PAGE = 50
STATUSES = ("held", "retracted", "lapsed", "erased")
HASHES = ("pdq", "md5", "sha1", "sha256")

Typed = Annotated[str, Form(max_length=200)]


@dataclass(frozen=True, slots=True)
class Met:
    """One match of a check, in words."""

    identified: str
    other: str
    liaison: str
    when: str
    likeness: str
    disputed: bool
    notice: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row."""

    row: RowId
    observation: str = ""
    known: bool = False
    matches: tuple[Met, ...] = ()
    notices: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Handed:
    """The rows of one form: those that are sound, and what was wrong with others."""

    rows: list[tuple[RowId, Submission]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def note(self, row: Rejected | Warned) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(row.line())


def handed(file: UploadFile | None, typed: Mapping[str, str]) -> Handed:
    """Rows of the file, and one more of what was typed. Invalid when there is none, or too many."""
    found = Handed()
    sources: list[tuple[str, bytes]] = []
    if file is not None and file.filename:
        sources.append((file.filename[:100], file.file.read()))
    if any(typed.values()):
        given = {name: value.strip() for name, value in typed.items() if value.strip()}
        sources.append(("typed", json.dumps({"id": "typed by hand", **given}).encode()))
    for name, body in sources:
        found.rows += list(Intake(io.BytesIO(body), name, found.note).rows())
    if len(found.rows) > MOST_ROWS:
        message = f"A page takes {MOST_ROWS} rows; use safelight content check or submit for {len(found.rows):,}."
        raise Invalid("web.content.many", message)
    if not found.rows:
        first = f" {found.problems[0]}" if found.problems else ""
        raise Invalid("web.content.nothing", f"There is no fingerprint in the form.{first}")
    return found


def shown(visit: Visit, **more: Any) -> dict[str, Any]:
    """What the page's template needs."""
    empty: dict[str, Any] = {"results": (), "problems": (), "problem": "", "did": "", "case_id": "", "reason": ""}
    return {
        **empty,
        "tabs": content_tabs(visit.actor, "/content/check"),
        "cases": open_cases(visit),
        "profiles": PROFILES,
        "may_submit": allows(visit.actor, "content.submit"),
        **more,
    }


@router.get("/check")
def check_page(visit: Signed) -> Response:
    return visit.page("check.html", **shown(visit))


@router.post("/check")
def check(
    visit: Signed,
    file: Annotated[UploadFile | None, File()] = None,
    pdq: Typed = "",
    md5: Typed = "",
    sha1: Typed = "",
    sha256: Typed = "",
    case_id: Typed = "",
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Ask whether anybody holds these. Keeps nothing; a match tells both sides."""
    given = handed(file, {"pdq": pdq, "md5": md5, "sha1": sha1, "sha256": sha256})
    purpose = Purpose(CaseId(case_id), reason) if case_id or reason else None
    asked = [one.fingerprints for _, one in given.rows]
    answers = visit.platform.content.checks.check(visit.actor, asked, purpose)
    results = [
        Result(row, known=bool(one.matches), matches=tuple(met(each) for each in one.matches), notes=one.notes)
        for (row, _), one in zip(given.rows, answers, strict=True)
    ]
    more = {"problems": given.problems, "did": "check", "case_id": case_id, "reason": reason}
    return visit.page("check.html", **shown(visit, results=results, **more))


@router.post("/submit")
def submit(
    visit: Signed,
    file: Annotated[UploadFile | None, File()] = None,
    pdq: Typed = "",
    md5: Typed = "",
    sha1: Typed = "",
    sha256: Typed = "",
    case_ref: Typed = "",
    category: Typed = "",
    series: Typed = "",
    identified: Typed = "",
) -> Response:
    """Keep these, with what is claimed of all of them where a row says nothing itself."""
    typed = {"pdq": pdq, "md5": md5, "sha1": sha1, "sha256": sha256}
    given = handed(file, typed)
    profile, _, code = category.partition(":")
    claimed = [
        claim(one, case_ref=case_ref, profile=profile, code=code, series=series, identified=bool(identified))
        for _, one in given.rows
    ]
    made = visit.platform.content.submissions.submit_many(visit.actor, claimed)
    results = [
        Result(row, one.id, one.known, notices=one.notices, notes=one.notes)
        for (row, _), one in zip(given.rows, made, strict=True)
    ]
    return visit.page("check.html", **shown(visit, results=results, problems=given.problems, did="submit"))


def claim(one: Submission, *, case_ref: str, profile: str, code: str, series: str, identified: bool) -> Submission:
    """A row with the form's claims where it has none of its own."""
    said = bool(one.code)
    return Submission(
        fingerprints=one.fingerprints,
        case_ref=one.case_ref or case_ref.strip(),
        profile=one.profile if said else profile,
        code=one.code if said else code,
        facts=one.facts,
        series=one.series or series.strip(),
        identified=one.identified or identified,
    )


def met(match: Mapping[str, Any]) -> Met:
    return Met(
        identified=" and ".join(match["identified"]),
        other=match["other"],
        liaison=match["liaison"],
        when=match["when"],
        likeness=likeness(dict(match)),
        disputed=match["disputed"],
        notice=match["notice"],
    )


# --- what the own tenant holds --------------------------------------------------------------------


@router.get("/held")
def held(visit: Signed, status: str = "held", page: int = 1) -> Response:
    """The own observations, newest first."""
    status, page = status if status in STATUSES else "held", max(1, page)
    rows, total = visit.platform.content.submissions.page(visit.actor, status, PAGE, PAGE * (page - 1))
    return visit.page(
        "held.html",
        tabs=content_tabs(visit.actor, "/content/held"),
        shown=statuses(status),
        rows=rows,
        total=total,
        start=PAGE * (page - 1),
        before=f"/content/held?status={status}&page={page - 1}" if page > 1 else None,
        after=f"/content/held?status={status}&page={page + 1}" if PAGE * page < total else None,
    )


def statuses(current: str) -> Sequence[Tab]:
    return [Tab(name.capitalize(), f"/content/held?status={name}", "", name == current) for name in STATUSES]


@router.get("/held/{observation_id}")
def observation(visit: Signed, observation_id: str) -> Response:
    return _observation(visit, observation_id, None)


@router.post("/held/{observation_id}/reference")
def reference(visit: Signed, observation_id: str) -> Response:
    """The own case reference, unsealed; recorded."""
    return _observation(visit, observation_id, visit.platform.content.submissions.case_ref(visit.actor, observation_id))


def _observation(visit: Visit, observation_id: str, case_ref: str | None) -> Response:
    content = visit.platform.content
    kept = content.submissions.open(visit.actor, observation_id)
    is_held = kept.status == "held"
    return visit.page(
        "observation.html",
        kept=kept,
        case_ref=case_ref,
        reasons=REASONS,
        opinions=OPINIONS,
        may_retract=is_held and allows(visit.actor, "content.retract"),
        may_identify=is_held and not kept.identified and allows(visit.actor, "content.identify"),
        may_second=is_held and kept.submitted_by != visit.actor.member.id and allows(visit.actor, "content.opinion"),
        may_erase=kept.status != "erased" and allows(visit.actor, "content.erase"),
    )


@router.post("/held/{observation_id}/retract")
def retract(visit: Signed, observation_id: str, why: Annotated[str, Form()]) -> Response:
    visit.platform.content.submissions.retract(visit.actor, observation_id, why)
    return visit.done(address(observation_id), "retracted")


@router.post("/held/{observation_id}/identify")
def identify(visit: Signed, observation_id: str) -> Response:
    visit.platform.content.submissions.identify(visit.actor, observation_id)
    return visit.done(address(observation_id), "identified")


@router.post("/held/{observation_id}/opinion")
def second(visit: Signed, observation_id: str, opinion: Annotated[str, Form()]) -> Response:
    visit.platform.content.inbox.judge_own(visit.actor, observation_id, opinion)
    return visit.done(address(observation_id), "judged")


@router.post("/held/{observation_id}/erase")
def erase(visit: Signed, observation_id: str, sure: Annotated[str, Form()] = "") -> Response:
    """Can't be undone, so it asks for a tick."""
    if not sure:
        raise Invalid("web.content.sure", "Tick that it is to be erased for good; nothing was changed.")
    visit.platform.content.submissions.erase(visit.actor, observation_id)
    return visit.done(address(observation_id), "erased")


def address(observation_id: str) -> str:
    return f"/content/held/{quote(observation_id, safe='')}"
