"""The commands of stats that work on a home, gathered."""

from __future__ import annotations

import typer

from safelight.cli import charts, claims, facts, impact, questions


def register(app: typer.Typer) -> None:
    """Add them to `safelight stats`."""
    app.add_typer(facts.app, name="facts")
    app.add_typer(impact.app, name="impact")
    app.add_typer(claims.app, name="claim")
    app.command("ask")(questions.ask)
    app.command("chart")(charts.chart)
    app.command("report")(charts.report)
    app.command("open-data")(charts.open_table)
