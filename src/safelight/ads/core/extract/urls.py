"""URLs: web addresses in the text, as written, without the punctuation that follows them.

Plain patterns with a scheme, `www.`, or a bare host with a path or a common ending. Refuses e-mail hosts. Linear.
"""

from __future__ import annotations

import re

from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.mention import Mention

_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'\\^`{}|]++"
    r"|(?<![a-z0-9@.\-])(?:[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?\.){1,3}"
    r"(?:com|net|org|io|me|co|us|info|biz|ch|xyz|site|online|link|ly|ee|bio|app)(?:/[^\s<>\"'\\^`{}|]*+|"
    r"(?![a-z0-9\-@]))"
)
_DOTTED = re.compile(r"\.[a-z]")
"""What every bare host holds, and hardly any sentence."""
_TRAILING = ".,;:!?)]*'\""


def urls(passage: Passage) -> list[tuple[Mention, tuple[int, int]]]:
    """Every URL with its folded span. Value: as written in the original."""
    lower = passage.lower
    if "://" not in lower and "www." not in lower and not _DOTTED.search(lower):
        return []
    found = []
    for match in _URL.finditer(lower):
        text = match.group().rstrip(_TRAILING)
        start, end = match.start(), match.start() + len(text)
        if "." not in text or passage.claimed(start, end):
            continue
        first, last = passage.folded.span(start, end)
        found.append((passage.mention("url", passage.folded.original[first:last], start, end, "url"), (start, end)))
    return found
