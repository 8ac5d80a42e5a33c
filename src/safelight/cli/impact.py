"""`safelight stats impact`: what came of the work; record, confirm, withdraw, add up, look at the rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from safelight.cli.console import err, out, show, show_json
from safelight.cli.facts import day_of
from safelight.cli.session import HomeOption, JsonOption, signed_in
from safelight.kernel.errors import Invalid
from safelight.stats.core.outcome import AGES, FORMS, KINDS, SEXES, SUPPORTS, THROUGHS, Given, Outcome

if TYPE_CHECKING:
    from safelight.stats.service.impact import ImpactView

app = typer.Typer(help="The impact ledger: what came of the work, each matter once.", no_args_is_help=True)

OutcomeArgument = Annotated[str, typer.Argument(metavar="OUTCOME", help="Id of the outcome.")]
YearOption = Annotated[int | None, typer.Option("--year", help="Only outcomes of this year.")]
WhyOption = Annotated[str, typer.Option("--why", help="Why, in a few words.")]


def told(one: Outcome) -> dict[str, object]:
    """An outcome as programs read it."""
    hours = [one.hours_low, one.hours_high] if one.hours_low is not None else None
    return {
        "outcome": one.id,
        "status": one.status,
        "kind": one.kind,
        "day": one.day.isoformat(),
        "count": one.count,
        "hours": hours,
        "sex": one.sex,
        "age": one.age,
        "form": one.form,
        "through": one.through,
        "state": one.state,
        "support": f"{one.support} {one.reference}",
        "how": one.how,
        "confirmed_by": one.confirmed_by or "",
        "why": one.why or "",
    }


def hours_of(text: str | None) -> tuple[float, float] | None:
    """`3-5` or `4`: hours, the lower first."""
    if text is None:
        return None
    try:
        ends = [float(part) for part in text.split("-")]
    except ValueError:
        ends = []
    if len(ends) not in (1, 2):
        raise Invalid("stats.impact.hours", f"{text!r} is no range of hours; write 3-5.")
    return ends[0], ends[-1]


@app.command("record")
def record(
    kind: Annotated[str, typer.Option("--kind", help=f"One of: {', '.join(KINDS)}.")],
    support: Annotated[str, typer.Option("--support", help=f"What it stands on: {', '.join(SUPPORTS)}.")],
    reference: Annotated[str, typer.Option("--reference", help="Its id, or the outside document in words.")],
    how: Annotated[str, typer.Option("--how", help="What the work had to do with it, without names.")],
    day: Annotated[str, typer.Option("--day", metavar="DAY", help="When, as 2026-01-31.")],
    count: Annotated[int, typer.Option("--count", min=1, help="Persons; 1 for an investigation.")] = 1,
    hours: Annotated[str | None, typer.Option("--hours", metavar="LOW-HIGH", help="Hours saved, as 3-5.")] = None,
    sex: Annotated[str, typer.Option("--sex", help=f"One of: {', '.join(SEXES)}.")] = "unknown",
    age: Annotated[str, typer.Option("--age", help=f"One of: {', '.join(AGES)}.")] = "unknown",
    form: Annotated[str, typer.Option("--form", help=f"One of: {', '.join(FORMS)}.")] = "unknown",
    through: Annotated[str, typer.Option("--through", help=f"One of: {', '.join(THROUGHS)}.")] = "several",
    state: Annotated[str, typer.Option("--state", help="USPS code of the place.")] = "",
    county: Annotated[str, typer.Option("--county", help="FIPS code of the place, five digits.")] = "",
    same_as: Annotated[
        str, typer.Option("--same-as", help="Name of the matter that others who enter it use too, so it counts once.")
    ] = "",
    proposal: Annotated[str | None, typer.Option("--proposal", help="Id of the proposal that this is.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Enter an outcome with what it stands on. Nothing is counted without support."""
    words: dict[str, Any] = {"kind": kind, "support": support, "sex": sex, "age": age, "form": form}
    given = Given(
        **words,
        day=cast(date, day_of(day)),
        reference=reference,
        how=how,
        count=count,
        hours=hours_of(hours),
        through=cast(Any, through),
        state=state,
        county=county,
        same_as=same_as,
    )
    with signed_in(home) as (platform, actor):
        platform.stats.facts.catch_up()
        show(told(platform.stats.impact.record(actor, given, proposal)), as_json)


