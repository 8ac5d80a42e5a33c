"""The stateless verbs: files of ads in, files of findings out. No home, no network, nothing kept.

`process` runs the whole pipeline and writes every file of the outward contract; they appear together at the end,
whole or not at all. `extract_stream` reads ads one after another. A bad row is reported with its place
and reason, counted, and never stops the run. The same input gives the same bytes, whatever the engine and
the number of workers; only seconds, peak memory and the start time in `summary.json` differ.
"""

from __future__ import annotations

import gc
import json
import platform
import resource
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from safelight import __version__
from safelight.ads.core.ad import Ad, posted_later
from safelight.ads.core.columns import Columns
from safelight.ads.core.disparity import Disparity, Said, Traits, disparities, found_in
from safelight.ads.core.extract import EXTRACTION_VERSION
from safelight.ads.core.flat import ad_of, flat_ad, reading_of
from safelight.ads.core.known import KnownImages
from safelight.ads.core.outcome import Compared, Options, Outcome, assemble, compared
from safelight.ads.engines import ReadAds, engine_named, in_batches
from safelight.ads.engines.parcel import Parcel, ReadFlat, encode
from safelight.ads.ports import Engine
from safelight.ads.service.digest import Digests
from safelight.ads.service.outputs import Outputs, kept
from safelight.ads.service.shelves import Shelf, ShelvedAds, ShelvedReadings
from safelight.ads.sources import NO_PICTURES, PictureTexts, Sourced, load_recipes, read_sources
from safelight.infra.allocator import give_back
from safelight.kernel.clock import Clock, iso
from safelight.kernel.provenance import Rejected, Warned

USE_LIMITS = (
    "A score is a lead for a person to judge: never evidence, never grounds for action by itself.",
    "Not for finding, policing or outing consenting adults, nor for immigration, eviction or debt.",
    "Nothing here says who a person is; names in ads are what the ads state.",
)
"""What every summary carries along (principles 1 and 5 of the product)."""

MOST_SHARED = 1_000
"""Shared selectors that the summary lists, the most widely shared first; the count is always whole."""

Report = Callable[[Rejected | Warned], None]
Progress = Callable[[str, int, int | None], None]
"""Told the stage, how much is done, and of how many (None when that isn't known)."""


class Line(Protocol):
    def record(self) -> dict[str, object]: ...


@dataclass(frozen=True, slots=True)
class ProcessRequest:
    """`inputs` are files, folders or `-`. `workers` None: one a core. `strict`: a rejected row makes `exit` 2.
    `recipes` is a folder with page recipes of the caller's own, before those that come with Safelight; `pictures`: the
    words read in pictures."""

    inputs: tuple[str, ...]
    out: Path
    country: str | None = None
    engine: str = "native"
    workers: int | None = None
    strict: bool = False
    options: Options = field(default_factory=Options)
    recipes: Path | None = None
    pictures: PictureTexts = NO_PICTURES


@dataclass(frozen=True, slots=True)
class Summary:
    """`exit`: 0, or 2 when nothing could be read or, if strict, when any row was rejected."""

    contents: Mapping[str, object]
    outcome: Outcome
    exit: int

    def record(self) -> dict[str, object]:
        return dict(self.contents)


@dataclass(slots=True)
class _Tally:
    """What came in. `shelf` holds the ads, `ads` where the newest capture of each stands on it; `texts` is a digest of
    each text on the shelf."""

    shelf: Shelf
    ads: dict[str, int] = field(default_factory=dict)
    texts: array[int] = field(default_factory=lambda: array("q"))
    rows: int = 0
    captures: int = 0
    rejected: list[str] = field(default_factory=list)
    warned: int = 0


@dataclass(slots=True)
class _Watch:
    clock: Clock
    seconds: dict[str, float] = field(default_factory=dict)
    _since: datetime | None = None

    def lap(self, stage: str) -> None:
        """Closes a stage: the time since the last one."""
        now = self.clock.now()
        if self._since is not None:
            self.seconds[stage] = round((now - self._since).total_seconds(), 3)
        self._since = now


