"""Selectors: identifiers of an ad that one can pivot on, and what a match of each is worth.

A contact selector (phone, e-mail, handle, payment handle, crypto address) reaches somebody; two ads with the
same one are answered by the same hand unless it is generic. Pictures and texts are copied by
strangers: a match of them is a hint that needs company, see `link.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from safelight.ads.core.movement import place_of
from safelight.ads.core.reading import Reading

STRENGTH: Mapping[str, float] = MappingProxyType(
    {
        "phone": 0.95,
        "email": 0.95,
        "crypto": 0.95,
        "payment_handle": 0.9,
        "handle": 0.85,
        "image": 0.7,
        "image_print": 0.65,
        "template": 0.6,
    }
)
"""Prior strength of a match by kind, 0 to 1. Order from the literature (contact before picture before text: Freeman
2025, Portnoff 2017); the values are this project's choice, not measured frequencies."""

CONTACTS = frozenset({"phone", "email", "crypto", "payment_handle", "handle"})

FLAT_PICTURE = 64
"""A PDQ print balances its 256 bits; fewer set (or clear) is a blank or failed picture that matches everything."""


@dataclass(frozen=True, slots=True, order=True)
class Selector:
    kind: str
    value: str

    @property
    def contact(self) -> bool:
        return self.kind in CONTACTS


def selectors_of(reading: Reading) -> tuple[Selector, ...]:
    """Every selector of an ad, sorted, once each."""
    return tuple(sorted({*_contacts(reading), *_pictures(reading)}))


def _contacts(reading: Reading) -> Iterator[Selector]:
    read = reading.extraction
    for kind, values in (("phone", read.phones), ("email", read.emails), ("payment_handle", read.payment_handles)):
        yield from (Selector(kind, value) for value in values)
    yield from (Selector("handle", f"{handle.service}:{handle.name}") for handle in read.handles)
    yield from (Selector("crypto", f"{address.chain}:{address.address}") for address in read.crypto)


def _pictures(reading: Reading) -> Iterator[Selector]:
    for image in reading.ad.images:
        if image.sha256:
            yield Selector("image", image.sha256)
        if image.pdq and FLAT_PICTURE <= int(image.pdq, 16).bit_count() <= 256 - FLAT_PICTURE:
            yield Selector("image_print", image.pdq)


def traits_of(reading: Reading, own: Iterable[str]) -> frozenset[str]:
    """What else two ads may have in common besides a selector: names (`own`, lower case) and the city."""
    place = place_of(reading)
    names = {f"name {name}" for name in own}
    return frozenset(names | ({f"city {place[0]}, {place[1]}"} if place else set()))