@app.command("confirm")
def confirm(outcome: OutcomeArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Say that you looked at what an outcome of another member stands on."""
    with signed_in(home) as (platform, actor):
        show(told(platform.stats.impact.confirm(actor, outcome)), as_json)


@app.command("withdraw")
def withdraw(outcome: OutcomeArgument, why: WhyOption, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Take an outcome out of the count; it stays in the ledger with the reason."""
    with signed_in(home) as (platform, actor):
        show(told(platform.stats.impact.withdraw(actor, outcome, why)), as_json)


@app.command("dismiss")
def dismiss(outcome: OutcomeArgument, why: WhyOption, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Say that a proposal is no outcome."""
    with signed_in(home) as (platform, actor):
        show(told(platform.stats.impact.dismiss(actor, outcome, why)), as_json)


@app.command("list")
def list_outcomes(
    status: Annotated[
        str | None, typer.Option("--status", help="proposed, recorded, confirmed, withdrawn or dismissed.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the rows that the numbers rest on, and what closed cases propose."""
    with signed_in(home) as (platform, actor):
        platform.stats.facts.catch_up()
        for one in platform.stats.impact.rows(actor, status):
            if as_json:
                show_json(told(one))
            else:
                stands_on = f"{one.support} {one.reference}"
                out(f"{one.id:<22} {one.day} {one.status:<10} {one.count:>4} {one.kind:<23} {stands_on}")


@app.command("totals")
def totals(
    kind: Annotated[str, typer.Option("--kind", help=f"One of: {', '.join(KINDS)}.")] = "victim_identified",
    by: Annotated[str, typer.Option("--by", metavar="WORD[,WORD]", help="Split by sex, age, form, state ...")] = "",
    year: YearOption = None,
    together: Annotated[bool, typer.Option("--together", help="Over all tenants of this home; needs three.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add the ledger up: each matter once, with the interval that unknown overlap and open checks leave."""
    names = [name.strip() for name in by.split(",") if name.strip()]
    with signed_in(home) as (platform, actor):
        view = platform.stats.impact.view(actor, cast(Any, kind), names, year, together)
        print_view(view, as_json)


def print_view(view: ImpactView, as_json: bool) -> None:
    """A view: total, interval, split, warnings."""
    summed = view.total
    known: dict[str, object] = {"kind": view.kind, "year": view.year or "all"}
    if summed is not None:
        known |= {"total": summed.best, "interval": [summed.low, summed.high], "rows": summed.rows}
        known |= {"confirmed": summed.confirmed, "repeats": summed.repeats, "tenants": summed.tenants}
    cells = [{**dict(zip(view.by, cell.key, strict=True)), "count": cell.count} for cell in view.cells]
    if as_json:
        show_json({**known, "cells": cells, "warnings": list(view.warnings)})
        return
    show(known, False)
    for cell in view.cells:
        shown = "hidden" if cell.count is None else f"{cell.count:,}"
        out(f"  {' · '.join(cell.key).replace('_', ' '):<50} {shown:>9}")
    for warning in view.warnings:
        err(f"note: {warning}")


@app.command("sdg")
def sdg(year: YearOption = None, home: HomeOption = None) -> None:
    """The tables of SDG target 5.2 and indicator 16.2.2, one JSON line a row: detected persons, not prevalence."""
    with signed_in(home) as (platform, actor):
        view, rows = platform.stats.impact.sdg(actor, year)
        for row in rows:
            show_json(row)
        for warning in view.warnings:
            err(f"note: {warning}")
