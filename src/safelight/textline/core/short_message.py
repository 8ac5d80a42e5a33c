"""A short message as a provider hands it over on an open connection, and how the parts of a long one become one text.

Parts come in any order, twice, or not at all. A text whose parts are all there is those parts in order; one that stays
incomplete is shown with a mark where a part is missing, because half a text may be all that somebody could send.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from safelight.kernel.sealed import Sealed

GAP = "[...]"
"""Stands where a part never came."""


@dataclass(frozen=True, slots=True)
class Part:
    """`number` of `total` parts, which share a `reference` that their sender's phone chose."""

    reference: int
    total: int
    number: int


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """`fingerprint` is what two deliveries of the same message share: all its bytes. `media`: something came along that
    is no text."""

    sender: Sealed
    line: str
    text: str
    fingerprint: bytes
    part: Part | None = None
    media: int = 0


def joined(texts: Mapping[int, str], total: int) -> str:
    """The text of these parts, by number; each run of missing ones is one gap."""
    found: list[str] = []
    for number in range(1, total + 1):
        text = texts.get(number)
        if text is not None:
            found.append(text)
        elif not found or found[-1] != GAP:
            found.append(GAP)
    return "".join(found)
