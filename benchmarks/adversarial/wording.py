"""Sentences around disguised numbers, and traps: texts full of digits that hold no telephone number.

Two wordings that share no sentence: "first" and "second".
"""

# ruff: noqa: E501 - one text a line

from __future__ import annotations

from collections.abc import Callable
from random import Random

FRAMES: dict[str, tuple[str, ...]] = {
    "first": (
        "{}", "Call {} today", "text me at {}", "My number is {}", "{} calls only please", "Dinner company in town. {}",
        "Phone: {}", "Reach me {} before nine", "I am 29 years old, call {}", "180 an hour. {}", "{} - ask for Dana",
        "hello, write or ring {} thank you", "Llámame al {}", "new number ☎ {}", "Rates 120 hh 200 hr\n{}\nsee you soon",
        "available 10am-8pm ... {} ... no blocked calls", "5'6, brown hair, {}", "Contact {} for city tours",
    ),
    "second": (
        "If you would like to talk, dial {}.", "booking line {}", "cell {} (no voicemail)", "Good evening! {} Thanks.",
        "A calm hour for 150.\n\n{}\n\nSunday closed", "w/a {}", "Mi cel es {} gracias", "{} <- save it",
        "Visiting until Friday, {}, mention this page", "txt first: {}", "35 yrs, 130 lbs, friendly; {}", "hit me up {}",
        "#{}", "number below\n{}", "Open 9 to 5, closed Monday. {}", "you can ring me on {} any evening",
    ),
}  # fmt: skip


def _n(rng: Random, least: int, most: int) -> int:
    return rng.randint(least, most)


def _first(rng: Random) -> list[str]:
    day, month, year = _n(rng, 1, 28), _n(rng, 1, 12), _n(rng, 2014, 2026)
    octets = ".".join(str(_n(rng, 1, 254)) for _ in range(4))
    return [
        f"rates {_n(rng, 8, 12)}0 hh {_n(rng, 15, 25)}0 hr {_n(rng, 30, 60)}0 two hours",
        f"{_n(rng, 8, 12)}0/{_n(rng, 15, 20)}0/{_n(rng, 25, 40)}0/{_n(rng, 10, 20)}00",
        f"${_n(rng, 1, 9)},{_n(rng, 100, 999)},{_n(rng, 100, 999)} raised for the fair",
        f"{_n(rng, 32, 38)}-{_n(rng, 23, 29)}-{_n(rng, 33, 39)}, 5'{_n(rng, 2, 9)}, {_n(rng, 105, 160)} lbs",
        f"posted {month:02d}/{day:02d}/{year} {_n(rng, 1, 12)}:{_n(rng, 10, 59)} pm, updated {month:02d}/{day:02d}/{year}",
        f"{year}-{month:02d}-{day:02d} {_n(rng, 10, 23)}:{_n(rng, 10, 59)}:{_n(rng, 10, 59)}",
        f"order id {_n(rng, 2_000_000_000, 9_999_999_999)}",
        f"Post ID: {_n(rng, 2_000_000_000, 9_999_999_999)} reported",
        f"zip {_n(rng, 10_000, 99_999)}-{_n(rng, 1000, 9999)}, {_n(rng, 10_000, 99_999)} nearby",
        f"I'm {_n(rng, 21, 59)}, she is {_n(rng, 21, 59)}, together {_n(rng, 50, 90)} years of good talk",
        f"open {_n(rng, 8, 11)}am-{_n(rng, 5, 11)}pm, Sat 10-6, Sun 12-4, 24/7 on line",
        f"height {_n(rng, 150, 185)} cm, weight {_n(rng, 48, 80)} kg, size {_n(rng, 4, 12)}, shoe {_n(rng, 6, 10)}",
        f"since {_n(rng, 1999, 2012)}, renewed {_n(rng, 2013, 2019)} and {_n(rng, 2020, 2026)}",
        f"{_n(rng, 25, 48)}.{_n(rng, 100000, 999999)}, -{_n(rng, 70, 122)}.{_n(rng, 100000, 999999)}",
        f"{_n(rng, 10, 99)}% off, {_n(rng, 10, 99)}% happy, {_n(rng, 100, 999)} reviews, {_n(rng, 1000, 9999)} views",
        f"final score {_n(rng, 80, 120)}-{_n(rng, 80, 120)}, halves {_n(rng, 40, 60)}-{_n(rng, 40, 60)}",
        f"server {octets} port {_n(rng, 1024, 65000)}",
        f"tracking number 1Z{_n(rng, 100, 999)}AA{_n(rng, 1_000_000_000, 9_999_999_999)}",
        f"tracking 9400 1000 {_n(rng, 1000, 9999)} {_n(rng, 1000, 9999)} {_n(rng, 1000, 9999)} {_n(rng, 10, 99)}",
        "Mon 9-5 Tue 9-5 Wed 10-6 Thu 10-6 Fri 9-5 Sat 11-3",
        f"card 4111 1111 1111 {_n(rng, 1000, 9999)} declined",
        f"30 min {_n(rng, 60, 90)}, 60 min {_n(rng, 100, 150)}, 90 min {_n(rng, 160, 220)}, 120 min {_n(rng, 230, 300)}",
        f"room {_n(rng, 100, 999)}, floor {_n(rng, 2, 30)}, building {_n(rng, 1000, 9999)}, gate code {_n(rng, 1000, 9999)}",
        "one on one, two for one, three or four hours, five stars, six days a week, seven to nine",
        f"Serial no. {_n(rng, 1_000_000_000, 9_999_999_999)}",
        f"license # {_n(rng, 100000, 999999)} exp {month:02d}/{year}",
        f"isbn 978-0-{_n(rng, 100, 999)}-{_n(rng, 10000, 99999)}-{_n(rng, 0, 9)}",
        f"ad ref {_n(rng, 2_000_000, 9_999_999)} seen {_n(rng, 100, 999)} times, {_n(rng, 10, 99)} today",
    ]


