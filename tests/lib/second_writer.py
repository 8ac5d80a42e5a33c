"""How people of the second world write: drafts of patterns, habits of choice, small edits from ad to ad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.lib import second_words as stock
from tests.lib.second_words import pick, said


@dataclass(frozen=True, slots=True)
class Ink:
    """What an ad states; None and 0 leave a line out."""

    name: str
    age: int
    price: int
    city: str
    phone: str | None = None
    mail: str | None = None
    tag: str | None = None
    handle: str | None = None
    other: str | None = None


@dataclass(slots=True)
class Voice:
    """One writer: which patterns in which order, how the slots are filled, and how the line is broken."""

    opening: str
    middles: list[str]
    habit: dict[str, int]
    contact: str
    rate: str
    age: str
    place: str
    style: int
    fresh: float


def ink(name: str, age: int, price: int, city: str, phone: str | None) -> Ink:
    return Ink(name, age, price, city, phone)


def own_voice(rng: Random, like: Voice | None = None, part: float = 0.0) -> Voice:
    """A writer of one's own. `like`: a friend from whom about `part` of the lines, and how they are said, is copied."""
    voice = Voice(
        opening=rng.choice(stock.OPENINGS),
        middles=pick(rng, stock.MIDDLES, rng.randint(4, 8)),
        habit={},
        contact=rng.choice(stock.CONTACTS),
        rate=rng.choice(stock.RATES),
        age=rng.choice(stock.AGES),
        place=rng.choice(stock.PLACES),
        style=rng.randrange(6),
        fresh=rng.choice((0.0, 0.02, 0.05, 0.1)),
    )
    _settle(rng, voice)
    if like is not None:
        copied = [line for line in like.middles if rng.random() < part]
        voice.middles = [*copied, *[line for line in voice.middles if line not in copied]][: len(voice.middles)]
        rng.shuffle(voice.middles)
        taken = {key for line in copied for key in stock._CHOICE.findall(line)}
        voice.habit |= {key: value for key, value in like.habit.items() if key[1:-1] in taken}
    return voice


def _settle(rng: Random, voice: Voice) -> None:
    facts = {"name": "x", "phone": "x", "price": "x", "age": "x", "city": "x"}
    for line in (voice.opening, *voice.middles, voice.contact, voice.rate, voice.age, voice.place):
        said(line, voice.habit, facts, rng)


def rewrite(rng: Random, voice: Voice, part: float) -> Voice:
    """The same skeleton in other words: about `part` of the choices anew, now and then two lines change places."""
    lines = list(voice.middles)
    if len(lines) > 2 and rng.random() < 0.5:
        at = rng.randrange(len(lines) - 1)
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    habit = {key: rng.randrange(key.count("|") + 1) if rng.random() < part else at for key, at in voice.habit.items()}
    return Voice(
        voice.opening, lines, habit, voice.contact, voice.rate, voice.age, voice.place, voice.style, voice.fresh
    )


def shown_phone(rng: Random, phone: str, style: int) -> str:
    a, b, c = phone[:3], phone[3:6], phone[6:]
    return (f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"{a}.{b}.{c}", f"+1 {a} {b} {c}", f"{a} {b} {c}", phone)[style]


def written(rng: Random, voice: Voice, facts: Ink) -> tuple[str, str]:
    """(title, body) of one ad."""
    values = {
        "name": facts.name,
        "age": str(facts.age),
        "price": str(facts.price),
        "city": facts.city,
        "phone": shown_phone(rng, facts.phone, voice.style) if facts.phone else "",
        "mail": facts.mail or "",
        "tag": facts.tag or "",
        "other": facts.other or "",
    }
    lines = [voice.opening, *(line for line in voice.middles if rng.random() > 0.06)]
    if rng.random() < 0.5:
        lines.insert(1, voice.age)
    if rng.random() < 0.6:
        lines.append(voice.place)
    if rng.random() < 0.45:
        lines.append(voice.rate)
    lines += [voice.contact] if facts.phone else []
    lines += [rng.choice(stock.MAILS)] if facts.mail else []
    lines += [rng.choice(stock.PAYMENTS)] if facts.tag else []
    lines += [rng.choice(stock.DUETS)] if facts.other else []
    lines += [f"Telegram: @{facts.handle}"] if facts.handle else []
    lines += [rng.choice(stock.NOTICES)] if rng.random() < 0.3 else []
    text = [said(line, voice.habit, values, rng, voice.fresh) for line in lines]
    title = said(stock.TITLES[voice.style % 4], voice.habit, values, rng)
    return title, (" ", "\n", "\n\n", " * ", " ", "\n")[voice.style].join(text)


Text = Callable[[Random, Ink], tuple[str, str]]


def business_text(rng: Random) -> Text:
    firm, habit, number = rng.choice(stock.FIRMS), {}, str(rng.randint(100, 9_000))
    lines = [*stock.PREMISES, *pick(rng, stock.MIDDLES, 2)]
    contact = rng.choice(stock.CONTACTS)

    def text(turn: Random, facts: Ink) -> tuple[str, str]:
        values = {"firm": firm, "number": number, "name": facts.name, "phone": shown_phone(turn, facts.phone or "", 0)}
        body = [said(line, habit, values, turn, 0.03) for line in (*lines, contact)]
        return f"{firm} - {facts.name} today", " ".join(body)

    return text


def spam_text(rng: Random) -> Text:
    habit: dict[str, int] = {}
    lines = pick(rng, stock.SPAM, 4)
    link = f"https://go{rng.randrange(10_000)}.example/join"

    def text(turn: Random, facts: Ink) -> tuple[str, str]:
        body = [said(line, habit, {"city": facts.city}, turn, 0.02) for line in lines]
        return f"{facts.city}: new tonight", " ".join([*body, link])

    return text
