"""`safelight content notices|handshake|silent|log`: read notices, make contact, check silently, prove the log."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Annotated

import typer

from safelight.cli.console import err, out, show, show_json
from safelight.cli.content import opened
from safelight.cli.session import HomeOption, JsonOption, PurposeOption, ReasonOption, platform, purpose, signed_in
from safelight.kernel.clock import iso
from safelight.kernel.errors import Missing

notices = typer.Typer(help="Notices: who else holds what you hold.", invoke_without_command=True)
handshake = typer.Typer(help="Make contact with the other side of a notice.", no_args_is_help=True)
silent = typer.Typer(help="Silent checks: the other side learns of it later.", no_args_is_help=True)
log = typer.Typer(help="The transparency log: heads, proofs, cosignatures.", no_args_is_help=True)

NoticeArgument = Annotated[str, typer.Argument(metavar="NOTICE", help="Id of a notice.")]
RequestArgument = Annotated[str, typer.Argument(metavar="REQUEST", help="Id of a request.")]
SilentArgument = Annotated[str, typer.Argument(metavar="CHECK", help="Id of a silent check.")]


def register(app: typer.Typer) -> None:
    """Add the groups of this file to `safelight content`."""
    for name, group in (("notices", notices), ("handshake", handshake), ("silent", silent), ("log", log)):
        app.add_typer(group, name=name)


@notices.callback(invoke_without_command=True)
def feed(
    context: typer.Context,
    after: Annotated[int, typer.Option("--after", min=0, help="Only those behind this number.")] = 0,
    limit: Annotated[int, typer.Option("--limit", min=1, max=200)] = 100,
    home: HomeOption = None,
) -> None:
    """Your notices in order. One JSON line each; --after continues where you stopped."""
    if context.invoked_subcommand is not None:
        return
    from safelight.content.service.inbox import feed_record

    with signed_in(home) as (opened_home, actor):
        rows = opened_home.content.inbox.feed(actor, after, limit)
    for row in rows:
        show_json_in_order(feed_record(row))


def show_json_in_order(record: object) -> None:
    """As it is: the identified status stands first."""
    typer.echo(json.dumps(record))


@notices.command("open")
def open_notice(notice: NoticeArgument, home: HomeOption = None) -> None:
    """One notice with how its claim stands; marks it as seen."""
    from safelight.content.service.inbox import view_record

    with signed_in(home) as (opened_home, actor):
        view = opened_home.content.inbox.open(actor, notice)
    show_json_in_order(view_record(view))


@notices.command("judge")
def judge(
    notice: NoticeArgument,
    opinion: Annotated[str, typer.Option("--as", help="confirmed, needs_checking or false.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give your opinion on what the other side claims."""
    with signed_in(home) as (opened_home, actor):
        now = opened_home.content.inbox.judge(actor, notice, opinion)
        opened_home.letters.drain()
    show(now.record(), as_json)


