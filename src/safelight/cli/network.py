"""`safelight content submit|check|watch|retract|notices ...`: the two-sided network, from a home."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safelight.cli.console import err, out, show, show_json
from safelight.cli.content import StrictOption, opened
from safelight.cli.session import HomeOption, JsonOption, PurposeOption, ReasonOption, purpose, signed_in
from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected, Warned

if TYPE_CHECKING:
    from safelight.content.core.listing import RowId
    from safelight.content.core.observation import Submission
    from safelight.content.service.intake import Intake

BATCH = 1_000
"""Rows submitted or checked together."""

BATCH_FRAMES = 30_000
"""Frames of videos in them at most: what one check takes (checks.MOST_FRAMES_AT_ONCE)."""

RowsArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="JSONL as `content hash` writes it, or CSV; - is standard input.")
]
RefOption = Annotated[str, typer.Option("--ref", help="Your own case reference; sealed to your agency.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to `safelight content`."""
    for command in (submit, check, watch, held, retract, identify, erase, resume, policy, announce):
        app.command(command.__name__)(command)


def told(row: Rejected | Warned) -> None:
    err(row.line())


def batches(rows: Iterable[tuple[RowId, Submission]]) -> Iterator[list[tuple[RowId, Submission]]]:
    """Rows that go together: BATCH of them, or as many as have BATCH_FRAMES frames of videos."""
    from safelight.content.core.observation import frame_count

    batch: list[tuple[RowId, Submission]] = []
    frames = 0
    for row in rows:
        more = sum(frame_count(each) for each in row[1].fingerprints)
        if batch and (len(batch) >= BATCH or frames + more > BATCH_FRAMES):
            yield batch
            batch, frames = [], 0
        batch.append(row)
        frames += more
    if batch:
        yield batch


def finish(intake: Intake, done: int, strict: bool) -> None:
    """Exit 2 when rows were refused and that was asked for, or when nothing was left."""
    if intake.refused and (strict or not done):
        raise Invalid("content.input.refused", f"{intake.refused:,} row(s) were refused, {done:,} taken.")
    if not done:
        raise Invalid("content.input.empty", "There is no row with a fingerprint.")


def submit(
    file: RowsArgument,
    ref: RefOption = "",
    case: PurposeOption = "",
    reason: ReasonOption = "",
    strict: StrictOption = False,
    home: HomeOption = None,
) -> None:
    """Keep fingerprints and tell both sides of what they meet. One JSON line a row. The same again changes nothing."""
    from safelight.content.service.intake import Intake

    del reason  # kept with the case; a submission is its own account
    done = 0
    with signed_in(home) as (platform, actor), opened(file) as stream:
        intake = Intake(stream, file, told)
        for batch in batches(intake.rows()):
            given = [replace(one, case_ref=one.case_ref or ref or case) for _, one in batch]
            for (row, _), made in zip(batch, platform.content.submissions.submit_many(actor, given), strict=True):
                show_json({"id": row, **made.record()})
            done += len(batch)
            platform.letters.drain()
        finish(intake, done, strict)


def check(
    file: RowsArgument,
    case: PurposeOption = "",
    reason: ReasonOption = "",
    node: Annotated[str, typer.Option("--node", help="These are hits of your node: noted, so that it is seen.")] = "",
    strict: StrictOption = False,
    home: HomeOption = None,
) -> None:
    """Ask whether anybody holds these. Keeps nothing; a match tells both sides. One JSON line a row."""
    from safelight.content.service.intake import Intake

    done = 0
    with signed_in(home) as (platform, actor), opened(file) as stream:
        if node:
            platform.content.nodes.own(actor, node)
        intake = Intake(stream, file, told)
        for batch in batches(intake.rows()):
            asked = [one.fingerprints for _, one in batch]
            answers = platform.content.checks.check(actor, asked, purpose(case, reason))
            for (row, _), answer in zip(batch, answers, strict=True):
                sys.stdout.write(json.dumps({"id": row, **answer.record()}) + "\n")
            if node:
                platform.content.nodes.declare(actor, node, len(batch))
            done += len(batch)
            platform.letters.drain()
        finish(intake, done, strict)


