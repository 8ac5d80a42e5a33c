"""Handles: account names at a named service, from links ("instagram.com/name") and from words ("snap: name").

A service word must stand before the name, with a colon, an @, or a name that no dictionary word looks like. Values are
lower case without the @. Services: a table with the words people use for them, compiled by hand 2026-11.
"""

from __future__ import annotations

import re

from ahocorasick_rs import AhoCorasick, MatchKind

from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.mention import Handle, Mention

SERVICES: dict[str, tuple[str, ...]] = {
    "discord": ("discord",),
    "facebook": ("facebook", "fb"),
    "instagram": ("instagram", "insta gram", "insta", "ig", "1nstagram", "1nsta", "inst@gram", "inst@"),
    "kik": ("kik",),
    "line": ("line id", "line app"),
    "onlyfans": ("onlyfans", "only fans"),
    "skype": ("skype",),
    "snapchat": ("snapchat", "snap chat", "snap", "sc", "sn@pchat", "sn@p", "sn4p", "snapch@t"),
    "telegram": ("telegram", "tele gram", "tele", "tg", "te1egram", "t3legram", "te1e", "telegr@m"),
    "tiktok": ("tiktok", "tik tok"),
    "twitter": ("twitter", "x.com"),
    "viber": ("viber",),
    "wechat": ("wechat", "we chat", "weixin", "wx"),
    "whatsapp": ("whatsapp", "whats app"),
}
_SERVICE_OF = {word: service for service, words in SERVICES.items() for word in words}
_HOSTS = {
    "facebook.com": "facebook",
    "instagram.com": "instagram",
    "onlyfans.com": "onlyfans",
    "snapchat.com/add": "snapchat",
    "t.me": "telegram",
    "telegram.me": "telegram",
    "tiktok.com": "tiktok",
    "twitter.com": "twitter",
    "x.com": "twitter",
}
_DOMAINS = frozenset(host.partition("/")[0] for host in _HOSTS)
_NUMBERED = frozenset({"whatsapp", "viber"})
"""Services whose accounts are telephone numbers: only names with a letter are handles there."""

_WORDS = tuple(sorted(_SERVICE_OF, key=lambda word: (-len(word), word)))
_SCAN = AhoCorasick(list(_WORDS), matchkind=MatchKind.LeftmostLongest)
_AFTER = re.compile(
    r"(?P<lead>(?:[\s'’]{0,3}(?:s\b|is\b|id\b|me\b|name\b|user ?name\b|account\b|acct\b|handle\b|add\b|at\b|"
    r"on\b|as\b|page\b|yes\b|my\b|i'?m\b|us\b|como\b|es\b|als\b|comme\b|which\b|\(x\)))"
    r"{0,4})(?P<sep>[\s:;=\-~>.*(\[|/]{0,8})(?P<sign>@\s?|live:)?(?P<name>[a-z0-9](?:[a-z0-9_.\-]{1,28}[a-z0-9_]|"
    r"[a-z0-9_]{1,29}))"
)
_JOINED = re.compile(
    r"\s?(?:&|\+|and)\s?(?:my\s)?(?:" + "|".join(re.escape(word) for word in _WORDS) + r")(?=\s?[:=]|\s(?:is|@))"
)
"""A second service that shares the name behind it: "snap & ig: name"."""

_SPACED = re.compile(
    r"(?<![a-z0-9])(?P<word>s[ .]n[ .]a[ .]p(?:[ .]c[ .]h[ .]a[ .]t)?|i[ .]n[ .]s[ .]t[ .]a(?:[ .]g[ .]r[ .]a[ .]m)?|"
    r"t[ .]e[ .]l[ .]e[ .]g[ .]r[ .]a[ .]m|k[ .]i[ .]k)(?=\s?[:=>@])"
)
"""A service spelled out; only with a sign behind it."""
_LONE = re.compile(r"[ .][a-z][ .][a-z][ .:=>@]")
"""What every service that is spelled out holds."""

_X = re.compile(r"(?<![a-z0-9.])x\s?[:=]\s?@(?P<name>[a-z0-9_]{3,30})(?![a-z0-9_.])")
_GHOST = "\U0001f47b"
_GHOSTED = re.compile(r"[\s:;=>\-]{0,4}@?(?P<name>[a-z][a-z0-9_.\-]{2,28}[a-z0-9_])(?P<end>\s{0,3}(?:\Z|\n|  ))?")
"""The sign of one service, for its name: "👻 name"."""
_FEAST = frozenset({"halloween", "spooky", "october", "ghosts", "costume", "haunted"})
_SHORT_WORD = 6
"""Letters up to which a plain word behind the picture is more often a word than a name."""

