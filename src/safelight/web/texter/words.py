"""What the chat page says, in English and Spanish: plain, neutral, and true about what a browser remembers."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "leave": "Leave this page",
    "leave_hint": "or press Esc. Nothing you wrote stays on the screen.",
    "heading": "Write here",
    "first": "A person reads this and answers. You don't have to say who you are.",
    "mind": "Until you leave, this can be read on this screen. The browser may keep the address, not what was written. "
    "If a life is in danger now, call 911 if you can.",
    "you": "You",
    "we": "Answer",
    "field": "Your words",
    "send": "Send",
    "look": "Look for an answer",
    "paused": "You left this page before. Nobody writes to you until you write again.",
    "sent": "Sent. A person will answer here.",
    "back": "Come back later",
    "back_hint": "With these words you can go on later, on any device. Keep them only if it is safe.",
    "back_none": "Once you have written, words stand here with which you can come back.",
    "back_field": "Words to come back with",
    "back_button": "Go on",
    "wrong": "Nothing goes on under these words.",
    "live": "Answers appear by themselves.",
    "fast": "That was fast. Wait a moment, then send it again.",
    "size": "Write something first; at most 1,600 letters.",
    "later": "It could not be kept just now. Please send it again in a moment.",
}
SPANISH: Mapping[str, str] = {
    "leave": "Salir de esta página",
    "leave_hint": "o pulsa Esc. Nada de lo escrito queda en la pantalla.",
    "heading": "Escribe aquí",
    "first": "Una persona lee esto y responde. No tienes que decir quién eres.",
    "mind": "Hasta que salgas, esto se puede leer en esta pantalla. El navegador puede guardar la dirección, no lo "
    "escrito. Si hay una vida en peligro ahora, llama al 911 si puedes.",
    "you": "Tú",
    "we": "Respuesta",
    "field": "Tus palabras",
    "send": "Enviar",
    "look": "Ver si hay respuesta",
    "paused": "Saliste de esta página. Nadie te escribe hasta que escribas otra vez.",
    "sent": "Enviado. Una persona responderá aquí.",
    "back": "Volver más tarde",
    "back_hint": "Con estas palabras puedes seguir más tarde, en cualquier aparato. Guárdalas solo si es seguro.",
    "back_none": "Cuando hayas escrito, aquí habrá palabras para volver.",
    "back_field": "Palabras para volver",
    "back_button": "Seguir",
    "wrong": "No hay nada con esas palabras.",
    "live": "Las respuestas aparecen solas.",
    "fast": "Eso fue rápido. Espera un momento y envíalo otra vez.",
    "size": "Escribe algo primero; como mucho 1.600 letras.",
    "later": "No se pudo guardar ahora. Por favor envíalo otra vez en un momento.",
}
WORDS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "es": SPANISH}

PROBLEMS: Mapping[str, str] = {"textline.page.fast": "fast", "textline.page.size": "size"}
"""Refusals that have words of their own; any other says that it was not kept."""

MEASURES: tuple[tuple[str, str, str], ...] = (
    ("1 teaspoon", "5 ml", "1/3 tablespoon"),
    ("1 tablespoon", "15 ml", "3 teaspoons"),
    ("1 fluid ounce", "30 ml", "2 tablespoons"),
    ("1/4 cup", "60 ml", "4 tablespoons"),
    ("1/2 cup", "120 ml", "8 tablespoons"),
    ("1 cup", "240 ml", "16 tablespoons"),
    ("1 pint", "475 ml", "2 cups"),
    ("1 quart", "950 ml", "4 cups"),
)
"""The page that the quick exit leads to: kitchen measures, rounded as cook books round them."""


def spoken(accepts: str, line: str) -> str:
    """The language of a page: what the browser asks for first, else the line's own."""
    first = accepts.split(",", maxsplit=1)[0].strip().lower()[:2]
    return first if first in WORDS else line if line in WORDS else "en"
