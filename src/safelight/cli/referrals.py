"""`safelight textline consent`, `refer`, `referral` and `disclose`: what an agency may hear, and what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from safelight.cli.answers import whole_file
from safelight.cli.console import out, show, show_json
from safelight.cli.desk import TalkArgument, in_words
from safelight.cli.session import HomeOption, JsonOption, signed_in
from safelight.kernel.errors import Missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safelight.textline.core.consent import Choice, Field, Ground
    from safelight.textline.service.referrals import Said

consents = typer.Typer(help="What she chose: advocate, police, both or not now.", no_args_is_help=True)
referrals = typer.Typer(help="What was released to an agency, and its answers.", no_args_is_help=True)
disclosures = typer.Typer(help="Disclosure without consent, on a named ground, by two people.", no_args_is_help=True)

AgencyOption = Annotated[str, typer.Option("--agency", help="Name of the one agency that may hear.")]
FieldsOption = Annotated[
    str,
    typer.Option("--fields", metavar="LIST", help="What may be released, as need,place,language."),
]
NeedOption = Annotated[str, typer.Option("--need", help="What she needs, in your words.")]
PlaceOption = Annotated[str, typer.Option("--place", help="The place she stated.")]
AgeOption = Annotated[str, typer.Option("--age-band", help="As 18-24.")]
TimesOption = Annotated[str, typer.Option("--safe-times", help="When it is safe to reach her.")]
FirstOption = Annotated[str, typer.Option("--first-name", help="The name she goes by.")]
FullOption = Annotated[str, typer.Option("--full-name", help="Her full name.")]
ReferralArgument = Annotated[str, typer.Argument(metavar="REFERRAL", help="Id of the referral.")]
WordsArgument = Annotated[str, typer.Argument(metavar="TEXT", help="What to say.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to `safelight textline`."""
    app.add_typer(consents, name="consent")
    app.add_typer(referrals, name="referral")
    app.add_typer(disclosures, name="disclose")
    app.command("refer")(refer)
    app.command("export")(export)
    app.command("verify")(verify)


def listed(fields: str) -> frozenset[Field]:
    """Names of fields that stand in a list with commas."""
    return frozenset(cast("list[Field]", [each.strip() for each in fields.split(",") if each.strip()]))


def written(need: str, place: str, age: str, times: str, first: str, full: str) -> dict[Field, str]:
    """The fields that were filled in."""
    given: dict[Field, str] = {
        "need": need,
        "place": place,
        "age_band": age,
        "safe_times": times,
        "first_name": first,
        "full_name": full,
    }
    return {name: value for name, value in given.items() if value}


