"""How an ad and its reading are kept as JSON, and read back: the round trip is the identity.

The record of an ad has the shape of the input contract, so that what is kept can be fed in again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from safelight.ads.core.ad import Ad, Image
from safelight.ads.core.indicator import IndicatorMention
from safelight.ads.core.mention import CryptoAddress, Extraction, Handle, Location, Mention, Price, Value
from safelight.kernel.clock import iso
from safelight.kernel.ids import AdId


def ad_record(ad: Ad) -> dict[str, object]:
    """An ad in the shape of the input contract, with its extra fields under `extra`."""
    return {
        "id": ad.id,
        "site": ad.site,
        "url": ad.url,
        "posted_at": iso(ad.posted_at) if ad.posted_at else None,
        "title": ad.title,
        ad.text_source: ad.body,
        "location": ad.location,
        "images": [_image_record(image) for image in ad.images],
        "extra": json.loads(ad.extra),
    }


def _image_record(image: Image) -> dict[str, str | None]:
    named = {"sha256": image.sha256, "pdq": image.pdq, "path": image.path}
    return {**named, "text": image.text} if image.text else named


def ad_from(record: Mapping[str, Any]) -> Ad:
    """The ad that `ad_record` made this of."""
    posted = record["posted_at"]
    source = "text" if "text" in record else "body"
    return Ad(
        id=AdId(record["id"]),
        title=record["title"],
        body=record[source],
        location=record["location"],
        site=record["site"],
        url=record["url"],
        posted_at=datetime.fromisoformat(posted) if posted else None,
        images=tuple(Image(**image) for image in record["images"]),
        extra=dump(record["extra"]) if record["extra"] else "{}",
        text_source=source,
    )


def extraction_from(record: Mapping[str, Any], spans: bool = True) -> Extraction:
    """The extraction that `Extraction.record` made this of; without `spans`, what is stated but not where."""
    return Extraction(
        ad_id=record["ad_id"],
        phones=tuple(record["phones"]),
        emails=tuple(record["emails"]),
        handles=tuple(Handle(**item) for item in record["handles"]),
        ages=tuple(record["ages"]),
        prices=tuple(Price(**item) for item in record["prices"]),
        locations=tuple(Location(**item) for item in record["locations"]),
        names=tuple(record["names"]),
        crypto=tuple(CryptoAddress(**item) for item in record["crypto"]),
        payment_handles=tuple(record["payment_handles"]),
        urls=tuple(record["urls"]),
        languages=tuple(record["languages"]),
        mentions=tuple(_mention(item) for item in record["mentions"]) if spans else (),
    )


def _mention(record: Mapping[str, Any]) -> Mention:
    return Mention(**{**record, "value": _value(record["field"], record["value"])})


_KINDS: Mapping[str, type[Handle | Price | Location | CryptoAddress]] = {
    "handle": Handle,
    "price": Price,
    "location": Location,
    "crypto": CryptoAddress,
}
"""What the values of fields are that are no plain text or number."""


def _value(field: str, value: Any) -> Value:
    found: Value = _KINDS[field](**value) if isinstance(value, dict) else value
    return found


def indicators_record(indicators: tuple[IndicatorMention, ...]) -> list[list[object]]:
    return [[item.indicator, item.start, item.end, item.source] for item in indicators]


def indicators_from(record: list[list[Any]]) -> tuple[IndicatorMention, ...]:
    return tuple(IndicatorMention(*item) for item in record)


def dump(value: object) -> str:
    """Canonical JSON: sorted keys, ASCII, no spaces."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
