"""Impact: what came of the work, its number with the bounds, the rows it rests on, and outside figures beside it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, cast

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.kernel.errors import Invalid
from safelight.stats.core.outcome import AGES, FORMS, KINDS, SEXES, SUPPORTS, THROUGHS, Given
from safelight.web.numbers import tabs
from safelight.web.page import Signed, Visit

router = APIRouter(prefix="/impact")

SPLITS = ("", "sex", "group", "age", "form", "state", "year", "through")
ROWS_SHOWN = 200


@router.get("")
def ledger(visit: Signed, kind: str = KINDS[0], by: str = "", year: str = "", together: str = "") -> Response:
    """The number, a split and, for who may see them, the rows."""
    stats, actor = visit.platform.stats, visit.actor
    stats.facts.catch_up()
    splits = [by] if by in SPLITS and by else []
    chosen = cast(Any, kind if kind in KINDS else KINDS[0])
    view = stats.impact.view(actor, chosen, splits, int(year) if year.isdigit() else None, bool(together))
    may = {action: allows(actor, cast(Any, f"stats.impact.{action}")) for action in ("rows", "record", "confirm")}
    rows = stats.impact.rows(actor)[:ROWS_SHOWN] if may["rows"] else []
    return visit.page(
        "impact.html",
        tabs=tabs(visit, "/impact"),
        view=view,
        kinds=KINDS,
        splits=SPLITS,
        by=by,
        year=year,
        together=bool(together),
        rows=rows,
        may=may,
        closed={"sex": SEXES, "age": AGES, "form": FORMS, "through": THROUGHS, "support": SUPPORTS},
    )


@router.post("/record")
def record(
    visit: Signed,
    kind: Annotated[str, Form()],
    day: Annotated[str, Form()],
    support: Annotated[str, Form()],
    reference: Annotated[str, Form()],
    how: Annotated[str, Form()],
    count: Annotated[str, Form()] = "1",
    hours_low: Annotated[str, Form()] = "",
    hours_high: Annotated[str, Form()] = "",
    sex: Annotated[str, Form()] = "unknown",
    age: Annotated[str, Form()] = "unknown",
    form: Annotated[str, Form()] = "unknown",
    through: Annotated[str, Form()] = "several",
    same_as: Annotated[str, Form()] = "",
    proposal: Annotated[str, Form()] = "",
) -> Response:
    """Enter an outcome, or what a proposal was."""
    try:
        when, number = date.fromisoformat(day), int(count)
        hours = (float(hours_low), float(hours_high or hours_low)) if hours_low.strip() else None
    except ValueError:
        raise Invalid("web.impact.number", "Give the day as 2026-01-31, and numbers as digits.") from None
    words: dict[str, Any] = {"kind": kind, "support": support, "sex": sex, "age": age, "form": form}
    given = Given(
        **words,
        day=when,
        reference=reference,
        how=how,
        count=number,
        hours=hours,
        through=cast(Any, through),
        same_as=same_as,
    )
    visit.platform.stats.impact.record(visit.actor, given, proposal or None)
    return visit.done("/impact", "outcome_recorded")


@router.post("/{outcome_id}/{verb}")
def step(visit: Signed, outcome_id: str, verb: str, why: Annotated[str, Form()] = "") -> Response:
    """Confirm, withdraw or dismiss."""
    return _step(visit, outcome_id, verb, why)


def _step(visit: Visit, outcome_id: str, verb: str, why: str) -> Response:
    impact = visit.platform.stats.impact
    if verb == "confirm":
        impact.confirm(visit.actor, outcome_id)
    elif verb == "withdraw":
        impact.withdraw(visit.actor, outcome_id, why)
    elif verb == "dismiss":
        impact.dismiss(visit.actor, outcome_id, why)
    else:
        raise Invalid("web.impact.verb", "An outcome is confirmed, withdrawn or dismissed.")
    return visit.done("/impact", f"outcome_{verb}")


@router.get("/claims")
def claims(visit: Signed) -> Response:
    """Figures that others publish, with what stands against them."""
    found = visit.platform.stats.claims.list(visit.actor)
    return visit.page("claims.html", tabs=tabs(visit, "/impact/claims"), claims=found)
