"""Prices: amounts for a time, in lists and sentences, with the unit each belongs to.

The text is read as a row of amounts and units; neighbours are paired by an alignment that prefers closeness and one
direction ("hh 120 hr 200" or "120 hh 200 hr"). An amount without a unit counts only with a currency word or sign.
Refuses digits that a phone or age has claimed, sizes, times, percentages. Linear: the alignment looks at neighbours
only.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from safelight.ads.core.extract.digits import TENS, UNITS
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.mention import Mention, Price, Unit

SMALLEST, LARGEST = 20, 20_000
"""Amounts read without a currency; most ads of a 2015-2023 corpus lie in 40-2,000 and lists in rupees reach 20,000."""

CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "bucks": "USD", "£": "GBP", "gbp": "GBP",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "cad": "CAD", "aud": "AUD", "inr": "INR",
    "rs": "INR", "₹": "INR", "aed": "AED", "dhs": "AED", "rupees": "INR", "chf": "CHF", "mxn": "MXN", "brl": "BRL",
    "r$": "BRL", "reais": "BRL", "yen": "JPY", "jpy": "JPY", "¥": "JPY", "nzd": "NZD", "sgd": "SGD", "hkd": "HKD",
}  # fmt: skip
DOLLARS = {"AU": "AUD", "CA": "CAD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "US": "USD"}
OWN = {
    **DOLLARS,
    "GB": "GBP",
    "IE": "EUR",
    "FR": "EUR",
    "DE": "EUR",
    "ES": "EUR",
    "IT": "EUR",
    "NL": "EUR",
    "IN": "INR",
}
"""Currency of a country that was given, for "$" and for amounts without a sign."""

_COIN_WORD = r"usd|dollars?|bucks|gbp|euros?|eur|cad|aud|inr|rupees|aed|dhs|chf|rs|mxn|brl|reais|yen|jpy|nzd|sgd|hkd"
_COIN = rf"(?:us|r)\$|[$£€₹¥]|(?<![a-z])(?:{_COIN_WORD})(?![a-z])"
_GIFT = r"roses?|rosas|donations?|kisses|bills?|flowers|tokens|pesos"
_HALF = (
    r"(?:1/2|half|hf|hlf|halfs)\s?-?\s?(?:an\s)?(?:hours?|hrs?|h)(?![a-z])|h{2}r?s?(?![a-z])|h/h(?![a-z])|"
    r"(?:half|hf|hlf)(?![a-z])|"
    r"0?\.5\s?(?:hours?|hrs?|h)(?![a-z])|(?:30|thirty)\s?-?\s?(?:minutes?|mins?|mn|m|'|x)(?![a-z0-9])|"
    r"me(?:dia|ia)\s?-?\s?hora(?![a-z])|demi(?:e)?[\s-]?heure(?![a-z])|mezz'?\s?ora(?![a-z])|halfuur(?![a-z])|"
    r"halbe\s(?:stunde|std)(?![a-z])|1/2(?=\s?[:=\-]?\s?(?:[$£€][0-9]{2}|[1-9][0-9]{2}(?![0-9])))"
)
_QUARTER = (
    r"(?:1/4|quarter)\s?(?:hours?|hrs?|h)(?![a-z])|q{1,2}[vks](?![a-z])|ss(?![a-z])|q\.v\.?|short\s?stay|"
    r"quick(?:[a-z]{1,2}|\s?(?:visit|stay))?(?![a-z])|"
    r"(?:15|fifteen)\s?-?\s?(?:minutes?|mins?|mn|m)(?![a-z])"
)
_HOUR = (
    r"(?:1|one|full|per|an|a|each|the|f)\s?-?\s?(?:hours?|hrs?|h|hora|heure|stunde|std|uur|ora)(?![a-z])|(?:60|sixty)\s?-?\s?(?:minutes?|mins?|"
    r"mn)(?![a-z])|fh(?:r)?(?![a-z])|(?<!')h(?=[1-9][0-9]{2}(?![0-9]))|(?<!')h(?![a-z0-9'])|full(?=[\s:=\-]{0,3}[$0-9]|\s{0,2}(?:\Z|[\n,.;|/]))|"
    r"(?:hours?|hrs?|hourly|hora|heure|uur|stunde|std)(?![a-z])|(?:un'\s?|l')ora(?![a-z])|l'heure(?![a-z])"
)
_FOR_MORE = r"(?<=for )(?:two|2|three|3)(?=\s{0,2}(?:[,.;|\n)]|\Z))"
"""Hours left unsaid: "200 an hour or 350 for two"; only behind an hour."""

_THEN = r"(?=\s?(?:=|[-:/]\s?[$£€])\s?[$£€]?[0-9]{2})"
"""What must follow a bare 15, 30 or 60 to make it minutes: "30=90", "30-$90"."""

_FOR = r"(?=\s{0,2}(?:[,.;/|\n&]|and\b|\Z))"
"""What must follow a bare 30 or 60 behind "for": an end."""

_NIGHT = (
    r"over\s?ni(?:ght|te)|all\s?ni(?:ght|te)|whole night|per night|nights?(?![a-z])|"
    r"(?:noche|nacht|notte|noite|nuit)(?![a-z])(?!\s?club)"
)
_OTHER = (
    r"(?:[2-9]|1[0-9]|2[0-4]|48|72|[1-9]\.5|two|three|four|five|six)\s?-?\s?(?:hours?|hrs?|h)(?![a-z])|"
    r"(?:10|20|25|35|40|45|50|75|90|120|180)\s?-?\s?(?:minutes?|mins?|mn)(?![a-z])|per day|per week|(?:1|one|"
    r"full)\s?day(?![a-z])|weekend(?=\W{0,3}[$£€0-9])|"
    r"(?:[2-9]|1[0-9]|2[0-4]|dos|tres|duas|deux|trois|due|tre|zwei|drei|twee)\s?(?:horas|heures|ore|stunden|std|uur)(?![a-z])"
)
_NOT_AMOUNT = (
    r"\s?(?:%|°|'|\"|:[0-9]|am(?![a-z])|pm(?![a-z])|lbs?|kg|cm|ft|years?|yrs?|yo(?![a-z])|y/o|st(?![a-z])|"
    r"nd(?![a-z])|rd(?![a-z])|"
    r"th(?![a-z])|jahre|jaar|an(?:os|ni|s)(?![a-z])|(?:days|weeks|months|reviews|followers)(?![a-z])|minutes?|mins?|mi(?![a-z])|miles?|\.[0-9]|pounds|[a-f]{1,3}(?:-|\s?cup|,))"
)
_AMOUNT = (
    rf"(?:(?P<pre>{_COIN})\s?)?(?P<n>[0-9]{{1,3}}(?:,[0-9]{{3}})+|(?<![a-z])[1-9][0-9]?o{{1,2}}(?![a-z0-9])|[0-9]{{2,5}}|"
    rf"[1-9](?:\.[0-9])?k)(?:\.[0-9]{{1,2}})?(?![0-9])"
    rf"(?!{_NOT_AMOUNT})(?:\s?(?P<post>(?:us|r)\$|[$£€₹¥]|(?:{_COIN_WORD}|{_GIFT})(?![a-z])))?"
)
_TOKENS = re.compile(
    rf"(?<![a-z0-9])(?=[0-9.q]|h(?!e[^u]|[iu])|s[hsit]|f[uhoi]|n[iou]|na|a(?:n?[\s\-]|ll)|o[vn]|w[he]|me|pe|t[hwr]|ea|d[eoru]|l'|u[nu]|zwei)"
    rf"(?:(?P<half_hour>{_HALF}|30{_THEN}|(?<=for )30{_FOR})|(?P<quarter_hour>{_QUARTER}|15{_THEN})|"
    rf"(?P<night>{_NIGHT})|(?P<other>{_OTHER}|{_FOR_MORE})|(?P<hour>{_HOUR}|60{_THEN}|(?<=for )60{_FOR}))"
    rf"|(?<=[0-9])(?![0-9.])(?:(?P<half>{_HALF})|(?P<quarter>{_QUARTER})|(?P<full>{_HOUR}|h(?![a-z])))"
    rf"|(?<![0-9])(?=[$£€₹¥0-9]|(?<![a-z])[udbgecairymjnsh])(?:(?=[$£€])|(?<![0-9][.:\-]))(?P<amount>{_AMOUNT})"
)
_UNIT_OF: dict[str, Unit] = {
    "half_hour": "half_hour", "half": "half_hour", "quarter_hour": "quarter_hour", "quarter": "quarter_hour",
    "night": "night", "other": "other", "hour": "hour", "full": "hour",
}  # fmt: skip

_FILLER = re.compile(
    r"(?:[^a-z0-9]|(?:roses?|rosas|donations?|specials?|for|per|only|is|price|rates?|incalls?|outcalls?|in|out|"
    r"call|full|kisses|of|an?|the|la|una?|por|x|die|pro|je|de|per|pour|uma?|le|al|ganze|tutta|toda|toute|"
    r"at|visit|session|starting|each)(?![a-z]))*+"
)
_JOINER = re.compile(r"\s?[-=:/~>@]{1,2}\s?|")
_BESIDE = re.compile(r"[ ,/|&\-]*(?:(?:in|out)\s?calls?(?![a-z])[ ,/|&\-]*)?(?:(?:and|or)\s)?")
_NUMBERED = re.compile(
    r"(?<![a-z])(?:rooms?|rm|suite|ste|apt|apartment|unit|exit|highway|hwy|route|floor|door|gate|building|bldg)"
    r"\s{0,2}(?:\#|no\.?|number)?\s{0,2}\Z"
)
"""What stands before the number of a door or a road."""

_NO_PRICE = re.compile(
    r"\s?(?:(?!(?:plus|and|with|no|not|for|per|get|free|includes?|full|hour)\s)[a-z]{3,12}\s)?"
    r"(?:give\s?away|gift|raffle|coupon|voucher|prize|discount|reward|bonus|cash\s?back|off(?! peak)|bail|bet|tip|"
    r"rebate|refund)(?![a-z])|\s?(?:/|a\s|per\s|each\s|every\s)?(?:mo|month|monthly|year|yearly|mile)(?![a-z])|"
    r"\s?(?:/|a|per)\s?day(?![a-z])(?=[^\n.]{0,40}(?:garage|lot|hotel|parking|park|room|car|rent))"
)
_SPENT = re.compile(
    r"(?<![a-z])(?<!no )(?:save|saving|won|win|parking|rent|cover|cab|uber|taxi|worth|fine|tips?|raffle|prize|entry)"
    r"(?:\s(?:is|of|only|up to|a|another|your|costs?|the))?\s?:?\s?\Z"
)
"""What stands behind or before money that is nobody's rate: a prize, a saving, a month's rent. A unit outweighs it."""

_AWAY = re.compile(
    r"\s(?:away|drive|ahead|notice|early|in advance|outside(?! calls?)|"
    r"of (?:[a-z]+ )?(?:school|training|work|experience)\b|from (?!now|just|only|as\b|about|around)[a-z])"
)
"""What stands behind a time that is a way to go, to wait or behind somebody."""

_EACH = re.compile(r"\s?[a-z]{2,12}\s(?=\Z)")
_LABEL = re.compile(r"(?:donations?|incalls?|outcalls?|roses|rates?|price)\s?[:=\-]{0,2}\s?\Z")
_STOPS = frozenset(",;|.!?•")
NEAR = 24
"""Longest gap between an amount and its unit, in characters: "120 roses for an " and then the unit."""


_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "|".join(TENS)
_WORDED = re.compile(
    rf"(?:(?P<hundreds>{_UNITS}|[1-9]|an?)\s?hundred(?:\s(?:and\s)?(?P<tens>{_TENS}))?|"
    rf"(?P<spoken>one|two|three|four)[\s\-](?P<rest>{_TENS}))(?:[\s\-](?P<last>{_UNITS}))?(?![a-z])(?!{_NOT_AMOUNT})"
    rf"(?:\s?(?P<post>(?:{_COIN_WORD}|{_GIFT})(?![a-z])))?"
)
"""Amounts in words: "two hundred fifty", "3 hundred", "one-fifty". Without a currency only a unit makes one a price."""


class _Token(NamedTuple):
    start: int
    end: int
    unit: Unit | None
    amount: int
    coin: str | None
    marked: bool


def prices(passage: Passage, country: str | None) -> list[Mention]:
    """Every price of one passage."""
    worded = _worded(passage)
    spots = sorted([*passage.figures, *((token.start, token.end) for token in worded)]) if worded else passage.figures
    tokens = [token for start, end in passage.around(spots, NEAR, NEAR) for token in _tokens(passage, start, end)]
    if worded:
        tokens = sorted([*(token for token in tokens if not _within(token, worded)), *worded])
    if not any(token.unit is None for token in tokens):
        return []
    units = _align(passage.lower, tokens)
    _share(passage.lower, tokens, units)
    listed = _listed(passage.lower, tokens, units)
    return [
        _mention(passage, token, units.get(at), country)
        for at, token in enumerate(tokens)
        if token.unit is None and (at in units or listed[at] or (token.marked and not _spent(passage.lower, token)))
    ]


def _worded(passage: Passage) -> list[_Token]:
    """Amounts written in words, or as "3 hundred"."""
    lower, found = passage.lower, list[_Token]()
    if "hundred" not in lower and not any(ten in lower for ten in TENS):
        return found
    for match in _WORDED.finditer(lower):
        start, end = match.span()
        if lower[start - 1 : start].isalnum() or passage.claimed(start, end):
            continue
        hundreds, tens = match["hundreds"] or match["spoken"], match["tens"] or match["rest"]
        amount = 100 * int(UNITS.get(hundreds, hundreds if hundreds.isdigit() else "1"))
        amount += int(TENS.get(tens or "", "0")) * 10 + int(UNITS.get(match["last"] or "", "0"))
        found.append(_Token(start, end, None, amount, match["post"], match["post"] is not None))
    return found


def _within(token: _Token, worded: list[_Token]) -> bool:
    return any(token.start < one.end and one.start < token.end for one in worded)


def _spent(lower: str, token: _Token) -> bool:
    """Whether money is a prize, a saving or a rent."""
    before = _SPENT.search(lower, max(0, token.start - 24), token.start)
    return before is not None or _NO_PRICE.match(lower, token.end) is not None


def settle(found: list[Mention]) -> list[Mention]:
    """Leaves out an amount without unit where the same ad gives that amount with one."""
    units = {m.value.amount for m in found if isinstance(m.value, Price) and m.value.unit is not None}
    return [
        m for m in found if not isinstance(m.value, Price) or m.value.unit is not None or m.value.amount not in units
    ]


def _tokens(passage: Passage, begin: int, stop: int) -> list[_Token]:
    lower = passage.lower
    found: list[_Token] = []
    for match in _TOKENS.finditer(lower, begin, stop):
        if passage.claimed(match.start(), match.end()):
            continue
        if match["amount"] is None:
            more = lower.endswith("for ", 0, match.start()) and not any(token.unit == "hour" for token in found)
            if _AWAY.match(lower, match.end()) or (more and match["other"] in ("two", "2", "three", "3")):
                continue
            found.append(_Token(match.start(), match.end(), _UNIT_OF[str(match.lastgroup)], 0, None, False))
            continue
        amount = _whole(match["n"])
        word = match["post"] if match["pre"] == "$" and match["post"] in CURRENCIES else match["pre"] or match["post"]
        coin = CURRENCIES.get(word) if word else None
        if word is None and _NUMBERED.search(lower, max(0, match.start() - 20), match.start()):
            continue
        marked = word is not None or bool(_LABEL.search(lower[max(0, match.start() - 16) : match.start()]))
        if (10 if coin else SMALLEST) <= amount <= LARGEST:
            found.append(_Token(match.start(), match.end(), None, amount, word if coin else None, marked))
    return found


def _whole(written: str) -> int:
    return int(float(written[:-1]) * 1000) if written.endswith("k") else int(written.replace(",", "").replace("o", "0"))


def _gap(lower: str, left: _Token, right: _Token) -> float | None:
    """Cost of reading two neighbours as one price; null when other words stand between them."""
    gap = lower[left.end : right.start]
    if len(gap) > NEAR:
        return None
    if not _FILLER.fullmatch(gap):
        each = (
            _EACH.fullmatch(gap) and left.unit is None and lower[right.start : right.start + 3] in ("per", "an ", "eac")
        )
        return 0.8 if each else None
    return (
        (0.05 if _JOINER.fullmatch(gap) else 0.15 + 0.1 * min(len(gap), 6))
        + 2.0 * ("\n" in gap)
        + 1.2 * (not _STOPS.isdisjoint(gap))
        + 1.0 * ("call" in gap)
        + 0.3 * any(map(str.isalpha, gap))
    )


def _align(lower: str, tokens: list[_Token]) -> dict[int, Unit]:
    """Amount index -> unit: the best pairing of neighbours, where turning round costs a little. One pass, three "
    "states."""
    turn, lead, gain = 0.6, 0.3, 3.0
    opens = True
    best: list[list[tuple[float, int]]] = [[(0.0, -1)] * 3 for _ in range(len(tokens) + 1)]
    for at in range(1, len(tokens) + 1):
        best[at] = [(score, 0) for score, _ in best[at - 1]]
        if at < 2:
            continue
        left, right = tokens[at - 2], tokens[at - 1]
        cost = _gap(lower, left, right)
        if cost is None or (left.unit is None) == (right.unit is None):
            opens = opens if cost is not None else True
            continue
        way = 1 if left.unit is None else 2
        for state in range(3):
            score = best[at - 2][state][0] + gain + lead * opens - cost - (turn if state not in (0, way) else 0.0)
            if score > best[at][way][0]:
                best[at][way] = (score, state + 1)
        opens = False
    return _trace(tokens, best)


