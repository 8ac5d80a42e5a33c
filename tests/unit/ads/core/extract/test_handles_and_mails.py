"""Handles by service, e-mails and URLs, plain and spelled out.

Strings are invented; numbers are of the fictional 555-01xx kind or plainly made up.
"""

from __future__ import annotations

import pytest

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.kernel.ids import AdId

HANDLES: list[tuple[str, set[tuple[str, str]]]] = [
    ("follow me on insta: sunny_day9", {("instagram", "sunny_day9")}),
    ("insta and telegram: dana_m4", {("instagram", "dana_m4"), ("telegram", "dana_m4")}),
    ("on instagram as @dana_m4", {("instagram", "dana_m4")}),
    ("snap & instagram both off", set()),
    ("snap is kayla.r22", {("snapchat", "kayla.r22")}),
    ("IG @rosebud", {("instagram", "rosebud")}),
    ("telegram yes: iris_tea", {("telegram", "iris_tea")}),
    ("my tele handle is @quietnina", {("telegram", "quietnina")}),
    ("twitter.com/quietrain", {("twitter", "quietrain")}),
    ("my snapchat and instagram are private", set()),
    ("ask about snapchat premium shows", set()),
    ("kik me at dovey88", {("kik", "dovey88")}),
    ("telegram @starling and wechat wx_9921", {("telegram", "starling"), ("wechat", "wx_9921")}),
    ("t.me/starling", {("telegram", "starling")}),
    ("whatsapp +1 510 555 0123", set()),
    ("snap: bluebird or ig: redbird", {("instagram", "redbird"), ("snapchat", "bluebird")}),
    ("https://www.instagram.com/redbird/?hl=en", {("instagram", "redbird")}),
    ("Snapchat me", set()),
    ("find me on Twitter for more info", set()),
    ("skype live:dana22", {("skype", "dana22")}),
    ("onlyfans.com/redbird22", {("onlyfans", "redbird22")}),
    ("IG- redbird22", {("instagram", "redbird22")}),
    ("sc: redbird22", {("snapchat", "redbird22")}),
    ("telegram t.me/redbird", {("telegram", "redbird")}),
    ("venmo @redbird whatsapp +44 7700 900123", set()),
    ("twitter handle is @redbird", {("twitter", "redbird")}),
    ("Snap👻 redbird22", {("snapchat", "redbird22")}),
    ("@redbird on twitter", {("twitter", "redbird")}),
    ("Snapchat = redbird", {("snapchat", "redbird")}),
    ("snapchat username redbird", {("snapchat", "redbird")}),
    ("my snapchat is redbird", {("snapchat", "redbird")}),
    ("add my snap redbird", set()),
    ("wechat:redbird", {("wechat", "redbird")}),
    ("wx: bjvbpq", {("wechat", "bjvbpq")}),
    ("quiet wx bjvbpq garden", set()),
    ("Twitter:@RedBird Instagram:@BlueBird", {("instagram", "bluebird"), ("twitter", "redbird")}),
    ("oh snap! lovely day", set()),
    ("on line now", set()),
    ("👻 lola.late", {("snapchat", "lola.late")}),
    ("👻 bluepinejay", {("snapchat", "bluepinejay")}),
    ("👻 Halloween", set()),
    ("👻 here to haunt you", set()),
    ("s n a p : jade_fox4", {("snapchat", "jade_fox4")}),
    ("k i k and talk", set()),
    ("sn@p: jadeq", {("snapchat", "jadeq")}),
    ("X: @quietquinn", {("twitter", "quietquinn")}),
    ("xx @friend", set()),
    ("discord: pixelmoth", {("discord", "pixelmoth")}),
    ("búscame en instagram como nati.bella", {("instagram", "nati.bella")}),
]
MAILS: list[tuple[str, list[str]]] = [
    ("write dana.r@mail.example.com", ["dana.r@mail.example.com"]),
    ("dana<@>proton<.>me", ["dana@proton.me"]),
    ("dana(at)mail.co.uk", ["dana@mail.co.uk"]),
    ("dana at gmail dot com", ["dana@gmail.com"]),
    ("dana (at) gmail (dot) com", ["dana@gmail.com"]),
    ("dana[at]yahoo.com", ["dana@yahoo.com"]),
    ("meet at hotel.com", []),
    ("dana @ gmail . com", ["dana@gmail.com"]),
    ("DANA@GMAIL.COM", ["dana@gmail.com"]),
    ("look at dot com sites", []),
    ("dana underscore", []),
    ("5105550123@vtext.com", ["5105550123@vtext.com"]),
    ("dana2000 AT yahoo DOT com", ["dana2000@yahoo.com"]),
    ("dаnа@gmail.com", ["dana@gmail.com"]),
    ("dana_rose at g mail dot com", ["dana_rose@gmail.com"]),
    ("vera [at] calm [dot] example", ["vera@calm.example"]),
    ("elsa{at}mail{dot}example", ["elsa@mail.example"]),
    ("chloe arroba hotmail punto com", ["chloe@hotmail.com"]),
    ("mia-at-gmail-dot-com", ["mia@gmail.com"]),
    ("meet me at the dot com cafe", []),
    ("rate is 200 @ hour.com ok", []),
]


@pytest.mark.parametrize(("text", "wanted"), HANDLES, ids=[text for text, _ in HANDLES])
def test_handles(extractor: Extractor, text: str, wanted: set[tuple[str, str]]) -> None:
    found = extractor.extract(Ad(AdId("a"), body=text)).handles
    assert {(handle.service, handle.name) for handle in found} == wanted


@pytest.mark.parametrize(("text", "wanted"), MAILS, ids=[text for text, _ in MAILS])
def test_mails(extractor: Extractor, text: str, wanted: list[str]) -> None:
    assert list(extractor.extract(Ad(AdId("a"), body=text)).emails) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("see https://example.com/a?b=1, thanks", ["https://example.com/a?b=1"]),
        ("www.example.org.", ["www.example.org"]),
        ("dana.example.net/rates now", ["dana.example.net/rates"]),
        ("dana@example.com", []),
        ("open late.me too", ["late.me"]),
        ("9.30am. come in", []),
    ],
)
def test_urls(extractor: Extractor, text: str, wanted: list[str]) -> None:
    assert list(extractor.extract(Ad(AdId("a"), body=text)).urls) == wanted
