"""`safelight stats circuits` and `effect`: tested patterns of movement and of events. Stateless, JSON lines out."""

from __future__ import annotations

from typing import Annotated

import typer

from safelight.cli.console import err, out, show_json
from safelight.cli.session import JsonOption
from safelight.cli.stats import OrderOption, TableArgument, TimeOption, refused, short

ShareOption = Annotated[
    float | None, typer.Option("--q", min=0.001, max=0.5, help="Share of false ones accepted among those reported.")
]


def register(app: typer.Typer) -> None:
    """Put the verbs under `safelight stats`."""
    app.command("circuits")(circuits)
    app.command("effect")(effect)


def circuits(
    table: TableArgument,
    entity: Annotated[str, typer.Option("--entity", metavar="COL", help="Column that says who was seen.")],
    place: Annotated[str, typer.Option("--place", metavar="COL", help="Column of places.")],
    time: TimeOption,
    share: ShareOption = None,
    order: OrderOption = None,
) -> None:
    """Entities whose stops repeat as a cycle of three or more places; one line each, stops in the order gone."""
    from safelight.stats.service import circuits as service

    answer = service.circuits(table, entity, place, time, refused, order, share)
    for warning in answer.warnings:
        err(f"warning: {warning}")
    for found in answer.found:
        line: dict[str, object] = {
            "entity": found.entity,
            "stops": list(found.stops),
            "period_days": None if found.period_days is None else short(found.period_days),
            "p": short(found.p),
            "q": short(found.q),
        }
        show_json(line | ({"warnings": list(answer.warnings)} if answer.warnings else {}))
    err(f"{len(answer.found):,} circuits; {answer.tested:,} of {answer.entities:,} entities could show one.")


def effect(
    table: TableArgument,
    unit: Annotated[str, typer.Option("--unit", metavar="COL", help="Column of units, such as places.")],
    time: TimeOption,
    event: Annotated[
        str,
        typer.Option("--event", metavar="UNIT@DATE", help="Where and when; UNIT@DATE..DATE names its end as well."),
    ],
    count: Annotated[
        str | None, typer.Option("--count", metavar="COL", help="Column of counts; without it each row counts one.")
    ] = None,
    order: OrderOption = None,
    words: Annotated[bool, typer.Option("--words", help="One sentence instead of JSON.")] = False,
    as_json: JsonOption = False,
) -> None:
    """How many times its expected count a unit counts in an event: ratio, 95 % interval, and a test by placebos."""
    from safelight.stats.service import effect as service

    found = service.effect(table, unit, time, count, event, refused, order)
    for warning in found.warnings:
        err(f"warning: {warning}")
    low, high = (short(end) for end in found.interval)
    if words and not as_json:
        out(
            f"{found.count:,} counted where {found.expected:,.1f} were expected: {short(found.estimate)} times as many "
            f"(95 % interval {low} to {high}); {found.placebo_p:.1%} of {found.placebos:,} windows without an event "
            "were as far out."
        )
        return
    show_json(
        {
            "estimate": short(found.estimate),
            "interval": [low, high],
            "scale": "ratio",
            "placebo_p": short(found.placebo_p),
            "controls": found.controls,
            "count": found.count,
            "expected": short(found.expected),
            "placebos": found.placebos,
            "warnings": list(found.warnings),
        }
    )
