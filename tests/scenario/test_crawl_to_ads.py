"""A site is crawled politely into a WARC, and the WARC is read as ads. Everything on loopback, all ads invented."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.lib.site import HTML, Answer, Site, serving
from tests.lib.sources import ads, read_paths, rejected
from warcio.archiveiterator import ArchiveIterator

from safelight.ads.sources.address import ad_id
from safelight.ads.sources.crawl import CrawlReport, CrawlRequest, crawl
from safelight.ads.sources.recipe import Recipes, read_recipe
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Invalid

RECIPE = {
    "host": "^127\\.0\\.0\\.1$",
    "ad": {"path": "^/ads/", "title": "h1", "body": ".text", "location": ".place", "posted_at": "time@datetime"},
    "listing": {"path": "^/browse", "entry": "li", "link": "a@href", "follow": "a.next@href"},
}
BASIS = "Order 12 of the invented district court, 2026-02-01"


def ad(number: int) -> Answer:
    text = f"""<h1>Rooms, company, city tours {number}</h1><p class="place">Oakland, CA</p>
    <time datetime="2026-02-0{number}">day {number}</time><div class="text">Evenings, adults. 510 555 012{number}</div>
    <a href="/about">about</a><a href="/ads/9">another</a>"""
    return 200, HTML, text.encode()


def listing(links: list[str], following: str = "") -> Answer:
    entries = "".join(f'<li><a href="{link}">an ad</a></li>' for link in links)
    more = f'<a class="next" href="{following}">next</a>' if following else ""
    return 200, HTML, f"<ul>{entries}</ul>{more}<a href='/about'>about us</a>".encode()


ROBOTS = b"""User-agent: *
Disallow: /

