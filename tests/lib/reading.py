"""Readings from plain facts: what a test says about an ad is exactly what was extracted from it, spans included."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from safelight.ads.core.ad import Ad, Image
from safelight.ads.core.indicator import IndicatorMention
from safelight.ads.core.mention import Extraction, Handle, Location, Mention
from safelight.ads.core.reading import Reading, sign, text_of
from safelight.kernel.ids import AdId

START = datetime(2026, 3, 2, tzinfo=UTC)

TOWNS = {
    "Oakland": ("CA", 37.80, -122.27),
    "Berkeley": ("CA", 37.87, -122.27),
    "Reno": ("NV", 39.53, -119.81),
    "Boise": ("ID", 43.62, -116.20),
    "Salem": ("OR", 44.94, -123.04),
    "Tucson": ("AZ", 32.22, -110.97),
    "Denver": ("CO", 39.74, -104.99),
    "Omaha": ("NE", 41.26, -95.94),
}


def picture(number: int) -> Image:
    """An invented picture: its SHA-256, no PDQ print."""
    return Image(sha256=f"{number:064x}")


def reading(
    ad_id: str,
    body: str,
    *,
    title: str = "",
    town: str | None = None,
    day: int | None = 0,
    phones: Iterable[str] = (),
    handles: Iterable[tuple[str, str]] = (),
    payment: Iterable[str] = (),
    names: Iterable[str] = (),
    pictures: Iterable[int | Image] = (),
    indicators: Iterable[tuple[str, str]] = (),
    urls: Iterable[str] = (),
) -> Reading:
    """`names` must stand in title or body; ages are the two-digit numbers after "age"; an indicator is (its name, the
    words of the body that show it)."""
    state, lat, lon = TOWNS[town] if town else ("", 0.0, 0.0)
    location = f"{town}, {state}" if town else ""
    images = tuple(one if isinstance(one, Image) else picture(one) for one in pictures)
    posted = None if day is None else START + timedelta(days=day)
    ad = Ad(AdId(ad_id), title=title, body=body, location=location, posted_at=posted, images=images)
    mentions = [*_mentions(ad, names), *_places(town, location)]
    extraction = Extraction(
        ad_id,
        phones=tuple(sorted(phones)),
        handles=tuple(sorted(Handle(*one) for one in handles)),
        payment_handles=tuple(sorted(payment)),
        ages=tuple(sorted({m.value for m in mentions if m.field == "age" and isinstance(m.value, int)})),
        names=tuple(sorted(names)),
        urls=tuple(sorted(urls)),
        locations=(Location(town, state, None, lat, lon, 0.9),) if town else (),
        mentions=tuple(mentions),
    )
    shown = tuple(
        IndicatorMention(name, body.index(words), body.index(words) + len(words), "body") for name, words in indicators
    )
    return Reading(ad, extraction, shown, sign([text_of(ad)])[0])


def _mentions(ad: Ad, names: Iterable[str]) -> list[Mention]:
    found = []
    for source, text in (("title", ad.title), ("body", ad.body)):
        for name in names:
            found += [
                Mention("name", name, m.start(), m.end(), source, "test")  # type: ignore[arg-type]
                for m in re.finditer(re.escape(name), text)
            ]
        found += [
            Mention("age", int(m.group(1)), m.start(1), m.end(1), source, "test")  # type: ignore[arg-type]
            for m in re.finditer(r"\bage (\d\d)\b", text)
        ]
    return found


def _places(town: str | None, location: str) -> list[Mention]:
    return [Mention("location", location, 0, len(location), "location", "test")] if town else []


def own_words(voice: int, count: int = 40) -> str:
    """A text of its own: invented words that no other `voice` uses."""
    letters = "bcdfghjklmnprstvw"
    vowels = "aeiou"
    words = []
    for at in range(count):
        seed = (voice + 1) * 7919 + at * 104729
        words.append(
            "".join(
                letters[(seed // 17**k + voice * 5 + k) % len(letters)] + vowels[(seed // 5**k + voice * k) % 5]
                for k in range(3)
            )
        )
    return " ".join(words)
