"""Seeded worlds of near-duplicate texts with their truth: who wrote from which script, and which words are slots.

A campaign is one script; each of its texts fills the script's slots anew and is then altered. Hard worlds edit 5 to
25 % of the words at distant places, move sentences, disguise letters, strew ornaments, and put one of a few
house-rule paragraphs into half of ALL texts, whoever wrote them. The rest are single texts over the same words: some
quite their own, some that borrow a sentence or two of a campaign. Vocabulary is neutral or invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

CONSTANT, SLOT, NOISE, RULES = "c", "s", "n", "r"
"""What a word is: of the script, a slot's filling, an edit, or of the shared paragraph."""

Word = tuple[str, str]
Sentence = list[Word]
Written = tuple[str, str, str]
"""As written, what it is, and the word before its letters were disguised."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`edits`: least and largest share of words altered in a text. Shares are probabilities per text unless said."""

    name: str
    edits: tuple[float, float] = (0.0, 0.03)
    move: float = 0.0
    tricks: float = 0.0  # share of words
    ornaments: float = 0.02  # share of words
    rules: float = 0.0
    rule_texts: int = 3
    borrowed: float = 0.0  # share of the single texts that borrow sentences of a campaign
    alone: float = 0.35  # share of all texts
    sentences: tuple[int, int] = (5, 9)
    largest: int = 60


EASY = Shape("easy")
HARD = Shape("hard", (0.05, 0.25), 0.5, 0.06, 0.05, 0.5, 3, 0.3)
STYLES = ("prose", "phrases", "invented", "scripts", "brief", "long")


@dataclass(frozen=True, slots=True)
class Text:
    """`words` as written, parted by single spaces in `text`; `kinds[i]` says what words[i] is, `meant[i]` what it was
    before its letters were disguised. `campaign` -1: alone."""

    id: str
    text: str
    campaign: int
    words: tuple[str, ...]
    kinds: str
    meant: tuple[str, ...]

    @property
    def truth(self) -> str:
        return f"c{self.campaign}" if self.campaign >= 0 else self.id


_list = str.split
TOPICS = {
    "garden": "garden hedge lawn seeds roses compost spade trimming watering autumn pruning orchard fence soil bulbs",
    "bicycle": "bicycle wheel chain gears brakes saddle spokes tyre pedal frame puncture repair basket lamp bell tune",
    "kitchen": "bread dough oven rye butter flour crust recipe pastry jam kettle supper kneading cinnamon loaf tray",
    "music": "violin lesson piano scales rhythm concert bow tuning melody chorus sheet practice strings drum choir",
    "moving": "boxes van furniture sofa stairs packing lifting storage movers truck tape blankets pallets heavy carry",
    "wool": "yarn knitting scarf needles pattern sweater wool crochet stitches mittens loom weaving thread colours dye",
}
PLAIN = _list(
    "we you our the a and with for in on at from every some very quite always often today new old good careful "
    "friendly quiet bright simple honest local small large early late near far open ready happy calm clean warm "
    "fresh fine come ask see find bring take learn offer make keep share show visit help start finish choose "
    "call write hear know "
    "like morning evening weekend week month season house street corner room table door window market people "
    "neighbours hands time place price work day hour year question answer welcome thanks please never just only also "
    "still"
)
PHRASES = (
    ("we offer", "you will find", "come and see", "ask us about", "enjoy", "we are proud of", "look forward to"),
    ("careful", "friendly", "reliable", "unhurried", "cheerful", "well known", "affordable", "skilled"),
    ("service", "lessons", "repairs", "workshops", "advice", "deliveries", "visits", "evenings"),
    ("for beginners", "for the whole street", "at your place", "in our yard", "by appointment", "all year round"),
    (
        "with fair prices",
        "and a cup of tea",
        "without any fuss",
        "until late",
        "whatever the weather",
        "from monday on",
    ),
)
RULE_WORDS = _list(
    "this board is kept by volunteers who read each notice before it is shown please be polite to one another and tell "
    "the desk when something looks wrong notices stay up for thirty days and may be renewed once no payment is ever "
    "asked by the board itself keep your receipts and meet in a public place whenever you can our rules are on the "
    "wall beside the entrance and at the library counter where a clerk will gladly explain them to anyone who asks"
)
FILLS: dict[str, Callable[[random.Random], str]] = {
    "name": lambda r: r.choice(_list("Anna Bela Cora Dina Elsa Fay Gita Hana Ines Jola Kaia Lene Mila Nora Olga Pia")),
    "phone": lambda r: f"{r.randint(201, 989)}-{r.randint(200, 999)}-{r.randint(0, 9999):04}",
    "price": lambda r: f"${r.randrange(20, 400, 5)}",
    "city": lambda r: r.choice(_list("Reno Tulsa Boise Fresno Toledo Omaha Dayton Mobile Akron Laredo Plano Salem")),
    "emoji": lambda r: r.choice(_list("🌷 ⭐ 🌙 ☀️ 🍀 🎈 🎵 🔔")),
    "date": lambda r: f"{r.choice(('Jan', 'Feb', 'Mar', 'Apr', 'Jun', 'Sep'))}-{r.randint(1, 28)}",
}
LEADS = {"name": "ask for", "phone": "ring", "price": "only", "city": "now in", "emoji": "", "date": "free on"}
LOOKALIKE = {
    "a": "а@4",
    "e": "е3é",
    "o": "о0ö",
    "i": "і1!",
    "s": "ѕ5$",
    "c": "с",
    "p": "р",
    "x": "х",
    "t": "7",
    "u": "ü",
}
ALPHABETS = {
    "cyrillic": "абвгдежзиклмнопрстуфхцчшы",
    "greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمن",
    "thai": "กขคงจฉชซญดตถทธนบปผพฟมยรลวสห",
    "han": "天地人山水火木金土日月星风雨花草鸟鱼马牛羊门窗车船衣食书笔路桥田米茶糖盐油春夏秋冬东西南北",
}


