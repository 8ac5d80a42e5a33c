"""Flat: an ad, and what was read in it, as bytes and back, for what is put aside during a run.

A million ads with their readings are some five gigabytes of Python's values, and of bytes a fifth of it. The bytes are
Python's own (`marshal`): they are read by the run that wrote them and never kept. Promises to give back equal values.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from safelight.ads.core.ad import Ad, Image
from safelight.ads.core.indicator import IndicatorMention
from safelight.ads.core.mention import CryptoAddress, Extraction, Handle, Location, Price
from safelight.ads.core.packed import PackedMentions, packed
from safelight.ads.core.reading import Reading


def flat_ad(ad: Ad) -> bytes:
    posted = ad.posted_at.isoformat() if ad.posted_at else None
    images = tuple((one.sha256, one.pdq, one.path, one.text) for one in ad.images)
    return marshal.dumps(
        (ad.id, ad.title, ad.body, ad.location, ad.site, ad.url, posted, images, ad.extra, ad.text_source)
    )


def ad_of(flat: bytes) -> Ad:
    ad_id, title, body, location, site, url, posted, images, extra, called = marshal.loads(flat)  # noqa: S302 - ours
    at = datetime.fromisoformat(posted) if posted else None
    return Ad(ad_id, title, body, location, site, url, at, tuple(Image(*one) for one in images), extra, called)


def text_in(flat: bytes) -> str:
    """`text_of` a flat ad."""
    read = marshal.loads(flat)  # noqa: S302 - ours
    return f"{read[1]}\n{read[2]}"


def flat_reading(extraction: Extraction, indicators: Sequence[IndicatorMention]) -> bytes:
    """What was read in an ad, without the ad."""
    read = extraction
    small = packed(read.mentions)
    mentions: tuple[Any, ...] = (small.table, small.rows.typecode, small.rows.tobytes())
    return marshal.dumps(
        (
            read.phones,
            read.emails,
            tuple((one.service, one.name) for one in read.handles),
            read.ages,
            tuple((one.amount, one.currency, one.unit) for one in read.prices),
            tuple((one.city, one.state, one.county_fips, one.lat, one.lon, one.confidence) for one in read.locations),
            read.names,
            tuple((one.chain, one.address) for one in read.crypto),
            read.payment_handles,
            read.urls,
            read.languages,
            mentions,
            tuple((one.indicator, one.start, one.end, one.source) for one in indicators),
        )
    )


def reading_of(ad: Ad, flat: bytes) -> Reading:
    """The reading of `ad` that was flattened, without its signature."""
    phones, emails, handles, ages, prices, locations, names, crypto, payment, urls, languages, mentions, said = (
        marshal.loads(flat)  # noqa: S302 - ours
    )
    extraction = Extraction(
        ad.id,
        phones,
        emails,
        _each(Handle, handles),
        ages,
        _each(Price, prices),
        _each(Location, locations),
        names,
        _each(CryptoAddress, crypto),
        payment,
        urls,
        languages,
        PackedMentions(mentions[0], array(mentions[1], mentions[2])),
    )
    return Reading(ad, extraction, _each(IndicatorMention, said))


def _each(kind: Any, rows: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(kind(*row) for row in rows) if rows else ()
