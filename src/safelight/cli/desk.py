"""`safelight textline queue`, `next`, `show`, `reply` and the rest of a day at the desk, without the console."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast

import typer

from safelight.cli.console import err, out, show, show_json
from safelight.cli.session import HomeOption, JsonOption, signed_in

if TYPE_CHECKING:
    from safelight.assembly import Platform
    from safelight.textline.core.conversation import Disposition
    from safelight.textline.service.desk import QueueRow
    from safelight.textline.service.marks import Flag
    from safelight.textline.service.threads import Thread

TalkArgument = Annotated[str, typer.Argument(metavar="CONVERSATION", help="Id of the conversation.")]
NoteOption = Annotated[str, typer.Option("--note", help="Note for your colleagues; she never sees it.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to `safelight textline`."""
    for name, command in (
        ("queue", queue),
        ("next", claim_next),
        ("claim", claim),
        ("show", show_thread),
        ("reply", reply),
        ("canned", canned),
        ("note", note),
        ("transfer", transfer),
        ("wrap-up", wrap_up),
        ("tier", tier),
        ("flag", flag),
        ("words", words),
        ("hold", hold),
        ("shred", shred),
    ):
        app.command(name)(command)


def in_words(moment: datetime | None) -> str:
    """A time, to the second, in UTC."""
    return moment.strftime("%Y-%m-%d %H:%M:%SZ") if moment else "-"


def carry(opened: Platform) -> None:
    """Hand over what waits to be sent, unless a running server does."""
    for _ in range(2):
        opened.textline.sender.round()
    opened.textline.sender.close()


