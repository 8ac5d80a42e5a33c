"""The signs in contacts: lines passed around, lines that change, one address or account for all, nothing but that."""

from __future__ import annotations

from safelight.ads.core import quote
from safelight.ads.core.selector import Selector
from safelight.ads.core.sign import Company, Sign, name_quotes, of_kind, shown, users

LINES = frozenset({"phone", "email", "handle"})
PHONES = frozenset({"phone"})
ADDRESSES = frozenset({"email", "handle"})
ACCOUNTS = frozenset({"payment_handle", "crypto"})

MANY_LINES = 3
"""Phones of one person, one after another, that count as changing; who works for herself changes hers now and then.
Of people in declared worlds who were nobody's, none in a hundred had three (seeds 501 to 508)."""


def passed_lines(company: Company) -> Sign | None:
    """People reached, in different ads and there in no other way, on two lines or more that each serve others too:
    lines belong to the desk, not to the person. Two friends who answer each other's phone don't count, nor do those
    who name a desk beside their own number."""
    desk = {mark for mark, who in users(company, lambda at: of_kind(company, at, LINES)).items() if len(who) > 1}
    lines: list[set[Selector]] = []
    for persona in company.people:
        ways = [of_kind(company, at, LINES) for at in persona.own]
        lines.append({mark for way in ways if way <= desk for mark in way})
    hits = [who for who, own in enumerate(lines) if len(own) > 1] if len(company.people) > 2 else []
    quotes = name_quotes(company, hits, lambda at: bool(of_kind(company, at, LINES) & desk))
    return shown(company, "passed_lines", len(hits), len(company.people), quotes)


def changing_lines(company: Company) -> Sign | None:
    """People who are reached, in different ads, on MANY_LINES phones or more; an ad with several phones says nothing of
    which is whose."""
    lines = [_phones(company, persona.own) for persona in company.people]
    hits = [who for who, own in enumerate(lines) if len(own) >= MANY_LINES]
    quotes = [
        quote.of_mention(company.world.readings[at], lambda m: m.field == "phone")
        or quote.opening(company.world.readings[at])
        for who in hits
        for at in list(lines[who].values())[:MANY_LINES]
        if at in company.quotable
    ]
    return shown(company, "changing_lines", len(hits), len(company.people), quotes)


def _phones(company: Company, ads: tuple[int, ...]) -> dict[Selector, int]:
    """Phone -> the first ad in which it stands alone."""
    found: dict[Selector, int] = {}
    for at in ads:
        phones = of_kind(company, at, PHONES)
        if len(phones) == 1:
            found.setdefault(phones.pop(), at)
    return found


def address_for_all(company: Company) -> Sign | None:
    """People who give the most widespread e-mail or handle that bears none of their names: bookings go to somebody
    else. Weak on purpose: a cooperative has one, too."""
    names = {name for persona in company.people for name in persona.names}
    used = users(company, lambda at: of_kind(company, at, ADDRESSES))
    wide = {mark: who for mark, who in used.items() if len(who) > 1 and not _bears(mark, names)}
    if not wide:
        return None
    mark, who = min(wide.items(), key=lambda one: (-len(one[1]), one[0]))
    quotes = []
    for number in sorted(who):
        at = company.pick([at for at in company.people[number].own if mark in company.world.selectors[at]])
        if at is not None:
            reading = company.world.readings[at]
            quotes.append(quote.of_mention(reading, lambda m: m.field == mark.kind) or quote.opening(reading))
    return shown(company, "address_for_all", len(who), len(company.people), quotes)


def _bears(mark: Selector, names: set[str]) -> bool:
    return any(name in mark.value.lower() for name in names)


def shared_payment(company: Company) -> Sign | None:
    """People, among those with an account for money, who use one that another uses too."""
    used = users(company, lambda at: of_kind(company, at, ACCOUNTS))
    shared = {mark for mark, who in used.items() if len(who) > 1}
    sharing = sorted({who for mark in shared for who in used[mark]})
    having = {who for group in used.values() for who in group}
    quotes = name_quotes(company, sharing, lambda at: bool(of_kind(company, at, ACCOUNTS) & shared))
    return shown(company, "shared_payment", len(sharing), len(having), quotes)


def shared_contact(company: Company) -> Sign | None:
    """People who can be reached only where another is reached too."""
    used = users(company, lambda at: of_kind(company, at, LINES))
    reached = {who for group in used.values() for who in group}
    alone = {who for group in used.values() if len(group) == 1 for who in group}
    without = sorted(reached - alone)
    quotes = []
    for number in without:
        at = company.pick(company.people[number].own)
        if at is not None:
            found = quote.of_mention(company.world.readings[at], lambda m: m.field in LINES)
            quotes.append(found or quote.opening(company.world.readings[at]))
    return shown(company, "shared_contact", len(without), len(company.people), quotes)
