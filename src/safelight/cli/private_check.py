"""`safelight content private-check`: ask a network about exact fingerprints without showing it which."""

from __future__ import annotations

import json
import os
import sys
from typing import Annotated

import typer

from safelight.cli.console import err
from safelight.cli.content import StrictOption, opened
from safelight.cli.session import JsonOption, PurposeOption, ReasonOption
from safelight.kernel.errors import Denied, Invalid
from safelight.kernel.provenance import Rejected
from safelight.settings import read_settings


def register(app: typer.Typer) -> None:
    """Adds the command to `safelight content`."""
    app.command("private-check")(private_check)


def private_check(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="What `content hash` wrote, or a CSV; - is standard input.")
    ],
    against: Annotated[str, typer.Option("--against", metavar="URL", help="Address of the network's installation.")],
    case: PurposeOption = "",
    reason: ReasonOption = "",
    key: Annotated[
        str, typer.Option("--key", metavar="HEX", help="The network's public key of the month, when you know it.")
    ] = "",
    by_bucket: Annotated[
        bool,
        typer.Option("--by-bucket", help="Fetch only the parts that are needed; shows first bits of each."),
    ] = False,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """Which md5, sha1 and sha256 others hold, without the network learning what you ask. One JSON line a row.

    Opens no home; acts by SAFELIGHT_TOKEN. The network learns who asks, when, under which case and how many. Nobody is
    told of a hit: to reach who holds it, check it openly."""
    from safelight.assembly.private_network import private_network
    from safelight.content.service.private_asking import Asking, Totals

    token = read_settings(None).token
    if token is None:
        raise Denied("access.not_signed_in", "Set SAFELIGHT_TOKEN to a session token of the network you ask.")
    try:
        expected = bytes.fromhex(key) if key else None
    except ValueError:
        raise Invalid("content.private.key", "A public key is 64 hexadecimal digits.") from None
    network = private_network(against, token, case, reason)
    totals = Totals()

    def report(row: Rejected) -> None:
        err(row.line())

    try:
        with opened(file) as stream:
            for record in Asking(network, os.urandom, expected, by_bucket).ask(stream, file, report, totals):
                sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    finally:
        network.close()
    sys.stdout.flush()
    said: dict[str, object] = {
        "rows": totals.rows,
        "asked": totals.asked,
        "known": totals.known,
        "refused": totals.refused,
    }
    said |= {"month": totals.epoch, "public key": totals.key, "values in the set": totals.entries}
    err(json.dumps(said) if as_json else ", ".join(f"{name} {value}" for name, value in said.items()))
    if totals.refused and strict:
        raise Invalid("content.input.refused", f"{totals.refused:,} row(s) were refused.")