User-agent: safelight
Disallow: /ads/private
Disallow: /*?session=
Crawl-delay: 7
"""


FIRST = ["/ads/1?utm_source=list", "/ads/private/8", "/ads/1"]


def site_pages() -> dict[str, Answer]:
    return {
        "/robots.txt": (200, {"Content-Type": "text/plain"}, ROBOTS),
        "/browse": listing([*FIRST, "http://rooms.invalid/ads/1"], "/browse?page=2"),
        "/browse?page=2": listing(["/ads/2", "/ads/3?session=5", "/ads/moved", "/ads/away", "/ads/gone"]),
        "/ads/1": ad(1),
        "/ads/2": ad(2),
        "/ads/moved": (302, {"Location": "/ads/4"}, b""),
        "/ads/4": ad(4),
        "/ads/away": (302, {"Location": "http://169.254.169.254/ads/5"}, b""),
        "/about": (200, HTML, b"<h1>About</h1>"),
    }  # fmt: skip


class Patience:
    """A sleep that takes no time, tells the clock, and remembers."""

    def __init__(self, clock: FixedClock) -> None:
        self.slept: list[float] = []
        self._clock = clock

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._clock.advance(timedelta(seconds=seconds))


def go(site: Site, warc: Path, start: str = "/browse", **given: object) -> tuple[CrawlReport, Patience]:
    clock = FixedClock(datetime(2026, 2, 20, 10, tzinfo=UTC))
    patience = Patience(clock)
    given.setdefault("allowed", frozenset({site.host}))
    request = CrawlRequest((site.url(start),), BASIS, "crawl@agency.example", **given)  # type: ignore[arg-type]
    recipes = Recipes([read_recipe(RECIPE, "rooms")])
    return crawl(request, warc, clock=clock, sleep=patience, recipes=recipes), patience


def test_a_crawl_is_polite_recorded_and_read_as_ads(tmp_path: Path) -> None:
    warc = tmp_path / "crawl.warc.gz"
    with serving(site_pages()) as site:
        report, patience = go(site, warc)

    assert site.asked == [
        "/robots.txt", "/browse", "/ads/1", "/browse?page=2", "/ads/2", "/ads/moved", "/ads/4", "/ads/away",
        "/ads/gone",
    ]  # fmt: skip
    assert site.agents == {"Safelight/0.1 (+crawl@agency.example)"}
    assert patience.slept == [7.0] * (len(site.asked) - 1)
    assert report.disallowed == (site.url("/ads/private/8"), site.url("/ads/3?session=5"))
    assert [problem.reason for problem in report.problems] == [
        "it redirects off the site, which isn't followed",
        "status 404",
    ]
    assert (report.pages, report.left, report.legal_basis) == (6, 0, BASIS)
    assert report.sha256 == hashlib.sha256(warc.read_bytes()).hexdigest()

    items = read_paths(warc, recipes=Recipes([read_recipe(RECIPE, "rooms")]))
    assert rejected(items) == []
    assert [(item.ad.title, item.ad.location, str(item.ad.posted_at)[:10]) for item in ads(items)] == [
        (f"Rooms, company, city tours {number}", "Oakland, CA", f"2026-02-0{number}") for number in (1, 2, 4)
    ]
    first = ads(items)[0]
    assert first.ad.body == "Evenings, adults. 510 555 0121"
    assert (first.ad.site, first.ad.url, first.ad.id) == (site.host, site.url("/ads/1"), ad_id(site.url("/ads/1")))
    assert first.capture == ad(1)[2]


def test_the_warc_says_who_asked_and_why_and_others_can_read_it(tmp_path: Path) -> None:
    warc = tmp_path / "crawl.warc.gz"
    with serving(site_pages()) as site:
        report, _ = go(site, warc)
    kinds, digests = [], []
    with warc.open("rb") as file:
        archive = ArchiveIterator(file, check_digests=True)
        for record in archive:
            kinds.append(record.rec_type)
            body = record.content_stream().read()
            digests.append(record.rec_headers.get_header("WARC-Block-Digest"))
            assert record.digest_checker.passed is not False
            if record.rec_type == "warcinfo":
                assert f"legal-basis: {BASIS}\r\n".encode() in body
            if record.rec_type == "metadata":
                assert json.loads(body)["legal_basis"] == BASIS
    assert kinds == ["warcinfo", *["response", "request"] * len(site.asked), "metadata"]
    assert all(digest.startswith("sha256:") for digest in digests)
    assert report.record()["legal_basis"] == BASIS


@pytest.mark.parametrize("status", [500, 503, 429])
def test_robots_that_can_t_be_read_forbid_everything(tmp_path: Path, status: int) -> None:
    with serving(site_pages() | {"/robots.txt": (status, HTML, b"")}) as site:
        report, _ = go(site, tmp_path / "c.warc.gz")
    assert site.asked == ["/robots.txt"]
    assert "nothing is fetched from this site" in report.problems[0].reason


def test_a_site_without_robots_may_be_read_and_one_that_is_busy_is_left(tmp_path: Path) -> None:
    pages = site_pages() | {"/ads/1": (503, HTML, b"busy")}
    del pages["/robots.txt"]
    with serving(pages) as site:
        report, patience = go(site, tmp_path / "c.warc.gz", delay=timedelta(seconds=2))
    assert site.asked == ["/robots.txt", "/browse", "/ads/1"]
    assert "left in peace" in report.problems[-1].reason
    assert patience.slept == [2.0] * (len(site.asked) - 1)


def test_pages_are_bounded(tmp_path: Path) -> None:
    with serving(site_pages()) as site:
        report, _ = go(site, tmp_path / "c.warc.gz", max_pages=2)
    assert len(site.asked) == 3
    assert report.left > 0


def test_an_inner_address_is_never_asked(tmp_path: Path) -> None:
    with serving(site_pages()) as site:
        report, _ = go(site, tmp_path / "c.warc.gz", allowed=frozenset())
    assert site.asked == []
    assert "isn't public" in report.problems[0].reason


@pytest.mark.parametrize(
    ("start", "basis", "operator"),
    [
        ("https://rooms.example/", "  ", "a@agency.example"),
        ("https://rooms.example/", BASIS, ""),
        ("ftp://rooms.example/", BASIS, "a@agency.example"),
    ],
)
def test_a_crawl_without_basis_operator_or_address_is_refused(
    tmp_path: Path, start: str, basis: str, operator: str
) -> None:
    clock = FixedClock(datetime(2026, 2, 20, tzinfo=UTC))
    with pytest.raises(Invalid):
        crawl(CrawlRequest((start,), basis, operator), tmp_path / "c.warc.gz", clock=clock, sleep=Patience(clock))
    assert not (tmp_path / "c.warc.gz").exists()
