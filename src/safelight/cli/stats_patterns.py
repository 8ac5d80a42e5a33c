"""`safelight stats circuits`: tested patterns of movement and of events. Stateless, JSON lines out."""

from __future__ import annotations

from typing import Annotated

import typer

from safelight.cli.console import err, show_json
from safelight.cli.stats import OrderOption, TableArgument, TimeOption, refused, short

ShareOption = Annotated[
    float | None, typer.Option("--q", min=0.001, max=0.5, help="Share of false ones accepted among those reported.")
]


def register(app: typer.Typer) -> None:
    """Put the verbs under `safelight stats`."""
    app.command("circuits")(circuits)


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
