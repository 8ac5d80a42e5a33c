"""The personas of the drills: invented adults, neutral words, nothing graphic. In English and Spanish.

They cover what a line has to get right: danger among chatter, somebody who wants no police, somebody who wants both,
one who leaves by the exit word, one who asks in another language than the first text, a wrong number, and a test.
"""

from __future__ import annotations

from collections.abc import Mapping

from safelight.textline.core.consent import Field
from safelight.textline.core.drill import Persona

_USUAL = {"safe_check": "1", "limits": "ok", "safe_word": "papaya", "minor_choice": "1", "siren": "1", "call_911": "2"}
_RELEASED: frozenset[Field] = frozenset({"need", "place", "language"})

_ALL = (
    Persona(
        "papers",
        "en",
        ("he keeps my papers and i can not leave. can somebody help me",),
        2,
        {**_USUAL, "who_may_know": "1", "where": "i do not want to say"},
        ("i work in a kitchen", "i only want to know what i can do", "thank you"),
        "advocate",
    ),
    Persona(
        "both",
        "en",
        ("they took my phone for a week", "and my passport is with the boss. i am not allowed out"),
        2,
        {**_USUAL, "who_may_know": "3", "where": "Oakland, CA"},
        ("yes i want them to know", "mornings are safe", "ok thanks"),
        "both",
        _RELEASED,
        "Oakland, CA",
    ),
    Persona(
        "outside",
        "en",
        ("he is outside the door with a gun please hurry",),
        3,
        {**_USUAL, "where": "94612", "who_may_know": "2"},
        ("please", "the blue house", "he left"),
        "police",
        frozenset({"need", "place", "number"}),
        "94612",
    ),
    Persona(
        "pasaporte",
        "es",
        ("me quitaron el pasaporte y no me dejan salir de la casa",),
        2,
        {**_USUAL, "who_may_know": "1", "where": "no quiero decir"},
        ("trabajo en una casa", "no quiero policia", "gracias"),
        "advocate",
    ),
    Persona(
        "afuera",
        "es",
        ("esta afuera con un cuchillo y dice que me va a matar",),
        3,
        {**_USUAL, "where": "Austin, TX", "who_may_know": "2"},
        ("por favor", "ya se fue"),
        "police",
        frozenset({"need", "place", "number"}),
        "Austin, TX",
    ),
    Persona(
        "leaves",
        "en",
        ("can i ask you something",),
        1,
        {**_USUAL},
        ("X",),
    ),
    Persona(
        "asks",
        "en",
        ("i would like to ask what you do",),
        1,
        {**_USUAL, "who_may_know": "4"},
        ("it is for a friend", "ok", "thank you"),
        "not_now",
    ),
    Persona(
        "wrong_number",
        "en",
        ("hi mom can you bring the blue jacket on friday",),
        0,
        {},
        ("oh sorry wrong number",),
    ),
    Persona(
        "tester",
        "en",
        ("lol is this thing on",),
        0,
        {},
        ("just testing",),
    ),
    Persona(
        "amiga",
        "es",
        ("hola una amiga no puede salir de su trabajo que puede hacer",),
        1,
        {**_USUAL, "who_may_know": "4"},
        ("es en un restaurante", "le voy a decir", "gracias"),
        "not_now",
    ),
)

PERSONAS: Mapping[str, Persona] = {persona.id: persona for persona in _ALL}
"""By id."""
