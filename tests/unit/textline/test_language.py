"""Short texts are English, Spanish or for a person who reads another language."""

from __future__ import annotations

import pytest

from safelight.textline.core.language import switches, tongue


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("help me please he has my phone", "en"),
        ("hes here cant talk", "en"),
        ("necesito ayuda por favor", "es"),
        ("toy encerrada xfa", "es"),
        ("no me dejan salir", "es"),
        ("help", "en"),
        ("ayuda", "es"),
        ("ok", "en"),
        ("", "en"),
        ("🆘", "en"),
        ("помогите мне пожалуйста", "other"),
        ("救命", "other"),
        ("bonjour j'ai besoin d'aide s'il vous plait", "other"),
        ("tanpri ede mwen, mwen pè", "other"),
        ("preciso de ajuda, não posso sair daqui", "other"),
    ],
)
def test_the_language_of_a_short_text(text: str, language: str) -> None:
    assert tongue(text).language == language


def test_one_or_two_words_never_switch_a_conversation() -> None:
    assert not switches(tongue("ayuda ya"))
    assert switches(tongue("por favor necesito que me ayuden"))


def test_a_text_that_mixes_says_so() -> None:
    assert tongue("he is coming, tengo miedo, me va a pegar").mixed
