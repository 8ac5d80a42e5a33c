"""`safelight textline drill`: scripted texters for people to practise on, the score, and a rush on paper."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from safelight.cli.console import err, out, show, show_json
from safelight.cli.session import HomeOption, JsonOption, signed_in

if TYPE_CHECKING:
    from safelight.textline.core.drill import Score

LOOK_EVERY = 0.5
"""Seconds between steps of a drill."""

app = typer.Typer(help="Drills: scripted texters, real answers, a score.", no_args_is_help=True)

SeedOption = Annotated[int, typer.Option("--seed", help="The same seed makes the same drill.")]


@app.command("personas")
def personas() -> None:
    """List the scripted texters: their right tier, language, and what they let whom hear."""
    from safelight.textline.core.personas import PERSONAS

    for each in PERSONAS.values():
        released = f": {', '.join(sorted(each.fields))}" if each.fields else ""
        out(f"{each.id:<14} tier {each.tier}  {each.language}  {each.choice}{released}")


@app.command("run")
def run(
    line: Annotated[str, typer.Option("--line", help="Address of a simulated line, where there are several.")] = "",
    names: Annotated[str, typer.Option("--personas", metavar="LIST", help="As papers,outside; default all.")] = "",
    minutes: Annotated[float, typer.Option("--minutes", help="How long texters wait for answers.")] = 15.0,
    speed: Annotated[float, typer.Option("--speed", help="2 types and comes twice as fast.")] = 1.0,
    seed: SeedOption = 1,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let scripted texters text a simulated line while people on duty answer, then print the score (supervisors)."""
    draws = random.Random(seed)  # noqa: S311  # a drill is to be repeatable
    with signed_in(home) as (opened, actor):
        drills = opened.textline.drills
        running = drills.start(actor, line, [each for each in names.split(",") if each], draws, speed)
        err(f"drill {running.id}: {len(running.texters)} texters; stop with Ctrl-C")
        stop, until = threading.Event(), time.monotonic() + minutes * 60
        sender = threading.Thread(target=opened.textline.sender.loop, args=(stop,), name="sender", daemon=True)
        sender.start()
        try:
            while time.monotonic() < until:
                drills.step(running, draws, speed)
                opened.textline.judge.catch_up()
                opened.textline.timers.fire()
                time.sleep(LOOK_EVERY)
        except KeyboardInterrupt:
            err("stopped")
        stop.set()
        sender.join(timeout=5)
        found = drills.score(actor, running.id)
    _show_score(running.id, found, as_json)


@app.command("score")
def score(
    drill: Annotated[str, typer.Argument(help="Id of the drill.")], home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Show how a drill went, as far as it has gone (supervisors)."""
    with signed_in(home) as (opened, actor):
        found = opened.textline.drills.score(actor, drill)
    _show_score(drill, found, as_json)


def _show_score(drill: str, found: Score, as_json: bool) -> None:
    show({"drill": drill, **found.record()}, as_json)


@app.command("rush")
def rush(
    people: Annotated[int, typer.Option("--people", help="People who answer.")] = 10,
    room: Annotated[int, typer.Option("--room", help="Conversations each has at once.")] = 3,
    rate: Annotated[float, typer.Option("--rate", help="Texters a minute.")] = 0.5,
    peak: Annotated[float, typer.Option("--peak", help="Texters a minute for a quarter of an hour.")] = 5.0,
    seed: SeedOption = 1,
    as_json: JsonOption = False,
) -> None:
    """Simulate a rush on the real queue: who waits how long with so many people. Keeps nothing, needs no home."""
    from safelight.textline.core.rush import Setting
    from safelight.textline.core.rush import rush as simulated

    setting = replace(Setting(), people=people, room=room, rate=rate, peak=peak)
    waits = simulated(setting, random.Random(seed))  # noqa: S311  # a simulation is to be repeatable
    if as_json:
        names = ("tier", "texters", "median", "p95", "longest", "within_two", "unanswered")
        show_json({"minutes": [{name: getattr(each, name) for name in names} for each in waits]})
        return
    for each in waits:
        out(
            f"tier {each.tier}  {each.texters:>4} texters  first answer after {each.median:.1f} min "
            f"(p95 {each.p95:.1f}, longest {each.longest:.1f})  within 2 min {each.within_two:.0%}  "
            f"not yet {each.unanswered}"
        )
