"""`safelight ads`: extract and process (stateless), ingest, search and export (on a home), crawl."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, cast

import typer

from safelight.cli.answers import OutOption, ResumeOption, lines_to, whole_file
from safelight.cli.console import err, out, progress, show, show_json
from safelight.cli.session import HomeOption, JsonOption, PurposeOption, ReasonOption, purpose, signed_in
from safelight.infra.clock import SystemClock
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.kernel.provenance import Rejected, Warned

if TYPE_CHECKING:
    from safelight.ads.core.known import KnownImages
    from safelight.ads.service.read_pictures import PictureTexts
    from safelight.ads.service.search import Hit, Sort

HIT_FIELDS = ("ad_id", "posted_on", "site", "city", "state", "activity", "group_id", "masked")

app = typer.Typer(help="Advertisements to leads.", no_args_is_help=True)

CountryOption = Annotated[
    str | None, typer.Option("--country", metavar="CC", help="ISO country that bare phone numbers are read in.")
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit 2 when any row was refused.")]


RecipesOption = Annotated[
    Path | None, typer.Option("--recipes", metavar="DIR", help="Folder of your own page recipes (TOML).")
]

BaseRateOption = Annotated[
    float | None,
    typer.Option(
        "--base-rate",
        help="Of groups of several people, the share thought to be run by one hand, 0 to 1; default that of the fit.",
    ),
]

KnownOption = Annotated[
    Path | None,
    typer.Option("--known-images", metavar="FILE", help="Hash list: ads with such a picture are quarantined."),
]


PictureTextOption = Annotated[
    Path | None,
    typer.Option("--picture-text", metavar="FILE", help="Words in pictures, from: safelight ads read-pictures."),
]


def _pictures(path: Path | None) -> PictureTexts:
    """The words of a file from `read-pictures`; what can't be read is reported."""
    from safelight.ads.service.read_pictures import NO_PICTURES, words_of

    if path is None:
        return NO_PICTURES
    refused = 0

    def report(row: Rejected) -> None:
        nonlocal refused
        refused += 1
        _report(row)

    with _reading(path):
        found = words_of(path, report)
    if refused and found == NO_PICTURES:
        raise Invalid("ads.pictures.empty", f"{path} holds no words of pictures, as read-pictures writes them.")
    return found


def _known(path: Path | None) -> KnownImages:
    """The fingerprints of a hash list; what can't be read is reported, and a list without any is refused."""
    from safelight.ads.core.known import NOTHING_KNOWN, KnownImages, read_digests

    if path is None:
        return NOTHING_KNOWN
    with _reading(path):
        digests, refused = read_digests(path.read_text(encoding="utf-8-sig", errors="replace"))
    for line in refused:
        err(f"{path}: {line}")
    if not digests:
        raise Invalid("ads.known.empty", f"{path} holds no SHA-256 or PDQ digest.")
    return KnownImages(digests)


def _report(row: Rejected | Warned) -> None:
    err(row.line())


def _refuse_if(refuse: bool, read: int, rejected: int) -> None:
    if refuse and not read + rejected:
        raise Invalid("ads.input.empty", "There is no ad in the input; is it the right file, and is it whole?")
    if refuse:
        raise Invalid("ads.input.refused", f"{rejected:,} row(s) were refused, {read:,} read.")


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """While a file that an option names is read: Missing or Invalid when it can't be."""
    _paths([str(path)])
    try:
        yield
    except OSError as error:
        raise Invalid("ads.input.unread", f"{path} can't be read: {error.strerror}.") from None


def _stdin() -> BinaryIO:
    """Standard input; nothing at all where it was closed."""
    return sys.stdin.buffer if sys.stdin is not None else BytesIO()


def _country(code: str | None) -> str | None:
    """An ISO 3166 code of two letters, as the readings know it."""
    if not code:
        return None
    from phonenumbers import SUPPORTED_REGIONS

    if code.upper() not in SUPPORTED_REGIONS:
        raise Invalid("ads.country", f"{code!r} is no ISO 3166 code of a country, like US, CA or GB.")
    return code.upper()


def _paths(paths: list[str]) -> list[str]:
    for path in paths:
        if path != "-" and not Path(path).exists():
            raise Missing("ads.input.missing", f"There is no file {path}.")
    return paths


