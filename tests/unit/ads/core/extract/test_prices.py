"""Prices: each amount with its own unit, in lists of either direction.

Strings are invented; numbers are of the fictional 555-01xx kind or plainly made up.
"""

from __future__ import annotations

import pytest

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.kernel.ids import AdId

LISTS: list[tuple[str, set[tuple[int, str | None]]]] = [
    ("15=60 30=90 60=140", {(60, "quarter_hour"), (90, "half_hour"), (140, "hour")}),
    ("80 for 30 and 130 for 60", {(80, "half_hour"), (130, "hour")}),
    ("suite 410, hour 190", {(190, "hour")}),
    ("apt 120 hr 180", {(180, "hour")}),
    ("hwy 290, 30 minutes from the lake", set()),
    ("an hour starting at 210", {(210, "hour")}),
    ("2 hours notice, 160 hr", {(160, "hour")}),
    ("1 hour, 90 days", set()),
    ("400 hours of nursing school", set()),
    ("in the mood for 30 more", set()),
    ("allnite 700 overnite 950", {(700, "night"), (950, "night")}),
    ("3oo an hour", {(300, "hour")}),
    ("1/2: 110", {(110, "half_hour")}),
    ("seen 1/2 of 12", set()),
    ("1h $180 outcall, $210 incall", {(180, "hour"), (210, "hour")}),
    ("160 roses for thirty minutes", {(160, "half_hour")}),
    ("150🌹200🌹", {(150, None), (200, None)}),
    ("150 € la hora", {(150, "hour")}),
    ("media hora 900, una hora 1500", {(900, "half_hour"), (1500, "hour")}),
    ("h200 hh120", {(200, "hour"), (120, "half_hour")}),
    ("30-$100 60-$150", {(100, "half_hour"), (150, "hour")}),
    ("Incall 150/200", {(150, None), (200, None)}),
    ("QV (15min) 60 HH (30min) 90", {(60, "quarter_hour"), (90, "half_hour")}),
    ("100 hh 180 hr", {(100, "half_hour"), (180, "hour")}),
    ("hh 100 hr 180", {(100, "half_hour"), (180, "hour")}),
    ("$100/hh $180/hr", {(100, "half_hour"), (180, "hour")}),
    ("half hour: $100\nhour: $180", {(100, "half_hour"), (180, "hour")}),
    ("$80 15 min, $120 30 min, $200 1 hour", {(80, "quarter_hour"), (120, "half_hour"), (200, "hour")}),
    ("15min 80 | 30min 120 | 60min 200", {(80, "quarter_hour"), (120, "half_hour"), (200, "hour")}),
    ("80qv/120hh/200hr", {(80, "quarter_hour"), (120, "half_hour"), (200, "hour")}),
    ("overnight 1200", {(1200, "night")}),
    ("$1,200 overnight", {(1200, "night")}),
    ("2 hours 350", {(350, "other")}),
    ("350 for 2 hours", {(350, "other")}),
    ("120 roses", {(120, None)}),
    ("donation 150", {(150, None)}),
    ("I am 24, 5'6, 130 lbs, 34C", set()),
    ("24 hours a day", set()),
    ("call 5105550123 hr", set()),
    ("open 9am to 11pm", set()),
    ("150 an hour", {(150, "hour")}),
    ("150 per hour", {(150, "hour")}),
    ("150 dollars per hour", {(150, "hour")}),
    ("one hour is 200", {(200, "hour")}),
    ("200 for the hour and 120 for a half hour", {(120, "half_hour"), (200, "hour")}),
    ("QV 80 HH 120 FH 200", {(80, "quarter_hour"), (120, "half_hour"), (200, "hour")}),
    ("80 ss", {(80, "quarter_hour")}),
    ("ss 80", {(80, "quarter_hour")}),
    ("€150 hour", {(150, "hour")}),
    ("150€/h", {(150, "hour")}),
    ("£120 1 hour", {(120, "hour")}),
    ("1h 200 2h 380 3h 500", {(380, "other"), (500, "other"), (200, "hour")}),
    ("200/1hr 380/2hrs", {(380, "other"), (200, "hour")}),
    ("100hhr 160hr", {(100, "half_hour"), (160, "hour")}),
    ("1/2 hr 100 - hr 160", {(100, "half_hour"), (160, "hour")}),
    ("120🌹hh 200🌹hr", {(120, "half_hour"), (200, "hour")}),
    ("hhr~100 hr~160", {(100, "half_hour"), (160, "hour")}),
    ("100$ HH\n160$ HR\n60$ QV", {(100, "half_hour"), (60, "quarter_hour"), (160, "hour")}),
    ("$60, $100, $160", {(100, None), (60, None), (160, None)}),
    ("(30 mins) 100 (60 mins) 160", {(100, "half_hour"), (160, "hour")}),
    ("half an hour 90", {(90, "half_hour")}),
    ("hlf 90 full 150", {(150, "hour"), (90, "half_hour")}),
    ("90 half 150 full", {(150, "hour"), (90, "half_hour")}),
    ("20 min from 100 oaks", set()),
    ("2 girls 200 hour", {(200, "hour")}),
    ("hr:150", {(150, "hour")}),
    ("Hr..150", {(150, "hour")}),
    ("60min=150", {(150, "hour")}),
    ("150=60min", {(150, "hour")}),
    ("quickie 60", {(60, "quarter_hour")}),
    ("hour 150 half 100 ss 60", {(100, "half_hour"), (150, "hour"), (60, "quarter_hour")}),
    ("100 (30min)", {(100, "half_hour")}),
    ("1hr/150 30min/100", {(100, "half_hour"), (150, "hour")}),
    ("$150h", {(150, "hour")}),
    ("150 hourly", {(150, "hour")}),
    ("1 hr $150; 1/2 hr $90; 15 min $60", {(150, "hour"), (90, "half_hour"), (60, "quarter_hour")}),
    ("rates: 100/150/200", {(100, None), (150, None), (200, None)}),
    ("80 15 mins 100 30 mins 150 hour", {(80, "quarter_hour"), (150, "hour"), (100, "half_hour")}),
    ("45 min 140", {(140, "other")}),
    ("all night 900", {(900, "night")}),
    ("one fifty hour, eighty minutes away", {(150, "hour")}),
    ("two hundred fifty for the hour", {(250, "hour")}),
    ("2 hundred hh", {(200, "half_hour")}),
    ("we have two hundred members", set()),
    ("one twenty minute session", set()),
    ("180 an hour, 300 for two", {(180, "hour"), (300, "other")}),
    ("100€ l'heure, 60€ la demi-heure, 800€ la nuit", {(60, "half_hour"), (100, "hour"), (800, "night")}),
    ("80 meia hora, 150 uma hora, 800 noite", {(80, "half_hour"), (150, "hour"), (800, "night")}),
    ("mezz'ora 60€, un'ora 100€, due ore 180€", {(60, "half_hour"), (100, "hour"), (180, "other")}),
    ("halbe Stunde 70 Euro, Stunde 120 Euro", {(70, "half_hour"), (120, "hour")}),
    ("halfuur 75 euro, uur 130 euro", {(75, "half_hour"), (130, "hour")}),
    ("$900 pesos por hora", {(900, "hour")}),
    ("9000 yen 60 minutes", {(9000, "hour")}),
    ("night club on 50 acres", set()),
    ("won a $500 giveaway", set()),
    ("$40 gift card", set()),
    ("save $20 today", set()),
    ("rent is $900 a month", set()),
    ("parking $10, hour $150", {(150, "hour")}),
    ("$200 no deposit", {(200, None)}),
    ("$80 off peak hh", {(80, None)}),
]


