"""Pages: recipes and the generic fallback, WARC records, listings, character sets, canonical addresses."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from tests.lib.sources import ads, read_paths, rejected, warned
from tests.lib.warcs import packed, page, record, records, response

from safelight.ads.sources.address import ad_id, canonical, resolve
from safelight.ads.sources.dates import iso_date
from safelight.ads.sources.recipe import Recipes, load_recipes, read_recipe
from safelight.kernel.errors import Invalid

AD_URL = "https://classifieds.example/ads/7"


def write(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("pack", [b"".join, packed, lambda parts: gzip.compress(b"".join(parts))])
def test_warc_records_become_ads(tmp_path: Path, pack: object) -> None:
    path = write(tmp_path, "crawl.warc.gz", pack(records(3)))  # type: ignore[operator]
    items = read_paths(path)
    assert [item.ad.title for item in ads(items)] == [f"Rooms and tours {day}" for day in (1, 2, 3)]
    first = ads(items)[0]
    assert (first.ad.site, first.ad.url) == ("rooms.example", "https://rooms.example/ads/1")
    assert first.ad.id == ad_id("https://rooms.example/ads/1")
    assert (first.ad.location, str(first.ad.posted_at)[:10]) == ("Oakland, CA", "2026-02-01")
    assert "Call 510 555 0121." in first.ad.body
    assert "Home" not in first.ad.body
    assert (first.capture, first.media_type) == (page(1), "text/html")
    assert 0.3 <= first.confidence < 1
    assert json.loads(first.ad.extra)["captured_at"] == "2026-02-20T10:00:00Z"
    assert len(items) == 3


def test_a_saved_page_knows_its_address_or_is_named_by_its_bytes(tmp_path: Path) -> None:
    tagged = page(1).replace(b"<head>", b'<head><link rel="canonical" href="https://rooms.example/ads/1?utm_source=x">')
    named, unnamed = ads(read_paths(write(tmp_path, "a.html", tagged), write(tmp_path, "b.htm", page(1))))
    assert named.ad.id == ad_id("https://rooms.example/ads/1")
    assert (unnamed.ad.url, unnamed.ad.site) == ("", "")
    assert unnamed.ad.id != named.ad.id


RECIPE_PAGE = b"""<h1 class="ad-title">Dinner company</h1><span class="ad-place">Reno, NV</span>
<time datetime="2026-02-03T10:00:00Z">today</time><img class="ad-photo" src="/p/1.jpg"><div class="ad-body">Adults,
city&nbsp;tours<br>and dinner<script>no()</script></div><div>other things to read on this site, at great length</div>"""


def test_a_recipe_reads_its_fields_and_nothing_else(tmp_path: Path) -> None:
    path = write(tmp_path, "c.warc", record(response(RECIPE_PAGE), AD_URL))
    (item,) = ads(read_paths(path))
    assert (item.ad.title, item.ad.body) == ("Dinner company", "Adults, city tours\nand dinner")
    assert (item.ad.location, item.confidence) == ("Reno, NV", 1.0)
    assert item.ad.images[0].path == "https://classifieds.example/p/1.jpg"
    assert json.loads(item.ad.extra)["recipe"] == "example-classifieds"


LISTING = """<ul>{}</ul><a class="next" href="/browse/2">next</a>"""
ENTRY = '<li class="ad-entry"><a href="/ads/{0}">Tours {0}</a><div class="ad-teaser">{1}</div></li>'


def test_a_listing_yields_its_entries_or_says_that_it_has_none(tmp_path: Path) -> None:
    full = LISTING.format("".join(ENTRY.format(n, f"City tours, number {n}") for n in (1, 2)))
    bare = LISTING.format(ENTRY.format(3, ""))
    parts = [record(response(text.encode()), "https://classifieds.example/browse/1") for text in (full, bare)]
    items = read_paths(write(tmp_path, "c.warc", b"".join(parts)))
    assert [(item.ad.url, item.ad.body) for item in ads(items)] == [
        ("https://classifieds.example/ads/1", "City tours, number 1"),
        ("https://classifieds.example/ads/2", "City tours, number 2"),
    ]
    assert ads(items)[1].place.endswith(":offset 0#2")
    assert [item.reason for item in warned(items)] == ["listing page, no ad"]


def test_the_fallback_tells_a_listing_from_an_ad(tmp_path: Path) -> None:
    rows = "".join(
        f'<div class="row"><h3><a href="/x/{n}">Tours {n}</a></h3><p>City tours {n}</p></div>' for n in range(9)
    )
    (item,) = read_paths(write(tmp_path, "list.html", f"<html><body><div>{rows}</div></body>".encode()))
    assert "listing page, no ad" in item.reason  # type: ignore[union-attr]


def test_the_fallback_prefers_what_the_page_states(tmp_path: Path) -> None:
    stated = {
        "@type": "Offer", "name": "Tours", "description": "City tours for adults, evenings.",
        "datePosted": "2026-02-03",
        "areaServed": {"address": {"addressLocality": "Boise", "addressRegion": "ID"}},
    }  # fmt: skip
    text = f'<html><script type="application/ld+json">{json.dumps(stated)}</script><body><h1>Site</h1><p>Else.</p>'
    (item,) = ads(read_paths(write(tmp_path, "a.html", text.encode())))
    assert (item.ad.title, item.ad.body, item.ad.location) == ("Tours", "City tours for adults, evenings.", "Boise, ID")
    assert item.confidence > 0.7


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("cp1252", "iso-8859-1"),
        ("utf-16", ""),
        ("utf-8", ""),
        ("cp1251", "windows-1251"),
        ("gb18030", "gbk"),
        ("utf-8", "x-unknown"),
    ],
)
def test_character_sets(tmp_path: Path, codec: str, label: str) -> None:
    word = {"cp1251": "Привет", "gb18030": "你好"}.get(codec, "café")
    meta = f'<meta charset="{label}">' if label else ""
    text = f"<html><head>{meta}<title>t</title></head><body><p>{word}, tours in the evening.</p></body></html>"
    (item,) = ads(read_paths(write(tmp_path, "a.html", text.encode(codec))))
    assert item.ad.body.startswith(word)


def test_bytes_that_are_no_text_are_replaced_and_named(tmp_path: Path) -> None:
    items = read_paths(write(tmp_path, "a.html", b'<meta charset="utf-8"><p>Tours \xff in the evening'))
    assert "Tours \ufffd in" in ads(items)[0].ad.body
    assert "byte 32" in warned(items)[0].reason


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Type: text/html\r\nTransfer-Encoding: chunked", b"%x\r\n%b\r\n0\r\n\r\n" % (len(page(1)), page(1))),
        ("Content-Type: text/html\r\nTransfer-Encoding: chunked", page(1)),
        ("Content-Type: text/html\r\nContent-Encoding: gzip", gzip.compress(page(1))),
    ],
)
def test_bodies_are_unpacked_and_captured_as_stored(tmp_path: Path, headers: str, body: bytes) -> None:
    path = write(tmp_path, "c.warc", record(response(body, headers), "https://rooms.example/1"))
    (item,) = ads(read_paths(path))
    assert item.ad.title == "Rooms and tours 1"
    assert item.capture == body


def test_records_without_a_page_are_counted_and_bad_ones_named(tmp_path: Path) -> None:
    parts = [
        record(b"software: x", "", kind="warcinfo", media_type="application/warc-fields"),
        record(response(b"\x89PNG", "Content-Type: image/png"), "https://rooms.example/p.png"),
        record(response(page(1), status="404 Not Found"), "https://rooms.example/gone"),
        record(response(b"x", "Content-Type: text/html\r\nContent-Encoding: br"), "https://rooms.example/br"),
        record(response(page(2)).replace(b"HTTP/1.1", b"junk"), "https://rooms.example/2"),
        *records(1),
    ]
    items = read_paths(write(tmp_path, "c.warc", b"".join(parts)))
    assert len(ads(items)) == 1
    assert [item.reason for item in rejected(items)] == [
        "its content encoding 'br' isn't read",
        "it doesn't begin with an HTTP status",
    ]
    assert warned(items)[0].reason.endswith("passed over: 1 image/png, 1 status 404")


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("HTTP://Rooms.Example:80/a/../b?utm_source=x&b=2&a=1#top", "http://rooms.example/b?a=1&b=2"),
        ("https://user:word@rooms.example", "https://rooms.example/"),
        ("https://rooms.example:8443/%7euser/%2fx/", "https://rooms.example:8443/~user/%2Fx/"),
        ("https://münchen.example/ü", "https://xn--mnchen-3ya.example/%C3%BC"),
        ("javascript:alert(1)", None),
        ("//rooms.example/", None),
        ("http://rooms.example:99999/", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_canonical_addresses(given: str, spelled: str | None) -> None:
    assert canonical(given) == spelled
    assert spelled is None or canonical(spelled) == spelled


def test_links_resolve_against_their_page() -> None:
    assert resolve("https://rooms.example/a/b", "../c?x#y") == "https://rooms.example/c?x="
    assert resolve("https://rooms.example/", "mailto:x@rooms.example") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-03T10:00:00Z", "2026-02-03T10:00:00Z"),
        ("Posted March 5th, 2026 at noon", "2026-03-05"),
        ("5 Mar 2026", "2026-03-05"),
        ("Tue, 03 Feb 2026 10:00:00 GMT", "2026-02-03T10:00:00+00:00"),
        ("2026-13-40", None),
        ("03/04/2026", None),
        ("February 31, 2026", None),
        ("yesterday", None),
    ],
)
def test_dates_are_read_or_left(text: str, day: str | None) -> None:
    assert iso_date(text) == day


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"host": "("},
        {"host": "x"},
        {"host": "x", "ad": {"path": "(?<!a)b"}},
        {"host": "x", "ad": {"path": "x", "colour": "p"}},
        {"host": "x", "ad": {"path": "x", "body": 3}},
        {"host": "x", "surprise": 1},
    ],
)
def test_a_recipe_that_can_t_work_is_refused_with_its_name(table: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="recipe mine"):
        Recipes([read_recipe(table, "mine")])


def test_recipes_survive_the_way_to_the_child(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('host = "rooms"\n[ad]\npath = "^/ads"\nbody = "p"\n', "utf-8")
    recipes = load_recipes([tmp_path])
    assert [recipe.name for recipe in recipes.all] == ["mine", "example-classifieds"]
    again = Recipes([read_recipe(table, "x") for table in json.loads(json.dumps(recipes.records()))])
    assert again.all == recipes.all
    assert again.find("https://rooms.example/ads/1") == (recipes.all[0], "ad")
    assert again.find("https://rooms.example/about") == (recipes.all[0], "other")
    assert again.find("https://elsewhere.example/ads/1") is None


def test_a_folder_of_recipes_that_holds_none_is_refused(tmp_path: Path) -> None:
    for folder, said in ((tmp_path / "none", "no folder"), (tmp_path, "holds no recipe")):
        with pytest.raises(Invalid, match=said):
            load_recipes([folder])
    (tmp_path / "mine.toml").write_bytes(b'host = "caf\xe9"\n')
    with pytest.raises(Invalid, match="not UTF-8"):
        load_recipes([tmp_path])
