"""The automatic texts: neutral, one GSM-7 segment each, no link, no word that says what the line is for.

Carriers ask that the answers to STOP, START and HELP name a programme; a line's programme name is chosen to mean
nothing to another reader. A test measures every text in every language with the longest name a line may have.
"""

from __future__ import annotations

from collections.abc import Mapping

from safelight.textline.core.automatic import Template

PROGRAMME = "Info"
"""The programme name of a line that was given none."""

LONGEST_PROGRAMME = 20
"""Characters of a programme name: with it every text here still fits one segment."""

ENGLISH: Mapping[Template, str] = {
    "greeting": "Hi, got your text. Someone will reply soon. OK to text now? 1 yes 2 later",
    "off_hours": "Hi, got your text. Nobody is here right now; someone will look later. In danger now? Call 911.",
    "stop": "{programme}: you will get no more texts. Text START if you want them again.",
    "start": "{programme}: texts are on again. Text STOP to end. Msg&data rates may apply.",
    "help": "{programme}: got your text, someone will reply soon. Msg&data rates may apply. Text STOP to end.",
    "media": "Got it. Pictures can't be seen here, so please say it in words. Someone will reply soon.",
}
SPANISH: Mapping[Template, str] = {
    "greeting": "Hola, llego tu mensaje. Alguien responde pronto. ¿Se puede escribir ahora? 1 si 2 luego",
    "off_hours": "Hola, llego tu mensaje. Ahora no hay nadie; alguien lo vera al volver. ¿Peligro ahora? Llama al 911.",
    "stop": "{programme}: no recibiras mas mensajes. Manda START si los quieres otra vez.",
    "start": "{programme}: los mensajes siguen. Manda STOP para parar. Puede haber cargos por mensajes.",
    "help": "{programme}: llego tu mensaje, alguien responde pronto. Puede haber cargos. Manda STOP para parar.",
    "media": "Recibido. Aqui no se ven fotos; por favor dilo con palabras. Alguien responde pronto.",
}
"""Accents are left out where GSM-7 lacks them: one such letter would double the segments."""

TEXTS: Mapping[str, Mapping[Template, str]] = {"en": ENGLISH, "es": SPANISH}


def automatic_text(template: Template, language: str, programme: str) -> str:
    """The text of a template in a language; English where there is none in that language."""
    return TEXTS.get(language, ENGLISH)[template].format(programme=programme)
