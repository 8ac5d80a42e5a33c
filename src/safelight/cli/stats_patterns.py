"""`safelight stats circuits`, `effect`, `scan`, `flows`: tested patterns of movement, events and places.

Stateless; results are JSON lines on standard output, refusals and warnings go to standard error.
"""

from __future__ import annotations

from typing import Annotated

import typer

from safelight.cli.console import err, out, show_json
from safelight.cli.session import JsonOption
from safelight.cli.stats import CountOption, OrderOption, TableArgument, TimeOption, names, refused, short, shown
from safelight.kernel.errors import Invalid

ShareOption = Annotated[
    float | None, typer.Option("--q", min=0.001, max=0.5, help="Share of false ones accepted among those reported.")
]


def register(app: typer.Typer) -> None:
    """Put the verbs under `safelight stats`."""
    app.command("circuits")(circuits)
    app.command("effect")(effect)
    app.command("scan")(scan)
    app.command("flows")(flows)


def circuits(
    table: TableArgument,
    entity: Annotated[str, typer.Option("--entity", metavar="COL", help="Column that says who was seen.")],
    place: Annotated[str, typer.Option("--place", metavar="COL", help="Column of places.")],
    time: TimeOption,
    share: ShareOption = None,
    order: OrderOption = None,
) -> None:
    """Entities whose stops repeat as a cycle of three or more places; one line each, stops in the order gone."""
    from safelight.stats.service import movement

    answer = movement.circuits(table, entity, place, time, refused, order, share)
    shown(
        (
            {
                "entity": found.entity,
                "stops": list(found.stops),
                "period_days": None if found.period_days is None else short(found.period_days),
                "p": short(found.p),
                "q": short(found.q),
            }
            for found in answer.found
        ),
        answer.warnings,
    )
    err(f"{len(answer.found):,} circuits; {answer.tested:,} of {answer.entities:,} entities could show one.")


def effect(
    table: TableArgument,
    unit: Annotated[str, typer.Option("--unit", metavar="COL", help="Column of units, such as places.")],
    time: TimeOption,
    event: Annotated[
        str,
        typer.Option("--event", metavar="UNIT@DATE", help="Where and when; UNIT@DATE..DATE names its end as well."),
    ],
    count: CountOption = None,
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


def scan(
    table: TableArgument,
    place: Annotated[
        str, typer.Option("--place", metavar="COL", help='Column of counties: FIPS codes, or "County, ST".')
    ],
    count: CountOption = None,
    people: Annotated[
        str | None, typer.Option("--population", metavar="COL", help="Column of people; else the county's of 2020.")
    ] = None,
    spot: Annotated[
        str | None, typer.Option("--at", metavar="LAT,LON", help="Columns of degrees, for places that are no counties.")
    ] = None,
    time: Annotated[str | None, typer.Option("--time", metavar="COL", help="Column of times, for the checks.")] = None,
) -> None:
    """Neighbouring places that together count more than their people explain; one line for each cluster."""
    from safelight.stats.service import scan as service

    columns = names(spot)
    if spot is not None and len(columns) != 2:
        raise Invalid("stats.scan.at", "--at needs two columns: latitude and longitude, as lat,lon.")
    at = (columns[0], columns[1]) if columns else None
    answer = service.clusters(table, place, count, refused, people, at, time)
    shown(
        (
            {
                "places": [answer.places[row] for row in found.places],
                "radius_km": short(found.radius_km),
                "count": found.count,
                "expected": short(found.expected),
                "ratio": short(found.ratio),
                "interval": [short(end) for end in found.interval],
                "p": short(found.p),
            }
            for found in answer.found.clusters
        ),
        answer.warnings,
    )
    err(
        f"{len(answer.found.clusters):,} clusters among {len(answer.places):,} places; chance of any cluster as strong "
        f"without one: {short(answer.found.p)}."
    )


def flows(
    table: TableArgument,
    origin: Annotated[str | None, typer.Option("--from", metavar="COL", help="Column of origins.")] = None,
    destination: Annotated[str | None, typer.Option("--to", metavar="COL", help="Column of destinations.")] = None,
    count: CountOption = None,
    entity: Annotated[
        str | None, typer.Option("--entity", metavar="COL", help="For sightings instead: who was seen.")
    ] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="COL", help="For sightings: where.")] = None,
    time: Annotated[str | None, typer.Option("--time", metavar="COL", help="For sightings: when.")] = None,
    order: OrderOption = None,
) -> None:
    """Pairs of places between which more goes than their size explains; from --from and --to, or from sightings."""
    from safelight.stats.service import movement

    if origin and destination:
        answer = movement.flows(table, origin, destination, count, refused)
    elif entity and place and time:
        answer = movement.flows_of_entities(table, entity, place, time, refused, order)
    else:
        raise Invalid("stats.flows.columns", "Name --from and --to, or --entity, --place and --time.")
    shown(
        (
            {
                "from": found.origin,
                "to": found.destination,
                "count": found.count,
                "back": found.back,
                "expected": short(found.expected),
                "ratio": short(found.ratio),
                "interval": [short(end) for end in found.interval],
                "p": short(found.p),
                "q": short(found.q),
            }
            for found in answer.found
        ),
        answer.warnings,
    )
