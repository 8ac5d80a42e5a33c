"""Children first: ads that must not be shown, and why.

An ad is quarantined when it states an age under 18, or when the content network knows one of its
images. Its picture is never shown and its text is masked; a person prepares the report. The stated
age itself stays legible, since it is the reason. Nothing is concluded from looks or wording: only a bare
statement counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from safelight.ads.core.mention import Mention
from safelight.ads.core.reading import Reading, text_of

ADULT = 18
"""Age of majority in 18 U.S.C. 2256(1)."""

_SHOWN = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Quarantined:
    """`masked`: the ad's title and body, every visible character a dot but for the stated age."""

    ad_id: str
    reason: str
    masked: str

    def record(self) -> dict[str, object]:
        return {"ad_id": self.ad_id, "reason": self.reason, "masked": self.masked}


def stated_ages(reading: Reading) -> tuple[Mention, ...]:
    """Mentions of an age under 18."""
    return tuple(
        mention
        for mention in reading.extraction.mentions
        if mention.field == "age" and isinstance(mention.value, int) and mention.value < ADULT
    )


def quarantine(reading: Reading, known_images: frozenset[str]) -> Quarantined | None:
    """`known_images`: SHA-256 and PDQ digests, in hex, that the content network holds."""
    ages = stated_ages(reading)
    if ages:
        youngest = min(m.value for m in ages if isinstance(m.value, int))
        return Quarantined(reading.ad.id, f"states age {youngest}", masked(reading, ages))
    if any(image.sha256 in known_images or image.pdq in known_images for image in reading.ad.images):
        return Quarantined(reading.ad.id, "an image is known to the content network", masked(reading, ()))
    return None


def masked(reading: Reading, kept: Sequence[Mention]) -> str:
    """Title and body with every visible character replaced, save for the spans in `kept`."""
    text = text_of(reading.ad)
    shown = list(_SHOWN.sub("•", text))
    body_at = len(reading.ad.title) + 1
    for mention in kept:
        shift = {"title": 0, "body": body_at, "text": body_at}.get(mention.source)
        if shift is not None:
            span = slice(mention.start + shift, mention.end + shift)
            shown[span] = text[span]
    return "".join(shown).strip("\n")
