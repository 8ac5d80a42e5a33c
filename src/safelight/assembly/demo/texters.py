"""The demo's text line: a hotline's line and chat page, and invented texters who write while the console is served.

Every word is written here and neutral: nothing explicit, nobody real, numbers of the range kept for fiction. A texter
writes a first text, and the next of the script when a person has answered. They go through the same receiver, rules,
queue and sender as everybody. Promises a bounded demo: no new texter comes while many wait.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from safelight.assembly.platform import Platform
from safelight.kernel.sealed import Sealed
from safelight.textline.service.phone import Phone

LINE = "+15550100"
PAGE = "tea"

AT_START = 5
"""Texters who wait when the demo is first opened: each tier is among them."""

BEAT = 6.0
"""Seconds between beats: a texter who was answered writes on at the next one."""

ARRIVE_EVERY = 4
"""Beats between new texters: one in about 25 seconds, so that a demo is lively and can be followed."""

MOST_WAITING = 9
"""Waiting texters at which nobody new comes: a queue that fits one screen."""

SCRIPTS: tuple[tuple[str, ...], ...] = (
    ("do you have somebody to talk to", "1", "just a hard week. thanks for asking", "ok I feel better now, thank you"),
    (
        "he took my phone and my papers and I can't leave the house, using a friend's",
        "1 but only a few minutes",
        "Oakland, CA",
        "3",
        "thank you for not pushing",
    ),
    ("lol who dis", "haha wrong number sorry"),
    (
        "he is outside the door and he says he will hurt me",
        "can't call he would hear",
        "Oakland CA near the lake",
        "siren would make it worse",
        "he went away",
        "ok I will go to my neighbor now",
    ),
    ("necesito un lugar para dormir esta noche, no tengo a donde ir", "1", "Reno, NV", "gracias"),
    ("my boss keeps my passport and says I owe him more every week", "2 later please", "1 ok now", "Fresno, CA"),
    ("hi is this still the number for rides", "ok thanks"),
    ("I am 17. is it ok that I write here", "I didn't know that. ok", "1 go on"),
    ("no me dejan salir sola y me quitan el dinero", "1", "San Jose, CA", "1"),
    ("he watches my phone so I delete this. can you tell me what you do", "1", "no not police, just talk"),
)

TABLE = """ori,name,kind,counties,hours,time_zone,phone,psap_phone,languages
CA0010000,Port Invented Police Department,police,06001,24/7,America/Los_Angeles,+15550110,+15550119,en;es
NV0160000,Made-Up County Sheriff's Office,sheriff,32031,24/7,America/Los_Angeles,+15550120,+15550129,en
CA0100000,Fresno Practice Desk,sheriff,06019,mon-fri 08:00-18:00,America/Los_Angeles,+15550130,,en;es
CA0100001,Fresno Drill Office,sheriff,06019,mon-fri 08:00-18:00,America/Los_Angeles,+15550131,,en
"""
"""Agencies of the demo, with one overlap and hours without anybody, so that both can be seen."""

JOINED = {"CA0010000": "Port Invented Police Department", "NV0160000": "Made-Up County Sheriff's Office"}


def load_line(platform: Platform, passphrase: Sealed) -> None:
    """Set the line up once, with the first texters waiting. Loading again changes nothing."""
    kim = platform.access.sign_in("kim", passphrase).actor
    line = platform.textline
    try:
        if line.lines.list(kim):
            return
        phones = line.lines.add_line(kim, LINE, "Lantern line", {"programme": "LH Info"})
        line.lines.add_provider(kim, phones.id, "simulator", "simulator", Sealed("-"), {})
        page = line.lines.add_line(kim, "web", "Lantern page", {"programme": "LH Info"})
        line.lines.add_provider(kim, page.id, "web", PAGE, Sealed("-"), {})
        line.directory.import_table(kim, io.StringIO(TABLE))
        for ori, name in JOINED.items():
            line.directory.join(kim, ori, name)
    finally:
        platform.access.sign_out(kim)
    for number in range(AT_START):
        phone_of(platform, number).text(SCRIPTS[number][0])
    line.judge.catch_up()
    line.sender.round()
    line.sender.close()


def phone_of(platform: Platform, number: int) -> Phone:
    """The phone of the texter of that number."""
    return platform.textline.phones.at(LINE, Sealed(f"+1555{2000 + number:07d}"))


@dataclass(slots=True)
class Texter:
    """One phone and how far its script is."""

    phone: Phone
    script: tuple[str, ...]
    said: int = 1


@dataclass
class Texters:
    """`loop` goes on while the console is served; `beat` is one step of it."""

    platform: Platform
    texters: list[Texter] = field(default_factory=list)
    beats: int = 0

    def __post_init__(self) -> None:
        self.texters = [Texter(phone_of(self.platform, one), SCRIPTS[one]) for one in range(AT_START)]

    def loop(self, stop: threading.Event) -> None:
        """One beat after another until `stop` is set. A beat that fails is logged; the next one tries again."""
        while not stop.wait(BEAT):
            try:
                self.beat()
            except Exception as error:  # a demo must not end the server beside it
                self.platform.log.failure("demo.texters", error)

    def beat(self) -> None:
        """Whoever was answered writes on; now and then somebody new comes."""
        self.beats += 1
        for texter in self.texters:
            if _by_a_person(texter.phone.arrived()) and texter.said < len(texter.script):
                texter.phone.text(texter.script[texter.said])
                texter.said += 1
        if self.beats % ARRIVE_EVERY == 0 and self._waiting() < MOST_WAITING:
            number = len(self.texters)
            script = SCRIPTS[number % len(SCRIPTS)]
            new = Texter(phone_of(self.platform, number), script)
            new.phone.text(script[0])
            self.texters.append(new)

    def _waiting(self) -> int:
        """Texters whom no person has answered yet."""
        return sum(texter.said == 1 for texter in self.texters)


def _by_a_person(arrived: Sequence[str]) -> bool:
    """Whether one of these texts is an answer; the line's own greeting says that somebody will reply."""
    return any("Someone will reply soon" not in text and "Alguien responde pronto" not in text for text in arrived)