@app.command("ingest")
def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="IN...", help="Files, folders or - for standard input.")],
    strict: StrictOption = False,
    recipes: RecipesOption = None,
    known_images: KnownOption = None,
    picture_text: PictureTextOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take ads into the home: captures, readings, groups, leads. The same ads again change nothing."""
    listed, pictures = _known(known_images) if known_images else None, _pictures(picture_text)
    with signed_in(home) as (platform, actor), progress() as tell:
        if listed is not None and known_images is not None:
            platform.ingest.learn_known(actor, listed.digests, known_images.name)
        summary = platform.ingest.ingest_paths(actor, _paths(paths), _stdin(), _report, tell, recipes, pictures)
        platform.outbox.drain()
    show(summary.record(), as_json)
    _refuse_if(summary.read == 0 or (strict and summary.rejected > 0), summary.read, summary.rejected)


@app.command("relink")
def relink(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Judge all ads of the home together anew, exactly as if they had come in one batch. An ingest judges only what its
    ads touch, and all of them by itself when they have grown by a fifth."""
    with signed_in(home) as (platform, actor), progress() as tell:
        summary = platform.ingest.relink(actor, tell)
        platform.outbox.drain()
    show(summary.record(), as_json)


@app.command("search")
def search(
    query: Annotated[
        str, typer.Argument(help="Words and fields: quiet near:94612~25mi phone:510-555-0123 since:2026-03-01")
    ],
    case: PurposeOption = "",
    reason: ReasonOption = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=200)] = 20,
    offset: Annotated[int, typer.Option("--offset", min=0, help="Hits to leave out, for the next page.")] = 0,
    sort: Annotated[str, typer.Option("--sort", help="relevance, newest or oldest.")] = "relevance",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the home's ads, with --purpose CASE and --reason TEXT. Ads of independents and collectives come masked:
    without their text."""
    if sort not in ("relevance", "newest", "oldest"):
        raise Invalid("ads.search.sort", "Hits come by relevance, newest or oldest.")
    with signed_in(home) as (platform, actor):
        view = platform.search.search(actor, query, purpose(case, reason), limit, offset, cast("Sort", sort))
    for hit in view.hits:
        show_hit(hit, as_json)
    if not as_json:
        out(f"{view.total:,} ad(s) fit; {len(view.hits)} shown")


def show_hit(hit: Hit, as_json: bool) -> None:
    """One found ad, as a line or as an object."""
    if as_json:
        record = {name: getattr(hit, name) for name in HIT_FIELDS}
        show_json({**record, "holds": dict(hit.holds), "title": hit.title, "body": hit.body})
        return
    place = ", ".join(part for part in (hit.city, hit.state) if part) or "-"
    shown = "(masked)" if hit.masked else hit.title[:60]
    out(f"{hit.posted_on or '-':<11} {place:<24} {hit.activity:<12} {hit.ad_id}  {shown}")


@app.command("export")
def export(
    what: Annotated[str, typer.Argument(metavar="LEAD|CASE", help="Id of a lead or a case.")],
    target: Annotated[Path, typer.Option("--out", help="File to write the package to.")],
    case: PurposeOption = "",
    reason: ReasonOption = "",
    recipient: Annotated[str, typer.Option("--recipient", help="Who receives it; default your own agency.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a signed package of a lead or case: original bytes, manifest, custody. Needs --purpose and --reason."""
    with whole_file(target) as file, signed_in(home) as (platform, actor):
        package = platform.exports.export(actor, what, purpose(case, reason), recipient)
        file.write(package.content)
    show({"file": str(target), "bytes": len(package.content), "sha256": package.sha256}, as_json)


