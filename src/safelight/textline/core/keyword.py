"""Keywords: the few whole messages that a carrier's rules or our own give a meaning.

Trim, fold case and accents, drop trailing punctuation; then the *whole* message is a keyword or none: "make him stop"
never opts anybody out. Opting out in free words is `free_opt_out`: a person looks at it, nothing is sent meanwhile.
Sources: CTIA messaging principles 2023 (STOP and its kin, HELP, INFO); the Spanish forms that US carriers honour.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Keyword = Literal["STOP", "START", "HELP"]

STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "remove", "optout", "revoke", "alto"})
HELP = frozenset({"help", "info", "ayuda"})
START = frozenset({"start", "unstop"})
AFTER_STOP = frozenset({"yes"})
"""Read as START only from somebody who is stopped: otherwise YES is an answer to a question."""

_LEADING = "¡¿ \t\r\n\"'“”‘’"
_FREE = re.compile(
    r"\b(?:(?:stop|quit|don'?t|do not|never|no more|cease) (?:\w+ ){0,2}?"
    r"(?:text(?:s|ing)?|messag(?:e|es|ing)|contact(?:ing)?"
    r"|writ(?:e|ing)|reply(?:ing)?|bother(?:ing)?)\b"
    r"|unsubscribe me|opt(?:ing)? out|(?:remove|delete|take) (?:me|my (?:number|phone))\b"
    r"|take me off|lose (?:my|this) number"
    r"|(?:no|ya no|nunca) (?:me|nos) (?:escrib|mand|contact|envi|molest|text)\w*"
    r"|(?:dej|par)(?:en|a|e|es)? (?:ya )?de (?:mand|escrib|envi|molest|text|contact)\w*"
    r"|(?:no|ya no) (?:mas|quiero|deseo) (?:\w+ ){0,2}mensajes|darme de baja|dar de baja"
    r"|(?:quit|borr|sac|elimin)\w+ mi numero)",
)


def keyword(text: str, stopped: bool = False) -> Keyword | None:
    """The keyword that `text` is, or None. `stopped` says whether the sender has opted out before."""
    word = folded(text)
    if word in STOP:
        return "STOP"
    if word in START or (stopped and word in AFTER_STOP):
        return "START"
    return "HELP" if word in HELP else None


def free_opt_out(text: str) -> bool:
    """Whether `text` asks in free words not to be written to. Such a message goes to a person and silences automatic
    replies; it opts nobody out by itself ("stop texting me, he is here" is a cry for help)."""
    return keyword(text) is None and _FREE.search(folded(text)) is not None


def folded(text: str) -> str:
    """Trimmed, lower case, without accents and trailing punctuation; inner white space is one space."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark) and unicodedata.category(mark) != "Cf")
    words = " ".join(bare.replace("’", "'").split()).lstrip(_LEADING)
    return re.sub(r"[\W_]+$", "", words)