def make(seed: int, size: int, shape: Shape, style: str) -> list[Text]:
    """`size` texts in mixed order; the same arguments always give the same."""
    rng = random.Random(f"{seed}/{size}/{shape.name}/{style}")
    if style in ("brief", "long"):
        shape = replace(shape, sentences=(2, 3) if style == "brief" else (18, 30))
    write = _writer(rng, style)
    rules = [_as_rules(rng) for _ in range(shape.rule_texts)]
    scripts: list[list[Sentence]] = []
    made: list[tuple[int, list[list[Written]]]] = []
    while len(made) < size * (1 - shape.alone):
        script = _with_slots(rng, [write() for _ in range(rng.randint(*shape.sentences))])
        scripts.append(script)
        count = min(shape.largest, 1 + int(rng.paretovariate(0.9)))
        made += [(len(scripts) - 1, _altered(rng, _filled(rng, script), shape, write)) for _ in range(count)]
    made = made[: int(size * (1 - shape.alone))]
    while len(made) < size:
        made.append((-1, _single(rng, write, scripts, shape)))
    rng.shuffle(made)
    return [_text(rng, f"t{at:06}", campaign, body, shape, rules) for at, (campaign, body) in enumerate(made)]


def _single(
    rng: random.Random, write: Callable[[], Sentence], scripts: Sequence[list[Sentence]], shape: Shape
) -> list[list[Written]]:
    body = [write() for _ in range(rng.randint(*shape.sentences))]
    if rng.random() < shape.borrowed:
        script = rng.choice(scripts)
        for _ in range(max(1, len(body) // 4)):
            body[rng.randrange(len(body))] = list(rng.choice(script))
    return _altered(rng, _filled(rng, _with_slots(rng, body)), shape, write)


def _writer(rng: random.Random, style: str) -> Callable[[], Sentence]:
    """One call, one sentence. Words of a topic recur in other campaigns; whole sentences of `phrases` do too."""
    if style == "phrases":
        return lambda: _said(" ".join(rng.choice(row) for row in PHRASES))
    if style in ("invented", "scripts"):
        sources = list(ALPHABETS.values()) if style == "scripts" else ["bdfgklmnprstvz"]
        banks = [[_coined(rng, letters) for _ in range(400)] for letters in sources]
        weights = [1 / (rank + 3) for rank in range(400)]
        return lambda: _said(" ".join(rng.choices(rng.choice(banks), weights, k=rng.randint(6, 12))))
    topics = [words.split() for words in TOPICS.values()]

    def prose() -> Sentence:
        topic = rng.choice(topics)
        return _said(" ".join(rng.choice(topic if rng.random() < 0.4 else PLAIN) for _ in range(rng.randint(7, 14))))

    return prose


def _coined(rng: random.Random, letters: str) -> str:
    if letters.isascii():
        return "".join(rng.choice(letters) + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))
    return "".join(rng.choice(letters) for _ in range(rng.randint(1, 2) if letters[0] == "天" else rng.randint(3, 7)))


def _said(words: str) -> Sentence:
    return [(word, CONSTANT) for word in words.split()]


def _as_rules(rng: random.Random) -> list[Sentence]:
    start = rng.randrange(len(RULE_WORDS) - 40)
    words = RULE_WORDS[start : start + rng.randint(25, 40)]
    cut = len(words) // 2
    return [[(word, RULES) for word in part] for part in (words[:cut], words[cut:])]


def _with_slots(rng: random.Random, script: list[Sentence]) -> list[Sentence]:
    """Two to six slots, each behind its lead, at the end of some sentence."""
    script = [list(sentence) for sentence in script]
    for kind in rng.sample(sorted(FILLS), rng.randint(2, min(6, 1 + len(script)))):
        rng.choice(script).extend([*_said(LEADS[kind]), (kind, SLOT)])
    return script


def _filled(rng: random.Random, script: Sequence[Sentence]) -> list[Sentence]:
    return [
        [(FILLS[word](rng) if kind == SLOT and word in FILLS else word, kind) for word, kind in one] for one in script
    ]


def _altered(
    rng: random.Random, body: list[Sentence], shape: Shape, write: Callable[[], Sentence]
) -> list[list[Written]]:
    rate = rng.uniform(*shape.edits)
    body = [[word for one in sentence for word in _edited(rng, one, rate, write)] for sentence in body]
    if rng.random() < shape.move and len(body) > 1:
        for _ in range(rng.randint(1, 2)):
            body.insert(rng.randrange(len(body)), body.pop(rng.randrange(len(body))))
    return [[_dressed(rng, word, shape) for word in sentence] for sentence in body]


def _edited(rng: random.Random, word: Word, rate: float, write: Callable[[], Sentence]) -> list[Word]:
    if word[1] != CONSTANT or rng.random() >= rate:
        return [word]
    new = (rng.choice(write())[0], NOISE)
    return rng.choice(([new], [new], [word, new], []))


def _dressed(rng: random.Random, word: Word, shape: Shape) -> Written:
    text, kind = word
    if kind == CONSTANT and rng.random() < shape.tricks:
        at = [place for place, letter in enumerate(text.lower()) if letter in LOOKALIKE]
        if at:
            place = rng.choice(at)
            text = text[:place] + rng.choice(LOOKALIKE[text[place].lower()]) + text[place + 1 :]
    if kind == CONSTANT and rng.random() < shape.tricks:
        text = text.upper()
    return text, kind, word[0]


def _text(
    rng: random.Random, id: str, campaign: int, body: list[list[Written]], shape: Shape, rules: Sequence[list[Sentence]]
) -> Text:
    body = [sentence for sentence in body if sentence]
    if rng.random() < shape.rules:
        at = rng.choice((0, len(body)))
        body[at:at] = [[(word, kind, word) for word, kind in sentence] for sentence in rng.choice(rules)]
    words: list[Written] = []
    for sentence in body:
        for word in sentence:
            words.append(word)
            if rng.random() < shape.ornaments:
                words.append(_noise(FILLS["emoji"](rng)))
        words.append(_noise(rng.choice(".....!|")))
    written, kinds, meant = zip(*words, strict=True)
    return Text(id, " ".join(written), campaign, written, "".join(kinds), meant)


def _noise(sign: str) -> Written:
    return sign, NOISE, sign
