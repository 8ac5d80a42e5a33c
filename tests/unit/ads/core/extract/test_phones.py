"""Phones: every disguise is read, and what only looks like a number is not.

Strings are invented; numbers are of the fictional 555-01xx kind or plainly made up.
"""

from __future__ import annotations

import pytest

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.kernel.ids import AdId

WRITTEN: list[tuple[str, list[str]]] = [
    ("text me (510) 555-0123", ["5105550123"]),
    ("call510.555.0123anytime", ["5105550123"]),
    ("part510.555.0123anytime", []),
    ("rooms 510, 555 and 0123", []),
    ("tidy rooms 510-555-0123", ["5105550123"]),
    ("510.555.0123", ["5105550123"]),
    ("five one zero five five five zero one two three", ["5105550123"]),
    ("5 1 0 - 5 5 5 - 0 1 2 3", ["5105550123"]),
    ("510 five55 01two3", ["5105550123"]),
    ("5l0-555-O123", ["5105550123"]),
    ("51O 555 O1Z3", ["5105550123"]),
    ("5️⃣1️⃣0️⃣ 5️⃣5️⃣5️⃣ 0️⃣1️⃣2️⃣3️⃣", ["5105550123"]),
    ("５１０－５５５－０１２３", ["5105550123"]),
    ("٥١٠٥٥٥٠١٢٣", ["5105550123"]),
    ("⑤①⓪⑤⑤⑤⓪①②③", ["5105550123"]),
    ("five-one-oh.five-five-five.oh-one-two-three", ["5105550123"]),
    ("call 510~555~0123 now", ["5105550123"]),
    ("510***555***0123", ["5105550123"]),
    ("(five one zero) 555-01 twenty three", ["5105550123"]),
    ("double five", []),
    ("5🌹0🌹3🌹5🌹5🌹5🌹0🌹1🌹7🌹0", ["5035550170"]),
    ("https://x.example/p/%28602%29%20555-0121", ["6025550121"]),
    ("+52 1 55 5555 0123", ["+525555550123"]),
    ("order #415-555-0123-99812 shipped", []),
    ("510 triple five 0123", ["5105550123"]),
    ("+44 7400 123456", ["+447400123456"]),
    ("+1 (510) 555 0123", ["+15105550123"]),
    ("1-510-555-0123", ["5105550123"]),
    ("15105550123", ["5105550123"]),
    ("011 44 7400 123456", ["+447400123456"]),
    ("+52 55 1234 5678", ["+525512345678"]),
    ("100 hh 180 hr 250 2hr", []),
    ("80/100/160 5'4 125 lbs 34-24-36", []),
    ("post id: 5564726111", []),
    ("ID# 195402", []),
    ("zip 94612-1234", []),
    ("11-17-2015/11-28-2015", []),
    ("2016-04-30 4:11pm", []),
    ("$1,000,000,000", []),
    ("36-24-36 5'6 130 lbs 24/7", []),
    ("150 200 300 roses 24 7", []),
    ("call 5 1 0 5 5 5 0 1 2 3 24/7", ["5105550123"]),
    ("510\u200b555\u200b0123", ["5105550123"]),
    ("5 one 0 . 555 . zero 1 2 3", ["5105550123"]),
    ("text: 510 - 555 - 0 1 2 3", ["5105550123"]),
    ("510-555-0123 or 415-555-0199", ["4155550199", "5105550123"]),
    ("510555 0123", ["5105550123"]),
    ("51-05-55-01-23", ["5105550123"]),
    ("Rates 150 half 200 full 415 555 0199", ["4155550199"]),
    ("(four15) 555-0one99", ["4155550199"]),
    ("fourone5five5five01nine9", ["4155550199"]),
    ("f i v e one zero 555 0123", []),
    ("f i v e  o n e  z e r o  f i v e  f i v e  f i v e  z e r o  o n e  t w o  t h r e e", ["5105550123"]),
    ("s1x n1ne 0ne f1ve five fiv3 zer0 one s3ven sevn", ["6915550177"]),
    ("5 won 0 five five five oh won too tree", ["5105550123"]),
    ("510 then 555 then 0123", ["5105550123"]),
    ("555-0123, area code 510", ["5105550123"]),
    ("area code five one zero, 555-0123", ["5105550123"]),
    ("five one zero, triple five, zero one two threee", ["5105550123"]),
    ("plus four four seven seven double zero nine double zero one two three", ["+447700900123"]),
    ("5|1|0|5|5|5|0|1|2|3", ["5105550123"]),
    ("51=0!555^01~2#3", ["5105550123"]),
    ("sіх оnе nіnе fіvе five five zero one seven seven", ["6195550177"]),
    ("100 then 150 then 2000", []),
    ("open nine to five, two for one, seven to ten", []),
    ("30=120 60=200", []),
    ("tracking 1Z727AA6333552424", []),
    ("seen 09/16/2020 1:21 pm", []),
    ("server 80.249.86.210", []),
    ("call 415.555.0199!!!24 yrs", ["4155550199"]),
    ("✨415✨555✨0199✨", ["4155550199"]),
    ("4💋1💋5💋5💋5💋5💋0💋1💋9💋9", ["4155550199"]),
    ("415_555_0199", ["4155550199"]),
    ("4-1-5-5-5-5-0-1-9-9", ["4155550199"]),
    ("415-five five five-0199", ["4155550199"]),
    ("41five 5five5 019nine", ["4155550199"]),
    ("text 415. 555. 0199", ["4155550199"]),
    ("415,555,0199", ["4155550199"]),
    ("415 / 555 / 0199", ["4155550199"]),
    ("[415] 555 - 0199", ["4155550199"]),
    ("<415>555<0199>", ["4155550199"]),
    ("tel:4155550199", ["4155550199"]),
    ("wa.me/14155550199", ["4155550199"]),
    ("https://chat.example/14155550199", ["4155550199"]),
    ("https://ads.example/seen/14155550199", []),
    ("https://x.com/a?phone=4155550199", ["4155550199"]),
    ("uno dos tres cuatro", []),
    ("four one five, five five five, zero one nine nine", ["4155550199"]),
    ("one on one with one of two girls for three or four hours five nine", []),
    ("call me at four-one-five 555 oh-one-nine-nine", ["4155550199"]),
    ("1234567890", []),
    ("9999999999", []),
    ("0000000000", []),
    ("4111 1111 1111 1111", []),
    ("192.168.100.200", []),
    ("six 1 nine 5 five 5 0 one 7 seven", ["6195550177"]),
    ("６１９-555-０１77", ["6195550177"]),
    ("𝟔𝟏𝟗 𝟓𝟓𝟓 𝟎𝟏𝟕𝟕", ["6195550177"]),
    ("६१९५५५०१७७", ["6195550177"]),
    ("619)555-0177", ["6195550177"]),
    ("6195550177call", ["6195550177"]),
    ("call6195550177", ["6195550177"]),
    ("250\n300\n1000", []),
    ("100-150-2000", []),
    ("incall 200/300/4000", []),
    ("license LMT 2145550199", []),
    ("text 619 55 50 177", ["6195550177"]),
    ("seis uno nueve cinco cinco cinco cero uno siete siete", ["6195550177"]),
    ("june 10 2016 11 30 pm 2025550123", ["2025550123"]),
    ("619..555..0177", ["6195550177"]),
    ("6 1 9 5 5 5 0 1 7 7 , 2 1 0 5 5 5 0 1 4 4", ["2105550144", "6195550177"]),
    ("6195550177/2105550144", ["2105550144", "6195550177"]),
    ("o619 555 0177", ["6195550177"]),
    ("Six19..55five..01seven7", ["6195550177"]),
    ("619*five*5*5*0177", ["6195550177"]),
    ("nine-1-6 * 555 * o-1-4-4", ["9165550144"]),
    ("916 5five five 0144", ["9165550144"]),
    ("9I6-5S5-0I44", ["9165550144"]),
]