def queue(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show who waits, next first, and who is claimed. Pseudonyms, kinds of reasons and clocks; no text, no number."""
    with signed_in(home) as (opened, actor):
        opened.textline.receiver.catch_up()
        opened.textline.judge.catch_up()
        board = opened.textline.desk.board(actor)
    if as_json:
        rows = {"waiting": [_record(row) for row in board.waiting], "claimed": [_record(row) for row in board.claimed]}
        show_json({**rows, "tiers": {str(tier): count for tier, count in board.tiers.items()}, "late": board.late})
        return
    counts = ", ".join(f"{count} at tier {tier}" for tier, count in board.tiers.items() if count)
    out(f"waiting: {counts or 'nobody'}")
    _list(board.waiting)
    if board.claimed:
        out("claimed:")
        _list(board.claimed)


def _record(row: QueueRow) -> dict[str, object]:
    record = asdict(row)
    for name in ("opened_at", "waiting_since", "due_at"):
        record[name] = record[name].isoformat() if record[name] else None
    return record


def _list(rows: Sequence[QueueRow]) -> None:
    for row in rows:
        marks = [*row.flags, *(["stopped"] if row.stopped else []), *([f"paused: {row.paused}"] if row.paused else [])]
        who = row.owner_name or ("slow lane" if row.slow else "")
        said = ", ".join(row.reasons[:4]) or "-"
        out(
            f"{row.id}  {row.pseudonym}  tier {row.tier}  {row.clock:<8} due {in_words(row.due_at)}  "
            f"{row.language}  {said}"
        )
        if who or marks:
            out(f"    {who}{'; ' if who and marks else ''}{', '.join(marks)}")


def claim_next(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Take the next most urgent conversation; prints its id. Each who asks gets another."""
    with signed_in(home) as (opened, actor):
        opened.textline.receiver.catch_up()
        opened.textline.judge.catch_up()
        taken = opened.textline.desk.claim_next(actor)
    if as_json:
        show_json({"conversation": taken})
    elif taken is None:
        err("nobody waits")
    else:
        out(taken)


def claim(conversation: TalkArgument, home: HomeOption = None) -> None:
    """Take this waiting conversation."""
    with signed_in(home) as (opened, actor):
        opened.textline.threads.claim(actor, conversation)


def show_thread(
    conversation: TalkArgument,
    after: Annotated[int, typer.Option("--after", help="Only what changed after this revision.")] = 0,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read a conversation; it is written down that you did. A colleague's only supervisors read."""
    with signed_in(home) as (opened, actor):
        thread = opened.textline.threads.read(actor, conversation, after)
    if as_json:
        show_json(_thread_record(thread))
        return
    of = thread.conversation
    out(f"{thread.pseudonym}  {of.status}  tier {of.tier}  {of.language}  revision {thread.revision}")
    states = {each.seq: each.state for each in thread.sendings}
    for line in thread.lines:
        author = line.entry.author_name or ("machine" if line.entry.kind == "automatic" else thread.pseudonym)
        state = f" ({states[line.entry.seq]})" if line.entry.seq in states else ""
        note = " [note]" if line.entry.kind == "note" else ""
        out(f"{line.entry.seq:>4}  {in_words(line.entry.at)}  {author}{note}{state}: {line.text}")


def _thread_record(thread: Thread) -> dict[str, object]:
    of = thread.conversation
    lines = [
        {
            "seq": line.entry.seq,
            "kind": line.entry.kind,
            "author": line.entry.author_name,
            "at": line.entry.at.isoformat(),
            "text": line.text,
        }
        for line in thread.lines
    ]
    sendings = [{"id": each.id, "seq": each.seq, "state": each.state, "code": each.code} for each in thread.sendings]
    return {
        "conversation": of.id,
        "pseudonym": thread.pseudonym,
        "status": of.status,
        "tier": of.tier,
        "language": of.language,
        "flags": list(of.flags),
        "paused": of.paused,
        "stopped": thread.stopped,
        "revision": thread.revision,
        "lines": lines,
        "sendings": sendings,
    }


def reply(
    conversation: TalkArgument,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="What to send; not needed with --canned.")] = "",
    chosen: Annotated[str, typer.Option("--canned", metavar="ID", help="Send this canned reply instead.")] = "",
    override: Annotated[
        str, typer.Option("--override", metavar="REASON", help="Send what the linter holds back.")
    ] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer in a conversation that you have claimed. What could harm her is held back and named."""
    from safelight.textline.service.threads import Draft

    with signed_in(home) as (opened, actor):
        key = secrets.token_hex(8)
        if chosen:
            sending = opened.textline.desk.send_canned(actor, conversation, chosen, key)
        else:
            sending = opened.textline.threads.reply(actor, conversation, Draft(text, key, override=override))
        carry(opened)
        sent = opened.textline.threads.read(actor, conversation).sendings
    state = next((each.state for each in sent if each.id == sending), "new")
    show({"sending": sending, "state": state}, as_json)


def canned(conversation: TalkArgument, home: HomeOption = None) -> None:
    """List the canned replies in this conversation's language. One in brackets waits for the limits to be told."""
    with signed_in(home) as (opened, actor):
        for each in opened.textline.desk.canned(actor, conversation):
            name = each.id if each.ready else f"({each.id})"
            out(f"{name:<22} {'sent  ' if each.said else '      '}{each.text}")


def note(
    conversation: TalkArgument,
    text: Annotated[str, typer.Argument(help="What your colleagues should know.")],
    home: HomeOption = None,
) -> None:
    """Write a note that only staff see."""
    with signed_in(home) as (opened, actor):
        opened.textline.threads.note(actor, conversation, text)


def transfer(
    conversation: TalkArgument,
    to: Annotated[str, typer.Option("--to", metavar="LOGIN", help="Colleague; without it, back to the queue.")] = "",
    note_text: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """Hand a conversation over, to a colleague or back to the queue. She is sent nothing."""
    with signed_in(home) as (opened, actor):
        opened.textline.desk.transfer(actor, conversation, to or None, note_text)


def wrap_up(
    conversation: TalkArgument,
    disposition: Annotated[str, typer.Option("--as", metavar="DISPOSITION", help="helped, referred_to_agency, ...")],
    note_text: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """End a conversation with what came of it. She is sent nothing; only she can open another."""
    with signed_in(home) as (opened, actor):
        opened.textline.desk.wrap_up(actor, conversation, cast("Disposition", disposition), note_text)


def tier(
    conversation: TalkArgument,
    level: Annotated[
        int, typer.Argument(metavar="TIER", help="3 imminent danger, 2 urgent, 1 ordinary, 0 not for us.")
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why; it stays with the conversation.")],
    slow: Annotated[bool, typer.Option("--slow", help="Into the slow lane: looked at, never dropped.")] = False,
    home: HomeOption = None,
) -> None:
    """Say how urgent a conversation is, over what the rules read."""
    with signed_in(home) as (opened, actor):
        opened.textline.marks.set_tier(actor, conversation, level, reason, slow=slow)


def flag(
    conversation: TalkArgument,
    name: Annotated[str, typer.Argument(metavar="FLAG", help="child, siren_worse, phone_watched, follow_up, ...")],
    off: Annotated[bool, typer.Option("--off", help="Take it off again.")] = False,
    home: HomeOption = None,
) -> None:
    """Set a flag that colleagues see."""
    with signed_in(home) as (opened, actor):
        opened.textline.marks.set_flag(actor, conversation, cast("Flag", name), on=not off)


def words(
    conversation: TalkArgument,
    safe: Annotated[str, typer.Option("--safe", help="Her safe word: without it nothing goes out after an exit.")] = "",
    exit_word: Annotated[str, typer.Option("--exit", help="Her exit word, instead of X.")] = "",
    home: HomeOption = None,
) -> None:
    """Keep the words that she chose. What is kept recognises them and doesn't say them."""
    with signed_in(home) as (opened, actor):
        opened.textline.marks.agree_words(actor, conversation, safe=safe, exit_word=exit_word)


def hold(
    conversation: TalkArgument,
    order: Annotated[str, typer.Option("--order", help="The order that holds it; empty lets it go.")] = "",
    home: HomeOption = None,
) -> None:
    """Keep a conversation from the retention clock by a recorded order (supervisors)."""
    with signed_in(home) as (opened, actor):
        opened.textline.erasure.hold(actor, conversation, order)


def shred(conversation: TalkArgument, home: HomeOption = None) -> None:
    """Destroy an ended conversation now, as she asked (supervisors). No copy of it opens any more."""
    with signed_in(home) as (opened, actor):
        opened.textline.erasure.shred(actor, conversation)