def process(
    request: ProcessRequest,
    *,
    clock: Clock,
    stdin: BinaryIO,
    report: Report | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Summary:
    """Reads, extracts, assembles and writes. `engine` None: the one the request names."""
    with Outputs(request.out) as outputs, _uncollected():
        return _process(request, outputs, clock, stdin, report, progress or (lambda _stage, _done, _of: None), engine)


def _process(
    request: ProcessRequest,
    outputs: Outputs,
    clock: Clock,
    stdin: BinaryIO,
    report: Report | None,
    tell: Progress,
    engine: Engine | None,
) -> Summary:
    started = clock.now()
    watch = _Watch(clock)
    watch.lap("start")
    chosen = engine or engine_named(request.engine, request.workers)
    digests = Digests(stdin)
    tally = _take_in(request, started, outputs.shelf(), digests.stdin, report, tell)
    watch.lap("read")
    numbers = array("q", (tally.ads[ad] for ad in sorted(tally.ads)))
    tally.ads.clear()
    ads = ShelvedAds(tally.shelf, numbers)
    order = copies_together([tally.texts[number] for number in numbers])
    with ThreadPoolExecutor(1) as beside:
        comparing = beside.submit(_compared, ads)
        read = _read(chosen, request, ads, order, outputs, tell)
        texts = comparing.result()
    watch.lap("extract")
    readings = ShelvedReadings(ads, read.shelf, read.numbers)
    outcome = assemble(readings, request.options, _giving_back(tell), texts_compared=texts, seen=read.seen)
    watch.lap("assemble")
    inputs = digests.of(request.inputs, request.out)
    contents = _contents(request, chosen, tally, outcome, inputs, _disparities(read.said, outcome))
    _write(outputs, outcome, contents, watch, started)
    failed = not ads or (request.strict and bool(tally.rejected))
    return Summary(contents, outcome, 2 if failed else 0)


def _compared(ads: ShelvedAds) -> Compared:
    found = compared(ads)
    give_back()
    return found


def _giving_back(tell: Progress) -> Progress:
    """`tell`; and before each stage goes back what the stages before have freed: arrays of all ads, mostly."""

    def told(stage: str, done: int, of: int | None) -> None:
        give_back()
        tell(stage, done, of)

    return told


def extract_stream(
    inputs: Sequence[str],
    *,
    country: str | None,
    clock: Clock,
    stdin: BinaryIO,
    report: Report | None = None,
    engine: Engine | None = None,
    pictures: PictureTexts = NO_PICTURES,
) -> Iterator[dict[str, object]]:
    """One extraction record an ad, in the order of the input, a batch behind it at most. A URL alone is read, too."""
    tell = report or (lambda _item: None)
    chosen = engine or engine_named("native", 1)
    items = read_sources(inputs, now=clock.now(), stdin=stdin, url_alone=True)
    ads = (item.ad for item in _sound(pictures.beside(items), tell))
    for readings in chosen.map(ReadAds(country), in_batches(ads, 64)):
        yield from (reading.extraction.record() for reading in readings)


def _sound(items: Iterable[Sourced | Rejected | Warned], tell: Report) -> Iterator[Sourced]:
    for item in items:
        if isinstance(item, Sourced):
            yield item
        else:
            tell(item)


def _take_in(
    request: ProcessRequest,
    now: datetime,
    shelf: Shelf,
    stdin: BinaryIO,
    report: Report | None,
    tell: Progress,
) -> _Tally:
    tally = _Tally(shelf)
    own = load_recipes((request.recipes,)) if request.recipes else None
    items = read_sources(request.inputs, now=now, stdin=stdin, recipes=own, besides=request.out)
    for item in request.pictures.beside(items):
        if isinstance(item, Sourced):
            tally.rows += 1
            _keep(tally, item.ad)
            if tally.rows % 1_000 == 0:
                tell("read", tally.rows, None)
            continue
        if isinstance(item, Rejected):
            tally.rejected.append(item.line())
        else:
            tally.warned += 1
        if report:
            report(item)
    tell("read", tally.rows, tally.rows)
    return tally


def _keep(tally: _Tally, ad: Ad) -> None:
    """The same id with other content is a further capture of one ad; which stands says `posted_later`."""
    stands = tally.ads.get(ad.id)
    if stands is not None:
        before = ad_of(tally.shelf.take(stands))
        if before == ad:
            return
        tally.captures += 1
        if posted_later(before.posted_at, ad.posted_at):
            return
    tally.ads[ad.id] = tally.shelf.put(flat_ad(ad))
    tally.texts.append(hash((ad.title, ad.body)))


@dataclass(slots=True)
class _Read:
    """What was read in each ad: its place on the shelf, what counts for disparity, of equal values one, and the columns
    of all, taken here because the workers leave this process time."""

    ads: ShelvedAds
    known_images: KnownImages
    shelf: Shelf
    numbers: array[int]
    said: list[Said | None]
    seen: Columns = field(default_factory=Columns)
    _held: dict[Said, Said] = field(default_factory=dict)

    def add(self, places: Sequence[int], parcel: Parcel) -> None:
        for place, read, said in zip(places, parcel.read, parcel.said, strict=True):
            self.numbers[place] = self.shelf.put(read)
            self.said[place] = self._held.setdefault(said, said)
            self.seen.add(reading_of(self.ads[place], read), self.known_images)


def _read(
    engine: Engine, request: ProcessRequest, ads: ShelvedAds, order: Sequence[int], outputs: Outputs, tell: Progress
) -> _Read:
    """Ads are read in `order`, copies side by side, so that a worker which has read a text knows it when it comes
    again."""
    tell("extract", 0, len(ads))
    numbers = array("q", bytes(8 * len(ads)))
    found = _Read(ads, request.options.known_images, outputs.shelf(), numbers, [None] * len(ads))
    flats, kernel = (ads.flat(at) for at in order), ReadFlat(request.country)
    lines = outputs.shuffled(len(ads))
    for parcel in engine.map(kernel, in_batches(flats), lambda done: tell("extract", done, len(ads))):
        places = order[len(found.shelf) : len(found.shelf) + len(parcel.read)]
        lines.add(places, parcel.lines)
        found.add(places, parcel)
    file = outputs.open("extractions.jsonl")
    lines.write_to(file)
    kept(file)
    found.seen.ranked(order)
    return found


def copies_together(texts: Sequence[int]) -> array[int]:
    """The ads by number, those of one text (`texts`: a digest of each) together, in order of the first of them."""
    first: dict[int, int] = {}
    named = (first.setdefault(text, at) for at, text in enumerate(texts))
    return array("q", (at for _, at in sorted((text, at) for at, text in enumerate(named))))


def _disparities(said: Iterable[Said | None], outcome: Outcome) -> tuple[Disparity, ...]:
    """`said` by each ad, in order of ad ids, as the rows of `groups` are."""
    leads = {lead.group_id for lead in outcome.leads}
    own: dict[str, list[Said]] = {}
    for row, one in zip(outcome.groups, said, strict=True):
        if one is not None:
            own.setdefault(row.group_id, []).append(one)
    return disparities(Traits(found_in(found), group in leads) for group, found in own.items())


def _contents(
    request: ProcessRequest,
    engine: Engine,
    tally: _Tally,
    outcome: Outcome,
    inputs: Sequence[Mapping[str, object]],
    disparity: Sequence[Disparity],
) -> dict[str, object]:
    shared = sorted(outcome.shared, key=lambda item: (-item.ads, item.kind, item.value))
    return {
        "inputs": list(inputs),
        "counts": {
            "rows": tally.rows,
            "rejected": len(tally.rejected),
            "warned": tally.warned,
            "second_captures": tally.captures,
            **outcome.counts(),
        },
        "rejected": tally.rejected,
        "disparity": [one.record() for one in disparity],
        "shared": [item.record() for item in shared[:MOST_SHARED]],
        "options": {
            "country": request.country,
            "risk_threshold": request.options.risk_threshold,
            "base_rate": request.options.base_rate,
            "with_ethnicity": request.options.with_ethnicity,
            "known_images": len(request.options.known_images),
        },
        "versions": {
            "safelight": __version__,
            "extraction": EXTRACTION_VERSION,
            "python": platform.python_version(),
        },
        "engine": engine.name,
        "use_limits": list(USE_LIMITS),
    }


def _write(
    outputs: Outputs,
    outcome: Outcome,
    contents: dict[str, object],
    watch: _Watch,
    started: datetime,
) -> None:
    files: dict[str, Iterable[Line]] = {
        "groups.jsonl": outcome.groups,
        "templates.jsonl": outcome.templates,
        "links.jsonl": outcome.links,
        "movements.jsonl": outcome.movements,
        "leads.jsonl": outcome.leads,
        "quarantine.jsonl": outcome.quarantine,
    }
    for name, lines in files.items():
        outputs.put(name, (encode(line.record()) + "\n" for line in lines))
    watch.lap("write")
    contents |= {"seconds": watch.seconds, "peak_mib": _peak_mib(), "started_at": iso(started)}
    outputs.put("summary.json", [json.dumps(contents, indent=2) + "\n"])
    outputs.settle()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's search for cycles: a run makes millions of values and no cycle, and each search passes all."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def _peak_mib() -> int:
    """Largest resident size of this process so far, plus that of its largest worker (kB on Linux)."""
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
