"""`safelight stats`: coverage checks and tested patterns on outside tables. Needs no home.

Results are JSON lines on standard output, refused rows go to standard error. The publishing verbs stand in
`stats_publish.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from safelight.cli.console import err, show_json
from safelight.kernel.provenance import Rejected

app = typer.Typer(help="Counts to tested patterns and safe releases.", no_args_is_help=True)

TableArgument = Annotated[Path, typer.Argument(metavar="IN", help="Table: CSV, Parquet or XLSX.")]
OrderOption = Annotated[
    Literal["day", "month"] | None,
    typer.Option("--order", metavar="day|month", help="What stands first in dates such as 03/04/2024."),
]


def names(text: str | None) -> tuple[str, ...]:
    """Column names of a comma-separated option."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def refused(row: Rejected) -> None:
    err(row.line())


def short(number: float) -> float:
    """A number as it is shown: four significant digits."""
    return float(f"{number:.4g}")


def shown(lines: Iterable[dict[str, object]], warnings: tuple[str, ...]) -> None:
    """Results as JSON lines, each with the warnings about its table; in words the warnings, and when there is none."""
    for warning in warnings:
        err(f"warning: {warning}")
    told = False
    for line in lines:
        told = True
        show_json(line | ({"warnings": list(warnings)} if warnings else {}))
    if not told:
        err("nothing to report")


CountOption = Annotated[
    str | None, typer.Option("--count", metavar="COL", help="Column of counts; without it each row counts one.")
]
TimeOption = Annotated[str, typer.Option("--time", metavar="COL", help="Column of times.")]
ByOption = Annotated[str, typer.Option("--by", metavar="COL[,COL]", help="Columns that make a series.")]


@app.command("bursts")
def bursts(
    table: TableArgument,
    time: TimeOption,
    by: ByOption,
    count: CountOption = None,
    share: Annotated[
        float | None, typer.Option("--q", min=0.001, max=0.5, help="Share of false rows accepted among those reported.")
    ] = None,
    order: OrderOption = None,
) -> None:
    """Rows that count more than level, trend, season and scatter explain; one line each."""
    from safelight.stats.service import patterns

    answer = patterns.bursts(table, time, count, names(by), refused, order, share)
    shown(
        (
            {
                "by": burst.by,
                "time": burst.time,
                "count": burst.count,
                "expected": short(burst.expected),
                "ratio": short(burst.ratio),
                "p": short(burst.p),
                "q": short(burst.q),
            }
            for burst in answer.found
        ),
        answer.warnings,
    )


@app.command("coverage")
def coverage(
    table: TableArgument,
    time: Annotated[str | None, typer.Option("--time", metavar="COL", help="Column of times.")] = None,
    count: Annotated[str | None, typer.Option("--count", metavar="COL", help="Column of counts.")] = None,
    reporter: Annotated[
        str | None, typer.Option("--reporter", "--unit", metavar="COL", help="Column that says who reported.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="COL[,COL]", help="Columns that make a series.")] = None,
    order: OrderOption = None,
) -> None:
    """Check how a table was made before reading a trend from it. Columns that aren't named are guessed."""
    from safelight.stats.service import patterns

    found = patterns.coverage(table, time, count, reporter, names(by), order)
    checks = ({"check": one.check, "severity": one.severity, "rows": one.rows, "message": one.message} for one in found)
    shown(checks, ())
