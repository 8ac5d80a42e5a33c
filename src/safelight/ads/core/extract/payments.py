"""Payment handles: Cash App tags, Venmo and PayPal names, from links ("cash.app/$name") and words ("venmo: @name").

A tag (`$name`) alone may be a word with a disguised letter, so it counts only near a word about paying. Values are
lower case: `$name` for Cash App, `venmo:name`, `paypal:name`. Shapes: Cash App, 1 to 20 letters, digits or
underscores with a letter in them; Venmo, 5 to 30 with hyphens; PayPal.Me, 1 to 20 letters and digits (the services'
help pages, 2026-11). Refuses Zelle: it goes by phone or e-mail, which are read as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.mention import Mention

NEAR = 32
"""Characters before or after a tag in which a word about paying must stand: "Cash App: $name", "$name on cashapp"."""

_LINK = re.compile(
    r"cash\.app/(?P<tag>\$[a-z0-9_]{1,20})|venmo\.com/(?:u/)?(?P<venmo>[a-z0-9_-]{5,30})|"
    r"paypal\.(?:me|com/paypalme)/(?P<paypal>[a-z0-9]{1,20})"
)
_TAG = re.compile(
    r"\$(?<![\w$]\$)(?<!\ba \$)(?<!\bthe \$)(?<!\bso \$)(?=[0-9_]{0,18}[a-z])"
    r"(?!\d+[a-z]{1,3}\b)[a-z0-9_]{2,20}(?![\w$])"
)
_CASH_APP = r"cash\s?-?app|cash\s?-?tag"
_PAYING = re.compile(_CASH_APP + r"|\bpay(?:ments?|ing)?\b|\bdeposits?\b|\btips?\b|\bc\.?a\.?\s?[:=]")
_PAID_BY = re.compile(_CASH_APP)
_NAMED = re.compile(
    r"\b(?P<service>venmo|paypal|" + _CASH_APP + r")\b(?:\s?\.me)?"
    r"(?P<lead>(?:\s(?:is|me|at|name|id|tag|user))*\s{0,2}[:=\-–(]?\s{0,2})"
    r"(?P<sign>@?)(?P<name>[a-z0-9][a-z0-9_-]{2,28}[a-z0-9])(?![\w@])"
)
_TELLING = re.compile(r"(?:is|name|id|tag|user)\s*\Z|[:=–-]")
_ODD = re.compile(r"[a-z]\d|\d[a-z]|_")
_CAPITALS = re.compile(r"[a-z][A-Z]")
_NOT_NAMES = (
    "accept accepted accepts and are available cash cashapp deposit first fine friendly here instead not only okay "
    "paypal please preferred ready required tips too venmo welcome works yes zelle"
)
_NO_NAMES = frozenset(_NOT_NAMES.split())


def payments(passage: Passage) -> list[Mention]:
    """Every payment handle of one passage."""
    lower = passage.lower
    if "$" not in lower and "venmo" not in lower and "paypal" not in lower and "cash" not in lower:
        return []
    named = "venmo" in lower or "paypal" in lower or "cash" in lower
    found = [*_links(passage), *_names(passage)] if named else []
    found += _tags(passage)
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda one: one.start):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _links(passage: Passage) -> Iterator[Mention]:
    for match in _LINK.finditer(passage.lower):
        kind = match.lastgroup or ""
        value = match[kind] if kind == "tag" else f"{kind}:{match[kind]}"
        if kind != "tag" or any(sign.isalpha() for sign in value):
            yield passage.mention("payment_handle", value, match.start(kind), match.end(kind), "payment.link")


def _tags(passage: Passage) -> Iterator[Mention]:
    lower = passage.lower
    for match in _TAG.finditer(lower):
        before, after = lower[max(0, match.start() - NEAR) : match.start()], lower[match.end() : match.end() + NEAR]
        if _PAYING.search(before) or _PAID_BY.search(after):
            yield passage.mention("payment_handle", match.group(), match.start(), match.end(), "payment.tag")


def _names(passage: Passage) -> Iterator[Mention]:
    for match in _NAMED.finditer(passage.lower):
        name, start = match["name"], match.start("name")
        told = match["sign"] or _TELLING.search(match["lead"])
        if name in _NO_NAMES or name.isdigit():
            continue
        if told or _ODD.search(name) or _CAPITALS.search(passage.text[start : match.end()]):
            value = f"${name}" if match["service"].startswith("cash") else f"{match['service']}:{name}"
            start = match.start("sign") if match["sign"] else start
            yield passage.mention("payment_handle", value, start, match.end(), "payment.named")