def _second(rng: Random) -> list[str]:
    day, month, year = _n(rng, 1, 28), _n(rng, 1, 12), _n(rng, 2014, 2026)
    return [
        f"menu: {_n(rng, 5, 9)}0 quick, {_n(rng, 10, 14)}0 half, {_n(rng, 18, 26)}0 full, {_n(rng, 60, 99)}0 evening",
        f"donation {_n(rng, 10, 20)}0 roses 1h / {_n(rng, 21, 35)}0 roses 2h / {_n(rng, 36, 50)}0 roses 3h / {_n(rng, 11, 15)}00 night",
        f"prize of $ {_n(rng, 2, 9)} {_n(rng, 100, 999)} {_n(rng, 100, 999)} dollars",
        f"measurements {_n(rng, 32, 38)} {_n(rng, 23, 29)} {_n(rng, 33, 39)}, five foot {rng.choice(('two', 'six', 'nine'))}",
        f"listed on {day}.{month}.{year}, expires {day}.{month}.{year + 1}",
        f"timestamp {year}{month:02d}{day:02d}{_n(rng, 10, 23)}{_n(rng, 10, 59)}{_n(rng, 10, 59)}",
        f"invoice no {_n(rng, 2_000_000_000, 9_999_999_999)} paid",
        f"listing number {_n(rng, 2_000_000_000, 9_999_999_999)}",
        f"PO Box {_n(rng, 1000, 9999)}, Springfield {_n(rng, 10_000, 99_999)}-{_n(rng, 1000, 9999)}",
        f"ages {_n(rng, 25, 35)} / {_n(rng, 36, 45)} / {_n(rng, 46, 55)}, heights 5'4 5'6 5'8",
        "from nine to five and seven to ten, two days a week, one weekend off in three or four",
        f"lat {_n(rng, 25, 48)}.{_n(rng, 10000, 99999)} lon -{_n(rng, 70, 122)}.{_n(rng, 10000, 99999)}",
        f"visits: {_n(rng, 100, 999)} in May, {_n(rng, 100, 999)} in June, {_n(rng, 1000, 9999)} in July",
        f"won {_n(rng, 2, 9)}-{_n(rng, 0, 6)}, {_n(rng, 2, 9)}-{_n(rng, 0, 6)}, {_n(rng, 2, 9)}-{_n(rng, 0, 6)}, {_n(rng, 2, 9)}-{_n(rng, 0, 6)}",
        f"ip 10.{_n(rng, 100, 254)}.{_n(rng, 100, 254)}.{_n(rng, 100, 254)}:{_n(rng, 1000, 9999)}",
        f"parcel {_n(rng, 100, 999)}-{_n(rng, 1_000_000, 9_999_999)}-{_n(rng, 1_000_000, 9_999_999)}",
        f"hours {_n(rng, 8, 11)}:00-{_n(rng, 12, 14)}:30, {_n(rng, 15, 16)}:00-{_n(rng, 19, 22)}:30",
        f"account {_n(rng, 10_000_000_000, 99_999_999_999)}",
        f"{_n(rng, 40, 49)} kg {_n(rng, 150, 179)} cm {_n(rng, 20, 40)} ans",
        f"{_n(rng, 1000, 9999)} {rng.choice(('Oak', 'Mill', 'Lake'))} Street, suite {_n(rng, 100, 999)}, {_n(rng, 10_000, 99_999)}",
        f"population {_n(rng, 1, 9)}.{_n(rng, 100, 999)}.{_n(rng, 100, 999)} in {_n(rng, 1990, 2020)}",
        f"ticket {_n(rng, 2_000_000_000, 9_999_999_999)} row {_n(rng, 1, 40)} seat {_n(rng, 1, 40)}",
    ]


TRAPS: dict[str, Callable[[Random], list[str]]] = {"first": _first, "second": _second}
