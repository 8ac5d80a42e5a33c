"""`safelight stats trends`, `rates`, `typologies`: how series change, groups differ and cases fall into kinds.

Stateless; results are JSON lines on standard output, refusals and warnings go to standard error.
"""

from __future__ import annotations

from typing import Annotated

import typer

from safelight.cli.console import err
from safelight.cli.stats import CountOption, OrderOption, TableArgument, TimeOption, names, refused, short, shown


def register(app: typer.Typer) -> None:
    """Put the verbs under `safelight stats`."""
    app.command("trends")(trends)
    app.command("rates")(rates)
    app.command("typologies")(typologies)


def trends(
    table: TableArgument,
    time: TimeOption,
    by: Annotated[str | None, typer.Option("--by", metavar="COL[,COL]", help="Columns that make a series.")] = None,
    count: CountOption = None,
    order: OrderOption = None,
) -> None:
    """The factor by which each series changes in a year, season taken out, with interval, p and q; one line each."""
    from safelight.stats.service import patterns

    answer = patterns.trends(table, time, count, names(by), refused, order)
    shown(
        (
            {
                "by": found.by,
                "from": found.first,
                "to": found.last,
                "count": found.count,
                "change_per_year": short(found.change),
                "interval": [short(end) for end in found.interval],
                "season": None if found.season is None else short(found.season),
                "lasting": short(found.lasting),
                "p": short(found.p),
                "q": short(found.q),
            }
            for found in answer.found
        ),
        answer.warnings,
    )


def rates(
    table: TableArgument,
    by: Annotated[str, typer.Option("--by", metavar="COL", help="Column of groups that are compared.")],
    count: Annotated[str, typer.Option("--count", metavar="COL", help="Column of cases.")],
    people: Annotated[str, typer.Option("--population", metavar="COL", help="Column of people in each row.")],
    strata: Annotated[
        str | None,
        typer.Option("--strata", metavar="COL[,COL]", help="Columns to standardise by, such as age."),
    ] = None,
    time: Annotated[str | None, typer.Option("--time", metavar="COL", help="Column of times, for the checks.")] = None,
) -> None:
    """Rates for 100,000 people, alike in make-up, each group against all others; one line each."""
    from safelight.stats.service import patterns

    answer = patterns.rates(table, by, count, people, names(strata), refused, time)
    shown(
        (
            {
                "group": found.group,
                "count": found.count,
                "people": round(found.people),
                "crude": short(found.crude),
                "rate": short(found.standard),
                "interval": [short(end) for end in found.interval],
                "shrunk": short(found.shrunk),
                "ratio": short(found.ratio),
                "ratio_interval": [short(end) for end in found.ratio_interval],
                "p": short(found.p),
                "q": short(found.q),
            }
            for found in answer.found
        ),
        answer.warnings,
    )


def typologies(
    table: TableArgument,
    columns: Annotated[
        str | None,
        typer.Option("--columns", metavar="COL[,COL]", help="Columns of categories; otherwise all."),
    ] = None,
    kinds: Annotated[int | None, typer.Option("--kinds", min=2, max=30, help="Kinds tried at most.")] = None,
) -> None:
    """Kinds that cases fall into, each with how surely it comes back on other samples; none when nothing tells them."""
    from safelight.stats.service import patterns

    answer = patterns.typologies(table, names(columns), refused, kinds)
    for said in answer.found.left_out:
        err(f"left out: {said}")
    shown(
        (
            {
                "kind": kind.number,
                "rows": kind.rows,
                "share": short(kind.share),
                "interval": [short(end) for end in kind.interval],
                "support": short(kind.support),
                "stable": kind.stable,
                "features": [
                    {"column": f.column, "value": f.value, "share": short(f.share), "elsewhere": short(f.elsewhere)}
                    for f in kind.features
                ],
                "p": short(answer.found.p),
            }
            for kind in answer.found.kinds
        ),
        answer.warnings,
    )
    err(f"{len(answer.found.kinds)} kinds; chance of columns hanging together as much by themselves: {answer.found.p}.")
