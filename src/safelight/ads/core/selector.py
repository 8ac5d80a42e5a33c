"""Selectors: identifiers of an ad that one can pivot on.

A contact selector (phone, e-mail, handle, payment handle, crypto address, page) reaches somebody; two ads with the
same one are answered by the same hand unless it is generic. Pictures and texts are copied by strangers: a match of
them is a hint that needs company, see `link.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from safelight.ads.core.reading import Reading

CONTACTS = frozenset({"phone", "email", "crypto", "payment_handle", "handle", "page"})

PICTURES = frozenset({"image", "image_print"})

FLAT_PICTURE = 64
"""A PDQ print balances its 256 bits; fewer set (or clear) is a blank or failed picture that matches everything."""

NO_FAMILIES: Mapping[str, str] = MappingProxyType({})

_SCHEME = re.compile(r"^[a-z]+://(?:www\.)?|^www\.")


class Selector(NamedTuple):
    """A tuple, because linking hashes and orders each of them many times."""

    kind: str
    value: str

    @property
    def contact(self) -> bool:
        return self.kind in CONTACTS


def selectors_of(reading: Reading, families: Mapping[str, str] = NO_FAMILIES) -> tuple[Selector, ...]:
    """Every selector of an ad, sorted, once each. `families`: the print that stands for a picture's family."""
    return in_families(own_of(reading), prints_of(reading), families)


def own_of(reading: Reading) -> tuple[Selector, ...]:
    """Contacts, and pictures by their files; an order isn't promised."""
    pictures = (Selector("image", image.sha256) for image in reading.ad.images if image.sha256)
    return (*contacts_of(reading), *pictures)


def in_families(own: Iterable[Selector], prints: Iterable[str], families: Mapping[str, str]) -> tuple[Selector, ...]:
    """`own` and the families of `prints`, sorted, once each."""
    return tuple(sorted({*own, *(Selector("image_print", families.get(one, one)) for one in prints)}))


def prints_of(reading: Reading) -> Iterator[str]:
    """The PDQ prints of an ad's pictures that say anything."""
    for image in reading.ad.images:
        if image.pdq and FLAT_PICTURE <= int(image.pdq, 16).bit_count() <= 256 - FLAT_PICTURE:
            yield image.pdq


def contacts_of(reading: Reading) -> Iterator[Selector]:
    """Where the ad's people can be reached; an order isn't promised."""
    read = reading.extraction
    for kind, values in (("phone", read.phones), ("email", read.emails), ("payment_handle", read.payment_handles)):
        yield from (Selector(kind, value) for value in values)
    yield from (Selector("handle", f"{handle.service}:{handle.name}") for handle in read.handles)
    yield from (Selector("crypto", f"{address.chain}:{address.address}") for address in read.crypto)
    yield from (Selector("page", page) for url in read.urls if (page := _page(url, reading.ad.site or "")))


def _page(url: str, site: str) -> str:
    """Host and path of a page outside the site that the ad stands on; nothing for the site's own."""
    page = re.split(r"[?#]", _SCHEME.sub("", url.lower()))[0].rstrip("/")
    host = page.partition("/")[0]
    own = _SCHEME.sub("", site.lower())
    return "" if own and (host == own or host.endswith(f".{own}")) else page
