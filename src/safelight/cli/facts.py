"""`safelight stats facts`: what a home's systems counted, exactly, for work inside the house."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from safelight.cli.console import out, show, show_json
from safelight.cli.session import HomeOption, JsonOption, signed_in
from safelight.kernel.errors import Invalid

app = typer.Typer(help="Facts: what this home's systems counted, with nobody in it.", no_args_is_help=True)

KindArgument = Annotated[str, typer.Argument(metavar="KIND", help="Kind of fact, as the list names it.")]


def day_of(text: str | None) -> date | None:
    """A day of an option; Invalid with the form that is expected."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("stats.day", f"{text!r} is no day; write it as 2026-01-31.") from None


@app.command("list")
def list_facts(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List every kind of fact with how many your agency has."""
    with signed_in(home) as (platform, actor):
        for each in platform.stats.facts.sums(actor):
            if as_json:
                span = {"first": str(each.first or ""), "last": str(each.last or "")}
                show_json({"kind": each.kind.name, "called": each.kind.noun, "count": each.count, **span})
            else:
                days = f"{each.first} to {each.last}" if each.first else "none yet"
                out(f"{each.kind.name:<20} {each.count:>9,}  {days:<26} {each.kind.noun}")


@app.command("export")
def export(
    kind: KindArgument,
    target: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to; ends in .csv or .parquet.")],
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day, as 2026-01-31.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the exact rows of one kind to a file. Not for publishing: nothing small is hidden."""
    from safelight.stats.service.facts import write_facts

    with signed_in(home) as (platform, actor):
        rows = platform.stats.facts.rows(actor, kind, day_of(first), day_of(last))
        write_facts(target, platform.stats.facts.kinds[kind], rows)
        show({"kind": kind, "rows": len(rows), "count": sum(row.count for row in rows), "file": str(target)}, as_json)


@app.command("dictionary")
def dictionary(kind: KindArgument) -> None:
    """Say what the columns of a kind's file mean, as JSON. Needs no home."""
    from safelight.assembly.facts import KINDS
    from safelight.stats.service.facts import fact_dictionary, kind_named

    show_json(fact_dictionary(kind_named(KINDS, kind)))