def _trace(tokens: list[_Token], best: list[list[tuple[float, int]]]) -> dict[int, Unit]:
    units: dict[int, Unit] = {}
    at = len(tokens)
    state = max(range(3), key=lambda s: (best[at][s][0], -s))
    while at > 0:
        came = best[at][state][1]
        if came == 0:
            at -= 1
            continue
        left, right = tokens[at - 2], tokens[at - 1]
        if left.unit is None and right.unit is not None:
            units[at - 2] = right.unit
        elif left.unit is not None:
            units[at - 1] = left.unit
        at, state = at - 2, came - 1
    return units


def _share(lower: str, tokens: list[_Token], units: dict[int, Unit]) -> None:
    """ "1h - 300 roses 350 roses 2h - ...": a second marked amount right after the first has the same unit."""
    for at in range(2, len(tokens)):
        unit, first, second = tokens[at - 2], tokens[at - 1], tokens[at]
        if unit.unit is None or first.unit is not None or second.unit is not None or at in units or not second.marked:
            continue
        if units.get(at - 1) == unit.unit and first.marked and _BESIDE.fullmatch(lower, first.end, second.start):
            units[at] = unit.unit


def _listed(lower: str, tokens: list[_Token], units: dict[int, Unit]) -> list[bool]:
    """ "50qv/75/100": which amounts are joined by slashes to an earlier one that is a price."""
    found = [False] * len(tokens)
    for at in range(1, len(tokens)):
        before = tokens[at - 1]
        if lower[before.end : tokens[at].start].strip() == "/":
            found[at] = found[at - 1] or at - 1 in units or before.marked or before.unit is not None
    return found


def _mention(passage: Passage, token: _Token, unit: Unit | None, country: str | None) -> Mention:
    currency = CURRENCIES.get(token.coin) if token.coin else None
    if currency == "USD" and token.coin == "$":
        currency = DOLLARS.get(country or "US", "USD")
    if currency is None and country is not None:
        currency = OWN.get(country)
    value = Price(token.amount, currency, unit)
    obscured = passage.folded.foreign(token.start, token.end)
    return passage.mention("price", value, token.start, token.end, "price.unit" if unit else "price.marked", obscured)
