"""`safelight ads ask`: a question over many ads at once, with its denominators."""

from __future__ import annotations

from typing import Annotated

import typer

from safelight.cli.console import err, out, show_json
from safelight.cli.session import HomeOption, JsonOption, PurposeOption, ReasonOption, purpose, signed_in
from safelight.kernel.errors import Invalid


def register(ads: typer.Typer) -> None:
    """Add `ask` beside `search`."""
    ads.command("ask")(ask)


def ask(
    question: Annotated[str, typer.Argument(help='"price by week", "cities by week", "age", "ads by city and site".')],
    lead: Annotated[str, typer.Option("--lead", help="Over all ads of this lead; needs no purpose.")] = "",
    search: Annotated[str, typer.Option("--search", help="Over the ads that fit this search.")] = "",
    linked_to: Annotated[str, typer.Option("--linked-to", help="Over all ads of the groups of ads that fit.")] = "",
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask over many ads: means with 95 % intervals, counts, and what isn't in them. Without --lead, --search or
    --linked-to: over the leads of the purpose's case."""
    if sum(map(bool, (lead, search, linked_to))) > 1:
        raise Invalid("ads.question.over", "Ask over one of --lead, --search and --linked-to.")
    why = purpose(case, reason)
    with signed_in(home) as (platform, actor):
        if lead:
            found = platform.questions.of_lead(actor, lead, question)
        elif search or linked_to:
            found = platform.questions.of_search(actor, question, search or linked_to, why, bool(linked_to))
        else:
            found = platform.questions.of_case(actor, question, why)
    if as_json:
        show_json(found.record())
        return
    means = found.question.measure != "ads"
    for row in (*found.rows, found.whole):
        name = "  ".join(value or "(not stated)" for value in row.by) or "in all"
        if means:
            mean = "-" if row.value is None else f"{row.value:,.2f}"
            spread = "" if row.low is None or row.high is None else f"  {row.low:,.2f} to {row.high:,.2f}"
            out(f"{name:<34} {mean:>10}{spread}  ({row.texts:,} text(s) in {row.ads:,} ad(s))")
        else:
            out(f"{name:<34} {row.ads:>8,} ad(s)  {row.texts:,} text(s)")
    if found.more_rows:
        err(f"{found.more_rows:,} more row(s); ask by fewer things.")
    for note in found.notes:
        err(note)
