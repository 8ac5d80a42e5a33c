"""Masking: what is shown of an ad before there is a reason to show more.

`mask` covers every contact and name that was read, and every word that is capitalised inside a sentence,
because a name that wasn't read may be one; `mask_all` covers everything. Ads of adults classed
independent or collective are masked until a reasoned reveal; quarantined ads are covered whole and have no
reveal. Lengths are kept, so that spans of what is left still fit.
"""

from __future__ import annotations

import re

from safelight.ads.core.ad import Ad
from safelight.ads.core.mention import Extraction

COVER = "•"
_INSIDE_A_SENTENCE = re.compile(r"(?<=[a-záéíóúñ,;:&] )[A-ZÁÉÍÓÚÑ][\w'’-]+")
IDENTIFYING = frozenset({"phone", "email", "handle", "name", "url", "crypto", "payment_handle"})
MASKED_ACTIVITIES = frozenset({"independent", "collective"})


def masked_by_default(activity: str | None) -> bool:
    """Whether an ad of this activity class is shown masked in a search."""
    return activity in MASKED_ACTIVITIES


def mask(ad: Ad, extraction: Extraction, source: str) -> str:
    """The text of `source` ("title", "body", "text", "location") with every identifying span covered."""
    text = ad.field(source)
    spans = [
        (mention.start, mention.end)
        for mention in extraction.mentions
        if mention.source == source and mention.field in IDENTIFYING
    ]
    spans += [found.span() for found in _INSIDE_A_SENTENCE.finditer(text)]
    for name in extraction.names:
        spans += [found.span() for found in re.finditer(re.escape(name), text, re.IGNORECASE)]
    characters = list(text)
    for start, end in spans:
        for position in range(start, min(end, len(characters))):
            if not characters[position].isspace():
                characters[position] = COVER
    return "".join(characters)


def mask_all(text: str) -> str:
    """The text with every visible character covered."""
    return "".join(character if character.isspace() else COVER for character in text)
