"""`safelight content bank`: what programs written for HMA need set once."""

from __future__ import annotations

import typer

from safelight.cli.console import out, show_json
from safelight.cli.session import HomeOption, PurposeOption, ReasonOption, purpose, signed_in

app = typer.Typer(help="Banks, as programs written for Hasher-Matcher-Actioner use them.", no_args_is_help=True)


@app.command("purpose")
def stand(case: PurposeOption = "", reason: ReasonOption = "", home: HomeOption = None) -> None:
    """Set the case and reason under which your tenant's programs look up: they name none themselves."""
    with signed_in(home) as (platform, actor):
        platform.content.banks.stand(actor, purpose(case, reason))
    out("set")


@app.command("list")
def listing(home: HomeOption = None) -> None:
    """Your banks. One JSON line each."""
    with signed_in(home) as (platform, actor):
        for bank in platform.content.banks.page(actor):
            show_json({"bank": bank.name, "enabled_ratio": bank.ratio})