def watch(
    file: RowsArgument,
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="For how many days.")] = 30,
    ref: RefOption = "",
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
) -> None:
    """Be told if these appear within so many days; so is whoever brings them. They are forgotten afterwards."""
    from safelight.content.service.intake import Intake

    del reason
    done = 0
    with signed_in(home) as (platform, actor), opened(file) as stream:
        intake = Intake(stream, file, told)
        for row, one in intake.rows():
            given = replace(one, case_ref=one.case_ref or ref or case)
            made = platform.content.submissions.watch(actor, given, days)
            show_json({"id": row, "observation": made.id, "known": made.known, "notices": made.notices})
            done += 1
        finish(intake, done, False)


def held(
    status: Annotated[str, typer.Option("--status", help="held, retracted, lapsed or erased.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000)] = 50,
    home: HomeOption = None,
) -> None:
    """Your own observations, newest first. One JSON line each."""
    from safelight.content.service.submissions import observation_record

    with signed_in(home) as (platform, actor):
        rows, _ = platform.content.submissions.page(actor, status or None, limit)
    for one in rows:
        show_json(observation_record(one))


def retract(
    observation: Annotated[str, typer.Argument(metavar="OBSERVATION", help="Id of an own observation.")],
    why: Annotated[
        str, typer.Option("--why", help="mistaken, wrong_content, order, person_asked or no_ground.")
    ] = "mistaken",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an observation back. Everybody who was told of it is told."""
    with signed_in(home) as (platform, actor):
        done = platform.content.submissions.retract(actor, observation, why)
        platform.letters.drain()
    show({"observation": done.observation.id, "status": done.observation.status, "told": done.told}, as_json)


def identify(
    observation: Annotated[str, typer.Argument(metavar="OBSERVATION", help="Id of an own observation.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that the person shown is identified, so that nobody searches on. Everybody who was told learns it first."""
    with signed_in(home) as (platform, actor):
        reached = platform.content.submissions.identify(actor, observation)
        platform.letters.drain()
    show({"observation": observation, "told": reached}, as_json)


def erase(
    observation: Annotated[str, typer.Argument(metavar="OBSERVATION", help="Id of an own observation.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase an observation's fingerprints, claim, case reference and log salts. It can't be undone."""
    with signed_in(home) as (platform, actor):
        kept = platform.content.submissions.erase(actor, observation)
    show({"observation": kept.id, "status": kept.status}, as_json)


def resume(home: HomeOption = None) -> None:
    """Let your tenant's look-ups go on after they were paused. For supervisors."""
    with signed_in(home) as (platform, actor):
        platform.content.checks.resume(actor)
    out("look-ups go on")


def policy(
    file: Annotated[Path | None, typer.Option("--set", help="JSON file with the new policy.")] = None,
    liaison: Annotated[str | None, typer.Option("--liaison", help="Duty desk that others may be shown.")] = None,
    desk: Annotated[bool | None, typer.Option("--desk/--no-desk", help="Take or give up the watch desk.")] = None,
    home: HomeOption = None,
) -> None:
    """What your tenant shows of itself to others; prints it as JSON."""
    from safelight.content.core.disclosure import read_policy, write_policy

    with signed_in(home) as (platform, actor):
        membership = platform.content.membership
        setup = membership.setup(actor)
        if file is not None or liaison is not None:
            try:
                wanted = read_policy(json.loads(file.read_text("utf-8"))) if file else setup.party.policy
            except (OSError, ValueError) as error:
                raise Invalid("content.policy.invalid", f"The policy can't be taken: {error}.") from None
            membership.set_policy(actor, wanted, setup.party.liaison if liaison is None else liaison)
        if desk is not None:
            membership.set_desk(actor, desk)
        setup = membership.setup(actor)
    show_json({**write_policy(setup.party.policy), "liaison": setup.party.liaison, "desk": setup.is_desk})


def announce(
    webhook: Annotated[str | None, typer.Option("--webhook", help="Address that gets signed pointers.")] = None,
    mail: Annotated[str | None, typer.Option("--mail", help="Mailbox that is told that there is a notice.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Where notices are announced. Prints a webhook's secret once; an empty value ends it."""
    with signed_in(home) as (platform, actor):
        membership = platform.content.membership
        secret = membership.set_webhook(actor, webhook) if webhook is not None else None
        if mail is not None:
            membership.set_mail(actor, mail)
        address = membership.setup(actor).address
    record = {"webhook": address.webhook or "", "mail": address.mail or ""}
    show({**record, **({"secret": secret.reveal()} if secret else {})}, as_json)
