"""E-mails: addresses, plain and spelled out ("name at site dot com", "name (at) site . com").

Each "@" or spelled-out at is looked at with 64 characters on both sides (RFC 5321 allows no longer local part), so
the work is linear. Refuses addresses without a dot and top-level names that are no letters.
"""

from __future__ import annotations

import re

from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.mention import Mention

_AT = re.compile(r"@|\b(?:at|arroba)\b")
_BRACKETED = re.compile(r"[(\[{<]\s?at\s?[)\]}>]")
_LOCAL = re.compile(r"[a-z0-9](?:[a-z0-9_+%-]|\.(?=[a-z0-9])){0,63}\Z")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,24}(?![a-z0-9-])")
_NO_HOSTS = frozenset({"a", "any", "my", "our", "the", "this", "your"})
_OPEN = re.compile(r"\s{0,2}[(\[{<*_-]?\s?\Z")
_SPELLED_DOMAIN = re.compile(
    r"\s?[)\]}>*_-]?\s{0,2}(?P<host>(?:g|hot)\smail|[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9]))(?:\s?[(\[{<*_-]?\s?(?:dot|punto)\s?[)\]}>*_-]?\s?|\s?\.\s?|\s?[(\[{<]\s?\.\s?[)\]}>]\s?)"
    r"(?P<tld>(?<=[\])}>])[a-z]{2,12}|(?<=[\])}>]\s)[a-z]{2,12}|com|net|org|co\.uk|edu|me|us|info|biz|ca|io|ru|de|fr|es|it|co|mx)\b"
)


def emails(passage: Passage) -> list[Mention]:
    """Every address of one passage, lower case."""
    lower = passage.lower
    if "@" not in lower and not (
        ("at" in lower or "arroba" in lower)
        and ("dot" in lower or "punto" in lower or ".com" in lower or _BRACKETED.search(lower))
    ):
        return []
    found: list[Mention] = []
    for at in _AT.finditer(lower):
        mention = _plain(passage, at) if at.group() == "@" else None
        mention = mention or _spelled(passage, at)
        if mention is not None:
            found.append(mention)
    return found


def _plain(passage: Passage, at: re.Match[str]) -> Mention | None:
    lower = passage.lower
    begin = max(0, at.start() - 64)
    local = _LOCAL.search(lower[begin : at.start()])
    domain = _DOMAIN.match(lower, at.end())
    if local is None or domain is None:
        return None
    start = begin + local.start()
    value = f"{local.group()}@{domain.group()}"
    return passage.mention(
        "email", value, start, domain.end(), "email.plain", passage.folded.foreign(start, domain.end())
    )


def _spelled(passage: Passage, at: re.Match[str]) -> Mention | None:
    """Needs a spelled "dot", or brackets, when the at is a word: "meet at hotel.com" is a place, not an address."""
    lower = passage.lower
    domain = _SPELLED_DOMAIN.match(lower, at.end())
    if domain is None or domain["host"] in _NO_HOSTS:
        return None
    head = lower[max(0, at.start() - 64) : at.start()]
    opening = _OPEN.search(head)
    bare = head[: opening.start()] if opening else head
    local = re.search(r"[a-z0-9][a-z0-9_.+-]{0,40}\Z", bare)
    bracketed = lower[at.start() - 1 : at.start()] in "([{<" and at.start() > 0
    spelled_dot = "dot" in domain.group() or "punto" in domain.group()
    if local is None or not (bracketed or spelled_dot or at.group() == "@"):
        return None
    if local.group().isdigit() and not bracketed and not spelled_dot:
        return None
    start = at.start() - len(head) + local.start()
    value = f"{local.group().rstrip('-.')}@{domain['host'].replace(' ', '')}.{domain['tld']}"
    return passage.mention("email", value, start, domain.end(), "email.spelled", obscured=True)
