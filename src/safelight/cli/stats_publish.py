"""`safelight stats publish` and `suppress`: tables that expose nobody. Stateless."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safelight.cli.console import err, progress, show
from safelight.cli.session import JsonOption
from safelight.cli.stats import TableArgument, app
from safelight.infra.entropy import random_words
from safelight.kernel.errors import Invalid

__all__ = ["app"]

TargetOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files that are written.")]


SHOWN = ("private", "epsilon", "delta", "mu", "worst_case_advantage", "rows", "tables", "cells", "error", "too_noisy")
"""What is said of a release beside its files."""


@app.command("publish")
def publish(
    table: TableArgument,
    codebook: Annotated[Path, typer.Option("--codebook", metavar="CODE.json", help="Public list of allowed values.")],
    target: TargetOption,
    epsilon: Annotated[
        float, typer.Option("--epsilon", help="Privacy loss; 1 bounds the attack advantage by 0.1.")
    ] = 1.0,
    delta: Annotated[float, typer.Option("--delta", help="Chance beyond epsilon; a public constant.")] = 1e-6,
    length: Annotated[int, typer.Option("--length", min=1, max=3, help="Most columns of a published table.")] = 3,
    person: Annotated[
        str | None, typer.Option("--person", metavar="COL", help="Column that names persons; it is not published.")
    ] = None,
    rows_each: Annotated[int, typer.Option("--rows-each", min=1, help="Rows of one person that count.")] = 1,
    seed: Annotated[int | None, typer.Option("--seed", help="Repeatable noise; needs --not-private.")] = None,
    not_private: Annotated[bool, typer.Option("--not-private", help="Say that a seeded run promises nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Publish records as noisy tables and invented rows: marginals.csv, synthetic.csv, report.json, report.html."""
    from safelight.stats.service.publish import PublishRequest
    from safelight.stats.service.publish import publish as run

    if seed is not None and not not_private:
        raise Invalid("stats.publish.seed", "A seeded release is not private. Add --not-private for a rehearsal.")
    if not_private and seed is None:
        raise Invalid(
            "stats.publish.not_private", "--not-private belongs to --seed; without a seed the run is private."
        )
    request = PublishRequest(table, codebook, target, epsilon, delta, length, person, rows_each, seed)
    with progress() as tell:
        report = run(request, random_words, tell, lambda said: err(f"note: {said}"))
    show({name: report[name] for name in SHOWN}, as_json)


@app.command("suppress")
def suppress(
    table: TableArgument,
    target: TargetOption,
    minimum: Annotated[int, typer.Option("--minimum", help="Counts from 1 to below this are hidden.")] = 5,
    count: Annotated[str | None, typer.Option("--count", metavar="COL", help="Column of counts; guessed.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="COL[,COL]", help="Columns that name a cell; all but the count.")
    ] = None,
    total: Annotated[
        list[str] | None, typer.Option("--total", metavar="WORD", help="A further word for totals; repeatable.")
    ] = None,
    subtotals: Annotated[
        Path | None,
        typer.Option("--subtotals", metavar="SUMS.json", help='{"column": {"subtotal": ["part", ...]}}'),
    ] = None,
    zeros: Annotated[bool, typer.Option("--zeros", help="Hide zeros as well.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Hide small counts, and others that would give them away: table.csv and audit.json. One row is one cell."""
    from safelight.stats.service.suppress import SuppressRequest
    from safelight.stats.service.suppress import suppress as run

    named = tuple(name.strip() for name in (by or "").split(",") if name.strip())
    request = SuppressRequest(table, target, minimum, count, named, tuple(total or ()), subtotals, zeros)
    with progress() as tell:
        report = run(request, tell)
    show(report, as_json)
