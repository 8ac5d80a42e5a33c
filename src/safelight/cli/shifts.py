"""`safelight textline shift`: coming on duty, going off, and the board of who is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from safelight.cli.console import out, show_json
from safelight.cli.desk import NoteOption, in_words
from safelight.cli.session import HomeOption, JsonOption, signed_in

app = typer.Typer(help="Who is on duty.", no_args_is_help=True)


@app.command("begin")
def begin(
    hours: Annotated[float, typer.Option("--hours", help="How long from now.")] = 8.0,
    capacity: Annotated[int, typer.Option("--capacity", help="Conversations at once.")] = 3,
    home: HomeOption = None,
) -> None:
    """Come on duty."""
    with signed_in(home) as (opened, actor):
        until = opened.clock.now() + timedelta(hours=hours)
        opened.textline.shifts.begin(actor, until, capacity)
        out(f"on duty until {in_words(until)}")


@app.command("end")
def end(note_text: NoteOption = "", home: HomeOption = None) -> None:
    """Go off duty. What you still have goes back to the queue, with the note."""
    with signed_in(home) as (opened, actor):
        back = opened.textline.shifts.end(actor, note_text)
    out(f"off duty; {back} went back to the queue")


@app.command("board")
def board(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show who is on duty, how full, until when."""
    with signed_in(home) as (opened, actor):
        rows = opened.textline.shifts.board(actor)
    if as_json:
        members = [{"name": row.name, "open": row.open, "capacity": row.capacity, "over": row.over} for row in rows]
        show_json({"on_duty": members})
        return
    for row in rows:
        over = "  over time" if row.over else ""
        out(f"{row.name:<24} {row.open} of {row.capacity}  until {in_words(row.until)}{over}")
