"""Masking: what is shown of an ad before there is a reason to show more.

`mask` covers every contact and name in the text with bullets and leaves the rest; `mask_all` covers everything. Ads of
adults classed independent or collective are masked until a reasoned reveal; quarantined ads are
covered whole and have no reveal. Lengths are kept, so that spans of what is left still fit.
"""

from __future__ import annotations

from safelight.ads.core.ad import Ad
from safelight.ads.core.mention import Extraction

COVER = "•"
IDENTIFYING = frozenset({"phone", "email", "handle", "name", "url", "crypto", "payment_handle"})
MASKED_ACTIVITIES = frozenset({"independent", "collective"})


def masked_by_default(activity: str | None) -> bool:
    """Whether an ad of this activity class is shown masked in a search."""
    return activity in MASKED_ACTIVITIES


def mask(ad: Ad, extraction: Extraction, source: str) -> str:
    """The text of `source` ("title", "body", "text", "location") with every identifying span covered."""
    characters = list(ad.field(source))
    for mention in extraction.mentions:
        if mention.source == source and mention.field in IDENTIFYING:
            for position in range(mention.start, min(mention.end, len(characters))):
                if not characters[position].isspace():
                    characters[position] = COVER
    return "".join(characters)


def mask_all(text: str) -> str:
    """The text with every visible character covered."""
    return "".join(character if character.isspace() else COVER for character in text)