@app.command("leads")
def leads(
    status: Annotated[str | None, typer.Option("--status", help="new, watched, dismissed or accepted.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 20,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the lead queue, best first."""
    from safelight.ads.core.chance import chance_of

    with signed_in(home) as (platform, actor):
        view = platform.leads.queue(actor, status, limit=limit)
    for row in view.rows:
        if as_json:
            show_json({"rank": row.rank, "status": row.status, **row.record})
            continue
        record = row.record
        numbers = "  ".join(f"{name} {record[name]:.2f}" for name in ("score", "control", "risk"))
        size = f"{record['activity']:<11} {len(record['ad_ids']):>4} ads"
        out(f"{row.rank:>4}  {row.lead_id}  {row.status:<9} {numbers}  {size}")
        chance = chance_of(record)
        if chance:
            out(f"      {chance.said()}")
    if not as_json:
        out(f"{view.total:,} lead(s); {len(view.rows)} shown")


@app.command("extract")
def extract(
    source: Annotated[str, typer.Argument(metavar="[IN.jsonl|-]", help="File of ads; - is standard input.")] = "-",
    country: CountryOption = None,
    strict: StrictOption = False,
    picture_text: PictureTextOption = None,
) -> None:
    """Read phones, e-mails, handles, ages, prices, names and places out of ads. One JSON line an ad; keeps nothing."""
    from safelight.ads.service.process import extract_stream

    counts = {"read": 0, "rejected": 0}

    def report(row: Rejected | Warned) -> None:
        counts["rejected"] += isinstance(row, Rejected)
        err(row.line())

    lines = extract_stream(
        _paths([source]),
        country=_country(country),
        clock=SystemClock(),
        stdin=_stdin(),
        report=report,
        pictures=_pictures(picture_text),
    )
    for record in lines:
        counts["read"] += 1
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    _refuse_if(counts["read"] == 0 or (strict and counts["rejected"] > 0), counts["read"], counts["rejected"])


@app.command("read-pictures")
def read_pictures_command(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Pictures, or folders of them.")],
    target: OutOption = None,
    resume: ResumeOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read the words in pictures: one JSON line a file, for --picture-text. Needs the extra ocr; keeps nothing."""
    from safelight.ads.service.read_pictures import read_pictures

    count = failed = 0
    with lines_to(target, resume) as (write, done), progress() as tell:
        for count, record in enumerate(read_pictures(paths, _report, done), 1):
            write(record)
            failed += "error" in record
            tell("pictures", count, None)
    if target is not None:
        show({"read": count - failed, "unread": failed, "skipped": len(done)}, as_json)


@app.command("process")
def process(
    paths: Annotated[list[str], typer.Argument(metavar="IN...", help="Files, folders or - for standard input.")],
    target: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files that are written.")],
    country: CountryOption = None,
    engine: Annotated[str, typer.Option("--engine", help="native, or ray (needs the cluster extra).")] = "native",
    strict: StrictOption = False,
    recipes: RecipesOption = None,
    known_images: KnownOption = None,
    picture_text: PictureTextOption = None,
    base_rate: BaseRateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the whole pipeline over files; writes extractions, groups, templates, links, movements, leads, quarantine."""
    from safelight.ads.core.chance import BASE_RATE, read_rate
    from safelight.ads.core.outcome import Options
    from safelight.ads.service.process import ProcessRequest
    from safelight.ads.service.process import process as run

    rate = BASE_RATE if base_rate is None else read_rate(base_rate)
    request = ProcessRequest(
        tuple(_paths(paths)),
        target,
        country=_country(country),
        engine=engine,
        strict=strict,
        recipes=recipes,
        options=Options(base_rate=rate, known_images=_known(known_images)),
        pictures=_pictures(picture_text),
    )
    with progress() as tell:
        summary = run(request, clock=SystemClock(), stdin=_stdin(), report=_report, progress=tell)
    record = summary.record()
    counts = cast("dict[str, Any]", record["counts"])
    if as_json:
        show_json(record)
    else:
        show({name: value for name, value in counts.items() if isinstance(value, int)}, False)
        out(f"written to {target}/")
    _refuse_if(summary.exit != 0, counts["rows"], counts["rejected"])


@app.command("crawl")
def crawl(
    start: Annotated[str, typer.Argument(metavar="URL", help="Where to begin; the crawl stays on that site.")],
    target: Annotated[Path, typer.Option("--out", help="WARC file to write.")],
    legal_basis: Annotated[str, typer.Option("--legal-basis", help="On which ground you collect; it is recorded.")],
    operator: Annotated[str, typer.Option("--operator", help="Who crawls, with an address to reach them.")],
    pages: Annotated[int, typer.Option("--pages", min=1, max=100_000, help="Most pages to fetch.")] = 500,
    delay: Annotated[float, typer.Option("--delay", min=0.5, help="Least seconds between two requests.")] = 5.0,
    allow: Annotated[
        list[str] | None, typer.Option("--allow-host", help="A host that may stand on a private address (repeatable).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch a site politely (robots.txt, delay, own site only) into a WARC that `ads process` and `ads ingest` read."""
    from safelight.ads.service.collect import collect

    if target.exists():
        raise Conflict("ads.crawl.exists", f"{target} is there already; a capture is never overwritten.")
    report = collect(
        start,
        target,
        legal_basis=legal_basis,
        operator=operator,
        pages=pages,
        delay=delay,
        allowed=frozenset(allow or []),
        clock=SystemClock(),
    )
    show(report.record(), as_json)
