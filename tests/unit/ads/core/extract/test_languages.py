"""What languages an ad is written in; none where that can't be told."""

from __future__ import annotations

import pytest

pytest.importorskip("pycld2", reason="the extra nlp is not installed")

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.gazetteer import load
from safelight.kernel.ids import AdId

EXTRACTOR = Extractor(load())
ENGLISH = "I love old films, long walks by the harbour and quiet evenings with somebody who listens. Call 510-555-0123."
SPANISH = "Me gustan las películas antiguas, los paseos por el puerto y las noches tranquilas. Llámame al 510-555-0123."


def languages(body: str, title: str = "") -> tuple[str, ...]:
    return EXTRACTOR.extract(Ad(AdId("a"), title=title, body=body)).languages


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (ENGLISH, ("en",)),
        (SPANISH, ("es",)),
        (f"{ENGLISH} {SPANISH}", ("en", "es")),
        ("Люблю старые фильмы, долгие прогулки и тихие вечера", ("ru",)),
        ("古い映画と静かな夜が好きです。電話してください", ("ja",)),
        ("𝐈 𝐥𝐨𝐯𝐞 𝐨𝐥𝐝 𝐟𝐢𝐥𝐦𝐬, 𝐥𝐨𝐧𝐠 𝐰𝐚𝐥𝐤𝐬 𝐛𝐲 𝐭𝐡𝐞 𝐡𝐚𝐫𝐛𝐨𝐮𝐫 𝐚𝐧𝐝 𝐪𝐮𝐢𝐞𝐭 𝐞𝐯𝐞𝐧𝐢𝐧𝐠𝐬", ("en",)),
        ("510-555-0123", ()),
        ("💎💎💎", ()),
        ("\x00\x01\u200b\ufffe", ()),
        ("Ok!", ()),
    ],
)
def test_languages(body: str, codes: tuple[str, ...]) -> None:
    assert languages(body) == codes


def test_title_and_body_count_together_and_a_long_text_is_no_burden() -> None:
    assert languages("", title=SPANISH) == ("es",)
    assert languages(ENGLISH * 20_000) == ("en",)