_LINK = re.compile(
    r"(?:"
    + "|".join(re.escape(host) for host in sorted(_HOSTS, key=lambda h: (-len(h), h)))
    + r")/(?:@|u/)?([a-z0-9_.\-]{2,40})"
)
_TELLING = re.compile(r"(?:is|id|name|handle|account|acct)\s*\Z")
_BEFORE = re.compile(r"@([a-z0-9_.]{3,30})\s?(?:on|@|at|via|\(|-)?\s{0,2}(?:my\s)?\Z")
_NOT_NAMES_WORDS = (
    "a account add ads all also am and any app are as ask at available baby be book but by call can chat click "
    "contact content customers date dm do email exclusive facebook fb find first follow for free from fun get girl go "
    "have hello here hey hi hit home http https id if ig im in incall info insta instagram is it its just kik link "
    "live low me message more msg my name new no not now of on only onlyfans or our outcall page photo photos pic "
    "pics please post premium private ready real see send serious show shows skype snap snapchat so some talk "
    "telegram text that the them then this to today too twitter up us user username verify via viber video videos "
    "want we wechat whatsapp with www x you your fake gone down deleted below listed public banned "
    "blocked busy open closed active good best better very really super always never still also"
)
_NOT_NAMES = frozenset(_NOT_NAMES_WORDS.split())
_ODD = re.compile(r"[0-9_]|[bcdfghjklmnpqrstvwxz]{5}|^[^aeiouy]+$|[a-z]\.[a-z]")
_MARKED = re.compile(r"[0-9_]|[a-z]\.[a-z]")
_BRIEF = 2
"""Letters of a service's word (wx, ig) that are as often anything else: behind it a rare word alone is no name. In ads
of random words "wx" tied 65 ads of many hands (2026-11-30)."""
_SHAPES_WORD = re.compile(r"[A-Z][a-z]*[A-Z]|[a-z][A-Z]")


def handles(passage: Passage) -> list[Mention]:
    """Handles in one passage, named by word or link."""
    lower = passage.lower
    found: list[Mention] = []
    for word, start, end in _SCAN.find_matches_as_indexes(lower):
        if (start and lower[start - 1].isalnum()) or lower[end : end + 1].isalpha():
            continue
        mention = _named(passage, _WORDS[word], start, end)
        if mention is not None:
            found.append(mention)
    found += _signed(passage)
    if "/" in lower:
        found += [_linked(passage, link) for link in _LINK.finditer(lower) if link.group(1) not in _NOT_NAMES]
    return found


def _signed(passage: Passage) -> list[Mention]:
    """Names behind a service that is spelled out, a single letter or a picture."""
    lower, found = passage.lower, list[Mention | None]()
    for match in _SPACED.finditer(lower) if _LONE.search(lower) else ():
        plain = re.sub("[ .]", "", match["word"])
        after = _AFTER.match(lower, match.end())
        found.append(_told(passage, plain, after) if after else None)
    for match in _X.finditer(lower) if "@" in lower else ():
        value = Handle("twitter", match["name"])
        found.append(passage.mention("handle", value, *match.span("name"), "handle.signed"))
    original, at = passage.folded.original, passage.folded.original.find(_GHOST)
    while at >= 0:
        behind = _GHOSTED.match(lower, passage.unfold(at, at + 1)[1])
        if behind and _haunts(passage.text[slice(*behind.span("name"))], alone=behind["end"] is not None):
            value = Handle("snapchat", behind["name"])
            found.append(passage.mention("handle", value, *behind.span("name"), "handle.picture"))
        at = original.find(_GHOST, at + 1)
    return [mention for mention in found if mention is not None]


def _haunts(name: str, alone: bool) -> bool:
    """Whether what follows the picture is a name: odd, or one small word and nothing behind it. The picture is also
    that of a feast."""
    if name.lower() in _NOT_NAMES or name.lower() in _FEAST:
        return False
    return _ODD.search(name.lower()) is not None or (alone and name.islower() and len(name) > _SHORT_WORD)


def _linked(passage: Passage, link: re.Match[str]) -> Mention:
    host = link.group()[: link.group().rindex("/")].removesuffix("/u")
    name = link.group(1).rstrip(".-")
    service = next(service for known, service in _HOSTS.items() if host == known or host.startswith(known))
    start = link.start(1)
    return passage.mention("handle", Handle(service, name), start, start + len(name), "handle.link")


def _named(passage: Passage, word: str, start: int, end: int) -> Mention | None:
    """The name after a service word, when there is one."""
    service = _SERVICE_OF[word]
    joined = _JOINED.match(passage.lower, end)
    after = _AFTER.match(passage.lower, joined.end() if joined else end)
    return (_told(passage, word, after) if after else None) or _ahead(passage, service, start)


def _ahead(passage: Passage, service: str, at: int) -> Mention | None:
    """ "@name on twitter": the name before the service word. "@name whatsapp +1 ..." names somebody elsewhere."""
    if service in _NUMBERED:
        return None
    begin = max(0, at - 48)
    before = _BEFORE.search(passage.lower[begin:at])
    if before is None or before.group(1) in _NOT_NAMES:
        return None
    start = begin + before.start(1)
    return passage.mention(
        "handle", Handle(service, before.group(1)), start, start + len(before.group(1)), "handle.ahead"
    )


def _told(passage: Passage, word: str, after: re.Match[str]) -> Mention | None:
    service, odd = _SERVICE_OF[word], _MARKED if len(word) <= _BRIEF else _ODD
    name = after["name"].rstrip(".-")
    start = after.start("name")
    end = start + len(name)
    lead, sep = after["lead"], after["sep"]
    signed = after["sign"] is not None or bool(re.search(r"[:=>~]", sep)) or bool(_TELLING.search(lead))
    if (not signed and not (sep or lead)) or ("\n" in sep.strip(" ") and not signed):
        return None
    if name in _NOT_NAMES or name in _SERVICE_OF or name in _DOMAINS or len(name) < 3 or passage.claimed(start, end):
        return None
    if name.replace("-", "").replace(".", "").isdigit() and (service in _NUMBERED or len(name) < 5):
        return None
    if not (signed or odd.search(name) or _SHAPES_WORD.search(passage.text[start:end])):
        return None
    return passage.mention("handle", Handle(service, name), start, end, "handle.signed" if signed else "handle.bare")
