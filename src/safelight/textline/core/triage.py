"""Triage: how urgent a message is, from its own words, with the words shown.

Learned weights of words, themes and signs give a share to each tier. Signs also name what was said and raise what the
weights missed; each is read with what stands around it: denied, past, asked in general, said in jest.
Tier 3 is imminent danger, 2 urgent, 1 ordinary, 0 likely not for us. Promises a quoted reason for every tier above 1,
the same answer for the same text, and that a language nobody here reads is raised for a person. Refuses to close or
drop anything: it orders a queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from safelight.textline.core.around import GENERAL, clause_bounds, denied, long_past
from safelight.textline.core.keyword import Keyword, free_opt_out, keyword
from safelight.textline.core.language import Language, tongue
from safelight.textline.core.sign import IMMINENT, NOT_OURS, ORDINARY, URGENT, Sign, vocabulary
from safelight.textline.core.signs.english import SIGNS as ENGLISH
from safelight.textline.core.signs.spanish import SIGNS as SPANISH
from safelight.textline.core.themes import Feature
from safelight.textline.core.weights import Four, Judged, features, judged
from safelight.textline.core.wording import Plain, plain

Effect = Literal["counts", "denied", "past", "asked in general", "in jest", "weighs"]

_TABLES = {"en": ENGLISH, "es": SPANISH}
KNOWN = {name: vocabulary(signs) for name, signs in _TABLES.items()}
"""Words by language that misspelt ones are read as."""

DANGER, NEED, NOT_FOR_US = 0.35, 0.45, 0.5
"""Shares from which a tier is given: of tier 3; of tiers 3 and 2 together; of tier 0. Ours: a missed danger costs more
than a second look, so danger needs less than half. Set on sets that the weights were not learned from."""

BANDS = {3: 0.75, 2: 0.5, 1: 0.25, 0: 0.0}
"""Lowest priority of each tier: tiers never overlap, so that order by priority is order by tier first."""

_JEST = {"jest", "chatter", "advert or code", "wrong number"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding: the sign, the tier it speaks for, the quoted span of the original, and how it was counted."""

    sign: str
    tier: int
    quote: str
    start: int
    end: int
    effect: Effect

    def record(self) -> dict[str, object]:
        return {
            "sign": self.sign,
            "tier": self.tier,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "effect": self.effect,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read off one message. `priority` is 0 to 1 and orders the queue; `for_person` says why no rule may act
    on it alone (another language, opting out in free words), or is empty."""

    keyword: Keyword | None
    language: Language
    tier: int
    priority: float
    reasons: tuple[Reason, ...]
    for_person: str = ""

    def record(self) -> dict[str, object]:
        return {
            "keyword": self.keyword,
            "language": self.language,
            "tier": self.tier,
            "priority": self.priority,
            "reasons": [reason.record() for reason in self.reasons],
        }


def read(text: str, stopped: bool = False) -> Reading:
    """The reading of one message; `stopped` says whether its sender has opted out."""
    word = keyword(text, stopped)
    spoken = tongue(text)
    if word is not None:
        return _of_keyword(word, text, "es" if text.strip().lower() in ("ayuda", "alto") else "en")
    if spoken.language == "other":
        return Reading(None, "other", URGENT, 0.6, (_whole("another language", URGENT, text),), "another language")
    reasons: list[Reason] = []
    found: list[tuple[str, int, int]] = []
    worded = {}
    for name in ("en", "es") if spoken.mixed else (spoken.language,):
        worded[name] = words = plain(text, name, KNOWN[name])
        signs = _found(text, words, _TABLES[name])
        reasons += signs
        found += [*features(words, name), *sign_features(signs)]
    said = judged(found)
    tier, priority = _weighed(said.shares, reasons)
    if tier >= URGENT and not any(reason.effect == "counts" and reason.tier >= URGENT for reason in reasons):
        reasons += _telling(text, worded[spoken.language], said, tier)
    return Reading(
        None, spoken.language, tier, priority, tuple(reasons), "opting out in words" if free_opt_out(text) else ""
    )


def _of_keyword(word: Keyword, text: str, language: Language) -> Reading:
    if word == "HELP":
        return Reading(word, language, URGENT, 0.6, (_whole("asks for help", URGENT, text),))
    return Reading(word, language, ORDINARY, 0.3, (_whole("keyword", ORDINARY, text),))


def features_of(text: str, language: Language) -> list[Feature]:
    """Everything that is weighed of a text read as one language: words, themes and signs."""
    words = plain(text, language, KNOWN[language])
    return [*features(words, language), *sign_features(_found(text, words, _TABLES[language]))]


def sign_features(reasons: list[Reason]) -> list[Feature]:
    """A sign and how it was counted, as something that weighs; it quotes itself as a reason, so it has no span."""
    return [(f"sign:{reason.sign}:{reason.effect}", 0, 0) for reason in reasons]


def _whole(sign: str, tier: int, text: str) -> Reason:
    return Reason(sign, tier, text[:80], 0, min(len(text), 80), "counts")


def _found(text: str, words: Plain, signs: tuple[Sign, ...]) -> list[Reason]:
    reasons = []
    jest = False
    hits = [(sign, hit) for sign in signs for hit in [sign.compiled.search(words.text)] if hit]
    jest = any(sign.name in _JEST for sign, _ in hits)
    for sign, hit in hits:
        start, end = words.original_span(hit.start(), hit.end())
        effect = _effect(words.text, hit.start(), hit.end(), sign, jest)
        reasons.append(Reason(sign.name, sign.tier, text[start:end], start, end, effect))
    return reasons


def _effect(text: str, start: int, end: int, sign: Sign, jest: bool) -> Effect:
    if sign.tier <= ORDINARY:
        return "counts"
    opened, closed = clause_bounds(text, start, end)
    before = text[opened:start]
    if not sign.negated and denied(before):
        return "denied"
    if long_past(text[opened:closed]):
        return "past"
    if GENERAL.search(before):
        return "asked in general"
    return "in jest" if jest and (sign.figurative or sign.tier < IMMINENT) else "counts"


def _weighed(shares: Four, reasons: list[Reason]) -> tuple[int, float]:
    """Tier and priority from the shares, raised by the signs that count."""
    none, ordinary, urgent, danger = shares
    signed = max((reason.tier for reason in reasons if reason.effect == "counts"), default=ORDINARY)
    if danger >= DANGER:
        tier = IMMINENT
    elif danger + urgent >= NEED or (signed >= URGENT and none < NOT_FOR_US):
        tier = URGENT
    else:
        tier = NOT_OURS if none >= NOT_FOR_US and signed <= ORDINARY else ORDINARY
    within = danger if tier == IMMINENT else danger + 0.3 * urgent + 0.05 * ordinary
    return tier, round(BANDS[tier] + 0.249 * min(within, 1.0), 6)


def _telling(text: str, words: Plain, said: Judged, tier: int) -> list[Reason]:
    """The words that weighed most, when no sign names why; the whole text when no single word did."""
    spans = [words.original_span(start, end) for _, start, end in said.telling]
    reasons = [Reason("words that weigh", tier, text[a:b], a, b, "weighs") for a, b in spans if b > a]
    return reasons or [_whole("words that weigh", tier, text)]
