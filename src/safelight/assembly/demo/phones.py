"""Telephone numbers of the demo world, and the ways people write them.

Numbers lie in 555-0100 to 555-0199 of real area codes, the block reserved for fiction (NANPA); a
world that needs more of an area code widens to other lines of its unassigned 555 exchange. `plain` styles are
found by any search; `obscured` ones are not: words, letters for digits, noise, other scripts.
"""

from __future__ import annotations

from random import Random

from safelight.assembly.demo.places import AREAS, City

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_PALABRAS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_LETTERS = {"0": "oO", "1": "lI", "5": "S", "8": "B"}
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

WIDE_FROM = 2000
"""First line of the 555 exchange used when an area code's hundred fiction numbers are gone (past 50,000 ads or so)."""

PLAIN_STYLES = 8
OBSCURED_STYLES = 9


class PhonePool:
    """Hands out each number once; a number given up can be handed to somebody unrelated later."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._free = {area: [f"{area}55501{line:02d}" for line in range(100)] for area in sorted(AREAS)}
        for numbers in self._free.values():
            rng.shuffle(numbers)
        self._wide = dict.fromkeys(self._free, WIDE_FROM)
        self._retired: list[tuple[int, str, str]] = []

    def lease(self, city: City) -> str:
        """A fresh number, mostly of the city's own area codes: people keep numbers when they move."""
        area = self._rng.choice(city.areas) if self._rng.random() < 0.75 else self._rng.choice(AREAS)
        return self._free[area].pop() if self._free[area] else self._widen(area)

    def _widen(self, area: str) -> str:
        line = self._wide[area]
        self._wide[area] = line + 1
        return f"{area}555{line:04d}"

    def retire(self, phone: str, advertiser: str, last_day: int) -> None:
        """`advertiser` stops using `phone` after `last_day` (days from the world's start)."""
        self._retired.append((last_day, phone, advertiser))

    def inherit(self, day: int, gap: int) -> tuple[str, str] | None:
        """A number given up at least `gap` days before `day` and its earlier user; None when there is none."""
        old = [entry for entry in self._retired if entry[0] + gap <= day]
        if not old:
            return None
        entry = self._rng.choice(old)
        self._retired.remove(entry)
        return entry[1], entry[2]


def e164(national: str) -> str:
    return f"+1{national}"


def plain(national: str, style: int) -> str:
    """The ten digits as most people write them; `style` below PLAIN_STYLES."""
    a, b, c = national[:3], national[3:6], national[6:]
    return (
        f"({a}) {b}-{c}",
        f"{a}-{b}-{c}",
        f"{a}.{b}.{c}",
        f"{a} {b} {c}",
        national,
        f"+1 {a} {b} {c}",
        f"1-{a}-{b}-{c}",
        f"({a}){b}-{c}",
    )[style]


def obscured(rng: Random, national: str, style: int, spanish: bool) -> str:
    """The ten digits so that a plain search misses them; `style` below OBSCURED_STYLES."""
    words = _PALABRAS if spanish else _WORDS
    if style == 0:
        return " ".join(words[int(digit)] for digit in national)
    if style == 1:
        return " ".join(words[int(digit)] if rng.random() < 0.5 else digit for digit in national)
    if style == 2:
        return _lettered(rng, national)
    if style == 3:
        return " ".join(national)
    if style == 4:
        return "".join(f"{digit}\ufe0f\u20e3" for digit in national)
    if style == 5:
        noise = rng.choice(("*", "~", "_", "/", "-.-", " . "))
        return noise.join(national)
    if style == 6:
        return f"{national[:3]} {national[3:6]} {national[6:]}".translate(_WIDE)
    if style == 7:
        sign = rng.choice(("🌟", "☎️", "✨", "🔹"))
        return sign.join((national[:3], national[3:6], national[6:8], national[8:]))
    return "".join(words[int(digit)] if rng.random() < 0.35 else digit for digit in national)


def _lettered(rng: Random, national: str) -> str:
    digits = [rng.choice(_LETTERS[digit]) if digit in _LETTERS else digit for digit in national]
    return f"{''.join(digits[:3])}-{''.join(digits[3:6])}-{''.join(digits[6:])}"
