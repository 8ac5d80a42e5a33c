"""`safelight stats claim`: figures that others publish, with source and method, and what contradicts them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, cast

import typer

from safelight.cli.console import out, show, show_json
from safelight.cli.facts import day_of
from safelight.cli.session import HomeOption, JsonOption, signed_in
from safelight.stats.core.claim import Stated

app = typer.Typer(help="The claim register: outside figures, to be weighed.", no_args_is_help=True)


@app.command("add")
def add(
    body: Annotated[str, typer.Option("--body", help="Who says so.")],
    counts: Annotated[str, typer.Option("--counts", help="What is counted, in the register's own words.")],
    place: Annotated[str, typer.Option("--place", help="Where.")],
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="First day of the period, as 2026-01-31.")],
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day of the period.")],
    low: Annotated[float, typer.Option("--low", help="Lower end, or the one number.")],
    source: Annotated[str, typer.Option("--source", help="Title, year, page or address.")],
    high: Annotated[float | None, typer.Option("--high", help="Upper end, when a range was given.")] = None,
    method: Annotated[str, typer.Option("--method", help="How the source says it counted, if it does.")] = "",
    note: Annotated[str, typer.Option("--note", help="What a reader should know.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Enter a figure that somebody else publishes."""
    days = (cast(date, day_of(first)), cast(date, day_of(last)))
    stated = Stated(body, counts, place, *days, low, low if high is None else high, source, method, note)
    with signed_in(home) as (platform, actor):
        claim = platform.stats.claims.add(actor, stated)
        show({"claim": claim.id, "warnings": list(claim.warnings)}, as_json)


@app.command("list")
def list_claims(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the register, each claim with what stands against it."""
    with signed_in(home) as (platform, actor):
        for view in platform.stats.claims.list(actor):
            said, against = view.claim.stated, [each.why for each in view.against]
            if as_json:
                period = {"from": said.first.isoformat(), "to": said.last.isoformat()}
                figure = {"low": said.low, "high": said.high, "source": said.source, "method": said.method}
                known = {"claim": view.claim.id, "body": said.body, "counts": said.counts, "place": said.place}
                show_json({**known, **period, **figure, "warnings": list(view.claim.warnings), "against": against})
                continue
            figure_text = f"{said.low:,g}" if said.low == said.high else f"{said.low:,g} to {said.high:,g}"
            out(f"{said.counts}, {said.place}, {said.first} to {said.last}: {figure_text} ({said.body})")
            out(f"    {said.source}")
            for line in (*view.claim.warnings, *(f"against it: {why}" for why in against)):
                out(f"    {line}")
