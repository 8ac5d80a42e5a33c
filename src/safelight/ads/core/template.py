"""Templates: texts that are one text with slots.

Distinct texts are compared by what is rare in them, so that a paragraph which everybody carries ties nobody, and every
member must fit what its template's texts have in common, so that a chain of small edits can't tie strangers
(`near.kin`). The words of the most typical text are then aligned with other members: what most share is constant text,
the rest are slots with examples. The words of quarantined ads are never quoted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from safelight import near
from safelight.ads.core.reading import Reading, age, text_of
from safelight.kernel.ids import TemplateId, derive
from safelight.near.align import MAX_WORDS
from safelight.near.kin import FEWEST_WORDS, kin
from safelight.near.words import words_of

ALIGNED = 12
"""Members that the medoid is aligned with: enough to tell a slot from a constant, and bounded."""

CONSTANT = 0.5
"""Share of the aligned members that must have a word before it counts as constant text."""

EXAMPLES = 5
FILLS = 8
"""Members that a slot's examples are taken from."""

_WORD = re.compile(r"\w+|[^\w\s]+")


@dataclass(frozen=True, slots=True)
class Token:
    """Constant text, or a slot with examples: `slot` is "number", "word" or "text" by what fills it."""

    text: str | None = None
    slot: str | None = None
    examples: tuple[str, ...] = ()

    def record(self) -> dict[str, object]:
        return {"text": self.text} if self.slot is None else {"slot": self.slot, "examples": list(self.examples)}


@dataclass(frozen=True, slots=True)
class Template:
    """`size` counts ads, reposts included."""

    template_id: TemplateId
    size: int
    tokens: tuple[Token, ...]

    def record(self) -> dict[str, object]:
        return {
            "template_id": self.template_id,
            "size": self.size,
            "tokens": [token.record() for token in self.tokens],
        }


@dataclass(frozen=True, slots=True)
class Texts:
    """`labels[i]` is the number of the reading whose text is the most typical of reading i's template, -1 when there is
    too little text; `ids` names the labels that several ads share."""

    labels: tuple[int, ...]
    ids: dict[int, TemplateId]
    templates: tuple[Template, ...]


def templates(
    readings: Sequence[Reading], first: Sequence[int], withheld: Collection[int], alike: Sequence[int] | None = None
) -> Texts:
    """`first` as from `reposts`, `alike` as from `near_texts` where it is known already; the words of `withheld`
    readings are never quoted. Templates in order of their ids."""
    labels = near_texts(readings, first) if alike is None else alike
    found = {label: described(readings, label, ads, withheld) for label, ads in users(labels).items() if len(ads) > 1}
    ids = {label: template.template_id for label, template in found.items()}
    return Texts(tuple(labels), ids, tuple(sorted(found.values(), key=lambda template: template.template_id)))


def users(labels: Sequence[int]) -> dict[int, list[int]]:
    """label -> the readings that have it; those with too little text are left out."""
    found: dict[int, list[int]] = {}
    for at, label in enumerate(labels):
        if label >= 0:
            found.setdefault(label, []).append(at)
    return found


def described(readings: Sequence[Reading], label: int, ads: Sequence[int], withheld: Collection[int]) -> Template:
    """The template of `ads`, of which reading `label` is the most typical; named by the earliest."""
    anchor = min((readings[at] for at in ads), key=age)
    shown = [text_of(readings[at].ad) for at in (label, *ads) if at not in withheld]
    return Template(TemplateId(derive("template", anchor.ad.id)), len(ads), tokens(shown) if shown else ())


def labelled(readings: Sequence[Reading], first: Sequence[int], known: Mapping[str, str]) -> Texts:
    """Texts whose templates are `known` already (ad id to template id); others stand for themselves."""
    long = words_of([text_of(reading.ad) for reading in readings]).lengths() >= FEWEST_WORDS
    label_of: dict[str, int] = {}
    labels = []
    for at, reading in enumerate(readings):
        template = known.get(reading.ad.id)
        labels.append(label_of.setdefault(template, at) if template else first[at] if long[at] else -1)
    return Texts(tuple(labels), {label: TemplateId(name) for name, label in label_of.items()}, ())


def near_texts(readings: Sequence[Reading], first: Sequence[int]) -> list[int]:
    """A label a reading: readings with one label share a template; -1 is too little text."""
    distinct = sorted(set(first))
    labels = kin(words_of([text_of(readings[at].ad) for at in distinct]))
    by_text = dict(zip(distinct, labels.tolist(), strict=True))
    return [distinct[by_text[at]] if by_text[at] >= 0 else -1 for at in first]


def tokens(texts: Sequence[str]) -> tuple[Token, ...]:
    """Constant text and slots of `texts`, the medoid's first. One text is all constant."""
    medoid = texts[0]
    words = [match for match in _WORD.finditer(medoid)][:MAX_WORDS]
    others = [_WORD.findall(text)[:MAX_WORDS] for text in _sample(texts[1:])]
    if not words:
        return ()
    partners = _partners([word.group() for word in words], others)
    needed = CONSTANT * len(others)
    constant = [sum(row[at] >= 0 for row in partners) >= needed for at in range(len(words))]
    return tuple(_runs(medoid, words, constant, others, partners))


def _sample(texts: Sequence[str]) -> list[str]:
    distinct = sorted(set(texts))
    return [distinct[at * len(distinct) // ALIGNED] for at in range(ALIGNED)] if len(distinct) > ALIGNED else distinct


def _partners(medoid: Sequence[str], others: Sequence[Sequence[str]]) -> list[list[int]]:
    number: dict[str, int] = {}
    a = np.array([number.setdefault(word.lower(), len(number)) for word in medoid], np.int32)
    found = []
    for words in others:
        b = np.array([number.setdefault(word.lower(), len(number)) for word in words], np.int32)
        found.append(near.align(a, b).tolist())
    return found


def _runs(
    medoid: str,
    words: Sequence[re.Match[str]],
    constant: Sequence[bool],
    others: Sequence[Sequence[str]],
    partners: Sequence[Sequence[int]],
) -> list[Token]:
    found: list[Token] = []
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and constant[end] == constant[start]:
            end += 1
        written = medoid[words[start].start() : words[end - 1].end()]
        if constant[start]:
            found.append(Token(text=written))
        else:
            fills = [_fill(other, row, start, end) for other, row in zip(others[:FILLS], partners, strict=False)]
            found.append(_slot([written, *fills]))
        start = end
    return found


def _fill(other: Sequence[str], partner: Sequence[int], start: int, end: int) -> str:
    """What `other` says between the partners of the words around medoid[start:end]."""
    before = next((at for at in reversed(partner[:start]) if at >= 0), -1)
    after = next((at for at in partner[end:] if at >= 0), len(other))
    return " ".join(other[before + 1 : after])


def _slot(fills: Sequence[str]) -> Token:
    shown = [fill for fill, _ in sorted(Counter(fill for fill in fills if fill).items(), key=lambda c: (-c[1], c[0]))]
    if all(fill.isdigit() for fill in shown):
        kind = "number"
    else:
        kind = "word" if all(" " not in fill for fill in shown) else "text"
    return Token(slot=kind, examples=tuple(shown[:EXAMPLES]))
