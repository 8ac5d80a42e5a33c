"""The key under which a place name is filed: ASCII, lower case, no punctuation, usual short forms.

"Saint Louis", "St. Louis" and "ST LOUIS" share one key. Refuses nothing: any text has a key, maybe "".
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SHORT = {
    "saint": "st",
    "sainte": "ste",
    "fort": "ft",
    "mount": "mt",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
}


@lru_cache(maxsize=16_384)
def place_key(name: str) -> str:
    """`name` as filed. "The Bronx" is "bronx"; "N. Las Vegas" and "North Las Vegas" are "n las vegas"."""
    text = name if name.isascii() else str(anyascii(name))
    words = _NOT_WORD.sub(" ", text.lower().replace("'", "").replace(".", "")).split()
    if len(words) > 1:
        if words[0] == "the":
            words = words[1:]
        words[0] = _SHORT.get(words[0], words[0])
    return " ".join(words)