@pytest.mark.parametrize(("text", "wanted"), LISTS, ids=[text for text, _ in LISTS])
def test_prices(extractor: Extractor, text: str, wanted: set[tuple[int, str | None]]) -> None:
    found = extractor.extract(Ad(AdId("a"), body=text)).prices
    assert {(price.amount, price.unit) for price in found} == wanted


@pytest.mark.parametrize(
    ("country", "text", "currency"),
    [
        (None, "180 hr", None),
        (None, "180 roses hr", None),
        (None, "$180 hr", "USD"),
        (None, "180 eur 1 hour", "EUR"),
        (None, "\u00a3180 hr", "GBP"),
        ("US", "180 hr", "USD"),
        ("AU", "$180 hr", "AUD"),
        ("DE", "$180 hr", "USD"),
    ],
)
def test_currency_is_null_unless_written_or_implied(
    extractor_for, country: str | None, text: str, currency: str
) -> None:
    assert [p.currency for p in extractor_for(country).extract(Ad(AdId("a"), body=text)).prices] == [currency]


def test_an_amount_repeated_without_its_unit_is_one_price(extractor: Extractor) -> None:
    found = extractor.extract(Ad(AdId("a"), title="100 roses special", body="100 hh")).prices
    assert [(price.amount, price.unit) for price in found] == [(100, "half_hour")]
