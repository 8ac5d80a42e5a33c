"""`safelight content node`: lists that are carried to an accredited body, and matching with one at home."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from safelight.cli.console import err, out, show, show_json
from safelight.cli.content import opened
from safelight.cli.session import HomeOption, JsonOption, PurposeOption, ReasonOption, platform, purpose, signed_in
from safelight.kernel.clock import iso
from safelight.kernel.errors import Conflict, Missing
from safelight.kernel.provenance import Rejected

app = typer.Typer(help="Lists carried to accredited bodies, which match at home and ask nobody.", no_args_is_help=True)

NodeArgument = Annotated[str, typer.Argument(metavar="NODE", help="Id of the node, as `accredit` said it.")]


@app.command("accredit")
def accredit(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the place is called.")],
    tenant: Annotated[str, typer.Option("--tenant", help="Name or id of the agency or hotline.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a tenant hold a list, at the machine of the network."""
    with platform(home) as joined:
        found = [one for one in joined.access.tenants() if tenant in (one.id, one.name)]
        if len(found) != 1:
            raise Missing("content.node.tenant", "There is no such tenant, or several of that name: give its id.")
        node = joined.content.nodes.accredit(found[0], name)
        show({"node": node.id, "tenant": found[0].name, "key": joined.content.nodes.public_key}, as_json)


@app.command("list")
def listing(home: HomeOption = None) -> None:
    """Every node, at the machine of the network. One JSON line each."""
    with platform(home) as joined:
        for node in joined.content.nodes.every():
            revoked = iso(node.revoked_at) if node.revoked_at else None
            record = {"node": node.id, "tenant": node.tenant_id, "name": node.name, "part": node.sequence}
            show_json({**record, "accredited": iso(node.accredited_at), "revoked": revoked})


@app.command("revoke")
def revoke(
    node: NodeArgument,
    target: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the signed word to the node goes.")],
    home: HomeOption = None,
) -> None:
    """Serve a node no more, at the machine of the network. Its list stops matching with the word, or within 30 days."""
    if target.exists():
        raise Conflict("content.node.exists", f"{target} is there already.")
    with platform(home) as joined:
        target.write_bytes(joined.content.nodes.revoke(node))
    out("revoked")


@app.command("export")
def export(
    node: NodeArgument,
    target: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file.")],
    whole: Annotated[
        bool, typer.Option("--whole", help="All of it; otherwise what changed since the last part.")
    ] = False,
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the next part of your node's list: what others hold of pictures, signed, good for 30 days."""
    with signed_in(home) as (joined, actor):
        part = joined.content.nodes.hand_out(actor, node, target, whole, purpose(case, reason))
    show(
        {"part": part.sequence, "rows": part.rows, "taken_back": part.gone, "until": part.until, "key": part.key},
        as_json,
    )


@app.command("match")
def match(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What `content hash` wrote; - is standard input.")],
    parts: Annotated[
        list[Path],
        typer.Option("--list", metavar="PART", help="A part of the list; the whole one first, then changes."),
    ],
    key: Annotated[str, typer.Option("--key", metavar="HEX", help="The network's public key, as you were told it.")],
    hits: Annotated[
        Path | None, typer.Option("--hits", metavar="FILE", help="Also write what was met, for `content check FILE`.")
    ] = None,
) -> None:
    """Which pictures are on the list. Opens no home and no network; nobody learns what you ask. One JSON line a row."""
    from safelight.content.service.node_match import match_rows, read_list
    from safelight.infra.clock import SystemClock

    if hits is not None and hits.exists():
        raise Conflict("content.node.exists", f"{hits} is there already.")
    refused = met = rows = 0

    def report(row: Rejected) -> None:
        nonlocal refused
        refused += 1
        err(row.line())

    with ExitStack() as stack:
        known = read_list([stack.enter_context(opened(str(one))) for one in parts], key, SystemClock().now())
        declared = stack.enter_context(hits.open("w", encoding="utf-8")) if hits is not None else None
        for row, record in match_rows(known, stack.enter_context(opened(file)), file, report):
            rows += 1
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
            if record["known"]:
                met += 1
                if declared is not None and row.pdq is not None:
                    line = {"id": row.id, "pdq": row.pdq.value, "pdq_quality": row.pdq.quality}
                    declared.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    err(f"{rows:,} rows, {met:,} met, {refused:,} refused; {len(known):,} on the list, good until {known.last.until}")


@app.command("trace")
def trace(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A list that turned up: JSONL or CSV with pdq.")],
    home: HomeOption = None,
) -> None:
    """Whose list this was, by the canaries in it; at the machine of the network. One JSON line a node."""
    from safelight.content.service.intake import pdq_in

    with opened(file) as stream:
        listed = pdq_in(stream, file)
    with platform(home) as joined:
        for node, count in joined.content.nodes.trace(listed):
            show_json({"node": node.id, "tenant": node.tenant_id, "name": node.name, "canaries": count})
