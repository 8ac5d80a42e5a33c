"""Words read in an ad's pictures: contacts are read from them, with spans that say where; nothing else is."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from safelight.ads.core.ad import Ad, Image, read_ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.keep import ad_from, ad_record
from safelight.ads.core.reading import text_of
from safelight.ads.render.verify import field
from safelight.ads.sources import PictureTexts, Sourced, read_picture_texts
from safelight.gazetteer import load
from safelight.kernel.ids import AdId
from safelight.kernel.provenance import Rejected

DIGEST = "ab" * 32
AD = Ad(
    AdId("a1"),
    title="Walks",
    body="By the harbour in Oakland, CA. Call 510-555-0123",
    images=(Image(sha256=DIGEST, text="Ann, 24\n200 an hour"), Image(), Image(text="312.555.0142 or ann@example.com")),
)


def test_only_contacts_are_read_in_pictures() -> None:
    found = Extractor(load()).extract(AD)
    assert (found.phones, found.emails) == (("+13125550142", "+15105550123"), ("ann@example.com",))
    assert (found.ages, found.prices, found.names) == ((), (), ())
    spots = [mention for mention in found.mentions if mention.source == "pictures"]
    assert [AD.field("pictures")[one.start : one.end] for one in spots] == ["312.555.0142", "ann@example.com"]
    assert "312" not in text_of(AD)


def test_what_is_kept_comes_back_and_the_checking_program_finds_the_span() -> None:
    assert ad_from(ad_record(AD)) == AD
    assert field(ad_record(AD), "pictures") == AD.pictured
    assert "text" not in ad_record(Ad(AdId("a"), body="b", images=(Image(sha256=DIGEST),)))["images"][0]  # type: ignore[index]


def test_a_record_may_bring_the_words_along() -> None:
    record = {"id": "a", "body": "b", "images": [{"sha256": DIGEST, "text": "hello"}, {"text": 5}, {"text": "\ud800"}]}
    read = read_ad(record, datetime(2026, 11, 1, tzinfo=UTC), "x:1")
    assert not isinstance(read, Rejected)
    assert [image.text for image in read[0].images] == ["hello", "", ""]


def test_words_are_found_by_digest_first_and_by_path_where_there_is_none() -> None:
    lines = [
        f'{{"sha256":"{DIGEST.upper()}","path":"x/a.jpg","text":"by digest"}}',
        '{"path":"x/b.jpg","text":"by path"}',
        '{"path":"x/c.jpg","text":"   "}',
        "",
        "[1]",
        "{cut",
    ]
    texts, refused = read_picture_texts(io.BytesIO("\n".join(lines).encode()), "words.jsonl")
    assert [row.place for row in refused] == ["words.jsonl:5", "words.jsonl:6"]
    images = (
        Image(sha256=DIGEST),
        Image(sha256="cd" * 32, path="x/a.jpg"),
        Image(path="x/b.jpg"),
        Image(path="x/c.jpg"),
    )
    item = Sourced(Ad(AdId("a"), body="b", images=images), b"{}", "application/json", "x:1")
    (shown,) = texts.beside([item])
    assert isinstance(shown, Sourced)
    assert [image.text for image in shown.ad.images] == ["by digest", "", "by path", ""]
    assert shown.capture == b"{}"
    assert list(PictureTexts().beside([item])) == [item]
