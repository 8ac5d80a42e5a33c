"""Templates: texts that are one text with slots.

Distinct texts are compared by what is rare in them, so that a paragraph which everybody carries ties nobody, and every
member must fit what its template's texts have in common, so that a chain of small edits can't tie strangers
(`near.kin`). The words of the most typical text are then aligned with other members: what most share is constant text,
the rest are slots with examples. The words of quarantined ads are never quoted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from safelight.ads.core.ad import Ad
from safelight.ads.core.reading import Reading, ads_of, posted, text_of, texts_of
from safelight.kernel.ids import TemplateId, derive
from safelight.near.consensus import Script, Tokens, consensus, tokens_of
from safelight.near.kin import FEWEST_WORDS, kin
from safelight.near.words import words_of

ALIGNED = 12
"""Texts that are laid beside the most typical one: enough to tell a slot from a constant, and bounded."""

EXAMPLES = 5

TOGETHER = 256
"""Templates whose texts are cut into tokens in one call."""

_HAS_DIGIT = re.compile(r"\d")


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
    shared = {label: ads for label, ads in users(labels).items() if len(ads) > 1}
    found = dict(zip(shared, _described(readings, shared, withheld), strict=True))
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
    return next(_described(readings, {label: ads}, withheld))


def _described(
    readings: Sequence[Reading], shared: Mapping[int, Sequence[int]], withheld: Collection[int]
) -> Iterator[Template]:
    anchors: list[str] = []
    shown = _shown(ads_of(readings), shared, withheld, anchors)
    for at, (ads, said) in enumerate(zip(shared.values(), scripts(shown), strict=True)):
        yield Template(TemplateId(derive("template", anchors[at])), len(ads), said)


def _shown(
    every: Sequence[Ad], shared: Mapping[int, Sequence[int]], withheld: Collection[int], anchors: list[str]
) -> Iterator[list[str]]:
    """The texts of each label's ads, that of the label first; `anchors` is given the id of its earliest ad."""
    for label, numbers in shared.items():
        ads = [every[at] for at in numbers]
        anchors.append(min(ads, key=posted).id)
        texts = [text_of(ad) for at, ad in zip(numbers, ads, strict=True) if at not in withheld]
        yield texts if label in withheld else [text_of(every[label]), *texts]


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
    labels = kin(words_of(map(texts_of(readings).__getitem__, distinct)))
    by_text = dict(zip(distinct, labels.tolist(), strict=True))
    return [distinct[by_text[at]] if by_text[at] >= 0 else -1 for at in first]


def scripts(many: Iterable[Sequence[str]]) -> Iterator[tuple[Token, ...]]:
    """Constant text and slots of each of `many` sets of texts, the most typical text first. One text is all constant,
    and of no text nothing is said."""
    for sets in _batched((Counter(texts) for texts in many), TOGETHER):
        chosen = [[*texts[:1], *_sample(sorted(texts[1:]))] for texts in map(list, sets)]
        found = tokens_of([text for texts in chosen for text in texts])
        last = 0
        for texts, copies in zip(chosen, sets, strict=True):
            start, last = last, last + len(texts)
            own = found.rows(start, last)
            yield tuple(_runs(texts, own, consensus(own), copies)) if len(own.keys) else ()


def _batched(items: Iterable[Counter[str]], size: int) -> Iterator[list[Counter[str]]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _sample(texts: Sequence[str]) -> Sequence[str]:
    return [texts[at * len(texts) // ALIGNED] for at in range(ALIGNED)] if len(texts) > ALIGNED else texts


def _runs(texts: Sequence[str], found: Tokens, script: Script, copies: Mapping[str, int]) -> Iterator[Token]:
    """Stretches of constants and of slots, one token each."""
    constant = script.shown >= 0
    edges = np.flatnonzero(np.diff(constant, prepend=not constant[:1].any(), append=not constant[-1:].any()))
    pieces = _pieces(texts, found, script)
    for column in np.flatnonzero(script.rivals[:, 0] >= 0).tolist():
        pieces[column] = _undecided(pieces[column], texts, found, script, column, copies)
    for start, end in pairwise(edges.tolist()):
        if constant[start]:
            yield Token(text="".join(pieces[start:end]).strip())
        else:
            yield _slot([_fill(text, found, at, script.tokens[start:end, at]) for at, text in enumerate(texts)])


def _pieces(texts: Sequence[str], found: Tokens, script: Script) -> list[str]:
    """Each constant as most write it, with a space before it where its writer has one; slots are empty."""
    token = script.tokens[np.arange(len(script.shown)), script.shown]
    row = np.where(script.shown >= 0, found.starts[script.shown] + token, 0)
    apart = (token == 0) | (found.spans[row - 1, 1] < found.spans[row, 0])
    rows = zip(script.shown.tolist(), apart.tolist(), found.spans[row].tolist(), strict=True)
    return ["" if at < 0 else " " * alone + texts[at][span[0] : span[1]] for at, alone, span in rows]


def _undecided(
    piece: str, texts: Sequence[str], found: Tokens, script: Script, column: int, copies: Mapping[str, int]
) -> str:
    """A constant where as many texts have other words: the word that was put up most often, and where that doesn't
    decide, each, parted by slashes: nothing says which was edited."""
    members = [int(script.shown[column]), *(at for at in script.rivals[column].tolist() if at >= 0)]
    most = max(copies[texts[at]] for at in members)
    rows = [(at, found.starts[at] + script.tokens[column, at]) for at in members if copies[texts[at]] == most]
    space = " " * (len(piece) - len(piece.lstrip()))
    return space + "/".join(texts[at][slice(*found.spans[row].tolist())] for at, row in rows)


def _fill(text: str, found: Tokens, at: int, tokens: NDArray[np.int32]) -> str:
    """What text `at` says in a slot: its tokens there, as written where they stand together."""
    own = tokens[tokens >= 0].tolist()
    if not own:
        return ""
    spans = found.spans[found.starts[at] : found.starts[at + 1]]
    first, last = min(own), max(own)
    if last - first < len(tokens):
        return text[spans[first, 0] : spans[last, 1]]
    return " ".join(text[spans[token, 0] : spans[token, 1]] for token in own)


def _slot(fills: Sequence[str]) -> Token:
    shown = [fill for fill, _ in sorted(Counter(fill for fill in fills if fill).items(), key=lambda c: (-c[1], c[0]))]
    if not any(character.isalpha() for fill in shown for character in fill) and all(map(_HAS_DIGIT.search, shown)):
        kind = "number"
    else:
        kind = "word" if all(" " not in fill for fill in shown) else "text"
    return Token(slot=kind, examples=tuple(shown[:EXAMPLES]))
