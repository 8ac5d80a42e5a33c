"""Canned replies: short neutral texts a person picks and may change, in English and Spanish.

Every text is one GSM-7 segment, holds no link and no word that says what the line is for, and asks at most one thing;
the answer is a number, never YES. A test runs the linter over all of them. Nothing here is sent by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Topic = Literal["safe", "privacy", "limits", "choice", "place", "danger", "care", "end"]


@dataclass(frozen=True, slots=True)
class Canned:
    """One reply in both languages; `needs_limits` when the limits of confidentiality have to be told before."""

    id: str
    topic: Topic
    en: str
    es: str
    needs_limits: bool = False

    def text(self, language: str) -> str:
        """The reply in a language; English where it isn't Spanish."""
        return self.es if language == "es" else self.en


_ALL = (
    Canned(
        "safe_check",
        "safe",
        "Is it OK to text right now? 1 yes 2 not now 3 talk about the weather",
        "Se puede escribir ahora? 1 si 2 ahora no 3 hablemos del clima",
    ),
    Canned(
        "safe_word",
        "safe",
        "Pick a word only you know. If anyone else has your phone we will not answer without it. Which word?",
        "Elige una palabra que solo tu sepas. Sin ella no respondemos a nadie mas. Que palabra?",
    ),
    Canned(
        "cover_topic",
        "safe",
        "If someone looks, what should we be talking about? Anything works: a class, a recipe, a ride.",
        "Si alguien mira, de que estamos hablando? Lo que sea: una clase, una receta, un viaje.",
    ),
    Canned(
        "exit_word",
        "safe",
        "To go quiet at once, text X. We send nothing more until you write again with your word.",
        "Para quedar en silencio manda X. No mandamos nada hasta que escribas con tu palabra.",
    ),
    Canned(
        "not_private",
        "privacy",
        "Texts can be read on this phone and may show on the bill. You can delete them. We can't unsend.",
        "Los mensajes se pueden leer en este telefono y en la factura. Puedes borrarlos. No podemos quitarlos.",
    ),
    Canned(
        "limits",
        "limits",
        "You choose what to share here. If someone under 18 or a life is at risk I may have to tell. Is that OK?",
        "Tu decides que contar. Si hay riesgo para un menor o una vida quiza deba avisar. Esta bien?",
    ),
    Canned(
        "minor_rule",
        "limits",
        "As you are under 18 I may have to tell people whose job is to keep you safe. I say so first.",
        "Gracias por decirme. Si tienes menos de 18 quiza deba avisar a quien protege a menores, y antes te lo digo.",
    ),
    Canned(
        "minor_choice",
        "limits",
        "You don't have to say your name, place or school. Go on? 1 go on 2 not now",
        "No tienes que decir nombre, lugar ni escuela. Lo que no digas queda contigo. Seguimos? 1 seguir 2 ahora no",
    ),
    Canned(
        "who_may_know",
        "choice",
        "Who may know? 1 only an advocate 2 law enforcement 3 both 4 nobody yet. You can change it.",
        "Quien puede saber esto? 1 solo consejera 2 autoridades 3 los dos 4 nadie por ahora. Puedes cambiarlo.",
    ),
    Canned(
        "choice_costs_nothing",
        "choice",
        "Whatever you choose, we keep talking. It changes nothing about the help you get here.",
        "Elijas lo que elijas, seguimos hablando. No cambia la ayuda que recibes aqui.",
    ),
    Canned(
        "where",
        "place",
        "What city and state are you in, or what ZIP code? Only if it is safe to say.",
        "En que ciudad y estado estas, o que codigo postal (ZIP)? Solo si es seguro decirlo.",
        needs_limits=True,
    ),
    Canned(
        "call_911",
        "danger",
        "If you can, call or text 911 now. They can find a phone; we can't. Can you do that? 1 can 2 can't",
        "Si puedes, llama o escribe al 911 ya. Ellos ubican el telefono; aqui no. Puedes? 1 puedo 2 no puedo",
    ),
    Canned(
        "siren",
        "danger",
        "If help comes, would a siren make it worse? 1 worse 2 fine 3 not sure",
        "Si llega ayuda, una sirena lo empeora? 1 peor 2 bien 3 no se",
    ),
    Canned(
        "hide_phone",
        "danger",
        "Turn the sound off and the screen down. I stay here. Text when you can.",
        "Quita el sonido y baja el brillo. Sigo aqui. Escribe cuando puedas.",
    ),
    Canned(
        "thank_you",
        "care",
        "Thank you for telling me. It took courage. None of this is your fault.",
        "Gracias por contarme. Hace falta valor. Nada de esto es tu culpa.",
    ),
    Canned(
        "what_helps",
        "care",
        "What would help you most right now?",
        "Que te ayudaria mas en este momento?",
    ),
    Canned(
        "person",
        "care",
        "You are texting with a person. I am here and I read every word.",
        "Escribes con una persona. Estoy aqui y leo cada palabra.",
    ),
    Canned(
        "come_back",
        "end",
        "You can write again any time, day or night. We never text first.",
        "Puedes escribir otra vez a cualquier hora. Nunca escribimos primero.",
    ),
    Canned(
        "delete_after",
        "end",
        "If someone checks your phone, delete this talk and empty the deleted folder too.",
        "Si alguien revisa tu telefono, borra esta charla y vacia tambien la carpeta de borrados.",
    ),
    Canned(
        "wrong_number",
        "end",
        "No problem, this may be a wrong number. Take care.",
        "No hay problema, quiza es numero equivocado. Que estes bien.",
    ),
)

CANNED: Mapping[str, Canned] = {reply.id: reply for reply in _ALL}
"""By id; the order is the order in which the console lists them."""