@consents.command("record")
def record(
    conversation: TalkArgument,
    choice: Annotated[str, typer.Option("--choice", help="advocate, police, both or not_now.")],
    said_in: Annotated[int, typer.Option("--said-in", metavar="SEQ", help="Number of the text in which she chose.")],
    agency: AgencyOption = "",
    fields: FieldsOption = "",
    days: Annotated[int, typer.Option("--days", help="How long it holds, at most 30.")] = 30,
    told: Annotated[bool, typer.Option("--told", help="You explained in your own words who may learn what.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write down what she chose. What an earlier choice released and this one doesn't is taken back."""
    from safelight.textline.service.consents import Chosen

    chosen = Chosen(cast("Choice", choice), said_in, agency, listed(fields), days, told)
    with signed_in(home) as (opened, actor):
        row = opened.textline.consents.record(actor, conversation, chosen)
    show({"consent": row.id, "choice": row.choice, "until": in_words(row.expires_at)}, as_json)


@consents.command("list")
def list_choices(conversation: TalkArgument, home: HomeOption = None) -> None:
    """List what she chose, the newest first."""
    with signed_in(home) as (opened, actor):
        rows = opened.textline.consents.choices(actor, conversation)
    for row in rows:
        state = "in force" if row.in_force else "taken back" if row.revoked_at else "over"
        released = f"  {row.agency_name}: {', '.join(sorted(row.fields))}" if row.agency_name else ""
        out(f"{in_words(row.given_at)}  {row.choice:<9} {state:<10} until {in_words(row.expires_at)}{released}")


@consents.command("revoke")
def revoke(conversation: TalkArgument, home: HomeOption = None) -> None:
    """She takes her word back: nothing is in force any more, and agencies are told to stop using what they got."""
    with signed_in(home) as (opened, actor):
        taken = opened.textline.consents.revoke(actor, conversation)
    out(f"taken back; {taken} referral(s) withdrawn")


def refer(
    conversation: TalkArgument,
    need: NeedOption = "",
    place: PlaceOption = "",
    age: AgeOption = "",
    times: TimesOption = "",
    first: FirstOption = "",
    full: FullOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send what she released to the agency she named.

    Language, number and texts are taken from the conversation, and only where she released them.
    """
    values = written(need, place, age, times, first, full)
    with signed_in(home) as (opened, actor):
        referral = opened.textline.referrals.refer(actor, conversation, values)
    show({"referral": referral}, as_json) if as_json else out(referral)


@referrals.command("sent")
def list_sent(home: HomeOption = None) -> None:
    """List what your tenant sent, the newest first, with what both sides said."""
    with signed_in(home) as (opened, actor):
        rows = opened.textline.referrals.sent(actor)
    for row in rows:
        out(f"{row.id}  {row.status:<12} {in_words(row.sent_at)}  to {row.agency_name}: {', '.join(row.fields)}")
        _print_said(row.said)


@referrals.command("inbox")
def list_inbox(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the referrals to your agency, the newest first; no content."""
    with signed_in(home) as (opened, actor):
        rows = opened.textline.inbox.list(actor)
    if as_json:
        show_json({"referrals": [{"id": row.id, "status": row.status, "fields": list(row.fields)} for row in rows]})
        return
    for row in rows:
        held = "  held by order" if row.held else ""
        out(f"{row.id}  {row.status:<12} {in_words(row.sent_at)}  from {row.sender}: {', '.join(row.fields)}{held}")


@referrals.command("show")
def show_referral(referral: ReferralArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Read what a referral released to your agency; it is written down that you did."""
    with signed_in(home) as (opened, actor):
        found = opened.textline.inbox.read(actor, referral)
    if as_json:
        texts = [{"at": each.at.isoformat(), "hers": each.hers, "text": each.text} for each in found.texts]
        record = {"referral": found.row.id, "status": found.row.status, "values": dict(found.values), "texts": texts}
        show_json({**record, "stop_use": found.stop_use})
        return
    out(f"{found.row.id}  {found.row.status}  from {found.row.sender}, until {in_words(found.row.expires_at)}")
    if found.stop_use:
        out(found.stop_use)
    for name, value in found.values.items():
        out(f"  {name.replace('_', ' '):<12} {value}")
    for text in found.texts:
        out(f"  {in_words(text.at)}  {'she' if text.hers else 'line'}: {text.text}")
    _print_said(found.said)


def _print_said(said: Sequence[Said]) -> None:
    for each in said:
        words = f": {each.text}" if each.text else ""
        out(f"    {in_words(each.at)}  {each.author_name or each.side}, {each.kind}{words}")


@referrals.command("acknowledge")
def acknowledge(
    referral: ReferralArgument,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="What to say with it.")] = "",
    home: HomeOption = None,
) -> None:
    """Tell the sender that your agency has it."""
    with signed_in(home) as (opened, actor):
        opened.textline.inbox.acknowledge(actor, referral, text)


@referrals.command("decline")
def decline(referral: ReferralArgument, text: WordsArgument, home: HomeOption = None) -> None:
    """Tell the sender that your agency won't take it, and why."""
    with signed_in(home) as (opened, actor):
        opened.textline.inbox.decline(actor, referral, text)


@referrals.command("follow-up")
def follow_up(referral: ReferralArgument, text: WordsArgument, home: HomeOption = None) -> None:
    """Say something more, to whichever side the other is."""
    with signed_in(home) as (opened, actor):
        if actor.tenant.kind == "agency":
            try:
                opened.textline.inbox.follow_up(actor, referral, text)
            except Missing:  # not one that came to this agency; perhaps one that it sent
                opened.textline.referrals.follow_up(actor, referral, text)
        else:
            opened.textline.referrals.follow_up(actor, referral, text)


@referrals.command("close")
def close(referral: ReferralArgument, text: WordsArgument, home: HomeOption = None) -> None:
    """Tell the sender what came of it in the end."""
    with signed_in(home) as (opened, actor):
        opened.textline.inbox.close(actor, referral, text)


@referrals.command("stop")
def stop(referral: ReferralArgument, home: HomeOption = None) -> None:
    """Say that your agency stopped using what was released and taken back."""
    with signed_in(home) as (opened, actor):
        opened.textline.inbox.confirm_stop(actor, referral)


@referrals.command("hold")
def hold(
    referral: ReferralArgument,
    order: Annotated[str, typer.Option("--order", help="The order that holds it; empty lets it go.")] = "",
    home: HomeOption = None,
) -> None:
    """Keep what was released by a recorded order, past its end (supervisors)."""
    with signed_in(home) as (opened, actor):
        opened.textline.inbox.hold(actor, referral, order)


def export(
    conversation: TalkArgument,
    target: Annotated[Path, typer.Option("--out", metavar="FILE", help="Zip to write.")],
    home: HomeOption = None,
) -> None:
    """Export a conversation that an order holds, or whose texts she released (supervisors). Verifies offline."""
    with whole_file(target) as file, signed_in(home) as (opened, actor):
        package = opened.textline.evidence.export(actor, conversation)
        file.write(package.content)
    out(f"{target}  {len(package.content):,} bytes  sha256 {package.sha256}")


@referrals.command("export")
def export_referral(
    referral: ReferralArgument,
    target: Annotated[Path, typer.Option("--out", metavar="FILE", help="Zip to write.")],
    home: HomeOption = None,
) -> None:
    """Export what a referral released to your agency, and nothing else (supervisors)."""
    with whole_file(target) as file, signed_in(home) as (opened, actor):
        package = opened.textline.evidence.export_referral(actor, referral)
        file.write(package.content)
    out(f"{target}  {len(package.content):,} bytes  sha256 {package.sha256}")


def verify(
    package: Annotated[Path, typer.Argument(metavar="ZIP", help="A conversation's package, or its folder.")],
    key: Annotated[str, typer.Option("--key", help="The issuer's public key, 64 hex digits, got another way.")] = "",
) -> None:
    """Check a conversation's package offline: files, signature, log, chain, texts. Opens no home; 1 when wrong."""
    from safelight.textline.service.evidence import verify_package

    raise typer.Exit(verify_package(str(package), key))


@disclosures.command("propose")
def propose(
    conversation: TalkArgument,
    agency: AgencyOption,
    ground: Annotated[str, typer.Option("--ground", help="child_in_danger, imminent_danger or court_order.")],
    reason: Annotated[str, typer.Option("--reason", help="Why the ground holds, and why she is not told, if so.")],
    told: Annotated[bool, typer.Option("--told/--not-told", help="Whether she was told; she is where that is safe.")],
    fields: FieldsOption = "",
    need: NeedOption = "",
    place: PlaceOption = "",
    age: AgeOption = "",
    home: HomeOption = None,
) -> None:
    """Propose a disclosure that law demands or danger allows. Nothing goes out until another person confirms."""
    from safelight.textline.service.disclosures import Proposal

    values = written(need, place, age, "", "", "")
    proposal = Proposal(agency, cast("Ground", ground), values, reason, told, listed(fields))
    with signed_in(home) as (opened, actor):
        out(opened.textline.disclosures.propose(actor, conversation, proposal))


@disclosures.command("list")
def list_disclosures(home: HomeOption = None) -> None:
    """List the disclosures that wait for a second person."""
    with signed_in(home) as (opened, actor):
        rows = opened.textline.disclosures.list(actor)
    for row in rows:
        told = "she was told" if row.told else "she was not told"
        out(f"{row.id}  {row.ground}  to {row.agency_name}: {', '.join(row.fields)}; {told}; by {row.first_name}")
        out(f"    {row.reason}")


@disclosures.command("confirm")
def confirm(disclosure: Annotated[str, typer.Argument(help="Id of the disclosure.")], home: HomeOption = None) -> None:
    """Agree as the second person; the referral goes out."""
    with signed_in(home) as (opened, actor):
        out(opened.textline.disclosures.confirm(actor, disclosure))


@disclosures.command("refuse")
def refuse(disclosure: Annotated[str, typer.Argument(help="Id of the disclosure.")], home: HomeOption = None) -> None:
    """Disagree, or take your own back; nothing goes out."""
    with signed_in(home) as (opened, actor):
        opened.textline.disclosures.refuse(actor, disclosure)