@notices.command("second")
def second(
    observation: Annotated[str, typer.Argument(metavar="OBSERVATION", help="Id of an own observation.")],
    opinion: Annotated[str, typer.Option("--as", help="confirmed, needs_checking or false.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """A second look at your own tenant's claim, by another person than the submitter."""
    with signed_in(home) as (opened_home, actor):
        now = opened_home.content.inbox.judge_own(actor, observation, opinion)
        opened_home.letters.drain()
    show(now.record(), as_json)


@handshake.command("ask")
def ask(notice: NoticeArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Ask the other side for contact."""
    with signed_in(home) as (opened_home, actor):
        view = opened_home.content.handshakes.ask(actor, notice)
    due = iso(view.due) if view.due else ""
    show({"request": view.id, "status": view.status, "other": view.other, "due": due}, as_json)


@handshake.command("list")
def requests(home: HomeOption = None) -> None:
    """Your requests, asked and received. One JSON line each."""
    with signed_in(home) as (opened_home, actor):
        views = opened_home.content.handshakes.page(actor)
    for one in views:
        show_json(one.record())


@handshake.command("move")
def move(
    request: RequestArgument,
    verb: Annotated[str, typer.Option("--verb", help="accept, decline, refer, withdraw, escalate or close.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a request, or take it back."""
    with signed_in(home) as (opened_home, actor):
        view = opened_home.content.handshakes.move(actor, request, verb)
    show({"request": view.id, "status": view.status, "other": view.other, "liaison": view.liaison}, as_json)


@silent.command("ask")
def ask_silently(
    file: Annotated[str, typer.Argument(metavar="FILE", help="JSONL or CSV of fingerprints, at most 20 rows.")],
    days: Annotated[int, typer.Option("--days", min=1, max=30, help="How long the other side isn't told.")] = 30,
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
) -> None:
    """Ask for a silent check; somebody else decides."""
    from safelight.content.service.intake import Intake

    with signed_in(home) as (opened_home, actor), opened(file) as stream:
        rows = list(Intake(stream, file, lambda row: err(row.line())).rows())
        asked = [one.fingerprints for _, one in rows]
        made = opened_home.content.silent.ask(actor, asked, days, purpose(case, reason))
    out(made.id)


@silent.command("approve")
def approve(check: SilentArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Let a silent check run. The notices are in your inbox; the other sides get theirs when the silence ends."""
    with signed_in(home) as (opened_home, actor):
        met = opened_home.content.silent.approve(actor, check)
    show({"check": check, "met": met}, as_json)


@silent.command("refuse")
def refuse(check: SilentArgument, home: HomeOption = None) -> None:
    """Decide against a silent check."""
    with signed_in(home) as (opened_home, actor):
        opened_home.content.silent.refuse(actor, check)
    out("refused")


@log.command("publish")
def publish(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Bring out a round now, at the machine. The server does it every hour."""
    with platform(home) as opened_home:
        head = opened_home.content.transparency.publish()
    show({"size": head.size, "root": head.root.hex()}, as_json)


@log.command("head")
def head(home: HomeOption = None) -> None:
    """The newest signed head, with its cosignatures: a C2SP note."""
    with signed_in(home) as (opened_home, actor):
        typer.echo(opened_home.content.transparency.head(actor).note, nl=False)


@log.command("proof")
def proof(
    subject: Annotated[str, typer.Argument(metavar="ID", help="Own observation or notice.")],
    home: HomeOption = None,
) -> None:
    """What shows that your submission, retraction or notice is in the log, as JSON for the verifier."""
    with signed_in(home) as (opened_home, actor):
        show_json(opened_home.content.transparency.proof(actor, subject))


@log.command("consistency")
def consistency(
    old: Annotated[int, typer.Argument(metavar="SIZE", help="Size of a head you saw before.")], home: HomeOption = None
) -> None:
    """That the log has only grown since, as JSON for the verifier."""
    with signed_in(home) as (opened_home, actor):
        show_json(opened_home.content.transparency.consistency(actor, old))


@log.command("verifier")
def verifier_script() -> None:
    """The stand-alone verifier, to hand to whoever gets a proof. Needs no home."""
    from safelight.content.service.transparency import verifier

    typer.echo(verifier(), nl=False)


@log.command("witness")
def witness(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Your witness's name, as agency.example.")],
    folder: Annotated[Path, typer.Option("--keys", help="Folder for its key and the last head it saw.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cosign the newest head as your tenant's witness, if the log only grew since the last one."""
    from safelight.infra.clock import SystemClock
    from safelight.infra.cosignature import Witness
    from safelight.infra.crypto import signing_key

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = signing_key(folder / "witness.key")
    public = key.public_key().public_bytes_raw().hex()
    with signed_in(home) as (opened_home, actor):
        transparency = opened_home.content.transparency
        current = transparency.head(actor)
        known = folder / "log.pub"
        if not known.exists():
            known.write_text(current.public_key + "\n", encoding="ascii")
        seen = Witness(name, key, bytes.fromhex(known.read_text(encoding="ascii").strip()), folder / "seen.note")
        old = seen.last_size()
        path = transparency.consistency(actor, old)["path"] if 0 < old <= current.size else []
        if not isinstance(path, list):
            raise Missing("content.log.path", "The log gave no proof.")
        line = seen.see(current.note, old, [base64.b64decode(one) for one in path], SystemClock().now())
        transparency.add_witness(actor, name, public)
        done = transparency.cosign(actor, line)
    show({"size": done.size, "cosignatures": done.cosigned, "witness_key": public}, as_json)