@pytest.mark.parametrize(("text", "wanted"), WRITTEN, ids=[text for text, _ in WRITTEN])
def test_phones_are_read_however_they_are_written(extractor: Extractor, text: str, wanted: list[str]) -> None:
    assert list(extractor.extract(Ad(AdId("a"), body=text)).phones) == sorted(wanted)


@pytest.mark.parametrize(
    ("country", "text", "wanted"),
    [
        ("US", "510 555 0123", ["+15105550123"]),
        ("CA", "(613) 555-0123", ["+16135550123"]),
        ("AU", "0491 570 006", ["+61491570006"]),
        ("AU", "491 570 006", []),
        ("GB", "07700 900123", ["+447700900123"]),
        ("SG", "call 8123 4567", ["+6581234567"]),
        ("US", "07700 900123", ["7700900123"]),
        (None, "call +61 (0)491 570 006", ["+61491570006"]),
    ],
)
def test_a_given_country_decides_how_a_national_number_reads(
    extractor_for, country: str | None, text: str, wanted: list[str]
) -> None:
    assert list(extractor_for(country).extract(Ad(AdId("a"), body=text)).phones) == wanted


@pytest.mark.parametrize(
    ("ad", "wanted"),
    [
        (Ad(AdId("a"), body="510 555 0123", location="Oakland, CA"), "+15105550123"),
        (Ad(AdId("a"), body="07700 900123", location="London"), "+447700900123"),
        (Ad(AdId("a"), url="http://delhi.example.com/ads/919000012345-soft-hands/18"), "+919000012345"),
        (Ad(AdId("a"), url="http://example.com/battlecreek/510-555-0123/?pid=5105550999"), "+15105550123"),
    ],
)
def test_place_implies_the_country(extractor: Extractor, ad: Ad, wanted: str) -> None:
    assert extractor.extract(ad).phones == (wanted,)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/ads/5564726111.html",
        "http://example.com/ads/two-one-day/25546415",
        "http://example.com/2016/11/17/12345678901",
        "http://example.com/?pid=6875896123",
    ],
)
def test_a_page_id_is_no_phone(extractor: Extractor, url: str) -> None:
    assert extractor.extract(Ad(AdId("a"), url=url)).phones == ()


@pytest.mark.parametrize(
    ("text", "obscured"),
    [
        ("510-555-0123", False),
        ("(510) 555 0123", False),
        ("+44 7400 123456", False),
        ("five10-555-0123", True),
        ("51o 555 0123", True),
        ("510*555*0123", True),
        ("5 1 0 5 5 5 0 1 2 3", True),
        ("\uff15\uff11\uff10-555-0123", True),
    ],
)
def test_obscured_means_that_a_plain_search_would_miss_it(extractor: Extractor, text: str, obscured: bool) -> None:
    mentions = [m for m in extractor.extract(Ad(AdId("a"), body=text)).mentions if m.field == "phone"]
    assert [(m.obscured, text[m.start : m.end]) for m in mentions] == [(obscured, text.lstrip("(+"))]
