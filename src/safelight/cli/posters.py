"""`safelight ads poster`: posters of missing persons, for a case of that kind. A list to look at, never a verdict."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from safelight.cli.console import err, out, show, show_json
from safelight.cli.session import HomeOption, JsonOption, PurposeOption, ReasonOption, purpose, signed_in
from safelight.kernel.errors import Invalid, Missing

app = typer.Typer(help="Missing-person posters, matched to ads for a person to look at.", no_args_is_help=True)

PosterArgument = Annotated[str, typer.Argument(metavar="POSTER", help="Id of a poster of the case.")]


@app.command("add")
def add(
    path: Annotated[str, typer.Argument(metavar="FILE|-", help="One JSON object: name, aliases, age, age_on, ...")],
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a poster: name, aliases, age, age_on, missing_since, places ("Oakland, CA"), marks, pictures (SHA-256 or
    PDQ). Only the name must be there."""
    given = _object(path)
    with signed_in(home) as (platform, actor):
        row = platform.posters.add(actor, given, purpose(case, reason))
    if as_json:
        show_json({"poster": row.id, "status": row.status, "record": row.record})
    else:
        out(row.id)


def _object(path: str) -> dict[str, Any]:
    if path != "-" and not Path(path).is_file():
        raise Missing("ads.poster.file", f"There is no file {path}.")
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
        given = json.loads(text)
    except OSError as error:
        raise Invalid("ads.poster.unread", f"{path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Invalid("ads.poster.encoding", f"{path} isn't UTF-8; save it as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise Invalid("ads.poster.json", f"{path} is no JSON: line {error.lineno}, {error.msg}.") from error
    except (ValueError, RecursionError):
        raise Invalid("ads.poster.json", f"{path} is no JSON of a poster.") from None
    if not isinstance(given, dict):
        raise Invalid("ads.poster.json", f"{path} holds no JSON object.")
    return given


@app.command("list")
def show_list(
    case: PurposeOption = "", reason: ReasonOption = "", home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """The posters of the case."""
    with signed_in(home) as (platform, actor):
        found = platform.posters.of_case(actor, purpose(case, reason))
    for row in found:
        if as_json:
            show_json({"poster": row.id, "status": row.status, "added_at": row.added_at.isoformat(), **row.record})
        else:
            out(f"{row.id}  {row.status:<7} {row.record.get('name', '(erased)')}")


@app.command("match")
def match(
    poster: PosterArgument,
    top: Annotated[int, typer.Option("--top", min=1, max=50, help="Candidates at most.")] = 20,
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ads that agree most with the poster, each with its reasons. Somebody has to look; nothing follows by itself."""
    with signed_in(home) as (platform, actor):
        view = platform.posters.match(actor, poster, purpose(case, reason), top)
    for one in view.matches:
        if as_json:
            show_json({**one.candidate.record(), "status": one.status, "verbs": list(one.verbs)})
            continue
        where = " ".join(part for part in (one.posted_on, one.place, one.site) if part)
        out(f"{one.candidate.score:5.2f}  {one.candidate.ad_id}  {one.status:<12} {where}")
        for point in one.candidate.points:
            out(f"       {point.points:+.2f} {point.why}")
    if not as_json:
        err(f"{view.ads:,} ad(s) read, {len(view.matches)} to look at. People share names, towns and ages.")


@app.command("decide")
def decide(
    poster: PosterArgument,
    ad: Annotated[str, typer.Argument(metavar="AD", help="Id of an ad.")],
    verb: Annotated[str, typer.Option("--as", help="What was done: contact, set_aside, is_adult, consent, ...")],
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write down what a person did about one ad. A found adult is asked before anybody is told."""
    with signed_in(home) as (platform, actor):
        made = platform.posters.decide(actor, poster, ad, verb, purpose(case, reason))
    show({"ad": made.ad_id, "status": made.status}, as_json)


@app.command("close")
def close(
    poster: PosterArgument,
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close a poster and erase what it says."""
    with signed_in(home) as (platform, actor):
        row = platform.posters.close(actor, poster, purpose(case, reason))
    show({"poster": row.id, "status": row.status}, as_json)
