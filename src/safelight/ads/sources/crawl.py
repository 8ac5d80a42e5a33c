"""A polite crawler: fetches the ad pages of a site into a WARC, on a recorded legal basis.

Promises: robots.txt is asked first and obeyed, a site is left in peace between two requests, no request leaves the
start sites, pages and bytes are bounded, and every request stands in the WARC. Refuses to start without a legal basis
and an operator; stops at a site that answers 429 or 503. What the WARC holds is read by `read_sources`.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from safelight.ads.sources.address import canonical, resolve, site_of
from safelight.ads.sources.archive import Archive
from safelight.ads.sources.http_message import MAX_PAGE, charset_of
from safelight.ads.sources.page_child import PAGE_TYPES
from safelight.ads.sources.pages import PageReader
from safelight.ads.sources.recipe import Recipes, load_recipes
from safelight.ads.sources.robots import NOTHING, Robots, robots_for
from safelight.infra.http import Fetched, FetchFault, GuardedClient
from safelight.infra.sandbox import ChildFailure
from safelight.kernel.clock import Clock, iso
from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected

PRODUCT = "Safelight"
MAX_REDIRECTS = 5  # RFC 9309, section 2.3.1.2, for robots.txt; the same for pages
_BUSY = (429, 503)


class Fetch(Protocol):
    """Gets one address; `infra.http.GuardedClient.fetch` does."""

    def __call__(self, url: str, /) -> Fetched | FetchFault: ...


@dataclass(frozen=True, slots=True)
class CrawlRequest:
    """`legal_basis` says why this crawl is lawful, `operator` who answers for it (a reachable address). `allowed`
    names hosts that may stand on an address that isn't public."""

    start: tuple[str, ...]
    legal_basis: str
    operator: str
    max_pages: int = 200
    max_bytes: int = 200 * 1024 * 1024
    delay: timedelta = timedelta(seconds=5)
    allowed: frozenset[str] = frozenset()

    @property
    def user_agent(self) -> str:
        return f"{PRODUCT}/0.1 (+{' '.join(self.operator.split())})"


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What came of it. `disallowed` were never requested; `problems` were, or could not be."""

    warc: str
    sha256: str
    legal_basis: str
    operator: str
    started_at: datetime
    ended_at: datetime
    pages: int
    bytes: int
    disallowed: tuple[str, ...]
    problems: tuple[Rejected, ...]
    left: int

    def record(self) -> dict[str, object]:
        return {
            "warc": self.warc,
            "sha256": self.sha256,
            "legal_basis": self.legal_basis,
            "operator": self.operator,
            "started_at": iso(self.started_at),
            "ended_at": iso(self.ended_at),
            "pages": self.pages,
            "bytes": self.bytes,
            "disallowed": list(self.disallowed),
            "problems": [problem.line() for problem in self.problems],
            "left": self.left,
        }


def crawl(
    request: CrawlRequest,
    warc: Path,
    *,
    clock: Clock,
    sleep: Callable[[float], None],
    recipes: Recipes | None = None,
    fetch: Fetch | None = None,
) -> CrawlReport:
    """Crawls into a new file `warc`. `sleep` waits so many seconds; `fetch` is the guarded client unless given."""
    start = _start(request)
    known = recipes if recipes is not None else load_recipes()
    client = GuardedClient(request.user_agent, MAX_PAGE, request.allowed)
    with client, PageReader(known, clock.now()) as reader, warc.open("xb") as file:
        visit = _Visit(request, Archive(file), clock, sleep, fetch or client.fetch, reader)
        visit.waiting.extend(start)
        visit.run()
        visit.archive.outcome(visit.report("", "").record(), clock.now())
    digest = hashlib.sha256()
    with warc.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return visit.report(warc.name, digest.hexdigest())


def _start(request: CrawlRequest) -> list[str]:
    if not request.legal_basis.strip():
        raise Invalid("ads.crawl.legal_basis", "A crawl needs a legal basis: say why it is lawful.")
    if not request.operator.strip():
        raise Invalid("ads.crawl.operator", "A crawl needs an operator: an address at which sites can reach you.")
    start = [canonical(url) for url in request.start]
    wrong = [given for given, url in zip(request.start, start, strict=True) if url is None]
    if wrong or not start:
        raise Invalid("ads.crawl.start", f"A crawl starts at http or https addresses; got {wrong[:1] or 'none'}.")
    return [url for url in dict.fromkeys(start) if url]


@dataclass(slots=True)
class _Visit:
    """One crawl under way."""

    request: CrawlRequest
    archive: Archive
    clock: Clock
    sleep: Callable[[float], None]
    fetch: Fetch
    reader: PageReader
    waiting: deque[str] = field(default_factory=deque)
    seen: set[str] = field(default_factory=set)
    sites: dict[str, Robots] = field(default_factory=dict)
    last: dict[str, datetime] = field(default_factory=dict)
    disallowed: list[str] = field(default_factory=list)
    problems: list[Rejected] = field(default_factory=list)
    pages: int = 0
    bytes: int = 0
    started_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.started_at = self.clock.now()

    def run(self) -> None:
        fields = {
            "software": f"{PRODUCT}/0.1",
            "format": "WARC File Format 1.1",
            "robots": "obey",
            "operator": self.request.operator,
            "http-header-user-agent": self.request.user_agent,
            "legal-basis": self.request.legal_basis,
            "start": " ".join(self.request.start),
        }
        self.archive.about(fields, self.started_at)
        self.sites = dict.fromkeys([site_of(url) for url in self.waiting], NOTHING)
        for url in list(self.waiting):
            if site_of(url) not in self.last:
                self.sites[site_of(url)] = self._robots(url)
        self.seen.update(self.waiting)
        while self.waiting and self._goes_on():
            self._page(self.waiting.popleft())

    def _goes_on(self) -> bool:
        return self.pages < self.request.max_pages and self.bytes < self.request.max_bytes

    def _robots(self, url: str) -> Robots:
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        got = self._follow(address)
        if isinstance(got, FetchFault):
            self.problems.append(Rejected(address, f"{got.reason}; nothing is fetched from this site"))
            return NOTHING
        robots = robots_for(got.status, got.body, PRODUCT)
        if robots is NOTHING:
            self.problems.append(Rejected(address, f"status {got.status}; nothing is fetched from this site"))
        return robots

    def _page(self, url: str) -> None:
        if not self._may(url):
            self.disallowed.append(url)
            return
        got = self._follow(url)
        if isinstance(got, FetchFault):
            self.problems.append(Rejected(url, got.reason))
            return
        self.pages += 1
        if got.status in _BUSY:
            self.sites[site_of(url)] = NOTHING
            self.problems.append(Rejected(url, f"status {got.status}: the site is left in peace"))
        elif got.status != 200:
            self.problems.append(Rejected(url, f"status {got.status}"))
        elif got.truncated:
            self.problems.append(Rejected(url, f"cut at {MAX_PAGE:,} bytes"))
        elif got.header("content-type").partition(";")[0].strip().lower() in PAGE_TYPES:
            self.waiting.extend(self._links(got))

    def _may(self, url: str) -> bool:
        parts = urlsplit(url)
        robots = self.sites.get(site_of(url), NOTHING)
        return robots.allows((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))

    def _links(self, got: Fetched) -> Iterator[str]:
        """Links on the same sites, not seen before; where a recipe knows the site, to its ads and listings only."""
        found = self.reader.links(got.body, got.url, charset_of(got.header("content-type")))
        if isinstance(found, ChildFailure):
            self.problems.append(Rejected(got.url, f"its links can't be read: {found.reason}"))
            return
        for url in found:
            if url in self.seen or site_of(url) not in self.sites:
                continue
            match = self.reader.recipes.find(url)
            if match is None or match[1] != "other":
                self.seen.add(url)
                yield url

    def _follow(self, url: str) -> Fetched | FetchFault:
        """Fetches `url`, and where the same site sends it on to."""
        for _ in range(MAX_REDIRECTS + 1):
            got = self._once(url)
            location = "" if isinstance(got, FetchFault) else got.header("location")
            if isinstance(got, FetchFault) or got.status not in (301, 302, 303, 307, 308) or not location:
                return got
            onward = resolve(url, location)
            if onward is None or site_of(onward) != site_of(url):
                return FetchFault("it redirects off the site, which isn't followed")
            self.seen.add(onward)
            if not self._may(onward) and not onward.endswith("/robots.txt"):
                return FetchFault("it redirects to a page that robots.txt disallows")
            url = onward
        return FetchFault(f"it redirects more than {MAX_REDIRECTS} times")

    def _once(self, url: str) -> Fetched | FetchFault:
        site = site_of(url)
        pause = max(self.request.delay, timedelta(seconds=self.sites[site].delay))
        if site in self.last:
            wait = (self.last[site] + pause - self.clock.now()).total_seconds()
            if wait > 0:
                self.sleep(wait)
        at = self.clock.now()
        got = self.fetch(url)
        self.last[site] = self.clock.now()
        if isinstance(got, Fetched):
            self.bytes += len(got.body)
            self.archive.exchange(got, at)
        return got

    def report(self, warc: str, sha256: str) -> CrawlReport:
        return CrawlReport(
            warc=warc,
            sha256=sha256,
            legal_basis=self.request.legal_basis,
            operator=self.request.operator,
            started_at=self.started_at,
            ended_at=self.clock.now(),
            pages=self.pages,
            bytes=self.bytes,
            disallowed=tuple(self.disallowed),
            problems=tuple(self.problems),
            left=len(self.waiting),
        )
